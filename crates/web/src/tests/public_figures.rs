//! Figures for everybody: only of sealed years, and no small count on the page or in the files.

use super::decided::signed;
use super::pages::check;
use super::round::scored;
use axum::http::StatusCode;
use vuonlen_app::Error;
use vuonlen_app::testing::{COMMUNE, PROVINCE};

#[tokio::test]
async fn sealed_years_are_shown_to_everybody_without_small_counts() -> Result<(), Error> {
    for begun in scored(14).await? {
        let mut anybody = begun.site.browser();
        let commune = format!("/posted/figures/{COMMUNE}");
        let early = anybody.get(&commune).await;
        assert_eq!(early.status, StatusCode::OK);
        assert!(early.body.contains("Chưa có năm nào niêm phong"));
        signed(&begun).await?;
        for unit in [COMMUNE, PROVINCE] {
            let path = format!("/posted/figures/{unit}");
            for language in ["vi", "en"] {
                let page = anybody.get(&format!("{path}?lang={language}")).await;
                assert_eq!(page.status, StatusCode::OK, "{path}");
                check(&path, &page, language);
            }
            let page = anybody.get(&format!("{path}?lang=vi")).await;
            assert!(page.body.contains(">2026<"), "{}", page.body);
            let csv = anybody.get(&format!("{path}/csv?year=2026")).await;
            let lines: Vec<&str> = csv.body.lines().collect();
            assert!(lines.len() > 2, "{}", csv.body);
            let mut hidden = 0;
            for line in &lines[1..] {
                let numbers: Vec<i64> = line
                    .split(',')
                    .skip(1)
                    .filter_map(|cell| cell.parse().ok())
                    .collect();
                let [all, poor, near] = numbers[..] else {
                    assert!(line.contains("không công bố"), "{line}");
                    hidden += 1;
                    continue;
                };
                for count in [poor, near, all - poor - near] {
                    assert!(count == 0 || count >= 5, "{line}");
                }
            }
            assert!(hidden > 0, "fourteen households are few: {}", csv.body);
            let book = anybody.get(&format!("{path}/xlsx?year=2026")).await;
            assert!(book.bytes.starts_with(b"PK"));
            for nothing in ["/pdf", "?year=2019", "?year=x"] {
                let none = anybody.get(&format!("{path}{nothing}")).await;
                assert_eq!(none.status, StatusCode::NOT_FOUND, "{nothing}");
            }
        }
        for start in ["/sign-in".to_owned(), format!("/posted/{COMMUNE}")] {
            let page = anybody.get(&start).await;
            let linked = page.body.contains("href=\"/posted/figures/");
            assert!(linked, "{start} leads to the figures");
        }
        let none = anybody.get("/posted/figures/99999").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    }
    Ok(())
}
