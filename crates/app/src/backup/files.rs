//! Files beside the database, and safe paths for them.

use super::refused;
use crate::Error;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Every file below `folder` but those in `leave_out` (files or folders), as paths relative to it,
/// in order. Links are not followed: what they point to is not ours.
pub(super) fn below(folder: &Path, leave_out: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    if folder.exists() {
        let left_out: Vec<PathBuf> = leave_out
            .iter()
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect();
        walk(folder, Path::new(""), &left_out, &mut found)?;
    }
    Ok(found)
}

fn walk(
    folder: &Path,
    inside: &Path,
    left_out: &[PathBuf],
    found: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    let here = folder.join(inside);
    let failed = |error| refused(&here, &error);
    let mut entries = fs::read_dir(&here)
        .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
        .map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(failed)?;
        let path = inside.join(entry.file_name());
        let is_left_out = fs::canonicalize(entry.path()).is_ok_and(|real| left_out.contains(&real));
        if is_left_out || path.extension().is_some_and(|end| end == "part") {
            continue;
        }
        if kind.is_dir() {
            walk(folder, &path, left_out, found)?;
        } else if kind.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// A path as a backup writes it: parts with `/` between them.
pub(super) fn written(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    parts.map(|parts| parts.join("/"))
}

/// Where a path of a backup lies in `folder`; none when it would lead out of it.
pub(super) fn placed(folder: &Path, written: &str) -> Option<PathBuf> {
    let path = Path::new(written);
    let is_plain = !written.is_empty()
        && !written.contains(['\\', '\0', ':'])
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    is_plain.then(|| folder.join(path))
}

/// Whether there is nothing in `folder`.
pub(super) fn is_empty(folder: &Path) -> Result<bool, Error> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(refused(folder, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_a_backup_leads_out_of_the_folder() {
        let folder = Path::new("/srv/data");
        for path in [
            "../x",
            "/etc/passwd",
            "a/../../x",
            "",
            "a\\..\\x",
            "C:x",
            "a\0",
        ] {
            assert_eq!(placed(folder, path), None, "{path}");
        }
        let inside = placed(folder, "files/ab/cd").unwrap();
        assert_eq!(
            written(inside.strip_prefix(folder).unwrap()).unwrap(),
            "files/ab/cd"
        );
    }
}
