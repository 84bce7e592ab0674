//! Requests about one's own data, breaches, the classification and revealing a number, as a
//! browser meets them.

use super::browser::{Seen, attribute, sites};
use super::pages::check;
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::registry::Answer;
use vuonlen_app::testing::{COMMUNE, PROVINCE};

/// Where a form led to.
fn there(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    seen.header("location").to_owned()
}

#[tokio::test]
async fn a_request_goes_from_the_household_to_its_answer() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let page = officer.get(&site.first()).await;
        let new = attribute(&page.body, "<a href=\"/data-requests/new").unwrap();
        let new = format!("/data-requests/new{}", new.replace("&#38;", "&"));
        let form = officer.get(&new).await;
        check(&new, &form, "vi");
        let start = form
            .body
            .find("name=\"person\"")
            .expect("members to choose");
        let person = form.body[start..].split("<option value=\"").nth(2).unwrap();
        let person = person.split('"').next().unwrap();
        let household = site.households[0].to_string();
        let mut sent = vec![
            ("form", "new"),
            ("province", PROVINCE),
            ("household", household.as_str()),
            ("person", person),
            ("contact", "0912345678"),
            ("kind", "copy"),
            ("content", "<b>Cho tôi</b> bản sao"),
            ("received_on", "2026-11-03"),
            ("due_on", ""),
            ("handler", "Công chức xã"),
        ];
        sent[5] = ("kind", "");
        let wrong = officer.post("/data-requests/new", &sent).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("&#60;b&#62;Cho tôi") && wrong.body.contains("aria-invalid"));
        sent[5] = ("kind", "copy");
        let path = there(&officer.post("/data-requests/new", &sent).await);
        let one = officer.get(&path).await;
        check(&path, &one, "vi");
        assert!(one.body.contains("0912345678") && one.body.contains("13/11/2026 (quá hạn)"));
        let home = officer.get("/").await;
        assert!(home.body.contains("Yêu cầu về dữ liệu cá nhân chờ trả lời"));
        assert!(home.body.contains("class=\"late\""));
        let copy = officer.get(&format!("{path}/copy/json")).await;
        assert_eq!(copy.header("content-type"), "application/json");
        assert!(copy.header("content-disposition").starts_with("attachment"));
        let book = officer.get(&format!("{path}/copy/xlsx")).await;
        assert!(book.bytes.starts_with(b"PK"));
        let none = officer.get(&format!("{path}/copy/exe")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let paper = officer.get(&format!("{path}/paper/pdf")).await;
        assert!(paper.bytes.starts_with(b"%PDF"));

        let mut chairman = site.signed_in("commune-chairman").await;
        let one = chairman.get(&path).await;
        assert!(!one.body.contains("0912345678") && one.body.contains("•••••••678"));
        let answer = [
            ("form", "answer"),
            ("outcome", "granted"),
            ("answer", "Đã giao bản sao"),
            ("closed_on", "2026-11-20"),
        ];
        let done = chairman.submit(&format!("{path}/answer"), &answer).await;
        assert!(done.body.contains("Đã ghi câu trả lời"));
        let list = chairman.get("/data-requests?lang=en").await;
        check("/data-requests", &list, "en");
        assert!(list.body.contains("Granted"));
        let home = chairman.get("/?lang=vi").await;
        assert!(!home.body.contains("Yêu cầu về dữ liệu cá nhân chờ trả lời"));
        let mut neighbour = site.signed_in("administrator").await;
        assert_eq!(neighbour.get(&path).await.status, StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn an_overdue_breach_stands_on_the_administrators_home_page() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let page = officer.get("/breaches").await;
        check("/breaches", &page, "vi");
        assert!(
            page.body.contains("chưa đối chiếu văn bản"),
            "the hours are marked"
        );
        let mut sent = [
            ("form", "new"),
            ("unit", COMMUNE),
            ("found_at", "2026-11-16T08:00"),
            ("what", "Mất máy tính có danh sách"),
            ("kinds", ""),
            ("people", "35"),
        ];
        let wrong = officer.post("/breaches", &sent).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Mất máy tính có danh sách"));
        sent[4] = ("kinds", "họ tên, ngày sinh");
        let path = there(&officer.post("/breaches", &sent).await);
        let mut admin = site.signed_in("administrator").await;
        let home = admin.get("/").await;
        assert!(home.body.contains("chưa thông báo cơ quan có thẩm quyền"));
        assert!(home.body.contains("class=\"late\""));
        let one = admin.get(&path).await;
        check(&path, &one, "vi");
        let step = [
            ("form", "step"),
            ("kind", "authority"),
            ("at", "2026-11-20T08:00"),
            ("content", "Công an tỉnh"),
            ("people", ""),
        ];
        let done = admin.submit(&format!("{path}/steps"), &step).await;
        assert!(done.body.contains("Đã ghi diễn biến") && done.body.contains("Công an tỉnh"));
        let home = admin.get("/").await;
        assert!(!home.body.contains("chưa thông báo cơ quan có thẩm quyền"));
        let list = admin.get("/breaches?lang=en").await;
        check("/breaches", &list, "en");
        assert!(list.body.contains("Told late"));
        for (format, start) in [("docx", &b"PK"[..]), ("pdf", &b"%PDF"[..])] {
            let paper = admin.get(&format!("{path}/paper/{format}")).await;
            assert!(paper.bytes.starts_with(start), "{format}");
        }
        let mut auditor = site.signed_in("auditor").await;
        let one = auditor.get(&path).await;
        assert_eq!(one.status, StatusCode::OK);
        assert!(
            !one.body.contains("id=\"step\""),
            "who inspects records nothing"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_classification_is_there_for_whoever_administers_or_inspects() -> Result<(), Error> {
    for site in sites().await? {
        for name in ["administrator", "auditor"] {
            let mut browser = site.signed_in(name).await;
            for language in ["vi", "en"] {
                let page = browser.get(&format!("/privacy?lang={language}")).await;
                check("/privacy", &page, language);
                for found in [
                    "household_version",
                    "identity_number",
                    "seriously_ill",
                    "91/2025",
                ] {
                    assert!(page.body.contains(found), "{found}");
                }
            }
            let home = browser.get("/?lang=vi").await;
            assert!(home.body.contains("href=\"/privacy\""));
        }
        let mut officer = site.signed_in("commune-officer").await;
        assert_eq!(officer.get("/privacy").await.status, StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn a_number_is_revealed_on_a_page_of_its_own() -> Result<(), Error> {
    for site in sites().await? {
        let context = &site.fixture.context;
        let actor = site.persona("commune-officer");
        let key = (PROVINCE, site.households[0]);
        let begun = context.edit_household(actor, key, None).await?;
        let mut document = begun.document;
        document.members[0].identity_number = "014185004567".to_owned();
        let person = document.members[0].person_id.to_string();
        let why = (context.today(), "Thêm số");
        context
            .save_household(actor, key, begun.version, document, why)
            .await?;
        let mut officer = site.signed_in("commune-officer").await;
        let path = format!("{}/identity", site.first());
        let page = officer.get(&site.first()).await;
        assert!(!page.body.contains("014185004567") && page.body.contains("•••••••••567"));
        let silent = [("person", person.as_str()), ("because", " ")];
        let refused = officer.post(&path, &silent).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(!refused.body.contains("014185004567"));
        let said = [("person", person.as_str()), ("because", "Đối chiếu thẻ")];
        let shown = officer.post(&path, &said).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("014185004567"));
        assert_eq!(shown.header("cache-control"), "no-store");
        let readings = officer.get(&format!("{}/readings", site.first())).await;
        assert!(readings.body.contains("Đối chiếu thẻ"));
        let mut head = site.signed_in("village-head").await;
        let page = head.get(&site.first()).await;
        assert!(
            !page.body.contains("•••••••••567"),
            "not even the last digits"
        );
        assert!(page.body.contains("Vai trò của bạn không xem được đầy đủ"));
        assert_eq!(head.post(&path, &said).await.status, StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn a_form_that_is_only_read_shows_what_the_role_is_shown() -> Result<(), Error> {
    for site in sites().await? {
        let context = &site.fixture.context;
        let actor = site.persona("commune-officer");
        for (number, household) in (10..).zip(&site.households) {
            let key = (PROVINCE, *household);
            let begun = context.edit_household(actor, key, None).await?;
            let mut document = begun.document;
            let income = Answer::Int(712_345);
            document
                .answers
                .insert("income_per_person".to_owned(), income);
            document.members[0].identity_number = format!("0141850045{number}");
            let why = (context.today(), "Xem lại");
            context
                .save_household(actor, key, begun.version, document, why)
                .await?;
        }
        let (_, lines) = site.round().await?;
        let line = lines.first().unwrap();
        let holds = |seen: &Seen| {
            ["712345", "712.345"]
                .iter()
                .any(|one| seen.body.contains(one))
        };
        let mut officer = site.signed_in("commune-officer").await;
        let whole = officer.get(&line.form).await;
        assert!(holds(&whole) && whole.body.contains("0141850045"));
        let mut head = site.signed_in("village-head").await;
        let read = head.get(&line.form).await;
        assert_eq!(read.status, StatusCode::OK);
        assert!(
            read.body.contains(&line.head),
            "the page is that household's"
        );
        assert!(!holds(&read) && !read.body.contains("0141850045"));
        let mut chairman = site.signed_in("commune-chairman").await;
        let read = chairman.get(&line.form).await;
        assert!(holds(&read) && !read.body.contains("0141850045"));
    }
    Ok(())
}
