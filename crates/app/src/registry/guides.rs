//! Guides of the review by year and version, who downloaded them; guidance to communes and which
//! of them have acknowledged it.

use super::dossier::{OpenedFile, checked, download_name};
use super::record::required;
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::guide::{Guide, GuideRecipient};

/// A document to be published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGuide {
    /// Communes must acknowledge it.
    pub to_communes: bool,
    /// Its title; the same title and year once more is a new version.
    pub title: String,
    /// The year it is for.
    pub year: i64,
    /// What is new in it.
    pub summary: String,
    /// Name of the file.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A document as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideView {
    /// The document.
    pub guide: Guide,
    /// Whether a later version has replaced it.
    pub replaced: bool,
    /// Downloads, and accounts that downloaded it.
    pub downloads: (i64, i64),
    /// Communes in the actor's area that must acknowledge it, by name.
    pub recipients: Vec<(String, GuideRecipient)>,
}

impl Context {
    /// Guides and guidance of the provinces the actor belongs to, newest year first.
    ///
    /// # Errors
    /// When the actor may not read guides.
    pub async fn guides(&self, actor: &Actor) -> Result<Vec<GuideView>, Error> {
        let scope = self.scope(actor, Action::GuideRead)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for province in self.provinces_within(&scope) {
            let guides = tx.list_guides(&province).await?;
            let recipients = tx.list_guide_recipients(&province).await?;
            let downloads = tx.count_guide_downloads(&province).await?;
            for guide in &guides {
                let replaced = guides.iter().any(|other| {
                    other.title == guide.title
                        && other.year == guide.year
                        && other.version > guide.version
                });
                let id = guide.guide_id;
                let mine = recipients.iter().filter(|one| {
                    one.guide_id == id
                        && scope.touches(&Area::Commune {
                            province: province.clone(),
                            commune: one.commune_code.clone(),
                        })
                });
                let counted = downloads.iter().find(|(known, ..)| *known == id);
                views.push(GuideView {
                    guide: guide.clone(),
                    replaced,
                    downloads: counted.map_or((0, 0), |(_, times, people)| (*times, *people)),
                    recipients: mine
                        .map(|one| (self.unit_short_name(&one.commune_code), one.clone()))
                        .collect(),
                });
            }
        }
        Ok(views)
    }

    /// Publishes a document; guidance goes to every commune of the province today.
    ///
    /// # Errors
    /// Wrong fields; a file that is not kept; an actor whose area is not a province.
    pub async fn publish_guide(&self, actor: &Actor, new: NewGuide) -> Result<Uuid, Error> {
        let scope = self.scope(actor, Action::GuidePublish)?;
        let province = scope.areas().iter().find_map(|area| match area {
            Area::Province(province) => Some(province.clone()),
            _ => None,
        });
        let province = province.ok_or_else(Error::denied)?;
        let area = Area::Province(province.clone());
        let title = required(
            "title",
            &new.title,
            "Nhập tên tài liệu.",
            "Enter the title.",
        )?;
        if !(2016..=2100).contains(&new.year) {
            return Err(Error::field(
                "year",
                "Nhập năm như 2026.",
                "Write the year like 2026.",
            ));
        }
        let media_type = checked(&new.name, &new.bytes)?;
        let size = i64::try_from(new.bytes.len()).unwrap_or(i64::MAX);
        let sha256 = self.files.keep(new.bytes).await?;
        let mut tx = self.store.begin().await?;
        let known = tx.list_guides(&province).await?;
        let last = known
            .iter()
            .filter(|one| one.title == title && one.year == new.year)
            .map(|one| one.version)
            .max();
        let guide = Guide {
            province_code: province.clone(),
            guide_id: self.new_id(),
            kind: if new.to_communes { "guidance" } else { "guide" }.to_owned(),
            title,
            year: new.year,
            version: last.unwrap_or(0) + 1,
            summary: normalise(&new.summary),
            sha256,
            name: normalise(&new.name).chars().take(200).collect(),
            media_type: media_type.to_owned(),
            size,
            published_at: self.now(),
            published_by: Some(actor.account_id),
        };
        tx.add_guide(&guide).await?;
        let mut sent = 0;
        if new.to_communes {
            for unit in self.law.units.children(&province, self.today()) {
                tx.add_guide_recipient(&GuideRecipient {
                    province_code: province.clone(),
                    guide_id: guide.guide_id,
                    commune_code: unit.code.to_string(),
                    sent_at: self.now(),
                    acknowledged_at: None,
                    acknowledged_by: None,
                })
                .await?;
                sent += 1;
            }
        }
        let subject = ("guide", guide.guide_id.to_string());
        let place = (Action::GuidePublish, &scope, &area);
        let details = json!({ "version": guide.version, "communes": sent, "sha256": guide.sha256 });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(guide.guide_id)
    }

    /// Opens a document and notes that it was downloaded.
    ///
    /// # Errors
    /// [`Error::not_found`] for another province's.
    pub async fn open_guide(
        &self,
        actor: &Actor,
        (province, guide_id): (&str, Uuid),
    ) -> Result<OpenedFile, Error> {
        let scope = self.scope(actor, Action::GuideRead)?;
        if !scope.touches(&Area::Province(province.to_owned())) {
            return Err(Error::not_found());
        }
        let mut tx = self.store.begin().await?;
        let guide = tx.find_guide(province, guide_id).await?;
        let guide = guide.ok_or_else(Error::not_found)?;
        let by = (actor.account_id, self.now());
        tx.add_guide_download((province, guide_id), self.new_id(), by)
            .await?;
        tx.commit().await?;
        let stem = format!("{}-{}-v{}", guide.title, guide.year, guide.version);
        Ok(OpenedFile {
            bytes: self.files.read(&guide.sha256).await?,
            name: download_name(&stem, &guide.media_type),
            media_type: guide.media_type,
        })
    }

    /// Acknowledges guidance for a commune.
    ///
    /// # Errors
    /// A commune elsewhere; guidance not sent to it, or acknowledged already.
    pub async fn acknowledge_guide(
        &self,
        actor: &Actor,
        (province, guide_id): (&str, Uuid),
        commune: &str,
    ) -> Result<(), Error> {
        let area = self.commune_area(commune)?;
        let scope = self.scope_over(actor, Action::GuideAcknowledge, &area)?;
        let mut tx = self.store.begin().await?;
        let by = (actor.account_id, self.now());
        tx.acknowledge_guide((province, guide_id), commune, by)
            .await?;
        let subject = ("guide", guide_id.to_string());
        let place = (Action::GuideAcknowledge, &scope, &area);
        self.write_down(
            &mut tx,
            actor,
            place,
            subject,
            json!({ "commune": commune }),
        )
        .await?;
        Ok(tx.commit().await?)
    }
}
