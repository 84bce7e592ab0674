//! The archive that is a DOCX file, and its small parts.

use super::code::relation;
use super::page::{Body, footer, header};
use super::xml::Xml;
use crate::official::paper::Paper;
use std::io::{Cursor, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

/// The font of documents of State bodies.
const FONT: &str = "Times New Roman";

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Packs the parts of a document.
pub(super) fn pack(paper: &Paper, body: Body) -> Result<Vec<u8>, ZipError> {
    let images = body.codes.0.len();
    let remarked = paper.remark.is_some();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut parts = vec![
        ("[Content_Types].xml", content_types(remarked)),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties(paper)),
        ("word/document.xml", body.document),
        (
            "word/_rels/document.xml.rels",
            document_relations(images, remarked),
        ),
        ("word/styles.xml", styles()),
        ("word/settings.xml", settings()),
        ("word/header1.xml", header()),
    ];
    parts.extend((paper.remark.iter()).map(|remark| ("word/footer1.xml", footer(remark))));
    // One instant for all, so that the same paper gives the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT);
    for (name, text) in parts {
        archive.start_file(name, options)?;
        archive.write_all(DECLARATION.as_bytes())?;
        archive.write_all(text.as_bytes())?;
    }
    for (index, image) in body.codes.0.iter().enumerate() {
        archive.start_file(format!("word/media/code{}.png", index + 1), options)?;
        archive.write_all(image)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types(remarked: bool) -> String {
    let mut xml = Xml::default();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    for (extension, kind) in [
        (
            "rels",
            "application/vnd.openxmlformats-package.relationships+xml",
        ),
        ("xml", "application/xml"),
        ("png", "image/png"),
    ] {
        xml.empty(
            "Default",
            &[("Extension", extension), ("ContentType", kind)],
        );
    }
    let mut parts = vec![
        ("/word/document.xml", format!("{WORD}.document.main+xml")),
        ("/word/styles.xml", format!("{WORD}.styles+xml")),
        ("/word/settings.xml", format!("{WORD}.settings+xml")),
        ("/word/header1.xml", format!("{WORD}.header+xml")),
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ];
    if remarked {
        parts.push(("/word/footer1.xml", format!("{WORD}.footer+xml")));
    }
    for (part, kind) in parts {
        xml.empty("Override", &[("PartName", part), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.into_string()
}

fn package_relations() -> String {
    relations(&[
        (
            "rId1",
            format!("{OFFICE}/officeDocument"),
            "word/document.xml".to_owned(),
        ),
        (
            "rId2",
            format!("{PACKAGE}/relationships/metadata/core-properties"),
            "docProps/core.xml".to_owned(),
        ),
    ])
}

fn document_relations(images: usize, remarked: bool) -> String {
    let mut targets = vec![("rIdHeader", "header", "header1.xml".to_owned())];
    if remarked {
        targets.push(("rIdFooter", "footer", "footer1.xml".to_owned()));
    }
    targets.push(("rIdStyles", "styles", "styles.xml".to_owned()));
    targets.push(("rIdSettings", "settings", "settings.xml".to_owned()));
    let ids: Vec<String> = (1..=images).map(relation).collect();
    for (index, id) in ids.iter().enumerate() {
        targets.push((id, "image", format!("media/code{}.png", index + 1)));
    }
    let targets: Vec<_> = targets
        .into_iter()
        .map(|(id, kind, target)| (id, format!("{OFFICE}/{kind}"), target))
        .collect();
    relations(&targets)
}

fn relations(targets: &[(&str, String, String)]) -> String {
    let mut xml = Xml::default();
    xml.open(
        "Relationships",
        &[("xmlns", &format!("{PACKAGE}/relationships"))],
    );
    for (id, kind, target) in targets {
        xml.empty(
            "Relationship",
            &[("Id", id), ("Type", kind), ("Target", target)],
        );
    }
    xml.close("Relationships");
    xml.into_string()
}

fn properties(paper: &Paper) -> String {
    let mut xml = Xml::default();
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    xml.element("dc:title", &[], &paper.title);
    xml.element("dc:language", &[], "vi-VN");
    if let Some(day) = paper.dated {
        let kind = [("xsi:type", "dcterms:W3CDTF")];
        xml.element("dcterms:created", &kind, &format!("{day}T00:00:00Z"));
    }
    xml.close("cp:coreProperties");
    xml.into_string()
}

fn styles() -> String {
    let mut xml = Xml::default();
    xml.open("w:styles", &super::page::NAMESPACES[..1]);
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    xml.empty(
        "w:rFonts",
        &[
            ("w:ascii", FONT),
            ("w:eastAsia", FONT),
            ("w:hAnsi", FONT),
            ("w:cs", FONT),
        ],
    );
    xml.value("w:sz", "26");
    xml.value("w:szCs", "26");
    xml.value("w:lang", "vi-VN");
    xml.close("w:rPr");
    xml.close("w:rPrDefault");
    xml.empty("w:pPrDefault", &[]);
    xml.close("w:docDefaults");
    xml.open(
        "w:style",
        &[
            ("w:type", "paragraph"),
            ("w:default", "1"),
            ("w:styleId", "Normal"),
        ],
    );
    xml.value("w:name", "Normal");
    xml.close("w:style");
    xml.close("w:styles");
    xml.into_string()
}

/// Without a mode of compatibility, word processors imitate one of 2007.
fn settings() -> String {
    let mut xml = Xml::default();
    xml.open("w:settings", &super::page::NAMESPACES[..1]);
    xml.open("w:compat", &[]);
    xml.empty(
        "w:compatSetting",
        &[
            ("w:name", "compatibilityMode"),
            ("w:uri", "http://schemas.microsoft.com/office/word"),
            ("w:val", "15"),
        ],
    );
    xml.close("w:compat");
    xml.close("w:settings");
    xml.into_string()
}
