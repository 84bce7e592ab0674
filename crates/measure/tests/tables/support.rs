//! The shipped law data and synthetic households to count.

use arrow::buffer::ScalarBuffer;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use vuonlen_domain::Text;
use vuonlen_law::codes::CodeLists;
use vuonlen_law::expr::Scope;
use vuonlen_law::facts::{self, Batch, BatchBuilder, Record, Schema, Value};
use vuonlen_law::files::LawFiles;
use vuonlen_law::instruments::Instruments;
use vuonlen_law::status::Status;
use vuonlen_law::tables::{Edition, EditionOptions, LineKind, Tables};
use vuonlen_measure::tables::{
    Breakdown, Cell, Chunk, ColumnarSource, TableError, TablePlan, TableResult, UnitId, UnitTree,
};

pub(crate) struct Ground {
    pub(crate) files: LawFiles,
    pub(crate) codes: CodeLists,
    pub(crate) scope: Scope,
    pub(crate) schema: Arc<Schema>,
}

pub(crate) static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let files = LawFiles::from_folder(&folder).unwrap();
    let instruments = Instruments::load(&files).unwrap();
    let codes = CodeLists::load(&files, &instruments).unwrap();
    let schemas = facts::load(&files, &codes).unwrap();
    let schema = Arc::clone(schemas.scope("assessed").unwrap());
    let scope = Scope::flat(Arc::clone(&schema), Arc::new(codes.clone()));
    Ground {
        files,
        codes,
        scope,
        schema,
    }
});

impl Ground {
    /// The shipped tables at the review of 2026 under the standard of 2022.
    pub(crate) fn plan(&self) -> TablePlan {
        TablePlan::new(self.edition(&self.files))
    }

    pub(crate) fn edition(&self, files: &LawFiles) -> Edition {
        let tables = Tables::load(files, &self.scope, &self.codes).unwrap();
        let options = EditionOptions {
            codes: &self.codes,
            on: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            standard: "nd07-2022",
            parameters: &BTreeMap::from([("deprivation_cut".to_owned(), 3)]),
        };
        tables.edition(&self.scope, &options).unwrap()
    }

    /// A set of codes of the list that the fact `fact` takes.
    fn mask<'a>(&self, list: &str, codes: impl IntoIterator<Item = &'a str>) -> Value {
        Value::Set(self.codes.list(list).unwrap().mask(codes).unwrap())
    }

    fn code(&self, list: &str, code: &str) -> Value {
        let position = self.codes.list(list).unwrap().position(code);
        let position = position.unwrap_or_else(|| panic!("`{code}` is not in `{list}`"));
        Value::Code(u16::try_from(position).unwrap())
    }
}

/// An assessed household.
#[derive(Debug, Clone)]
pub(crate) struct Household<'a> {
    pub(crate) class: &'a str,
    pub(crate) previous_class: &'a str,
    pub(crate) size: i64,
    pub(crate) previous_size: i64,
    pub(crate) transition: &'a str,
    pub(crate) deprivations: Vec<&'a str>,
    pub(crate) causes: Vec<&'a str>,
    pub(crate) groups: Vec<&'a str>,
    pub(crate) ethnicity: &'a str,
    pub(crate) children: [i64; 4],
}

impl Default for Household<'_> {
    fn default() -> Self {
        Self {
            class: "not_poor",
            previous_class: "not_poor",
            size: 4,
            previous_size: 4,
            transition: "not_poor_stay",
            deprivations: Vec::new(),
            causes: Vec::new(),
            groups: Vec::new(),
            ethnicity: "01",
            children: [0; 4],
        }
    }
}

impl Household<'_> {
    pub(crate) fn record(&self) -> Record {
        let ground = &*GROUND;
        let mut record = ground.schema.empty_record();
        let mut set = |fact: &str, value: Value| {
            record[ground.schema.index(fact).unwrap()] = Some(value);
        };
        set("present", Value::Bool(self.class != "none"));
        set("class", ground.code("classes_or_none", self.class));
        let previous = ground.code("classes_or_none", self.previous_class);
        set("previous_class", previous);
        set("size", Value::Int(self.size));
        set("previous_size", Value::Int(self.previous_size));
        set("transition", ground.code("transitions", self.transition));
        let count = i64::try_from(self.deprivations.len()).unwrap();
        set("deprivation_count", Value::Int(count));
        let lists = [
            ("deprivations", "indicators", &self.deprivations),
            ("causes", "causes", &self.causes),
            ("groups", "groups", &self.groups),
        ];
        for (fact, list, codes) in lists {
            set(fact, ground.mask(list, codes.iter().copied()));
        }
        set("ethnicity", ground.code("ethnic_groups", self.ethnicity));
        let children = [
            "children",
            "children_uninsured",
            "children_malnourished",
            "children_not_in_school",
        ];
        for (fact, count) in children.into_iter().zip(self.children) {
            set(fact, Value::Int(count));
        }
        record
    }
}

pub(crate) fn batch(records: &[Record]) -> Batch {
    let schema = Arc::clone(&GROUND.schema);
    let mut builder = BatchBuilder::new(schema, None, records.len());
    for record in records {
        builder.push::<Record>(record, None).unwrap();
    }
    builder.finish().unwrap()
}

pub(crate) fn chunk(records: &[Record], units: Vec<UnitId>) -> Chunk {
    let units: Vec<u32> = units.into_iter().map(|unit| unit.0).collect();
    Chunk {
        households: batch(records),
        units: ScalarBuffer::from(units),
    }
}

/// The two villages of `two_villages.txt` as chunks, with their units.
pub(crate) fn two_villages() -> (UnitTree, Vec<(UnitId, Record)>) {
    let mut tree = UnitTree::new("03703", Text::new("Xã Quỳnh Nhai", "Quynh Nhai"));
    let mut households = Vec::new();
    let lines = include_str!("two_villages.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let words = |field: usize| fields[field].split_whitespace().collect::<Vec<_>>();
        let name = format!("Bản {}", fields[0]);
        let village = tree.part(UnitTree::ROOT, fields[0], Text::new(&name, &name), 0);
        let children: Vec<i64> = words(10).iter().map(|n| n.parse().unwrap()).collect();
        let household = Household {
            class: fields[1],
            previous_class: fields[2],
            size: fields[3].parse().unwrap(),
            previous_size: fields[4].parse().unwrap(),
            transition: fields[5],
            deprivations: words(6),
            causes: words(7),
            groups: words(8),
            ethnicity: fields[9],
            children: children.try_into().unwrap(),
        };
        households.push((village, household.record()));
    }
    (tree, households)
}

/// Counts households in chunks of `rows` and draws up every table for the root and its parts.
pub(crate) fn draw_up(
    plan: &TablePlan,
    tree: &UnitTree,
    households: &[(UnitId, Record)],
    rows: usize,
) -> Vec<TableResult> {
    let chunks = households.chunks(rows).map(|part| {
        let (units, records): (Vec<UnitId>, Vec<Record>) = part.iter().cloned().unzip();
        Ok::<_, TableError>(chunk(&records, units))
    });
    let counted = plan.count(&mut ColumnarSource::new(chunks), tree).unwrap();
    plan.results(&counted, tree, &whole())
}

/// The root and its parts, from data as sure as can be.
pub(crate) const fn whole() -> Breakdown {
    Breakdown {
        scope: UnitTree::ROOT,
        depth: 1,
        status: Status::Verified,
    }
}

pub(crate) fn table<'a>(results: &'a [TableResult], id: &str) -> &'a TableResult {
    results.iter().find(|result| result.id == id).unwrap()
}

/// What a line prints, cell by cell.
pub(crate) fn printed(result: &TableResult, unit: UnitId, line: LineKind) -> Vec<String> {
    let row = result
        .all_rows()
        .find(|row| row.unit == unit && row.line == line);
    let cells = &row.unwrap().cells;
    cells.iter().copied().map(Cell::printed).collect()
}
