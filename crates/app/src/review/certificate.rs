//! Certificates: issued with a decision, withdrawn, verified by anybody who holds one.

use super::recognise::year_of;
use super::round_at::damaged;
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use std::fmt::Write as _;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::review::{Certificate, Decision, SurveyForm};

/// What anybody who scans a certificate is told; no more than the posted list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateCheck {
    /// It was issued and holds.
    Valid(CertificateFacts),
    /// It was issued and does not hold any more.
    Withdrawn {
        /// What it said.
        facts: CertificateFacts,
        /// First day it does not hold.
        on: NaiveDate,
    },
    /// No such certificate was issued here.
    Unknown,
}

/// What a certificate says in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Its number.
    pub number: String,
    /// Name of the commune that issued it.
    pub commune: String,
    /// Head of the household.
    pub head_name: String,
    /// Village.
    pub village: String,
    /// Class it certifies.
    pub class: Class,
    /// Persons.
    pub persons: i64,
    /// Day of issue.
    pub issued_on: NaiveDate,
}

/// The certificates of one decision as they are issued.
#[derive(Debug)]
pub(super) struct Issue {
    next: i64,
    year: i64,
    pub(super) issued: u32,
    pub(super) withdrawn: u32,
}

impl Issue {
    pub(super) async fn new(tx: &mut Tx, decision: &Decision) -> Result<Self, Error> {
        let year = year_of(decision);
        let issued = tx
            .count_certificates(&decision.province_code, &decision.commune_code, year)
            .await?;
        Ok(Self {
            next: issued + 1,
            year,
            issued: 0,
            withdrawn: 0,
        })
    }

    pub(super) async fn issue(
        &mut self,
        context: &Context,
        tx: &mut Tx,
        (form, class): (&SurveyForm, Class),
        decision: &Decision,
        (head, village, size): (&str, &str, i64),
    ) -> Result<(), Error> {
        tx.add_certificate(&Certificate {
            province_code: form.province_code.clone(),
            certificate_id: context.new_id(),
            commune_code: form.commune_code.clone(),
            household_id: form.household_id,
            decision_id: decision.decision_id,
            year: self.year,
            // The sign is the one of Mẫu 03; the number runs through the year.
            number: format!("{:02}/GCN-HN.HCN", self.next),
            token: context.new_token(&form.province_code),
            class: class.code().to_owned(),
            head_name: head.to_owned(),
            village_name: village.to_owned(),
            size,
            issued_on: decision.signed_on,
            withdrawn_on: None,
            withdrawn_because: None,
        })
        .await?;
        self.next += 1;
        self.issued += 1;
        Ok(())
    }

    pub(super) async fn withdraw(
        &mut self,
        tx: &mut Tx,
        form: &SurveyForm,
        because: (NaiveDate, &str),
    ) -> Result<(), Error> {
        let withdrawn = tx
            .withdraw_certificates_of(&form.province_code, form.household_id, because)
            .await?;
        self.withdrawn += u32::try_from(withdrawn).unwrap_or(u32::MAX);
        Ok(())
    }
}

impl Context {
    /// 128 random bits behind the province's code: not to be guessed, and the province says where
    /// to look.
    fn new_token(&self, province: &str) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        bytes
            .iter()
            .fold(format!("{province}-"), |mut token, byte| {
                let _ = write!(token, "{byte:02x}");
                token
            })
    }

    /// What there is to say of a certificate, to anybody who holds its token.
    ///
    /// # Errors
    /// What the store says.
    pub async fn verify_certificate(&self, token: &str) -> Result<CertificateCheck, Error> {
        let Some((province, _)) = token.split_once('-') else {
            return Ok(CertificateCheck::Unknown);
        };
        let mut tx = self.store.read().await?;
        let found = tx.find_certificate_by_token(province, token).await?;
        let Some(certificate) = found else {
            return Ok(CertificateCheck::Unknown);
        };
        let class = Class::parse(&certificate.class).ok_or_else(|| damaged("class"))?;
        let facts = CertificateFacts {
            number: certificate.number,
            commune: self.commune_name(&certificate.commune_code),
            head_name: certificate.head_name,
            village: certificate.village_name,
            class,
            persons: certificate.size,
            issued_on: certificate.issued_on,
        };
        Ok(match certificate.withdrawn_on {
            None => CertificateCheck::Valid(facts),
            Some(on) => CertificateCheck::Withdrawn { facts, on },
        })
    }

    /// Withdraws a certificate that should not be in use: lost, damaged, wrong in its particulars.
    ///
    /// # Errors
    /// No reason; one that is withdrawn already; another's area.
    pub async fn withdraw_certificate(
        &self,
        actor: &Actor,
        (province, certificate_id): (&str, Uuid),
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        if reason.is_empty() {
            return Err(Error::field(
                "reason",
                "Ghi lý do thu hồi giấy chứng nhận.",
                "Say why the certificate is withdrawn.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let certificate = tx.find_certificate(province, certificate_id).await?;
        let certificate = certificate.ok_or_else(Error::not_found)?;
        let area = area_of_certificate(&certificate);
        let permit = self.permit(actor, Action::CertificateWithdraw, area)?;
        tx.withdraw_certificate(province, certificate_id, (self.today(), &reason))
            .await?;
        let details = json!({ "withdrawn": certificate.number });
        let subject = ("certificate", certificate_id);
        permit.record(&mut tx, subject, details, &reason).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A household's certificates, newest first. The reading is audited.
    ///
    /// # Errors
    /// A household outside the actor's area.
    pub async fn certificates(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<Vec<Certificate>, Error> {
        let mut tx = self.store.read().await?;
        let household = tx.find_household(province, household_id).await?;
        let household = household.ok_or_else(Error::not_found)?;
        let area = crate::registry::household::area_of(&household);
        let permit = self.permit(actor, Action::CertificateRead, area)?;
        let list = tx.list_certificates(province, household_id).await?;
        let subject = ("household", household_id);
        permit
            .record_reading(tx, subject, json!({ "certificates": list.len() }))
            .await?;
        Ok(list)
    }
}

fn area_of_certificate(certificate: &Certificate) -> Area {
    Area::Commune {
        province: certificate.province_code.clone(),
        commune: certificate.commune_code.clone(),
    }
}
