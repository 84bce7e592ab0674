//! What the fuzz targets and the test over the seeds share: bytes in, nothing but a panic matters.

#[path = "law.rs"]
mod shipped;

use chrono::NaiveDate;
use std::io::{Cursor, Write};
use vuonlen_documents::households::{Context, HouseholdSource, open};
use vuonlen_documents::read::{Input, sniff};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a target does with bytes.
pub(crate) type Target = fn(&[u8]);

/// The targets by name, each with what it does with bytes.
pub(crate) const TARGETS: [(&str, Target); 5] = [
    ("sniff", any_file),
    ("survey", survey),
    ("official_list", official_list),
    ("csv", csv),
    ("json_lines", json_lines),
];

/// The bytes as a file of unknown kind.
pub(crate) fn any_file(bytes: &[u8]) {
    let input = Input::from_bytes("tệp", bytes);
    let kind = sniff(&input);
    let source = open(&input, context());
    assert!(kind.is_ok() || source.is_err());
    drain(source.ok());
}

/// The bytes as the XML of two sheets, of households and of members, parted by the first zero.
pub(crate) fn survey(bytes: &[u8]) {
    let mut sheets = bytes.splitn(2, |byte| *byte == 0);
    let households = sheets.next().unwrap_or_default();
    let members = sheets.next().unwrap_or_default();
    any_file(&workbook(&[("Hộ", households), ("Thành viên", members)]));
}

/// The bytes as the XML of one sheet.
pub(crate) fn official_list(bytes: &[u8]) {
    any_file(&workbook(&[("Danh sách", bytes)]));
}

/// The bytes as CSV, the first of them kept from looking like anything else.
pub(crate) fn csv(bytes: &[u8]) {
    any_file(&[b"id,unit,score_a,score_b\n", bytes].concat());
    any_file(bytes);
}

/// The bytes as a household of JSON Lines, and as lines after one.
pub(crate) fn json_lines(bytes: &[u8]) {
    any_file(&[b"{\"id\":\"1\",\"unit\":\"03703\",", bytes].concat());
    any_file(&[b"{\"id\":\"1\",\"unit\":\"03703\"}\n", bytes].concat());
}

fn drain(source: Option<Box<dyn HouseholdSource + '_>>) {
    let Some(mut source) = source else { return };
    let mut counted = 0;
    while let Ok(chunk) = source.next_chunk(16) {
        assert!(chunk.households.len() <= chunk.met);
        let rejected = chunk
            .problems
            .iter()
            .filter(|problem| problem.severity.code() == "rejected");
        assert!(
            chunk.rejected() <= rejected.count(),
            "a household was dropped without a problem"
        );
        counted += chunk.met;
        if chunk.finished || counted > 100_000 {
            return;
        }
    }
}

fn context() -> Context<'static> {
    let on = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
    Context::new(shipped::law(), on)
}

/// A workbook of these sheets, given as XML that need not be well-formed.
fn workbook(sheets: &[(&str, &[u8])]) -> Vec<u8> {
    const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Số hộ</t></si><si><t>Họ và tên</t></si><si><t>Điểm A</t></si><si><t>Mã xã</t></si><si><t>03703</t></si><si><t>Lò Văn Tính</t></si></sst>"#;
    let mut entries = String::new();
    let mut relations = String::new();
    for (index, (name, _)) in sheets.iter().enumerate() {
        let id = index + 1;
        entries.push_str(&format!(
            r#"<sheet name="{name}" sheetId="{id}" r:id="rId{id}"/>"#
        ));
        relations.push_str(&format!(r#"<Relationship Id="rId{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{id}.xml"/>"#));
    }
    let strings = sheets.len() + 1;
    relations.push_str(&format!(r#"<Relationship Id="rId{strings}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>"#));
    let book = format!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{entries}</sheets></workbook>"#
    );
    let relations = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
    );
    let mut parts: Vec<(String, &[u8])> = vec![
        ("[Content_Types].xml".to_owned(), TYPES.as_bytes()),
        ("_rels/.rels".to_owned(), ROOT.as_bytes()),
        ("xl/workbook.xml".to_owned(), book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            relations.as_bytes(),
        ),
        ("xl/sharedStrings.xml".to_owned(), STRINGS.as_bytes()),
    ];
    for (index, (_, xml)) in sheets.iter().enumerate() {
        parts.push((format!("xl/worksheets/sheet{}.xml", index + 1), xml));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("memory takes a part");
        zip.write_all(content).expect("memory takes bytes");
    }
    zip.finish().expect("memory takes a directory").into_inner()
}
