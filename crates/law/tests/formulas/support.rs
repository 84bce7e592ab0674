//! A small made-up survey for testing formulas: no law stands here.

use std::sync::Arc;
use vuonlen_domain::Text;
use vuonlen_law::expr::{Facts, Formula, FormulaError, Outcome, Param, ParamValue, Scope, compile};
use vuonlen_law::facts::{
    Batch, BatchBuilder, CodePositions, Column, Fact, Record, Schema, Type, Value,
};

/// Code, Vietnamese label, English label.
type Code = (&'static str, &'static str, &'static str);

/// Code lists.
#[derive(Debug)]
struct Lists;

const LISTS: [(&str, &[Code]); 4] = [
    (
        "areas",
        &[
            ("rural", "Nông thôn", "Rural"),
            ("urban", "Thành thị", "Urban"),
        ],
    ),
    (
        "toilets",
        &[
            ("septic", "Tự hoại", "Septic tank"),
            ("pit", "Hố xí thô sơ", "Pit"),
            ("none", "Không có", "None"),
        ],
    ),
    (
        "assets",
        &[
            ("tv", "Ti vi", "Television"),
            ("fridge", "Tủ lạnh", "Refrigerator"),
            ("buffalo", "Trâu", "Buffalo"),
        ],
    ),
    (
        "jobs",
        &[
            ("farmer", "Nông dân", "Farmer"),
            ("teacher", "Giáo viên", "Teacher"),
        ],
    ),
];

fn list(name: &str) -> Option<&'static [Code]> {
    LISTS
        .iter()
        .find(|(list, _)| *list == name)
        .map(|(_, codes)| *codes)
}

impl CodePositions for Lists {
    fn position(&self, name: &str, code: &str) -> Option<u16> {
        let place = list(name)?.iter().position(|(known, ..)| *known == code)?;
        u16::try_from(place).ok()
    }

    fn code(&self, name: &str, position: u16) -> Option<&str> {
        list(name)?
            .get(usize::from(position))
            .map(|(code, ..)| *code)
    }

    fn len(&self, name: &str) -> Option<usize> {
        list(name).map(<[_]>::len)
    }

    fn label(&self, name: &str, position: u16) -> Option<&Text> {
        static LABELS: std::sync::LazyLock<Vec<(&str, Vec<Text>)>> =
            std::sync::LazyLock::new(|| {
                LISTS
                    .iter()
                    .map(|(name, codes)| {
                        (
                            *name,
                            codes
                                .iter()
                                .map(|(_, vi, en)| Text::new(*vi, *en))
                                .collect(),
                        )
                    })
                    .collect()
            });
        let (_, labels) = LABELS.iter().find(|(list, _)| *list == name)?;
        labels.get(usize::from(position))
    }
}

fn schema(scope: &str, facts: &[(&str, Type, &str, &str)]) -> Arc<Schema> {
    let facts = facts
        .iter()
        .map(|(name, kind, vi, en)| Fact {
            name: (*name).to_owned(),
            kind: kind.clone(),
            unit: None,
            protected: false,
            label: Text::new(*vi, *en),
        })
        .collect();
    Arc::new(Schema::new(scope, facts, &Lists).unwrap())
}

/// Facts of the made-up household, by name and type.
pub(crate) fn household_facts() -> Vec<(&'static str, Type, &'static str, &'static str)> {
    vec![
        ("area", Type::Code("areas".into()), "Khu vực", "Area"),
        ("size", Type::Int, "Số nhân khẩu", "Number of members"),
        ("income", Type::Int, "Thu nhập", "Income"),
        ("floor", Type::Decimal, "Diện tích ở", "Floor area"),
        ("yard", Type::Decimal, "Diện tích sân", "Yard"),
        ("farm", Type::Bool, "Làm nông nghiệp", "Lives by farming"),
        ("card", Type::Bool, "BHYT cả hộ", "Insured as a whole"),
        ("toilet", Type::Code("toilets".into()), "Nhà tiêu", "Toilet"),
        ("assets", Type::Set("assets".into()), "Tài sản", "Assets"),
    ]
}

/// Facts of a made-up member.
pub(crate) fn member_facts() -> Vec<(&'static str, Type, &'static str, &'static str)> {
    vec![
        ("age", Type::Int, "Tuổi", "Age"),
        ("points", Type::Int, "Điểm", "Points"),
        ("weight", Type::Decimal, "Cân nặng", "Weight"),
        (
            "insured",
            Type::Bool,
            "Có thẻ bảo hiểm y tế",
            "Has health insurance",
        ),
        ("job", Type::Code("jobs".into()), "Việc làm", "Job"),
        (
            "tools",
            Type::Set("assets".into()),
            "Đồ dùng riêng",
            "Own tools",
        ),
    ]
}

/// `household.x`, `members`, and a parameter of every form.
pub(crate) fn survey() -> Scope {
    let by_area = |rural, urban| {
        Param::ByArea([("rural".to_owned(), rural), ("urban".to_owned(), urban)].into())
    };
    let jobs = |codes: &[&str]| {
        ParamValue::List(
            codes
                .iter()
                .map(|code| ParamValue::Code((*code).into()))
                .collect(),
        )
    };
    Scope::survey(
        schema("household", &household_facts()),
        schema("member", &member_facts()),
        Arc::new(Lists),
    )
    .with_params(
        [
            ("child_age".to_owned(), Param::Same(ParamValue::Int(16))),
            (
                "per_person".to_owned(),
                Param::Same(ParamValue::Decimal(8.0)),
            ),
            ("strict".to_owned(), Param::Same(ParamValue::Bool(true))),
            (
                "best_toilet".to_owned(),
                Param::Same(ParamValue::Code("septic".into())),
            ),
            ("jobs".to_owned(), Param::Same(jobs(&["teacher"]))),
            (
                "poor".to_owned(),
                by_area(ParamValue::Int(1_500_000), ParamValue::Int(2_000_000)),
            ),
            (
                "share".to_owned(),
                by_area(ParamValue::Decimal(0.5), ParamValue::Decimal(0.25)),
            ),
            (
                "jobs_here".to_owned(),
                by_area(jobs(&["farmer"]), jobs(&["farmer", "teacher"])),
            ),
            (
                "toilet_here".to_owned(),
                by_area(
                    ParamValue::Code("pit".into()),
                    ParamValue::Code("septic".into()),
                ),
            ),
        ]
        .into(),
    )
}

/// The household's facts by bare name.
pub(crate) fn flat() -> Scope {
    Scope::flat(schema("assessed", &household_facts()), Arc::new(Lists))
        .with_params([("line".to_owned(), Param::Same(ParamValue::Int(30)))].into())
}

/// Compiles a formula that must be right.
pub(crate) fn formula(source: &str, expected: &Type) -> Formula {
    compile(source, &survey(), expected).unwrap_or_else(|errors| panic!("{source}: {errors:#?}"))
}

/// Compiles a formula that must be wrong.
pub(crate) fn errors(source: &str, expected: &Type) -> Vec<FormulaError> {
    match compile(source, &survey(), expected) {
        Ok(formula) => panic!("{source} compiled to {:?}", formula.plan()),
        Err(errors) => errors,
    }
}

/// A record with these facts, by name.
pub(crate) fn record(schema: &Schema, facts: &[(&str, Value)]) -> Record {
    let mut record = schema.empty_record();
    for (name, value) in facts {
        record[schema.index(name).unwrap()] = Some(*value);
    }
    record
}

/// What `source` comes to for a household and its members, after checking that the column
/// evaluator says the same.
pub(crate) fn outcome(
    source: &str,
    expected: &Type,
    household: &[(&str, Value)],
    members: Option<&[&[(&str, Value)]]>,
) -> Outcome {
    let formula = formula(source, expected);
    let scope = formula.scope();
    let household = record(scope.household(), household);
    let members: Option<Vec<Record>> = members.map(|members| {
        members
            .iter()
            .map(|facts| record(scope.member().unwrap(), facts))
            .collect()
    });
    let outcome = formula.interpret(Facts {
        household: &household,
        members: members.as_deref(),
    });
    let column = column(&formula, &[(household, members)]);
    assert_eq!(column.value(0), outcome.value(), "{source}");
    outcome
}

/// Households and their members in columns.
pub(crate) fn batch(formula: &Formula, rows: &[(Record, Option<Vec<Record>>)]) -> Batch {
    let scope = formula.scope();
    let mut builder = BatchBuilder::new(
        Arc::clone(scope.household()),
        scope.member().cloned(),
        rows.len(),
    );
    for (household, members) in rows {
        builder.push(household, members.as_deref()).unwrap();
    }
    builder.finish().unwrap()
}

/// The results of `formula` for households and their members, in columns.
pub(crate) fn column(formula: &Formula, rows: &[(Record, Option<Vec<Record>>)]) -> Column {
    formula.evaluate(&batch(formula, rows)).unwrap()
}
