//! Requests of households: entered once, printed, taken up, answered.

use super::browser::{attribute, sites_with};
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::PROVINCE;

#[tokio::test]
async fn a_request_is_entered_printed_and_answered() -> Result<(), Error> {
    for site in sites_with(20).await? {
        site.round().await?;
        let mut officer = site.signed_in("commune-officer").await;
        let empty = officer.get("/requests").await;
        assert!(empty.body.contains("Không có giấy đề nghị nào đang chờ"));
        let blank = officer.get("/requests/blank/form_01.docx").await;
        assert!(blank.bytes.starts_with(b"PK"));
        let blank = officer.get("/requests/blank/form_04.pdf").await;
        assert!(blank.bytes.starts_with(b"%PDF"));
        let missing = officer.get("/requests/blank/form_05.pdf").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);

        let household = site.households[0];
        let page = officer.get(&site.first()).await;
        let code = attribute(&page.body.replace("</span>", "\""), "<span>Mã hộ ").unwrap();
        let found = officer.get(&format!("/requests/new?text={code}")).await;
        assert!(
            found.body.contains(&format!("household={household}")),
            "{}",
            found.body
        );
        let form = officer
            .get(&format!("/requests/new?text={code}&household={household}"))
            .await;
        let fields = form.fields();
        let mut sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
        // The search field of the frame is no part of the form.
        sent.retain(|(name, value)| !["kind", "csrf"].contains(name) && !value.is_empty());
        sent.extend([
            ("kind", "form_01"),
            ("reasons", "fire"),
            ("content", "<i>Nhà cháy</i>"),
        ]);
        let tomorrow: Vec<(&str, &str)> = (sent.iter().copied())
            .map(|(name, value)| match name {
                "raised_on" => (name, "2027-01-01"),
                _ => (name, value),
            })
            .collect();
        let wrong = officer.submit("/requests/new", &tomorrow).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Ngày này chưa tới") && wrong.body.contains("Nhà cháy"));
        let entered = officer.submit("/requests/new", &sent).await;
        assert!(entered.body.contains("Đã tiếp nhận"), "{}", entered.body);
        assert!(entered.body.contains("&#60;i&#62;Nhà cháy") && entered.body.contains("Hỏa hoạn"));
        let again = officer.submit("/requests/new", &sent).await;
        let papers = format!("/requests/{PROVINCE}/");
        assert_eq!(
            again.body.matches("/paper.docx").count(),
            1,
            "sent twice, one request"
        );
        let id = attribute(&again.body, &format!("href=\"{papers}")).unwrap();
        let id = id.split('/').next().unwrap().to_owned();
        let paper = officer.get(&format!("{papers}{id}/paper.pdf")).await;
        assert!(paper.bytes.starts_with(b"%PDF"));
        let odd = officer.get(&format!("{papers}{id}/paper.exe")).await;
        assert_eq!(odd.status, StatusCode::NOT_FOUND);
        officer.get("/requests").await;
        let silent = officer.submit(&format!("{papers}{id}/answer"), &[]).await;
        assert!(silent.body.contains("Nhập nội dung trả lời"));
        let answered = officer
            .submit(
                &format!("{papers}{id}/answer"),
                &[("answer", "Hộ rút giấy")],
            )
            .await;
        assert!(answered.body.contains("Đã ghi trả lời"));
        let kept = officer.get("/requests?all=1").await;
        assert!(kept.body.contains("Hộ rút giấy"));
    }
    Ok(())
}
