//! Signing in and out, and what an account may do today.

use super::{Actor, Area, Role, RoleHeld, password};
use crate::{Context, Error};
use chrono::Duration;
use std::sync::OnceLock;
use tokio::sync::Semaphore;
use uuid::Uuid;
use vuonlen_store::account::{Account, AccountRole};
use vuonlen_store::audit::AuditEvent;
use vuonlen_store::session::WebSession;
use vuonlen_store::{StoreError, Tx};

/// Failures in a row after which an account is locked for [`LOCK_MINUTES`].
pub const FAILURES_BEFORE_LOCK: i64 = 5;

/// How long a locked account stays locked.
pub const LOCK_MINUTES: i64 = 15;

/// Passwords checked at the same time: each takes 19 MiB and a core for a while, on purpose.
const CHECKED_AT_ONCE: usize = 4;
static CHECKING: Semaphore = Semaphore::const_new(CHECKED_AT_ONCE);

/// How far somebody has got who gave the right password, or whom a provider vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account_id: Uuid,
    /// Whether a code of the authenticator must follow: until then nobody is signed in.
    pub asks_code: bool,
}

impl Context {
    /// The account `name`, when `password` is its own. Attempts are counted before they are
    /// checked; after [`FAILURES_BEFORE_LOCK`] in a row none is checked for [`LOCK_MINUTES`].
    ///
    /// # Errors
    /// One text for an unknown name, a wrong password, a locked and a deactivated account, so
    /// that nobody learns from it which names exist. `too_many_attempts` when signing in failed
    /// too often from the same address.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        address: &str,
    ) -> Result<SignedIn, Error> {
        self.count_attempt_from(address).await?;
        let account = self.counted_account(&sign_in_name(name)).await?;
        let hash = account
            .as_ref()
            .map(|account| account.password_hash.clone());
        if !verify(password, hash).await? {
            self.note_failure(account.as_ref(), serde_json::Value::Null, address)
                .await?;
            return Err(refused());
        }
        let account = account.ok_or_else(refused)?;
        self.excuse_attempt(address).await?;
        let mut tx = self.store.read().await?;
        let factor = tx.find_factor(account.account_id).await?;
        drop(tx);
        let asks_code = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        if !asks_code {
            self.let_in(&account, address, serde_json::Value::Null)
                .await?;
        }
        // With a code to follow, the count stays as it is: whoever knows the password does not
        // get to guess codes for ever.
        Ok(SignedIn {
            account_id: account.account_id,
            asks_code,
        })
    }

    /// Counts an attempt at an account; none when it does not exist, is locked or deactivated.
    pub(super) async fn counted_account(&self, name: &str) -> Result<Option<Account>, Error> {
        let now = self.now();
        let mut tx = self.store.begin().await?;
        let mut account = None;
        if let Some(mut counted) = tx.count_attempt(name).await? {
            let locked = counted.locked_until.is_some_and(|until| until > now);
            if counted.locked_until.is_some() && !locked {
                // The lock has run out: counting starts again with this attempt.
                counted.failed_attempts = 1;
                counted.locked_until = None;
            }
            if !locked && counted.failed_attempts >= FAILURES_BEFORE_LOCK {
                counted.locked_until = Some(now + Duration::minutes(LOCK_MINUTES));
            }
            let (attempts, until) = (counted.failed_attempts, counted.locked_until);
            tx.note_sign_in(counted.account_id, attempts, until).await?;
            if !locked && counted.active {
                account = Some(counted);
            }
        }
        tx.commit().await?;
        Ok(account)
    }

    /// Everything asked for was right: forgets the failures and notes that somebody is in.
    pub(super) async fn let_in(
        &self,
        account: &Account,
        address: &str,
        details: serde_json::Value,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        tx.note_sign_in(account.account_id, 0, None).await?;
        tx.forget_ended_sessions(self.now()).await?;
        self.note_access(&mut tx, account, ("sign_in", details), address)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Notes a failure. For a name that does not exist the same work is done, so that the time
    /// taken does not tell; what was typed is not kept, people type passwords there.
    pub(super) async fn note_failure(
        &self,
        account: Option<&Account>,
        details: serde_json::Value,
        address: &str,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let nobody = Account {
            account_id: Uuid::nil(),
            name: String::new(),
            display_name: String::new(),
            password_hash: String::new(),
            active: false,
            failed_attempts: 0,
            locked_until: None,
            created_at: self.now(),
        };
        let what = ("sign_in_failed", details);
        self.note_access(&mut tx, account.unwrap_or(&nobody), what, address)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Records that somebody signed out. The session itself is ended by whoever keeps it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        if let Some(account) = tx.find_account(actor.account_id).await? {
            let what = ("sign_out", serde_json::Value::Null);
            self.note_access(&mut tx, &account, what, &actor.address)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// The account with the roles it holds today; none when it is gone or deactivated.
    ///
    /// # Errors
    /// What the store says.
    pub async fn actor(&self, account_id: Uuid, address: &str) -> Result<Option<Actor>, Error> {
        let mut tx = self.store.peek().await?;
        let Some(account) = tx.find_account(account_id).await?.filter(|a| a.active) else {
            return Ok(None);
        };
        let today = self.today();
        let roles = tx.list_roles(account_id).await?;
        let held = roles.iter().filter(|role| in_force(role, today));
        Ok(Some(Actor {
            account_id,
            name: account.name,
            display_name: account.display_name,
            roles: held
                .filter_map(|role| {
                    Some(RoleHeld {
                        role: Role::find(&role.role)?,
                        area: self.role_area(role)?,
                    })
                })
                .collect(),
            address: address.to_owned(),
            reason: String::new(),
            limited_to: None,
        }))
    }

    /// The session whose token gives `digest`.
    ///
    /// # Errors
    /// What the store says.
    pub async fn session(&self, digest: &str) -> Result<Option<WebSession>, Error> {
        let mut tx = self.store.peek().await?;
        Ok(tx.find_session(digest, self.now()).await?)
    }

    /// Keeps a session for `lifetime` from now on.
    ///
    /// # Errors
    /// What the store says.
    pub async fn keep_session(
        &self,
        digest: &str,
        account_id: Option<Uuid>,
        data: serde_json::Value,
        lifetime: Duration,
    ) -> Result<(), Error> {
        let now = self.now();
        let mut tx = self.store.begin().await?;
        let kept = tx
            .keep_session(&WebSession {
                session_id: digest.to_owned(),
                account_id,
                data,
                created_at: now,
                expires_at: now + lifetime,
            })
            .await;
        match kept {
            // The account went away meanwhile: nothing to keep.
            Err(StoreError::Rule(_)) => Ok(()),
            other => {
                other?;
                Ok(tx.commit().await?)
            }
        }
    }

    /// Replaces what a session holds and keeps it for `lifetime` from now on, unless it has been
    /// ended meanwhile.
    ///
    /// # Errors
    /// What the store says.
    pub async fn extend_session(
        &self,
        digest: &str,
        account_id: Option<Uuid>,
        data: serde_json::Value,
        lifetime: Duration,
    ) -> Result<(), Error> {
        let now = self.now();
        let mut tx = self.store.begin().await?;
        tx.update_session(&WebSession {
            session_id: digest.to_owned(),
            account_id,
            data,
            created_at: now,
            expires_at: now + lifetime,
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the store says.
    pub async fn end_session(&self, digest: &str) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        tx.end_session(digest).await?;
        Ok(tx.commit().await?)
    }

    /// Where a stored role holds; none for a unit that no longer exists.
    pub(super) fn role_area(&self, role: &AccountRole) -> Option<Area> {
        let area = self.area_of_code(&role.area_code)?;
        match (role.village_id, area) {
            (Some(village), Area::Commune { province, commune }) => Some(Area::Village {
                province,
                commune,
                village,
            }),
            (_, area) => Some(area),
        }
    }

    /// The area a unit's code names today: `VN`, a province, a commune.
    pub(super) fn area_of_code(&self, code: &str) -> Option<Area> {
        if code == "VN" {
            return Some(Area::Country);
        }
        let unit = self.law.units.unit(code, self.today())?;
        if unit.parent.is_none() {
            return Some(Area::Province(code.to_owned()));
        }
        self.commune_area(code).ok()
    }

    /// Notes what an account did to itself, or what happened to it at the door: such things are
    /// nobody's permission, so they have codes of their own ([`super::ACCESS_EVENTS`]).
    pub(super) async fn note_access(
        &self,
        tx: &mut Tx,
        account: &Account,
        (what, details): (&str, serde_json::Value),
        address: &str,
    ) -> Result<(), Error> {
        let today = self.today();
        let roles = tx.list_roles(account.account_id).await?;
        let area = roles
            .iter()
            .filter(|role| in_force(role, today))
            .find_map(|role| Some((role.role.clone(), self.role_area(role)?)));
        let (role, area) = area.unwrap_or((String::new(), Area::Country));
        let known = !account.account_id.is_nil();
        tx.add_audit(AuditEvent {
            province_code: area.province().unwrap_or("VN").to_owned(),
            at: self.now(),
            account_id: known.then_some(account.account_id),
            account_name: account.name.clone(),
            role,
            area_code: area.code().to_owned(),
            action: what.to_owned(),
            subject_kind: "account".to_owned(),
            subject_id: if known {
                account.account_id.to_string()
            } else {
                String::new()
            },
            details: details.to_string(),
            reason: String::new(),
            address: address.to_owned(),
        })
        .await?;
        Ok(())
    }
}

/// Names are the same however they are capitalised or marked.
pub(super) fn sign_in_name(name: &str) -> String {
    vuonlen_domain::text::key::search_key(name)
}

/// Whether a role is held on `date`.
pub(super) fn in_force(role: &AccountRole, date: chrono::NaiveDate) -> bool {
    role.valid_from <= date && role.valid_until.is_none_or(|until| until > date)
}

/// Checks a password off the threads that serve requests. Without a hash the same work is done
/// for nothing, so that the time taken does not tell whether a name exists.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool, Error> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let _permit = CHECKING.acquire().await.map_err(Error::internal)?;
    let password = password.to_owned();
    // Whoever was invited and has not come yet has no password.
    let hash = hash.filter(|hash| !hash.is_empty());
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let nobody = || NOBODY.get_or_init(|| password::hash("không ai cả").unwrap_or_default());
        let hash = hash.unwrap_or_else(|| nobody().clone());
        password::matches(&password, &hash) && known
    })
    .await
    .map_err(Error::internal)
}

fn refused() -> Error {
    Error::field(
        "password",
        format!(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock. \
             Sau {FAILURES_BEFORE_LOCK} lần sai liên tiếp, tài khoản tạm khóa {LOCK_MINUTES} phút; \
             nếu quên mật khẩu, liên hệ quản trị hệ thống."
        ),
        format!(
            "The name or the password is not right. Check the Vietnamese keyboard and Caps Lock. \
             After {FAILURES_BEFORE_LOCK} failures in a row the account is locked for \
             {LOCK_MINUTES} minutes; if you forgot the password, ask the administrator."
        ),
    )
}
