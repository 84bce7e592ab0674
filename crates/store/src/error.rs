//! What can go wrong between the program and its database.

/// A failure of the database; never shown to a person as it is.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is neither `sqlite://…` nor `postgres://…`.
    #[error("“{0}” is not a database address: sqlite://PATH or postgres://USER@HOST/NAME")]
    Address(String),
    /// A newer program has been here.
    #[error("the database was last used by a newer program (migration {0}); use that program")]
    Newer(i64),
    /// A migration could not be run.
    #[error("the database could not be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// A uniqueness or reference rule of the schema refused the change.
    #[error("the rule “{0}” of the schema refused the change")]
    Rule(String),
    /// The row changed since it was read.
    #[error("{0} was changed by somebody else")]
    Stale(&'static str),
    /// A stored value cannot be read back: written by hand or damaged.
    #[error("{table}: stored value cannot be read: {reason}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// What is wrong, without the value.
        reason: String,
    },
    /// A column, or a value of it, that another engine would not understand.
    #[error("{column} ({declared}) cannot be carried from one database to another")]
    Unportable {
        /// Table and column.
        column: String,
        /// The type it is declared with.
        declared: String,
    },
    /// A value could not be sealed or opened.
    #[error(transparent)]
    Sealed(#[from] crate::sealed::SealError),
    /// Anything else the driver says.
    #[error("the database did not answer as expected")]
    Driver(#[source] sqlx::Error),
    /// A file beside the database.
    #[error("a file beside the database could not be used")]
    File(#[source] std::io::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner)
                if inner.is_unique_violation() || inner.is_foreign_key_violation() =>
            {
                let rule = inner.constraint().unwrap_or_else(|| inner.message());
                Self::Rule(rule.to_owned())
            }
            _ => Self::Driver(error),
        }
    }
}
