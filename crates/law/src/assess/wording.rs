//! The words of every problem an assessment can find: what, why, and what to do.

use super::Problem;
use super::input::Place;
use crate::codes::CodeList;
use crate::facts::Fact;
use crate::scores::ScoreTable;
use crate::units::Move;
use chrono::NaiveDate;
use vuonlen_domain::date::written;
use vuonlen_domain::{BirthDate, Text, UnitCode};

/// Marks the column a problem stands in by the name of its question.
fn column(problem: Problem, name: &str) -> Problem {
    problem.at(Place::default().column(name))
}

/// `Nguồn nước sinh hoạt chính (water_source)`: the label for people, the name for files.
fn named(label: &Text, name: &str) -> Text {
    Text::new(
        format!("{} ({name})", label.vi),
        format!("{} ({name})", label.en),
    )
}

/// Labels with codes, joined: `Nguồn nước (water), Rác thải (waste)`.
fn list(items: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str| items.iter().map(pick).collect::<Vec<_>>().join(", ");
    Text::new(join(|text| &text.vi), join(|text| &text.en))
}

/// A question that had to be answered, of the household or of the members named.
pub(super) fn missing_answer(fact: &Fact, members: &[&str]) -> Problem {
    let question = named(&fact.label, &fact.name);
    let of = if members.is_empty() {
        String::new()
    } else {
        format!(": {}", members.join(", "))
    };
    let problem = Problem::rejected(
        "missing_answer",
        Text::new(
            format!("Chưa trả lời câu hỏi “{}”{of}.", question.vi),
            format!("The question “{}” is not answered{of}.", question.en),
        ),
        Text::new(
            "Câu trả lời này cần để phân loại hộ; thiếu không được coi là “không”.",
            "The class depends on it; a missing answer is never taken as “no”.",
        ),
        Text::new(
            "Hỏi lại hộ và bổ sung câu trả lời.",
            "Ask the household and fill it in.",
        ),
    );
    column(problem, &fact.name)
}

/// Members had to be listed.
pub(super) fn missing_members() -> Problem {
    let problem = Problem::rejected(
        "missing_answer",
        Text::new(
            "Chưa có danh sách thành viên (members).",
            "The members are not listed (members).",
        ),
        Text::new(
            "Nhiều chỉ số thiếu hụt được xét theo từng thành viên.",
            "Many indicators are decided member by member.",
        ),
        Text::new(
            "Bổ sung danh sách thành viên hoặc ghi các chỉ số thiếu hụt.",
            "List the members or state the deprivations.",
        ),
    );
    column(problem, "members")
}

/// Neither income nor score A, and none could be computed.
pub(super) fn missing_measure(has_score_rules: bool, table: Option<&ScoreTable>) -> Problem {
    let what = if has_score_rules {
        Text::new(
            "Chưa có thu nhập bình quân đầu người (income_per_person) và chưa có điểm A (score_a).",
            "Neither the income per person (income_per_person) nor score A (score_a) is known.",
        )
    } else {
        Text::new(
            "Chưa có thu nhập bình quân đầu người (income_per_person); chưa có quy ước điểm của chuẩn này.",
            "The income per person (income_per_person) is not known; no score rules of this standard are known.",
        )
    };
    let advice = match table.filter(|_| has_score_rules) {
        Some(table) if !table.complete => Text::new(
            format!(
                "Ghi thu nhập hoặc điểm A; muốn tính điểm A từ câu trả lời thì nạp bảng điểm chính thức: {}.",
                load_command(table)
            ),
            format!(
                "State the income or score A; to compute score A from answers, load the official table: {}.",
                load_command(table)
            ),
        ),
        _ => Text::new("Bổ sung một trong các thông tin này.", "State one of them."),
    };
    column(
        Problem::rejected(
            "missing_answer",
            what,
            Text::new(
                "Không có thì không biết hộ trên hay dưới chuẩn.",
                "Without it nobody can tell on which side of the line the household is.",
            ),
            advice,
        ),
        "income_per_person",
    )
}

/// The score table asked for cannot score.
pub(super) fn score_table_incomplete(table: &ScoreTable) -> Problem {
    let (id, items) = (&table.id, table.items().count());
    Problem::rejected(
        "score_table_incomplete",
        Text::new(
            format!(
                "Bảng điểm “{id}” chưa đầy đủ (có {items} dòng), không tính được điểm A (score_a)."
            ),
            format!(
                "The score table “{id}” is not complete ({items} lines), score A (score_a) cannot be computed."
            ),
        ),
        Text::new(
            "Bảng điểm chính thức chưa được công bố trong bộ dữ liệu này.",
            "The official table is not part of this data set.",
        ),
        Text::new(
            format!(
                "Nạp phụ lục chính thức: {}; hoặc ghi thu nhập, điểm A của hộ.",
                load_command(table)
            ),
            format!(
                "Load the official annex: {}; or state the household's income or score A.",
                load_command(table)
            ),
        ),
    )
}

fn load_command(table: &ScoreTable) -> String {
    format!(
        "vuonlen law load-scores FILE.xlsx --standard {} --by NAME",
        table.standard
    )
}

/// The table gives no points for the household's region.
pub(super) fn unknown_region(fact: &Fact) -> Problem {
    Problem {
        why: Text::new(
            "Điểm A tính theo vùng; xã này không suy ra được vùng từ danh mục.",
            "Score A depends on the region; it cannot be told from this commune.",
        ),
        ..missing_answer(fact, &[])
    }
}

/// Neither deprivations nor answers.
pub(super) fn missing_deprivations() -> Problem {
    column(
        Problem::rejected(
            "missing_answer",
            Text::new(
                "Chưa có danh sách chỉ số thiếu hụt (deprivations) và chưa có câu trả lời để xét.",
                "There are no deprivations (deprivations) and no answers to find them from.",
            ),
            Text::new(
                "Thu nhập không quá chuẩn: số chỉ số thiếu hụt quyết định hộ nghèo hay cận nghèo.",
                "The income is not above the line: the number of deprivations decides between poor and near-poor.",
            ),
            Text::new(
                "Ghi các chỉ số thiếu hụt (để trống nếu không có) hoặc nhập phiếu khảo sát.",
                "State the deprivations (an empty list if none) or enter the survey form.",
            ),
        ),
        "deprivations",
    )
}

/// Score A without score B or anything to compute it from.
pub(super) fn missing_score_b() -> Problem {
    column(
        Problem::rejected(
            "missing_answer",
            Text::new(
                "Chưa có điểm B (score_b) và chưa có danh sách chỉ số thiếu hụt (deprivations).",
                "Neither score B (score_b) nor the deprivations (deprivations) are known.",
            ),
            Text::new(
                "Điểm A không quá mức quy định: điểm B quyết định hộ nghèo hay cận nghèo.",
                "Score A is not above the line: score B decides between poor and near-poor.",
            ),
            Text::new(
                "Ghi điểm B hoặc các chỉ số thiếu hụt.",
                "State score B or the deprivations.",
            ),
        ),
        "score_b",
    )
}

/// The definitions of some indicators are not known, and they decide.
pub(super) fn not_decidable(indicators: &[(Text, &str)], standard: &str) -> Problem {
    let items: Vec<Text> = (indicators.iter())
        .map(|(label, code)| named(label, code))
        .collect();
    let names = list(&items);
    Problem::rejected(
        "not_decidable",
        Text::new(
            format!(
                "Chưa phân loại được theo chuẩn “{standard}”: chưa biết {}.",
                names.vi
            ),
            format!(
                "The class under “{standard}” is not decidable: {} not known.",
                names.en
            ),
        ),
        Text::new(
            "Ngưỡng thiếu hụt của các chỉ số này chưa có trong dữ liệu, và kết quả phụ thuộc chúng.",
            "The data do not say when a household is deprived in them, and the result depends on it.",
        ),
        Text::new(
            "Cán bộ ghi trực tiếp các chỉ số thiếu hụt theo chuẩn này (deprivations), hoặc chờ hướng dẫn.",
            "Let an officer state the deprivations of this standard (deprivations), or wait for the guidance.",
        ),
    )
}

/// A formula had all its answers and still no result.
pub(super) fn no_result(label: &Text, code: &str) -> Problem {
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
pub(super) fn impossible_value(label: &Text, name: &str, value: &str) -> Problem {
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
pub(super) fn wrong_type(fact: &Fact) -> Problem {
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
pub(super) fn birth_after_review(member: &str, birth: BirthDate, on: NaiveDate) -> Problem {
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
pub(super) fn impossible_age(member: &str, age: i64) -> Problem {
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

/// The stated age is not the one the birth date gives.
pub(super) fn age_differs(member: &str, stated: i64, computed: i64) -> Problem {
    column(
        Problem::doubtful(
            "age_differs",
            Text::new(
                format!("{member}: ghi {stated} tuổi, theo ngày sinh là {computed} tuổi."),
                format!("{member}: stated as aged {stated}, by the birth date {computed}."),
            ),
            Text::new(
                "Tuổi theo ngày sinh được dùng.",
                "The age by the birth date was used.",
            ),
            Text::new(
                "Sửa tuổi hoặc ngày sinh.",
                "Correct the age or the birth date.",
            ),
        ),
        "age",
    )
}

/// More or fewer persons stated than listed.
pub(super) fn size_differs(stated: i64, listed: usize) -> Problem {
    column(
        Problem::doubtful(
            "size_differs",
            Text::new(
                format!("Ghi {stated} nhân khẩu nhưng liệt kê {listed} thành viên."),
                format!("{stated} persons are stated, {listed} members are listed."),
            ),
            Text::new(
                "Số thành viên liệt kê được dùng.",
                "The number of listed members was used.",
            ),
            Text::new(
                "Bổ sung thành viên còn thiếu hoặc sửa số nhân khẩu.",
                "List the missing members or correct the number.",
            ),
        ),
        "size",
    )
}

/// A code that its list does not have on the day.
pub(super) fn unknown_code(list: &CodeList, code: &str, field: &str) -> Problem {
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
pub(super) fn unknown_indicator(code: &str, standard: &str) -> Problem {
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
pub(super) fn unknown_unit(unit: &UnitCode, on: NaiveDate, successors: &[Move<'_>]) -> Problem {
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

/// The unit has no default area: a province or a district.
pub(super) fn unknown_area(unit: &UnitCode) -> Problem {
    column(
        Problem::rejected(
            "missing_answer",
            Text::new(
                format!("Chưa biết khu vực (area) của hộ: đơn vị {unit} không phải cấp xã."),
                format!("The household's area (area) is not known: unit {unit} is not a commune."),
            ),
            Text::new(
                "Chuẩn nghèo khác nhau giữa nông thôn và thành thị.",
                "The standard differs between rural and urban areas.",
            ),
            Text::new("Ghi mã xã hoặc khu vực.", "State the commune or the area."),
        ),
        "area",
    )
}

/// A province's standard applied to a household of another.
pub(super) fn overlay_elsewhere(overlay: &str, unit: &UnitCode) -> Problem {
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

/// The stated list of deprivations and the answers disagree.
pub(super) fn deprivations_differ(indicators: &[(Text, &str)]) -> Problem {
    let items: Vec<Text> = (indicators.iter())
        .map(|(label, code)| named(label, code))
        .collect();
    let names = list(&items);
    column(
        Problem::doubtful(
            "deprivations_differ",
            Text::new(
                format!(
                    "Danh sách thiếu hụt và câu trả lời không khớp ở: {}.",
                    names.vi
                ),
                format!(
                    "The stated deprivations and the answers disagree on: {}.",
                    names.en
                ),
            ),
            Text::new(
                "Danh sách đã ghi được dùng, vì đó là kết quả đã qua họp dân.",
                "The stated list was followed: it is the result the village meeting saw.",
            ),
            Text::new(
                "Đối chiếu phiếu khảo sát với danh sách và sửa bên sai.",
                "Compare the form with the list and correct the wrong one.",
            ),
        ),
        "deprivations",
    )
}

/// The stated score B is not what the deprivations come to.
pub(super) fn score_b_differs(stated: i64, computed: i64) -> Problem {
    column(
        Problem::doubtful(
            "score_b_differs",
            Text::new(
                format!("Điểm B ghi {stated}, theo các chỉ số thiếu hụt là {computed}."),
                format!("Score B is stated as {stated}; the deprivations come to {computed}."),
            ),
            Text::new(
                "Điểm tính từ các chỉ số được dùng.",
                "The score of the deprivations was used.",
            ),
            Text::new(
                "Sửa điểm B hoặc danh sách chỉ số.",
                "Correct score B or the list of deprivations.",
            ),
        ),
        "score_b",
    )
}

/// Income and score put the household into different classes.
pub(super) fn routes_differ(by_income: &Text, by_score: &Text) -> Problem {
    column(
        Problem::doubtful(
            "routes_differ",
            Text::new(
                format!(
                    "Theo thu nhập: {}; theo điểm: {}.",
                    by_income.vi, by_score.vi
                ),
                format!("By income: {}; by score: {}.", by_income.en, by_score.en),
            ),
            Text::new(
                "Kết quả theo điểm được dùng: thông tư phân loại hộ theo điểm.",
                "The score was followed: the circular classifies by score.",
            ),
            Text::new(
                "Kiểm tra lại điểm A và thu nhập.",
                "Check score A and the income.",
            ),
        ),
        "score_a",
    )
}

/// The source states another class than the law comes to.
pub(super) fn class_differs(stated: &Text, decided: &Text) -> Problem {
    column(
        Problem::doubtful(
            "class_differs",
            Text::new(
                format!(
                    "Danh sách ghi “{}”, theo quy định là “{}”.",
                    stated.vi, decided.vi
                ),
                format!(
                    "The list says “{}”, by the law it is “{}”.",
                    stated.en, decided.en
                ),
            ),
            Text::new(
                "Kết quả theo quy định được dùng.",
                "The law's result was used.",
            ),
            Text::new(
                "Kiểm tra điểm, thu nhập và các chỉ số thiếu hụt của hộ.",
                "Check the household's scores, income and deprivations.",
            ),
        ),
        "stated_class",
    )
}

/// Last year's class is stated otherwise than in the history.
pub(super) fn previous_class_differs(stated: &Text, history: &Text, year: i32) -> Problem {
    column(
        Problem::doubtful(
            "previous_class_differs",
            Text::new(
                format!(
                    "Phân loại kỳ trước ghi “{}”, lịch sử năm {year} ghi “{}”.",
                    stated.vi, history.vi
                ),
                format!(
                    "The class before is stated as “{}”, the history of {year} has “{}”.",
                    stated.en, history.en
                ),
            ),
            Text::new(
                "Mục phân loại kỳ trước được dùng.",
                "The stated class before was used.",
            ),
            Text::new("Sửa mục sai.", "Correct the wrong one."),
        ),
        "previous_class",
    )
}

/// The history has a year that had not come.
pub(super) fn history_after_review(year: i32, on: NaiveDate) -> Problem {
    let on = written(on);
    column(
        Problem::doubtful(
            "history_after_review",
            Text::new(
                format!("Lịch sử có năm {year}, sau ngày rà soát {on}."),
                format!("The history has {year}, after the review on {on}."),
            ),
            Text::new("Năm này bị bỏ qua.", "The year was left out."),
            Text::new("Sửa năm công nhận.", "Correct the year."),
        ),
        "history",
    )
}

/// It cannot be told whether the household belongs to some groups.
pub(super) fn group_unknown(groups: &[(Text, &str)], questions: &[Text]) -> Problem {
    let items: Vec<Text> = (groups.iter())
        .map(|(label, code)| named(label, code))
        .collect();
    let (names, questions) = (list(&items), list(questions));
    column(
        Problem::doubtful(
            "group_unknown",
            Text::new(
                format!("Chưa biết hộ có thuộc nhóm: {}.", names.vi),
                format!("Not known whether the household belongs to: {}.", names.en),
            ),
            Text::new(
                format!("Chưa trả lời: {}.", questions.vi),
                format!("Not answered: {}.", questions.en),
            ),
            Text::new(
                "Bổ sung câu trả lời; trong biểu tổng hợp hộ chưa được tính vào nhóm.",
                "Fill it in; until then tables do not count the household in the group.",
            ),
        ),
        "groups",
    )
}

/// `Nguồn nước sinh hoạt chính (water_source)`.
pub(super) fn question(fact: &Fact) -> Text {
    named(&fact.label, &fact.name)
}
