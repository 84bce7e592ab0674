//! An index file, read piece by piece.
//!
//! Pieces are read into memory that threads reuse, not mapped into it: at the page cache's speed
//! that costs little, it bounds the memory, each piece is checked the moment it is read, and a
//! file that shrinks under the program is an error instead of a crash.

use super::directory::{Chunk, Directory, Piece};
use super::format::{self, HEADER, LINE_BYTES, TRAILER, Trailer};
use super::holding::{BlockView, Holding, UnitKey, Villages, Wanted};
use super::layout::{Layout, PlaneKey};
use super::line::{BLOCK_LINES, LINE_ROWS, Line, Plane};
use crate::snapshot::{FactEntry, Reason, SnapshotError};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Lines not asked for that are read along rather than skipped: a system call costs as much.
const GAP: u64 = 256;

/// An index file, open for the facts of today's schema.
#[derive(Debug)]
pub(crate) struct IndexFile {
    path: PathBuf,
    directory: Directory,
    units: Vec<UnitKey>,
    layout: Layout,
    /// Of each fact of the schema, villages behind them, its number in the file.
    in_file: Vec<Option<usize>>,
}

impl IndexFile {
    /// Opens the index at `path`, of the households file with this hash, for `facts`: what
    /// today's law says of the facts of its schema, in order.
    ///
    /// # Errors
    /// [`SnapshotError`] when it is not an index, of a newer form, damaged, of another snapshot,
    /// or built with other codes.
    pub(crate) fn open(
        path: &Path,
        households_sha256: &str,
        facts: &[FactEntry],
    ) -> Result<Self, SnapshotError> {
        let directory = read_directory(path)?;
        if directory.head.households_sha256 != households_sha256 {
            return Err(SnapshotError::at(path, Reason::IndexOfAnother));
        }
        let mut in_file = Vec::new();
        for fact in facts {
            let found = directory
                .head
                .facts
                .iter()
                .position(|f| f.name == fact.name);
            if found.is_some_and(|at| !same_values(&directory.head.facts[at], fact)) {
                let what = fact.name.clone();
                return Err(SnapshotError::at(path, Reason::IndexOfOtherCodes { what }));
            }
            in_file.push(found);
        }
        in_file.push(Some(directory.head.facts.len()));
        let units = (0..directory.head.units.len())
            .filter_map(|index| directory.unit(u32::try_from(index).ok()?))
            .collect();
        Ok(Self {
            path: path.to_owned(),
            layout: layout(&directory, &in_file),
            directory,
            units,
            in_file,
        })
    }

    /// Its communes.
    pub(crate) fn units(&self) -> &[UnitKey] {
        &self.units
    }

    fn damaged(&self, what: impl Into<String>) -> SnapshotError {
        SnapshotError::at(&self.path, Reason::IndexDamaged { what: what.into() })
    }

    /// The pieces asked for, each with its place among those asked for.
    fn wanted<'a>(&self, chunk: &'a Chunk, planes: &[PlaneKey]) -> Vec<(usize, &'a Piece)> {
        planes
            .iter()
            .enumerate()
            .filter_map(|(place, key)| {
                let fact = self.in_file.get(key.fact).copied().flatten()?;
                let key = PlaneKey { fact, ..*key };
                let at = chunk.pieces.binary_search_by_key(&key, |piece| piece.key);
                Some((place, &chunk.pieces[at.ok()?]))
            })
            .collect()
    }

    fn names(&self, file: &mut File, chunk: &Chunk) -> Result<Vec<Vec<String>>, SnapshotError> {
        let mut bytes = vec![0; chunk.villages.bytes as usize];
        self.read(file, chunk.villages.start, &mut bytes)?;
        if format::checksum(&bytes) != chunk.villages.checksum {
            return Err(self.damaged("villages"));
        }
        let names: Vec<Vec<String>> =
            serde_json::from_slice(&bytes).map_err(|_| self.damaged("villages"))?;
        if names.len() == chunk.blocks.len() {
            Ok(names)
        } else {
            Err(self.damaged("villages"))
        }
    }

    fn read(&self, file: &mut File, line: u64, bytes: &mut [u8]) -> Result<(), SnapshotError> {
        file.seek(SeekFrom::Start(line.saturating_mul(LINE_BYTES as u64)))
            .and_then(|_| file.read_exact(bytes))
            .map_err(|error| self.damaged(error.to_string()))
    }

    /// Reads pieces, in order of place, behind one another; where each begins in `memory`, which
    /// grows and is not cleared, as clearing costs as much as reading.
    fn read_pieces(
        &self,
        file: &mut File,
        pieces: &[(usize, &Piece)],
        memory: &mut Vec<Line>,
    ) -> Result<Vec<usize>, SnapshotError> {
        let mut starts = Vec::with_capacity(pieces.len());
        let mut end = 0;
        let near = |a: &(usize, &Piece), b: &(usize, &Piece)| {
            let gap = b.1.start.checked_sub(a.1.start + u64::from(a.1.lines));
            gap.is_some_and(|gap| gap <= GAP)
        };
        for stretch in pieces.chunk_by(near) {
            let (Some((_, first)), Some((_, last))) = (stretch.first(), stretch.last()) else {
                continue;
            };
            // Pieces lie within the file, one behind the other.
            let lines = last.start + u64::from(last.lines) - first.start;
            let begin = end;
            end += usize::try_from(lines).map_err(|_| self.damaged("pieces"))?;
            if memory.len() < end {
                memory.resize(end, [0; 8]);
            }
            self.read(
                file,
                first.start,
                bytemuck::cast_slice_mut(&mut memory[begin..end]),
            )?;
            let within = |piece: &Piece| usize::try_from(piece.start - first.start).unwrap_or(0);
            starts.extend(stretch.iter().map(|(_, piece)| begin + within(piece)));
        }
        for ((_, piece), start) in pieces.iter().zip(&starts) {
            let bytes = &memory[*start..*start + piece.lines as usize];
            if format::checksum(bytemuck::cast_slice(bytes)) != piece.checksum {
                let fact = self.directory.head.facts.get(piece.key.fact);
                return Err(self.damaged(fact.map_or("village", |fact| &fact.name)));
            }
        }
        for word in memory[..end].iter_mut().flatten() {
            *word = u64::from_le(*word);
        }
        Ok(starts)
    }
}

impl Holding for IndexFile {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn parts(&self) -> usize {
        self.directory.chunks.len()
    }

    fn villages(&self) -> Option<usize> {
        Some(self.directory.head.villages as usize)
    }

    fn part(
        &self,
        part: usize,
        wanted: Wanted<'_>,
        memory: &mut Vec<Line>,
        each: &mut dyn FnMut(&BlockView<'_>) -> Result<(), SnapshotError>,
    ) -> Result<(), SnapshotError> {
        let chunk = &self.directory.chunks[part];
        let mut file = File::open(&self.path)
            .map_err(|error| SnapshotError::unreadable(&self.path, &error))?;
        let pieces = self.wanted(chunk, wanted.planes);
        let starts = self.read_pieces(&mut file, &pieces, memory)?;
        let names = if wanted.villages {
            self.names(&mut file, chunk)?
        } else {
            vec![Vec::new(); chunk.blocks.len()]
        };
        let mut cursors = pieces
            .iter()
            .zip(&starts)
            .map(|((place, piece), start)| {
                let lines = &memory[*start..*start + piece.lines as usize];
                let masks = chunk.blocks.len().div_ceil(8);
                let (masks, lines) = lines.split_at_checked(masks)?;
                Some((*place, masks, lines))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| self.damaged("masks"))?;
        let nothing = Plane {
            mask: 0,
            lines: &[],
        };
        let mut planes = vec![nothing; wanted.planes.len()];
        for (index, block) in chunk.blocks.iter().enumerate() {
            let allowed = lines_of(block.rows);
            for (place, masks, lines) in &mut cursors {
                let mask = masks[index / 8][index % 8];
                let (here, rest) = lines
                    .split_at_checked(mask.count_ones() as usize)
                    .filter(|_| mask & !allowed == 0)
                    .ok_or_else(|| self.damaged("masks"))?;
                planes[*place] = Plane { mask, lines: here };
                *lines = rest;
            }
            each(&BlockView {
                unit: &self.units[block.unit as usize],
                rows: block.rows,
                planes: &planes,
                villages: Villages::Numbered(&names[index]),
            })?;
        }
        Ok(())
    }
}

/// The lines a block of so many rows has.
fn lines_of(rows: u32) -> u64 {
    match (rows as usize).div_ceil(LINE_ROWS) {
        0 => 0,
        lines => u64::MAX >> (BLOCK_LINES - lines.min(BLOCK_LINES)),
    }
}

/// Whether bits of the file mean what they would mean today: its codes are the first of today's.
fn same_values(file: &FactEntry, today: &FactEntry) -> bool {
    file.kind == today.kind && file.list == today.list && today.codes.starts_with(&file.codes)
}

fn layout(directory: &Directory, in_file: &[Option<usize>]) -> Layout {
    let used: BTreeSet<PlaneKey> = directory
        .chunks
        .iter()
        .flat_map(|chunk| &chunk.pieces)
        .map(|piece| piece.key)
        .collect();
    let planes = in_file
        .iter()
        .enumerate()
        .filter_map(|(fact, in_file)| Some((fact, (*in_file)?)))
        .flat_map(|(fact, in_file)| {
            let of_fact = used.iter().filter(move |key| key.fact == in_file);
            of_fact.map(move |key| PlaneKey { fact, ..*key })
        })
        .collect();
    let usual = |in_file: &Option<usize>| directory.head.usual.get((*in_file)?).copied();
    Layout::new(planes, in_file.iter().map(usual).collect())
}

fn read_directory(path: &Path) -> Result<Directory, SnapshotError> {
    let unreadable = |error: std::io::Error| SnapshotError::unreadable(path, &error);
    let damaged = |what: &str| {
        let what = what.to_owned();
        SnapshotError::at(path, Reason::IndexDamaged { what })
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut header = [0; HEADER];
    let no_index = |_| SnapshotError::at(path, Reason::NotAnIndex);
    file.read_exact(&mut header).map_err(no_index)?;
    let Some(version) = format::version(&header) else {
        return Err(SnapshotError::at(path, Reason::NotAnIndex));
    };
    if version > format::VERSION {
        let (found, known) = (version.into(), format::VERSION.into());
        return Err(SnapshotError::at(path, Reason::Newer { found, known }));
    }
    let mut trailer = [0; TRAILER];
    file.seek(SeekFrom::End(-(TRAILER as i64)))
        .and_then(|_| file.read_exact(&mut trailer))
        .map_err(unreadable)?;
    let ends = |trailer: &Trailer| {
        trailer.start.checked_add(trailer.bytes) == length.checked_sub(TRAILER as u64)
    };
    let trailer = format::read_trailer(&trailer)
        .filter(ends)
        .ok_or_else(|| damaged("it ends too early"))?;
    file.seek(SeekFrom::Start(trailer.start))
        .map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(trailer.bytes)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if format::checksum(&bytes) != trailer.checksum {
        return Err(damaged("directory"));
    }
    Directory::decode(&bytes)
        .filter(|directory| directory.lies_before(trailer.start))
        .ok_or_else(|| damaged("directory"))
}
