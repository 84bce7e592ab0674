//! The files of `law/` carried inside the program.

use crate::failure::Failure;
use include_dir::{Dir, DirEntry, include_dir};
use std::path::Path;
use vuonlen_law::files::LawFiles;

static LAW: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../law");

/// The program's own files, with those of `folder` laid over them.
pub(crate) fn law_files(folder: Option<&Path>) -> Result<LawFiles, Failure> {
    let mut files = LawFiles::default();
    add(&LAW, &mut files);
    let Some(folder) = folder else {
        return Ok(files);
    };
    let upper = LawFiles::from_folder(folder)
        .map_err(|finding| Failure::from_text(&finding.text()).at(&folder.display()))?;
    Ok(files.overlaid_by(upper))
}

fn add(folder: &Dir<'_>, files: &mut LawFiles) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => add(inner, files),
            DirEntry::File(file) => {
                // Only text files are law; a README beside them is for people.
                let path = file.path().to_string_lossy().replace('\\', "/");
                let is_law = path.ends_with(".toml") || path.ends_with(".csv");
                if let (true, Some(text)) = (is_law, file.contents_utf8()) {
                    files.insert(path, text);
                }
            }
        }
    }
}
