//! The one room that knows SQL: SQLite and PostgreSQL from the same text.
