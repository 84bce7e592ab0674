//! What changes in the law between two days.

mod standards;
#[cfg(test)]
mod tests;

use crate::law::Law;
use crate::show::page::Page;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use vuonlen_domain::unit::UnitLevel;

/// The changes from `before` to `after`, as plain text in Vietnamese and English; empty when
/// nothing changes.
#[must_use]
pub fn diff(law: &Law, before: NaiveDate, after: NaiveDate) -> String {
    let mut page = Page::new(&law.instruments);
    standards::standards(&mut page, law, before, after);
    lists(&mut page, law, before, after);
    procedures(&mut page, law, before, after);
    units(&mut page, law, before, after);
    page.finish()
}

fn lists(page: &mut Page<'_>, law: &Law, before: NaiveDate, after: NaiveDate) {
    let mut headed = false;
    for list in law.codes.iter() {
        let codes = |date| -> BTreeSet<&str> {
            let version = list.as_of(date);
            let codes = version.map(|version| version.codes.as_slice());
            codes
                .unwrap_or_default()
                .iter()
                .map(|code| code.code.as_str())
                .collect()
        };
        let (was, is) = (codes(before), codes(after));
        if was == is {
            continue;
        }
        if !headed {
            page.part("Danh mục", "Code lists");
            headed = true;
        }
        page.line(
            1,
            format!("{} / {} ({})", list.title.vi, list.title.en, list.id),
        );
        for (mark, codes) in [("-", was.difference(&is)), ("+", is.difference(&was))] {
            let codes: Vec<&str> = codes.copied().collect();
            if !codes.is_empty() {
                page.line(2, format!("{mark} {}", codes.join(", ")));
            }
        }
    }
}

fn procedures(page: &mut Page<'_>, law: &Law, before: NaiveDate, after: NaiveDate) {
    let changed = law.procedures.iter().filter(|procedure| {
        let (was, is) = (procedure.on(before), procedure.on(after));
        was.map(|version| version.from) != is.map(|version| version.from)
    });
    let mut headed = false;
    for procedure in changed {
        if !headed {
            page.part("Quy trình", "Procedures");
            headed = true;
        }
        page.line(
            1,
            format!("{} / {}", procedure.title.vi, procedure.title.en),
        );
        let steps = |date| -> Vec<(&str, &str)> {
            let version = procedure.on(date);
            let steps = version.map(|version| version.steps.as_slice());
            let steps = steps.unwrap_or_default().iter();
            steps
                .map(|step| (step.id.as_str(), step.label.vi.as_str()))
                .collect()
        };
        let (was, is) = (steps(before), steps(after));
        for (mark, from, other) in [("-", &was, &is), ("+", &is, &was)] {
            for (id, label) in from.iter().filter(|step| !other.contains(step)) {
                page.line(2, format!("{mark} {label} ({id})"));
            }
        }
    }
}

fn units(page: &mut Page<'_>, law: &Law, before: NaiveDate, after: NaiveDate) {
    let levels = [
        (UnitLevel::Province, "cấp tỉnh / provinces"),
        (UnitLevel::District, "cấp huyện / districts"),
        (UnitLevel::Commune, "cấp xã / communes"),
    ];
    let counts = levels.map(|(level, name)| {
        let count = |date| law.units.at_level(level, date).count();
        (name, count(before), count(after))
    });
    if counts.iter().all(|(_, was, is)| was == is) {
        return;
    }
    page.part("Đơn vị hành chính", "Administrative units");
    for (name, was, is) in counts {
        page.line(1, format!("{name}: {was} → {is}"));
    }
}
