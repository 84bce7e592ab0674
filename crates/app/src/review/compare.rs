//! A sealed year against the years before: rates, change, movement, relapse (R-035, R-036, R-037,
//!

use super::doubts::Rules;
use super::round_at::damaged;
use super::sealed::SealedYear;
use super::tables::YearRef;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use std::collections::BTreeMap;
use vuonlen_domain::{Class, Decimal, Ratio, Text};
use vuonlen_law::assess::PreviousClass;
use vuonlen_law::facts::{Column, Value};
use vuonlen_store::Tx;

/// What a year comes to in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFigures {
    /// The year.
    pub year: i32,
    /// The standard; figures of different standards are not comparable.
    pub standard: String,
    /// Households living there.
    pub households: i64,
    /// Persons in them.
    pub persons: i64,
    /// Households by class.
    pub classes: BTreeMap<Class, i64>,
    /// Households by movement since the year before.
    pub movement: BTreeMap<String, i64>,
    /// Communes whose data are in it.
    pub communes: usize,
}

/// A year and the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// This year.
    pub now: YearFigures,
    /// The year before, as sealed then; none where it was not sealed here.
    pub before: Option<YearFigures>,
    /// Change of each class's rate in percentage points, two decimals; empty without a year
    /// before.
    pub change: BTreeMap<Class, Decimal>,
    /// What a reader must know: the standards differ, a year is not whole.
    pub warnings: Vec<Text>,
    /// Relapses among the poor and near-poor.
    pub relapse: Relapse,
}

/// Households that fell back, out of all poor and near-poor ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relapse {
    /// Relapsed households over poor and near-poor ones.
    pub ratio: Ratio,
    /// From how many percent on a warning is shown.
    pub limit: i64,
    /// Whether the warning is shown.
    pub warns: bool,
}

/// Rates over several years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The years that are sealed, in order.
    pub years: Vec<YearFigures>,
    /// Average change of the rate of poor households a year, in percentage points.
    pub yearly_change: Option<Decimal>,
    /// What a reader must know.
    pub warnings: Vec<Text>,
}

impl YearFigures {
    /// The share of a class among all households.
    #[must_use]
    pub fn rate(&self, class: Class) -> Ratio {
        Ratio::new(
            self.classes.get(&class).copied().unwrap_or(0),
            self.households,
        )
    }
}

impl Context {
    /// A sealed year against the year before.
    ///
    /// # Errors
    /// Nothing sealed; an area that is not the actor's.
    pub async fn compare_years(&self, actor: &Actor, year: &YearRef) -> Result<Comparison, Error> {
        self.scope_over(actor, Action::FiguresRead, &year.area())?;
        let mut tx = self.store.read().await?;
        let now = self.figures_of(&mut tx, year).await?;
        let now = now.ok_or_else(super::tables::nothing_sealed)?;
        let before = YearRef {
            year: year.year - 1,
            amendment: None,
            ..year.clone()
        };
        let before = self.figures_of(&mut tx, &before).await?;
        let mut warnings = Vec::new();
        let mut change = BTreeMap::new();
        if let Some(before) = &before {
            warnings.extend(different(before, &now));
            for class in Class::ALL {
                let points = points(before.rate(class), now.rate(class));
                change.extend(points.map(|points| (class, points)));
            }
        }
        Ok(Comparison {
            relapse: relapse(&now)?,
            change,
            warnings,
            before,
            now,
        })
    }

    /// The rates of an area over the years that are sealed.
    ///
    /// # Errors
    /// Nothing sealed; an area that is not the actor's.
    pub async fn year_series(
        &self,
        actor: &Actor,
        area: &YearRef,
        first: i32,
    ) -> Result<Series, Error> {
        self.scope_over(actor, Action::FiguresRead, &area.area())?;
        let mut tx = self.store.read().await?;
        let mut years = Vec::new();
        for year in first..=area.year {
            let one = YearRef {
                year,
                amendment: None,
                ..area.clone()
            };
            years.extend(self.figures_of(&mut tx, &one).await?);
        }
        let (Some(start), Some(end)) = (years.first(), years.last()) else {
            return Err(super::tables::nothing_sealed());
        };
        let span = i64::from(end.year - start.year);
        let change = exact_change(start.rate(Class::Poor), end.rate(Class::Poor));
        let yearly_change = change
            .filter(|_| span > 0)
            .and_then(|change| Ratio::new(change.part, change.whole.checked_mul(span)?).percent(2));
        let pairs = years.windows(2);
        let warnings = pairs
            .filter_map(|pair| different(&pair[0], &pair[1]))
            .collect();
        Ok(Series {
            yearly_change,
            warnings,
            years,
        })
    }

    async fn figures_of(&self, tx: &mut Tx, year: &YearRef) -> Result<Option<YearFigures>, Error> {
        let village = self.village_of(tx, year).await?;
        let mut all: Option<YearFigures> = None;
        for snapshot in self.snapshots_of(tx, year).await? {
            let sealed = self.sealed_year(tx, snapshot, village.as_deref()).await?;
            let subject = &sealed.manifest.subject;
            let figures = all.get_or_insert_with(|| YearFigures {
                year: year.year,
                standard: subject.standard.clone(),
                households: 0,
                persons: 0,
                classes: BTreeMap::new(),
                movement: BTreeMap::new(),
                communes: 0,
            });
            figures.communes += 1;
            self.count(&sealed, figures)?;
        }
        Ok(all)
    }

    fn count(&self, sealed: &SealedYear, figures: &mut YearFigures) -> Result<(), Error> {
        let schema = self.law.scopes.assessed.household();
        let column = |name: &str| -> Result<&Column, Error> {
            let index = schema.index(name).ok_or_else(|| damaged("facts"))?;
            sealed
                .households
                .column(index)
                .ok_or_else(|| damaged("facts"))
        };
        let (present, size) = (column("present")?, column("size")?);
        let (class, movement) = (column("class")?, column("transition")?);
        let code = |list: &str, value: Option<Value>| -> Option<&str> {
            let Some(Value::Code(position)) = value else {
                return None;
            };
            self.law.codes.list(list)?.code_at(position.into())
        };
        for row in 0..sealed.households.rows() {
            if present.value(row) == Some(Value::Bool(true)) {
                figures.households += 1;
                if let Some(Value::Int(size)) = size.value(row) {
                    figures.persons += size;
                }
            }
            let class = code("classes_or_none", class.value(row)).and_then(PreviousClass::parse);
            if let Some(PreviousClass::Class(class)) = class {
                *figures.classes.entry(class).or_default() += 1;
            }
            if let Some(movement) = code("transitions", movement.value(row)) {
                *figures.movement.entry(movement.to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }
}

fn relapse(now: &YearFigures) -> Result<Relapse, Error> {
    let limit = Rules::shipped()?.relapse.percent;
    let moved = |code: &str| now.movement.get(code).copied().unwrap_or(0);
    let listed = |class: Class| now.classes.get(&class).copied().unwrap_or(0);
    let ratio = Ratio::new(
        moved("re_poor") + moved("re_near_poor"),
        listed(Class::Poor) + listed(Class::NearPoor),
    );
    Ok(Relapse {
        warns: ratio.whole > 0 && ratio.part * 100 >= ratio.whole * limit,
        ratio,
        limit,
    })
}

/// `after − before` as one fraction.
fn exact_change(before: Ratio, after: Ratio) -> Option<Ratio> {
    if before.whole == 0 || after.whole == 0 {
        return None;
    }
    let left = after.part.checked_mul(before.whole)?;
    let right = before.part.checked_mul(after.whole)?;
    Some(Ratio::new(
        left.checked_sub(right)?,
        before.whole.checked_mul(after.whole)?,
    ))
}

/// The change in percentage points, rounded once.
fn points(before: Ratio, after: Ratio) -> Option<Decimal> {
    exact_change(before, after)?.percent(2)
}

/// What keeps two years from being compared as they stand.
fn different(before: &YearFigures, now: &YearFigures) -> Option<Text> {
    if before.standard != now.standard {
        let (a, b) = (before.year, now.year);
        return Some(Text::new(
            format!(
                "Năm {a} và năm {b} áp dụng chuẩn nghèo khác nhau: chênh lệch tỷ lệ không phải là kết quả giảm nghèo."
            ),
            format!(
                "{a} and {b} are under different poverty standards: the difference of the rates is not poverty reduction."
            ),
        ));
    }
    if before.communes != now.communes {
        let (a, b) = (before.communes, now.communes);
        return Some(Text::new(
            format!("Số xã có số liệu khác nhau ({a} và {b}): chỉ so sánh được khi đủ các xã."),
            format!("The years hold {a} and {b} communes: they compare only when all are in."),
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_in_percentage_points_and_rounded_once() {
        // 2017: 3.63 %, 2018: 727 of 28 178 = 2.58 %; the plan says −1.05 points.
        let before = Ratio::new(1_023, 28_178);
        let after = Ratio::new(727, 28_178);
        assert_eq!(points(before, after).unwrap().to_string(), "-1,05");
        assert_eq!(points(Ratio::new(1, 0), after), None);
        assert_eq!(points(after, after).unwrap().to_string(), "0,00");
    }
}
