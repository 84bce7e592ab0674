//! Words for what is not known and had to be.

use super::{column, list, named};
use crate::assess::Problem;
use crate::facts::Fact;
use crate::scores::ScoreTable;
use vuonlen_domain::{Text, UnitCode};

/// A question that had to be answered, of the household or of the members named.
pub(in crate::assess) fn missing_answer(fact: &Fact, members: &[&str]) -> Problem {
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
pub(in crate::assess) fn missing_members() -> Problem {
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
pub(in crate::assess) fn missing_measure(
    has_score_rules: bool,
    table: Option<&ScoreTable>,
) -> Problem {
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
pub(in crate::assess) fn score_table_incomplete(table: &ScoreTable) -> Problem {
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
pub(in crate::assess) fn unknown_region(fact: &Fact) -> Problem {
    Problem {
        why: Text::new(
            "Điểm A tính theo vùng; xã này không suy ra được vùng từ danh mục.",
            "Score A depends on the region; it cannot be told from this commune.",
        ),
        ..missing_answer(fact, &[])
    }
}

/// Neither deprivations nor answers.
pub(in crate::assess) fn missing_deprivations() -> Problem {
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
pub(in crate::assess) fn missing_score_b() -> Problem {
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
pub(in crate::assess) fn not_decidable(indicators: &[(Text, &str)], standard: &str) -> Problem {
    let names = list(indicators.iter().map(|(label, code)| named(label, code)));
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

/// The unit has no default area: a province or a district.
pub(in crate::assess) fn unknown_area(unit: &UnitCode) -> Problem {
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
