//! A snapshot without an index: planes made while reading.

use super::scan::{Reading, Scan};
use super::{Reason, SnapshotError};
use crate::index::common::Usual;
use crate::index::holding::{BlockView, Holding, Villages, Wanted};
use crate::index::layout::{Layout, PRESENCE, PlaneKey};
use crate::index::line::{Line, Plane};
use crate::index::pack::Packer;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use vuonlen_law::facts::{CodePositions, Schema, Type};

/// Households read from Parquet at every pass.
#[derive(Debug)]
pub(crate) struct LiveHolding {
    scan: Scan,
    layout: Layout,
    usual: Vec<Usual>,
    facts: usize,
}

impl LiveHolding {
    /// Households of `scan`, with the facts of `schema`.
    pub(crate) fn new(scan: Scan, schema: &Schema, codes: &dyn CodePositions) -> Self {
        let facts = schema.len();
        let usual = vec![Usual::default(); facts];
        let layout = layout(&scan, schema, codes);
        Self {
            scan,
            layout,
            usual,
            facts,
        }
    }
}

/// Every plane that rows may have, from what the file says of its columns.
fn layout(scan: &Scan, schema: &Schema, codes: &dyn CodePositions) -> Layout {
    let mut planes = Vec::new();
    let mut add = |fact: usize, places: u32, absent: bool| {
        let places = (0..).take(places as usize);
        planes.extend(places.map(|place| PlaneKey { fact, place }));
        planes.extend(absent.then_some(PlaneKey {
            fact,
            place: PRESENCE,
        }));
    };
    let bits = |most: usize| usize::BITS - most.leading_zeros();
    for (index, (fact, column)) in schema.facts().iter().zip(scan.positions()).enumerate() {
        let said = Said::of(scan, column, fact.kind == Type::Int);
        let places = match &fact.kind {
            Type::Bool => 1,
            Type::Int | Type::Decimal => said.places,
            Type::Code(list) => bits(codes.len(list).unwrap_or(1).saturating_sub(1)),
            Type::Set(list) => u32::try_from(codes.len(list).unwrap_or(64)).unwrap_or(64),
        };
        add(index, places, said.absent);
    }
    Layout::new(planes, vec![Some(Usual::default()); schema.len()])
}

/// What the file says of a column.
struct Said {
    /// How many bits hold every whole number in it.
    places: u32,
    /// Whether some value may be absent.
    absent: bool,
}

impl Said {
    fn of(scan: &Scan, column: usize, whole: bool) -> Self {
        let anything = Self {
            places: u64::BITS,
            absent: true,
        };
        let metadata = scan.metadata();
        let Some(name) = metadata
            .schema()
            .fields()
            .get(column)
            .map(|field| field.name())
        else {
            return anything;
        };
        let (groups, schema) = (metadata.metadata().row_groups(), metadata.schema());
        let Ok(converter) = StatisticsConverter::try_new(name, schema, metadata.parquet_schema())
        else {
            return anything;
        };
        let nulls = converter.row_group_null_counts(groups);
        let absent = nulls.map_or(true, |nulls| {
            nulls.null_count() > 0 || nulls.iter().flatten().any(|count| count > 0)
        });
        let mut places = u64::BITS;
        if whole
            && let (Ok(least), Ok(most)) =
                (converter.row_group_mins(groups), converter.row_group_maxes(groups))
            && let (Some(least), Some(most)) = (
                least.as_primitive_opt::<Int64Type>(),
                most.as_primitive_opt::<Int64Type>(),
            )
            // A row group without a least value has none at all, or does not say.
            && least.null_count() == 0
            && least.iter().flatten().all(|value| value >= 0)
        {
            let most = most.iter().flatten().max().unwrap_or(0);
            places = u64::BITS - most.leading_zeros();
        }
        Self { places, absent }
    }
}

impl Holding for LiveHolding {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn parts(&self) -> usize {
        self.scan.row_groups()
    }

    fn villages(&self) -> Option<usize> {
        None
    }

    fn part(
        &self,
        part: usize,
        wanted: Wanted<'_>,
        _memory: &mut Vec<Line>,
        each: &mut dyn FnMut(&BlockView<'_>) -> Result<(), SnapshotError>,
    ) -> Result<(), SnapshotError> {
        let mut needed = vec![false; self.facts];
        for key in wanted.planes {
            if let Some(needed) = needed.get_mut(key.fact) {
                *needed = true;
            }
        }
        let reading = Reading {
            facts: &needed,
            by_village: wanted.villages,
            usual: &self.usual,
        };
        let mut packer = Packer::new(Vec::new());
        self.scan.units(part, reading, &mut packer, &mut |packed| {
            for block in &packed.blocks {
                self.check(block.keys())?;
                let planes: Vec<Plane<'_>> =
                    wanted.planes.iter().map(|key| block.plane(*key)).collect();
                each(&BlockView {
                    unit: &packed.unit,
                    rows: block.rows,
                    planes: &planes,
                    villages: Villages::One(packed.village.as_deref()),
                })?;
            }
            Ok(())
        })
    }
}

impl LiveHolding {
    /// A plane that the file's own statistics exclude would be lost unseen.
    fn check(&self, mut keys: impl Iterator<Item = PlaneKey>) -> Result<(), SnapshotError> {
        let unexpected = keys.find(|key| self.layout.planes().binary_search(key).is_err());
        match unexpected {
            None => Ok(()),
            Some(key) => {
                let column = self.scan.name(key.fact).to_owned();
                let reason = Reason::WrongStatistics { column };
                Err(SnapshotError::at(self.scan.path(), reason))
            }
        }
    }
}
