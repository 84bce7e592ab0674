//! Which columns are sealed.

use crate::portable::Kind;

/// How a sealed column keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text: the sealed text itself.
    Text,
    /// JSON: a JSON string with the sealed text.
    Json,
    /// Bytes: the mark, then the sealed bytes.
    Bytes,
}

/// A table with sealed columns.
#[derive(Debug)]
pub struct SealedTable {
    /// Its name.
    pub name: &'static str,
    /// The columns of its key, in order: what binds a value to its row.
    pub key: &'static [(&'static str, Kind)],
    /// The sealed columns.
    pub columns: &'static [(&'static str, Form)],
    /// A column beside a sealed one, with the keyed digest by which it is found.
    pub index: Option<(&'static str, &'static str)>,
}

const PROVINCE: (&str, Kind) = ("province_code", Kind::Text);

const fn table(
    name: &'static str,
    key: &'static [(&'static str, Kind)],
    columns: &'static [(&'static str, Form)],
) -> SealedTable {
    SealedTable {
        name,
        key,
        columns,
        index: None,
    }
}

/// Every sealed column. What SQL itself must read (names for searching, classes, groups) is not
/// among them: `docs/decisions/0015-sealed-columns.md`.
pub const SEALED: &[SealedTable] = &[
    table(
        "account_factor",
        &[("account_id", Kind::Id)],
        &[("secret", Form::Text)],
    ),
    table(
        "data_request",
        &[PROVINCE, ("request_id", Kind::Id)],
        &[
            ("answer", Form::Text),
            ("contact", Form::Text),
            ("content", Form::Text),
        ],
    ),
    table(
        "household_event",
        &[PROVINCE, ("event_id", Kind::Id)],
        &[("note", Form::Text)],
    ),
    table(
        "household_note",
        &[PROVINCE, ("note_id", Kind::Id)],
        &[("content", Form::Text)],
    ),
    table(
        "household_solution",
        &[PROVINCE, ("solution_id", Kind::Id)],
        &[("outcome", Form::Text), ("wish", Form::Text)],
    ),
    table(
        "household_version",
        &[
            PROVINCE,
            ("household_id", Kind::Id),
            ("version", Kind::Integer),
        ],
        &[("document", Form::Json)],
    ),
    table(
        "objection",
        &[PROVINCE, ("objection_id", Kind::Id)],
        &[("content", Form::Text), ("outcome_reason", Form::Text)],
    ),
    SealedTable {
        name: "person",
        key: &[
            PROVINCE,
            ("household_id", Kind::Id),
            ("person_id", Kind::Id),
        ],
        columns: &[("identity_number", Form::Text)],
        index: Some(("identity_number", "identity_index")),
    },
    table(
        "recheck",
        &[PROVINCE, ("recheck_id", Kind::Id)],
        &[
            ("answers", Form::Json),
            ("assessment", Form::Json),
            ("note", Form::Text),
            ("opening", Form::Json),
        ],
    ),
    table(
        "registry_import",
        &[PROVINCE, ("import_id", Kind::Id)],
        &[("problems", Form::Text)],
    ),
    table(
        "review_request",
        &[PROVINCE, ("request_id", Kind::Id)],
        &[("content", Form::Text)],
    ),
    table(
        "snapshot_file",
        &[PROVINCE, ("snapshot_id", Kind::Id), ("name", Kind::Text)],
        &[("content", Form::Bytes)],
    ),
    table(
        "survey_form",
        &[PROVINCE, ("form_id", Kind::Id)],
        &[
            ("answers", Form::Json),
            ("appraisal", Form::Json),
            ("assessment", Form::Json),
            ("opening", Form::Json),
        ],
    ),
];
