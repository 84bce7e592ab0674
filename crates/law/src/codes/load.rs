//! Reads `law/codes/*.toml` and refuses what is wrong in them.

use super::{Code, CodeList, CodeLists, CodeVersion, FieldKind, FieldValue, recognition_key};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings, parse_toml};
use crate::instruments::Instruments;
use crate::status::{Provenance, Status};
use crate::validity::{Validity, optional_toml_date, toml_date};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use vuonlen_domain::Text;

/// A set of codes is one machine word.
const MOST_CODES: usize = 64;

impl CodeLists {
    /// Reads every list of `codes/`.
    ///
    /// # Errors
    /// Everything wrong in the files: unknown or missing keys, doubled codes or spellings,
    /// overlapping versions, unknown sources, more codes than bits.
    pub fn load(files: &LawFiles, instruments: &Instruments) -> Result<Self, Findings> {
        let mut lists = BTreeMap::new();
        let mut findings = Vec::new();
        for file in files.under("codes/") {
            let mut reader = Reader {
                file,
                instruments,
                findings: &mut findings,
            };
            if let Some(list) = reader.list() {
                lists.insert(list.id.clone(), list);
            }
        }
        findings.sort();
        if findings.is_empty() {
            Ok(Self { lists })
        } else {
            Err(Findings(findings))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    id: Spanned<String>,
    title: Text,
    note: Option<Text>,
    #[serde(default)]
    fields: BTreeMap<String, Spanned<String>>,
    version: Vec<VersionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionEntry {
    #[serde(with = "toml_date")]
    from: NaiveDate,
    #[serde(default, with = "optional_toml_date")]
    until: Option<NaiveDate>,
    source: Spanned<String>,
    status: Status,
    code: Vec<CodeEntry>,
}

/// The keys every list may use; the rest must be declared in the list's `[fields]`.
#[derive(Deserialize)]
struct CodeEntry {
    code: Spanned<String>,
    number: Option<String>,
    short: Option<String>,
    vi: String,
    en: String,
    #[serde(default)]
    also: Vec<String>,
    note: Option<Text>,
    source: Option<String>,
    status: Option<Status>,
    #[serde(flatten)]
    extra: BTreeMap<String, toml::Value>,
}

struct Reader<'a> {
    file: &'a LawFile,
    instruments: &'a Instruments,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, offset: usize, vi: String, en: String) {
        let Self { file, findings, .. } = self;
        findings.push(Finding::at(&file.path, &file.text, offset, vi, en));
    }

    fn check_source(&mut self, offset: usize, source: &str) {
        let finding = self.instruments.check_source(self.file, offset, source);
        self.findings.extend(finding);
    }

    fn list(&mut self) -> Option<CodeList> {
        let content: ListFile = parse_toml(self.file)
            .map_err(|finding| self.findings.push(finding))
            .ok()?;
        let offset = content.id.span().start;
        let id = content.id.into_inner();
        if self.file.path != format!("codes/{id}.toml") {
            self.report(
                offset,
                format!("danh mục “{id}” phải nằm trong tệp codes/{id}.toml"),
                format!("list “{id}” must stand in the file codes/{id}.toml"),
            );
        }
        let fields = self.fields(content.fields);
        let mut list = CodeList {
            id,
            title: content.title,
            note: content.note,
            fields,
            versions: Vec::new(),
            positions: Vec::new(),
        };
        for entry in content.version {
            self.version(&mut list, entry);
        }
        if list.positions.len() > MOST_CODES {
            let count = list.positions.len();
            self.report(
                offset,
                format!("danh mục có {count} mã; nhiều nhất là {MOST_CODES}"),
                format!("the list has {count} codes; {MOST_CODES} is the most"),
            );
        }
        Some(list)
    }

    fn fields(
        &mut self,
        declared: BTreeMap<String, Spanned<String>>,
    ) -> BTreeMap<String, FieldKind> {
        let mut fields = BTreeMap::new();
        for (name, declaration) in declared {
            match FieldKind::parse(declaration.get_ref()) {
                Some(kind) => {
                    fields.insert(name, kind);
                }
                None => self.report(
                    declaration.span().start,
                    format!("kiểu của trường “{name}” không rõ; dùng boolean, text, decimal, amount, status hoặc list"),
                    format!("field “{name}” is of no known kind; use boolean, text, decimal, amount, status or list"),
                ),
            }
        }
        fields
    }

    fn version(&mut self, list: &mut CodeList, entry: VersionEntry) {
        let offset = entry.source.span().start;
        let validity = Validity {
            from: entry.from,
            until: entry.until,
        };
        let follows = list
            .versions
            .last()
            .is_none_or(|before| before.validity.ends_before(&validity));
        if validity.is_empty() || !follows {
            self.report(
                offset,
                format!("phiên bản từ {} trùng hoặc đứng sai thứ tự; xếp theo ngày, until là ngày đầu hết hiệu lực", entry.from),
                format!("the version from {} overlaps or stands out of order; sort by date, until is the first day no longer in force", entry.from),
            );
        }
        self.check_source(offset, entry.source.get_ref());
        let mut version = CodeVersion {
            validity,
            provenance: Provenance {
                source: entry.source.into_inner(),
                status: entry.status,
            },
            codes: Vec::with_capacity(entry.code.len()),
        };
        let mut spellings = BTreeMap::new();
        for code in entry.code {
            self.code(list, &mut version, &mut spellings, code);
        }
        list.versions.push(version);
    }

    fn code(
        &mut self,
        list: &mut CodeList,
        version: &mut CodeVersion,
        spellings: &mut BTreeMap<String, String>,
        entry: CodeEntry,
    ) {
        let offset = entry.code.span().start;
        let code = entry.code.into_inner();
        if code.is_empty() || !code.bytes().all(is_snake) {
            self.report(
                offset,
                format!("mã “{code}” chỉ được gồm chữ thường không dấu, chữ số và dấu gạch dưới"),
                format!("code “{code}” may hold only lower-case letters, digits and underscores"),
            );
        }
        if let Some(source) = &entry.source {
            self.check_source(offset, source);
        }
        let values = self.values(offset, &code, &list.fields, &entry.extra);
        let entry = Code {
            number: entry.number,
            short: entry.short,
            label: Text::new(entry.vi, entry.en),
            also: entry.also,
            note: entry.note,
            provenance: Provenance {
                source: entry
                    .source
                    .unwrap_or_else(|| version.provenance.source.clone()),
                status: entry.status.unwrap_or(version.provenance.status),
            },
            values,
            code,
        };
        for spelling in entry.spellings() {
            let key = recognition_key(spelling);
            let owner = spellings.entry(key).or_insert_with(|| entry.code.clone());
            if *owner != entry.code || version.find(&entry.code).is_some() {
                let other = owner.clone();
                self.report(
                    offset,
                    format!("“{spelling}” đã dùng cho mã “{other}” trong cùng phiên bản"),
                    format!("“{spelling}” already stands for code “{other}” in this version"),
                );
                return;
            }
        }
        if !list.positions.contains(&entry.code) {
            list.positions.push(entry.code.clone());
        }
        version.codes.push(entry);
    }

    fn values(
        &mut self,
        offset: usize,
        code: &str,
        fields: &BTreeMap<String, FieldKind>,
        extra: &BTreeMap<String, toml::Value>,
    ) -> BTreeMap<String, FieldValue> {
        for name in extra.keys().filter(|name| !fields.contains_key(*name)) {
            self.report(
                offset,
                format!("mã “{code}” có trường lạ “{name}”; khai báo trong [fields] hoặc bỏ đi"),
                format!(
                    "code “{code}” has an unknown key “{name}”; declare it in [fields] or drop it"
                ),
            );
        }
        let mut values = BTreeMap::new();
        for (name, kind) in fields {
            match extra.get(name).map(|value| kind.read(value)) {
                Some(Some(value)) => {
                    values.insert(name.clone(), value);
                }
                None if kind.optional => {}
                found => {
                    let (vi, en) = match found {
                        None => ("thiếu", "lacks"),
                        Some(_) => ("ghi sai kiểu", "has a wrong kind of"),
                    };
                    self.report(
                        offset,
                        format!("mã “{code}” {vi} trường “{name}”"),
                        format!("code “{code}” {en} field “{name}”"),
                    );
                }
            }
        }
        values
    }
}

fn is_snake(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
}
