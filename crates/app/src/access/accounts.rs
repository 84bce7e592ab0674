//! Accounts and their roles, kept by administrators within their own areas.

use super::sign_in::{in_force, sign_in_name};
use super::{Action, Actor, Area, Role, Scope, authorise, password};
use crate::context::{Deed, audit};
use crate::{Context, Error};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::account::{Account, AccountRole};
use vuonlen_store::{StoreError, Tx};

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// Its id.
    pub account_id: Uuid,
    /// Sign-in name.
    pub name: String,
    /// Name shown to others.
    pub display_name: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Until when it is locked after failed attempts.
    pub locked_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its roles, those no longer held last.
    pub roles: Vec<RoleView>,
    /// Whether the administrator may change it: every role it holds lies in his area.
    pub manageable: bool,
    /// Whether a password has been chosen.
    pub has_password: bool,
    /// Until when an invitation is open.
    pub invited_until: Option<DateTime<Utc>>,
    /// Whether a code is asked for at signing in.
    pub second_factor: bool,
    /// Providers through which it may sign in.
    pub providers: Vec<String>,
}

/// A role of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleView {
    /// Its id.
    pub role_id: Uuid,
    /// The role.
    pub role: &'static Role,
    /// Name of the unit it holds over, the village first where it is narrowed to one.
    pub area_name: String,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer held.
    pub until: Option<NaiveDate>,
    /// Whether it is held today.
    pub in_force: bool,
    /// Who lent it; none for a role given by an administrator.
    pub lent_by: Option<String>,
}

/// What a new account needs.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Sign-in name; kept without marks and capitals.
    pub name: String,
    /// Name shown to others.
    pub display_name: String,
    /// First password; where it is empty, the person chooses one by an invitation.
    pub password: String,
}

/// A role to be given.
#[derive(Debug, Clone, Default)]
pub struct NewRole {
    /// Code of the role.
    pub role: String,
    /// Code of the unit: `VN`, a province, a commune.
    pub area_code: String,
    /// Narrowed to one village of the commune.
    pub village_id: Option<Uuid>,
    /// First day; today where none is given.
    pub from: Option<NaiveDate>,
    /// First day no longer held.
    pub until: Option<NaiveDate>,
}

impl Context {
    /// Accounts with a role in the actor's area, and those without any role.
    ///
    /// # Errors
    /// When the actor may not manage accounts.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<AccountView>, Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for account in tx.list_accounts().await? {
            let roles = tx.list_roles(account.account_id).await?;
            if self.visible(&scope, &roles) {
                views.push(self.account_view(&mut tx, &scope, account, roles).await?);
            }
        }
        Ok(views)
    }

    /// One account.
    ///
    /// # Errors
    /// [`Error::not_found`] when it does not exist or lies elsewhere.
    pub async fn account(&self, actor: &Actor, account_id: Uuid) -> Result<AccountView, Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let mut tx = self.store.read().await?;
        let account = tx.find_account(account_id).await?;
        let account = account.ok_or_else(Error::not_found)?;
        let roles = tx.list_roles(account_id).await?;
        if !self.visible(&scope, &roles) {
            return Err(Error::not_found());
        }
        self.account_view(&mut tx, &scope, account, roles).await
    }

    /// Makes an account, without any role yet.
    ///
    /// # Errors
    /// A name that is empty or taken, a password that may not be chosen.
    pub async fn create_account(&self, actor: &Actor, new: NewAccount) -> Result<Uuid, Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let names = [new.name.as_str(), new.display_name.as_str()];
        let hash = if new.password.is_empty() {
            String::new()
        } else {
            hash_for(&new.password, &names).await?
        };
        let account = self.prepare(&new, hash)?;
        let mut tx = self.store.begin().await?;
        add(&mut tx, &account).await?;
        self.note(&mut tx, actor, &scope, account.account_id, "created")
            .await?;
        tx.commit().await?;
        Ok(account.account_id)
    }

    /// Makes an account with its roles for whoever has the machine itself: the first
    /// administrator, the accounts of a demonstration.
    ///
    /// # Errors
    /// Wrong fields, a role or a unit that does not exist.
    pub async fn install_account(
        &self,
        new: NewAccount,
        roles: Vec<NewRole>,
    ) -> Result<Uuid, Error> {
        let names = [new.name.as_str(), new.display_name.as_str()];
        let hash = hash_for(&new.password, &names).await?;
        self.install_hashed(new, hash, roles).await
    }

    /// The same with a password that is hashed already.
    pub(crate) async fn install_hashed(
        &self,
        new: NewAccount,
        password_hash: String,
        roles: Vec<NewRole>,
    ) -> Result<Uuid, Error> {
        let account = self.prepare(&new, password_hash)?;
        let mut tx = self.store.begin().await?;
        add(&mut tx, &account).await?;
        for role in roles {
            let (role, _) = self.prepare_role(account.account_id, &role)?;
            tx.add_role(&role).await?;
        }
        tx.commit().await?;
        Ok(account.account_id)
    }

    /// Gives an account a role from a day on.
    ///
    /// # Errors
    /// A role or unit that does not exist or reaches beyond the actor's own area.
    pub async fn give_role(
        &self,
        actor: &Actor,
        account_id: Uuid,
        new: NewRole,
    ) -> Result<(), Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let mut tx = self.store.begin().await?;
        self.manageable(&mut tx, &scope, account_id).await?;
        let (role, area) = self.prepare_role(account_id, &new)?;
        if !scope.covers(&area) {
            return Err(Error::field(
                "area_code",
                "Đơn vị này nằm ngoài địa bàn bạn quản trị.",
                "This unit lies outside the area you administer.",
            ));
        }
        if let Some(village) = role.village_id {
            let province = area.province().unwrap_or_default();
            let known = tx.find_village(province, village).await?;
            if known.is_none_or(|village| village.commune_code != role.area_code) {
                return Err(no_village());
            }
        }
        tx.add_role(&role).await?;
        let what = format!("given {} over {}", role.role, role.area_code);
        self.note(&mut tx, actor, &scope, account_id, &what).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a role: today is the first day it is no longer held.
    ///
    /// # Errors
    /// A role of another account, or one's own administrator's role.
    pub async fn end_role(
        &self,
        actor: &Actor,
        account_id: Uuid,
        role_id: Uuid,
    ) -> Result<(), Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let mut tx = self.store.begin().await?;
        self.manageable(&mut tx, &scope, account_id).await?;
        let roles = tx.list_roles(account_id).await?;
        let role = roles.into_iter().find(|role| role.role_id == role_id);
        let role = role.ok_or_else(Error::not_found)?;
        let manages = Role::find(&role.role).is_some_and(|role| role.may(Action::AccountManage));
        if account_id == actor.account_id && manages {
            return Err(oneself());
        }
        tx.end_role(role_id, self.today().max(role.valid_from))
            .await?;
        self.end_roles_lent(&mut tx, account_id, Some(&role))
            .await?;
        let what = format!("ended {} over {}", role.role, role.area_code);
        self.note(&mut tx, actor, &scope, account_id, &what).await?;
        Ok(tx.commit().await?)
    }

    /// Lets an account sign in, or no longer: at once its sessions end, its tokens and invitation
    /// are taken back, and the roles it has lent come to their end.
    ///
    /// # Errors
    /// One's own account, or one with a role beyond the actor's area.
    pub async fn set_account_active(
        &self,
        actor: &Actor,
        account_id: Uuid,
        active: bool,
    ) -> Result<(), Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        if account_id == actor.account_id {
            return Err(oneself());
        }
        let mut tx = self.store.begin().await?;
        self.manageable(&mut tx, &scope, account_id).await?;
        tx.set_account_active(account_id, active).await?;
        if !active {
            tx.end_sessions_of(account_id).await?;
            tx.revoke_tokens(account_id, None, self.now()).await?;
            tx.remove_invitation_of(account_id).await?;
            self.end_roles_lent(&mut tx, account_id, None).await?;
        }
        let what = if active { "activated" } else { "deactivated" };
        self.note(&mut tx, actor, &scope, account_id, what).await?;
        Ok(tx.commit().await?)
    }

    /// Turns off the second step of an account whose person has lost the device and the recovery
    /// codes; its sessions end.
    ///
    /// # Errors
    /// One's own account, or one with a role beyond the actor's area.
    pub async fn reset_second_factor(&self, actor: &Actor, account_id: Uuid) -> Result<(), Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        if account_id == actor.account_id {
            return Err(oneself());
        }
        let mut tx = self.store.begin().await?;
        self.manageable(&mut tx, &scope, account_id).await?;
        tx.remove_factor(account_id).await?;
        tx.end_sessions_of(account_id).await?;
        self.note(&mut tx, actor, &scope, account_id, "second factor reset")
            .await?;
        Ok(tx.commit().await?)
    }

    fn prepare(&self, new: &NewAccount, password_hash: String) -> Result<Account, Error> {
        let name = sign_in_name(&new.name);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        if name.is_empty() || !name.chars().all(plain) {
            return Err(Error::field(
                "name",
                "Tên đăng nhập gồm chữ, số và các dấu . - _ @, không có khoảng trắng.",
                "A sign-in name has letters, digits and . - _ @, without spaces.",
            ));
        }
        let display_name = normalise(&new.display_name);
        if display_name.is_empty() {
            return Err(Error::field(
                "display_name",
                "Nhập họ tên người dùng.",
                "Enter the person's name.",
            ));
        }
        Ok(Account {
            account_id: self.new_id(),
            name,
            display_name,
            password_hash,
            active: true,
            failed_attempts: 0,
            locked_until: None,
            created_at: self.now(),
        })
    }

    fn prepare_role(&self, account_id: Uuid, new: &NewRole) -> Result<(AccountRole, Area), Error> {
        let Some(role) = Role::find(&new.role) else {
            return Err(Error::field("role", "Chọn một vai trò.", "Choose a role."));
        };
        let area = self.area_of_code(new.area_code.trim());
        let (Some(mut area), today) = (area, self.today()) else {
            return Err(Error::field(
                "area_code",
                "Không có đơn vị hành chính nào mang mã này hôm nay. Nhập mã tỉnh (2 chữ số), mã xã (5 chữ số) hoặc VN.",
                "No unit has this code today. Enter a province's code (2 digits), a commune's (5 digits) or VN.",
            ));
        };
        let from = new.from.unwrap_or(today);
        if new.until.is_some_and(|until| until <= from) {
            return Err(Error::field(
                "last_day",
                "Ngày kết thúc phải sau ngày bắt đầu.",
                "The last day must come after the first.",
            ));
        }
        if let Some(village) = new.village_id {
            let Area::Commune { province, commune } = area else {
                return Err(no_village());
            };
            area = Area::Village {
                province,
                commune,
                village,
            };
        }
        let role = AccountRole {
            role_id: self.new_id(),
            account_id,
            role: role.code.clone(),
            area_code: area.code().to_owned(),
            village_id: new.village_id,
            valid_from: from,
            valid_until: new.until,
            delegated_by: None,
        };
        Ok((role, area))
    }

    /// Accounts in the actor's area, and those that have no role yet.
    fn visible(&self, scope: &Scope, roles: &[AccountRole]) -> bool {
        roles.is_empty()
            || roles
                .iter()
                .filter_map(|role| self.role_area(role))
                .any(|area| scope.covers(&area))
    }

    /// Nobody gets hold of an account that reaches further than he does himself.
    fn all_within(&self, scope: &Scope, roles: &[AccountRole]) -> bool {
        let today = self.today();
        roles
            .iter()
            .filter(|role| role.valid_until.is_none_or(|until| until > today))
            .filter_map(|role| self.role_area(role))
            .all(|area| scope.covers(&area))
    }

    pub(super) async fn manageable(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        account_id: Uuid,
    ) -> Result<Account, Error> {
        let account = tx.find_account(account_id).await?;
        let account = account.ok_or_else(Error::not_found)?;
        let roles = tx.list_roles(account_id).await?;
        if !self.visible(scope, &roles) {
            return Err(Error::not_found());
        }
        if !self.all_within(scope, &roles) {
            return Err(Error::state(
                "account_reaches_further",
                "Tài khoản này có vai trò ngoài địa bàn bạn quản trị; quản trị cấp trên mới thay đổi được.",
                "This account has a role outside the area you administer; only an administrator above may change it.",
            ));
        }
        Ok(account)
    }

    async fn account_view(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        account: Account,
        roles: Vec<AccountRole>,
    ) -> Result<AccountView, Error> {
        let manageable = self.all_within(scope, &roles);
        let mut views = Vec::new();
        for role in roles {
            if let Some(known) = Role::find(&role.role) {
                views.push(self.role_view(tx, known, &role).await?);
            }
        }
        let factor = tx.find_factor(account.account_id).await?;
        let invitation = tx
            .find_invitation_of(account.account_id, self.now())
            .await?;
        let subjects = tx.list_subjects(account.account_id).await?;
        views.sort_by_key(|view| (!view.in_force, view.from));
        Ok(AccountView {
            account_id: account.account_id,
            name: account.name,
            display_name: account.display_name,
            active: account.active,
            locked_until: account.locked_until.filter(|until| *until > self.now()),
            created_at: account.created_at,
            roles: views,
            manageable,
            has_password: !account.password_hash.is_empty(),
            invited_until: invitation.map(|open| open.expires_at),
            second_factor: factor.is_some_and(|factor| factor.confirmed_at.is_some()),
            providers: subjects.into_iter().map(|one| one.issuer).collect(),
        })
    }

    pub(super) async fn role_view(
        &self,
        tx: &mut Tx,
        known: &'static Role,
        role: &AccountRole,
    ) -> Result<RoleView, Error> {
        let lender = match role.delegated_by {
            Some(lender) => tx.find_account(lender).await?,
            None => None,
        };
        Ok(RoleView {
            role_id: role.role_id,
            role: known,
            area_name: self.area_name(tx, role).await?,
            from: role.valid_from,
            until: role.valid_until,
            in_force: in_force(role, self.today()),
            lent_by: lender.map(|lender| lender.display_name),
        })
    }

    pub(super) async fn area_name(&self, tx: &mut Tx, role: &AccountRole) -> Result<String, Error> {
        let today = self.today();
        let unit = self.law.units.path(&role.area_code, today);
        let unit = unit.unwrap_or_else(|| role.area_code.clone());
        let Some(village) = role.village_id else {
            return Ok(unit);
        };
        let province = self.law.units.province_of(&role.area_code, today);
        let province = province.map(|unit| unit.code.to_string());
        let village = tx
            .find_village(&province.unwrap_or_default(), village)
            .await?;
        Ok(village.map_or(unit.clone(), |village| format!("{}, {unit}", village.name)))
    }

    pub(super) async fn note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        scope: &Scope,
        account_id: Uuid,
        what: &str,
    ) -> Result<(), Error> {
        let area = scope.areas().first().cloned().unwrap_or(Area::Country);
        let deed = Deed::on(("account", account_id), serde_json::json!({ "what": what }));
        audit(self, tx, actor, (Action::AccountManage, scope, &area), deed).await
    }
}

impl Actor {
    /// Whether any of the roles held allows `action` anywhere.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        authorise(self, action).is_some()
    }
}

async fn add(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    tx.add_account(account).await.map_err(|error| match error {
        StoreError::Rule(_) => Error::field(
            "name",
            "Tên đăng nhập này đã có người dùng. Chọn tên khác.",
            "Somebody already signs in with this name. Choose another.",
        ),
        other => other.into(),
    })
}

/// The hash of a password that a person called by one of `names` may choose.
pub(super) async fn hash_for(new: &str, names: &[&str]) -> Result<String, Error> {
    password::check(new, names).map_err(refused)?;
    let new = new.to_owned();
    tokio::task::spawn_blocking(move || password::hash(&new))
        .await
        .map_err(Error::internal)?
        .map_err(refused)
}

fn refused(error: password::PasswordError) -> Error {
    let (vi, en) = match error {
        password::PasswordError::TooShort => (
            format!(
                "Mật khẩu cần ít nhất {} ký tự; một câu ngắn dễ nhớ là tốt.",
                password::SHORTEST
            ),
            format!(
                "A password needs at least {} characters; a short sentence is good.",
                password::SHORTEST
            ),
        ),
        password::PasswordError::TooLong => (
            format!("Mật khẩu dài tối đa {} ký tự.", password::LONGEST),
            format!("A password has at most {} characters.", password::LONGEST),
        ),
        password::PasswordError::Common => (
            "Mật khẩu này thuộc loại bị đoán trước tiên (từ quen thuộc, tên nơi ở, dãy số, dãy phím). Chọn một câu ngắn của riêng bạn.".to_owned(),
            "This password is one of those that are tried first (a common word, a place, a row of digits or keys). Choose a short sentence of your own.".to_owned(),
        ),
        password::PasswordError::OwnName => (
            "Mật khẩu không được là tên của chính bạn. Chọn một câu ngắn khác.".to_owned(),
            "A password must not be your own name. Choose a short sentence instead.".to_owned(),
        ),
        other @ password::PasswordError::Hashing => return Error::internal(other),
    };
    Error::field("password", vi, en)
}

fn no_village() -> Error {
    Error::field(
        "village_id",
        "Thôn này không thuộc xã đã chọn.",
        "This village is not in the commune chosen.",
    )
}

fn oneself() -> Error {
    Error::state(
        "own_account",
        "Bạn không thể tự khóa tài khoản hoặc tự bỏ quyền quản trị của mình. Nhờ một quản trị khác.",
        "You cannot deactivate your own account or end your own administrator's role. Ask another administrator.",
    )
}
