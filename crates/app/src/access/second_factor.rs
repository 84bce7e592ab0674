//! The second step of signing in: a code of an authenticator (TOTP, RFC 6238), or a recovery code.

use super::Actor;
use super::secret::digest;
use super::sign_in::{SignedIn, verify};
use crate::{Context, Error};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;
use vuonlen_documents::qr_svg;
use vuonlen_store::Tx;
use vuonlen_store::account::Account;
use vuonlen_store::factor::SecondFactor;

/// Recovery codes made at a time.
pub const RECOVERY_CODES: usize = 10;

/// Letters and digits of recovery codes: without those that look alike. Thirty-two of them.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Characters of a recovery code: five bits each.
const CODE_LENGTH: usize = 24;

/// An authenticator to be set up.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFactor {
    /// The key to type in where no picture can be taken, in groups of four.
    pub key: String,
    /// The address an authenticator reads.
    pub address: String,
    /// The address as a QR code, an SVG image.
    pub picture: String,
}

// The key must not get into a log by way of `{:?}`.
impl std::fmt::Debug for NewFactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewFactor")
    }
}

impl Context {
    /// Begins to set up an authenticator; one begun before and never confirmed is replaced.
    ///
    /// # Errors
    /// The password is not the account's; one is in use already.
    pub async fn begin_second_factor(&self, actor: &Actor, password: &str) -> Result<(), Error> {
        self.own_password(actor, password).await?;
        let mut bytes = [0; 20];
        self.random.fill(&mut bytes);
        let secret = Secret::new_stack(bytes).to_base32();
        let mut tx = self.store.begin().await?;
        if confirmed(&mut tx, actor.account_id).await?.is_some() {
            return Err(in_use());
        }
        tx.begin_factor(actor.account_id, &secret).await?;
        Ok(tx.commit().await?)
    }

    /// The authenticator that is being set up.
    ///
    /// # Errors
    /// What the store says.
    pub async fn new_second_factor(&self, actor: &Actor) -> Result<Option<NewFactor>, Error> {
        let mut tx = self.store.read().await?;
        let factor = tx.find_factor(actor.account_id).await?;
        let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_none()) else {
            return Ok(None);
        };
        let key = factor.secret.trim_end_matches('=');
        let address = format!(
            "otpauth://totp/Vuon%20Len:{}?secret={key}&issuer=Vuon%20Len&algorithm=SHA1&digits=6&period=30",
            actor.name.replace('@', "%40"),
        );
        Ok(Some(NewFactor {
            key: in_groups(key),
            picture: qr_svg(&address).map_err(Error::internal)?,
            address,
        }))
    }

    /// A first code shows that the authenticator works: from now on it is asked for. Gives the
    /// recovery codes, which are shown this once.
    ///
    /// # Errors
    /// Nothing was begun; a code that is not the present one.
    pub async fn confirm_second_factor(
        &self,
        actor: &Actor,
        code: &str,
    ) -> Result<Vec<String>, Error> {
        let mut tx = self.store.begin().await?;
        let factor = tx.find_factor(actor.account_id).await?;
        let factor = factor.ok_or_else(Error::not_found)?;
        if factor.confirmed_at.is_some() {
            return Err(in_use());
        }
        let step = self.step_of(&factor, code)?.ok_or_else(wrong_code)?;
        if !tx.use_step(actor.account_id, step).await? {
            return Err(wrong_code());
        }
        tx.confirm_factor(actor.account_id, self.now()).await?;
        let codes = self.make_recovery_codes(&mut tx, actor.account_id).await?;
        self.note_own(&mut tx, actor, "second_factor_on", json!(null))
            .await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Other recovery codes in place of those there were; shown this once.
    ///
    /// # Errors
    /// The password is not the account's; no authenticator is in use.
    pub async fn renew_recovery_codes(
        &self,
        actor: &Actor,
        password: &str,
    ) -> Result<Vec<String>, Error> {
        self.own_password(actor, password).await?;
        let mut tx = self.store.begin().await?;
        if confirmed(&mut tx, actor.account_id).await?.is_none() {
            return Err(Error::not_found());
        }
        let codes = self.make_recovery_codes(&mut tx, actor.account_id).await?;
        self.note_own(&mut tx, actor, "recovery_codes_made", json!(null))
            .await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// The authenticator is not asked for any more.
    ///
    /// # Errors
    /// The password is not the account's.
    pub async fn remove_second_factor(&self, actor: &Actor, password: &str) -> Result<(), Error> {
        self.own_password(actor, password).await?;
        let mut tx = self.store.begin().await?;
        tx.remove_factor(actor.account_id).await?;
        self.note_own(&mut tx, actor, "second_factor_off", json!(null))
            .await?;
        Ok(tx.commit().await?)
    }

    /// The second step: signs `account_id` in, who gave the right password a moment ago or for
    /// whom the provider `issuer` vouched, with a code of the authenticator or a recovery code,
    /// each good for once.
    ///
    /// # Errors
    /// A code that is wrong, used before, or of a locked account: one text for all.
    pub async fn sign_in_with_code(
        &self,
        account_id: Uuid,
        (code, issuer): (&str, Option<&str>),
        address: &str,
    ) -> Result<SignedIn, Error> {
        self.count_attempt_from(address).await?;
        let mut tx = self.store.read().await?;
        let account = tx.find_account(account_id).await?;
        drop(tx);
        let account = account.ok_or_else(wrong_code)?;
        let account = self.counted_account(&account.name).await?;
        let account = account.ok_or_else(wrong_code)?;
        let mut tx = self.store.begin().await?;
        let Some(by) = self.accepted(&mut tx, &account, code).await? else {
            drop(tx);
            let details = issuer.map_or(json!(null), |issuer| json!({ "openid": issuer }));
            self.note_failure(Some(&account), details, address).await?;
            return Err(wrong_code());
        };
        tx.commit().await?;
        self.excuse_attempt(address).await?;
        let details = match issuer {
            Some(issuer) => json!({ "openid": issuer, "second_step": by }),
            None => json!({ "second_step": by }),
        };
        self.let_in(&account, address, details).await?;
        Ok(SignedIn {
            account_id,
            asks_code: false,
        })
    }

    /// By what a code is accepted, and uses it up.
    async fn accepted(
        &self,
        tx: &mut Tx,
        account: &Account,
        code: &str,
    ) -> Result<Option<&'static str>, Error> {
        let account_id = account.account_id;
        let Some(factor) = confirmed(tx, account_id).await? else {
            return Ok(None);
        };
        let step = self.step_of(&factor, code)?;
        if let Some(step) = step
            && tx.use_step(account_id, step).await?
        {
            return Ok(Some("authenticator"));
        }
        let digest = code_digest(account_id, code);
        let used = tx.use_recovery_code(account_id, &digest).await?;
        Ok(used.then_some("recovery_code"))
    }

    /// The step of time whose code this is, one step of clocks gone wrong allowed either way.
    fn step_of(&self, factor: &SecondFactor, code: &str) -> Result<Option<i64>, Error> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(self.now().timestamp()).map_err(Error::internal)?;
        let step = authenticator(&factor.secret)?.check(&code, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    async fn make_recovery_codes(
        &self,
        tx: &mut Tx,
        account_id: Uuid,
    ) -> Result<Vec<String>, Error> {
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let mut bytes = [0; CODE_LENGTH];
            self.random.fill(&mut bytes);
            let plain: String = bytes
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
                .collect();
            codes.push(in_groups(&plain).replace(' ', "-"));
        }
        let digests: Vec<String> = codes
            .iter()
            .map(|code| code_digest(account_id, code))
            .collect();
        tx.replace_recovery_codes(account_id, &digests).await?;
        Ok(codes)
    }

    /// Asked again before what protects the account is changed: a session left open is not enough.
    pub(super) async fn own_password(&self, actor: &Actor, password: &str) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let account = tx.find_account(actor.account_id).await?;
        drop(tx);
        let account = account.ok_or_else(Error::not_found)?;
        // Counted like signing in: an open session is no place to guess the password.
        let counted = self.counted_account(&account.name).await?;
        let hash = counted.map(|account| account.password_hash);
        if !verify(password, hash).await? {
            return Err(Error::field(
                "current",
                "Mật khẩu hiện tại chưa đúng.",
                "The present password is not right.",
            ));
        }
        let mut tx = self.store.begin().await?;
        tx.note_sign_in(actor.account_id, 0, None).await?;
        Ok(tx.commit().await?)
    }

    /// Notes what somebody changed on his own account.
    pub(super) async fn note_own(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        what: &str,
        details: serde_json::Value,
    ) -> Result<(), Error> {
        let account = tx.find_account(actor.account_id).await?;
        let account = account.ok_or_else(Error::not_found)?;
        self.note_access(tx, &account, (what, details), &actor.address)
            .await
    }
}

pub(super) async fn confirmed(
    tx: &mut Tx,
    account_id: Uuid,
) -> Result<Option<SecondFactor>, Error> {
    let factor = tx.find_factor(account_id).await?;
    Ok(factor.filter(|factor| factor.confirmed_at.is_some()))
}

fn authenticator(secret: &str) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(secret)
        .map_err(|_| Error::internal("a TOTP secret that is not base32"))?;
    Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|_| Error::internal("a TOTP secret that is too short"))
}

/// However it is typed: without the dashes, in small letters.
fn code_digest(account_id: Uuid, code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    digest("recovery code", &format!("{account_id} {plain}"))
}

fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

fn in_use() -> Error {
    Error::state(
        "second_factor_in_use",
        "Tài khoản đang dùng xác thực hai bước. Tắt đi rồi mới đặt lại với thiết bị khác.",
        "The account uses a second step already. Turn it off before setting up another device.",
    )
}

fn wrong_code() -> Error {
    Error::field(
        "code",
        "Mã chưa đúng hoặc đã dùng. Xem giờ trên điện thoại có đúng không, chờ mã mới rồi nhập lại; mất thiết bị thì dùng một mã dự phòng.",
        "The code is not right or has been used. Check the time on the phone, wait for the next code and enter that; without the device use a recovery code.",
    )
}
