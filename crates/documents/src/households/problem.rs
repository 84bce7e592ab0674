//! What can be wrong with one value or one row of a file.

use super::codes::UnknownCode;
use crate::read::value::Unreadable;
use vuonlen_domain::Text;
use vuonlen_law::assess::Problem;

/// A value that could not be read; it counts as not answered.
pub(super) fn unreadable(label: &str, reason: &Unreadable) -> Problem {
    Problem::doubtful(
        reason.code(),
        reason.what(label),
        reason.why(),
        reason.advice(),
    )
}

/// A value outside what it counts.
pub(super) fn out_of_range(label: &str, written: &str) -> Problem {
    Problem::doubtful(
        "cell_out_of_range",
        Text::new(
            format!("“{label}” ghi {written}."),
            format!("“{label}” says {written}."),
        ),
        Text::new(
            "Giá trị không thể có; ô này được coi như chưa trả lời.",
            "No such value is possible; the cell counts as not answered.",
        ),
        Text::new("Kiểm tra và sửa lại.", "Check and correct it."),
    )
}

/// A word that is no choice of its question.
pub(super) fn unknown_code(label: &str, unknown: &UnknownCode) -> Problem {
    let written = &unknown.written;
    let advice = match &unknown.suggestion {
        Some(suggestion) => Text::new(
            format!("Có phải “{suggestion}”? Chọn trong danh sách của cột."),
            format!("Did you mean “{suggestion}”? Choose from the column's list."),
        ),
        None => Text::new(
            "Chọn trong danh sách của cột.",
            "Choose from the column's list.",
        ),
    };
    Problem::doubtful(
        "cell_unknown_choice",
        Text::new(
            format!("“{label}” ghi “{written}”."),
            format!("“{label}” says “{written}”."),
        ),
        Text::new(
            "Không có trong danh mục; ô này được coi như chưa trả lời.",
            "It is in no list of choices; the cell counts as not answered.",
        ),
        advice,
    )
}

/// A word for something that decides the result: the household cannot be counted without it.
pub(super) fn deciding(mut problem: Problem) -> Problem {
    problem.severity = vuonlen_law::assess::Severity::Rejected;
    problem.why = Text::new(
        format!("{} Không có nó thì kết quả có thể sai.", problem.why.vi),
        format!("{} Without it the result might be wrong.", problem.why.en),
    );
    problem
}

/// No id of its own.
pub(super) fn no_id(label: &str) -> Problem {
    Problem::rejected(
        "household_without_id",
        Text::new(
            format!("Hộ không có “{label}”."),
            format!("A household without “{label}”."),
        ),
        Text::new(
            "Mỗi hộ cần một mã để đối chiếu kết quả.",
            "Each household needs an id to match results with.",
        ),
        Text::new("Ghi mã cho hộ.", "Give it an id."),
    )
}

/// The same id again.
pub(super) fn duplicate_id(id: &str) -> Problem {
    Problem::rejected(
        "household_id_twice",
        Text::new(
            format!("Mã hộ “{id}” đã dùng cho một hộ ở trên."),
            format!("The id “{id}” stands for a household above."),
        ),
        Text::new(
            "Một mã chỉ dùng cho một hộ; các dòng của một hộ phải liền nhau.",
            "An id stands for one household, whose rows must be together.",
        ),
        Text::new(
            "Đổi mã, hoặc chuyển các dòng của hộ về cạnh nhau.",
            "Change the id, or move the household's rows together.",
        ),
    )
}

/// A row with content that belongs to no household.
pub(super) fn not_a_household(written: &str) -> Problem {
    Problem::doubtful(
        "row_not_a_household",
        Text::new(
            format!("Dòng “{written}” không phải hộ hay thành viên; bỏ qua."),
            format!("The row “{written}” is no household or member; left out."),
        ),
        Text::new(
            "Dòng cộng, ghi chú hoặc chữ ký không được tính.",
            "Totals, notes and signatures are not counted.",
        ),
        Text::new(
            "Nếu là người thật, ghi đủ số hộ, họ tên và ngày sinh.",
            "If it is a person, fill in household number, name and birth date.",
        ),
    )
}

/// A member whose household is not in the file.
pub(super) fn member_without_household(id: &str) -> Problem {
    Problem::rejected(
        "member_without_household",
        Text::new(
            format!("Thành viên ghi số hộ “{id}” nhưng không có hộ này."),
            format!("A member of household “{id}”, which is not in the file."),
        ),
        Text::new(
            "Thành viên không được tính cho hộ nào.",
            "The member is counted in no household.",
        ),
        Text::new(
            "Sửa số hộ ở trang thành viên, hoặc thêm hộ ở trang hộ.",
            "Correct the number on the members' sheet, or add the household.",
        ),
    )
}

/// A column that is not recognised.
pub(super) fn unknown_column(label: &str, suggestion: Option<&str>) -> Problem {
    let advice = match suggestion {
        Some(suggestion) => Text::new(
            format!("Có phải “{suggestion}”? Sửa tên nếu cần dùng."),
            format!("Did you mean “{suggestion}”? Rename it if it is needed."),
        ),
        None => Text::new(
            "Nếu không cần thì bỏ qua thông báo này.",
            "If it is not needed, ignore this notice.",
        ),
    };
    Problem::doubtful(
        "column_unknown",
        Text::new(
            format!("Không nhận ra “{label}”; không đọc."),
            format!("“{label}” is not recognised and not read."),
        ),
        Text::new(
            "Chỉ đọc những cột và khóa đã biết.",
            "Only known columns and keys are read.",
        ),
        advice,
    )
}

/// A past year and class that cannot be read.
pub(super) fn history(label: &str, entry: &str) -> Problem {
    Problem::doubtful(
        "history_unreadable",
        Text::new(
            format!("“{label}” ghi “{entry}”."),
            format!("“{label}” says “{entry}”."),
        ),
        Text::new(
            "Không đọc được năm và phân loại; tái nghèo có thể không nhận ra.",
            "Year and class cannot be read; a relapse may go unnoticed.",
        ),
        Text::new(
            "Ghi như “2024: N; 2025: CN”.",
            "Write it as “2024: N; 2025: CN”.",
        ),
    )
}

/// Said to have relapsed, without the year it was poor in.
pub(super) fn relapse_without_year() -> Problem {
    Problem::doubtful(
        "relapse_without_year",
        Text::new(
            "Ghi là tái nghèo nhưng không ghi năm nghèo trước đây.",
            "Said to have relapsed, without the year it was poor before.",
        ),
        Text::new(
            "Không có năm thì tính là phát sinh mới.",
            "Without the year it counts as newly arisen.",
        ),
        Text::new(
            "Ghi thêm cột “Các năm trước đó”, ví dụ “2022: N”.",
            "Add the column “Các năm trước đó”, as in “2022: N”.",
        ),
    )
}

/// Two rows of a household that say different things of it.
pub(super) fn household_differs(label: &str, before: &str, written: &str) -> Problem {
    Problem::doubtful(
        "household_rows_differ",
        Text::new(
            format!("“{label}” của cùng một hộ ghi “{before}” rồi “{written}”."),
            format!("“{label}” of one household says “{before}”, then “{written}”."),
        ),
        Text::new("Giá trị đầu tiên được dùng.", "The first value is used."),
        Text::new(
            "Sửa cho giống nhau, hoặc kiểm tra số hộ.",
            "Make them agree, or check the household number.",
        ),
    )
}

/// A sheet in which no list was found.
pub(super) fn sheet_skipped() -> Problem {
    Problem::doubtful(
        "sheet_skipped",
        Text::new(
            "Trang này không có dòng tiêu đề của danh sách hộ; không đọc.",
            "No head of a list of households in this sheet; not read.",
        ),
        Text::new(
            "Cột được nhận theo tên ở dòng tiêu đề.",
            "Columns are recognised by their names in the head row.",
        ),
        Text::new(
            "Nếu là danh sách, kiểm tra dòng tiêu đề.",
            "If it is a list, check its head row.",
        ),
    )
}

/// A line that is not JSON.
pub(super) fn not_json(reason: &str) -> Problem {
    Problem::rejected(
        "line_not_json",
        Text::new(
            format!("Dòng này không phải JSON: {reason}."),
            format!("The line is not JSON: {reason}."),
        ),
        Text::new(
            "Mỗi dòng phải là một đối tượng JSON trọn vẹn.",
            "Each line must be one whole JSON object.",
        ),
        Text::new(
            "Sửa dòng này; xem “vuonlen schema household”.",
            "Correct it; see “vuonlen schema household”.",
        ),
    )
}

/// A line that is JSON but no object.
pub(super) fn not_an_object(kind: &str) -> Problem {
    Problem::rejected(
        "line_not_an_object",
        Text::new(
            format!("Dòng này là {kind}, không phải đối tượng."),
            format!("The line is {kind}, not an object."),
        ),
        Text::new(
            "Mỗi hộ là một đối tượng {…}.",
            "Each household is an object {…}.",
        ),
        Text::new(
            "Sửa dòng này; xem “vuonlen schema household”.",
            "Correct it; see “vuonlen schema household”.",
        ),
    )
}

/// A key that is not known.
pub(super) fn unknown_key(key: &str, suggestion: Option<&str>) -> Problem {
    let advice = match suggestion {
        Some(suggestion) => Text::new(
            format!("Có phải “{suggestion}”? Xem “vuonlen schema household”."),
            format!("Did you mean “{suggestion}”? See “vuonlen schema household”."),
        ),
        None => Text::new(
            "Bỏ khóa này, hoặc xem “vuonlen schema household”.",
            "Drop it, or see “vuonlen schema household”.",
        ),
    };
    Problem::doubtful(
        "key_unknown",
        Text::new(
            format!("Không có khóa “{key}”; không đọc."),
            format!("There is no key “{key}”; not read."),
        ),
        Text::new(
            "Một khóa viết sai sẽ giống như chưa trả lời.",
            "A misspelt key would look like a missing answer.",
        ),
        advice,
    )
}

/// A key that stands twice in one object.
pub(super) fn key_twice(key: &str) -> Problem {
    Problem::rejected(
        "key_twice",
        Text::new(
            format!("Khóa “{key}” đứng hai lần."),
            format!("The key “{key}” stands twice."),
        ),
        Text::new(
            "Không biết giá trị nào là đúng.",
            "It is not clear which value is right.",
        ),
        Text::new("Bỏ bớt một khóa.", "Drop one of them."),
    )
}

/// A value of another kind than its key has.
pub(super) fn wrong_kind(key: &str, kind: &str) -> Problem {
    Problem::rejected(
        "key_wrong_kind",
        Text::new(
            format!("Khóa “{key}” có giá trị kiểu {kind}."),
            format!("The key “{key}” has a value of kind {kind}."),
        ),
        Text::new(
            "Kiểu giá trị không đúng với khóa.",
            "The kind of value does not fit the key.",
        ),
        Text::new(
            "Xem “vuonlen schema household”.",
            "See “vuonlen schema household”.",
        ),
    )
}
