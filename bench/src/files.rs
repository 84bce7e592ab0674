//! Files of households, and a plain reading of them for comparison.

use crate::{DAY, Failure, households};
use calamine::{DataRef, Reader, Xlsx, open_workbook};
use serde_json::{Map, Value as Json, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use vuonlen_documents::households::Context;
use vuonlen_documents::households::survey::SurveyWorkbook;
use vuonlen_domain::BirthDate;
use vuonlen_law::assess::{HouseholdInput, MemberInput};
use vuonlen_law::facts::{Schema, Type, Value};
use vuonlen_law::law::Law;

/// Writes `count` households to `folder` as `households.xlsx` and `households.jsonl`.
pub(crate) fn write(law: &Law, count: usize, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut lines = BufWriter::new(File::create(folder.join("households.jsonl"))?);
    let mut workbook = SurveyWorkbook::new(Context::new(law, DAY)).map_err(|e| e.to_string())?;
    households::communes(law, count, |households| {
        for household in &households {
            workbook
                .push(household)
                .map_err(|error| error.to_string())?;
            serde_json::to_writer(&mut lines, &object(law, household)?)?;
            lines.write_all(b"\n")?;
        }
        Ok(())
    })?;
    lines.flush()?;
    let path = folder.join("households.xlsx");
    workbook.save(&path).map_err(|error| error.to_string())?;
    Ok(())
}

fn object(law: &Law, household: &HouseholdInput) -> Result<Json, Failure> {
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let member_facts = facts("member")?;
    let mut object = answers(law, facts("household")?, &household.answers);
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    put("id", json!(household.id));
    put("unit", json!(household.unit.as_str()));
    put("village", json!(household.village));
    put("head_name", json!(household.head_name));
    put("size", json!(household.size));
    put("causes", json!(household.causes));
    put("needs", json!(household.needs));
    put(
        "previous_class",
        json!(household.previous_class.map(|class| class.code())),
    );
    put("previous_size", json!(household.previous_size));
    let history = household.history.iter();
    let history = history.map(|(year, class)| json!({"year": year, "class": class.code()}));
    put("history", history.collect());
    let members = household.members.iter();
    put(
        "members",
        members.map(|one| member(law, member_facts, one)).collect(),
    );
    Ok(Json::Object(object))
}

fn member(law: &Law, facts: &Schema, member: &MemberInput) -> Json {
    let mut object = answers(law, facts, &member.facts);
    let birth = member.birth.map(|birth| match birth {
        BirthDate::Day(day) => day.to_string(),
        BirthDate::Year(year) => year.to_string(),
    });
    let identity = member.identity.as_ref().map(|identity| identity.reveal());
    object.insert("name".to_owned(), json!(member.name));
    object.insert("birth".to_owned(), json!(birth));
    object.insert("identity".to_owned(), json!(identity));
    Json::Object(object)
}

fn answers(law: &Law, facts: &Schema, record: &[Option<Value>]) -> Map<String, Json> {
    let code = |list: &str, position: usize| law.codes.list(list)?.code_at(position);
    let said = facts.facts().iter().zip(record);
    said.filter_map(|(fact, value)| {
        let json = match ((*value)?, &fact.kind) {
            (Value::Bool(answer), _) => json!(answer),
            (Value::Int(answer), _) => json!(answer),
            (Value::Decimal(answer), _) => json!(answer),
            (Value::Code(position), Type::Code(list)) => json!(code(list, position.into())?),
            (Value::Set(mask), Type::Set(list)) => {
                let bits = (0..64).filter(|bit| mask >> bit & 1 == 1);
                bits.filter_map(|bit| code(list, bit)).collect()
            }
            _ => return None,
        };
        Some((fact.name.clone(), json))
    })
    .collect()
}

/// Reads JSON Lines and does nothing with them; how many values there are.
pub(crate) fn read_lines(path: &Path) -> Result<usize, Failure> {
    let mut values = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        let object: Map<String, Json> = serde_json::from_str(&line?)?;
        values += object.len();
    }
    Ok(values)
}

/// Reads every cell of a workbook and does nothing with them; how many have something in them.
pub(crate) fn read_cells(path: &Path) -> Result<usize, Failure> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    let mut filled = 0;
    for sheet in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&sheet)?;
        while let Some(cell) = cells.next_cell()? {
            filled += usize::from(*cell.get_value() != DataRef::Empty);
        }
    }
    Ok(filled)
}
