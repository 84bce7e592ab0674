//! What every column of the database holds of people: who may see it, on what basis it is kept.

use crate::Error;
use serde::Deserialize;
use std::sync::OnceLock;
use vuonlen_domain::Text;

/// Who a column may be shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldClass {
    /// May be published.
    Public,
    /// About no person.
    Internal,
    /// Of a person.
    Personal,
    /// Of a person and harmful when known, or a secret.
    Sensitive,
}

impl FieldClass {
    /// Every class, from the least to the most protected.
    pub const ALL: [Self; 4] = [
        Self::Public,
        Self::Internal,
        Self::Personal,
        Self::Sensitive,
    ];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Personal => "personal",
            Self::Sensitive => "sensitive",
        }
    }
}

/// The columns of a table by class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFields {
    /// The table.
    pub name: String,
    /// Code of the [`Use`] its facts are kept for.
    #[serde(rename = "use")]
    pub kept_for: String,
    /// How long they are kept: the key of the unit's setting, or `unset`: nothing removes them.
    pub retention: String,
    #[serde(default)]
    public: Vec<String>,
    #[serde(default)]
    internal: Vec<String>,
    #[serde(default)]
    personal: Vec<String>,
    #[serde(default)]
    sensitive: Vec<String>,
}

/// What facts are kept for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// Its code.
    pub code: String,
    /// What it is.
    pub label: Text,
    /// Ids of the instruments it rests on.
    pub basis: Vec<String>,
}

/// The classification.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// What facts are kept for.
    #[serde(rename = "use")]
    pub uses: Vec<Use>,
    /// The tables by name.
    #[serde(rename = "table")]
    pub tables: Vec<TableFields>,
}

impl TableFields {
    /// The columns of a class.
    #[must_use]
    pub fn of(&self, class: FieldClass) -> &[String] {
        match class {
            FieldClass::Public => &self.public,
            FieldClass::Internal => &self.internal,
            FieldClass::Personal => &self.personal,
            FieldClass::Sensitive => &self.sensitive,
        }
    }

    /// Every class a column is listed under: one, where the file is right.
    #[must_use]
    pub fn classes(&self, column: &str) -> Vec<FieldClass> {
        let mut classes = Vec::new();
        for class in FieldClass::ALL {
            let listed = self.of(class).iter().filter(|one| *one == column);
            classes.extend(listed.map(|_| class));
        }
        classes
    }
}

impl Fields {
    /// The classification this program ships.
    ///
    /// # Errors
    /// When its file does not read; a test sees to it that it does.
    pub fn shipped() -> Result<&'static Self, Error> {
        static FIELDS: OnceLock<Result<Fields, toml::de::Error>> = OnceLock::new();
        FIELDS
            .get_or_init(|| toml::from_str(include_str!("fields.toml")))
            .as_ref()
            .map_err(|error| Error::internal(error.clone()))
    }

    /// The columns of a table.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableFields> {
        self.tables.iter().find(|table| table.name == name)
    }
}
