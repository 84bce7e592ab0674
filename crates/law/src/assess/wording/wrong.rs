//! Words for what cannot be.

use super::{column, named};
use crate::assess::Problem;
use crate::codes::CodeList;
use crate::facts::Fact;
use crate::units::Move;
use chrono::NaiveDate;
use vuonlen_domain::date::written;
use vuonlen_domain::{BirthDate, Text, UnitCode};

/// A formula had all its answers and still no result.
pub(in crate::assess) fn no_result(label: &Text, code: &str) -> Problem {
    let name = named(label, code);
    Problem::rejected(
        "impossible_value",
        Text::new(
            format!("Các câu trả lời cho “{}” không cho kết quả nào.", name.vi),
            format!("The answers for “{}” come to no result.", name.en),
        ),
        Text::new(
            "Có số quá lớn hoặc phép chia cho không.",
            "A number is too large or something is divided by zero.",
        ),
        Text::new("Kiểm tra lại các con số.", "Check the numbers."),
    )
}

/// A number outside what its question can mean.
pub(in crate::assess) fn impossible_value(label: &Text, name: &str, value: &str) -> Problem {
    let question = named(label, name);
    column(
        Problem::rejected(
            "impossible_value",
            Text::new(
                format!("“{}” ghi {value}.", question.vi),
                format!("“{}” is {value}.", question.en),
            ),
            Text::new("Giá trị này không thể có.", "That cannot be."),
            Text::new("Kiểm tra và ghi lại.", "Check it and write it again."),
        ),
        name,
    )
}

/// An answer of another kind than its question takes.
pub(in crate::assess) fn wrong_type(fact: &Fact) -> Problem {
    let question = named(&fact.label, &fact.name);
    column(
        Problem::rejected(
            "wrong_type",
            Text::new(
                format!("Câu trả lời của “{}” không đúng kiểu.", question.vi),
                format!("The answer to “{}” is of the wrong kind.", question.en),
            ),
            Text::new(
                format!("Câu hỏi này nhận kiểu {}.", fact.kind),
                format!("The question takes {}.", fact.kind),
            ),
            Text::new("Chọn lại câu trả lời.", "Choose the answer again."),
        ),
        &fact.name,
    )
}

/// Born after the day of the review.
pub(in crate::assess) fn birth_after_review(
    member: &str,
    birth: BirthDate,
    on: NaiveDate,
) -> Problem {
    let on = written(on);
    column(
        Problem::rejected(
            "birth_after_review",
            Text::new(
                format!("{member} sinh {birth}, sau ngày rà soát {on}."),
                format!("{member} was born {birth}, after the review on {on}."),
            ),
            Text::new("Không tính được tuổi.", "The age cannot be computed."),
            Text::new("Sửa ngày sinh.", "Correct the birth date."),
        ),
        "birth",
    )
}

/// Older than anybody.
pub(in crate::assess) fn impossible_age(member: &str, age: i64) -> Problem {
    column(
        Problem::rejected(
            "impossible_age",
            Text::new(
                format!("{member}: {age} tuổi."),
                format!("{member}: aged {age}."),
            ),
            Text::new("Tuổi này không thể có.", "That cannot be."),
            Text::new(
                "Sửa ngày sinh hoặc tuổi.",
                "Correct the birth date or the age.",
            ),
        ),
        "age",
    )
}

/// A code that its list does not have on the day.
pub(in crate::assess) fn unknown_code(list: &CodeList, code: &str, field: &str) -> Problem {
    column(
        Problem::rejected(
            "unknown_code",
            Text::new(
                format!("Mã “{code}” không có trong danh mục “{}”.", list.title.vi),
                format!("The code “{code}” is not in the list “{}”.", list.title.en),
            ),
            Text::new(
                "Chỉ nhận mã có hiệu lực vào ngày rà soát.",
                "Only codes in force on the day of the review are taken.",
            ),
            Text::new(
                format!("Chọn lại theo law/codes/{}.toml.", list.id),
                format!("Choose one of law/codes/{}.toml.", list.id),
            ),
        ),
        field,
    )
}

/// A stated deprivation that the standard does not have.
pub(in crate::assess) fn unknown_indicator(code: &str, standard: &str) -> Problem {
    column(
        Problem::rejected(
            "unknown_indicator",
            Text::new(
                format!("“{code}” không phải chỉ số của chuẩn “{standard}”."),
                format!("“{code}” is not an indicator of the standard “{standard}”."),
            ),
            Text::new(
                "Mỗi chuẩn có danh mục chỉ số riêng.",
                "Each standard has its own indicators.",
            ),
            Text::new(
                format!("Ghi lại theo danh mục chỉ số của law/standards/{standard}.toml."),
                format!("State it by the indicators of law/standards/{standard}.toml."),
            ),
        ),
        "deprivations",
    )
}

/// No unit had this code on the day.
pub(in crate::assess) fn unknown_unit(
    unit: &UnitCode,
    on: NaiveDate,
    successors: &[Move<'_>],
) -> Problem {
    let on = written(on);
    let advice = if successors.is_empty() {
        Text::new("Kiểm tra mã đơn vị.", "Check the unit code.")
    } else {
        let units: Vec<String> = (successors.iter())
            .map(|successor| format!("{} {}", successor.unit.code, successor.unit.name))
            .collect();
        let units = units.join(", ");
        Text::new(
            format!("Mã cũ; đơn vị mới: {units}."),
            format!("An old code; the new unit: {units}."),
        )
    };
    column(
        Problem::rejected(
            "unknown_unit",
            Text::new(
                format!("Không có đơn vị hành chính mã {unit} vào ngày {on}."),
                format!("No administrative unit had the code {unit} on {on}."),
            ),
            Text::new(
                "Mã đơn vị đã thay đổi từ 01/7/2025 hoặc ghi sai.",
                "Codes changed on 1 July 2025, or the code is wrong.",
            ),
            advice,
        ),
        "unit",
    )
}

/// A province's standard applied to a household of another.
pub(in crate::assess) fn overlay_elsewhere(overlay: &str, unit: &UnitCode) -> Problem {
    column(
        Problem::rejected(
            "overlay_elsewhere",
            Text::new(
                format!("Chuẩn của tỉnh “{overlay}” không áp dụng cho đơn vị {unit}."),
                format!("The province's standard “{overlay}” does not apply to unit {unit}."),
            ),
            Text::new(
                "Đơn vị này thuộc tỉnh khác.",
                "The unit lies in another province.",
            ),
            Text::new(
                "Xét riêng các hộ của tỉnh khác theo chuẩn quốc gia.",
                "Assess households of other provinces under the national standard.",
            ),
        ),
        "unit",
    )
}
