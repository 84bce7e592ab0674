//! The shipped standards: one for every day, parameters by day, a province's higher standard.

#![expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]

use chrono::NaiveDate;
use std::path::Path;
use std::sync::LazyLock;
use vuonlen_domain::{Area, Class};
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_law::scores::ScoreTable;
use vuonlen_law::standards::{Amount, Overlay, OverlayError, Standard};

static FILES: LazyLock<LawFiles> = LazyLock::new(|| {
    LawFiles::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")).unwrap()
});
static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(&FILES).unwrap());

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn every_day_since_2016_has_exactly_one_standard() {
    let mut date = day("2016-01-01");
    while date < day("2031-01-01") {
        let holding = LAW.standards.iter().filter(|s| s.holds_on(date)).count();
        assert_eq!(holding, 1, "{date}");
        let standard = LAW.standard_on(date).unwrap();
        assert!(standard.on(date).is_some(), "{date}");
        date = date.succ_opt().unwrap();
    }
}

#[test]
fn a_day_without_law_is_an_error() {
    for date in ["2015-12-31", "2031-01-01"] {
        let none = LAW.standard_on(day(date)).unwrap_err();
        assert_eq!(none.from, Some(day("2016-01-01")));
        assert_eq!(none.until, Some(day("2031-01-01")));
        assert!(none.text().vi.contains("01/01/2016"), "{}", none.text().vi);
    }
}

#[test]
fn standards_change_at_the_turn_of_the_year() {
    for (date, id, source) in [
        ("2020-12-31", "qd59-2015", "qd59-2015#giai-doan"),
        ("2021-12-31", "qd59-2015", "nd07-2021#nam-2021"),
        ("2022-01-01", "nd07-2022", "nd07-2021#dieu-3"),
        ("2025-12-31", "nd07-2022", "nd07-2021#dieu-3"),
        ("2026-01-01", "nd07-2022", "nd351-2025#nam-2026"),
        ("2026-12-31", "nd07-2022", "nd351-2025#nam-2026"),
        ("2027-01-01", "nd351-2027", "nd351-2025#giai-doan-2027-2030"),
    ] {
        let standard = LAW.standard_on(day(date)).unwrap();
        let period = standard.period_on(day(date)).unwrap();
        assert_eq!((standard.id.as_str(), period.source.as_str()), (id, source));
    }
}

#[test]
fn income_lines_by_day_and_area() {
    for (date, rural, urban) in [
        ("2016-01-01", 700_000, 900_000),
        ("2021-12-31", 700_000, 900_000),
        ("2022-01-01", 1_500_000, 2_000_000),
        ("2026-12-31", 1_500_000, 2_000_000),
        ("2027-01-01", 2_200_000, 2_800_000),
    ] {
        let standard = LAW.standard_on(day(date)).unwrap();
        let line = standard
            .parameter("poor_income")
            .unwrap()
            .on(day(date))
            .unwrap();
        assert_eq!(line.value(Area::Rural).value, Amount::Int(rural), "{date}");
        assert_eq!(line.value(Area::Urban).value, Amount::Int(urban), "{date}");
    }
}

#[test]
fn no_score_line_is_known_before_its_circular_is_in_force() {
    let standard = LAW.standard("qd59-2015").unwrap();
    let rule = |date| {
        let on = standard.on(day(date)).unwrap();
        on.classes
            .iter()
            .find(|class| class.class == Class::Poor)
            .unwrap()
    };
    assert!(rule("2016-08-14").by_score.is_none());
    assert!(rule("2016-08-14").by_income.is_some());
    assert!(rule("2016-08-15").by_score.is_some());
    assert!(standard.on(day("2022-01-01")).is_none());
}

#[test]
fn what_is_not_known_for_2027_stays_absent() {
    let standard = LAW.standard("nd351-2027").unwrap();
    let on = standard.on(day("2027-01-01")).unwrap();
    let known: Vec<&str> = standard
        .indicators
        .iter()
        .zip(&on.indicators)
        .filter_map(|(indicator, formula)| formula.as_ref().map(|_| indicator.code.as_str()))
        .collect();
    assert_eq!(
        known,
        ["employment", "dependency", "nutrition", "health_insurance"]
    );
    assert!(
        standard
            .indicators
            .iter()
            .all(|indicator| indicator.points.is_none())
    );
    assert!(standard.class(Class::AverageLiving).is_none());
    assert!(on.classes.iter().all(|class| class.by_score.is_none()));
}

fn overlay() -> Overlay {
    Overlay::read(
        FILES
            .file("standards/overlays/illustrative-province.toml")
            .unwrap(),
    )
    .unwrap()
}

fn urban_line(standard: &Standard, date: &str) -> Amount {
    let line = standard.parameter("poor_income").unwrap();
    line.value_on(day(date), Area::Urban).unwrap().value
}

#[test]
fn a_province_raises_the_line_while_its_overlay_holds() {
    let raised = LAW.raised_standard("illustrative-province").unwrap();
    assert_eq!(raised.overlay.as_deref(), Some("illustrative-province"));
    assert_eq!(urban_line(raised, "2024-01-01"), Amount::Int(2_300_000));
    assert_eq!(urban_line(raised, "2025-06-30"), Amount::Int(2_300_000));
    assert_eq!(urban_line(raised, "2025-07-01"), Amount::Int(2_400_000));
    assert!(raised.on(day("2023-12-31")).is_none());
    let before = raised.on(day("2025-06-30")).unwrap();
    let after = raised.on(day("2025-07-01")).unwrap();
    assert_ne!(before.params["poor_income"], after.params["poor_income"]);
    // What it does not name stays national.
    assert_eq!(
        before.params["deprivation_cut"],
        after.params["deprivation_cut"]
    );
    let national = LAW.standard("nd07-2022").unwrap();
    assert_eq!(urban_line(national, "2025-07-01"), Amount::Int(2_000_000));
}

#[test]
fn an_overlay_that_does_not_fit_is_refused() {
    let base = LAW.standard("nd07-2022").unwrap();
    let refused = |overlay: &Overlay| base.with_overlay(overlay).unwrap_err();

    let mut other = overlay();
    other.base = "nd351-2027".to_owned();
    assert_eq!(
        refused(&other),
        OverlayError::OtherBase("nd351-2027".to_owned())
    );

    let mut unknown = overlay();
    unknown.parameters[0].id = "line".to_owned();
    assert_eq!(
        refused(&unknown),
        OverlayError::UnknownParameter("line".to_owned())
    );

    for (value, fits) in [(1_499_999, false), (1_500_000, true)] {
        let mut lower = overlay();
        lower.parameters[0].values[0].value = Amount::Int(value);
        assert_eq!(base.with_overlay(&lower).is_ok(), fits, "{value}");
    }

    let mut late = overlay();
    late.parameters[0].values[0].from = day("2024-01-02");
    assert_eq!(
        refused(&late),
        OverlayError::NoValue("poor_income".to_owned(), day("2024-01-01"))
    );

    let mut longer = overlay();
    longer.periods[0].until = day("2027-01-02");
    assert!(matches!(
        refused(&longer),
        OverlayError::OutsideStandard(..)
    ));
}

#[test]
fn only_the_illustrative_score_table_is_whole() {
    let complete: Vec<&str> = LAW
        .score_tables
        .iter()
        .filter(|table| table.complete)
        .map(|table| table.id.as_str())
        .collect();
    assert_eq!(complete, ["illustrative-2022"]);
    assert!(LAW.score_table("nd07-2022").unwrap().groups.is_empty());
    let partial = LAW.score_table("qd59-2015").unwrap();
    let unknown = partial.items().filter(|(_, item)| item.points.is_empty());
    assert!(unknown.count() > 20);
}

#[test]
fn a_score_table_is_written_as_it_is_read() {
    for table in &LAW.score_tables {
        let text = table.to_toml().unwrap();
        let path = format!("standards/scores/{}.toml", table.id);
        let file = LawFiles::from_texts([(path.as_str(), text.as_str())]);
        let mut findings = Vec::new();
        let again =
            ScoreTable::load(file.file(&path).unwrap(), &LAW.scopes, &mut findings).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(again.to_toml().unwrap(), text);
        assert_eq!(again.items().count(), table.items().count());
    }
}

/// The standard that `docs/adding-a-standard.md` shows is one that loads and is clean.
#[test]
fn the_documented_example_is_a_standard() {
    let guide = include_str!("../../../docs/adding-a-standard.md");
    let start = guide.find("```toml\n").unwrap() + "```toml\n".len();
    let example = &guide[start..start + guide[start..].find("```").unwrap()];
    let path = "codes/indicators.toml";
    let indicators = &FILES.file(path).unwrap().text;
    let version = indicators.rfind("[[version]]").unwrap();
    let next = indicators[version..]
        .replace("until = 2031-01-01", "until = 2036-01-01")
        .replace("from = 2027-01-01", "from = 2031-01-01");
    let mut files = FILES.clone();
    files.insert(path, format!("{indicators}\n{next}"));
    files.insert("standards/nd99-2031.toml", example);
    let findings = vuonlen_law::check::check(&files);
    assert!(findings.0.is_empty(), "{findings}");
    let law = Law::load(&files).unwrap();
    let standard = law.standard_on(day("2033-07-01")).unwrap();
    assert_eq!(urban_line(standard, "2033-06-30"), Amount::Int(3_500_000));
    assert_eq!(urban_line(standard, "2033-07-01"), Amount::Int(3_700_000));
}
