//! QR codes as images.

use super::xml::Xml;
use crate::official::paper::Code;
use crate::qr::{AddressTooLong, Qr};

/// Length units of drawings in a millimetre.
const MILLIMETRE: u32 = 36_000;

/// Points across one square of a code.
const SCALE: usize = 8;

/// The images of a document, in the order in which they occur.
#[derive(Debug, Default)]
pub(super) struct Codes(pub(super) Vec<Vec<u8>>);

impl Codes {
    /// Draws a code in the middle of the line and remembers its image.
    pub(super) fn draw(&mut self, xml: &mut Xml, code: &Code) -> Result<(), AddressTooLong> {
        self.0.push(Qr::new(&code.address)?.png(SCALE));
        let number = self.0.len().to_string();
        let side = (u32::from(code.millimetres) * MILLIMETRE).to_string();
        let name = format!("QR {number}");
        let relation = relation(self.0.len());
        let extent = [("cx", side.as_str()), ("cy", side.as_str())];

        xml.open("w:p", &[]);
        xml.open("w:pPr", &[]);
        xml.value("w:jc", "center");
        xml.close("w:pPr");
        xml.open("w:r", &[]);
        xml.open("w:drawing", &[]);
        let none = [
            ("distT", "0"),
            ("distB", "0"),
            ("distL", "0"),
            ("distR", "0"),
        ];
        xml.open("wp:inline", &none);
        xml.empty("wp:extent", &extent);
        xml.empty(
            "wp:docPr",
            &[("id", &number), ("name", &name), ("descr", &code.address)],
        );
        xml.open("a:graphic", &[]);
        xml.open(
            "a:graphicData",
            &[(
                "uri",
                "http://schemas.openxmlformats.org/drawingml/2006/picture",
            )],
        );
        xml.open("pic:pic", &[]);
        xml.open("pic:nvPicPr", &[]);
        xml.empty("pic:cNvPr", &[("id", &number), ("name", &name)]);
        xml.empty("pic:cNvPicPr", &[]);
        xml.close("pic:nvPicPr");
        xml.open("pic:blipFill", &[]);
        xml.empty("a:blip", &[("r:embed", &relation)]);
        xml.raw("<a:stretch><a:fillRect/></a:stretch>");
        xml.close("pic:blipFill");
        xml.open("pic:spPr", &[]);
        xml.open("a:xfrm", &[]);
        xml.empty("a:off", &[("x", "0"), ("y", "0")]);
        xml.empty("a:ext", &extent);
        xml.close("a:xfrm");
        xml.raw("<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>");
        for name in [
            "pic:spPr",
            "pic:pic",
            "a:graphicData",
            "a:graphic",
            "wp:inline",
            "w:drawing",
            "w:r",
            "w:p",
        ] {
            xml.close(name);
        }
        Ok(())
    }
}

/// The relation of the document to its image of that number, counted from 1.
pub(super) fn relation(number: usize) -> String {
    format!("rIdCode{number}")
}
