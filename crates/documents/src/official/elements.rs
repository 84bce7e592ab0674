//! The elements of an official document, as Annex I of Nghị định 30/2020/NĐ-CP lays them out:
//! sizes, weight and place of each. The page itself (A4, margins, page number) is the renderers'.

use super::paper::{Align, Code, Column, Columns, Line, Paragraph, Sheet, Span};
use super::parts::{Commune, DocumentNumber, Signer};
use super::wording::{capitals, place_and_date};
use chrono::NaiveDate;

/// Points of the body.
pub(super) const BODY: u8 = 13;

/// Points of a title.
const TITLE: u8 = 14;

/// Hundredths of its text that the line below an issuer or a title is long: a third to a half.
const PART_RULE: u8 = 40;

/// Share of the issuer's side against the national heading's.
const HEADING_SHARES: (u16, u16) = (41, 59);

/// The two blocks at the head, and what stands below them.
#[derive(Debug, Clone, Default)]
pub(super) struct Heading<'a> {
    /// The body above the issuer, upright.
    pub(super) above: Option<String>,
    /// The issuer, a line each, heavy; none on what a citizen writes.
    pub(super) issuer: Vec<String>,
    pub(super) number: Option<&'a DocumentNumber>,
    /// What a letter is about, below its number.
    pub(super) about: Option<String>,
    /// Place and day; absent where they stand above the signature.
    pub(super) dated: Option<String>,
    /// `Mẫu số 02`, top right.
    pub(super) form: Option<&'a str>,
}

impl<'a> Heading<'a> {
    /// The heading of what a commune's people's committee issues.
    pub(super) fn of(
        commune: &Commune,
        number: &'a DocumentNumber,
        date: Option<NaiveDate>,
    ) -> Self {
        Self {
            issuer: committee(commune),
            number: Some(number),
            dated: Some(place_and_date(&commune.place, date)),
            ..Self::default()
        }
    }

    /// Puts it at the head of a sheet.
    pub(super) fn put_on(&self, sheet: &mut Sheet) {
        if let Some(form) = self.form {
            sheet.push(plain(12, Align::Right, [Span::bold(form)]));
        }
        let national = national(self.dated.as_deref());
        if self.issuer.is_empty() {
            national.into_iter().for_each(|line| sheet.push(line));
            return;
        }
        let mut left: Vec<Paragraph> = Vec::new();
        left.extend(
            (self.above.iter()).map(|body| plain(12, Align::Centre, [Span::new(capitals(body))])),
        );
        left.extend(
            self.issuer
                .iter()
                .map(|body| plain(12, Align::Centre, [Span::bold(capitals(body))])),
        );
        if let Some(last) = left.last_mut() {
            last.rule = Some(PART_RULE);
        }
        if let Some(number) = self.number {
            left.push(spaced(
                6,
                plain(BODY, Align::Centre, [Span::new(number.label())]),
            ));
        }
        if let Some(about) = &self.about {
            left.push(plain(12, Align::Centre, [Span::new(about)]));
        }
        sheet.push(Columns {
            columns: vec![
                column(HEADING_SHARES.0, left),
                column(HEADING_SHARES.1, national),
            ],
            keep_next: true,
        });
    }
}

/// `ỦY BAN NHÂN DÂN` and below it whose it is.
pub(super) fn committee(commune: &Commune) -> Vec<String> {
    vec!["Ủy ban nhân dân".to_owned(), commune.name.clone()]
}

fn national(place_and_date: Option<&str>) -> Vec<Paragraph> {
    let mut lines = vec![
        plain(
            12,
            Align::Centre,
            [Span::bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
        ),
        Paragraph {
            rule: Some(100),
            ..plain(
                BODY,
                Align::Centre,
                [Span::bold("Độc lập - Tự do - Hạnh phúc")],
            )
        },
    ];
    lines.extend(
        place_and_date.map(|text| spaced(6, plain(BODY, Align::Centre, [Span::italic(text)]))),
    );
    lines
}

impl Sheet {
    /// The kind of document and what it is about, with a line below.
    pub(super) fn title(&mut self, kind: &str, about: &str) {
        let kind = plain(TITLE, Align::Centre, [Span::bold(capitals(kind))]);
        self.push(Paragraph {
            keep_next: true,
            ..spaced(14, kind)
        });
        if about.is_empty() {
            return;
        }
        self.push(Paragraph {
            rule: Some(PART_RULE),
            keep_next: true,
            ..plain(TITLE, Align::Centre, [Span::bold(about)])
        });
    }

    /// Who decides, or `QUYẾT ĐỊNH:`.
    pub(super) fn centred_bold(&mut self, text: &str) {
        self.push(Paragraph {
            keep_next: true,
            ..spaced(10, plain(BODY, Align::Centre, [Span::bold(text)]))
        });
    }

    /// The grounds, each on its own, in italics; all end with a semicolon but the last.
    pub(super) fn grounds<'t>(&mut self, grounds: impl IntoIterator<Item = &'t str>) {
        let grounds: Vec<&str> = grounds.into_iter().collect();
        for (index, ground) in grounds.iter().enumerate() {
            let end = if index + 1 == grounds.len() { '.' } else { ';' };
            let ground = ground.trim_end_matches([';', '.', ' ']);
            self.push(body([Span::italic(format!("{ground}{end}"))]));
        }
    }

    /// A paragraph of the body.
    pub(super) fn body(&mut self, text: &str) {
        self.push(body([Span::new(text)]));
    }

    /// `Điều 1. …`
    pub(super) fn article(&mut self, number: usize, text: &str) {
        self.push(body([
            Span::bold(format!("Điều {number}. ")),
            Span::new(text),
        ]));
    }

    /// A numbered or lettered heading within the body.
    pub(super) fn section(&mut self, text: &str) {
        self.push(Paragraph {
            keep_next: true,
            ..body([Span::bold(text)])
        });
    }

    /// Recipients on the left, the signature on the right, on one page with the text before them.
    pub(super) fn closing(&mut self, recipients: &[String], signer: &Signer) {
        let mut left = vec![plain(
            12,
            Align::Left,
            [Span {
                italic: true,
                ..Span::bold("Nơi nhận:")
            }],
        )];
        for (index, recipient) in recipients.iter().enumerate() {
            let end = if index + 1 == recipients.len() {
                '.'
            } else {
                ';'
            };
            let recipient = recipient.trim_end_matches([';', '.', ' ']);
            left.push(plain(
                11,
                Align::Left,
                [Span::new(format!("- {recipient}{end}"))],
            ));
        }
        if recipients.is_empty() {
            left.clear();
        }
        self.sides(column(48, left), column(52, signature(signer)));
    }

    /// A code to check the document by on the left, the signature on the right.
    pub(super) fn coded_closing(&mut self, code: Option<Code>, caption: &str, signer: &Signer) {
        let mut left = column(48, []);
        if let Some(code) = code {
            let address = code.address.clone();
            left.lines.push(Line::Code(code));
            for text in [caption, &address] {
                let text = plain(10, Align::Centre, [Span::italic(text)]);
                left.lines.push(text.into());
            }
        }
        self.sides(left, column(52, signature(signer)));
    }

    /// Place and day above the signature, on the right.
    pub(super) fn dated_closing(&mut self, date: &str, signer: &Signer) {
        let mut right = vec![plain(BODY, Align::Centre, [Span::italic(date)])];
        right.extend(signature(signer));
        self.sides(column(45, []), column(55, right));
    }

    /// Small print.
    pub(super) fn small(&mut self, text: &str) {
        self.push(spaced(4, plain(11, Align::Justified, [Span::italic(text)])));
    }

    /// Several who sign, side by side.
    pub(super) fn signers(&mut self, signers: &[Signer]) {
        self.hold_last();
        self.push(space(8));
        self.push(Columns {
            columns: signers
                .iter()
                .map(|signer| column(1, signature(signer)))
                .collect(),
            keep_next: false,
        });
    }

    /// Questions of a form on one line; what is not answered is dotted.
    pub(super) fn fields(&mut self, fields: &[(&str, Option<&str>, u16)]) {
        let columns = fields.iter().map(|(label, value, share)| {
            let value = value.filter(|value| !value.is_empty());
            let mut text = plain(BODY, Align::Left, [Span::new(format!("{label}: "))]);
            text.spans.extend(value.map(Span::new));
            text.dotted = value.is_none();
            column(*share, [spaced(4, text)])
        });
        self.push(Columns {
            columns: columns.collect(),
            keep_next: false,
        });
    }

    /// So many dotted lines to write on.
    pub(super) fn dotted(&mut self, lines: usize) {
        for _ in 0..lines {
            self.push(Paragraph {
                dotted: true,
                ..spaced(4, plain(BODY, Align::Left, []))
            });
        }
    }

    /// The head of an annex: its number, its title, and the document it belongs to.
    pub(super) fn annex(&mut self, label: &str, title: &str, of: &str) {
        for paragraph in [
            plain(TITLE, Align::Centre, [Span::bold(label)]),
            plain(BODY, Align::Centre, [Span::bold(capitals(title))]),
            plain(BODY, Align::Centre, [Span::italic(format!("({of})"))]),
        ] {
            self.push(Paragraph {
                keep_next: true,
                ..paragraph
            });
        }
        self.push(space(8));
    }

    fn sides(&mut self, left: Column, right: Column) {
        self.hold_last();
        self.push(space(8));
        self.push(Columns {
            columns: vec![left, right],
            keep_next: false,
        });
    }
}

/// White between two things that stay on one page.
pub(super) fn space(points: u8) -> Paragraph {
    Paragraph {
        keep_next: true,
        ..plain(points, Align::Left, [])
    }
}

/// A paragraph of the body.
pub(super) fn body(spans: impl IntoIterator<Item = Span>) -> Paragraph {
    Paragraph {
        indent: true,
        before: 6,
        ..plain(BODY, Align::Justified, spans)
    }
}

/// A paragraph without white above.
pub(super) fn plain(points: u8, align: Align, spans: impl IntoIterator<Item = Span>) -> Paragraph {
    Paragraph {
        spans: spans.into_iter().collect(),
        align,
        points,
        ..Paragraph::default()
    }
}

/// The same paragraph with white above.
pub(super) fn spaced(before: u8, paragraph: Paragraph) -> Paragraph {
    Paragraph {
        before,
        ..paragraph
    }
}

fn column(share: u16, lines: impl IntoIterator<Item = Paragraph>) -> Column {
    Column {
        share,
        lines: lines.into_iter().map(Line::from).collect(),
    }
}

/// Rank, room for the hand and the seal, name.
fn signature(signer: &Signer) -> Vec<Paragraph> {
    let mut lines: Vec<Paragraph> = (signer.rank.iter())
        .map(|rank| plain(BODY, Align::Centre, [Span::bold(capitals(rank))]))
        .collect();
    lines.extend(
        (signer.note.iter())
            .map(|note| plain(12, Align::Centre, [Span::italic(format!("({note})"))])),
    );
    let name = signer.name.iter().map(Span::bold);
    lines.push(spaced(64, plain(BODY, Align::Centre, name)));
    lines
}
