//! What everybody does with his own account: another password, open sessions.

use super::accounts::{RoleView, hash_for};
use super::second_factor::confirmed;
use super::sign_in::in_force;
use super::{Action, Actor, Role};
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use serde_json::json;
use vuonlen_store::session::WebSession;

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAccount {
    /// Since when a code is asked for at signing in; none where it is not.
    pub second_factor: Option<DateTime<Utc>>,
    /// Recovery codes left.
    pub recovery_codes: i64,
    /// Roles held today.
    pub roles: Vec<RoleView>,
    /// Of those, the ones that may be lent to somebody else.
    pub lendable: Vec<RoleView>,
    /// Actions a token may be made for.
    pub token_actions: Vec<Action>,
}

impl Context {
    /// One's own account.
    ///
    /// # Errors
    /// What the store says.
    pub async fn own_account(&self, actor: &Actor) -> Result<OwnAccount, Error> {
        let mut tx = self.store.read().await?;
        let factor = confirmed(&mut tx, actor.account_id).await?;
        let today = self.today();
        let (mut roles, mut lendable) = (Vec::new(), Vec::new());
        for role in tx.list_roles(actor.account_id).await? {
            let Some(known) = Role::find(&role.role).filter(|_| in_force(&role, today)) else {
                continue;
            };
            let view = self.role_view(&mut tx, known, &role).await?;
            if role.delegated_by.is_none() && !known.may(Action::AccountManage) {
                lendable.push(view.clone());
            }
            roles.push(view);
        }
        Ok(OwnAccount {
            second_factor: factor.and_then(|factor| factor.confirmed_at),
            recovery_codes: tx.count_recovery_codes(actor.account_id).await?,
            roles,
            lendable,
            token_actions: super::token::grantable(actor),
        })
    }

    /// Another password in place of one's own. Every other session of the account ends.
    ///
    /// # Errors
    /// The present password is not right; the new one may not be chosen.
    pub async fn change_password(
        &self,
        actor: &Actor,
        (current, new): (&str, &str),
        session: Option<&str>,
    ) -> Result<(), Error> {
        self.own_password(actor, current).await?;
        if current == new {
            return Err(Error::field(
                "password",
                "Mật khẩu mới phải khác mật khẩu hiện tại.",
                "The new password must differ from the present one.",
            ));
        }
        let hash = hash_for(new, &[&actor.name, &actor.display_name]).await?;
        let mut tx = self.store.begin().await?;
        tx.set_password(actor.account_id, &hash).await?;
        for one in tx.list_sessions_of(actor.account_id, self.now()).await? {
            if session != Some(one.session_id.as_str()) {
                tx.end_session_of(actor.account_id, &one.session_id).await?;
            }
        }
        self.note_own(&mut tx, actor, "password_changed", json!(null))
            .await?;
        Ok(tx.commit().await?)
    }

    /// The account's open sessions, the one used last first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn own_sessions(&self, actor: &Actor) -> Result<Vec<WebSession>, Error> {
        let mut tx = self.store.read().await?;
        Ok(tx.list_sessions_of(actor.account_id, self.now()).await?)
    }

    /// Ends one of one's own sessions; all of them where none is named.
    ///
    /// # Errors
    /// [`Error::not_found`] when there is no such session.
    pub async fn end_own_sessions(
        &self,
        actor: &Actor,
        session: Option<&str>,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        match session {
            Some(session) => {
                if !tx.end_session_of(actor.account_id, session).await? {
                    return Err(Error::not_found());
                }
            }
            None => tx.end_sessions_of(actor.account_id).await?,
        }
        let details = json!({ "all": session.is_none() });
        self.note_own(&mut tx, actor, "sessions_ended", details)
            .await?;
        Ok(tx.commit().await?)
    }
}
