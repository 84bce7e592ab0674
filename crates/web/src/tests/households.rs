//! Households on the pages: hostile names, searching, forms that keep what was typed.

use super::browser::sites;
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::COMMUNE;

const HOSTILE: &str = "<script>alert('Lò')</script> =HYPERLINK(\"x\")";

#[tokio::test]
async fn hostile_names_are_shown_as_text() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let villages = site
            .fixture
            .context
            .villages(&site.personas[1], COMMUNE)
            .await?;
        let village = villages[0].village_id.to_string();
        let form = officer.get("/households/new").await;
        let key = super::browser::attribute(&form.body, "name=\"key\" value=\"").unwrap();
        let fields = [
            ("key", key.as_str()),
            ("commune", COMMUNE),
            ("code", "<b>1</b>"),
            ("village_id", village.as_str()),
            ("address", "\" onfocus=\"alert(1)"),
            ("rows", "2"),
            ("members.0.name", HOSTILE),
            ("members.0.birth", "1980"),
            ("effective_on", "2026-11-20"),
            ("reason", "Lập hồ sơ"),
        ];
        let added = officer.submit("/households/new", &fields).await;
        assert_eq!(added.status, StatusCode::OK);
        assert!(added.body.contains("Đã thêm hộ"));
        let again = officer.submit("/households/new", &fields).await;
        assert!(
            again.body.contains("Đã thêm hộ"),
            "sent twice, answered twice"
        );
        let list = officer.get("/households?text=script").await;
        assert_eq!(
            list.body.matches("badge class-none").count(),
            1,
            "but one household"
        );
        for page in [&added, &list] {
            assert!(!page.body.contains("<script>alert"));
            assert!(!page.body.contains("\" onfocus=\"alert"));
            assert!(page.body.contains("&#60;script&#62;alert"));
        }
        let found = officer.get("/households?text=%22%3E%3Cscript%3E").await;
        assert!(!found.body.contains("\"><script>"));
        let book = officer
            .get("/households/export?text=script&because=thu")
            .await;
        assert!(book.header("content-disposition").ends_with(".xlsx\""));
        assert!(book.bytes.starts_with(b"PK"));
    }
    Ok(())
}

#[tokio::test]
async fn a_form_with_mistakes_keeps_what_was_typed() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let first = site.first();
        let form = officer.get(&format!("{first}/edit")).await;
        let mut fields = form.fields();
        fields.retain(|(name, _)| name != "commune");
        let mut set = |name: &str, value: &str| {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_owned(), value.to_owned()));
        };
        set("reason", "");
        set("answers.floor_area", "bốn mươi");
        set("members.0.birth", "31/02/1990");
        let sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
        let seen = officer.post(&format!("{first}/edit"), &sent).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["bốn mươi", "31/02/1990", "Ghi lý do", "Ghi một con số"] {
            assert!(seen.body.contains(kept), "{kept}");
        }
        let more: Vec<(&str, &str)> = sent.into_iter().chain([("do", "add_member")]).collect();
        let seen = officer.post(&format!("{first}/edit"), &more).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("bốn mươi") && seen.body.contains(" autofocus"));
    }
    Ok(())
}

#[tokio::test]
async fn the_list_finds_without_marks_and_pages_by_key() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let page = officer.get(&site.first()).await;
        let head = super::browser::attribute(&page.body.replace("</h1>", "\""), "<h1>Hộ ").unwrap();
        let bare = vuonlen_domain::text::key::search_key(&head).replace(' ', "+");
        let found = officer.get(&format!("/households?text={bare}")).await;
        assert!(found.body.contains(&head), "{head} by {bare}");
        let none = officer.get("/households?text=khong+ai+ten+nay").await;
        assert!(none.body.contains("Không có hộ nào khớp"));
        let all = officer.get("/households").await;
        let rows = all.body.matches("class=\"lead\"").count();
        assert_eq!(rows, site.households.len());
        let last = format!("/households?after={}%7CZ", site.households[0]);
        let after = officer.get(&last).await;
        assert!(after.body.matches("class=\"lead\"").count() < rows);
        assert!(after.body.contains("Về trang đầu"));
    }
    Ok(())
}
