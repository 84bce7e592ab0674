use super::*;
use crate::households::{Context, Shape, open};
use crate::read::Input;
use crate::testing::{household, law, review, unit};
use vuonlen_law::assess::HouseholdInput;
use vuonlen_law::facts::{Schema, Value};
use vuonlen_law::questionnaires::Of;

fn read(bytes: Vec<u8>) -> (Vec<HouseholdInput>, Vec<vuonlen_law::assess::Problem>) {
    let input = Input::from_bytes("phiếu.xlsx", bytes);
    let mut source = open(&input, Context::new(law(), review())).unwrap();
    assert_eq!(source.shape(), Shape::Survey);
    let mut households = Vec::new();
    let mut problems = Vec::new();
    loop {
        let chunk = source.next_chunk(7).unwrap();
        assert_eq!(chunk.met, chunk.households.len() + chunk.rejected());
        households.extend(chunk.households);
        problems.extend(chunk.problems);
        if chunk.finished {
            return (households, problems);
        }
    }
}

/// Only what the form asks can come back.
fn asked(schema: &Schema, of: Of, record: &[Option<Value>]) -> Vec<Option<Value>> {
    let form = law().questionnaires.last().unwrap();
    let mut asked: Vec<Option<Value>> = record
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let name = &schema.fact(index).unwrap().name;
            let own = ["area", "income_per_person", "causes", "needs"].contains(&name.as_str());
            value.filter(|_| !own && form.asks(of, name).is_some())
        })
        .collect();
    while asked.last() == Some(&None) {
        asked.pop();
    }
    asked
}

fn comparable(mut household: HouseholdInput) -> HouseholdInput {
    household.place = None;
    let schema = law().facts.scope("household").unwrap();
    household.answers = asked(schema, Of::Household, &household.answers);
    let schema = law().facts.scope("member").unwrap();
    for member in &mut household.members {
        member.facts = asked(schema, Of::Member, &member.facts);
    }
    household
}

#[test]
fn what_is_written_is_read_back() {
    let households: Vec<HouseholdInput> = (1..=20).map(household).collect();
    let bytes = write_template(law(), Some(&unit()), review(), &households).unwrap();
    let (read, problems) = read(bytes);
    assert_eq!(problems, []);
    assert_eq!(read.len(), households.len());
    for (read, written) in read.into_iter().zip(households) {
        assert_eq!(comparable(read), comparable(written));
    }
}
