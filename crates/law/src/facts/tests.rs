use super::*;
use crate::files::LawFiles;
use std::sync::Arc;
use vuonlen_domain::Text;

/// Two lists: `areas` (rural, urban) and `many`, which has 65 codes.
#[derive(Debug)]
struct Lists;

impl CodePositions for Lists {
    fn position(&self, list: &str, code: &str) -> Option<u16> {
        (0..2).find(|p| self.code(list, *p) == Some(code))
    }

    fn code(&self, list: &str, position: u16) -> Option<&str> {
        match (list, position) {
            ("areas", 0) => Some("rural"),
            ("areas", 1) => Some("urban"),
            _ => None,
        }
    }

    fn len(&self, list: &str) -> Option<usize> {
        match list {
            "areas" => Some(2),
            "many" => Some(65),
            _ => None,
        }
    }

    fn label(&self, _: &str, _: u16) -> Option<&Text> {
        None
    }
}

fn fact(name: &str, kind: Type) -> Fact {
    Fact {
        name: name.into(),
        kind,
        unit: None,
        protected: false,
        label: Text::new(name, name),
    }
}

fn schema(facts: &[(&str, Type)]) -> Arc<Schema> {
    let facts = facts.iter().map(|(n, k)| fact(n, k.clone())).collect();
    Arc::new(Schema::new("household", facts, &Lists).unwrap())
}

#[test]
fn a_file_gives_a_schema_per_scope() {
    let files = LawFiles::from_texts([(
        "facts/survey.toml",
        r#"
[[fact]]
scope = "household"
name = "area"
type = "code"
codes = "areas"
protected = true
label.vi = "Khu vực"
label.en = "Area"

[[fact]]
scope = "member"
name = "age"
type = "int"
unit = "year"
label.vi = "Tuổi"
label.en = "Age"
"#,
    )]);
    let schemas = load(&files, &Lists).unwrap();
    let area = schemas.scope("household").unwrap().fact(0).unwrap();
    assert_eq!(area.kind, Type::Code("areas".into()));
    assert!(area.protected);
    let member = schemas.scope("member").unwrap();
    assert_eq!(member.index("age"), Some(0));
    assert_eq!(member.facts()[0].unit.as_deref(), Some("year"));
    assert!(schemas.scope("assessed").is_none());
}

#[test]
fn what_is_wrong_in_a_file_is_found_at_its_line() {
    let entry = |name: &str, rest: &str| {
        format!(
            "[[fact]]\nscope = \"household\"\nname = \"{name}\"\n{rest}\nlabel.vi = \"a\"\nlabel.en = \"a\"\n"
        )
    };
    for (text, line, part) in [
        (entry("x", "type = \"text\""), 4, "unknown variant"),
        (entry("x", "type = \"int\"\nsize = 3"), 5, "unknown field"),
        (entry("x", "type = \"code\""), 1, "lacks `codes`"),
        (
            entry("x", "type = \"int\"\ncodes = \"areas\""),
            1,
            "takes no codes",
        ),
        (
            entry("x", "type = \"code\"\ncodes = \"roofs\""),
            1,
            "no code list",
        ),
        (
            entry("x", "type = \"set\"\ncodes = \"many\""),
            1,
            "more than 64",
        ),
        (entry("in", "type = \"int\""), 1, "cannot name a fact"),
        (entry("Size", "type = \"int\""), 1, "cannot name a fact"),
        (
            entry("x", "type = \"int\"") + &entry("x", "type = \"bool\""),
            7,
            "stands twice",
        ),
    ] {
        let files = LawFiles::from_texts([("facts/a.toml", text.clone())]);
        let findings = load(&files, &Lists).unwrap_err().0;
        assert_eq!(findings.len(), 1, "{text}");
        assert_eq!(findings[0].line, line, "{text}\n{}", findings[0]);
        assert!(findings[0].message.en.contains(part), "{}", findings[0]);
    }
}

#[test]
fn records_and_columns_are_the_same_rows() {
    let household = schema(&[
        ("size", Type::Int),
        ("farm", Type::Bool),
        ("note", Type::Int),
    ]);
    let member = schema(&[("weight", Type::Decimal)]);
    let rows: [(Record, Option<Vec<Record>>); 3] = [
        (
            vec![Some(Value::Int(2)), None, None],
            Some(vec![vec![Some(Value::Decimal(1.5))], vec![None]]),
        ),
        (vec![None, Some(Value::Bool(true)), None], None),
        (vec![Some(Value::Int(1)), None, None], Some(vec![])),
    ];
    let mut builder = BatchBuilder::new(household, Some(member), 3);
    for (record, members) in &rows {
        builder.push(record, members.as_deref()).unwrap();
    }
    let batch = builder.finish().unwrap();
    assert!(batch.column(2).is_none(), "nobody answered");
    for offset in 0..=3 {
        let part = batch.slice(offset, 7);
        assert_eq!(part.rows(), 3 - offset);
        for (row, (record, members)) in rows[offset..].iter().enumerate() {
            assert_eq!(&part.record(row), record);
            assert_eq!(&part.member_records(row), members);
        }
    }
}

#[test]
fn cells_can_be_set_one_by_one() {
    let household = schema(&[("size", Type::Int), ("area", Type::Code("areas".into()))]);
    let mut builder = BatchBuilder::new(Arc::clone(&household), None, 2);
    builder.household().set(1, Value::Code(1)).unwrap();
    builder.end_household(false).unwrap();
    builder.household().set(0, Value::Int(4)).unwrap();
    builder.end_household(false).unwrap();
    assert!(builder.household().set(0, Value::Bool(true)).is_err());
    assert!(builder.household().set(2, Value::Int(1)).is_err());
    assert_eq!(builder.end_member(), Err(BatchError::Members));
    let batch = builder.finish().unwrap();
    assert_eq!(batch.record(0), [None, Some(Value::Code(1))]);
    assert_eq!(batch.record(1), [Some(Value::Int(4)), None]);
    assert_eq!(batch.member_records(0), None);
}

#[test]
fn columns_must_fit_the_schema() {
    let household = schema(&[("size", Type::Int)]);
    let ints = Column::repeat(Value::Int(1), 2);
    assert!(Batch::new(Arc::clone(&household), 2, vec![Some(ints.clone())]).is_ok());
    assert!(matches!(
        Batch::new(Arc::clone(&household), 3, vec![Some(ints)]),
        Err(BatchError::RowCount { .. })
    ));
    assert!(matches!(
        Batch::new(
            Arc::clone(&household),
            1,
            vec![Some(Column::repeat(Value::Bool(true), 1))]
        ),
        Err(BatchError::WrongType { .. })
    ));
    assert!(matches!(
        Batch::new(household, 1, vec![]),
        Err(BatchError::ColumnCount { .. })
    ));
}
