//! The dossier of a household: papers kept as files beside the database, each with what it is.

use super::record::required;
use crate::access::{Action, Actor};
use crate::files::FileState;
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use uuid::Uuid;
use vuonlen_documents::media::media_of;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;
use vuonlen_store::dossier::DossierFile;

/// Most bytes of one file of a dossier: a scan of some ten pages.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// A file to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFile {
    /// Code of `dossier_kinds`.
    pub kind: String,
    /// The year it belongs to.
    pub year: Option<i64>,
    /// The day on the paper.
    pub dated_on: Option<NaiveDate>,
    /// In words.
    pub note: String,
    /// Name it came with.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file as the dossier shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// What is known of it.
    pub file: DossierFile,
    /// What it is.
    pub kind: Text,
    /// Whether its bytes are there.
    pub state: FileState,
}

/// A file to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedFile {
    /// What to call it: letters, digits and `-` with an ending that fits.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Context {
    /// Codes and labels of a list in force today, in the order of forms.
    #[must_use]
    pub fn code_choices(&self, list: &str) -> Vec<(String, Text)> {
        let list = self.law.codes.list(list);
        let version = list.and_then(|list| list.as_of(self.today()));
        version
            .map(|version| &version.codes[..])
            .unwrap_or_default()
            .iter()
            .map(|code| (code.code.clone(), code.label.clone()))
            .collect()
    }

    /// Files of a household's dossier, newest year first. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a household elsewhere.
    pub async fn dossier(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<Vec<FileView>, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (_, scope, area) = self
            .household_for(&mut tx, actor, Action::DossierRead, key)
            .await?;
        let files = tx.list_dossier_files(province, household_id).await?;
        let subject = ("household", household_id.to_string());
        let place = (Action::DossierRead, &scope, &area);
        let details = json!({ "files": files.len() });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        let wording = super::wording::Wording::new(&self.law);
        Ok(files
            .into_iter()
            .map(|file| FileView {
                kind: wording.label("dossier_kinds", &file.kind),
                state: self.files.state(&file.sha256, file.size),
                file,
            })
            .collect())
    }

    /// Adds a file to a dossier.
    ///
    /// # Errors
    /// Wrong fields; a file that is too large, empty or of a kind that is not kept.
    pub async fn add_dossier_file(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        new: NewFile,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (_, scope, area) = self
            .household_for(&mut tx, actor, Action::DossierWrite, key)
            .await?;
        drop(tx);
        let known = self.code_choices("dossier_kinds");
        if !known.iter().any(|(code, _)| *code == new.kind) {
            return Err(Error::field(
                "kind",
                "Chọn loại giấy tờ.",
                "Choose what it is.",
            ));
        }
        let today = self.today();
        let year = new.year.unwrap_or_else(|| i64::from(today.year()));
        if !(1990..=i64::from(today.year()) + 1).contains(&year) {
            return Err(Error::field(
                "year",
                "Năm không hợp lệ; nhập năm như 2026.",
                "Not a year this can belong to; write it like 2026.",
            ));
        }
        if new.dated_on.is_some_and(|day| day > today) {
            return Err(Error::field(
                "dated_on",
                "Ngày trên giấy tờ chưa tới; kiểm tra lại.",
                "The day on the paper has not come yet; check it.",
            ));
        }
        let media_type = checked(&new.name, &new.bytes)?;
        let size = i64::try_from(new.bytes.len()).unwrap_or(i64::MAX);
        // The bytes are safe on the disk before the database says that they are there.
        let sha256 = self.files.keep(new.bytes).await?;
        let file = DossierFile {
            province_code: province.to_owned(),
            file_id: self.new_id(),
            household_id,
            sha256,
            name: normalise(&new.name).chars().take(200).collect(),
            media_type: media_type.to_owned(),
            size,
            kind: new.kind,
            year,
            dated_on: new.dated_on,
            note: normalise(&new.note),
            added_at: self.now(),
            added_by: Some(actor.account_id),
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawn_because: String::new(),
        };
        let mut tx = self.store.begin().await?;
        tx.add_dossier_file(&file).await?;
        let subject = ("dossier_file", file.file_id.to_string());
        let place = (Action::DossierWrite, &scope, &area);
        let details = json!({
            "household": household_id, "kind": file.kind, "sha256": file.sha256, "size": size,
        });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(file.file_id)
    }

    /// Opens a file of a dossier. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a file of another household or one that was withdrawn; a state
    /// error when its bytes are gone or changed.
    pub async fn open_dossier_file(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        file_id: Uuid,
    ) -> Result<OpenedFile, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::DossierRead, key)
            .await?;
        let file = tx.find_dossier_file(province, file_id).await?;
        let file = file
            .filter(|file| file.household_id == household_id && file.withdrawn_at.is_none())
            .ok_or_else(Error::not_found)?;
        let subject = ("dossier_file", file_id.to_string());
        let place = (Action::DossierRead, &scope, &area);
        let details = json!({ "household": household_id });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        Ok(OpenedFile {
            bytes: self.files.read(&file.sha256).await?,
            name: download_name(
                &format!("{}-{}-{}", household.code, file.kind, file.year),
                &file.media_type,
            ),
            media_type: file.media_type,
        })
    }

    /// Withdraws a file that was added by mistake; that it was there stays visible.
    ///
    /// # Errors
    /// No reason; a file withdrawn already.
    pub async fn withdraw_dossier_file(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        file_id: Uuid,
        because: &str,
    ) -> Result<(), Error> {
        let because = required(
            "because",
            because,
            "Ghi lý do rút tệp.",
            "Say why the file is withdrawn.",
        )?;
        let mut tx = self.store.begin().await?;
        let key = (province, household_id);
        let (_, scope, area) = self
            .household_for(&mut tx, actor, Action::DossierWrite, key)
            .await?;
        let file = tx.find_dossier_file(province, file_id).await?;
        file.filter(|file| file.household_id == household_id)
            .ok_or_else(Error::not_found)?;
        let by = (actor.account_id, self.now());
        tx.withdraw_dossier_file((province, file_id), by, &because)
            .await?;
        let subject = ("dossier_file", file_id.to_string());
        let place = (Action::DossierWrite, &scope, &area);
        let details = json!({ "household": household_id, "withdrawn": true });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Every file the database knows of that is not there byte for byte, by SHA-256.
    ///
    /// # Errors
    /// What the store says.
    pub async fn broken_files(&self) -> Result<Vec<(String, FileState)>, Error> {
        let mut tx = self.store.read().await?;
        let kept = tx.list_files_kept().await?;
        drop(tx);
        Ok(kept
            .into_iter()
            .map(|(sha256, _)| {
                let state = self.files.check(&sha256);
                (sha256, state)
            })
            .filter(|(_, state)| *state != FileState::Whole)
            .collect())
    }
}

/// The media type of a file that may be kept.
pub(super) fn checked(name: &str, bytes: &[u8]) -> Result<&'static str, Error> {
    if bytes.is_empty() {
        return Err(Error::field(
            "file",
            "Chọn tệp cần tải lên.",
            "Choose the file to upload.",
        ));
    }
    if bytes.len() > LARGEST_FILE {
        return Err(Error::field(
            "file",
            "Tệp lớn hơn 10 MB. Quét ở độ phân giải thấp hơn hoặc chia thành nhiều tệp.",
            "The file is larger than 10 MB. Scan it at a lower resolution or split it.",
        ));
    }
    match media_of(name, bytes) {
        Ok(media) => Ok(media.media_type()),
        Err(text) => Err(Error::field("file", text.vi, text.en)),
    }
}

/// A name that is safe in a header and on every disk.
pub(super) fn download_name(stem: &str, media_type: &str) -> String {
    let key = vuonlen_domain::text::key::search_key(stem);
    let safe: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(80)
        .collect();
    let ending = match media_type {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        kind if kind.ends_with("wordprocessingml.document") => "docx",
        _ => "xlsx",
    };
    format!("{}.{ending}", safe.trim_matches('-'))
}
