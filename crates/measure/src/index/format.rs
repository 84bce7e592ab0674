//! The frame of an index file: header, trailer, checksums. See docs/formats/index.md.

/// Bytes of a line.
pub(crate) const LINE_BYTES: usize = 64;
/// Bytes before the first chunk.
pub(crate) const HEADER: usize = LINE_BYTES;
/// Bytes behind the directory.
pub(crate) const TRAILER: usize = 32;
/// The version of the format this program writes, and the only one it reads.
pub(crate) const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"VUONLENX";

/// What a trailer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trailer {
    /// Where the directory begins, in bytes.
    pub(crate) start: u64,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// CRC-32 of them.
    pub(crate) checksum: u32,
}

/// CRC-32 (IEEE 802.3): finds damage, not intent.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// The first line of a file.
pub(crate) fn header() -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(&MAGIC);
    header[8..12].copy_from_slice(&VERSION.to_le_bytes());
    header
}

/// The version of a file that begins like this; none when it is no index.
pub(crate) fn version(header: &[u8; HEADER]) -> Option<u32> {
    let (magic, rest) = header.split_first_chunk::<8>()?;
    let (version, _) = rest.split_first_chunk::<4>()?;
    (*magic == MAGIC).then(|| u32::from_le_bytes(*version))
}

/// The end of a file whose directory begins at `start`.
pub(crate) fn trailer(start: u64, directory: &[u8]) -> [u8; TRAILER] {
    let mut trailer = [0; TRAILER];
    trailer[..8].copy_from_slice(&start.to_le_bytes());
    trailer[8..16].copy_from_slice(&(directory.len() as u64).to_le_bytes());
    trailer[16..20].copy_from_slice(&checksum(directory).to_le_bytes());
    trailer[24..].copy_from_slice(&MAGIC);
    trailer
}

/// Reads the end of a file; none when it is cut short.
pub(crate) fn read_trailer(trailer: &[u8; TRAILER]) -> Option<Trailer> {
    let (start, rest) = trailer.split_first_chunk()?;
    let (bytes, rest) = rest.split_first_chunk()?;
    let (checksum, rest) = rest.split_first_chunk()?;
    rest.ends_with(&MAGIC).then(|| Trailer {
        start: u64::from_le_bytes(*start),
        bytes: u64::from_le_bytes(*bytes),
        checksum: u32::from_le_bytes(*checksum),
    })
}
