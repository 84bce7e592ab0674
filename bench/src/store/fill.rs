//! A province of synthetic households, taken in by the use case that takes in a commune's old list.

use crate::{Arguments, BEGIN, Failure, PROVINCE};
use vuonlen_app::Context;
use vuonlen_app::access::Actor;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_app::demo::{Names, Population};
use vuonlen_app::registry::import::NewImport;
use vuonlen_bench::json_lines;
use vuonlen_domain::{IdentityNumber, UnitCode};
use vuonlen_law::assess::HouseholdInput;

/// Households of one list: it may have 10 MB.
const A_LIST: usize = 3_000;

pub(crate) const PASSWORD: &str = "đo tốc độ cơ sở dữ liệu";

/// The officer who does everything, over the whole province: whoever is that far away gives a
/// reason.
pub(crate) async fn officer(context: &Context) -> Result<Actor, Failure> {
    Ok(person(context, "can-bo").await?.because("Đo tốc độ"))
}

/// Whoever signed up as `name`.
pub(crate) async fn person(context: &Context, name: &str) -> Result<Actor, Failure> {
    let mut tx = context.store.read().await?;
    let account = tx.find_account_by_name(name).await?;
    let account = account.ok_or("the database was filled by something else")?;
    let actor = context.actor(account.account_id, "127.0.0.1").await?;
    Ok(actor.ok_or("the account has no session")?)
}

async fn install(context: &Context, name: &str, role: &str, area: &str) -> Result<(), Failure> {
    let account = NewAccount {
        name: name.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let role = NewRole {
        role: role.to_owned(),
        area_code: area.to_owned(),
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
        install(context, name, role, PROVINCE).await?;
    }
    let officer = officer(context).await?;
    let law = &context.law;
    let names = Names::shipped()?;
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let communes = law.units.children(PROVINCE, BEGIN);
    let codes: Vec<String> = communes.map(|unit| unit.code.to_string()).collect();
    // Who works in the first commune day by day: the pages under load are hers.
    let first = codes.first().ok_or("the province has no commune")?;
    install(context, "can-bo-xa", "commune_officer", first).await?;
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
        let households = population.commune(&UnitCode::parse(code)?, count);
        for (place, list) in (1..).zip(households.chunks(A_LIST)) {
            take_in(context, &officer, (code, place), entered, list).await?;
            entered += u32::try_from(list.len())?;
        }
        if entered >= arguments.households {
            break;
        }
    }
    Ok(entered)
}

/// Takes a list of a commune into the registry the way an officer takes in the old one.
async fn take_in(
    context: &Context,
    officer: &Actor,
    (commune, place): (&str, usize),
    before: u32,
    list: &[HouseholdInput],
) -> Result<(), Failure> {
    let mut lines = Vec::new();
    for (number, household) in (before..).zip(list) {
        let mut household = household.clone();
        // Villages of a size they have, whatever their commune.
        household.village = Some(format!("Bản {}", (number - before) / 150 + 1));
        for (row, member) in (0_u32..).zip(&mut household.members) {
            if member.identity.is_some() {
                let digits = format!("000{:09}", number * 100 + row);
                member.identity = IdentityNumber::parse(&digits).ok();
            }
        }
        serde_json::to_writer(&mut lines, &json_lines::object(&context.law, &household)?)?;
        lines.push(b'\n');
    }
    let new = NewImport {
        commune: commune.to_owned(),
        name: format!("do-{place}.jsonl"),
        bytes: lines,
    };
    let import = context.check_import(officer, new).await?;
    let taken = context
        .take_import(officer, (PROVINCE, import), (Some(BEGIN), None))
        .await?;
    if taken == list.len() {
        Ok(())
    } else {
        Err(format!(
            "{commune}: {taken} of {} households were taken in",
            list.len()
        )
        .into())
    }
}
