//! Movements between two reviews, as a file.

use super::open::{MeasureError, Opened};
use super::tables::unwritten;
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use vuonlen_law::law::Law;
use vuonlen_measure::movement::{Movement, MovementPlan, Movements};

/// Movements counted and written.
#[derive(Debug)]
pub struct MovementOutcome {
    /// The movements.
    pub movements: Movements,
    /// Codes of the classes, in the order of the matrix.
    pub classes: Vec<String>,
    /// The file written.
    pub file: PathBuf,
}

/// Counts who was in which class before and now, and writes `movement.json`.
///
/// # Errors
/// [`MeasureError`] when the households cannot be counted or the file not written.
pub fn movement(
    law: &Law,
    opened: &Opened,
    out: &Path,
    threads: NonZeroUsize,
) -> Result<MovementOutcome, MeasureError> {
    let plan = MovementPlan::new(&law.scopes.assessed, law.codes.as_ref())?;
    let movements = plan.count(&opened.households, threads)?;
    let classes = plan.classes().to_vec();
    let one = |movement: &Movement| -> Value {
        let rate = movement.relapse_rate();
        json!({
            "matrix": movement.matrix,
            "relapsed": movement.relapsed,
            "poor_or_near_poor": movement.listed,
            "relapse_percent": rate.percent(2).map(|rate| rate.to_f64()),
            "undecided": movement.undecided,
        })
    };
    let provinces = movements.provinces.iter();
    let communes = movements.communes.iter();
    let value = json!({
        "classes": classes,
        "total": one(&movements.total),
        "provinces": provinces.map(|(code, m)| (code.clone(), one(m))).collect::<serde_json::Map<_, _>>(),
        "communes": communes.map(|(key, m)| (key.commune.clone(), one(m))).collect::<serde_json::Map<_, _>>(),
    });
    std::fs::create_dir_all(out).map_err(|source| unwritten(out, source))?;
    let file = out.join("movement.json");
    std::fs::write(&file, value.to_string()).map_err(|source| unwritten(&file, source))?;
    Ok(MovementOutcome {
        movements,
        classes,
        file,
    })
}
