//! Statutory tables as pages of a report, whoever draws them up.

use chrono::NaiveDate;
use vuonlen_documents::report::{
    Banner, Content, Issuer, Report, ReportCell, ReportColumn, ReportRow, RowKind, Signature,
};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_law::status::Status;
use vuonlen_measure::tables::{Cell, ColumnHead, Row, TableResult};

/// What every document of a run says of itself.
pub(crate) struct Headings {
    /// `Kỳ rà soát ngày 20/11/2026`.
    pub(crate) day: String,
    notice: Option<String>,
}

impl Headings {
    pub(crate) fn new(on: NaiveDate, notice: Option<&Text>) -> Self {
        Self {
            day: format!("Kỳ rà soát ngày {}", written(on)),
            notice: notice.map(|text| text.vi.clone()),
        }
    }

    /// What the request asks every document to say.
    pub(crate) fn notice(&self) -> Option<String> {
        self.notice.clone()
    }

    /// The warning on a document whose figures rest on something less than the law's own text.
    pub(crate) fn banner(&self, status: Status) -> Option<String> {
        let sure = match status {
            Status::Verified => None,
            Status::SecondHand => {
                Some("Có dùng quy định đọc qua nguồn gián tiếp; cần đối chiếu văn bản.")
            }
            Status::Unverified => {
                Some("Có dùng quy định CHƯA KIỂM CHỨNG; cần đối chiếu văn bản trước khi ban hành.")
            }
            Status::Illustrative => {
                Some("SỐ LIỆU MINH HỌA: có dùng giá trị đặt ra để trình bày, không phải quy định.")
            }
        };
        let parts: Vec<&str> = self.notice.as_deref().into_iter().chain(sure).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// More columns than this do not fit a readable page.
const LONG: usize = 40;

/// A summary table with the two columns every form begins with: TT and the unit.
pub(crate) fn page(result: &TableResult, headings: &Headings, banner: &Option<String>) -> Report {
    let several = result.lines.len() > 1;
    let mut leading = vec![
        numbered("TT", "A", Content::Centred).wide(6.0),
        numbered("Đơn vị", "B", Content::Text).wide(26.0),
    ];
    if several {
        leading.push(numbered("Chia theo", "C", Content::Text).wide(12.0));
    }
    let kept = kept(result);
    leading.extend(kept.iter().map(|index| {
        let decimals = result
            .totals
            .iter()
            .find_map(|row| match row.cells.get(*index)? {
                Cell::Share { decimals, .. } => u8::try_from(*decimals).ok(),
                Cell::Figure(_) => None,
            });
        let content = decimals.map_or(Content::Whole, Content::Decimal);
        column(&result.columns[*index], content)
    }));
    let mut report = frame(&result.id, &result.title, headings, leading);
    report.issuer = Some(Issuer {
        body: result.unit.vi.to_uppercase(),
        ..Issuer::default()
    });
    report.subtitle.insert(0, result.unit.vi.clone());
    report.banner = banner.clone().map(|text| Banner { text });
    report.unit_label = Some("Đơn vị tính: hộ, khẩu, %".to_owned());
    let total = result.totals.iter().map(|row| (RowKind::Total, row));
    let parts = result.rows.iter().map(|row| (RowKind::Plain, row));
    report.rows = total
        .chain(parts)
        .map(|(kind, row)| line(result, kind, row, several, &kept))
        .collect();
    report.notes = notes(result);
    report.signatures = ["NGƯỜI LẬP BIỂU", "TM. BAN CHỈ ĐẠO"]
        .map(|title| Signature {
            title: title.to_owned(),
            note: "(Ký, ghi rõ họ tên)".to_owned(),
        })
        .to_vec();
    report
}

/// A page without rows: what summary tables and detailed lists have in common.
pub(crate) fn frame(
    id: &str,
    title: &Text,
    headings: &Headings,
    columns: Vec<ReportColumn>,
) -> Report {
    Report {
        form: Some(format!("Biểu {id}")),
        title: vec![title.vi.clone()],
        subtitle: vec![headings.day.clone()],
        banner: headings.notice().map(|text| Banner { text }),
        columns,
        ..Report::default()
    }
}

/// A column under its merged heads, wide enough for the formula in its number (`9=1-2-3…`).
pub(crate) fn column(head: &ColumnHead, content: Content) -> ReportColumn {
    let plain = ReportColumn {
        heads: head.heads.iter().map(|text| text.vi.clone()).collect(),
        number: Some(head.number.clone()),
        ..ReportColumn::new(&head.label.vi, content)
    };
    match u8::try_from(head.number.chars().count()) {
        Ok(characters) if characters > 8 => plain.wide(f64::from(characters) * 1.05),
        _ => plain,
    }
}

fn numbered(label: &str, number: &str, content: Content) -> ReportColumn {
    ReportColumn {
        number: Some(number.to_owned()),
        ..ReportColumn::new(label, content)
    }
}

/// The columns printed: those of a long code list (ethnic groups) only where somebody counts, or
/// the page could not be read.
fn kept(result: &TableResult) -> Vec<usize> {
    let counts = |index: usize| {
        let rows = result.totals.iter().chain(&result.rows);
        rows.filter_map(|row| row.cells.get(index)?.figure())
            .any(|figure| figure != 0)
    };
    let long = result.columns.len() > LONG;
    (0..result.columns.len())
        .filter(|index| !long || result.columns[*index].code.is_none() || counts(*index))
        .collect()
}

fn line(
    result: &TableResult,
    kind: RowKind,
    row: &Row,
    several: bool,
    kept: &[usize],
) -> ReportRow {
    // A unit's number and name stand once, beside all its lines.
    let first = result.lines.first().is_none_or(|line| line.id == row.line);
    let once = |text: &str| {
        if first {
            ReportCell::from(text)
        } else {
            ReportCell::Above
        }
    };
    let label = if kind == RowKind::Total {
        "Tổng cộng"
    } else {
        &row.label.vi
    };
    let mut cells = vec![once(&row.ordinal), once(label)];
    if several {
        let line = result.lines.iter().find(|line| line.id == row.line);
        cells.push(line.map_or("", |line| line.label.vi.as_str()).into());
    }
    let shown = kept.iter().filter_map(|index| row.cells.get(*index));
    cells.extend(shown.map(|cell| match cell {
        Cell::Figure(figure) => ReportCell::Whole(*figure),
        Cell::Share { .. } => cell.share().into(),
    }));
    ReportRow { kind, cells }
}

fn notes(result: &TableResult) -> Vec<String> {
    let (source, status) = (&result.source, result.status.label().vi);
    let origin = format!("Biểu mẫu theo {source}. Mức tin cậy của số liệu và biểu mẫu: {status}.");
    let remarks = result.notes.iter().map(|note| note.vi.clone());
    let left_out = (result.columns.len() > LONG).then(|| {
        "Các cột không có hộ nào (dân tộc không sinh sống trên địa bàn) được lược bớt.".to_owned()
    });
    std::iter::once(origin)
        .chain(remarks)
        .chain(left_out)
        .collect()
}
