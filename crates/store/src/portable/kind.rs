//! What a column holds, whichever engine declares it.

/// The kind of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number of at most 64 bits.
    Integer,
    /// A binary floating-point number of 64 bits.
    Real,
    /// Yes or no.
    Boolean,
    /// Text.
    Text,
    /// JSON; SQLite keeps it as text.
    Json,
    /// Bytes.
    Bytes,
    /// An id of 16 bytes; SQLite keeps it as bytes.
    Id,
    /// A day.
    Date,
    /// A moment in UTC, to the microsecond.
    Moment,
}

impl Kind {
    /// The kind behind a type as a migration of either engine declares it.
    #[must_use]
    pub fn of(declared: &str) -> Option<Self> {
        let declared = declared.to_ascii_lowercase();
        Some(match declared.as_str() {
            "bigint" | "integer" | "int" | "smallint" => Self::Integer,
            "real" | "double" | "double precision" => Self::Real,
            "boolean" => Self::Boolean,
            "text" | "character varying" => Self::Text,
            "json" | "jsonb" => Self::Json,
            "blob" | "bytea" => Self::Bytes,
            "uuid" => Self::Id,
            "date" => Self::Date,
            "datetime" | "timestamp with time zone" => Self::Moment,
            _ => return None,
        })
    }

    /// The kind it crosses over as: what one engine can tell apart and the other cannot is one.
    #[must_use]
    pub const fn crossing(self) -> Self {
        match self {
            Self::Json => Self::Text,
            Self::Id => Self::Bytes,
            other => other,
        }
    }
}
