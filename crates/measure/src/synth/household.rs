//! One synthetic household.

use super::communes::Commune;
use super::profile::{Profile, Region};
use super::random::Random;
use super::rules::Rules;
use vuonlen_domain::{Area, Class};

/// A household as its columns will have it; none is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Household {
    pub(super) present: bool,
    pub(super) area: u16,
    pub(super) size: Option<i64>,
    pub(super) previous_size: Option<i64>,
    pub(super) class: u16,
    pub(super) previous_class: u16,
    pub(super) ever_poor: bool,
    pub(super) ever_near_poor: bool,
    pub(super) event: u16,
    pub(super) transition: Option<u16>,
    pub(super) income_per_person: Option<i64>,
    pub(super) farm_household: bool,
    pub(super) score_a: Option<i64>,
    pub(super) score_b: Option<i64>,
    pub(super) deprivations: Option<u64>,
    pub(super) causes: Option<u64>,
    pub(super) needs: Option<u64>,
    pub(super) groups: u64,
    pub(super) ethnicity: u16,
    /// Children; uninsured, malnourished and not in school among them.
    pub(super) children: Option<[i64; 4]>,
}

/// Where `none` stands behind the classes.
const NONE: usize = 4;

/// Draws the households of one commune.
pub(super) struct Drawing<'a> {
    pub(super) profile: &'a Profile,
    pub(super) rules: &'a Rules,
    pub(super) commune: &'a Commune,
    pub(super) random: Random,
    region: &'a Region,
    group_weights: Vec<f64>,
    group_codes: Vec<&'a str>,
}

/// A household of the year before that has left.
enum Left {
    MovedOut,
    Merged,
    Died,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(
        profile: &'a Profile,
        rules: &'a Rules,
        commune: &'a Commune,
        seed: u64,
    ) -> Self {
        let region = &profile.regions[commune.region];
        Self {
            profile,
            rules,
            commune,
            random: Random::new(seed, &format!("households {}", commune.code)),
            region,
            group_weights: region.groups.values().copied().collect(),
            group_codes: region.groups.keys().map(String::as_str).collect(),
        }
    }

    /// The next household.
    pub(super) fn household(&mut self) -> Household {
        let area = usize::from(self.commune.area == Area::Urban);
        let left = self.left();
        let mut household = Household {
            present: left.is_none(),
            area: self.rules.areas[area],
            ..Household::default()
        };
        let code = self.ethnic_group();
        let class = if left.is_some() { NONE } else { self.class() };
        household.class = self.rules.classes[class];
        self.set_people(&mut household, class, code);
        if left.is_none() {
            self.set_deprivations(&mut household, class);
            self.set_means(&mut household, class, area);
        }
        self.set_before(&mut household, class, left.as_ref());
        household
    }

    fn left(&mut self) -> Option<Left> {
        let events = &self.profile.events;
        let draw = self.random.share();
        if draw < events.moved_out {
            Some(Left::MovedOut)
        } else if draw < events.moved_out + events.merged {
            Some(Left::Merged)
        } else if draw < events.moved_out + events.merged + events.died {
            Some(Left::Died)
        } else {
            None
        }
    }

    /// Position in [`Class::ALL`].
    fn class(&mut self) -> usize {
        let (poor, near_poor) = (self.commune.poor, self.commune.near_poor);
        let draw = self.random.share();
        let average = match (self.commune.area, self.rules.income[0].1) {
            (Area::Rural, Some(_)) => self.region.average_living,
            _ => 0.0,
        };
        let class = if draw < poor {
            Class::Poor
        } else if draw < poor + near_poor {
            Class::NearPoor
        } else if draw < poor + near_poor + average {
            Class::AverageLiving
        } else {
            Class::NotPoor
        };
        class as usize
    }

    fn ethnic_group(&mut self) -> &'a str {
        if self.random.chance(self.profile.communes.largest_group) {
            return &self.commune.largest_group;
        }
        self.group_codes[self.random.pick(&self.group_weights)]
    }

    fn set_people(&mut self, household: &mut Household, class: usize, code: &str) {
        let (position, minority) = self
            .rules
            .ethnic_groups
            .get(code)
            .copied()
            .unwrap_or_default();
        household.ethnicity = position;
        let poor = usize::from(class > Class::NearPoor as usize);
        let mut set = |name: &str, there: bool| {
            if let (true, Some(bit)) = (there, self.rules.groups.get(name)) {
                household.groups |= 1 << bit;
            }
        };
        set("ethnic_minority", minority);
        set(
            "local_ethnic_minority",
            self.region.local.iter().any(|local| local == code),
        );
        for (name, shares) in &self.profile.groups {
            set(name, self.random.chance(shares[poor]));
        }
        if class == NONE {
            return;
        }
        let size = 1 + self.random.pick(&self.region.size) as u64;
        household.size = i64::try_from(size).ok();
        // At least one adult; more children where there are more people.
        let children = if size == 1 {
            0
        } else {
            self.random.below(size).min(self.random.below(size))
        };
        household.children = Some([children as i64, 0, 0, 0]);
    }

    fn set_deprivations(&mut self, household: &mut Household, class: usize) {
        let shares = &self.profile.deprivations;
        let count = match Class::ALL[class] {
            Class::Poor => self.rules.cut + self.random.pick(&shares.poor_more) as u64,
            Class::NearPoor => {
                (self.random.pick(&shares.near_poor) as u64).min(self.rules.cut.saturating_sub(1))
            }
            _ => self.random.pick(&shares.neither) as u64,
        };
        let children = household.children.map_or(0, |children| children[0]);
        let mut weights: Vec<f64> = self
            .rules
            .indicators
            .iter()
            .map(|indicator| match indicator.code.as_str() {
                "nutrition" | "child_school" if children == 0 => 0.0,
                _ => indicator.weight,
            })
            .collect();
        let (mut mask, mut points) = (0, Some(0));
        for _ in 0..count {
            let place = self.random.pick(&weights);
            weights[place] = 0.0;
            let indicator = &self.rules.indicators[place];
            mask |= 1 << indicator.position;
            points = points
                .zip(indicator.points)
                .map(|(sum, points)| sum + points);
            self.set_children(household, &indicator.code, children);
        }
        household.deprivations = Some(mask);
        household.score_b = points;
    }

    /// What a deprivation of a child says of how many children.
    fn set_children(&mut self, household: &mut Household, code: &str, children: i64) {
        let Some(counts) = household.children.as_mut().filter(|_| children > 0) else {
            return;
        };
        let some = 1 + self.random.below(children.cast_unsigned()) as i64;
        match code {
            // Often it is an adult who has no insurance.
            "health_insurance" if self.random.chance(0.4) => counts[1] = some,
            "nutrition" => counts[2] = some,
            "child_school" => counts[3] = some,
            _ => {}
        }
    }

    /// Scores or income, causes and needs.
    fn set_means(&mut self, household: &mut Household, class: usize, area: usize) {
        let class = Class::ALL[class];
        let (line, average) = self.rules.income[area];
        let rural = self.commune.area == Area::Rural;
        household.farm_household =
            class == Class::AverageLiving || self.random.chance(if rural { 0.45 } else { 0.05 });
        let listed = class.is_poor_or_near_poor();
        match (self.rules.score, class) {
            (Some(score), Class::Poor | Class::NearPoor | Class::NotPoor) => {
                let distance = self.random.below(60).min(self.random.below(90)) as i64;
                household.score_a = Some(if listed {
                    score[area] - distance
                } else {
                    score[area] + 1 + 2 * distance
                });
            }
            _ => {
                let thousands = |low: i64, high: i64, random: &mut Random| {
                    let steps = ((high - low) / 1000).max(1).cast_unsigned();
                    low + 1000 * (random.below(steps) as i64 + 1)
                };
                household.income_per_person = Some(match (class, average) {
                    (Class::AverageLiving, Some(average)) => {
                        thousands(line, average, &mut self.random)
                    }
                    (Class::NotPoor, average) => {
                        let low = average.unwrap_or(line);
                        thousands(low, 4 * low, &mut self.random)
                    }
                    _ => thousands(line / 4, line, &mut self.random),
                });
            }
        }
        if listed {
            household.causes = Some(self.some(|rules| &rules.causes, 3));
            household.needs = Some(self.some(|rules| &rules.needs, 2));
        }
    }

    /// One to `most` of some codes.
    fn some(&mut self, codes: impl Fn(&'a Rules) -> &'a Vec<u16>, most: u64) -> u64 {
        let codes = codes(self.rules);
        if codes.is_empty() {
            return 0;
        }
        let mut mask = 0;
        for _ in 0..=self.random.below(most) {
            mask |= 1 << codes[self.random.below(codes.len() as u64) as usize];
        }
        mask
    }

    /// The review before, and the movement since.
    fn set_before(&mut self, household: &mut Household, class: usize, left: Option<&Left>) {
        let event = match left {
            Some(Left::MovedOut) => "moved_out",
            Some(Left::Merged) => "merged",
            Some(Left::Died) => "died",
            None => self.arrival(),
        };
        let arrived = left.is_none() && event != "none";
        let previous = if arrived {
            NONE
        } else {
            self.class_before(class)
        };
        household.event = self.rules.events[event];
        household.previous_class = self.rules.classes[previous];
        let before = &self.profile.before;
        let poor_before = [Class::Poor as usize, Class::NearPoor as usize].contains(&previous);
        let likelier = if poor_before || class <= Class::NearPoor as usize {
            1.0
        } else {
            0.1
        };
        household.ever_poor = self.random.chance(before.ever_poor * likelier);
        household.ever_near_poor = self.random.chance(before.ever_near_poor * likelier);
        if previous != NONE {
            let size = household.size.unwrap_or_else(|| {
                if event == "died" {
                    1
                } else {
                    1 + self.random.pick(&self.region.size) as i64
                }
            });
            let change = [0.04, 0.92, 0.04];
            let change = if left.is_some() {
                1
            } else {
                self.random.pick(&change) as i64
            };
            household.previous_size = Some((size + change - 1).max(1));
        }
        household.transition = self.rules.movement((
            household.class,
            household.previous_class,
            household.event,
            household.ever_poor,
            household.ever_near_poor,
        ));
    }

    fn arrival(&mut self) -> &'static str {
        let events = &self.profile.events;
        let draw = self.random.share();
        if draw < events.moved_in {
            "moved_in"
        } else if draw < events.moved_in + events.split {
            "split"
        } else {
            "none"
        }
    }

    /// Position of the class before, `none` behind the last class.
    fn class_before(&mut self, class: usize) -> usize {
        let before = &self.profile.before;
        let shares = match Class::ALL.get(class) {
            Some(Class::Poor) => before.poor,
            Some(Class::NearPoor) => before.near_poor,
            _ => {
                let poor = self.commune.poor * before.neither_per_poor;
                let near_poor = self.commune.near_poor * before.neither_per_near_poor;
                let unlisted = if class == NONE { 0.0 } else { 0.001 };
                [poor, near_poor, 1.0 - poor - near_poor - unlisted, unlisted]
            }
        };
        match self.random.pick(&shares) {
            0 => Class::Poor as usize,
            1 => Class::NearPoor as usize,
            2 => Class::NotPoor as usize,
            _ => NONE,
        }
    }
}
