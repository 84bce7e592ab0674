//! What a household was before this round.

use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_domain::review::RoundKind;
use vuonlen_law::assess::{HouseholdInput, PreviousClass};
use vuonlen_store::household::Household;
use vuonlen_store::review::{RecognisedHousehold, Recognition};

/// Recognitions that hold, by year.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    years: BTreeMap<i64, (String, i64)>,
}

impl Past {
    /// From all recognitions of one household: the last of each year holds.
    pub(super) fn of(recognitions: &[Recognition]) -> Self {
        let mut years = BTreeMap::new();
        for one in recognitions {
            years.insert(one.year, (one.class.clone(), one.size));
        }
        Self { years }
    }

    /// From the recognitions of a whole commune, by household.
    pub(super) fn by_household(rows: Vec<RecognisedHousehold>) -> BTreeMap<Uuid, Self> {
        let mut all: BTreeMap<Uuid, Self> = BTreeMap::new();
        for row in rows {
            let past = all.entry(row.household_id).or_default();
            past.years.insert(row.year, (row.class, row.size));
        }
        all
    }

    /// The class before a round of `year`, with the number of persons then.
    ///
    /// The yearly review looks back to last year's list, whatever changed since; the others to
    /// the class as it stands. Where the year was never recognised here (records taken over from
    /// elsewhere), the class the registry holds from that time or earlier counts.
    pub(super) fn before(
        &self,
        kind: RoundKind,
        year: i64,
        household: &Household,
    ) -> (PreviousClass, Option<u32>) {
        let read = |class: &str, size: i64| {
            let class = PreviousClass::parse(class).unwrap_or(PreviousClass::None);
            (class, u32::try_from(size).ok())
        };
        let last = self.years.get(&(year - 1));
        match last {
            Some((class, size)) if kind.closes_the_year() => read(class, *size),
            None if kind.closes_the_year() && household.class_year.is_some_and(|y| y >= year) => {
                (PreviousClass::None, None)
            }
            _ => read(&household.class, household.size),
        }
    }

    /// Classes recognised before `year`.
    pub(super) fn history(&self, year: i64) -> Vec<(i32, Class)> {
        self.years
            .range(..year)
            .filter_map(|(year, (class, _))| {
                Some((i32::try_from(*year).ok()?, Class::parse(class)?))
            })
            .collect()
    }

    /// For how many years in a row, up to last year, the household was poor or near-poor.
    pub(super) fn years_in_list(&self, year: i64) -> i64 {
        let listed = |year: &i64| {
            let class = self
                .years
                .get(year)
                .and_then(|(class, _)| Class::parse(class));
            class.is_some_and(Class::is_poor_or_near_poor)
        };
        let years = (1..year).rev().take_while(listed).count();
        i64::try_from(years).unwrap_or(i64::MAX)
    }

    /// Tells the assessor.
    pub(super) fn tell(
        &self,
        kind: RoundKind,
        year: i64,
        household: &Household,
        input: &mut HouseholdInput,
    ) {
        let (class, size) = self.before(kind, year, household);
        input.previous_class = Some(class);
        input.previous_size = size;
        input.history = self.history(year);
    }
}
