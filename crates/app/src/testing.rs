//! What tests of use cases and pages stand on: the shipped law, a clock that stands still, and
//! the same "random" bytes every time, over a fresh database of every engine there is.

use crate::access::accounts::{NewAccount, NewRole};
use crate::access::{Actor, Role, RoleHeld, password};
pub use crate::demo::SeededBytes;
use crate::demo::{Names, Population};
use crate::{Clock, Context, Error};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use uuid::Uuid;
use vuonlen_domain::UnitCode;
use vuonlen_law::assess::PreviousClass;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_store::sealed::MasterKeys;
use vuonlen_store::testing::{Fresh, every_engine};

/// The password of every test account.
pub const PASSWORD: &str = "mật khẩu để thử";

/// Province of the test data: Sơn La.
pub const PROVINCE: &str = "14";

/// Commune of the test data: Quỳnh Nhai.
pub const COMMUNE: &str = "03703";

/// A fresh database with a context over it. The database goes away with the value.
#[derive(Debug)]
pub struct Fixture {
    /// What use cases are called on.
    pub context: Context,
    /// The context's clock, to move it.
    pub clock: Arc<StillClock>,
    /// The database behind it.
    pub fresh: Fresh,
    /// Files beside it.
    pub folder: tempfile::TempDir,
}

/// A clock that moves only when told.
#[derive(Debug)]
pub struct StillClock(Mutex<DateTime<Utc>>);

impl StillClock {
    /// Moves the clock.
    pub fn advance(&self, by: chrono::Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The master key of every test database.
///
/// # Errors
/// None: the key is fixed.
pub fn master_keys() -> Result<MasterKeys, Error> {
    let line = format!("test:{}=", "A".repeat(43));
    MasterKeys::parse(&line).map_err(Error::internal)
}

/// The shipped law, loaded once.
///
/// # Panics
/// When it does not load: every test would fail then.
#[must_use]
pub fn law() -> Arc<Law> {
    static LAW: OnceLock<Arc<Law>> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Arc::clone(LAW.get_or_init(|| {
        let files = LawFiles::from_folder(&folder).expect("the law folder is there");
        Arc::new(Law::load(&files).expect("the shipped law loads"))
    }))
}

/// One fixture per engine, at 9 in the morning of 20 November 2026 in Vietnam.
///
/// # Errors
/// When a database cannot be made.
///
/// # Panics
/// When the shipped law does not load.
pub async fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut fixtures = Vec::new();
    for fresh in every_engine().await? {
        let clock = Arc::new(StillClock(Mutex::new(
            DateTime::from_timestamp(1_795_140_000, 0).unwrap_or_default(),
        )));
        fresh.store.unlock(master_keys()?, clock.now()).await?;
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let context = Context::new(
            fresh.store.clone(),
            law(),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(SeededBytes::new(7)),
        )
        .with_files(folder.path());
        fixtures.push(Fixture {
            folder,
            context,
            clock,
            fresh,
        });
    }
    Ok(fixtures)
}

impl Fixture {
    /// Makes an account that signs in as `name` with [`PASSWORD`] and holds `role` over
    /// `area_code` since 2020.
    ///
    /// # Errors
    /// What [`Context::install_account`] says.
    pub async fn person(&self, name: &str, role: &str, area_code: &str) -> Result<Actor, Error> {
        let new = NewAccount {
            name: name.to_owned(),
            display_name: format!("Người thử {name}"),
            password: PASSWORD.to_owned(),
        };
        let role = NewRole {
            role: role.to_owned(),
            area_code: area_code.to_owned(),
            from: NaiveDate::from_ymd_opt(2020, 1, 1),
            ..NewRole::default()
        };
        // One hash serves every test account: hashing is slow on purpose.
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash(PASSWORD).unwrap_or_default());
        let context = &self.context;
        let account_id = context
            .install_hashed(new, hash.clone(), vec![role])
            .await?;
        let actor = self.context.actor(account_id, "127.0.0.1").await?;
        actor.ok_or_else(Error::not_found)
    }

    /// One person per role: the administrator and the province's roles over [`PROVINCE`], all
    /// others over [`COMMUNE`]. The name is the role's code with `-` for `_`.
    ///
    /// # Errors
    /// What [`Context::install_account`] says.
    pub async fn personas(&self) -> Result<Vec<Actor>, Error> {
        let mut personas = Vec::new();
        for role in Role::all() {
            let wide = [
                "administrator",
                "province_officer",
                "province_leader",
                "auditor",
            ];
            let area = if wide.contains(&role.code.as_str()) {
                PROVINCE
            } else {
                COMMUNE
            };
            let name = role.code.replace('_', "-");
            personas.push(self.person(&name, &role.code, area).await?);
        }
        Ok(personas)
    }
}

impl Fixture {
    /// Fills [`COMMUNE`] with its villages and `count` synthetic households, each recognised in
    /// the class it had the year before. Returns the households' ids in order of code.
    ///
    /// # Errors
    /// What the use cases say.
    pub async fn settle(&self, officer: &Actor, count: u32) -> Result<Vec<Uuid>, Error> {
        settle(&self.context, officer, COMMUNE, count).await
    }
}

/// Fills a commune with its villages and `count` synthetic households.
///
/// # Errors
/// What the use cases say.
pub async fn settle(
    context: &Context,
    officer: &Actor,
    commune: &str,
    count: u32,
) -> Result<Vec<Uuid>, Error> {
    let law = &context.law;
    let schema = |scope| law.facts.scope(scope).ok_or_else(Error::not_found);
    let population = Population {
        names: &Names::shipped().map_err(Error::internal)?,
        codes: &law.codes,
        household_facts: schema("household")?,
        member_facts: schema("member")?,
        on: context.today(),
        seed: 20_261_120,
    };
    let unit = UnitCode::parse(commune).map_err(Error::internal)?;
    let since = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    let year = i64::from(context.today().year()) - 1;
    let mut villages: BTreeMap<String, Uuid> = BTreeMap::new();
    let mut settled = Vec::new();
    for input in population.commune(&unit, count) {
        let name = input.village.clone().unwrap_or_default();
        let village = match villages.get(&name) {
            Some(id) => *id,
            None => context.add_village(officer, commune, &name, since).await?,
        };
        villages.insert(name, village);
        let mut document = context.document_of(&input, village);
        let entered = NaiveDate::from_ymd_opt(2024, 1, 15).unwrap_or_default();
        // Those born since then were not there to be entered.
        document.members.retain(|member| {
            member
                .birth_date()
                .is_none_or(|birth| birth.age_on(entered) >= 0)
        });
        let saved = context
            .add_household(officer, document, entered, "Chuyển từ sổ theo dõi")
            .await?;
        if let Some(PreviousClass::Class(class)) = input.previous_class {
            let mut tx = context.store.begin().await?;
            tx.recognise_household(PROVINCE, saved.household_id, class.code(), year)
                .await?;
            tx.commit().await?;
        }
        settled.push(saved.household_id);
    }
    Ok(settled)
}

/// An actor that exists only in memory, for checks that never reach the database.
#[must_use]
pub fn actor(roles: &[(&str, crate::access::Area)]) -> Actor {
    Actor {
        account_id: Uuid::nil(),
        name: "thu".to_owned(),
        display_name: "Người thử".to_owned(),
        roles: roles
            .iter()
            .filter_map(|(code, area)| {
                Some(RoleHeld {
                    role: Role::find(code)?,
                    area: area.clone(),
                })
            })
            .collect(),
        address: "127.0.0.1".to_owned(),
        reason: String::new(),
        limited_to: None,
    }
}
