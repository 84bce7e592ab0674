//! Writes synthetic households, drawn by several threads, in one order.

use super::columns::batch;
use super::communes::Commune;
use super::household::{Drawing, Household};
use super::{SynthError, SyntheticCountry};
use crate::snapshot::{HouseholdRows, SnapshotWriter, UnitRun};
use arrow::array::StringArray;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};
use vuonlen_domain::Area;

/// Households drawn at a time by a thread.
const BATCH: u64 = 1 << 16;

/// Draws the households of `communes` on `threads` threads and writes them in order.
pub(super) fn write(
    country: &SyntheticCountry,
    communes: &[&Commune],
    writer: &mut SnapshotWriter,
    threads: NonZeroUsize,
) -> Result<(), SynthError> {
    let batches = batches(communes);
    let threads = threads.get().min(batches.len().max(1));
    std::thread::scope(|scope| {
        // Thread `t` draws batches t, t + threads, …; they are written in turn, so the order is
        // that of the communes and no thread is more than two batches ahead.
        let drawn: Vec<Receiver<_>> = (0..threads)
            .map(|thread| {
                let (sender, receiver) = sync_channel(1);
                let mine: Vec<&[&Commune]> = batches
                    .iter()
                    .skip(thread)
                    .step_by(threads)
                    .copied()
                    .collect();
                scope.spawn(move || {
                    for communes in mine {
                        if sender.send(draw(country, communes)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for batch in 0..batches.len() {
            match drawn[batch % threads].recv() {
                Ok(rows) => writer.write(&rows?)?,
                // Only a panic ends a thread early; the scope passes it on.
                Err(_) => break,
            }
        }
        Ok(())
    })
}

/// Communes taken together until they have enough households.
fn batches<'a, 'b>(communes: &'b [&'a Commune]) -> Vec<&'b [&'a Commune]> {
    let mut batches = Vec::new();
    let (mut start, mut households) = (0, 0);
    for (index, commune) in communes.iter().enumerate() {
        households += commune.households;
        if households >= BATCH {
            batches.push(&communes[start..=index]);
            (start, households) = (index + 1, 0);
        }
    }
    batches.push(&communes[start..]);
    batches
}

fn draw(country: &SyntheticCountry, communes: &[&Commune]) -> Result<HouseholdRows, SynthError> {
    let mut units = Vec::new();
    let mut households: Vec<Household> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for commune in communes {
        let mut drawing = Drawing::new(
            &country.profile,
            &country.rules,
            commune,
            country.options.seed,
        );
        for number in 1..=commune.households {
            households.push(drawing.household());
            ids.push(format!("{}-{number:06}", commune.code));
        }
        units.extend(villages(country, commune));
    }
    Ok(HouseholdRows {
        units,
        ids: StringArray::from(ids),
        facts: batch(&country.schema, &households)?,
    })
}

/// The villages of a commune, of about the same size each.
fn villages(country: &SyntheticCountry, commune: &Commune) -> Vec<UnitRun> {
    let profile = &country.profile;
    let count = commune
        .households
        .div_ceil(profile.communes.households_per_village)
        .max(1);
    let word = &profile.regions[commune.region].villages[usize::from(commune.area == Area::Urban)];
    let digits = count.to_string().len().max(2);
    (0..count)
        .map(|number| {
            let end = |number: u64| commune.households * number / count;
            let rows = end(number + 1) - end(number);
            UnitRun {
                province: commune.province.clone(),
                commune: commune.code.clone(),
                village: Some(format!("{word} {:0digits$}", number + 1)),
                rows: usize::try_from(rows).unwrap_or(0),
            }
        })
        .collect()
}
