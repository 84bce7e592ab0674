//! Dossiers, lists, solutions, figures, imports as a browser meets them.

use super::browser::{Browser, Seen, sites};
use axum::http::{Method, StatusCode};
use vuonlen_app::Error;

/// Sends a form with a file, its token in the address.
async fn upload(
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    file: (&str, &str),
) -> Seen {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--ranh\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    let (name, content) = file;
    body.push_str(&format!(
        "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--ranh--\r\n"
    ));
    let path = format!("{path}?csrf={}", browser.csrf);
    let kind = [("content-type", "multipart/form-data; boundary=ranh")];
    browser.ask(Method::POST, &path, body, &kind).await
}

#[tokio::test]
async fn a_file_goes_in_and_comes_out_only_as_a_download() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let path = format!("{}/dossier", site.first());
        let page = officer.get(&path).await;
        assert!(page.body.contains("Hồ sơ chưa có tệp nào"));
        let fields = [
            ("form", "add"),
            ("kind", "photo"),
            ("year", "2026"),
            ("note", "<b>nhà</b>"),
        ];
        let wrong = upload(&mut officer, &path, &fields, ("x.pdf", "<html><script>")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Chỉ nhận PDF"));
        assert!(
            wrong.body.contains("&#60;b&#62;nhà"),
            "what was typed is kept, as text"
        );
        let added = upload(&mut officer, &path, &fields, ("x.html", "%PDF-1.7 anh")).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        let page = officer.get(&path).await;
        let start = page
            .body
            .find(&format!("{path}/"))
            .expect("the file is listed");
        let link: String = page.body[start..]
            .chars()
            .take_while(|c| *c != '"')
            .collect();
        let file = officer.get(&link).await;
        assert_eq!(file.bytes, b"%PDF-1.7 anh");
        assert_eq!(file.header("content-type"), "application/pdf");
        assert!(
            file.header("content-disposition")
                .starts_with("attachment;")
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(file.header("cache-control"), "no-store");
        let mut foreign = officer.clone();
        foreign.csrf = "0000".to_owned();
        let refused = upload(&mut foreign, &path, &fields, ("x", "%PDF-")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let mut front = site.signed_in("fatherland-front").await;
        assert_eq!(front.get(&link).await.status, StatusCode::FORBIDDEN);
        let large = format!("%PDF-{}", "0".repeat(12 * 1024 * 1024));
        let refused = upload(&mut officer, &path, &fields, ("x", &large)).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(())
}

#[tokio::test]
async fn every_page_is_there_for_whoever_may_in_both_languages() -> Result<(), Error> {
    for site in sites().await? {
        for (name, paths) in [
            (
                "commune-officer",
                &[
                    "/lists/members",
                    "/lists/women",
                    "/lists/female_heads",
                    "/lists/housing",
                    "/lists/illness",
                    "/lists/prospects",
                    "/lists/unsolved",
                    "/lists/merit",
                    "/lists/needs",
                    "/lists/no_dossier",
                    "/lists/unwilling",
                    "/groups",
                    "/figures",
                    "/figures?year=2025",
                    "/figures/priorities",
                    "/figures/priorities?flag=zone_3",
                    "/figures/needs",
                    "/figures/exits",
                    "/investigators",
                    "/guides",
                    "/change-reports",
                    "/imports",
                ][..],
            ),
            (
                "province-officer",
                &[
                    "/figures",
                    "/flags",
                    "/investigators",
                    "/guides",
                    "/change-reports",
                    "/lists/members",
                    "/groups",
                ][..],
            ),
            (
                "party-secretary",
                &["/figures", "/figures/needs", "/figures/priorities"][..],
            ),
        ] {
            let mut browser = site.signed_in(name).await;
            for path in paths {
                for language in ["vi", "en"] {
                    let join = if path.contains('?') { '&' } else { '?' };
                    let seen = browser.get(&format!("{path}{join}lang={language}")).await;
                    assert_eq!(seen.status, StatusCode::OK, "{name} {path}");
                    assert!(
                        seen.body.contains(&format!("<html lang=\"{language}\">")),
                        "{path}"
                    );
                    assert_eq!(seen.body.matches("<h1").count(), 1, "{path}");
                    assert!(
                        !seen.body.contains("{{") && !seen.body.contains("Some("),
                        "{path}"
                    );
                }
            }
        }
        let mut officer = site.signed_in("commune-officer").await;
        for path in ["/solutions", "/notes"] {
            let seen = officer.get(&format!("{}{path}", site.first())).await;
            assert_eq!(seen.status, StatusCode::OK, "{path}");
        }
        for path in ["/lists/members/export", "/figures/needs/export"] {
            let seen = officer.get(path).await;
            assert!(seen.bytes.starts_with(b"PK"), "{path}");
        }
        let mut secretary = site.signed_in("party-secretary").await;
        let figures = secretary.get("/figures").await;
        assert!(
            !figures.body.contains("/households?"),
            "figures without the names behind"
        );
        let unknown = officer.get("/lists/khong-co").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }
    Ok(())
}

#[tokio::test]
async fn a_form_with_a_mistake_says_what_is_wrong_and_keeps_the_rest() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let path = format!("{}/solutions", site.first());
        let sent = [
            ("form", "add"),
            ("cause", "other"),
            ("solution", "Giao rừng"),
            ("wish", ""),
        ];
        let wrong = officer.post(&path, &sent).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Giao rừng") && wrong.body.contains("aria-invalid"));
        let sent = [
            ("form", "add"),
            ("cause", "other"),
            ("solution", "Giao rừng"),
            ("wish", "Có đất"),
            ("responsible", "Xã"),
            ("due_on", "2026-12-31"),
        ];
        let done = officer.submit(&path, &sent).await;
        assert!(done.body.contains("Đã lưu giải pháp"));
        let group = [
            ("form", "add"),
            ("name", "Nhóm thử"),
            ("year", "2026"),
            ("plan", "Giúp"),
            ("formula", "household.x"),
        ];
        let wrong = officer.post("/groups", &group).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let list = "Mã hộ,Họ và tên chủ hộ,Thôn,Số nhân khẩu\nM-1,Lò Văn Mới,Bản Mới,3\n";
        officer.get("/imports").await;
        let fields = [("form", "check"), ("commune", "03703")];
        let checked = upload(&mut officer, "/imports", &fields, ("ds.csv", list)).await;
        assert_eq!(checked.status, StatusCode::SEE_OTHER);
        let there = checked.header("location").to_owned();
        let report = officer.get(&there).await;
        assert!(report.body.contains("Nhập vào sổ bộ"), "{}", report.body);
        let taken = officer
            .submit(&format!("{there}/take"), &[("effective_on", "2026-01-01")])
            .await;
        assert!(taken.body.contains("Đã nhập 1 hộ"));
    }
    Ok(())
}
