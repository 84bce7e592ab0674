//! The folder of the results. New ones are written aside and put in place together at the end, so
//! that a run that fails or is interrupted leaves the results of an earlier one whole.

use super::super::request::AssessError;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Where results are written until all of them are there.
const ASIDE: &str = ".vuonlen-dang-ghi";

pub(super) struct Folder {
    out: PathBuf,
    aside: PathBuf,
}

impl Folder {
    /// Makes the folder; what an interrupted run left aside is removed.
    ///
    /// # Errors
    /// [`AssessError::Write`] when the folder refuses new files, or one of `names`, left by an
    /// earlier run, cannot be replaced: better known now than after an hour's work.
    pub(super) fn create(out: &Path, names: &[&str]) -> Result<Self, AssessError> {
        let folder = Self {
            out: out.to_owned(),
            aside: out.join(ASIDE),
        };
        let refused = |path: &Path| {
            let path = path.to_owned();
            |source| AssessError::Write { path, source }
        };
        fs::create_dir_all(out).map_err(refused(out))?;
        match fs::remove_dir_all(&folder.aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(refused(&folder.aside)(error));
            }
            _ => {}
        }
        fs::create_dir(&folder.aside).map_err(refused(out))?;
        for name in names {
            let path = folder.place(name);
            match OpenOptions::new().append(true).open(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(refused(&path)(error));
                }
                _ => {}
            }
        }
        Ok(folder)
    }

    /// Where to write the file `name`.
    pub(super) fn aside(&self, name: &str) -> PathBuf {
        self.aside.join(name)
    }

    /// Where the file `name` will be found.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// Puts the files in place; where they are.
    ///
    /// # Errors
    /// [`AssessError::Write`] naming the file that could not be put in place.
    pub(super) fn publish(self, names: &[String]) -> Result<Vec<PathBuf>, AssessError> {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            let place = self.place(name);
            fs::rename(self.aside(name), &place).map_err(|source| AssessError::Write {
                path: place.clone(),
                source,
            })?;
            places.push(place);
        }
        Ok(places)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.aside);
    }
}
