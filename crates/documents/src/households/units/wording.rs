//! Why a household's commune is not known, and what became of it.

use super::communes_called;
use crate::households::context::Context;
use crate::households::suggest;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_domain::{Text, UnitCode, date};
use vuonlen_law::assess::Problem;
use vuonlen_law::units::{Extent, Unit};

pub(super) fn no_unit() -> Problem {
    Problem::rejected(
        "unit_missing",
        Text::new(
            "Không ghi xã, phường của hộ.",
            "The household's commune is not given.",
        ),
        Text::new(
            "Chuẩn nghèo và khu vực phụ thuộc đơn vị hành chính.",
            "Standard and area depend on the unit.",
        ),
        Text::new(
            "Ghi mã xã ở cột “Mã xã”, hoặc chọn xã khi đọc tệp.",
            "Fill in the commune's code, or choose the commune when reading the file.",
        ),
    )
}

pub(super) fn not_a_code(written: &str) -> Problem {
    Problem::rejected(
        "unit_not_a_code",
        Text::new(
            format!("Mã đơn vị “{written}” không đúng dạng."),
            format!("“{written}” is not a unit code."),
        ),
        Text::new("Mã xã có 5 chữ số.", "A commune's code has 5 digits."),
        Text::new(
            "Ghi mã 5 chữ số và định dạng ô là văn bản.",
            "Write the 5 digits and format the cell as text.",
        ),
    )
}

pub(super) fn not_a_commune(unit: &Unit) -> Problem {
    let (code, name) = (&unit.code, &unit.name);
    Problem::rejected(
        "unit_not_a_commune",
        Text::new(
            format!("Mã {code} là {name}, không phải xã, phường."),
            format!("The code {code} is {name}, not a commune."),
        ),
        Text::new(
            "Hộ được rà soát ở cấp xã.",
            "Households are reviewed in communes.",
        ),
        Text::new("Ghi mã xã 5 chữ số.", "Write the commune's 5-digit code."),
    )
}

pub(super) fn unknown_code(context: &Context<'_>, code: &UnitCode) -> Problem {
    let former = context.law.units.versions(code.as_str()).last();
    let name = former.map_or_else(String::new, |unit| format!(" ({})", unit.name));
    let day = date::written(context.on);
    unknown(
        context,
        Text::new(
            format!("Mã đơn vị {code}{name} không có hiệu lực ngày {day}."),
            format!("The unit {code}{name} does not exist on {day}."),
        ),
        code.as_str(),
    )
}

pub(super) fn unknown_name(context: &Context<'_>, name: &str) -> Problem {
    let day = date::written(context.on);
    let what = Text::new(
        format!("Không có “{name}” trong danh mục đơn vị ngày {day}."),
        format!("There is no “{name}” among the units of {day}."),
    );
    let before = context.law.units.reform_day().pred_opt();
    let former = before.map(|day| communes_called(context, name, day));
    match former.as_deref() {
        Some([unit]) => unknown(context, what, unit.code.as_str()),
        _ => {
            let mut problem = unknown(context, what, "");
            let communes = context.law.units.at_level(UnitLevel::Commune, context.on);
            if let Some(near) = suggest::nearest(name, communes.map(Unit::bare_name)) {
                problem.advice.vi.push_str(&format!(" Có phải “{near}”?"));
                problem
                    .advice
                    .en
                    .push_str(&format!(" Did you mean “{near}”?"));
            }
            problem
        }
    }
}

/// With what became of the unit on the day of the reform.
fn unknown(context: &Context<'_>, what: Text, former: &str) -> Problem {
    let moves = context.law.units.successors(former);
    let names: Vec<String> = moves
        .iter()
        .take(3)
        .map(|successor| format!("{} {}", successor.unit.code, successor.unit.name))
        .collect();
    let divided = moves
        .iter()
        .any(|successor| successor.extent == Extent::Part);
    let advice = if names.is_empty() {
        Text::new(
            "Kiểm tra mã, tên và ngày rà soát.",
            "Check code, name and the day of the review.",
        )
    } else if divided {
        let names = names.join("; ");
        Text::new(
            format!("Đơn vị cũ đã chia: {names}. Hỏi thôn của hộ để chọn."),
            format!("The former unit was divided: {names}. Choose by the household's village."),
        )
    } else {
        let names = names.join("; ");
        Text::new(
            format!("Dùng đơn vị mới: {names}."),
            format!("Use the successor: {names}."),
        )
    };
    Problem::rejected(
        "unit_unknown",
        what,
        Text::new(
            "Chuẩn nghèo và khu vực phụ thuộc đơn vị hành chính.",
            "Standard and area depend on the unit.",
        ),
        advice,
    )
}

pub(super) fn ambiguous(context: &Context<'_>, name: &str, several: &[&Unit]) -> Problem {
    let names: Vec<String> = several
        .iter()
        .take(3)
        .filter_map(|unit| {
            let path = context.law.units.path(unit.code.as_str(), context.on)?;
            Some(format!("{} {path}", unit.code))
        })
        .collect();
    let names = names.join("; ");
    let count = several.len();
    Problem::rejected(
        "unit_ambiguous",
        Text::new(
            format!("Có {count} đơn vị tên “{name}”."),
            format!("{count} units are called “{name}”."),
        ),
        Text::new(
            "Không biết là đơn vị nào.",
            "It is not clear which is meant.",
        ),
        Text::new(
            format!("Ghi thêm tỉnh hoặc mã xã, ví dụ: {names}."),
            format!("Add the province or the code, such as: {names}."),
        ),
    )
}
