//! Members of the newest versions: for searching, and for finding the same person twice.

use super::Household;
use crate::sealed::guard;
use crate::tx::on;
use crate::{StoreError, Tx};
use uuid::Uuid;

/// A member as searched for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Person {
    /// The member's id, for good.
    pub person_id: Uuid,
    /// Name as written.
    pub name: String,
    /// Name without marks.
    pub name_key: String,
    /// `YYYY-MM-DD` or `YYYY`; empty when unknown.
    pub birth: String,
    /// Identity number.
    pub identity_number: Option<String>,
}

/// A person already registered, and where.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PersonMatch {
    /// Province.
    pub province_code: String,
    /// Commune.
    pub commune_code: String,
    /// Household.
    pub household_id: Uuid,
    /// The member.
    pub person_id: Uuid,
    /// Name as written there.
    pub name: String,
    /// Date of birth as written there.
    pub birth: String,
    /// Identity number there.
    pub identity_number: Option<String>,
}

/// The key of a member's row.
fn row_key(province_code: &str, household_id: Uuid, person_id: Uuid) -> String {
    format!("{province_code}/{household_id}/{person_id}")
}

guard!(
    PersonMatch,
    "person",
    [province_code, household_id, person_id],
    [identity_number: OptionalText]
);

impl Tx {
    pub(super) async fn replace_persons(
        &mut self,
        household: &Household,
        persons: &[Person],
    ) -> Result<(), StoreError> {
        const CLEAR: &str = "DELETE FROM person WHERE province_code = $1 AND household_id = $2";
        const ADD: &str = "INSERT INTO person (province_code, household_id, person_id, \
             commune_code, name, name_key, birth, identity_number, identity_index) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, connection => sqlx::query(CLEAR)
            .bind(&household.province_code)
            .bind(household.household_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        // A household that has left keeps its versions, but its members may live elsewhere now.
        if !household.active {
            return Ok(());
        }
        for person in persons {
            let row = row_key(
                &household.province_code,
                household.household_id,
                person.person_id,
            );
            let (number, index) = match &person.identity_number {
                None => (None, None),
                Some(number) => (
                    Some(self.sealed_text(("person", "identity_number"), &row, number)?),
                    self.keys.digest(number)?,
                ),
            };
            on!(self, connection => sqlx::query(ADD)
                .bind(&household.province_code)
                .bind(household.household_id)
                .bind(person.person_id)
                .bind(&household.commune_code)
                .bind(&person.name)
                .bind(&person.name_key)
                .bind(&person.birth)
                .bind(number)
                .bind(index)
                .execute(connection)
                .await
                .map(|_| ())?);
        }
        Ok(())
    }

    /// Persons with the same identity number outside `household_id`, in the whole country.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_persons_with_identity(
        &mut self,
        identity_number: &str,
        household_id: Uuid,
    ) -> Result<Vec<PersonMatch>, StoreError> {
        let digests = self.keys.digests(identity_number)?;
        let by_digest: Vec<String> = (3..)
            .zip(&digests)
            .map(|(place, _)| format!(" OR identity_index = ${place}"))
            .collect();
        // Only fixed text and placeholders go into the SQL; every value is bound.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT province_code, commune_code, household_id, person_id, name, \
             birth, identity_number FROM person \
             WHERE (identity_number = $1{}) AND household_id <> $2 \
             ORDER BY province_code, commune_code, household_id",
            by_digest.concat()
        ));
        let rows: Vec<PersonMatch> = on!(self, connection => {
            let query = sqlx::query_as(sql).bind(identity_number).bind(household_id);
            digests
                .iter()
                .fold(query, |query, digest| query.bind(digest))
                .fetch_all(connection)
                .await?
        });
        self.opened_all(rows)
    }

    /// Persons of the province with the same name (marks aside) and date of birth outside
    /// `household_id`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_persons_named(
        &mut self,
        province_code: &str,
        name_key: &str,
        birth: &str,
        household_id: Uuid,
    ) -> Result<Vec<PersonMatch>, StoreError> {
        const SQL: &str = "SELECT province_code, commune_code, household_id, person_id, name, \
             birth, identity_number FROM person \
             WHERE province_code = $1 AND name_key = $2 AND birth = $3 AND household_id <> $4 \
             ORDER BY commune_code, household_id";
        let rows: Vec<PersonMatch> = on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(name_key)
            .bind(birth)
            .bind(household_id)
            .fetch_all(connection)
            .await?);
        self.opened_all(rows)
    }
}
