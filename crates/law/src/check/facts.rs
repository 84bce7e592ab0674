//! Facts: a measured number says in which unit.

use super::located::Step;
use super::report::Report;
use crate::facts::Type;
use crate::law::Law;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    let mut missing = Vec::new();
    for (file, located) in report.located() {
        if !file.path.starts_with("facts/") {
            continue;
        }
        for (index, name) in located.names("fact", "name").into_iter().enumerate() {
            let without_unit = law.facts.iter().any(|schema| {
                let fact = schema.index(name).and_then(|index| schema.fact(index));
                fact.is_some_and(|fact| fact.kind == Type::Decimal && fact.unit.is_none())
            });
            if without_unit {
                missing.push((file.path.clone(), index, name.to_owned()));
            }
        }
    }
    for (file, index, name) in missing {
        report.at(
            &file,
            &[Step::Key("fact"), Step::At(index), Step::Key("name")],
            format!("dữ kiện “{name}” là số đo mà thiếu đơn vị tính"),
            format!("fact “{name}” is a measured number without a unit"),
        );
    }
}
