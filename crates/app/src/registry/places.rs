//! Communes and villages in figures: what leaders must know at any time, which communes come
//! first, and which are flagged as difficult or planned for.

use super::list::HouseholdQuery;
use super::record::required;
use super::wording::Wording;
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_store::Tx;
use vuonlen_store::household::PlaceCount;
use vuonlen_store::unit_flag::UnitFlag;

/// Households of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceFigures {
    /// Its province.
    pub province: String,
    /// Its commune.
    pub commune: String,
    /// The village, where the figures are by village.
    pub village: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// All households.
    pub households: i64,
    /// Poor households.
    pub poor: i64,
    /// Near-poor households.
    pub near_poor: i64,
    /// Poor households of ethnic minorities.
    pub poor_minority: i64,
    /// Near-poor households of ethnic minorities.
    pub near_poor_minority: i64,
    /// Poor households with a person of merit.
    pub poor_merit: i64,
    /// Poor households with a social-protection beneficiary.
    pub poor_protection: i64,
}

/// A flag as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagView {
    /// The flag.
    pub flag: UnitFlag,
    /// What it is called.
    pub label: Text,
    /// Name of the village, where it is about one.
    pub village: String,
}

/// A commune among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityLine {
    /// Its figures.
    pub figures: PlaceFigures,
    /// Its flags today.
    pub flags: Vec<FlagView>,
}

/// A flag to be set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFlag {
    /// The commune.
    pub commune: String,
    /// One of its villages, or the commune itself.
    pub village: Option<Uuid>,
    /// Code of `difficulty_zones`.
    pub flag: String,
    /// First day it holds.
    pub from: Option<NaiveDate>,
    /// The decision that says so.
    pub document: String,
}

impl PlaceFigures {
    /// Poor and near-poor households.
    #[must_use]
    pub const fn listed(&self) -> i64 {
        self.poor + self.near_poor
    }

    fn add(&mut self, count: &PlaceCount) {
        let is_in = |group: &str| count.groups.split(',').any(|code| code == group);
        let minority = is_in("ethnic_minority");
        let households = count.households;
        self.households += households;
        match count.class.as_str() {
            "poor" => {
                self.poor += households;
                self.poor_minority += if minority { households } else { 0 };
                self.poor_merit += if is_in("merit") { households } else { 0 };
                self.poor_protection += if is_in("social_protection") {
                    households
                } else {
                    0
                };
            }
            "near_poor" => {
                self.near_poor += households;
                self.near_poor_minority += if minority { households } else { 0 };
            }
            _ => {}
        }
    }
}

impl Context {
    /// What a leader must know, by commune, or by village of one commune: as last recognised, or
    /// as recognised for `year` (groups are then still those of today).
    ///
    /// # Errors
    /// When the actor may not see figures there.
    pub async fn leadership_figures(
        &self,
        actor: &Actor,
        commune: Option<&str>,
        year: Option<i64>,
    ) -> Result<Vec<PlaceFigures>, Error> {
        let scope = self.scope(actor, Action::FiguresRead)?;
        let area = self.area_asked(&scope, commune)?;
        let by_village = commune.is_some() || area.commune().is_some() && scope.areas().len() == 1;
        let filter = HouseholdQuery {
            commune: commune.map(str::to_owned),
            with_left: year.is_some(),
            ..HouseholdQuery::default()
        }
        .filter(&scope);
        let mut tx = self.store.read().await?;
        let counts = tx.count_households_by_place(&filter, year).await?;
        let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
        if by_village && let (Some(province), Some(commune)) = (area.province(), area.commune()) {
            let villages = tx.list_villages_ever(province, commune).await?;
            names.extend(villages.into_iter().map(|one| (one.village_id, one.name)));
        }
        let mut places: BTreeMap<(String, Option<Uuid>), PlaceFigures> = BTreeMap::new();
        for count in &counts {
            let village = by_village.then_some(count.village_id);
            let place = places
                .entry((count.commune_code.clone(), village))
                .or_default();
            place.province.clone_from(&count.province_code);
            place.commune.clone_from(&count.commune_code);
            place.village = village;
            place.add(count);
        }
        let mut places: Vec<PlaceFigures> = places.into_values().collect();
        for place in &mut places {
            place.name = match place.village {
                Some(village) => names.get(&village).cloned().unwrap_or_default(),
                None => self.unit_short_name(&place.commune),
            };
        }
        places.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(places)
    }

    /// Communes of the actor's area by their rate of poor and near-poor households, highest
    /// first; only those that carry every flag asked for.
    ///
    /// # Errors
    /// When the actor may not see figures.
    pub async fn priority_places(
        &self,
        actor: &Actor,
        flags: &[String],
    ) -> Result<Vec<PriorityLine>, Error> {
        let scope = self.scope(actor, Action::FiguresRead)?;
        let filter = HouseholdQuery::default().filter(&scope);
        let mut tx = self.store.read().await?;
        let counts = tx.count_households_by_place(&filter, None).await?;
        let mut places: BTreeMap<String, PlaceFigures> = BTreeMap::new();
        for (commune, name) in self.communes_of(actor, Action::FiguresRead)? {
            let place = places.entry(commune.clone()).or_default();
            place.commune = commune;
            place.name = name;
        }
        for count in &counts {
            let place = places.entry(count.commune_code.clone()).or_default();
            place.province.clone_from(&count.province_code);
            place.commune.clone_from(&count.commune_code);
            place.name = self.unit_short_name(&count.commune_code);
            place.add(count);
        }
        let mut set: BTreeMap<String, Vec<FlagView>> = BTreeMap::new();
        for province in self.provinces_within(&scope) {
            set.extend(self.flags_of(&mut tx, &province).await?);
        }
        let mut lines: Vec<PriorityLine> = places
            .into_values()
            .map(|figures| PriorityLine {
                flags: set.remove(&figures.commune).unwrap_or_default(),
                figures,
            })
            .filter(|line| {
                let carries = |code: &String| line.flags.iter().any(|one| one.flag.flag == *code);
                flags.iter().all(carries)
            })
            .collect();
        // Rates are compared as fractions: a/b > c/d as a·d > c·b. An empty commune comes last.
        lines.sort_by(|a, b| {
            let (a, b) = (&a.figures, &b.figures);
            let left = a.listed() * b.households.max(1);
            let right = b.listed() * a.households.max(1);
            right.cmp(&left).then_with(|| a.name.cmp(&b.name))
        });
        Ok(lines)
    }

    /// Flags of a commune and its villages today, for whoever sets them.
    ///
    /// # Errors
    /// [`Error::not_found`] for a commune elsewhere.
    pub async fn place_flags(&self, actor: &Actor, commune: &str) -> Result<Vec<FlagView>, Error> {
        let area = self.commune_area(commune)?;
        self.scope_over(actor, Action::UnitFlagWrite, &area)?;
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.read().await?;
        let mut set = self.flags_of(&mut tx, province).await?;
        Ok(set.remove(commune).unwrap_or_default())
    }

    /// Flags of a province today, by commune.
    async fn flags_of(
        &self,
        tx: &mut Tx,
        province: &str,
    ) -> Result<BTreeMap<String, Vec<FlagView>>, Error> {
        let wording = Wording::new(&self.law);
        let mut set: BTreeMap<String, Vec<FlagView>> = BTreeMap::new();
        for flag in tx.list_unit_flags(province, self.today()).await? {
            let village = match flag.village_id {
                Some(id) => tx.find_village(province, id).await?.map(|one| one.name),
                None => None,
            };
            let mine = set.entry(flag.commune_code.clone()).or_default();
            mine.push(FlagView {
                label: wording.label("difficulty_zones", &flag.flag),
                village: village.unwrap_or_default(),
                flag,
            });
        }
        Ok(set)
    }

    /// Flags a commune or one of its villages from a day on.
    ///
    /// # Errors
    /// An unknown flag, no day, no document; a flag it carries already.
    pub async fn set_unit_flag(&self, actor: &Actor, new: NewFlag) -> Result<Uuid, Error> {
        let area = self.commune_area(&new.commune)?;
        let scope = self.scope_over(actor, Action::UnitFlagWrite, &area)?;
        let known = self.code_choices("difficulty_zones");
        if !known.iter().any(|(code, _)| *code == new.flag) {
            return Err(Error::field(
                "flag",
                "Chọn loại địa bàn.",
                "Choose the flag.",
            ));
        }
        let from = new
            .from
            .ok_or_else(|| Error::field("from", "Nhập ngày bắt đầu.", "Enter the first day."))?;
        let document = required(
            "document",
            &new.document,
            "Ghi số, ngày văn bản công nhận.",
            "Give number and date of the decision.",
        )?;
        let province = area.province().unwrap_or_default().to_owned();
        let mut tx = self.store.begin().await?;
        if let Some(village) = new.village {
            let village = tx.find_village(&province, village).await?;
            if village.is_none_or(|village| village.commune_code != new.commune) {
                return Err(Error::field(
                    "village",
                    "Thôn này không thuộc xã đã chọn.",
                    "This village is not of the commune chosen.",
                ));
            }
        }
        let day = from.max(self.today());
        let carried = tx
            .list_unit_flags(&province, day)
            .await?
            .into_iter()
            .any(|one| {
                one.commune_code == new.commune
                    && one.village_id == new.village
                    && one.flag == new.flag
            });
        if carried {
            return Err(Error::field(
                "flag",
                "Địa bàn này đã được đánh dấu như vậy. Kết thúc dấu cũ trước nếu văn bản đã thay đổi.",
                "It carries this flag already. End the old one first if the decision has changed.",
            ));
        }
        let flag = UnitFlag {
            province_code: province,
            flag_id: self.new_id(),
            commune_code: new.commune,
            village_id: new.village,
            flag: new.flag,
            from_date: from,
            until_date: None,
            document,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            ended_by: None,
        };
        tx.add_unit_flag(&flag).await?;
        let subject = ("unit_flag", flag.flag_id.to_string());
        let place = (Action::UnitFlagWrite, &scope, &area);
        let details = json!({ "flag": flag.flag, "commune": flag.commune_code });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(flag.flag_id)
    }

    /// Ends a flag: it does not hold any more from `until` on.
    ///
    /// # Errors
    /// A day before the flag's first; a flag that has ended.
    pub async fn end_unit_flag(
        &self,
        actor: &Actor,
        (province, flag_id): (&str, Uuid),
        until: Option<NaiveDate>,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let flag = tx.find_unit_flag(province, flag_id).await?;
        let flag = flag.ok_or_else(Error::not_found)?;
        let area = Area::Commune {
            province: province.to_owned(),
            commune: flag.commune_code,
        };
        let scope = self.scope_over(actor, Action::UnitFlagWrite, &area)?;
        let until = until.unwrap_or_else(|| self.today());
        if until < flag.from_date {
            return Err(Error::field(
                "until",
                "Ngày kết thúc trước ngày bắt đầu.",
                "It would end before it begins.",
            ));
        }
        tx.end_unit_flag((province, flag_id), (actor.account_id, until))
            .await?;
        let subject = ("unit_flag", flag_id.to_string());
        let place = (Action::UnitFlagWrite, &scope, &area);
        self.write_down(&mut tx, actor, place, subject, json!({ "until": until }))
            .await?;
        Ok(tx.commit().await?)
    }
}
