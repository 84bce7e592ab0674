//! One household: its page, its history, saving a change.

use super::document::HouseholdDocument;
use super::duplicates::{self, Duplicate};
use crate::access::{Action, Actor, Area, Scope};
use crate::context::{Deed, audit};
use crate::error::FieldError;
use crate::once::{Claim, FormKey, claim};
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::{IdentityNumber, Text};
use vuonlen_store::Tx;
use vuonlen_store::household::{Household, HouseholdVersion, Person};
use vuonlen_store::review::Recognition;

/// Most members of one household; more is a mistake of entry.
const MOST_MEMBERS: usize = 60;

/// A household as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdPage {
    /// What lists show, or showed on the day asked for.
    pub household: Household,
    /// The version shown.
    pub version: i64,
    /// From which day it holds.
    pub effective_on: NaiveDate,
    /// Everything kept of it.
    pub document: HouseholdDocument,
    /// Every version, newest first.
    pub history: Vec<VersionSummary>,
}

/// One line of a household's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSummary {
    /// Its number.
    pub version: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom: the account's shown name; none for the system.
    pub recorded_by: Option<String>,
    /// From which day it holds.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The household.
    pub household_id: Uuid,
    /// Its version now.
    pub version: i64,
    /// Members already registered elsewhere; the other communes have been told.
    pub duplicates: Vec<Duplicate>,
}

/// A household that has been read and not yet been written down as read.
pub(super) struct WholeRead {
    pub(super) page: HouseholdPage,
    /// Every version, newest first.
    pub(super) versions: Vec<HouseholdVersion>,
    scope: Scope,
    area: Area,
}

impl WholeRead {
    /// What of it the actor's roles are shown.
    pub(super) fn sight(&self, actor: &Actor) -> Sight {
        Sight::over(actor, &self.area)
    }

    /// Ends the reading: from now on it may be shown.
    pub(super) async fn end(&self, context: &Context, tx: Tx, actor: &Actor) -> Result<(), Error> {
        let place = (Action::HouseholdRead, &self.scope, &self.area);
        let subject = ("household", self.page.household.household_id);
        context
            .write_down_reading(tx, actor, place, subject, serde_json::Value::Null)
            .await
    }
}

impl Context {
    /// The household's page, as of a day where one is given, with what the actor's roles are shown
    /// of it. The reading is audited. Whoever changes it begins with [`Context::edit_household`].
    ///
    /// # Errors
    /// [`Error::not_found`] when it does not exist, did not exist then, or lies elsewhere.
    pub async fn household(
        &self,
        actor: &Actor,
        province: &str,
        household_id: Uuid,
        as_of: Option<NaiveDate>,
    ) -> Result<HouseholdPage, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let mut read = self.read_household(&mut tx, actor, key, as_of).await?;
        read.end(self, tx, actor).await?;
        read.sight(actor).page(&mut read.page);
        Ok(read.page)
    }

    /// Everything in a household's page, whoever asks; to be ended by [`WholeRead::end`] and shown
    /// through [`WholeRead::sight`].
    pub(super) async fn read_household(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        as_of: Option<NaiveDate>,
    ) -> Result<WholeRead, Error> {
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(tx, actor, Action::HouseholdRead, key)
            .await?;
        self.reason_to_read(actor, Action::HouseholdRead, &area)?;
        let versions = tx.list_household_versions(province, household_id).await?;
        let shown = held_on(&versions, as_of).ok_or_else(Error::not_found)?;
        let document = read_document(shown)?;
        let household = match as_of {
            None => household,
            Some(day) => {
                let recognised = tx.list_recognitions(province, household_id).await?;
                let mut then = self.projection(household_id, &document, None)?;
                then.version = shown.version;
                if let Some(held) = recognition_on(&recognised, day) {
                    then.class = held.class.clone();
                    then.class_year = Some(held.year);
                }
                then
            }
        };
        let mut people: BTreeMap<Uuid, Option<String>> = BTreeMap::new();
        for account in versions.iter().filter_map(|version| version.recorded_by) {
            if let Entry::Vacant(unknown) = people.entry(account) {
                let found = tx.find_account(account).await?;
                unknown.insert(found.map(|found| found.display_name));
            }
        }
        let history = versions.iter().map(|version| VersionSummary {
            version: version.version,
            recorded_at: version.recorded_at,
            recorded_by: (version.recorded_by)
                .and_then(|account| people.get(&account).cloned().flatten()),
            effective_on: version.effective_on,
            reason: version.reason.clone(),
        });
        Ok(WholeRead {
            page: HouseholdPage {
                version: shown.version,
                effective_on: shown.effective_on,
                household,
                document,
                history: history.collect(),
            },
            versions,
            scope,
            area,
        })
    }

    /// Adds a household.
    ///
    /// # Errors
    /// Wrong fields, a code the commune already uses, an area that is not the actor's.
    pub async fn add_household(
        &self,
        actor: &Actor,
        document: HouseholdDocument,
        effective_on: NaiveDate,
        reason: &str,
    ) -> Result<Saved, Error> {
        self.add_household_once(actor, document, (effective_on, reason), None)
            .await
    }

    /// Adds a household from a form that may be sent twice: the second time, the household the
    /// first one added.
    ///
    /// # Errors
    /// As [`Context::add_household`].
    pub async fn add_household_once(
        &self,
        actor: &Actor,
        mut document: HouseholdDocument,
        (effective_on, reason): (NaiveDate, &str),
        form_key: FormKey<'_>,
    ) -> Result<Saved, Error> {
        document.normalise();
        let area = self.village_area(&document)?;
        let scope = self.scope_over(actor, Action::HouseholdWrite, &area)?;
        self.validate(&document, effective_on)?;
        let household_id = self.new_id();
        let household = self.projection(household_id, &document, None)?;
        let mut tx = self.store.begin().await?;
        let once = match claim(self, &mut tx, actor, ("add_household", form_key)).await? {
            Claim::Done(added) => {
                return Ok(Saved {
                    household_id: added,
                    version: 1,
                    duplicates: Vec::new(),
                });
            }
            Claim::New(once) => once,
        };
        known_village(&mut tx, &household).await?;
        let version = self.version(&household, None, (actor, effective_on, reason), &document)?;
        tx.add_household(&household, &version, &persons(&document))
            .await
            .map_err(|error| taken(error, &document))?;
        let place = (Action::HouseholdWrite, &scope, &area);
        let duplicates = self
            .finish_save(&mut tx, actor, place, &household, &document)
            .await?;
        once.keep(&mut tx, &household_id).await?;
        tx.commit().await?;
        Ok(Saved {
            household_id,
            version: 1,
            duplicates,
        })
    }

    /// Records a change made on version `base`.
    ///
    /// # Errors
    /// [`Error::conflict`] when somebody saved after `base`; wrong fields; another's area.
    pub async fn save_household(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        base: i64,
        mut document: HouseholdDocument,
        (effective_on, reason): (NaiveDate, &str),
    ) -> Result<Saved, Error> {
        document.normalise();
        let mut tx = self.store.begin().await?;
        let key = (province, household_id);
        let (before, scope, area) = self
            .household_for(&mut tx, actor, Action::HouseholdWrite, key)
            .await?;
        if !scope.covers(&self.village_area(&document)?) {
            return Err(Error::field(
                "village_id",
                "Thôn này không thuộc địa bàn của bạn. Ghi nhận “chuyển đi” để xã nơi đến tiếp nhận.",
                "This village is not in your area. Record “moved out” and let the other commune take the household in.",
            ));
        }
        self.validate(&document, effective_on)?;
        let mut household = self.projection(household_id, &document, Some(&before))?;
        if household.village_id != before.village_id {
            known_village(&mut tx, &household).await?;
        }
        household.version = base + 1;
        let by = (actor, effective_on, reason);
        let version = self.version(&household, Some(base), by, &document)?;
        tx.add_household_version(&household, &version, &persons(&document))
            .await
            .map_err(|error| taken(error, &document))?;
        let place = (Action::HouseholdWrite, &scope, &area);
        let duplicates = self
            .finish_save(&mut tx, actor, place, &household, &document)
            .await?;
        tx.commit().await?;
        Ok(Saved {
            household_id,
            version: household.version,
            duplicates,
        })
    }

    /// A household the actor may do `action` with.
    pub(crate) async fn household_for(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: Action,
        (province, household_id): (&str, Uuid),
    ) -> Result<(Household, Scope, Area), Error> {
        let household = tx.find_household(province, household_id).await?;
        let household = household.ok_or_else(Error::not_found)?;
        let area = area_of(&household);
        let scope = self.scope_over(actor, action, &area)?;
        Ok((household, scope, area))
    }

    /// Looks for the members elsewhere, writes the audit entry, tells the other communes.
    pub(super) async fn finish_save(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (action, scope, area): (Action, &Scope, &Area),
        household: &Household,
        document: &HouseholdDocument,
    ) -> Result<Vec<Duplicate>, Error> {
        let province = &household.province_code;
        let found = duplicates::find(tx, scope, province, household.household_id, document).await?;
        let changed = serde_json::json!({
            "version": household.version,
            "duplicates": found.len(),
        });
        let deed = Deed::on(("household", household.household_id), changed);
        audit(self, tx, actor, (action, scope, area), deed).await?;
        self.tell_communes(tx, household, &found).await?;
        Ok(found.into_iter().map(|(duplicate, _)| duplicate).collect())
    }

    pub(super) fn village_area(&self, document: &HouseholdDocument) -> Result<Area, Error> {
        let commune = self.commune_area(&document.commune_code)?;
        Ok(Area::Village {
            province: commune.province().unwrap_or_default().to_owned(),
            commune: document.commune_code.clone(),
            village: document.village_id,
        })
    }

    pub(crate) fn projection(
        &self,
        household_id: Uuid,
        document: &HouseholdDocument,
        before: Option<&Household>,
    ) -> Result<Household, Error> {
        let commune = self.commune_area(&document.commune_code)?;
        let head = document.head_name();
        let (rest, given) = head.rsplit_once(' ').unwrap_or(("", head));
        let today = self.today();
        let area = document
            .area
            .or_else(|| self.law.units.default_area(&document.commune_code, today));
        Ok(Household {
            province_code: commune.province().unwrap_or_default().to_owned(),
            household_id,
            commune_code: document.commune_code.clone(),
            village_id: document.village_id,
            code: document.code.clone(),
            head_name: head.to_owned(),
            head_name_key: document.search_text(),
            head_sort_name: format!("{given} {rest}"),
            size: i64::try_from(document.members.len()).unwrap_or(i64::MAX),
            area: area.map_or("rural", vuonlen_domain::Area::code).to_owned(),
            ethnicity: document
                .head()
                .and_then(|head| head.code("ethnicity"))
                .unwrap_or("00")
                .to_owned(),
            class: before.map_or_else(|| "none".to_owned(), |before| before.class.clone()),
            class_year: before.and_then(|before| before.class_year),
            groups: self.derived_groups(document, before.map_or(",", |before| &before.groups)),
            active: document.active,
            version: 1,
            changed_at: self.now(),
        })
    }

    pub(crate) fn version(
        &self,
        household: &Household,
        base: Option<i64>,
        (actor, effective_on, reason): (&Actor, NaiveDate, &str),
        document: &HouseholdDocument,
    ) -> Result<HouseholdVersion, Error> {
        Ok(HouseholdVersion {
            province_code: household.province_code.clone(),
            household_id: household.household_id,
            version: household.version,
            base_version: base,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            effective_on,
            reason: vuonlen_domain::text::normalise(reason),
            document: serde_json::to_value(document).map_err(Error::internal)?,
        })
    }

    pub(crate) fn validate(
        &self,
        document: &HouseholdDocument,
        effective_on: NaiveDate,
    ) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let mut say = |field: String, vi: &str, en: &str| {
            wrong.push(FieldError {
                field,
                text: Text::new(vi, en),
            });
        };
        if effective_on > self.today() {
            say(
                "effective_on".into(),
                "Ngày này chưa tới.",
                "This day has not come yet.",
            );
        }
        if document.code.is_empty() {
            say("code".into(), "Nhập mã hộ.", "Enter the household's code.");
        }
        if document.members.is_empty() {
            say(
                "members".into(),
                "Hộ cần ít nhất một thành viên.",
                "A household needs a member.",
            );
        }
        if document.members.len() > MOST_MEMBERS {
            say(
                "members".into(),
                "Quá nhiều thành viên cho một hộ; kiểm tra lại hoặc tách hộ.",
                "Too many members for one household; check, or split it.",
            );
        }
        let mut numbers = BTreeSet::new();
        for (row, member) in document.members.iter().enumerate() {
            let field = |name: &str| format!("members.{row}.{name}");
            if member.name.is_empty() {
                say(field("name"), "Nhập họ tên.", "Enter the name.");
            }
            match member.birth_date() {
                None if !member.birth.is_empty() => say(
                    field("birth"),
                    "Ngày sinh viết như 15/03/1985, hoặc chỉ năm 1985.",
                    "Write the date of birth like 15/03/1985, or only the year.",
                ),
                Some(birth) if birth.age_on(effective_on) < 0 => say(
                    field("birth"),
                    "Ngày sinh sau ngày ghi nhận.",
                    "Born after the day of recording.",
                ),
                Some(birth) if birth.age_on(effective_on) > 120 => say(
                    field("birth"),
                    "Quá 120 tuổi; kiểm tra năm sinh.",
                    "Older than 120; check the year.",
                ),
                _ => {}
            }
            if member.identity_number.is_empty() {
                continue;
            }
            if IdentityNumber::parse(&member.identity_number).is_err() {
                say(
                    field("identity_number"),
                    "Số định danh có 12 chữ số (thẻ cũ 9 chữ số).",
                    "An identity number has 12 digits (9 on an old card).",
                );
            } else if !numbers.insert(&member.identity_number) {
                say(
                    field("identity_number"),
                    "Số này trùng với thành viên khác trong hộ.",
                    "Another member of the household has this number.",
                );
            }
        }
        if let Some(super::Answer::Int(income)) = document.answers.get("income_per_person")
            && *income < 0
        {
            say(
                "income_per_person".into(),
                "Thu nhập không thể âm.",
                "Income cannot be negative.",
            );
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::invalid(wrong))
        }
    }
}

/// The version that held on a day: of those in force by then, the newest.
fn held_on(versions: &[HouseholdVersion], day: Option<NaiveDate>) -> Option<&HouseholdVersion> {
    versions
        .iter()
        .filter(|version| day.is_none_or(|day| version.effective_on <= day))
        .max_by_key(|version| (version.effective_on, version.version))
}

/// The recognition that held on `day`: the last one decided by then.
fn recognition_on(recognised: &[Recognition], day: NaiveDate) -> Option<&Recognition> {
    recognised
        .iter()
        .filter(|one| one.recognised_on <= day)
        .max_by_key(|one| (one.recognised_on, one.year, one.sequence))
}

/// The village a household lives in, as a part of the tree.
pub(crate) fn area_of(household: &Household) -> Area {
    Area::Village {
        province: household.province_code.clone(),
        commune: household.commune_code.clone(),
        village: household.village_id,
    }
}

/// A household lives in a village of its commune that still exists.
pub(crate) async fn known_village(tx: &mut Tx, household: &Household) -> Result<(), Error> {
    let village = tx
        .find_village(&household.province_code, household.village_id)
        .await?;
    let here = village.is_some_and(|village| {
        village.commune_code == household.commune_code && village.valid_until.is_none()
    });
    if here {
        return Ok(());
    }
    Err(Error::field(
        "village_id",
        "Chọn một thôn, bản đang có của xã.",
        "Choose one of the commune's present villages.",
    ))
}

/// A household as its newest version has it.
pub(crate) async fn newest(tx: &mut Tx, household: &Household) -> Result<HouseholdDocument, Error> {
    let (province, id) = (&household.province_code, household.household_id);
    let version = tx
        .find_household_version(province, id, household.version)
        .await?;
    read_document(&version.ok_or_else(Error::not_found)?)
}

pub(crate) fn read_document(version: &HouseholdVersion) -> Result<HouseholdDocument, Error> {
    serde_json::from_value(version.document.clone()).map_err(Error::internal)
}

pub(crate) fn persons(document: &HouseholdDocument) -> Vec<Person> {
    document
        .members
        .iter()
        .map(|member| Person {
            person_id: member.person_id,
            name: member.name.clone(),
            name_key: search_key(&member.name),
            birth: member.birth.clone(),
            identity_number: (!member.identity_number.is_empty())
                .then(|| member.identity_number.clone()),
        })
        .collect()
}

/// A refusal by the store's rule, as what it means: the code is in use.
pub(super) fn taken(error: vuonlen_store::StoreError, document: &HouseholdDocument) -> Error {
    match error {
        vuonlen_store::StoreError::Rule(_) => Error::field(
            "code",
            format!("Mã hộ “{}” đã có trong xã. Chọn mã khác.", document.code),
            format!(
                "The commune already has a household “{}”. Choose another code.",
                document.code
            ),
        ),
        other => other.into(),
    }
}
