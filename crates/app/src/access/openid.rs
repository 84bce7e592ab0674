//! Signing in by an OpenID Connect provider: whose account a provider's word opens.
//!
//! A provider says who somebody is and nothing more. It makes no account and gives no role: an
//! account is linked by its own person, who has signed in and given the password once more. What
//! protects the account goes on protecting it: a lock, a deactivation, the second step. How the
//! provider is asked, and how its word is checked, is the business of whoever speaks HTTP.

use super::sign_in::SignedIn;
use super::{Action, Actor};
use crate::{Context, Error};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;
use vuonlen_store::account::Account;
use vuonlen_store::subject::AccountSubject;

/// Longest issuer and subject kept, in bytes; a subject has at most 255 (OpenID Connect Core, 2).
const LONGEST: usize = 255;

/// Who somebody is at a provider, as an ID token said that was checked. Both are compared byte by
/// byte and therefore kept as they came, not brought to NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The provider, by its issuer identifier.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
}

impl Context {
    /// Signs in the account a provider's subject is linked to. As with a password, nobody is
    /// signed in yet where a code must follow.
    ///
    /// # Errors
    /// `openid_not_linked`; `account_locked` and `account_inactive`, said openly, since whoever
    /// comes with a linked subject is known; `too_many_attempts` from one address.
    pub async fn sign_in_by_provider(
        &self,
        who: &Subject,
        address: &str,
    ) -> Result<SignedIn, Error> {
        self.count_attempt_from(address).await?;
        let mut tx = self.store.read().await?;
        let link = tx.find_subject(&who.issuer, &who.subject).await?;
        let account = match link {
            Some(link) => tx.find_account(link.account_id).await?,
            None => None,
        };
        let factor = match &account {
            Some(account) => tx.find_factor(account.account_id).await?,
            None => None,
        };
        drop(tx);
        let by = json!({ "openid": who.issuer });
        if let Some(error) = self.keeps_out(account.as_ref()) {
            self.note_failure(account.as_ref(), by, address).await?;
            return Err(error);
        }
        let account = account.ok_or_else(not_linked)?;
        self.excuse_attempt(address).await?;
        let asks_code = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        if !asks_code {
            self.let_in(&account, address, by).await?;
        }
        Ok(SignedIn {
            account_id: account.account_id,
            asks_code,
        })
    }

    /// Lets somebody go to the provider in order to link his account: a session left open is not
    /// enough for that.
    ///
    /// # Errors
    /// The password is not the account's.
    pub async fn allow_linking(&self, actor: &Actor, password: &str) -> Result<(), Error> {
        self.own_password(actor, password).await
    }

    /// Links a subject to one's own account. Linked before, it stays as it is.
    ///
    /// # Errors
    /// `openid_linked_elsewhere` when it stands for another account.
    pub async fn link_subject(&self, actor: &Actor, who: &Subject) -> Result<(), Error> {
        if who.issuer.len() > LONGEST || who.subject.is_empty() || who.subject.len() > LONGEST {
            return Err(Error::internal("an issuer or subject of unlawful length"));
        }
        let mut tx = self.store.begin().await?;
        let added = tx
            .add_subject(&AccountSubject {
                issuer: who.issuer.clone(),
                subject: who.subject.clone(),
                account_id: actor.account_id,
                linked_at: self.now(),
                linked_by: actor.account_id,
            })
            .await?;
        if !added {
            let known = tx.find_subject(&who.issuer, &who.subject).await?;
            let own = known.is_some_and(|known| known.account_id == actor.account_id);
            return if own { Ok(()) } else { Err(elsewhere()) };
        }
        let details = json!({ "openid": who.issuer });
        self.note_own(&mut tx, actor, "openid_linked", details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Who one's own account is at providers, first linked first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn own_subjects(&self, actor: &Actor) -> Result<Vec<AccountSubject>, Error> {
        let mut tx = self.store.read().await?;
        Ok(tx.list_subjects(actor.account_id).await?)
    }

    /// Unlinks a subject from one's own account.
    ///
    /// # Errors
    /// [`Error::not_found`] when it is not linked to it.
    pub async fn unlink_subject(&self, actor: &Actor, who: &Subject) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let link = (who.issuer.as_str(), who.subject.as_str());
        if !tx.remove_subject(actor.account_id, link).await? {
            return Err(Error::not_found());
        }
        let details = json!({ "openid": who.issuer });
        self.note_own(&mut tx, actor, "openid_unlinked", details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Unlinks every subject of somebody's account, whose sign-in at the provider has fallen into
    /// other hands; its sessions end.
    ///
    /// # Errors
    /// One's own account, or one with a role beyond the actor's area.
    pub async fn unlink_account(&self, actor: &Actor, account_id: Uuid) -> Result<(), Error> {
        let scope = self.scope(actor, Action::AccountManage)?;
        if account_id == actor.account_id {
            return Err(oneself());
        }
        let mut tx = self.store.begin().await?;
        self.manageable(&mut tx, &scope, account_id).await?;
        tx.remove_subjects(account_id).await?;
        tx.end_sessions_of(account_id).await?;
        self.note(&mut tx, actor, &scope, account_id, "openid unlinked")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Why nobody enters this account now, if so.
    fn keeps_out(&self, account: Option<&Account>) -> Option<Error> {
        let Some(account) = account else {
            return Some(not_linked());
        };
        if !account.active {
            return Some(inactive());
        }
        let until = account.locked_until.filter(|until| *until > self.now());
        until.map(locked)
    }
}

fn not_linked() -> Error {
    Error::state(
        "openid_not_linked",
        "Nhà cung cấp đã xác nhận bạn, nhưng chưa có tài khoản nào ở đây liên kết với tài khoản đó. Đăng nhập bằng tên và mật khẩu, mở “Tài khoản của bạn” rồi chọn liên kết; chưa có tài khoản thì liên hệ quản trị hệ thống của xã hoặc tỉnh.",
        "The provider has confirmed who you are, but no account here is linked to that one. Sign in with name and password, open “Your account” and link it; without an account, ask the administrator of your commune or province.",
    )
}

fn inactive() -> Error {
    Error::state(
        "account_inactive",
        "Tài khoản của bạn đã ngừng hoạt động. Liên hệ quản trị hệ thống nếu bạn vẫn cần vào.",
        "Your account is deactivated. Ask the administrator if you still need it.",
    )
}

fn locked(until: DateTime<Utc>) -> Error {
    // In Vietnam.
    let until = (until + Duration::hours(7)).format("%H:%M %d/%m/%Y");
    Error::state(
        "account_locked",
        format!(
            "Tài khoản của bạn tạm khóa đến {until} vì nhập sai nhiều lần liên tiếp. Chờ đến lúc đó rồi đăng nhập lại; nếu không phải bạn đã thử, báo quản trị hệ thống."
        ),
        format!(
            "Your account is locked until {until} after several failures in a row. Sign in again then; if it was not you who tried, tell the administrator."
        ),
    )
}

fn elsewhere() -> Error {
    Error::state(
        "openid_linked_elsewhere",
        "Tài khoản ở nhà cung cấp này đang liên kết với một tài khoản khác trong hệ thống. Bỏ liên kết ở tài khoản kia trước, hoặc nhờ quản trị hệ thống.",
        "This account at the provider is linked to another account here. Unlink it there first, or ask the administrator.",
    )
}

fn oneself() -> Error {
    Error::state(
        "own_account",
        "Đây là tài khoản của chính bạn: bỏ liên kết ở trang “Tài khoản của bạn”.",
        "This is your own account: unlink it on the page “Your account”.",
    )
}
