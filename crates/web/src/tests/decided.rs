//! From the open matters to the sealed year on the pages: submit, sign, certificates, tables,
//! corrections.

use super::browser::attribute;
use super::pages::check;
use super::round::{RoundSite, scored};
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::{COMMUNE, PROVINCE};

fn key(fields: &[(String, String)]) -> String {
    let found = fields.iter().find(|(name, _)| name == "key");
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect()
}

#[tokio::test]
async fn what_is_open_is_named_with_where_it_is_settled() -> Result<(), Error> {
    for begun in scored(14).await? {
        let path = begun.path();
        let page = format!("{path}/decision");
        let mut officer = begun.site.signed_in("commune-officer").await;
        for language in ["en", "vi"] {
            let seen = officer.get(&format!("{page}?lang={language}")).await;
            check(&page, &seen, language);
        }
        let early = officer.post(&format!("{path}/submit"), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        check(&page, &early, "vi");
        let village = format!("href=\"{path}/villages/{}/meeting\"", begun.villages[0]);
        assert!(early.body.contains(&village), "each village's next step");

        for village in &begun.villages {
            begun.meet_and_post(*village).await?;
        }
        begun.pass_days(10);
        begun.conclude().await?;
        let mut front = begun.site.signed_in("fatherland-front").await;
        let finding = [("found_on", "2026-11-25"), ("content", "Chưa rõ")];
        front.get(&format!("{path}/supervision")).await;
        front.submit(&format!("{path}/supervision"), &finding).await;
        // Ten days later everybody signs in again.
        let mut officer = begun.site.signed_in("commune-officer").await;
        officer.get(&page).await;
        let open = officer.post(&format!("{path}/submit"), &[]).await;
        assert_eq!(open.status, StatusCode::CONFLICT);
        assert!(
            open.body
                .contains(&format!("href=\"{path}/supervision#finding-"))
        );
        let seen = officer.get(&format!("{path}/supervision")).await;
        let finding = attribute(&seen.body, "id=\"finding-").unwrap();
        officer
            .submit(
                &format!("{path}/supervision/{finding}"),
                &[("answer", "Đã rõ")],
            )
            .await;
        let done = officer.submit(&format!("{path}/submit"), &[]).await;
        assert!(done.body.contains("Đã trình kết quả"), "{}", done.body);

        // The chairman sends it back once, with a reason.
        let mut chairman = begun.site.signed_in("commune-chairman").await;
        let seen = chairman.get(&page).await;
        check(&page, &seen, "vi");
        let silent = chairman.post(&format!("{path}/send-back"), &[]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = chairman
            .submit(&format!("{path}/send-back"), &[("reason", "Xem lại bản 2")])
            .await;
        assert!(back.body.contains("Đã trả kết quả"));
    }
    Ok(())
}

/// Signs and seals on the pages; gives the snapshot's page.
pub(super) async fn signed(begun: &RoundSite) -> Result<(), Error> {
    begun.submitted().await?;
    let path = begun.path();
    let page = format!("{path}/decision");
    let mut chairman = begun.site.signed_in("commune-chairman").await;
    let seen = chairman.get(&page).await;
    let once = key(&seen.fields());
    let unsigned = chairman.post(&format!("{path}/recognise"), &[]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let paper = [
        ("key", once.as_str()),
        ("number", "128/QĐ-UBND"),
        ("signed_on", "2026-11-30"),
        ("signer", "Điêu Chính Hải"),
    ];
    let first = chairman.submit(&format!("{path}/recognise"), &paper).await;
    assert!(first.body.contains("Đã công nhận"), "{}", first.body);
    let second = chairman.submit(&format!("{path}/recognise"), &paper).await;
    assert_eq!(second.body.matches("Quyết định 128/QĐ-UBND").count(), 1);
    check(&page, &second, "vi");
    let seal = key(&second.fields());
    for _ in 0..2 {
        let sealed = chairman
            .submit(&format!("{path}/seal"), &[("key", &seal)])
            .await;
        assert!(sealed.body.contains("Đã niêm phong"), "{}", sealed.body);
    }
    Ok(())
}

#[tokio::test]
async fn certificates_are_printed_checked_and_withdrawn() -> Result<(), Error> {
    for begun in scored(14).await? {
        signed(&begun).await?;
        let path = begun.path();
        let mut chairman = begun.site.signed_in("commune-chairman").await;
        let page = chairman.get(&format!("{path}/decision")).await;
        let decision = attribute(&page.body, &format!("href=\"{path}/decisions/")).unwrap();
        let decision = decision.split('/').next().unwrap();
        for (format, begins) in [("docx", "PK"), ("pdf", "%PDF")] {
            let file = format!("{path}/decisions/{decision}/{format}");
            let file = chairman.get(&file).await;
            assert!(file.bytes.starts_with(begins.as_bytes()), "{format}");
        }
        let list = format!("{path}/certificates");
        for language in ["en", "vi"] {
            let seen = chairman.get(&format!("{list}?lang={language}")).await;
            check(&list, &seen, language);
        }
        let seen = chairman.get(&list).await;
        let all = chairman.get(&format!("{list}/print")).await;
        assert!(all.bytes.starts_with(b"%PDF"), "{}", all.status);
        let one = attribute(&seen.body, &format!("href=\"/certificates/{PROVINCE}/")).unwrap();
        let one = format!("/certificates/{PROVINCE}/{one}");
        let page = chairman.get(&one).await;
        check(&one, &page, "vi");
        let docx = chairman.get(&format!("{one}/docx")).await;
        assert!(docx.bytes.starts_with(b"PK"));
        let check_path = format!("/v/{}", attribute(&page.body, "href=\"/v/").unwrap());
        let mut anybody = begun.site.browser();
        for language in ["en", "vi"] {
            let seen = anybody.get(&format!("{check_path}?lang={language}")).await;
            check(&check_path, &seen, language);
        }
        let valid = anybody.get(&check_path).await;
        assert!(valid.body.contains("còn giá trị") && valid.body.contains("/GCN-HN.HCN"));
        assert_eq!(valid.header("cache-control"), "no-store");
        let unknown = anybody.get("/v/14-00").await;
        assert!(unknown.body.contains("Không tìm thấy giấy chứng nhận"));
        assert!(!unknown.body.contains("/GCN-"));

        let mut officer = begun.site.signed_in("commune-officer").await;
        officer.get(&one).await;
        let may_not = officer
            .post(&format!("{one}/withdraw"), &[("reason", "x")])
            .await;
        assert_eq!(may_not.status, StatusCode::FORBIDDEN);
        let silent = chairman.post(&format!("{one}/withdraw"), &[]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let gone = chairman
            .submit(&format!("{one}/withdraw"), &[("reason", "Mất giấy")])
            .await;
        assert!(gone.body.contains("Đã thu hồi"));
        let gone = anybody.get(&check_path).await;
        assert!(gone.body.contains("KHÔNG còn giá trị"));
        assert!(!gone.body.contains("Mất giấy"), "why is not public");
    }
    Ok(())
}

#[tokio::test]
async fn sealed_tables_open_their_households_and_stay_after_a_correction() -> Result<(), Error> {
    let mut books: Vec<Vec<u8>> = Vec::new();
    for begun in scored(14).await? {
        signed(&begun).await?;
        let path = begun.path();
        let tables = format!("/tables/{COMMUNE}/2026");
        let mut officer = begun.site.signed_in("commune-officer").await;
        for page in [
            "/tables".to_owned(),
            tables.clone(),
            format!("{tables}?table=R2"),
            format!("{tables}?table=R9"),
            format!("{tables}?village={}", begun.villages[0]),
            format!("{tables}/lists/R15"),
            format!("{tables}/compare"),
            format!("{path}/opening"),
        ] {
            let joint = if page.contains('?') { '&' } else { '?' };
            for language in ["en", "vi"] {
                let seen = officer.get(&format!("{page}{joint}lang={language}")).await;
                assert_eq!(seen.status, StatusCode::OK, "{page}");
                check(&page, &seen, language);
            }
        }
        let r1 = officer.get(&tables).await;
        let behind = attribute(&r1.body, &format!("href=\"{tables}/behind")).unwrap();
        let behind = format!("{tables}/behind{}", super::browser::unescape(&behind));
        let behind = officer.get(&behind).await;
        check("behind", &behind, "vi");
        let rows = behind.body.matches("class=\"lead\"").count();
        assert_eq!(
            rows,
            begun.site.households.len(),
            "the first figure counts them all"
        );
        let none = officer.get(&format!("/tables/{COMMUNE}/2019")).await;
        assert_eq!(none.status, StatusCode::CONFLICT);
        let book = officer.get(&format!("{tables}/file/xlsx")).await;
        let again = officer.get(&format!("{tables}/file/xlsx")).await;
        assert!(book.bytes.starts_with(b"PK") && book.bytes == again.bytes);
        let pdf = officer.get(&format!("{tables}/file/pdf")).await;
        assert!(pdf.bytes.starts_with(b"%PDF"));
        let mut province = begun.site.signed_in("province-officer").await;
        let whole = province.get("/tables/14/2026").await;
        check("/tables/14/2026", &whole, "vi");
        assert!(whole.body.contains("xã chưa niêm phong"));
        let country = province.get("/tables/VN/2026").await;
        assert_eq!(country.status, StatusCode::NOT_FOUND, "not the province's");

        // A correction: a decision of its own, a new snapshot, the old tables byte for byte.
        let mut chairman = begun.site.signed_in("commune-chairman").await;
        let list = chairman.get(&format!("{path}/amendments")).await;
        check("amendments", &list, "vi");
        let form = attribute(&list.body, &format!("href=\"{path}/amendments/")).unwrap();
        let form = format!("{path}/amendments/{form}");
        let page = chairman.get(&form).await;
        check(&form, &page, "vi");
        let mut fields = page.fields();
        fields.retain(|(name, _)| {
            !["csrf", "number", "answers.income_per_person"].contains(&name.as_str())
        });
        for (name, value) in [
            ("number", "141/QĐ-UBND"),
            ("reason", "Nhập sai thu nhập"),
            ("answers.income_per_person", "9000000"),
        ] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let amended = chairman.submit(&form, &borrowed(&fields)).await;
        assert!(amended.body.contains("Đã đính chính"), "{}", amended.body);
        assert!(amended.body.contains("Nhập sai thu nhập"));
        let now = officer.get(&tables).await;
        assert!(
            now.body.contains("đính chính lần 1"),
            "the correction is visible"
        );
        let old = officer.get(&format!("{tables}?amendment=0")).await;
        assert!(old.body.contains("đã được đính chính sau đó"));
        let then = officer
            .get(&format!("{tables}/file/xlsx?amendment=0"))
            .await;
        assert_eq!(then.bytes, book.bytes, "the old tables are the same bytes");
        let after = officer.get(&format!("{tables}/file/xlsx")).await;
        assert_ne!(after.bytes, book.bytes);
        books.push(book.bytes);

        // A removal: its own decision, the certificate withdrawn.
        let removal = format!("{path}/removal");
        let page = chairman.get(&removal).await;
        check(&removal, &page, "vi");
        let silent = chairman.post(&removal, &[]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let household = page
            .body
            .split("<option value=\"")
            .filter_map(|part| part.split('"').next())
            .find(|value| value.len() == 36)
            .unwrap();
        let form = [
            ("household_id", household),
            ("criterion", "Thu nhập"),
            ("reason", "Không đúng đối tượng"),
            ("number", "150/QĐ-UBND"),
            ("signed_on", "2026-11-30"),
            ("signer", "Điêu Chính Hải"),
        ];
        let removed = chairman.submit(&removal, &form).await;
        assert!(
            removed.body.contains("Đã đưa hộ ra khỏi danh sách"),
            "{}",
            removed.body
        );
        assert!(removed.body.contains("Đưa ra khỏi danh sách"));
    }
    let same = books.windows(2).all(|pair| pair[0] == pair[1]);
    assert!(same, "both engines give the same bytes");
    Ok(())
}
