//! Indicators of `law/targets/` counted over households, and goals judged against them.
//!
//! Every figure is a fraction of whole numbers and every comparison is made without rounding:
//! 1.75 % is reached at exactly 1.75 %. This room must not know names of units, nor which
//! communes a target is set for; it counts by commune and is told which to add up.

use crate::index::tally::Split;
use crate::index::{Households, UnitKey};
use crate::snapshot::SnapshotError;
use crate::tables::{MeasureId, MeasureSet};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use vuonlen_domain::{Decimal, Ratio};
use vuonlen_law::expr::Formula;
use vuonlen_law::targets::{Counted, Goal, Indicator};

/// What is counted to tell a set of indicators.
#[derive(Debug, Clone)]
pub struct IndicatorPlan {
    measures: MeasureSet,
    /// Part and whole of each indicator.
    indicators: Vec<(MeasureId, Option<MeasureId>)>,
}

/// Indicators by commune, in the order of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorCounts {
    communes: BTreeMap<UnitKey, Vec<IndicatorValue>>,
}

/// An indicator of some households.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndicatorValue {
    /// What was counted.
    pub part: i64,
    /// Out of what; absent for an indicator that is a number.
    pub whole: Option<i64>,
    /// Households of which something the indicator reads is not known; they are in neither.
    pub undecided: i64,
}

/// An earlier value of the same indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The value.
    pub value: IndicatorValue,
    /// Years since then.
    pub years: Ratio,
}

/// What a goal is judged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The value now.
    pub now: IndicatorValue,
    /// The value before; only a fall needs it.
    pub earlier: Option<Earlier>,
    /// The whole country's value; only “below the country” needs it.
    pub country: Option<IndicatorValue>,
}

/// Why a goal cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVerdict {
    /// Nobody to divide by.
    NobodyCounted,
    /// A fall needs an earlier figure.
    NoEarlier,
    /// The rest of the country is not in the data.
    NotTheCountry,
    /// The numbers are too large to be compared exactly.
    TooLarge,
}

impl IndicatorPlan {
    /// Prepares to count `indicators`.
    #[must_use]
    pub fn new<'i>(indicators: impl IntoIterator<Item = &'i Indicator>) -> Self {
        let mut measures = MeasureSet::new();
        let mut add = |counted: &Counted| {
            let formula = counted.formula();
            if counted.counts_households() {
                measures.add(formula, None)
            } else {
                measures.add(None, formula)
            }
        };
        let indicators = indicators
            .into_iter()
            .map(|indicator| (add(&indicator.part), indicator.whole.as_ref().map(&mut add)))
            .collect();
        Self {
            measures,
            indicators,
        }
    }

    /// Prepares to count the households for which each condition holds: who is in which class by
    /// the rules of a standard, say, in one pass.
    #[must_use]
    pub fn of_conditions<'f>(conditions: impl IntoIterator<Item = &'f Formula>) -> Self {
        let mut measures = MeasureSet::new();
        let conditions = conditions.into_iter();
        let indicators = conditions.map(|one| (measures.add(Some(one), None), None));
        Self {
            indicators: indicators.collect(),
            measures,
        }
    }

    /// What has to be counted, for [`Households::count_ahead`].
    #[must_use]
    pub const fn measures(&self) -> &MeasureSet {
        &self.measures
    }

    /// Counts every indicator in one pass.
    ///
    /// # Errors
    /// [`SnapshotError`] when the households cannot be read, or a formula has no form in bits.
    pub fn count(
        &self,
        households: &Households,
        threads: NonZeroUsize,
    ) -> Result<IndicatorCounts, SnapshotError> {
        let tally = households.tally(&self.measures, Split::None, threads)?;
        let mut communes: BTreeMap<UnitKey, Vec<IndicatorValue>> = BTreeMap::new();
        for ((unit, _), figures) in tally.values {
            let of = |values: &[i64], id: MeasureId| values.get(id.0).copied().unwrap_or(0);
            let values = communes.entry(unit).or_default();
            values.resize(self.indicators.len(), IndicatorValue::default());
            for ((part, whole), value) in self.indicators.iter().zip(values) {
                value.add(IndicatorValue {
                    part: of(&figures.values, *part),
                    whole: whole.map(|whole| of(&figures.values, whole)),
                    // A household not known in the part is not known in the share.
                    undecided: std::iter::once(*part)
                        .chain(*whole)
                        .map(|id| of(&figures.undecided, id))
                        .max()
                        .unwrap_or(0),
                });
            }
        }
        Ok(IndicatorCounts { communes })
    }
}

impl IndicatorCounts {
    /// The communes with the values of every indicator.
    pub fn iter(&self) -> impl Iterator<Item = (&UnitKey, &[IndicatorValue])> {
        self.communes
            .iter()
            .map(|(unit, values)| (unit, values.as_slice()))
    }

    /// The communes with households.
    pub fn communes(&self) -> impl Iterator<Item = &UnitKey> {
        self.communes.keys()
    }

    /// The indicator at `index` over the communes chosen; `None` when there is none of them.
    #[must_use]
    pub fn over(&self, index: usize, chosen: impl Fn(&UnitKey) -> bool) -> Option<IndicatorValue> {
        let chosen = self.communes.iter().filter(|(unit, _)| chosen(unit));
        let values = chosen.filter_map(|(_, values)| values.get(index).copied());
        values.reduce(|mut sum, value| {
            sum.add(value);
            sum
        })
    }
}

impl IndicatorValue {
    fn add(&mut self, other: Self) {
        self.part = self.part.saturating_add(other.part);
        self.whole = match (self.whole, other.whole) {
            (Some(mine), Some(theirs)) => Some(mine.saturating_add(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        self.undecided = self.undecided.saturating_add(other.undecided);
    }

    /// The share; `None` for a number, and where there is nobody to divide by.
    #[must_use]
    pub fn share(self) -> Option<Ratio> {
        let whole = self.whole.filter(|whole| *whole > 0)?;
        Some(Ratio::new(self.part, whole))
    }

    /// As a fraction: percent for a share, the number itself for a number.
    fn amount(self) -> Result<(i128, i128), NoVerdict> {
        match self.whole {
            None => Ok((self.part.into(), 1)),
            Some(0) => Err(NoVerdict::NobodyCounted),
            Some(whole) => Ok((i128::from(self.part) * 100, whole.into())),
        }
    }
}

/// Years between two days: a whole number between the same day of two years, else by days of a
/// mean year of 365.25.
#[must_use]
pub fn years_between(earlier: NaiveDate, later: NaiveDate) -> Ratio {
    let (a, b) = (earlier, later);
    if (a.month(), a.day()) == (b.month(), b.day()) {
        return Ratio::new((b.year() - a.year()).into(), 1);
    }
    Ratio::new((b - a).num_days() * 4, 1461)
}

/// Whether `goal` is reached.
///
/// # Errors
/// [`NoVerdict`] when the evidence does not decide it.
pub fn reached(goal: Goal, evidence: &Evidence) -> Result<bool, NoVerdict> {
    let now = evidence.now.amount()?;
    let large = NoVerdict::TooLarge;
    match goal {
        Goal::AtMost(most) => less_or_equal(now, fraction(most)).ok_or(large),
        Goal::AtLeast(least) => less_or_equal(fraction(least), now).ok_or(large),
        Goal::Below(limit) => {
            let not_below = less_or_equal(fraction(limit), now);
            not_below.map(|not_below| !not_below).ok_or(large)
        }
        Goal::BelowCountry => {
            let country = evidence.country.ok_or(NoVerdict::NotTheCountry)?.amount()?;
            let not_below = less_or_equal(country, now);
            not_below.map(|not_below| !not_below).ok_or(large)
        }
        Goal::FallsBy(fall) => {
            let earlier = evidence.earlier.ok_or(NoVerdict::NoEarlier)?;
            if earlier.years.part <= 0 || earlier.years.whole <= 0 {
                return Err(NoVerdict::NoEarlier);
            }
            let before = earlier.value.amount()?;
            let wanted = fraction(fall.at_least);
            let (years, of) = (
                i128::from(earlier.years.part),
                i128::from(earlier.years.whole),
            );
            // wanted · years ≤ before − now
            let asked = times(wanted, (years, of)).ok_or(large)?;
            let fallen = minus(before, now).ok_or(large)?;
            less_or_equal(asked, fallen).ok_or(large)
        }
    }
}

/// How many percentage points a year a share has fallen since the earlier value, rounded.
#[must_use]
pub fn fall_a_year(now: IndicatorValue, earlier: &Earlier, decimals: u32) -> Option<Decimal> {
    let fallen = minus(earlier.value.amount().ok()?, now.amount().ok()?)?;
    let years = (
        i128::from(earlier.years.whole),
        i128::from(earlier.years.part),
    );
    let (part, whole) = reduced(times(fallen, years)?);
    let ratio = Ratio::new(i64::try_from(part).ok()?, i64::try_from(whole).ok()?);
    ratio.scaled(1, decimals)
}

type Fraction = (i128, i128);

fn fraction(number: Decimal) -> Fraction {
    (number.digits.into(), 10_i128.pow(number.decimals.min(18)))
}

/// Both denominators are positive.
fn less_or_equal(one: Fraction, other: Fraction) -> Option<bool> {
    Some(one.0.checked_mul(other.1)? <= other.0.checked_mul(one.1)?)
}

fn times(one: Fraction, other: Fraction) -> Option<Fraction> {
    Some(reduced((
        one.0.checked_mul(other.0)?,
        one.1.checked_mul(other.1)?,
    )))
}

fn minus(one: Fraction, other: Fraction) -> Option<Fraction> {
    let part = one.0.checked_mul(other.1)? - other.0.checked_mul(one.1)?;
    Some(reduced((part, one.1.checked_mul(other.1)?)))
}

fn reduced((part, whole): Fraction) -> Fraction {
    let (mut a, mut b) = (part.unsigned_abs(), whole.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = i128::try_from(a.max(1)).unwrap_or(1);
    (part / divisor, whole / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vuonlen_law::targets::FallsBy;

    fn share(part: i64, whole: i64) -> IndicatorValue {
        IndicatorValue {
            part,
            whole: Some(whole),
            undecided: 0,
        }
    }

    fn number(digits: i64, decimals: u32) -> Decimal {
        Decimal { digits, decimals }
    }

    fn alone(now: IndicatorValue) -> Evidence {
        Evidence {
            now,
            earlier: None,
            country: None,
        }
    }

    #[test]
    fn goals_are_judged_at_and_beside_their_edges() {
        // 1.75 % of 40,000 are 700 households.
        let most = Goal::AtMost(number(175, 2));
        assert_eq!(reached(most, &alone(share(700, 40_000))), Ok(true));
        assert_eq!(reached(most, &alone(share(701, 40_000))), Ok(false));
        let below = Goal::Below(number(1, 0));
        assert_eq!(reached(below, &alone(share(9, 900))), Ok(false));
        assert_eq!(reached(below, &alone(share(9, 901))), Ok(true));
        let all = Goal::AtLeast(number(100, 0));
        assert_eq!(reached(all, &alone(share(3, 3))), Ok(true));
        assert_eq!(reached(all, &alone(share(2, 3))), Ok(false));
        let none = Goal::AtMost(number(0, 0));
        let count = |part| IndicatorValue {
            part,
            ..IndicatorValue::default()
        };
        assert_eq!(reached(none, &alone(count(0))), Ok(true));
        assert_eq!(reached(none, &alone(count(1))), Ok(false));
        assert_eq!(
            reached(most, &alone(share(0, 0))),
            Err(NoVerdict::NobodyCounted)
        );
    }

    #[test]
    fn a_fall_is_the_mean_of_the_years_since() {
        let goal = Goal::FallsBy(FallsBy {
            at_least: number(15, 1),
            up_to: None,
        });
        // 10 % to 7 % in two years: 1.5 points a year.
        let since = |years| Evidence {
            earlier: Some(Earlier {
                value: share(100, 1000),
                years,
            }),
            ..alone(share(70, 1000))
        };
        assert_eq!(reached(goal, &since(Ratio::new(2, 1))), Ok(true));
        assert_eq!(reached(goal, &since(Ratio::new(201, 100))), Ok(false));
        assert_eq!(
            reached(goal, &since(Ratio::new(0, 1))),
            Err(NoVerdict::NoEarlier)
        );
        assert_eq!(
            reached(goal, &alone(share(70, 1000))),
            Err(NoVerdict::NoEarlier)
        );
        let earlier = since(Ratio::new(2, 1)).earlier.unwrap();
        let fall = fall_a_year(share(70, 1000), &earlier, 2).unwrap();
        assert_eq!((fall.digits, fall.decimals), (150, 2));
    }

    #[test]
    fn the_country_is_a_line_that_must_be_passed_under() {
        let with = |country| Evidence {
            country,
            ..alone(share(2, 100))
        };
        let goal = Goal::BelowCountry;
        assert_eq!(reached(goal, &with(Some(share(3, 100)))), Ok(true));
        assert_eq!(reached(goal, &with(Some(share(20, 1000)))), Ok(false));
        assert_eq!(reached(goal, &with(None)), Err(NoVerdict::NotTheCountry));
    }

    #[test]
    fn years_between_the_same_day_are_whole() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            years_between(day("2022-12-31"), day("2025-12-31")),
            Ratio::new(3, 1)
        );
        // 4 · 730 / 1461 of a year, a little less than two.
        assert_eq!(
            years_between(day("2022-12-31"), day("2024-12-30")),
            Ratio::new(2920, 1461)
        );
    }
}
