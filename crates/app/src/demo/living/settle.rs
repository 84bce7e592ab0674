//! The communes are filled: villages, households, accounts.

use super::cast::{self, Cast, DemoAccount};
use super::home::{Home, Turn};
use super::{Commune, DemoPlan, YEAR};
use crate::demo::{Names, Population};
use crate::registry::{Answer, HouseholdDocument};
use crate::{Context, Error};
use chrono::NaiveDate;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::UnitCode;
use vuonlen_law::assess::HouseholdInput;

/// The same households every time.
const SEED: u64 = 2026;

/// The households of every commune as they live this year, before anybody has entered them.
pub(super) fn population(
    context: &Context,
    plan: DemoPlan,
) -> Result<Vec<(UnitCode, Vec<HouseholdInput>)>, Error> {
    let law = &context.law;
    let facts = |scope: &str| law.facts.scope(scope).ok_or_else(Error::not_found);
    let names = Names::shipped().map_err(Error::internal)?;
    let population = Population {
        names: &names,
        codes: &law.codes,
        household_facts: facts("household")?,
        member_facts: facts("member")?,
        on: NaiveDate::from_ymd_opt(YEAR, 9, 1).unwrap_or_default(),
        seed: SEED,
    };
    let communes = names.communes().map(|code| {
        let unit = UnitCode::parse(code).map_err(Error::internal)?;
        let households = population.commune(&unit, plan.households);
        Ok((unit, households))
    });
    communes.collect()
}

/// Fills one commune; `entered` is told of each household.
pub(super) async fn settle(
    context: &Context,
    (unit, inputs): (&UnitCode, Vec<HouseholdInput>),
    today: NaiveDate,
    accounts: &mut Vec<DemoAccount>,
    entered: impl Fn(usize),
) -> Result<Commune, Error> {
    let code = unit.as_str();
    let known = context.law.units.unit(code, today);
    let name = known.map_or_else(|| code.to_owned(), |unit| unit.bare_name().to_owned());
    let cast = Cast::of(context, (code, &name), accounts).await?;
    let officer = &cast.officer;
    let since = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default();
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    random.set_stream(code.parse().unwrap_or_default());
    let mut by_name: BTreeMap<String, Uuid> = BTreeMap::new();
    let mut villages = Vec::new();
    let mut homes = Vec::new();
    for input in inputs {
        let village_name = input.village.clone().unwrap_or_default();
        let village = match by_name.get(&village_name) {
            Some(village) => *village,
            None => {
                let village = context
                    .add_village(officer, code, &village_name, since)
                    .await?;
                if villages.is_empty() {
                    let place = (village, village_name.as_str());
                    cast::village_head(context, (code, &name), place, accounts).await?;
                }
                villages.push(village);
                by_name.insert(village_name, village);
                village
            }
        };
        let mut document = context.document_of(&input, village);
        name_a_cause(&mut document);
        let turn = Turn::draw((YEAR - 3, YEAR), &mut random);
        let day = context.today();
        let mut home = Home::new(Uuid::nil(), document, turn);
        let reason = "Chuyển từ sổ theo dõi của xã";
        let saved = context
            .add_household(officer, home.on(day), day, reason)
            .await?;
        home.id = saved.household_id;
        homes.push(home);
        entered(homes.len());
    }
    Ok(Commune {
        code: code.to_owned(),
        name,
        villages,
        homes,
        cast,
        round: None,
    })
}

/// Whoever is asked why a household is poor names something.
fn name_a_cause(document: &mut HouseholdDocument) {
    let causes = document.answers.entry("causes".to_owned());
    let causes = causes.or_insert_with(|| Answer::Set(Vec::new()));
    if *causes == Answer::Set(Vec::new()) {
        *causes = Answer::Set(vec!["capital".to_owned()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::living::SCORE_TABLE;
    use crate::testing::fixtures;
    use vuonlen_law::assess::{Assessor, Options};

    /// A full demonstration holds rare people: nobody's answers may be refused in any of its years.
    #[tokio::test]
    async fn every_household_can_be_entered_and_judged_in_every_year() -> Result<(), Error> {
        let mut fixtures = fixtures().await?;
        let context = fixtures.remove(0).context;
        let plan = DemoPlan {
            today: NaiveDate::from_ymd_opt(YEAR, 11, 20).unwrap(),
            households: 1_500,
        };
        let homes: Vec<Home> = population(&context, plan)?
            .iter()
            .flat_map(|(_, inputs)| inputs)
            .map(|input| {
                let mut document = context.document_of(input, Uuid::nil());
                name_a_cause(&mut document);
                // Between the years nothing else is answered, but less is owned.
                Home::new(Uuid::nil(), document, Turn::Rose(YEAR))
            })
            .collect();
        for year in YEAR - 3..=YEAR {
            let day = NaiveDate::from_ymd_opt(year, 9, 20).unwrap();
            let options = Options {
                score_table: Some(SCORE_TABLE.to_owned()),
                ..Options::default()
            };
            let assessor = Assessor::new(&context.law, "nd07-2022", day, &options).unwrap();
            for home in &homes {
                let document = home.on(day);
                assert_eq!(context.check_answers(&document, day), [], "{document:?}");
                let input = document.to_input("x", &context.law).unwrap();
                let refused = assessor.assess(&input).err();
                assert_eq!(refused, None, "{year}: {document:?}");
            }
        }
        Ok(())
    }
}
