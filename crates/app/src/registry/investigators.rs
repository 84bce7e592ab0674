//! Investigators: the roster of a commune, what each was trained in, which villages are theirs.

use super::record::{day_so_far, required};
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::investigator::{Investigator, Training, VillageAssignment};

/// One investigator as the roster shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvestigatorView {
    /// Who.
    pub person: Investigator,
    /// Trainings, newest first.
    pub trainings: Vec<Training>,
    /// Villages of the year.
    pub villages: Vec<(Uuid, String)>,
    /// Forms confirmed as enumerator in the year's rounds.
    pub forms: i64,
}

/// An investigator to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewInvestigator {
    /// The commune.
    pub commune: String,
    /// The name.
    pub name: String,
    /// What they are otherwise: village head, officer …
    pub position: String,
    /// Name of the account they sign in with; empty without one.
    pub account_name: String,
}

impl Context {
    /// The roster of a commune in a year.
    ///
    /// # Errors
    /// [`Error::not_found`] for a commune elsewhere.
    pub async fn investigators(
        &self,
        actor: &Actor,
        commune: &str,
        year: i64,
    ) -> Result<Vec<InvestigatorView>, Error> {
        let area = self.commune_area(commune)?;
        self.scope_over(actor, Action::InvestigatorRead, &area)?;
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.read().await?;
        let people = tx.list_investigators(province, commune).await?;
        let trainings = tx.list_trainings(province, commune).await?;
        let assignments = tx.list_assignments(province, commune, year).await?;
        let forms = tx.count_forms_by_account(province, commune, year).await?;
        let villages = tx.list_villages_ever(province, commune).await?;
        Ok(people
            .into_iter()
            .map(|person| {
                let id = person.investigator_id;
                let mine = assignments.iter().filter(|one| one.investigator_id == id);
                let named = mine.filter_map(|one| {
                    let village = villages.iter().find(|v| v.village_id == one.village_id)?;
                    Some((village.village_id, village.name.clone()))
                });
                let counted = forms.iter().find(|(name, _)| *name == person.account_name);
                InvestigatorView {
                    villages: named.collect(),
                    forms: counted.map_or(0, |(_, count)| *count),
                    trainings: trainings
                        .iter()
                        .filter(|one| one.investigator_id == id)
                        .cloned()
                        .collect(),
                    person,
                }
            })
            .collect())
    }

    /// Adds an investigator to the roster.
    ///
    /// # Errors
    /// No name; an account that does not exist.
    pub async fn add_investigator(
        &self,
        actor: &Actor,
        new: NewInvestigator,
    ) -> Result<Uuid, Error> {
        let area = self.commune_area(&new.commune)?;
        let scope = self.scope_over(actor, Action::InvestigatorWrite, &area)?;
        let name = required("name", &new.name, "Nhập họ tên.", "Enter the name.")?;
        let account_name = normalise(&new.account_name);
        let mut tx = self.store.begin().await?;
        if !account_name.is_empty() && tx.find_account_by_name(&account_name).await?.is_none() {
            return Err(Error::field(
                "account_name",
                "Không có tài khoản này. Để trống, hoặc nhờ quản trị tạo tài khoản trước.",
                "There is no such account. Leave it empty, or have the administrator make it first.",
            ));
        }
        let person = Investigator {
            province_code: area.province().unwrap_or_default().to_owned(),
            investigator_id: self.new_id(),
            commune_code: new.commune,
            account_name,
            name,
            position: normalise(&new.position),
            active: true,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_investigator(&person).await?;
        let subject = ("investigator", person.investigator_id.to_string());
        let place = (Action::InvestigatorWrite, &scope, &area);
        self.write_down(&mut tx, actor, place, subject, json!({ "added": true }))
            .await?;
        tx.commit().await?;
        Ok(person.investigator_id)
    }

    /// Records a training.
    ///
    /// # Errors
    /// No title, no day.
    pub async fn add_training(
        &self,
        actor: &Actor,
        (province, investigator_id): (&str, Uuid),
        (title, held_by): (&str, &str),
        held_on: Option<NaiveDate>,
    ) -> Result<(), Error> {
        let title = required("title", title, "Ghi nội dung tập huấn.", "Say what in.")?;
        let held_on = day_so_far("held_on", held_on, self.today())?;
        let mut tx = self.store.begin().await?;
        let (_, area) = self
            .find_investigator(&mut tx, (province, investigator_id))
            .await?;
        let scope = self.scope_over(actor, Action::InvestigatorWrite, &area)?;
        let training = Training {
            province_code: province.to_owned(),
            training_id: self.new_id(),
            investigator_id,
            title,
            held_on,
            held_by: normalise(held_by),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_training(&training).await?;
        let subject = ("investigator", investigator_id.to_string());
        let place = (Action::InvestigatorWrite, &scope, &area);
        self.write_down(
            &mut tx,
            actor,
            place,
            subject,
            json!({ "training": held_on }),
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Gives a village of a year to an investigator, or takes it away.
    ///
    /// # Errors
    /// Somebody without any training, or off the roster; a village of another commune.
    pub async fn assign_village(
        &self,
        actor: &Actor,
        (province, investigator_id): (&str, Uuid),
        (village_id, year): (Uuid, i64),
        assigned: bool,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let key = (province, investigator_id);
        let (person, area) = self.find_investigator(&mut tx, key).await?;
        let scope = self.scope_over(actor, Action::InvestigatorWrite, &area)?;
        let village = tx.find_village(province, village_id).await?;
        if village.is_none_or(|village| village.commune_code != person.commune_code) {
            return Err(Error::field(
                "village",
                "Chọn một thôn, bản của xã.",
                "Choose a village of the commune.",
            ));
        }
        if assigned {
            let trainings = tx.list_trainings(province, &person.commune_code).await?;
            let trained = trainings
                .iter()
                .any(|one| one.investigator_id == investigator_id);
            if !trained || !person.active {
                return Err(Error::field(
                    "village",
                    "Người này chưa được tập huấn hoặc đã thôi làm điều tra viên nên chưa giao thôn được. Ghi lớp tập huấn trước.",
                    "Nobody without a training, or off the roster, is given a village. Record the training first.",
                ));
            }
            tx.assign_village(&VillageAssignment {
                province_code: province.to_owned(),
                investigator_id,
                village_id,
                year,
                assigned_at: self.now(),
                assigned_by: Some(actor.account_id),
            })
            .await?;
        } else {
            tx.unassign_village(key, village_id, year).await?;
        }
        let subject = ("investigator", investigator_id.to_string());
        let place = (Action::InvestigatorWrite, &scope, &area);
        let details = json!({ "village": village_id, "year": year, "assigned": assigned });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes an investigator off the roster, or on again.
    ///
    /// # Errors
    /// [`Error::not_found`] for somebody of another commune.
    pub async fn set_investigator_active(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        active: bool,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let (_, area) = self.find_investigator(&mut tx, key).await?;
        let scope = self.scope_over(actor, Action::InvestigatorWrite, &area)?;
        tx.set_investigator_active(key, active).await?;
        let subject = ("investigator", key.1.to_string());
        let place = (Action::InvestigatorWrite, &scope, &area);
        self.write_down(&mut tx, actor, place, subject, json!({ "active": active }))
            .await?;
        Ok(tx.commit().await?)
    }

    async fn find_investigator(
        &self,
        tx: &mut vuonlen_store::Tx,
        (province, investigator_id): (&str, Uuid),
    ) -> Result<(Investigator, Area), Error> {
        let person = tx.find_investigator(province, investigator_id).await?;
        let person = person.ok_or_else(Error::not_found)?;
        let area = Area::Commune {
            province: province.to_owned(),
            commune: person.commune_code.clone(),
        };
        Ok((person, area))
    }
}
