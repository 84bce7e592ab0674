//! What is done about the causes of a household's poverty.

use crate::sealed::guard;
use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One solution for one cause.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HouseholdSolution {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub solution_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Commune it lived in then.
    pub commune_code: String,
    /// The year.
    pub year: i64,
    /// Code of the cause it answers.
    pub cause: String,
    /// What is done.
    pub solution: String,
    /// What the household wishes, in its own words.
    pub wish: String,
    /// Who sees to it.
    pub responsible: String,
    /// By when.
    pub due_on: NaiveDate,
    /// `planned`, `done` or `dropped`.
    pub state: String,
    /// What came of it.
    pub outcome: String,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Who ended it.
    pub closed_by: Option<Uuid>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(HouseholdSolution, "household_solution", [province_code, solution_id], [outcome: Text, wish: Text]);

impl Tx {
    /// Adds a solution.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_solution(&mut self, solution: &HouseholdSolution) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household_solution (province_code, solution_id, household_id, \
             commune_code, year, cause, solution, wish, responsible, due_on, state, \
             outcome, closed_on, closed_by, recorded_at, recorded_by) VALUES ($1, $2, $3, \
             $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let solution = self.sealed(solution)?;
        execute!(
            self,
            SQL,
            &solution.province_code,
            solution.solution_id,
            solution.household_id,
            &solution.commune_code,
            solution.year,
            &solution.cause,
            &solution.solution,
            &solution.wish,
            &solution.responsible,
            solution.due_on,
            &solution.state,
            &solution.outcome,
            solution.closed_on,
            solution.closed_by,
            solution.recorded_at,
            solution.recorded_by,
        );
        Ok(())
    }

    /// One solution.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_solution(
        &mut self,
        province_code: &str,
        solution_id: Uuid,
    ) -> Result<Option<HouseholdSolution>, StoreError> {
        const SQL: &str =
            "SELECT * FROM household_solution WHERE province_code = $1 AND solution_id = $2";
        let found: Option<HouseholdSolution> =
            fetch_optional!(self, SQL, province_code, solution_id);
        self.opened_one(found)
    }

    /// Solutions of a household, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_solutions_of(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<HouseholdSolution>, StoreError> {
        const SQL: &str = "SELECT * FROM household_solution WHERE province_code = $1 AND household_id = \
             $2 ORDER BY year DESC, recorded_at DESC, solution_id";
        let rows: Vec<HouseholdSolution> = fetch_all!(self, SQL, province_code, household_id);
        self.opened_all(rows)
    }

    /// Solutions of a commune's households recorded for a year or later.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_solutions_of_commune(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<HouseholdSolution>, StoreError> {
        const SQL: &str = "SELECT * FROM household_solution WHERE province_code = $1 AND commune_code = \
             $2 AND year >= $3 ORDER BY household_id, recorded_at, solution_id";
        let rows: Vec<HouseholdSolution> = fetch_all!(self, SQL, province_code, commune_code, year);
        self.opened_all(rows)
    }

    /// Ends a solution that is still planned.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn close_solution(
        &mut self,
        (province_code, solution_id): (&str, Uuid),
        (state, outcome): (&str, &str),
        (by, on): (Uuid, NaiveDate),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE household_solution SET state = $3, outcome = $4, closed_by = $5, \
             closed_on = $6 WHERE province_code = $1 AND solution_id = $2 AND state = \
             'planned'";
        let row = format!("{province_code}/{solution_id}");
        let outcome = self.sealed_text(("household_solution", "outcome"), &row, outcome)?;
        let changed = execute!(
            self,
            SQL,
            province_code,
            solution_id,
            state,
            outcome,
            by,
            on
        );
        if changed == 0 {
            return Err(StoreError::Stale("household_solution"));
        }
        Ok(())
    }
}
