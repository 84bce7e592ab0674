//! Instruments and administrative units.

use super::page::{Page, day, span};
use super::{NothingToShow, unknown};
use crate::law::Law;
use crate::units::{Extent, Move, Unit};
use chrono::NaiveDate;

/// The instrument `id`.
///
/// # Errors
/// [`NothingToShow`] when it is not in the register.
pub fn instrument(law: &Law, id: &str) -> Result<String, NothingToShow> {
    let found = law.instruments.get(id);
    let known = law.instruments.iter().map(|i| i.id.as_str());
    let instrument = found.ok_or_else(|| unknown(id, known))?;
    let mut page = Page::new(&law.instruments);
    page.title(&instrument.title);
    page.line(0, format!("{} ({})", instrument.citation(), instrument.id));
    let facts = [
        ("ban hành bởi / issued by", instrument.issuer.clone()),
        ("ký ngày / signed", instrument.signed.map(day)),
        (
            "có hiệu lực từ / in force from",
            instrument.in_force.map(day),
        ),
        (
            "hết hiệu lực từ / no longer in force from",
            instrument.until.map(day),
        ),
        ("thay thế / replaces", listed(&instrument.replaces)),
        ("sửa đổi / amends", listed(&instrument.amends)),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            page.line(1, format!("{name}: {value}"));
        }
    }
    page.both(1, &instrument.status.label());
    if let Some(note) = &instrument.note {
        page.both(1, note);
    }
    Ok(page.finish())
}

/// Units of one name that are listed.
const MOST_NAMED: usize = 20;

/// The administrative unit that `code` names on `date`, with where it came from and what became
/// of it. A name that only one unit has will do as well; one that several have lists them.
///
/// # Errors
/// [`NothingToShow`] when no unit, or more than one, is meant.
pub fn unit(law: &Law, code: &str, date: NaiveDate) -> Result<String, NothingToShow> {
    let by_name = law.units.search(code, date);
    let found = match (law.units.unit(code, date), by_name.as_slice()) {
        (None, [only]) => Some(*only),
        (found, _) => found,
    };
    let unit = found.ok_or_else(|| {
        let path = |unit: &&Unit| {
            let path = law.units.path(unit.code.as_str(), date);
            format!("{} {}", unit.code, path.unwrap_or_default())
        };
        let versions = law.units.versions(code).iter().map(named);
        NothingToShow::Unknown {
            name: format!("{code} {}", day(date)),
            known: versions
                .chain(by_name.iter().take(MOST_NAMED).map(path))
                .collect(),
        }
    })?;
    let code = unit.code.as_str();
    let mut page = Page::new(&law.instruments);
    page.line(0, named(unit));
    if let Some(path) = law.units.path(code, date) {
        page.line(1, path);
    }
    if let Some(area) = law.units.default_area(code, date) {
        page.line(
            1,
            format!("khu vực mặc định / default area: {}", area.code()),
        );
    }
    if let Some((latitude, longitude)) = unit.position {
        page.line(1, format!("{latitude:.4}, {longitude:.4}"));
    }
    let reform = law.units.reform_day();
    if date >= reform {
        moves(
            &mut page,
            "Lập từ",
            "Made of",
            &law.units.predecessors(code),
        );
    } else {
        moves(
            &mut page,
            "Nay thuộc",
            "Now in",
            &law.units.successors(code),
        );
    }
    if let Some((_, table)) = law
        .units
        .tables()
        .find(|(name, _)| name.starts_with("units"))
    {
        page.provenance(1, &table.provenance);
    }
    Ok(page.finish())
}

fn moves(page: &mut Page<'_>, vi: &str, en: &str, moves: &[Move<'_>]) {
    if moves.is_empty() {
        return;
    }
    page.part(vi, en);
    for entry in moves {
        let extent = match entry.extent {
            Extent::Whole => "toàn bộ / whole",
            Extent::Part => "một phần / part",
        };
        page.line(1, format!("{} ({extent})", named(entry.unit)));
    }
}

fn named(unit: &Unit) -> String {
    let held = span(unit.validity.from, unit.validity.until);
    format!("{} {}, {held}", unit.code, unit.name)
}

fn listed(ids: &[String]) -> Option<String> {
    (!ids.is_empty()).then(|| ids.join(", "))
}
