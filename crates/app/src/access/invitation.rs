//! Invitations: an administrator hands over a link, the person chooses the password.
//!
//! Nobody but the person ever knows the password: an administrator types none.

use super::accounts::hash_for;
use super::secret::digest;
use super::{Action, Actor};
use crate::{Context, Error};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;
use vuonlen_store::invitation::Invitation;

/// Hours an invitation is open.
pub const INVITATION_HOURS: i64 = 72;

const KIND: &str = "invitation";

/// An invitation as it is handed over, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Invited {
    /// What stands in the link.
    pub secret: String,
    /// From when on it leads nowhere.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for Invited {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Invited")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// An invitation as the invited sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Sign-in name.
    pub name: String,
    /// The person's name.
    pub display_name: String,
    /// From when on it leads nowhere.
    pub expires_at: DateTime<Utc>,
}

impl Context {
    /// A link with which the person of an account chooses a password. The link given before
    /// leads nowhere from then on; the password there was is good until the link is used.
    ///
    /// # Errors
    /// An account with a role beyond the actor's area, or that is not active.
    pub async fn invite(&self, actor: &Actor, account_id: Uuid) -> Result<Invited, Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        let secret = self.new_secret();
        let now = self.now();
        let mut tx = self.store.begin().await?;
        let account = self.manageable(&mut tx, &scope, account_id).await?;
        if !account.active {
            return Err(Error::state(
                "account_inactive",
                "Tài khoản đang ngừng. Cho hoạt động lại rồi mới mời.",
                "The account is deactivated. Activate it before inviting.",
            ));
        }
        let invitation = Invitation {
            account_id,
            digest: digest(KIND, &secret),
            invited_by: actor.account_id,
            created_at: now,
            expires_at: now + Duration::hours(INVITATION_HOURS),
        };
        tx.keep_invitation(&invitation).await?;
        self.note(&mut tx, actor, &scope, account_id, "invited")
            .await?;
        tx.commit().await?;
        Ok(Invited {
            secret,
            expires_at: invitation.expires_at,
        })
    }

    /// The invitation a link stands for.
    ///
    /// # Errors
    /// It was used, taken back, or has run out.
    pub async fn invitation(&self, secret: &str) -> Result<OpenInvitation, Error> {
        let mut tx = self.store.read().await?;
        let digest = digest(KIND, secret);
        let invitation = tx.find_invitation(&digest, self.now()).await?;
        let invitation = invitation.ok_or_else(over)?;
        let account = tx.find_account(invitation.account_id).await?;
        let account = account.filter(|one| one.active).ok_or_else(over)?;
        Ok(OpenInvitation {
            name: account.name,
            display_name: account.display_name,
            expires_at: invitation.expires_at,
        })
    }

    /// The invited chooses a password; the link is used up, a lock is lifted, sessions end.
    ///
    /// # Errors
    /// As [`Context::invitation`]; a password that may not be chosen.
    pub async fn accept_invitation(
        &self,
        secret: &str,
        password: &str,
        address: &str,
    ) -> Result<(), Error> {
        self.count_attempt_from(address).await?;
        let open = self.invitation(secret).await?;
        self.excuse_attempt(address).await?;
        let hash = hash_for(password, &[&open.name, &open.display_name]).await?;
        let digest = digest(KIND, secret);
        let mut tx = self.store.begin().await?;
        let invitation = tx.find_invitation(&digest, self.now()).await?;
        let invitation = invitation.ok_or_else(over)?;
        let account = tx.find_account(invitation.account_id).await?;
        let account = account.filter(|one| one.active).ok_or_else(over)?;
        if !tx.use_invitation(&digest).await? {
            return Err(over());
        }
        tx.set_password(account.account_id, &hash).await?;
        tx.end_sessions_of(account.account_id).await?;
        self.note_access(&mut tx, &account, ("invitation_used", json!(null)), address)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn over() -> Error {
    Error::state(
        "invitation_over",
        "Liên kết mời này đã dùng, đã được thay hoặc đã hết hạn. Xin quản trị hệ thống một liên kết mới.",
        "This invitation was used, replaced, or has run out. Ask the administrator for another.",
    )
}
