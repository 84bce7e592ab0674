//! The persons of the demonstration and their accounts.

use super::PROVINCE;
use crate::access::accounts::{NewAccount, NewRole};
use crate::access::{Actor, Role, password};
use crate::demo::Names;
use crate::{Context, Error};
use chrono::NaiveDate;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;

/// The password of every account of the demonstration. Whoever reaches the demonstration may do
/// everything in it, so it listens on this machine only unless told otherwise.
pub const PASSWORD: &str = "ban-tren-suoi-2026";

/// An account of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Sign-in name.
    pub name: String,
    /// Password.
    pub password: String,
    /// Code of the role.
    pub role: String,
    /// What people call the role, in Vietnamese.
    pub role_name: String,
    /// Code of the unit.
    pub area: String,
    /// Its name, the village first where the role is narrowed to one.
    pub area_name: String,
}

/// Who acts in a commune.
pub(super) struct Cast {
    pub(super) officer: Actor,
    pub(super) enumerator: Actor,
    pub(super) chairman: Actor,
    pub(super) front: Actor,
}

/// Roles of a commune, with the words of their sign-in names.
const OF_A_COMMUNE: [(&str, &str); 4] = [
    ("commune_officer", "can-bo"),
    ("enumerator", "ra-soat"),
    ("commune_chairman", "chu-tich"),
    ("fatherland_front", "mat-tran"),
];
/// Roles over the whole province.
const OF_THE_PROVINCE: [(&str, &str); 4] = [
    ("administrator", "quan-tri"),
    ("province_officer", "can-bo-tinh"),
    ("party_secretary", "bi-thu"),
    ("auditor", "thanh-tra"),
];
const HEAD: &str = "village_head";

/// The unit an account holds over.
struct Over<'a> {
    code: &'a str,
    name: &'a str,
    village: Option<Uuid>,
}

impl Cast {
    /// The accounts of a commune.
    pub(super) async fn of(
        context: &Context,
        (code, name): (&str, &str),
        accounts: &mut Vec<DemoAccount>,
    ) -> Result<Self, Error> {
        let slug = search_key(name).replace(' ', "-");
        let mut actors = Vec::new();
        for (role, word) in OF_A_COMMUNE {
            let over = Over {
                code,
                name,
                village: None,
            };
            actors
                .push(install(context, (role, &format!("{word}-{slug}")), &over, accounts).await?);
        }
        let mut actors = actors.into_iter();
        let mut next = || actors.next().ok_or_else(Error::not_found);
        Ok(Self {
            officer: next()?,
            enumerator: next()?,
            chairman: next()?,
            front: next()?,
        })
    }
}

/// The head of a commune's first village.
pub(super) async fn village_head(
    context: &Context,
    (code, name): (&str, &str),
    (village, village_name): (Uuid, &str),
    accounts: &mut Vec<DemoAccount>,
) -> Result<(), Error> {
    let slug = search_key(name).replace(' ', "-");
    let name = format!("{village_name}, {name}");
    let over = Over {
        code,
        name: &name,
        village: Some(village),
    };
    install(
        context,
        (HEAD, &format!("truong-ban-{slug}")),
        &over,
        accounts,
    )
    .await?;
    Ok(())
}

/// The accounts over the whole province: those named above, and one for every other role.
pub(super) async fn province(
    context: &Context,
    accounts: &mut Vec<DemoAccount>,
) -> Result<(), Error> {
    let unit = context.law.units.unit(PROVINCE, context.today());
    let name = unit.map_or_else(String::new, |unit| unit.name.to_string());
    let over = Over {
        code: PROVINCE,
        name: &name,
        village: None,
    };
    let named = |role: &Role| {
        let word = |list: &[(&str, &'static str)]| {
            let found = list.iter().find(|(code, _)| *code == role.code);
            found.map(|(_, word)| (*word).to_owned())
        };
        if role.code == HEAD || word(&OF_A_COMMUNE).is_some() {
            return None;
        }
        Some(word(&OF_THE_PROVINCE).unwrap_or_else(|| role.code.replace('_', "-")))
    };
    for role in Role::all() {
        if let Some(word) = named(role) {
            install(context, (&role.code, &word), &over, accounts).await?;
        }
    }
    Ok(())
}

async fn install(
    context: &Context,
    (role, name): (&str, &str),
    over: &Over<'_>,
    accounts: &mut Vec<DemoAccount>,
) -> Result<Actor, Error> {
    let label = Role::find(role).map_or(role, |role| role.label.vi.as_str());
    let account = NewAccount {
        name: name.to_owned(),
        display_name: called(name)?,
        password: PASSWORD.to_owned(),
    };
    let held = NewRole {
        role: role.to_owned(),
        area_code: over.code.to_owned(),
        village_id: over.village,
        from: NaiveDate::from_ymd_opt(2022, 1, 1),
        ..NewRole::default()
    };
    let hash = password_hash()?.clone();
    let account_id = context.install_hashed(account, hash, vec![held]).await?;
    accounts.push(DemoAccount {
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role: role.to_owned(),
        role_name: label.to_owned(),
        area: over.code.to_owned(),
        area_name: over.name.to_owned(),
    });
    let actor = context.actor(account_id, "127.0.0.1").await?;
    actor.ok_or_else(Error::not_found)
}

/// What the holder of an account is called: the same person every time.
fn called(account: &str) -> Result<String, Error> {
    static NAMES: OnceLock<Names> = OnceLock::new();
    let names = match NAMES.get() {
        Some(names) => names,
        None => {
            let names = Names::shipped().map_err(Error::internal)?;
            NAMES.get_or_init(|| names)
        }
    };
    let seed = Sha256::digest(account.as_bytes());
    let mut random = ChaCha8Rng::from_seed(seed.into());
    let group = names.draw_group(&mut random);
    let surname = group.surname(&mut random).to_owned();
    let female = random.random_bool(0.4);
    Ok(group.name(&surname, female, &mut random))
}

/// One hash serves every account: they share their password, and hashing is slow on purpose.
fn password_hash() -> Result<&'static String, Error> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = password::hash(PASSWORD).map_err(Error::internal)?;
    Ok(HASH.get_or_init(|| hash))
}
