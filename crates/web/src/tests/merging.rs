//! Two officers edit one household at once: nothing is lost.

use super::browser::{Browser, Seen, sites};
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::{COMMUNE, PROVINCE};

async fn edit(browser: &mut Browser, path: &str, form: &Seen, changes: &[(&str, &str)]) -> Seen {
    let mut fields = form.fields();
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let sent: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .chain(changes.iter().copied())
        .collect();
    browser.submit(path, &sent).await
}

#[tokio::test]
async fn the_second_officer_sees_both_versions() -> Result<(), Error> {
    for site in sites().await? {
        site.fixture
            .person("thu-hai", "commune_officer", COMMUNE)
            .await?;
        let mut first = site.signed_in("commune-officer").await;
        let mut second = site.signed_in("thu-hai").await;
        let path = format!("{}/edit", site.first());
        let first_form = first.get(&path).await;
        let second_form = second.get(&path).await;

        let theirs = [
            ("answers.floor_area", "50"),
            ("address", "Đầu bản"),
            ("reason", "Xây thêm"),
        ];
        let seen = edit(&mut first, &path, &first_form, &theirs).await;
        assert!(seen.body.contains("Đã lưu thông tin hộ"), "{}", seen.status);

        let mine = [
            ("answers.floor_area", "60"),
            ("members.0.birth", "1979"),
            ("reason", "Đo lại"),
        ];
        let clash = edit(&mut second, &path, &second_form, &mine).await;
        assert_eq!(clash.status, StatusCode::CONFLICT);
        for shown in ["50 m²", "60 m²", "Xây thêm", "Đầu bản", "1979"] {
            assert!(clash.body.contains(shown), "{shown}");
        }
        let merge = format!("{}/merge", site.first());
        let undecided = edit(&mut second, &merge, &clash, &[]).await;
        assert_eq!(
            undecided.status,
            StatusCode::CONFLICT,
            "a choice is still open"
        );
        let chosen = [("choose.answers.floor_area", "mine")];
        let saved = edit(&mut second, &merge, &undecided, &chosen).await;
        assert!(
            saved.body.contains("Đã lưu thông tin hộ"),
            "{}",
            saved.status
        );

        let actor = &site.personas[1];
        let context = &site.fixture.context;
        let now = context
            .edit_household(actor, (PROVINCE, site.households[0]), None)
            .await?;
        assert_eq!(now.version, 3);
        assert_eq!(now.document.address, "Đầu bản");
        assert_eq!(now.document.members[0].birth, "1979");
        let area = serde_json::to_value(&now.document.answers["floor_area"]).unwrap();
        assert_eq!(area, 60.0);

        // Sent once more, it changes nothing.
        let again = edit(&mut second, &merge, &undecided, &chosen).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let same = context
            .edit_household(actor, (PROVINCE, site.households[0]), None)
            .await?;
        assert_eq!(same.version, 3);
    }
    Ok(())
}
