//! Certificates of poor and near-poor households.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use uuid::Uuid;

/// A certificate. Withdrawn ones stay, so that verification can say so.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Certificate {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub certificate_id: Uuid,
    /// The commune that issued it.
    pub commune_code: String,
    /// The household.
    pub household_id: Uuid,
    /// The decision it follows from.
    pub decision_id: Uuid,
    /// Year of its number.
    pub year: i64,
    /// Its number and sign.
    pub number: String,
    /// The unguessable part of the address in its QR code.
    pub token: String,
    /// Class it certifies.
    pub class: String,
    /// Head of the household.
    pub head_name: String,
    /// Village.
    pub village_name: String,
    /// Persons.
    pub size: i64,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// First day it is no longer valid.
    pub withdrawn_on: Option<NaiveDate>,
    /// Why.
    pub withdrawn_because: Option<String>,
}

impl Tx {
    /// Adds a certificate.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when its number or token is taken.
    pub async fn add_certificate(&mut self, certificate: &Certificate) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO certificate (province_code, certificate_id, commune_code, \
             household_id, decision_id, year, number, token, class, head_name, village_name, \
             size, issued_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        execute!(
            self,
            SQL,
            &certificate.province_code,
            certificate.certificate_id,
            &certificate.commune_code,
            certificate.household_id,
            certificate.decision_id,
            certificate.year,
            &certificate.number,
            &certificate.token,
            &certificate.class,
            &certificate.head_name,
            &certificate.village_name,
            certificate.size,
            certificate.issued_on,
        );
        Ok(())
    }

    /// One certificate.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_certificate(
        &mut self,
        province_code: &str,
        certificate_id: Uuid,
    ) -> Result<Option<Certificate>, StoreError> {
        const SQL: &str =
            "SELECT * FROM certificate WHERE province_code = $1 AND certificate_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, certificate_id))
    }

    /// The certificate with this token.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_certificate_by_token(
        &mut self,
        province_code: &str,
        token: &str,
    ) -> Result<Option<Certificate>, StoreError> {
        const SQL: &str = "SELECT * FROM certificate WHERE province_code = $1 AND token = $2";
        Ok(fetch_optional!(self, SQL, province_code, token))
    }

    /// A household's certificates, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_certificates(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<Certificate>, StoreError> {
        const SQL: &str = "SELECT * FROM certificate \
             WHERE province_code = $1 AND household_id = $2 \
             ORDER BY issued_on DESC, certificate_id DESC";
        Ok(fetch_all!(self, SQL, province_code, household_id))
    }

    /// Certificates that follow from a decision, by number.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_certificates_of_decision(
        &mut self,
        province_code: &str,
        decision_id: Uuid,
    ) -> Result<Vec<Certificate>, StoreError> {
        const SQL: &str = "SELECT * FROM certificate \
             WHERE province_code = $1 AND decision_id = $2 ORDER BY certificate_id";
        Ok(fetch_all!(self, SQL, province_code, decision_id))
    }

    /// How many certificates a commune has issued in a year: the next number follows.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_certificates(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM certificate \
             WHERE province_code = $1 AND commune_code = $2 AND year = $3";
        let count: Option<(i64,)> = fetch_optional!(self, SQL, province_code, commune_code, year);
        Ok(count.unwrap_or_default().0)
    }

    /// Withdraws one certificate.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is withdrawn already.
    pub async fn withdraw_certificate(
        &mut self,
        province_code: &str,
        certificate_id: Uuid,
        (on, because): (NaiveDate, &str),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE certificate SET withdrawn_on = $3, withdrawn_because = $4 \
             WHERE province_code = $1 AND certificate_id = $2 AND withdrawn_on IS NULL";
        match execute!(self, SQL, province_code, certificate_id, on, because) {
            0 => Err(StoreError::Stale("certificate")),
            _ => Ok(()),
        }
    }

    /// Withdraws whatever certificates of a household are valid; gives how many there were.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn withdraw_certificates_of(
        &mut self,
        province_code: &str,
        household_id: Uuid,
        (on, because): (NaiveDate, &str),
    ) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE certificate SET withdrawn_on = $3, withdrawn_because = $4 \
             WHERE province_code = $1 AND household_id = $2 AND withdrawn_on IS NULL";
        Ok(execute!(
            self,
            SQL,
            province_code,
            household_id,
            on,
            because
        ))
    }
}
