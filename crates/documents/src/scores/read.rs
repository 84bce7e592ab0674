//! Reads the workbook of a score table.

use super::{COLUMNS, PICKS};
use crate::households::head_key;
use crate::read::value::{self, Unreadable};
use crate::read::workbook::Workbook;
use crate::read::{Cell, FileError, FileProblem, Input, Kind, Row, column_letters, sniff};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use vuonlen_domain::Text;
use vuonlen_domain::text::key::search_key;
use vuonlen_law::assess::{Place, Problem};
use vuonlen_law::law::Law;
use vuonlen_law::scores::Pick;

/// The rows of the workbook and what is wrong with it.
#[derive(Debug, Default)]
pub struct ScoreRows {
    /// Rows without fault, in the order of the sheet.
    pub rows: Vec<ScoreRow>,
    /// Faults; the table must not be used while there is one.
    pub problems: Vec<Problem>,
}

/// One item of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRow {
    /// Where it stands.
    pub place: Place,
    /// Id of its group.
    pub group: String,
    /// What the group is about.
    pub group_label: Text,
    /// How the items of the group add up.
    pub pick: Pick,
    /// When the group is not scored (CEL).
    pub skip_when: Option<String>,
    /// Its id.
    pub item: String,
    /// What it says.
    pub label: Text,
    /// When a household gets its points (CEL).
    pub when: String,
    /// Points by code of the list `regions`.
    pub points: BTreeMap<String, i64>,
}

/// Reads the score table in `input`; the regions are those of `on`.
///
/// # Errors
/// [`FileError`] when it is no workbook or no sheet has the columns of a score table.
pub fn read(law: &Law, input: &Input, on: NaiveDate) -> Result<ScoreRows, FileError> {
    if sniff(input)? != Kind::Workbook {
        return Err(input.error(FileProblem::OtherKind("CSV, JSON")));
    }
    let book = Workbook::open(input)?;
    let regions = regions(law, on);
    for sheet in book.sheets() {
        let mut reader = Reader {
            place: Place {
                file: Some(input.name().to_owned()),
                sheet: Some(sheet.name.clone()),
                ..Place::default()
            },
            regions: &regions,
            columns: BTreeMap::new(),
            before: None,
            items: BTreeSet::new(),
            read: ScoreRows::default(),
        };
        for row in book.rows(&sheet.name) {
            reader.row(&row?);
        }
        if !reader.columns.is_empty() {
            return Ok(reader.read);
        }
    }
    Err(input.error(FileProblem::NoTable {
        looked_for: Text::new(
            "cột mã dòng, điều kiện và điểm theo vùng",
            "columns for item, condition and points by region",
        ),
    }))
}

/// Codes and labels of the columns of points.
pub(super) fn regions(law: &Law, on: NaiveDate) -> Vec<(String, String)> {
    let list = law.codes.list("regions");
    let version = list.and_then(|list| list.as_of(on).or_else(|| list.versions().last()));
    version
        .into_iter()
        .flat_map(|version| &version.codes)
        .map(|code| (code.code.clone(), code.label.vi.clone()))
        .collect()
}

struct Reader<'r> {
    place: Place,
    regions: &'r [(String, String)],
    columns: BTreeMap<String, u16>,
    before: Option<ScoreRow>,
    items: BTreeSet<String>,
    read: ScoreRows,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        if let Some(columns) = self.head(row) {
            self.columns = columns;
        } else if !self.columns.is_empty() && self.cell(row, "item").is_some() {
            match self.item(row) {
                Ok(item) => {
                    self.before = Some(item.clone());
                    self.read.rows.push(item);
                }
                Err(problems) => self.read.problems.extend(problems),
            }
        }
    }

    /// The columns, if the row is the row of keys or the visible head.
    fn head(&self, row: &Row) -> Option<BTreeMap<String, u16>> {
        let known: Vec<(String, String)> = COLUMNS
            .iter()
            .map(|(key, head, _)| ((*key).to_owned(), head_key(head)))
            .chain(
                self.regions
                    .iter()
                    .map(|(code, label)| (format!("points.{code}"), head_key(label))),
            )
            .collect();
        let columns: BTreeMap<String, u16> = row
            .cells
            .iter()
            .filter_map(|(column, cell)| {
                let written = cell.written();
                let head = head_key(&written);
                let (key, _) = known
                    .iter()
                    .find(|(key, label)| *key == written || *label == head)?;
                Some((key.clone(), *column))
            })
            .collect();
        let needed = ["item", "when"]
            .iter()
            .all(|key| columns.contains_key(*key));
        (needed && columns.len() > 3).then_some(columns)
    }

    fn cell<'c>(&self, row: &'c Row, key: &str) -> Option<&'c Cell> {
        row.get(*self.columns.get(key)?)
    }

    fn at(&self, row: &Row, key: &str) -> Place {
        let column = self.columns.get(key).map(|column| column_letters(*column));
        Place {
            row: Some(row.number),
            column,
            ..self.place.clone()
        }
    }

    fn text(&self, row: &Row, key: &str, problems: &mut Vec<Problem>) -> Option<String> {
        match value::text(self.cell(row, key)?) {
            Ok(text) => Some(text),
            Err(reason) => {
                problems.push(self.unreadable(row, key, &reason));
                None
            }
        }
    }

    fn item(&mut self, row: &Row) -> Result<ScoreRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let item = self.text(row, "item", &mut problems).unwrap_or_default();
        if !self.items.insert(item.clone()) {
            problems.push(twice(&item).at(self.at(row, "item")));
        }
        // A group is named on its first row; the rows below may leave it out.
        let group = self.text(row, "group", &mut problems);
        let before = self
            .before
            .as_ref()
            .filter(|before| group.as_ref().is_none_or(|group| *group == before.group));
        let inherited =
            |own: Option<String>, of: fn(&ScoreRow) -> String| own.or_else(|| before.map(of));
        let group_label = self.text(row, "group_label", &mut problems);
        let pick = match self.text(row, "pick", &mut problems) {
            Some(word) => pick(&word).or_else(|| {
                problems.push(unknown_pick(&word).at(self.at(row, "pick")));
                None
            }),
            None => before.map(|before| before.pick),
        };
        let found = ScoreRow {
            place: self.at(row, "item"),
            group_label: Text::new(
                inherited(group_label, |row| row.group_label.vi.clone()).unwrap_or_default(),
                "",
            ),
            skip_when: self
                .text(row, "skip_when", &mut problems)
                .or_else(|| before.and_then(|row| row.skip_when.clone())),
            pick: pick.unwrap_or(Pick::First),
            group: inherited(group, |row| row.group.clone()).unwrap_or_default(),
            label: Text::new(
                self.text(row, "label", &mut problems).unwrap_or_default(),
                self.text(row, "label_en", &mut problems)
                    .unwrap_or_default(),
            ),
            when: self.text(row, "when", &mut problems).unwrap_or_default(),
            points: self.points(row, &mut problems),
            item,
        };
        for (key, empty) in [
            ("group", found.group.is_empty()),
            ("label", found.label.vi.is_empty()),
            ("when", found.when.is_empty()),
            ("pick", pick.is_none()),
        ] {
            let told = problems
                .iter()
                .any(|problem| problem.place == self.at(row, key));
            if empty && !told {
                problems.push(missing(&self.label(key)).at(self.at(row, key)));
            }
        }
        if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        }
    }

    fn points(&self, row: &Row, problems: &mut Vec<Problem>) -> BTreeMap<String, i64> {
        let mut points = BTreeMap::new();
        for (code, label) in self.regions {
            let key = format!("points.{code}");
            match self.cell(row, &key).map(value::whole) {
                Some(Ok(number)) => {
                    points.insert(code.clone(), number);
                }
                Some(Err(reason)) => problems.push(self.unreadable(row, &key, &reason)),
                None => problems.push(missing(label).at(self.at(row, &key))),
            }
        }
        points
    }

    fn label(&self, key: &str) -> String {
        let fixed = COLUMNS
            .iter()
            .find(|(known, _, _)| *known == key)
            .map(|(_, head, _)| (*head).to_owned());
        let region = || {
            let code = key.strip_prefix("points.")?;
            self.regions
                .iter()
                .find(|(known, _)| known == code)
                .map(|(_, label)| label.clone())
        };
        fixed.or_else(region).unwrap_or_default()
    }

    fn unreadable(&self, row: &Row, key: &str, reason: &Unreadable) -> Problem {
        let why = Text::new(
            "Bảng điểm phải đủ và đúng mới dùng được.",
            "A score table must be whole and right to be used.",
        );
        Problem::rejected(
            reason.code(),
            reason.what(&self.label(key)),
            why,
            reason.advice(),
        )
        .at(self.at(row, key))
    }
}

fn pick(word: &str) -> Option<Pick> {
    let key = search_key(word);
    let codes = [("first", Pick::First), ("sum", Pick::Sum)];
    let words = PICKS.iter().map(|(word, pick)| (search_key(word), *pick));
    words
        .chain(codes.map(|(code, pick)| (code.to_owned(), pick)))
        .find(|(known, _)| *known == key)
        .map(|(_, pick)| pick)
}

fn missing(label: &str) -> Problem {
    Problem::rejected(
        "score_missing",
        Text::new(
            format!("Để trống “{label}”."),
            format!("“{label}” is empty."),
        ),
        Text::new(
            "Bảng điểm phải đủ mới chấm được; ô trống không phải là 0 điểm.",
            "A score table must be whole; an empty cell is not zero points.",
        ),
        Text::new(
            "Điền theo phụ lục chính thức.",
            "Fill it in from the official annex.",
        ),
    )
}

fn twice(item: &str) -> Problem {
    Problem::rejected(
        "score_item_twice",
        Text::new(
            format!("Mã dòng “{item}” đứng hai lần."),
            format!("The item “{item}” stands twice."),
        ),
        Text::new(
            "Mỗi dòng của bảng điểm có một mã.",
            "Each item of the table has its own id.",
        ),
        Text::new("Đổi mã của một dòng.", "Change one of them."),
    )
}

fn unknown_pick(word: &str) -> Problem {
    Problem::rejected(
        "score_pick_unknown",
        Text::new(
            format!("Cách tính “{word}” không có."),
            format!("There is no way of adding up called “{word}”."),
        ),
        Text::new(
            "Điểm của nhóm lấy một dòng hoặc cộng các dòng.",
            "A group counts one item or the sum of its items.",
        ),
        Text::new(
            "Chọn “một dòng” hoặc “cộng các dòng”.",
            "Choose “một dòng” (one) or “cộng các dòng” (sum).",
        ),
    )
}
