//! The survey form: checked, saved, confirmed, saved by itself, joined; the workbook of a village.

use super::browser::{Browser, Seen, sites_with};
use axum::http::StatusCode;
use serde_json::Value;
use vuonlen_app::Error;
use vuonlen_app::testing::COMMUNE;

/// The fields of a form with some of them changed.
fn changed(form: &Seen, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = form.fields();
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let changes = changes.iter();
    fields.extend(changes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect()
}

async fn send(browser: &mut Browser, path: &str, form: &Seen, changes: &[(&str, &str)]) -> Seen {
    let fields = changed(form, changes);
    browser.submit(path, &borrowed(&fields)).await
}

#[tokio::test]
async fn a_form_is_checked_saved_and_confirmed() -> Result<(), Error> {
    for site in sites_with(20).await? {
        let (_, lines) = site.round().await?;
        let path = &lines[0].form;
        let mut enumerator = site.signed_in("enumerator").await;
        let form = enumerator.get(path).await;
        assert_eq!(form.status, StatusCode::OK);
        for shown in [
            "Câu trả lời lấy sẵn",
            "Kết quả theo quy định",
            "Chuẩn năm sau",
            "name=\"answers.floor_area\"",
            "Khả năng thoát nghèo",
        ] {
            assert!(form.body.contains(shown), "{shown}");
        }
        // Looking changes nothing; what cannot be is named at its question and kept.
        let looked = send(
            &mut enumerator,
            path,
            &form,
            &[("do", "check"), ("answers.floor_area", "45,5")],
        )
        .await;
        assert_eq!(looked.status, StatusCode::OK);
        assert!(looked.body.contains("value=\"45,5\""));
        let wrong = send(
            &mut enumerator,
            path,
            &form,
            &[
                ("do", "save"),
                ("answers.floor_area", "bốn mươi"),
                ("target_year", "mai"),
            ],
        )
        .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["bốn mươi", "Ghi một con số", "Ghi năm"] {
            assert!(wrong.body.contains(kept), "{kept}");
        }
        let impossible = send(
            &mut enumerator,
            path,
            &form,
            &[("do", "save"), ("answers.floor_area", "9000")],
        )
        .await;
        assert_eq!(impossible.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unseen = enumerator.get(path).await;
        assert!(
            unseen.body.contains("Câu trả lời lấy sẵn"),
            "nothing was saved"
        );

        let row = [("do", "add_member")];
        let longer = send(&mut enumerator, path, &form, &row).await;
        assert_eq!(longer.status, StatusCode::OK);
        assert!(longer.body.contains(" autofocus"));

        let saved = send(
            &mut enumerator,
            path,
            &form,
            &[
                ("do", "save"),
                ("answers.floor_area", "45,5"),
                ("answers.causes", "capital"),
            ],
        )
        .await;
        assert!(saved.body.contains("Đã lưu phiếu"), "{}", saved.body);
        let nameless = send(
            &mut enumerator,
            path,
            &saved,
            &[("do", "confirm"), ("respondent", "")],
        )
        .await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            nameless
                .body
                .contains("Ghi họ tên người cung cấp thông tin")
        );
        let done = send(
            &mut enumerator,
            path,
            &nameless,
            &[("do", "confirm"), ("respondent", "Lò Thị <b>Hai</b>")],
        )
        .await;
        assert_eq!(done.status, StatusCode::OK);
        assert!(
            done.body
                .contains(&format!("Đã xác nhận phiếu của hộ {}", lines[0].head)),
            "{}",
            done.body
        );
        let closed = enumerator.get(path).await;
        assert!(closed.body.contains("Lò Thị &#60;b&#62;Hai"));
        assert!(
            !closed.body.contains("value=\"confirm\""),
            "a confirmed form is read"
        );
        let mut officer = site.signed_in("commune-officer").await;
        officer.get(path).await;
        let silent = officer.submit(&format!("{path}/reopen"), &[]).await;
        assert!(silent.body.contains("alert-danger"));
        let reopened = officer
            .submit(
                &format!("{path}/reopen"),
                &[("reason", "Nhập nhầm diện tích")],
            )
            .await;
        assert!(
            reopened.body.contains("Đã mở lại phiếu")
                && reopened.body.contains("Nhập nhầm diện tích")
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_second_who_saves_sees_both() -> Result<(), Error> {
    for site in sites_with(20).await? {
        site.fixture
            .person("thu-hai", "enumerator", COMMUNE)
            .await?;
        let (_, lines) = site.round().await?;
        let path = &lines[0].form;
        let mut first = site.signed_in("enumerator").await;
        let mut second = site.signed_in("thu-hai").await;
        let (mine, theirs) = (first.get(path).await, second.get(path).await);
        let saved = send(
            &mut first,
            path,
            &mine,
            &[
                ("do", "save"),
                ("answers.floor_area", "50"),
                ("address", "Đầu bản"),
            ],
        )
        .await;
        assert!(saved.body.contains("Đã lưu phiếu"), "{}", saved.body);
        let clash = send(
            &mut second,
            path,
            &theirs,
            &[
                ("do", "save"),
                ("answers.floor_area", "60"),
                ("wish", "Muốn học nghề"),
            ],
        )
        .await;
        assert_eq!(clash.status, StatusCode::CONFLICT);
        for shown in [
            "50 m²",
            "60 m²",
            "Đầu bản",
            "Muốn học nghề",
            "Người thử enumerator",
        ] {
            assert!(clash.body.contains(shown), "{shown}");
        }
        let merge = format!("{path}/merge");
        let undecided = send(&mut second, &merge, &clash, &[]).await;
        assert_eq!(
            undecided.status,
            StatusCode::CONFLICT,
            "a choice is still open"
        );
        let joined = send(
            &mut second,
            &merge,
            &undecided,
            &[("choose.answers.floor_area", "mine")],
        )
        .await;
        assert!(joined.body.contains("Đã lưu bản gộp"), "{}", joined.body);
        for kept in ["value=\"60\"", "Đầu bản", "Muốn học nghề"] {
            assert!(joined.body.contains(kept), "{kept}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_form_saves_itself_and_tells_what_to_ask() -> Result<(), Error> {
    for site in sites_with(20).await? {
        let (_, lines) = site.round().await?;
        let path = &lines[0].form;
        let live = format!("{path}/live");
        let mut enumerator = site.signed_in("enumerator").await;
        let form = enumerator.get(path).await;
        let tell = async |browser: &mut Browser, changes: &[(&str, &str)]| -> Value {
            let fields = changed(&form, changes);
            let seen = browser.post(&live, &borrowed(&fields)).await;
            assert_eq!(seen.status, StatusCode::OK);
            serde_json::from_str(&seen.body).unwrap()
        };
        let wrong = tell(&mut enumerator, &[("answers.floor_area", "9000")]).await;
        assert_eq!(wrong["saved"], false);
        assert!(wrong["wrong"]["answers.floor_area"].is_string(), "{wrong}");
        let child = tell(
            &mut enumerator,
            &[("members.0.birth", "2024"), ("do", "check")],
        )
        .await;
        let left_out = child["left_out"].as_array().unwrap();
        assert!(
            left_out
                .iter()
                .any(|name| name.as_str().unwrap().starts_with("members.0.")),
            "{child}"
        );
        assert_eq!(child["saved"], true);
        let version = child["version"].to_string();
        let base = child["base"].as_str().unwrap().to_owned();
        let grown = [
            ("members.0.birth", "1980"),
            ("version", &version),
            ("base", &base),
        ];
        let next = tell(&mut enumerator, &grown).await;
        assert_eq!(next["saved"], true, "{next}");
        assert!(next["result"].as_str().unwrap().contains("badge"));
        // The page that was opened before knows an older version: it stops instead of saving.
        let stale = tell(&mut enumerator, &[("answers.floor_area", "51")]).await;
        assert_eq!(
            (&stale["conflict"], &stale["saved"]),
            (&Value::Bool(true), &Value::Bool(false))
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_workbook_is_downloaded_and_sent_back() -> Result<(), Error> {
    for site in sites_with(20).await? {
        let (_, lines) = site.round().await?;
        let path = format!("{}/workbook", lines[0].village);
        let mut enumerator = site.signed_in("enumerator").await;
        enumerator.get(&lines[0].village).await;
        let book = enumerator.get(&path).await;
        assert!(book.header("content-disposition").ends_with(".xlsx\""));
        enumerator.get(&lines[0].village).await;
        let taken = enumerator.upload(&path, "phieu.xlsx", &book.bytes).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        let here = lines
            .iter()
            .filter(|line| line.village == lines[0].village)
            .count();
        assert!(
            taken.body.contains(&format!("Đã lưu {here} hộ")),
            "{}",
            taken.body
        );
        let again = enumerator.upload(&path, "phieu.xlsx", &book.bytes).await;
        assert!(
            again
                .body
                .contains(&format!("Đã lưu 0 hộ, không đổi {here} hộ")),
            "{}",
            again.body
        );
        for (name, bytes) in [
            ("khong.txt", b"xin chao".to_vec()),
            ("trong.xlsx", Vec::new()),
        ] {
            let wrong = enumerator.upload(&path, name, &bytes).await;
            assert_eq!(wrong.status, StatusCode::SEE_OTHER);
            let back = enumerator.get(&lines[0].village).await;
            assert!(back.body.contains("alert-danger"), "{name}");
        }
        let large = vec![b'x'; 3_000_000];
        let refused = enumerator.upload(&path, "to.xlsx", &large).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(())
}
