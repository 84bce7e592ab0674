//! Tokens: a program acts for an account, within what the account may do and the token allows.

use super::secret::digest;
use super::{Action, Actor};
use crate::{Context, Error, FieldError};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;
use vuonlen_store::token::AccountToken;

/// Longest life of a token, in days.
pub const LONGEST_TOKEN_DAYS: i64 = 365;

/// What every token begins with: a scanner for leaked secrets finds it.
pub const TOKEN_PREFIX: &str = "vuonlen_";

const KIND: &str = "token";

/// A token to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// Codes of the actions it may be used for.
    pub scopes: Vec<String>,
    /// Days it is good for.
    pub days: i64,
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    /// Its id.
    pub token_id: Uuid,
    /// What it is for.
    pub label: String,
    /// What it may be used for.
    pub scopes: Vec<Action>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is not accepted.
    pub expires_at: DateTime<Utc>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Whether it is accepted now.
    pub accepted: bool,
}

/// What a token of `actor` may be made for: what he may do today, but for keeping accounts, which
/// a person does.
pub(super) fn grantable(actor: &Actor) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| *action != Action::AccountManage && actor.may(*action))
        .collect()
}

impl Context {
    /// Makes a token and gives it, this once.
    ///
    /// # Errors
    /// No label, no or foreign scopes, a life that is too long.
    pub async fn make_token(&self, actor: &Actor, new: NewToken) -> Result<String, Error> {
        self.make_token_by(actor, new, "owner").await
    }

    /// Makes a token for the account called `name`, for whoever has the machine itself: a program
    /// is set up without anybody's password. The log says that it was not the owner.
    ///
    /// # Errors
    /// No such account, or one that may not sign in; as [`Context::make_token`].
    pub async fn install_token(&self, name: &str, new: NewToken) -> Result<String, Error> {
        let mut tx = self.store.read().await?;
        let account = tx.find_account_by_name(name).await?;
        drop(tx);
        let actor = match account {
            Some(account) => self.actor(account.account_id, "").await?,
            None => None,
        };
        let actor = actor.ok_or_else(|| {
            Error::field(
                "name",
                format!("Không có tài khoản “{name}”, hoặc tài khoản đã khóa."),
                format!("There is no account “{name}”, or it is deactivated."),
            )
        })?;
        self.make_token_by(&actor, new, "operator").await
    }

    async fn make_token_by(&self, actor: &Actor, new: NewToken, by: &str) -> Result<String, Error> {
        let label = normalise(&new.label);
        let grantable = grantable(actor);
        let scopes: Option<Vec<Action>> = new
            .scopes
            .iter()
            .map(|code| Action::parse(code).filter(|action| grantable.contains(action)))
            .collect();
        let scopes = scopes.filter(|scopes| !scopes.is_empty());
        let mut wrong = Vec::new();
        if label.is_empty() || label.chars().count() > 100 {
            wrong.push(field(
                "label",
                "Ghi mã này dùng vào việc gì, tối đa 100 ký tự.",
                "Say what the token is for, in at most 100 characters.",
            ));
        }
        if !(1..=LONGEST_TOKEN_DAYS).contains(&new.days) {
            wrong.push(FieldError {
                field: "days".to_owned(),
                text: Text::new(
                    format!("Nhập số ngày từ 1 đến {LONGEST_TOKEN_DAYS}."),
                    format!("Enter a number of days from 1 to {LONGEST_TOKEN_DAYS}."),
                ),
            });
        }
        let Some(scopes) = scopes.filter(|_| wrong.is_empty()) else {
            if wrong.is_empty() {
                wrong.push(field(
                    "scopes",
                    "Chọn ít nhất một việc trong những việc bạn được làm.",
                    "Choose at least one of the things you may do.",
                ));
            }
            return Err(Error::invalid(wrong));
        };
        let codes: Vec<&str> = scopes.iter().map(|action| action.code()).collect();
        let token = format!("{TOKEN_PREFIX}{}", self.new_secret());
        let now = self.now();
        let kept = AccountToken {
            token_id: self.new_id(),
            account_id: actor.account_id,
            digest: digest(KIND, &token),
            label,
            scopes: codes.join(","),
            created_at: now,
            expires_at: now + Duration::days(new.days),
            revoked_at: None,
            last_used_at: None,
        };
        let mut tx = self.store.begin().await?;
        tx.add_token(&kept).await?;
        let details =
            json!({ "token": kept.token_id, "scopes": codes, "days": new.days, "by": by });
        self.note_own(&mut tx, actor, "token_made", details).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// One's own tokens, newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn own_tokens(&self, actor: &Actor) -> Result<Vec<TokenView>, Error> {
        let now = self.now();
        let mut tx = self.store.read().await?;
        let tokens = tx.list_tokens(actor.account_id).await?;
        Ok(tokens
            .into_iter()
            .map(|token| TokenView {
                scopes: scopes(&token),
                accepted: token.revoked_at.is_none() && token.expires_at > now,
                token_id: token.token_id,
                label: token.label,
                created_at: token.created_at,
                expires_at: token.expires_at,
                last_used_at: token.last_used_at,
            })
            .collect())
    }

    /// Takes one of one's own tokens back: it is not accepted from now on.
    ///
    /// # Errors
    /// [`Error::not_found`] when there is none, or it was taken back before.
    pub async fn revoke_token(&self, actor: &Actor, token_id: Uuid) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let revoked = tx
            .revoke_tokens(actor.account_id, Some(token_id), self.now())
            .await?;
        if revoked == 0 {
            return Err(Error::not_found());
        }
        let details = json!({ "token": token_id });
        self.note_own(&mut tx, actor, "token_revoked", details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// For whom a token acts: its account with the roles held today, limited to the token's
    /// scopes. None when it is unknown, taken back or has run out, or the account is deactivated.
    ///
    /// # Errors
    /// What the store says.
    pub async fn actor_of_token(&self, token: &str, address: &str) -> Result<Option<Actor>, Error> {
        let now = self.now();
        let mut tx = self.store.peek().await?;
        let found = tx.find_token(&digest(KIND, token), now).await?;
        drop(tx);
        let Some(found) = found else {
            return Ok(None);
        };
        let Some(mut actor) = self.actor(found.account_id, address).await? else {
            return Ok(None);
        };
        actor.limited_to = Some(scopes(&found));
        let minute = Duration::minutes(1);
        if found.last_used_at.is_none_or(|used| now - used > minute) {
            let mut tx = self.store.begin().await?;
            tx.note_token_used(found.token_id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(actor))
    }
}

fn scopes(token: &AccountToken) -> Vec<Action> {
    token.scopes.split(',').filter_map(Action::parse).collect()
}

fn field(name: &str, vi: &str, en: &str) -> FieldError {
    FieldError {
        field: name.to_owned(),
        text: Text::new(vi, en),
    }
}
