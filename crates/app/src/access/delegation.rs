//! Delegation: who is away lends a role to somebody else, until a day.
//!
//! The lent role is held over the same area, may not be lent on, and ends with the lender's own.
//! It is the borrower who acts and who stands in the log; what he did himself before (surveying,
//! submitting) keeps him from deciding on it, as everywhere.

use super::sign_in::{in_force, sign_in_name};
use super::{Action, Actor, Role};
use crate::{Context, Error, FieldError};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_store::Tx;
use vuonlen_store::account::AccountRole;

/// A role lent to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLent {
    /// Its id.
    pub role_id: Uuid,
    /// The role.
    pub role: &'static Role,
    /// Where.
    pub area_name: String,
    /// To whom.
    pub to: String,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer held.
    pub until: Option<NaiveDate>,
    /// Whether it is held today.
    pub in_force: bool,
}

impl Context {
    /// Lends one's role `role_id` to the account that signs in as `to`, from today to the end of
    /// `last_day`.
    ///
    /// # Errors
    /// A role that is not one's own today, was lent itself or manages accounts; a person who does
    /// not exist, is oneself or holds the role; a day that is past or beyond one's own last.
    pub async fn lend_role(
        &self,
        actor: &Actor,
        role_id: Uuid,
        (to, last_day): (&str, Option<NaiveDate>),
    ) -> Result<(), Error> {
        let today = self.today();
        let mut tx = self.store.begin().await?;
        let own = tx.list_roles(actor.account_id).await?;
        let own = own
            .into_iter()
            .find(|role| role.role_id == role_id && in_force(role, today))
            .ok_or_else(Error::not_found)?;
        let known = Role::find(&own.role).ok_or_else(Error::not_found)?;
        if own.delegated_by.is_some() || known.may(Action::AccountManage) {
            return Err(Error::state(
                "role_not_lendable",
                "Vai trò này không ủy quyền được: vai trò nhận ủy quyền không giao tiếp cho người khác, và quản trị do quản trị cấp trên giao.",
                "This role cannot be lent: a borrowed role is not lent on, and administrators are made by administrators.",
            ));
        }
        let until = last_day.and_then(|day| day.succ_opt());
        let until = until.filter(|until| *until > today);
        let within = until.is_some_and(|until| own.valid_until.is_none_or(|end| until <= end));
        let mut wrong = Vec::new();
        if !within {
            wrong.push(field(
                "last_day",
                "Nhập ngày cuối cùng của ủy quyền: từ hôm nay, không quá ngày vai trò của bạn hết hạn.",
                "Enter the last day: today or later, and not beyond the last day of your own role.",
            ));
        }
        let borrower = tx.find_account_by_name(&sign_in_name(to)).await?;
        let borrower =
            borrower.filter(|account| account.active && account.account_id != actor.account_id);
        let Some(borrower) = borrower.filter(|_| wrong.is_empty()) else {
            if wrong.is_empty() {
                wrong.push(field(
                    "to",
                    "Không có tài khoản đang hoạt động nào khác mang tên đăng nhập này.",
                    "No other active account has this sign-in name.",
                ));
            }
            return Err(Error::invalid(wrong));
        };
        let held = tx.list_roles(borrower.account_id).await?;
        let same = |role: &AccountRole| {
            (&role.role, &role.area_code, role.village_id)
                == (&own.role, &own.area_code, own.village_id)
        };
        if held.iter().any(|role| same(role) && in_force(role, today)) {
            return Err(Error::field(
                "to",
                "Người này đang giữ chính vai trò đó.",
                "This person holds that very role.",
            ));
        }
        tx.add_role(&AccountRole {
            role_id: self.new_id(),
            account_id: borrower.account_id,
            valid_from: today,
            valid_until: until,
            delegated_by: Some(actor.account_id),
            ..own.clone()
        })
        .await?;
        let details = json!({
            "role": own.role, "area": own.area_code, "to": borrower.name, "until": until,
        });
        self.note_own(&mut tx, actor, "role_lent", details).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a role back that one has lent: today is the first day it is no longer held.
    ///
    /// # Errors
    /// [`Error::not_found`] when one has not lent it, or it has ended.
    pub async fn take_back_role(&self, actor: &Actor, role_id: Uuid) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let lent = tx.list_roles_lent(actor.account_id).await?;
        let lent = lent
            .into_iter()
            .find(|role| role.role_id == role_id && in_force(role, self.today()))
            .ok_or_else(Error::not_found)?;
        self.end_lent(&mut tx, &lent).await?;
        let details = json!({ "role": lent.role, "area": lent.area_code });
        self.note_own(&mut tx, actor, "role_taken_back", details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Roles one has lent, those held today first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn roles_lent(&self, actor: &Actor) -> Result<Vec<RoleLent>, Error> {
        let today = self.today();
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for role in tx.list_roles_lent(actor.account_id).await? {
            let Some(known) = Role::find(&role.role) else {
                continue;
            };
            let borrower = tx.find_account(role.account_id).await?;
            views.push(RoleLent {
                role_id: role.role_id,
                role: known,
                area_name: self.area_name(&mut tx, &role).await?,
                to: borrower.map(|one| one.display_name).unwrap_or_default(),
                from: role.valid_from,
                until: role.valid_until,
                in_force: in_force(&role, today),
            });
        }
        views.sort_by_key(|view| (!view.in_force, view.from));
        Ok(views)
    }

    /// Ends what `account_id` has lent: all of it, or only the roles like `role`.
    pub(super) async fn end_roles_lent(
        &self,
        tx: &mut Tx,
        account_id: Uuid,
        role: Option<&AccountRole>,
    ) -> Result<(), Error> {
        let today = self.today();
        for lent in tx.list_roles_lent(account_id).await? {
            let like = role.is_none_or(|role| {
                (&role.role, &role.area_code, role.village_id)
                    == (&lent.role, &lent.area_code, lent.village_id)
            });
            if like && lent.valid_until.is_none_or(|until| until > today) {
                self.end_lent(tx, &lent).await?;
            }
        }
        Ok(())
    }

    async fn end_lent(&self, tx: &mut Tx, lent: &AccountRole) -> Result<(), Error> {
        let until = self.today().max(lent.valid_from);
        Ok(tx.end_role(lent.role_id, until).await?)
    }
}

fn field(name: &str, vi: &str, en: &str) -> FieldError {
    FieldError {
        field: name.to_owned(),
        text: Text::new(vi, en),
    }
}
