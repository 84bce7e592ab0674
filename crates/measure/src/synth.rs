//! Synthetic countries: as many households as wanted, none of them real, all of them lawful.
//!
//! For demonstrations, tests and benchmarks. Every commune's households are drawn from a stream
//! of their own, so a country is the same whatever the number of threads, and a province of it
//! the same written alone. Shares of poor and near-poor by region are near published ones
//! (`country.toml`); class and movement are what the law says of the household drawn. This room
//! must not know members, names or addresses: there is nobody to protect, and nobody to mistake
//! for somebody.

mod columns;
mod communes;
mod household;
mod profile;
mod random;
mod rules;
#[cfg(test)]
mod tests;
mod write;

use crate::snapshot::{Manifest, SnapshotError, SnapshotWriter, Subject};
use chrono::NaiveDate;
use communes::Commune;
use profile::Profile;
use rules::Rules;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use vuonlen_domain::Text;
use vuonlen_law::facts::{BatchError, CodePositions, Schema};
use vuonlen_law::law::{Law, NoStandard};

/// What country is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynthOptions {
    /// Households of all provinces together.
    pub households: u64,
    /// Codes of the provinces; none for all.
    pub provinces: Vec<String>,
    /// Year of the review.
    pub year: i32,
    /// The day the review stands for: units, codes and standard are those in force then.
    pub on: NaiveDate,
    /// Another seed gives other households.
    pub seed: u64,
}

/// Why a country cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// No such province on that day.
    #[error("không có tỉnh mã `{code}` vào ngày {on} / there is no province `{code}` on {on}")]
    UnknownProvince {
        /// Its code.
        code: String,
        /// The day.
        on: NaiveDate,
    },
    /// A day without a poverty standard.
    #[error(transparent)]
    NoStandard(#[from] NoStandard),
    /// A standard that decides in another way than households are drawn here.
    #[error(
        "chưa tạo được hộ minh họa theo chuẩn `{id}` ({what}) / households cannot be drawn for the standard `{id}` ({what})"
    )]
    Standard {
        /// The standard.
        id: String,
        /// The parameter that is missing, or `class`.
        what: String,
    },
    /// The law no longer has a code that households are drawn with.
    #[error("danh mục `{list}` không có mã `{code}` / the list `{list}` has no code `{code}`")]
    UnknownCode {
        /// The list.
        list: String,
        /// The code.
        code: String,
    },
    /// The profile that comes with the program cannot be read.
    #[error("country.toml: {0}")]
    Profile(#[from] toml::de::Error),
    /// Columns that do not fit the schema of assessed households.
    #[error(transparent)]
    Columns(#[from] BatchError),
    /// The snapshot cannot be written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

impl SynthError {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let both = self.to_string();
        match both.split_once(" / ") {
            Some((vi, en)) => Text::new(vi, en),
            None => Text::new(both.clone(), both),
        }
    }
}

/// A country whose communes are settled; its households are drawn when it is written.
#[derive(Debug)]
pub struct SyntheticCountry {
    options: SynthOptions,
    profile: Profile,
    rules: Rules,
    communes: Vec<Commune>,
    standard: String,
    law: String,
    schema: Arc<Schema>,
    codes: Arc<dyn CodePositions>,
}

impl SyntheticCountry {
    /// Settles the communes of a country.
    ///
    /// # Errors
    /// [`SynthError`] for an unknown province, a day without a standard, or a standard whose
    /// households cannot be drawn.
    pub fn new(law: &Law, options: SynthOptions) -> Result<Self, SynthError> {
        let profile = Profile::shipped()?;
        let standard = law.standard_on(options.on)?;
        let communes = communes::communes(
            law,
            &profile,
            options.on,
            &options.provinces,
            options.households,
            options.seed,
        )?;
        Ok(Self {
            rules: Rules::new(law, standard, options.on, &profile)?,
            standard: standard.id.clone(),
            law: law.hash().to_owned(),
            schema: Arc::clone(law.scopes.assessed.household()),
            codes: law.codes.clone(),
            communes,
            profile,
            options,
        })
    }

    /// Codes of its provinces, ascending.
    #[must_use]
    pub fn provinces(&self) -> Vec<String> {
        let provinces: BTreeSet<&String> = self.communes.iter().map(|c| &c.province).collect();
        provinces.into_iter().cloned().collect()
    }

    /// Writes the country into `folder`, or one province of it: the same households either way.
    /// `program` is the name and version of the program that writes.
    ///
    /// # Errors
    /// [`SynthError::UnknownProvince`], or the snapshot cannot be written.
    pub fn write(
        &self,
        folder: &Path,
        province: Option<&str>,
        program: &str,
        threads: NonZeroUsize,
    ) -> Result<Manifest, SynthError> {
        let wanted = |commune: &&Commune| province.is_none_or(|code| commune.province == code);
        let communes: Vec<&Commune> = self.communes.iter().filter(wanted).collect();
        if let (true, Some(code)) = (communes.is_empty(), province) {
            return Err(SynthError::UnknownProvince {
                code: code.to_owned(),
                on: self.options.on,
            });
        }
        let subject = Subject {
            year: self.options.year,
            on: self.options.on,
            standard: self.standard.clone(),
            law: self.law.clone(),
            synthetic: true,
        };
        let mut writer = SnapshotWriter::create(
            folder,
            program,
            subject,
            Arc::clone(&self.schema),
            None,
            Arc::clone(&self.codes),
        )?;
        write::write(self, &communes, &mut writer, threads)?;
        Ok(writer.finish()?)
    }
}
