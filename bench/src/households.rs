//! Synthetic households of many communes: none of them exists.

use crate::{DAY, Failure};
use vuonlen_app::demo::{Names, Population};
use vuonlen_domain::IdentityNumber;
use vuonlen_law::assess::HouseholdInput;
use vuonlen_law::law::Law;

/// Households of one commune.
const PER_COMMUNE: u32 = 4096;
/// The same households every time.
const SEED: u64 = 2026;

/// Calls `each` with the households of one commune after the other, `count` in all.
pub(crate) fn communes(
    law: &Law,
    count: usize,
    mut each: impl FnMut(Vec<HouseholdInput>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let names = Names::shipped()?;
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let population = Population {
        names: &names,
        codes: &law.codes,
        household_facts: facts("household")?,
        member_facts: facts("member")?,
        on: DAY,
        seed: SEED,
    };
    let communes = law
        .units
        .all()
        .iter()
        .filter(|unit| unit.kind.area.is_some() && unit.validity.contains(DAY));
    let mut made = 0;
    for commune in communes {
        if made == count {
            break;
        }
        let wanted = PER_COMMUNE.min(u32::try_from(count - made).unwrap_or(PER_COMMUNE));
        let mut households = population.commune(&commune.code, wanted);
        for household in &mut households {
            made += 1;
            number(household, made)?;
        }
        each(households)?;
    }
    if made < count {
        return Err(format!("communes for {made} households only").into());
    }
    Ok(())
}

/// Gives every person a number of their own; the demonstration's are unique in four communes.
fn number(household: &mut HouseholdInput, serial: usize) -> Result<(), Failure> {
    for (member, position) in household.members.iter_mut().zip(0_usize..) {
        if member.identity.is_some() {
            let text = format!("{:012}", serial * 100 + position);
            member.identity = Some(IdentityNumber::parse(&text)?);
        }
    }
    Ok(())
}
