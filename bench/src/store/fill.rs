//! A province of synthetic households, entered by the use case that enters them anywhere.

use crate::{Arguments, BEGIN, Failure, PROVINCE};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::Context;
use vuonlen_app::access::Actor;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_app::demo::{Names, Population};
use vuonlen_domain::UnitCode;

pub(crate) const PASSWORD: &str = "đo tốc độ cơ sở dữ liệu";

/// The officer who does everything, over the whole province.
pub(crate) async fn officer(context: &Context) -> Result<Actor, Failure> {
    person(context, "can-bo").await
}

/// Whoever signed up as `name`.
pub(crate) async fn person(context: &Context, name: &str) -> Result<Actor, Failure> {
    let mut tx = context.store.read().await?;
    let account = tx.find_account_by_name(name).await?;
    let account = account.ok_or("the database was filled by something else")?;
    let actor = context.actor(account.account_id, "127.0.0.1").await?;
    Ok(actor.ok_or("the account has no session")?)
}

async fn install(context: &Context, name: &str, role: &str) -> Result<(), Failure> {
    let account = NewAccount {
        name: name.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let role = NewRole {
        role: role.to_owned(),
        area_code: PROVINCE.to_owned(),
        from: Some(BEGIN),
        ..NewRole::default()
    };
    context.install_account(account, vec![role]).await?;
    Ok(())
}

/// Fills an empty database; says how many households were entered.
pub(crate) async fn fill(context: &Context, arguments: &Arguments) -> Result<u32, Failure> {
    let mut tx = context.store.read().await?;
    let known = tx.find_account_by_name("can-bo").await?.is_some();
    drop(tx);
    if known {
        return Ok(0);
    }
    for (name, role) in [
        ("can-bo", "commune_officer"),
        ("ra-soat", "enumerator"),
        ("chu-tich", "commune_chairman"),
    ] {
        install(context, name, role).await?;
    }
    let officer = officer(context).await?;
    let law = &context.law;
    let names = Names::shipped()?;
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let communes = law.units.children(PROVINCE, BEGIN);
    let codes: Vec<String> = communes.map(|unit| unit.code.to_string()).collect();
    let each = arguments
        .commune
        .max(arguments.households.div_ceil(codes.len() as u32));
    let mut entered = 0_u32;
    for (number, code) in (1_u64..).zip(&codes) {
        let count = each.min(arguments.households - entered);
        let population = Population {
            names: &names,
            codes: &law.codes,
            household_facts: facts("household")?,
            member_facts: facts("member")?,
            on: BEGIN,
            seed: number,
        };
        let mut villages: BTreeMap<String, Uuid> = BTreeMap::new();
        for (position, input) in (0_u32..).zip(population.commune(&UnitCode::parse(code)?, count)) {
            // Villages of a size they have, whatever their commune.
            let name = format!("Bản {}", position / 150 + 1);
            let village = match villages.get(&name) {
                Some(village) => *village,
                None => context.add_village(&officer, code, &name, BEGIN).await?,
            };
            villages.insert(name, village);
            let mut document = context.document_of(&input, village);
            entered += 1;
            for (place, member) in document.members.iter_mut().enumerate() {
                if !member.identity_number.is_empty() {
                    member.identity_number = format!("000{:09}", entered * 100 + place as u32);
                }
            }
            context
                .add_household(&officer, document, BEGIN, "Nhập để đo")
                .await?;
        }
        if entered >= arguments.households {
            break;
        }
    }
    Ok(entered)
}
