//! What tests share: the project's own law, and households made up for them.

use chrono::NaiveDate;
use std::path::Path;
use std::sync::OnceLock;
use vuonlen_domain::{BirthDate, Class, IdentityNumber, UnitCode};
use vuonlen_law::assess::{HouseholdInput, MemberInput, PreviousClass};
use vuonlen_law::facts::{Record, Schema, Type, Value};
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;

/// The files of `law/`, loaded once.
pub(crate) fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
        Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
    })
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The day of the review in tests.
pub(crate) fn review() -> NaiveDate {
    day(2026, 11, 20)
}

/// Xã Quỳnh Nhai.
pub(crate) fn unit() -> UnitCode {
    UnitCode::parse("03703").unwrap()
}

/// An answer to every question, different from household to household. Nobody real.
pub(crate) fn answers(schema: &Schema, seed: u64) -> Record {
    schema
        .facts()
        .iter()
        .enumerate()
        .map(|(index, fact)| {
            let number = seed.wrapping_mul(31).wrapping_add(index as u64 * 7);
            let length = |list: &str| law().codes.list(list).unwrap().codes().len() as u64;
            (!number.is_multiple_of(5)).then(|| match &fact.kind {
                Type::Bool => Value::Bool(number.is_multiple_of(2)),
                Type::Int => Value::Int(i64::try_from(number % 90).unwrap()),
                Type::Decimal => Value::Decimal((number % 400) as f64 / 4.0),
                Type::Code(list) => Value::Code(u16::try_from(number % length(list)).unwrap()),
                Type::Set(list) => Value::Set(number % (1 << length(list))),
            })
        })
        .collect()
}

/// A household with everything a survey workbook can say.
pub(crate) fn household(number: u64) -> HouseholdInput {
    let names = [
        "Lò Văn Tính",
        "Cà Thị Ánh",
        "Quàng Văn Hoà",
        "Giàng A Páo",
        "Nguyễn Thị Hường",
    ];
    let name = |offset: u64| names[usize::try_from((number + offset) % 5).unwrap()];
    let mut household = HouseholdInput::new(format!("H{number:05}"), unit());
    household.village = Some(format!("Bản Bon {}", number % 3));
    household.head_name = Some(name(0).to_owned());
    household.income_per_person = number.is_multiple_of(2).then_some(1_500_000);
    household.score_a = (!number.is_multiple_of(2)).then_some(140);
    household.answers = answers(law().facts.scope("household").unwrap(), number);
    household.causes = Some(vec!["land".to_owned(), "capital".to_owned()]);
    household.needs = number.is_multiple_of(3).then(Vec::new);
    household.previous_class = Some(PreviousClass::Class(Class::NearPoor));
    household.previous_size = Some(4);
    household.history = vec![(2023, Class::Poor), (2024, Class::NearPoor)];
    household.event = Some("split".to_owned());
    household.members = (0..1 + number % 4)
        .map(|index| {
            let mut member = MemberInput::new((index + 1).to_string(), name(index));
            member.birth = match index {
                0 => Some(BirthDate::Day(day(1985, 3, 15))),
                1 => Some(BirthDate::Year(1987)),
                _ => None,
            };
            member.identity =
                IdentityNumber::parse(&format!("0142{:08}", number * 10 + index)).ok();
            member.facts = answers(law().facts.scope("member").unwrap(), number * 10 + index);
            member
        })
        .collect();
    household
}
