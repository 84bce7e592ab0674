//! What a file may cost to read. These protect the machine; they are not rules of law.

/// Rows with content that one sheet may hold.
///
/// A province of 100,000 reviewed households has some 450,000 members. A sheet above this is
/// refused by name before memory grows; Excel's own ceiling is 1,048,576 rows.
pub const MAX_ROWS: u32 = 750_000;

/// Columns read of a row. Excel's own ceiling is 16,384; no form comes near this.
pub const MAX_COLUMNS: u16 = 1_024;

/// Bytes that all parts of a workbook may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 2 << 30;

/// Bytes that a part held in memory may unpack to: shared strings, styles, relations.
/// Sheets are streamed and count only towards [`MAX_UNPACKED_BYTES`].
pub const MAX_PART_BYTES: u64 = 256 << 20;

/// How many times larger than the file its content may be. Sheets of real lists pack 10 to 40
/// times; a zip bomb about 1,000 times.
pub const MAX_RATIO: u64 = 200;

/// Below this unpacked size the ratio is not looked at: a small template packs well.
pub const RATIO_FREE_BYTES: u64 = 16 << 20;

/// Parts that a workbook may have.
pub const MAX_PARTS: usize = 2_000;

/// Bytes that one line of a text file may have.
pub const MAX_LINE_BYTES: usize = 4 << 20;

/// Characters kept of one cell; Excel's own ceiling is 32,767.
pub const MAX_CELL_CHARS: usize = 32_767;
