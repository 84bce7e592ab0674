//! What a synthetic household needs to know of the law to be lawful.

use super::SynthError;
use super::profile::Profile;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use vuonlen_domain::{Area, Class};
use vuonlen_law::expr::{Facts, Formula};
use vuonlen_law::facts::{CodePositions, Record, Schema, Value};
use vuonlen_law::law::Law;
use vuonlen_law::standards::{Amount, ClassOn, Route, Standard};

/// Lines, points and positions of codes on the day of the review.
#[derive(Debug)]
pub(super) struct Rules {
    /// By area: the income line, and the upper end of an average living.
    pub(super) income: [(i64, Option<i64>); 2],
    /// By area: the score that stands for the income line; none where the standard has none.
    pub(super) score: Option<[i64; 2]>,
    /// Deprivations from which a household is poor.
    pub(super) cut: u64,
    /// Position, points and weight of each indicator.
    pub(super) indicators: Vec<Indicator>,
    /// Position of each class in the list with `none` behind.
    pub(super) classes: [u16; 5],
    pub(super) events: BTreeMap<&'static str, u16>,
    pub(super) causes: Vec<u16>,
    pub(super) needs: Vec<u16>,
    pub(super) groups: BTreeMap<String, u16>,
    pub(super) areas: [u16; 2],
    /// Position of each ethnic group, and whether it is a minority.
    pub(super) ethnic_groups: BTreeMap<String, (u16, bool)>,
    movements: BTreeMap<Before, Option<u16>>,
}

/// One indicator.
#[derive(Debug, Clone)]
pub(super) struct Indicator {
    pub(super) code: String,
    pub(super) position: u16,
    pub(super) points: Option<i64>,
    pub(super) weight: f64,
}

/// What decides a movement: positions of the class, the class before and the event, and whether
/// the household ever was poor or near-poor.
pub(super) type Before = (u16, u16, u16, bool, bool);

/// Events of the profile, by their codes.
pub(super) const EVENTS: [&str; 6] = ["none", "moved_in", "moved_out", "split", "merged", "died"];

impl Rules {
    pub(super) fn new(
        law: &Law,
        standard: &Standard,
        on: NaiveDate,
        profile: &Profile,
    ) -> Result<Self, SynthError> {
        let codes = Codes(law, on);
        let by_area = |id: &str| whole(standard, id, on);
        let missing = |what: &str| SynthError::Standard {
            id: standard.id.clone(),
            what: what.to_owned(),
        };
        let poor = by_area("poor_income").ok_or_else(|| missing("poor_income"))?;
        let average = by_area("average_income");
        let cut = by_area("deprivation_cut").ok_or_else(|| missing("deprivation_cut"))?[0];
        let mut classes = [0; 5];
        let names = Class::ALL.iter().map(|class| class.code()).chain(["none"]);
        for (position, name) in classes.iter_mut().zip(names) {
            *position = codes.position("classes_or_none", name)?;
        }
        let events: Result<BTreeMap<&str, u16>, SynthError> = EVENTS
            .into_iter()
            .map(|event| Ok((event, codes.position("household_events", event)?)))
            .collect();
        let areas = Area::ALL.map(|area| codes.position("areas", area.code()));
        let [rural, urban] = areas;
        let mut rules = Self {
            income: [0, 1].map(|area| (poor[area], average.map(|average| average[area]))),
            score: by_area("poor_score"),
            cut: u64::try_from(cut).unwrap_or(0),
            indicators: indicators(standard, &codes, profile)?,
            classes,
            events: events?,
            causes: codes.in_force("causes")?,
            needs: codes.in_force("needs")?,
            groups: codes.all("groups")?,
            areas: [rural?, urban?],
            ethnic_groups: ethnic_groups(&codes)?,
            movements: BTreeMap::new(),
        };
        rules.check(law, standard, on)?;
        rules.movements = movements(law, &rules);
        Ok(rules)
    }

    /// The movement the law sees; none where no rule holds.
    pub(super) fn movement(&self, before: Before) -> Option<u16> {
        self.movements.get(&before).copied().flatten()
    }

    /// Draws one household of every class and asks the law: a standard that decides otherwise
    /// than by one line and one cut is not one whose households can be drawn here.
    fn check(&self, law: &Law, standard: &Standard, on: NaiveDate) -> Result<(), SynthError> {
        let refused = || SynthError::Standard {
            id: standard.id.clone(),
            what: "class".to_owned(),
        };
        let rules = standard.on(on).ok_or_else(refused)?;
        let schema = law.scopes.class.household();
        for area in [0, 1] {
            let (line, average) = self.income[area];
            let cut = i64::try_from(self.cut).unwrap_or(0);
            let by_income = [
                (Class::Poor, line, cut, false),
                (Class::NearPoor, line, cut - 1, false),
                (Class::NotPoor, average.unwrap_or(line) + 1, cut, false),
            ];
            let farm = average.map(|average| (Class::AverageLiving, average, 0, true));
            for (class, income, count, farm) in by_income.into_iter().chain(farm) {
                let facts = [
                    ("area", Value::Code(self.areas[area])),
                    ("income_per_person", Value::Int(income)),
                    ("deprivation_count", Value::Int(count)),
                    ("farm_household", Value::Bool(farm)),
                ];
                if decided(&rules.classes, Route::Income, &record(schema, &facts)) != Some(class) {
                    return Err(refused());
                }
            }
            let Some(score) = self.score else { continue };
            let points: i64 = self
                .indicators
                .iter()
                .take(self.cut as usize)
                .map(|indicator| indicator.points.unwrap_or(0))
                .sum();
            let by_score = [
                (Class::Poor, score[area], points),
                (Class::NearPoor, score[area], 0),
                (Class::NotPoor, score[area] + 1, points),
            ];
            for (class, score_a, score_b) in by_score {
                let facts = [
                    ("area", Value::Code(self.areas[area])),
                    ("score_a", Value::Int(score_a)),
                    ("score_b", Value::Int(score_b)),
                ];
                if decided(&rules.classes, Route::Score, &record(schema, &facts)) != Some(class) {
                    return Err(refused());
                }
            }
        }
        Ok(())
    }
}

/// The first class whose rule holds on `route`.
fn decided(classes: &[ClassOn], route: Route, record: &Record) -> Option<Class> {
    let holds = |formula: Option<&Formula>, otherwise: bool| {
        formula.map_or(otherwise, |formula| {
            let facts = Facts {
                household: record,
                members: None,
            };
            formula.interpret(facts).is_true()
        })
    };
    classes
        .iter()
        .find(|class| holds(class.rule(route), false) && holds(class.only_when.as_ref(), true))
        .map(|class| class.class)
}

fn record(schema: &Schema, facts: &[(&str, Value)]) -> Record {
    let mut record = schema.empty_record();
    for (name, value) in facts {
        if let Some(index) = schema.index(name) {
            record[index] = Some(*value);
        }
    }
    record
}

/// The movement for everything that can decide it.
fn movements(law: &Law, rules: &Rules) -> BTreeMap<Before, Option<u16>> {
    let schema = law.scopes.transition.household();
    let mut movements = BTreeMap::new();
    for class in rules.classes {
        for previous in rules.classes {
            for event in rules.events.values() {
                for ever in 0..4_u8 {
                    let before = (class, previous, *event, ever & 1 != 0, ever & 2 != 0);
                    let facts = [
                        ("class", Value::Code(class)),
                        ("previous_class", Value::Code(previous)),
                        ("event", Value::Code(*event)),
                        ("ever_poor", Value::Bool(before.3)),
                        ("ever_near_poor", Value::Bool(before.4)),
                    ];
                    movements.insert(before, movement(law, &record(schema, &facts)));
                }
            }
        }
    }
    movements
}

fn movement(law: &Law, record: &Record) -> Option<u16> {
    let facts = Facts {
        household: record,
        members: None,
    };
    let holds = |formula: Option<&Formula>| formula.is_some_and(|f| f.interpret(facts).is_true());
    let rule = law.transitions.iter().find(|rule| holds(rule.formula()))?;
    CodePositions::position(law.codes.as_ref(), "transitions", &rule.code)
}

fn indicators(
    standard: &Standard,
    codes: &Codes<'_>,
    profile: &Profile,
) -> Result<Vec<Indicator>, SynthError> {
    let weights = &profile.deprivations.weights;
    standard
        .indicators
        .iter()
        .map(|indicator| {
            Ok(Indicator {
                code: indicator.code.clone(),
                position: codes.position("indicators", &indicator.code)?,
                points: indicator.points,
                weight: weights.get(&indicator.code).copied().unwrap_or(1.0),
            })
        })
        .collect()
}

fn ethnic_groups(codes: &Codes<'_>) -> Result<BTreeMap<String, (u16, bool)>, SynthError> {
    let list = codes.0.codes.list("ethnic_groups");
    let minority = |code: &str| {
        list.and_then(|list| list.latest(code))
            .is_some_and(|code| code.flag("minority"))
    };
    let all = codes.all("ethnic_groups")?;
    Ok(all
        .into_iter()
        .map(|(code, position)| {
            let minority = minority(&code);
            (code, (position, minority))
        })
        .collect())
}

/// A whole-number parameter, rural and urban.
fn whole(standard: &Standard, id: &str, on: NaiveDate) -> Option<[i64; 2]> {
    let resolved = standard.parameter(id)?.on(on)?;
    let value = |area| match resolved.value(area).value {
        Amount::Int(value) => Some(value),
        Amount::Decimal(_) => None,
    };
    Some([value(Area::Rural)?, value(Area::Urban)?])
}

/// Positions of codes on a day.
struct Codes<'a>(&'a Law, NaiveDate);

impl Codes<'_> {
    fn position(&self, list: &str, code: &str) -> Result<u16, SynthError> {
        CodePositions::position(self.0.codes.as_ref(), list, code).ok_or_else(|| {
            SynthError::UnknownCode {
                list: list.to_owned(),
                code: code.to_owned(),
            }
        })
    }

    fn all(&self, list: &str) -> Result<BTreeMap<String, u16>, SynthError> {
        let codes = self
            .0
            .codes
            .list(list)
            .map(|list| list.codes())
            .unwrap_or_default();
        codes
            .iter()
            .map(|code| Ok((code.clone(), self.position(list, code)?)))
            .collect()
    }

    /// Positions of the codes in force.
    fn in_force(&self, list: &str) -> Result<Vec<u16>, SynthError> {
        let version = self.0.codes.list(list).and_then(|list| list.as_of(self.1));
        let codes = version
            .map(|version| version.codes.as_slice())
            .unwrap_or_default();
        codes
            .iter()
            .map(|code| self.position(list, &code.code))
            .collect()
    }
}
