//! Assessed households on their way into the statutory tables.

use super::places::Places;
use super::request::AssessError;
use chrono::NaiveDate;
use std::sync::Arc;
use vuonlen_law::assess::Assessment;
use vuonlen_law::facts::{Batch, BatchBuilder, Record, Schema};
use vuonlen_law::law::Law;
use vuonlen_law::standards::Standard;
use vuonlen_law::status::Status;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::tables::{
    Accumulators, Breakdown, Chunk, ColumnarSource, TableError, TablePlan, TableResult, TableSource,
};

/// The tables of one run, filled chunk by chunk.
pub(super) struct Tables<'law> {
    plan: TablePlan,
    schema: Arc<Schema>,
    places: Places<'law>,
    counted: Accumulators,
    status: Status,
}

impl<'law> Tables<'law> {
    /// The tables as they are under `standard` on the day of the review.
    pub(super) fn new(
        law: &'law Law,
        standard: &Standard,
        on: NaiveDate,
    ) -> Result<Self, AssessError> {
        let schema = law
            .facts
            .scope("assessed")
            .cloned()
            .ok_or(AssessError::NoFacts)?;
        let edition = law.tables.edition(
            &law.scopes.assessed,
            &EditionOptions {
                codes: &law.codes,
                on,
                standard: &standard.id,
                parameters: &standard.whole_parameters(on),
            },
        )?;
        let plan = TablePlan::new(edition);
        Ok(Self {
            counted: Accumulators::new(1, plan.measures().measures().len()),
            plan,
            schema,
            places: Places::new(&law.units, on),
            status: Status::Verified,
        })
    }

    /// Counts some households; gives back their columns, for the lists.
    pub(super) fn add(&mut self, assessments: &[Assessment]) -> Result<Batch, AssessError> {
        let mut builder = BatchBuilder::new(self.schema.clone(), None, assessments.len());
        let mut units = Vec::with_capacity(assessments.len());
        for assessment in assessments {
            builder
                .push(&assessment.facts, None::<&[Record]>)
                .map_err(|error| TableError::Read(error.into()))?;
            let village = assessment.village.as_deref();
            units.push(self.places.village(&assessment.unit, village).0);
            let movement = assessment.transition_status.unwrap_or(Status::Verified);
            self.status = self.status.weakest(assessment.status).weakest(movement);
        }
        let households = builder
            .finish()
            .map_err(|error| TableError::Read(error.into()))?;
        let chunk = Chunk {
            households: households.clone(),
            units: units.into(),
        };
        ColumnarSource::new(std::iter::once(Ok(chunk)))
            .accumulate(self.plan.measures(), &mut self.counted)?;
        Ok(households)
    }

    pub(super) const fn plan(&self) -> &TablePlan {
        &self.plan
    }

    pub(super) const fn status(&self) -> Status {
        self.status
    }

    /// The summary tables of everything counted, for the narrowest unit that holds it all and
    /// its parts.
    pub(super) fn results(&self) -> Vec<TableResult> {
        let mut counted = self.counted.clone();
        counted.grow(self.places.tree().len());
        let breakdown = Breakdown {
            scope: self.places.scope(),
            depth: 1,
            status: self.status,
        };
        self.plan.results(&counted, self.places.tree(), &breakdown)
    }
}
