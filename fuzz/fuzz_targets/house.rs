//! What the targets of the other readers share, with the test over their seeds: the law's files and
//! formulas, specifications and rows of surveys, snapshots and indices, backups, the configuration.
//! Bytes in, nothing but a panic matters.

#[path = "law.rs"]
mod shipped;

use shipped::{files, law};
use std::sync::OnceLock;
use vuonlen_app::backup::{self, BackupKey};
use vuonlen_domain::{BirthDate, IdentityNumber, UnitCode};
use vuonlen_law::expr::{Type, compile};
use vuonlen_law::law::Law;
use vuonlen_measure::poverty::{Structure, Survey, read_csv, read_parquet};
use vuonlen_measure::snapshot::{HOUSEHOLDS, INDEX, MANIFEST, Snapshot};
use vuonlen_store::sealed::MasterKeys;
use vuonlen_web::configuration::Configuration;

/// What a target does with bytes.
pub(crate) type Target = fn(&[u8]);

/// The targets by name, each with what it does with bytes.
pub(crate) const TARGETS: [(&str, Target); 7] = [
    ("formula", formula),
    ("law_file", law_file),
    ("survey_study", survey_study),
    ("snapshot", snapshot),
    ("backup", restored),
    ("configuration", configuration),
    ("words", words),
];

/// A formula as a standard has it, and as a person asks it.
pub(crate) fn formula(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for scope in [&law().scopes.survey, &law().scopes.assessed] {
        let _ = compile(&text, scope, &Type::Bool);
    }
}

/// The bytes in the place of each kind of file under `law/`.
pub(crate) fn law_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for path in [
        "standards/nd07-2022.toml",
        "tables/R1.toml",
        "codes/relations.toml",
        "measures/national-mpi.toml",
        "holidays.toml",
    ] {
        let mut files = files().clone();
        files.insert(path, text.clone());
        let _ = Law::load(&files);
    }
}

/// A survey's specification and its rows, parted by the first zero; the rows as CSV and as Parquet.
pub(crate) fn survey_study(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let rows = parts.next().unwrap_or_default();
    let _ = Structure::parse("thuoc.toml", &text);
    let Ok(survey) = Survey::parse("khao-sat.toml", &text, &[]) else {
        return;
    };
    let _ = read_csv("hang.csv", rows, &survey);
    let _ = read_parquet("hang.parquet", bytes::Bytes::copy_from_slice(rows), &survey);
}

/// A manifest, households and an index, parted by the first two zeros.
pub(crate) fn snapshot(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    for name in [MANIFEST, HOUSEHOLDS, INDEX] {
        let part = parts.next().unwrap_or_default();
        std::fs::write(folder.path().join(name), part).expect("a scratch file");
    }
    if let Ok(snapshot) = Snapshot::open(folder.path(), law()) {
        let _ = snapshot.verify();
        let _ = snapshot.indexed();
        let _ = snapshot.unindexed();
    }
}

/// A key that made none of the backups tried.
const KEY: &str =
    "VUONLEN-BACKUP-KEY-1 0000000000000000000000000000000000000000000000000000000000000000";

/// A backup, restored into a scratch database.
pub(crate) fn restored(bytes: &[u8]) {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().expect("a runtime")
    });
    let text = String::from_utf8_lossy(bytes);
    let _ = BackupKey::parse(&text);
    let key = BackupKey::parse(KEY);
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = folder.path().join("ban-sao.vlb");
    std::fs::write(&file, bytes).expect("a scratch file");
    let key = key.expect("a key of the right form");
    let tried = runtime.block_on(backup::verify(&file, &key, folder.path(), &mut |_| {}));
    assert!(tried.is_err(), "nobody has this key");
}

/// The configuration file, and every variable that lies over it.
pub(crate) fn configuration(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Configuration::read(Some(("vuonlen.toml", &text)), |_| None);
    let _ = Configuration::read(None, |_| Some(text.to_string()));
}

/// Numbers, dates and codes as people write them; the file of keys.
pub(crate) fn words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = IdentityNumber::parse(&text);
    let _ = BirthDate::parse(&text).map(|birth| birth.to_string());
    let _ = UnitCode::parse(&text);
    let _ = MasterKeys::parse(&text);
    let once = vuonlen_domain::text::normalise(&text);
    assert_eq!(vuonlen_domain::text::normalise(&once), once);
    let _ = vuonlen_domain::text::key::search_key(&once);
}
