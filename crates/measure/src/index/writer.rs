//! Writes an index file, chunk by chunk.

use super::directory::{BlockEntry, Chunk, Directory, Head, Names, Piece};
use super::format::{self, HEADER, LINE_BYTES};
use super::holding::UnitKey;
use super::layout::PlaneKey;
use super::line::Line;
use super::pack::Block;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A block with its commune and the names of its villages.
pub(crate) struct UnitBlock {
    pub(crate) unit: UnitKey,
    pub(crate) block: Block,
    pub(crate) villages: Vec<String>,
}

/// Writes chunks, and then the directory behind them.
pub(crate) struct IndexWriter<W> {
    out: W,
    /// Lines written.
    lines: u64,
    units: BTreeMap<UnitKey, u32>,
    /// In order of index.
    names: Vec<(String, String)>,
    chunks: Vec<Chunk>,
    households: u64,
    villages: u32,
}

impl<W: Write> IndexWriter<W> {
    /// Begins a file.
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&format::header())?;
        Ok(Self {
            out,
            lines: (HEADER / LINE_BYTES) as u64,
            units: BTreeMap::new(),
            names: Vec::new(),
            chunks: Vec::new(),
            households: 0,
            villages: 0,
        })
    }

    /// Writes blocks as one chunk.
    pub(crate) fn chunk(&mut self, blocks: &[UnitBlock]) -> io::Result<()> {
        let mut chunk = Chunk::default();
        for block in blocks {
            let entry = BlockEntry {
                unit: self.unit(&block.unit),
                rows: block.block.rows,
            };
            self.households += u64::from(entry.rows);
            let villages = u32::try_from(block.villages.len()).unwrap_or(u32::MAX);
            self.villages = self.villages.max(villages);
            chunk.blocks.push(entry);
        }
        let keys: BTreeSet<PlaneKey> = blocks.iter().flat_map(|block| block.block.keys()).collect();
        for key in keys {
            let piece = self.piece(key, blocks)?;
            chunk.pieces.push(piece);
        }
        chunk.villages = self.names(blocks)?;
        self.chunks.push(chunk);
        Ok(())
    }

    /// Writes the directory and ends the file.
    pub(crate) fn finish(mut self, head: Head) -> io::Result<W> {
        let directory = Directory {
            head: Head {
                households: self.households,
                units: self.names,
                villages: self.villages,
                ..head
            },
            chunks: self.chunks,
        };
        let bytes = directory.encode()?;
        self.out.write_all(&bytes)?;
        let start = self.lines * LINE_BYTES as u64;
        self.out.write_all(&format::trailer(start, &bytes))?;
        Ok(self.out)
    }

    fn unit(&mut self, unit: &UnitKey) -> u32 {
        if let Some(index) = self.units.get(unit) {
            return *index;
        }
        let index = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names
            .push((unit.province.clone(), unit.commune.clone()));
        self.units.insert(unit.clone(), index);
        index
    }

    fn piece(&mut self, key: PlaneKey, blocks: &[UnitBlock]) -> io::Result<Piece> {
        let mut lines: Vec<Line> = Vec::new();
        let planes = || blocks.iter().map(|block| block.block.plane(key));
        let masks: Vec<u64> = planes().map(|plane| plane.mask).collect();
        for masks in masks.chunks(8) {
            let mut line: Line = [0; 8];
            line[..masks.len()].copy_from_slice(masks);
            lines.push(line);
        }
        for plane in planes() {
            lines.extend(&plane.lines[..plane.mask.count_ones() as usize]);
        }
        for word in lines.iter_mut().flatten() {
            *word = word.to_le();
        }
        let piece = Piece {
            key,
            start: self.lines,
            lines: u32::try_from(lines.len()).map_err(io::Error::other)?,
            checksum: format::checksum(bytemuck::cast_slice(&lines)),
        };
        self.out.write_all(bytemuck::cast_slice(&lines))?;
        self.lines += u64::from(piece.lines);
        Ok(piece)
    }

    fn names(&mut self, blocks: &[UnitBlock]) -> io::Result<Names> {
        let names: Vec<&[String]> = blocks
            .iter()
            .map(|block| block.villages.as_slice())
            .collect();
        let bytes = serde_json::to_vec(&names)?;
        let names = Names {
            start: self.lines,
            bytes: u32::try_from(bytes.len()).map_err(io::Error::other)?,
            checksum: format::checksum(&bytes),
        };
        let lines = bytes.len().div_ceil(LINE_BYTES);
        self.out.write_all(&bytes)?;
        self.out
            .write_all(&vec![0; lines * LINE_BYTES - bytes.len()])?;
        self.lines += lines as u64;
        Ok(names)
    }
}
