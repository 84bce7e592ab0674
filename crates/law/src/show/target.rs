//! Targets and what they are set on.

use super::page::{Page, day};
use super::{NothingToShow, unknown};
use crate::law::Law;
use crate::targets::{Counted, Target};
use chrono::NaiveDate;

/// The target `id`, or all that hold on `date` when left out.
///
/// # Errors
/// [`NothingToShow`] when there is no such target.
pub fn target(law: &Law, id: Option<&str>, date: NaiveDate) -> Result<String, NothingToShow> {
    let mut page = Page::new(&law.instruments);
    match id {
        Some(id) => {
            let known = law.targets.targets.iter().map(|target| target.id.as_str());
            let target = law.targets.target(id).ok_or_else(|| unknown(id, known))?;
            one(law, target, date, &mut page);
        }
        None => {
            page.part("Chỉ tiêu có hiệu lực ngày", "Targets that hold on");
            page.line(1, day(date));
            let targets = law.targets.targets.iter();
            for target in targets.filter(|target| target.period.contains(date)) {
                page.gap();
                one(law, target, date, &mut page);
            }
        }
    }
    Ok(page.finish())
}

fn one(law: &Law, target: &Target, date: NaiveDate, page: &mut Page<'_>) {
    page.line(0, &target.id);
    page.both(1, &target.label);
    page.source(1, &target.source, target.status);
    if let Some(note) = &target.note {
        page.both(1, note);
    }
    let units = target.units.iter();
    let units: Vec<String> = units
        .filter_map(|code| law.units.unit(code, date))
        .map(|unit| format!("{} {}", unit.code, unit.name))
        .collect();
    page.line(1, format!("đơn vị / units: {}", units.join(", ")));
    let indicator = law.targets.indicator(&target.indicator);
    if let Some(goal) = target.goal() {
        let share = indicator.is_some_and(|indicator| indicator.whole.is_some());
        page.both(1, &goal.text(share));
    }
    if let Some(due) = target.due {
        page.line(1, format!("hạn / due: {}", day(due)));
    }
    let Some(indicator) = indicator else { return };
    page.line(
        1,
        format!(
            "{} / {} ({})",
            indicator.label.vi, indicator.label.en, indicator.id
        ),
    );
    counted("tử số / part", &indicator.part, page);
    if let Some(whole) = &indicator.whole {
        counted("mẫu số / whole", whole, page);
    }
    page.source(2, &indicator.source, indicator.status);
    if let Some(note) = &indicator.note {
        page.both(2, note);
    }
}

fn counted(name: &str, counted: &Counted, page: &mut Page<'_>) {
    let what = if counted.counts_households() {
        "đếm hộ / households with"
    } else {
        "cộng / sum of"
    };
    let formula = counted
        .formula()
        .map_or("", |formula| formula.source().trim());
    page.line(2, format!("{name}: {what}: {formula}"));
}
