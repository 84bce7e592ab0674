//! The poverty measures of `law/measures/`, read and checked.

use vuonlen_law::files::LawFiles;
use vuonlen_law::findings::{Finding, Findings};
use vuonlen_measure::poverty::{PovertyError, Structure};

/// Every measure of `law/measures/`, in order of file.
///
/// # Errors
/// Everything wrong in the files, by file and line.
pub fn measures(files: &LawFiles) -> Result<Vec<Structure>, Findings> {
    let (measures, findings) = read(files);
    if findings.is_empty() {
        Ok(measures)
    } else {
        Err(Findings(findings))
    }
}

/// What is wrong in `law/measures/`; the rest of the law has its own check.
#[must_use]
pub fn check_measures(files: &LawFiles) -> Vec<Finding> {
    read(files).1
}

fn read(files: &LawFiles) -> (Vec<Structure>, Vec<Finding>) {
    let (mut measures, mut findings) = (Vec::<Structure>::new(), Vec::new());
    for file in files.under("measures/") {
        match Structure::parse(&file.path, &file.text) {
            Ok(structure) => {
                let at_id = file.text.find("id = ").unwrap_or(0);
                if file.path != format!("measures/{}.toml", structure.id) {
                    findings.push(Finding::at(
                        &file.path,
                        &file.text,
                        at_id,
                        format!("id “{}” khác tên tệp; đặt giống nhau", structure.id),
                        format!(
                            "id “{}” is not the file's name; make them the same",
                            structure.id
                        ),
                    ));
                }
                if structure.indicators_from.is_none() || structure.method_from.is_none() {
                    findings.push(Finding::at(
                        &file.path,
                        &file.text,
                        at_id,
                        "thước đo và [method] phải có source và status",
                        "a measure and its [method] carry source and status",
                    ));
                }
                measures.push(structure);
            }
            Err(error) => findings.push(finding(&file.path, &file.text, &error)),
        }
    }
    (measures, findings)
}

fn finding(path: &str, text: &str, error: &PovertyError) -> Finding {
    let message = error.reason.text();
    let mut finding = Finding::at(path, text, 0, message.vi, message.en);
    if let Some(line) = error.place.line {
        finding.line = usize::try_from(line).unwrap_or(finding.line);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn shipped() -> LawFiles {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
        LawFiles::from_folder(&folder).unwrap()
    }

    #[test]
    fn the_shipped_measures_are_sound() {
        let ids: Vec<String> = measures(&shipped())
            .unwrap()
            .into_iter()
            .map(|structure| structure.id)
            .collect();
        assert_eq!(ids, ["administrative-2022", "national-mpi"]);
    }

    #[test]
    fn a_wrong_measure_is_named_by_file_and_line() {
        for (right, wrong, said) in [
            ("cutoff = \"3/12\"", "cutoff = \"13/12\"", "13/12"),
            ("unit = \"household\"", "unit = \"village\"", "village"),
            (
                "id = \"administrative-2022\"",
                "id = \"other\"",
                "file's name",
            ),
            (
                "status = \"verified\"\n\n[method]",
                "\n[method]",
                "source and status",
            ),
        ] {
            let mut files = shipped();
            let path = "measures/administrative-2022.toml";
            let text = files.file(path).unwrap().text.clone();
            assert!(text.contains(right), "{right}");
            files.insert(path, text.replacen(right, wrong, 1));
            let findings = check_measures(&files);
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert_eq!(findings[0].file, path);
            assert!(findings[0].message.en.contains(said), "{findings:?}");
        }
    }
}
