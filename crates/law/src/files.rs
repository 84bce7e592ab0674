//! The files of `law/`, from wherever they come: the program itself, a folder, or a folder laid
//! over the program's own files.

use crate::findings::Finding;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// One file of `law/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawFile {
    /// Path under `law/`, with forward slashes.
    pub path: String,
    /// Its whole text, UTF-8.
    pub text: String,
}

/// All files of `law/` by path.
#[derive(Debug, Clone, Default)]
pub struct LawFiles {
    files: BTreeMap<String, LawFile>,
}

impl LawFiles {
    /// Files given as `(path, text)`, as the program embeds them.
    pub fn from_texts<P: Into<String>, T: Into<String>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let mut files = Self::default();
        for (path, text) in texts {
            files.insert(path, text);
        }
        files
    }

    /// Every `.toml` and `.csv` file under `folder`.
    ///
    /// # Errors
    /// A [`Finding`] naming the file that cannot be read or is not UTF-8.
    pub fn from_folder(folder: &Path) -> Result<Self, Finding> {
        let mut files = Self::default();
        read_folder(folder, "", &mut files)?;
        Ok(files)
    }

    /// Lays `upper` over these files: the same path replaces, a new path adds.
    #[must_use]
    pub fn overlaid_by(mut self, upper: Self) -> Self {
        self.files.extend(upper.files);
        self
    }

    /// Adds or replaces one file.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let text = text.into();
        self.files.insert(path.clone(), LawFile { path, text });
    }

    /// The file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&LawFile> {
        self.files.get(path)
    }

    /// The files below `folder` (`"standards/"`), in order of path.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a LawFile> {
        self.files
            .range(folder.to_owned()..)
            .map(|(_, file)| file)
            .take_while(move |file| file.path.starts_with(folder))
    }

    /// SHA-256 over every file's path and text, in order of path: the identity of this law data
    /// set. Worked cases prove the law but do not decide anything, so `cases/` is left out.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for file in self
            .files
            .values()
            .filter(|f| !f.path.starts_with("cases/"))
        {
            for part in [&file.path, &file.text] {
                hasher.update((part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut LawFiles) -> Result<(), Finding> {
    let unreadable = |path: &str, error: &dyn std::fmt::Display| {
        Finding::at(
            path,
            "",
            0,
            format!("không đọc được: {error}; kiểm tra đường dẫn và quyền đọc"),
            format!("cannot be read: {error}; check the path and its permissions"),
        )
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(prefix, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(prefix, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else if name.ends_with(".toml") || name.ends_with(".csv") {
            let text =
                std::fs::read_to_string(entry.path()).map_err(|error| unreadable(&path, &error))?;
            files.insert(path, text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_laid_over_replaces_and_adds() {
        let base = LawFiles::from_texts([("a/x.toml", "1"), ("a/y.toml", "2"), ("b.toml", "3")]);
        let hash = base.hash();
        let both = base.overlaid_by(LawFiles::from_texts([("a/y.toml", "4"), ("a/z.toml", "5")]));
        let texts: Vec<&str> = both.under("a/").map(|file| file.text.as_str()).collect();
        assert_eq!(texts, ["1", "4", "5"]);
        assert_ne!(both.hash(), hash);
    }
}
