//! Meeting, posting, objections, supervision and re-checks on the pages.

use super::browser::attribute;
use super::pages::check;
use super::round::{RoundSite, scored};
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::{COMMUNE, PROVINCE};

/// The village with the most households on its list.
async fn largest(begun: &RoundSite) -> Result<uuid::Uuid, Error> {
    let context = &begun.site.fixture.context;
    let officer = begun.actor("commune-officer");
    let lines = context.review_list(officer, begun.key(), None).await?;
    let count = |village: &&uuid::Uuid| lines.iter().filter(|l| l.village_id == **village).count();
    Ok(*begun.villages.iter().max_by_key(count).unwrap())
}

/// The form of a meeting at which as many of 40 agree to each household.
fn meeting(fields: Vec<(String, String)>, agree: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = fields
        .into_iter()
        .filter(|(name, _)| name != "csrf" && name != "lang")
        .collect();
    for (name, value) in &mut fields {
        let given = match name.as_str() {
            "chair" => "Lò Văn Trưởng",
            "secretary" => "Cà Thị Thư",
            "attendance" => "40",
            "place" => "Nhà văn hóa",
            agrees if agrees.starts_with("agree.") => agree,
            _ => continue,
        };
        given.clone_into(value);
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect()
}

#[tokio::test]
async fn a_meeting_is_recorded_refused_and_held_again() -> Result<(), Error> {
    for begun in scored(14).await? {
        let village = largest(&begun).await?;
        let path = format!("{}/villages/{village}/meeting", begun.path());
        let mut head = begun.site.signed_in("village-head").await;
        for language in ["en", "vi"] {
            let seen = head.get(&format!("{path}?lang={language}")).await;
            assert_eq!(seen.status, StatusCode::OK);
            check(&path, &seen, language);
        }
        let form = head.get(&path).await;
        assert!(form.body.contains("50%"), "the rule stands on the page");
        let nothing = head.post(&path, &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        check(&path, &nothing, "vi");
        let mut wrong = meeting(form.fields(), "41");
        wrong.push(("notes".to_owned(), "<b>Ý kiến</b> chung".to_owned()));
        let wrong = head.post(&path, &borrowed(&wrong)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("lớn hơn số người dự họp"));
        assert!(
            wrong.body.contains("&#60;b&#62;Ý kiến"),
            "what was typed is kept"
        );

        let few = meeting(form.fields(), "19");
        let failed = head.submit(&path, &borrowed(&few)).await;
        assert_eq!(failed.status, StatusCode::OK);
        assert!(failed.body.contains("chưa đạt 50% đồng ý"));
        begun.survey(village).await?;
        let form = head.get(&path).await;
        let enough = meeting(form.fields(), "20");
        let passed = head.submit(&path, &borrowed(&enough)).await;
        assert!(passed.body.contains("đã thống nhất"), "a half is enough");
        let again = head.submit(&path, &borrowed(&enough)).await;
        assert_eq!(
            again.body.matches("Biên bản DOCX").count(),
            2,
            "sent twice, held once"
        );
        let minutes = attribute(&again.body, &format!("href=\"{path}/")).unwrap();
        let meeting = minutes.split('/').next().unwrap();
        let docx = head.get(&format!("{path}/{meeting}/docx")).await;
        assert!(docx.bytes.starts_with(b"PK"));
        let pdf = head.get(&format!("{path}/{meeting}/pdf")).await;
        assert!(pdf.bytes.starts_with(b"%PDF"));
        assert_eq!(pdf.header("content-type"), "application/pdf");
        let other = head.get(&format!("{path}/{meeting}/exe")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    }
    Ok(())
}

#[tokio::test]
async fn anybody_reads_what_hangs_out_and_objects() -> Result<(), Error> {
    for begun in scored(14).await? {
        let context = begun.site.fixture.context.clone();
        let officer_actor = begun.actor("commune-officer").clone();
        let village = largest(&begun).await?;
        let mut officer = begun.site.signed_in("commune-officer").await;
        let path = format!("{}/villages/{village}", begun.path());
        let early = officer.get(&format!("{path}/posting")).await;
        assert!(early.body.contains("Chưa niêm yết"));
        begun.meet_and_post(village).await?;
        for language in ["en", "vi"] {
            let seen = officer
                .get(&format!("{path}/posting?lang={language}"))
                .await;
            check(&path, &seen, language);
        }
        let lines = context
            .review_list(&officer_actor, begun.key(), Some(village))
            .await?;
        let poor = lines
            .iter()
            .find(|line| line.class.as_deref() == Some("poor"))
            .unwrap();

        let public = format!("/posted/{COMMUNE}/{village}");
        let mut anybody = begun.site.browser();
        for language in ["en", "vi"] {
            for page in [format!("/posted/{COMMUNE}"), public.clone()] {
                let seen = anybody.get(&format!("{page}?lang={language}")).await;
                assert_eq!(seen.status, StatusCode::OK);
                check(&page, &seen, language);
            }
        }
        let list = anybody.get(&public).await;
        assert_eq!(list.header("cache-control"), "public, max-age=60");
        assert!(list.body.contains(&poor.head_name));
        for hidden in [poor.code.as_str(), &poor.household_id.to_string(), "Điểm"] {
            assert!(!list.body.contains(hidden), "{hidden} is not public");
        }
        let posting = attribute(&list.body, "<option value=\"").unwrap();
        let (posting, _) = posting.split_once(':').unwrap();
        let about = list
            .body
            .split("<option value=\"")
            .skip(1)
            .find(|part| part.contains(&poor.head_name))
            .and_then(|part| part.split('"').next())
            .unwrap();
        let empty = anybody
            .post(&public, &[("about", about), ("content", " ")])
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        check(&public, &empty, "vi");
        let words = "<script>alert(1)</script> Hộ này có xe tải";
        let form = [
            ("about", about),
            ("content", words),
            ("raised_by", "Cà Văn Ba"),
        ];
        for _ in 0..2 {
            let sent = anybody.submit(&public, &form).await;
            assert!(sent.body.contains("Xã đã nhận ý kiến"), "{}", sent.status);
        }
        let missing = [("about", posting), ("content", "Hộ Lò Thị Én không có tên")];
        anybody.submit(&public, &missing).await;
        let elsewhere = [
            ("about", "01900000-0000-7000-8000-000000000000"),
            ("content", "x"),
        ];
        let elsewhere = anybody.post(&public, &elsewhere).await;
        assert_eq!(elsewhere.status, StatusCode::CONFLICT);

        let all = officer.get(&format!("{}/objections", begun.path())).await;
        check("objections", &all, "vi");
        assert_eq!(
            all.body.matches("href=\"/objections/").count(),
            2,
            "sent twice, kept once"
        );
        assert!(!all.body.contains("<script>alert"));
        let known = context
            .objections(&officer_actor, begun.key(), None)
            .await?;
        let about = known.iter().find(|one| one.form_id.is_some()).unwrap();
        let lost = known.iter().find(|one| one.form_id.is_none()).unwrap();

        // The one that names no household is given one, looked at and rejected.
        let lost = format!("/objections/{PROVINCE}/{}", lost.objection_id);
        let seen = officer.get(&lost).await;
        assert!(seen.body.contains("Gắn với hộ"));
        let household = poor.household_id.to_string();
        let attached = officer
            .submit(&format!("{lost}/attach"), &[("household_id", &household)])
            .await;
        assert!(attached.body.contains("Đã gắn khiếu nại"));
        let no_reason = officer
            .post(&format!("{lost}/settle"), &[("outcome", "rejected")])
            .await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        check(&lost, &no_reason, "vi");

        // The other one is re-checked: the household earns more than was said.
        let about = format!("/objections/{PROVINCE}/{}", about.objection_id);
        let form = officer.get(&format!("{about}/recheck")).await;
        check(&about, &form, "vi");
        let mut fields = form.fields();
        fields.retain(|(name, _)| name != "csrf" && name != "answers.income_per_person");
        fields.push(("answers.income_per_person".to_owned(), "9000000".to_owned()));
        fields.push(("note".to_owned(), "Có xe tải, có lương".to_owned()));
        let checked = officer
            .submit(&format!("{about}/recheck"), &borrowed(&fields))
            .await;
        assert!(
            checked.body.contains("Đã lưu kết quả phúc tra"),
            "{}",
            checked.body
        );
        let upheld = [
            ("outcome", "upheld"),
            ("reason", "Thu nhập vượt mức quy định"),
        ];
        let settled = officer.submit(&format!("{about}/settle"), &upheld).await;
        assert!(
            settled.body.contains("Đã trả lời khiếu nại"),
            "{}",
            settled.body
        );
        let notice = officer.get(&format!("{about}/notice/docx")).await;
        assert!(notice.bytes.starts_with(b"PK"));
        let refusal = officer
            .get(&format!("/refusals/{PROVINCE}/{}/docx", poor.form_id))
            .await;
        assert!(refusal.bytes.starts_with(b"PK"), "{}", refusal.status);
        // A changed result is posted in its turn, without saying why.
        let list = anybody.get(&public).await;
        assert!(list.body.contains("phúc tra được niêm yết lại"));
        assert!(!list.body.contains("Thu nhập vượt"));

        begun.pass_days(20);
        let gone = anybody.get(&public).await;
        assert!(!gone.body.contains(&poor.head_name), "taken off by itself");
        assert!(gone.body.contains("không có danh sách nào"));
    }
    Ok(())
}

#[tokio::test]
async fn findings_and_rechecks_are_recorded_and_answered() -> Result<(), Error> {
    for begun in scored(14).await? {
        let supervision = format!("{}/supervision", begun.path());
        let mut front = begun.site.signed_in("fatherland-front").await;
        for language in ["en", "vi"] {
            let seen = front.get(&format!("{supervision}?lang={language}")).await;
            check(&supervision, &seen, language);
        }
        let empty = front
            .post(&supervision, &[("found_on", "2026-11-20")])
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = front.get(&supervision).await.fields();
        let key = fields.iter().find(|(name, _)| name == "key").unwrap();
        let said = "Bản chưa phát loa thông báo họp";
        let form = [
            ("key", &*key.1),
            ("found_on", "2026-11-20"),
            ("content", said),
        ];
        for _ in 0..2 {
            let seen = front.submit(&supervision, &form).await;
            assert_eq!(
                seen.body.matches(said).count(),
                1,
                "sent twice, recorded once"
            );
        }
        let mut officer = begun.site.signed_in("commune-officer").await;
        let seen = officer.get(&supervision).await;
        let finding = attribute(&seen.body, "id=\"finding-").unwrap();
        let path = format!("{supervision}/{finding}");
        let empty = officer.post(&path, &[("answer", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = officer
            .submit(&path, &[("answer", "Đã phát loa lại ba lần")])
            .await;
        assert!(seen.body.contains("Đã phát loa lại"));

        let rechecks = format!("{}/rechecks", begun.path());
        let mut province = begun.site.signed_in("province-officer").await;
        for language in ["en", "vi"] {
            let seen = province.get(&format!("{rechecks}?lang={language}")).await;
            check(&rechecks, &seen, language);
        }
        let draw = format!("{rechecks}/draw");
        let wrong = province.post(&draw, &[("seed", ""), ("count", "2")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seed = [("seed", "XSMB 19/11/2026: 12345"), ("count", "1")];
        let drawn = province.submit(&draw, &seed).await;
        assert!(drawn.body.contains("Đã chọn 1 hộ"), "{}", drawn.body);
        assert!(drawn.body.contains("XSMB 19/11/2026"));
        let recheck = attribute(&drawn.body, &format!("href=\"{rechecks}/")).unwrap();
        let path = format!("{rechecks}/{recheck}");
        let form = province.get(&path).await;
        check(&path, &form, "vi");
        let mut fields = form.fields();
        fields.retain(|(name, _)| name != "csrf");
        let more: Vec<(&str, &str)> = (borrowed(&fields).into_iter())
            .chain([("do", "add_member")])
            .collect();
        let grown = province.post(&path, &more).await;
        assert_eq!(grown.status, StatusCode::OK, "one member more");
        fields.push(("note".to_owned(), "Đúng như phiếu".to_owned()));
        let saved = province.submit(&path, &borrowed(&fields)).await;
        assert!(
            saved.body.contains("Đã lưu kết quả phúc tra"),
            "{}",
            saved.body
        );
        assert!(saved.body.contains("Đúng như phiếu"));
    }
    Ok(())
}
