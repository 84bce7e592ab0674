//! Addresses as QR codes: squares that a renderer or a page draws.

use qrcode::{Color, EcLevel, QrCode, types::QrError};
use std::fmt::Write;
use thiserror::Error;

/// White squares that must stand around a code.
const QUIET: usize = 4;

/// A QR code.
#[derive(Debug, Clone)]
pub(crate) struct Qr {
    side: usize,
    dark: Vec<bool>,
}

/// The address does not fit into a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "Địa chỉ dài {0} byte, không vừa một mã QR; hãy dùng địa chỉ ngắn hơn / The address of {0} bytes does not fit into a QR code; use a shorter one"
)]
pub struct AddressTooLong(pub usize);

/// `address` as the SVG image of a QR code, for a page.
///
/// # Errors
/// When the address is too long, at about 2,300 bytes.
pub fn svg(address: &str) -> Result<String, AddressTooLong> {
    Qr::new(address).map(|code| code.svg())
}

impl Qr {
    /// Draws `address`; 15 of 100 squares may be spoilt and it still reads.
    ///
    /// # Errors
    /// When the address is too long, at about 2,300 bytes.
    pub(crate) fn new(address: &str) -> Result<Self, AddressTooLong> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M)
            .map_err(|_: QrError| AddressTooLong(address.len()))?;
        Ok(Self {
            side: code.width(),
            dark: code
                .to_colors()
                .into_iter()
                .map(|square| square == Color::Dark)
                .collect(),
        })
    }

    /// Squares along one side, the white around counted.
    #[must_use]
    pub(crate) const fn side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Whether the square at a place, counted with the white around, is dark.
    #[must_use]
    pub(crate) fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |place: usize| place.checked_sub(QUIET).filter(|place| *place < self.side);
        match (inside(column), inside(row)) {
            (Some(column), Some(row)) => self.dark[row * self.side + column],
            _ => false,
        }
    }

    /// As an SVG image of one path, so that no seams show between squares.
    #[must_use]
    pub(crate) fn svg(&self) -> String {
        let side = self.side();
        let mut path = String::new();
        for row in 0..side {
            let mut column = 0;
            while column < side {
                let run = (column..side)
                    .take_while(|column| self.is_dark(*column, row))
                    .count();
                if run > 0 {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{column} {row}h{run}v1h-{run}z");
                }
                column += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
        )
    }

    /// As a PNG image, each square so many points wide, for formats that take no vectors.
    #[must_use]
    pub(crate) fn png(&self, scale: usize) -> Vec<u8> {
        let side = self.side() * scale.max(1);
        let scale = scale.max(1);
        let mut bits = Vec::with_capacity(side * side.div_ceil(8));
        for y in 0..side {
            let mut line = vec![0_u8; side.div_ceil(8)];
            for x in (0..side).filter(|x| !self.is_dark(x / scale, y / scale)) {
                line[x / 8] |= 0x80 >> (x % 8);
            }
            bits.extend(line);
        }
        encode(side, &bits).unwrap_or_default()
    }
}

fn encode(side: usize, bits: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bits)?;
    writer.finish()?;
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_eyes_and_white_around() {
        let code = Qr::new("https://example.vn/k/ABC").unwrap();
        let side = code.side();
        for (column, row) in [(4, 4), (side - 5, 4), (4, side - 5)] {
            assert!(code.is_dark(column, row));
        }
        assert!((0..side).all(|place| !code.is_dark(place, 3) && !code.is_dark(3, place)));
        assert!(!code.is_dark(usize::MAX, 0));
    }

    #[test]
    fn an_address_that_is_too_long_is_refused() {
        assert_eq!(
            Qr::new(&"x".repeat(4000)).unwrap_err(),
            AddressTooLong(4000)
        );
    }

    #[test]
    fn the_png_shows_the_same_squares() {
        let code = Qr::new("https://example.vn/k/ABC").unwrap();
        let image = code.png(3);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&image))
            .read_info()
            .unwrap();
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bits).unwrap();
        assert_eq!(info.width as usize, code.side() * 3);
        for row in 0..code.side() {
            for column in 0..code.side() {
                let (x, y) = (column * 3 + 1, row * 3 + 1);
                let white = bits[y * info.line_size + x / 8] & (0x80 >> (x % 8)) != 0;
                assert_eq!(white, !code.is_dark(column, row));
            }
        }
    }
}
