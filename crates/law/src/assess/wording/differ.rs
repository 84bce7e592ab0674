//! Words for what a person should look at: things that do not fit together.

use super::{column, list, named};
use crate::assess::Problem;
use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;

/// The stated age is not the one the birth date gives.
pub(in crate::assess) fn age_differs(member: &str, stated: i64, computed: i64) -> Problem {
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

/// Nobody said how many persons there are.
pub(in crate::assess) fn size_unknown() -> Problem {
    column(
        Problem::doubtful(
            "size_unknown",
            Text::new(
                "Chưa có số nhân khẩu (size) và chưa liệt kê thành viên.",
                "Neither the number of persons (size) nor the members are known.",
            ),
            Text::new(
                "Hộ vẫn được phân loại theo thu nhập và thiếu hụt; số khẩu của hộ không có trong các biểu.",
                "The household is still classified by income and deprivations; its persons are in no table.",
            ),
            Text::new(
                "Ghi số nhân khẩu hoặc liệt kê thành viên.",
                "State the number of persons or list the members.",
            ),
        ),
        "size",
    )
}

/// More or fewer persons stated than listed.
pub(in crate::assess) fn size_differs(stated: i64, listed: usize) -> Problem {
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

/// No member is the head, or several are.
pub(in crate::assess) fn head_unclear(heads: usize, taken: &str) -> Problem {
    column(
        Problem::doubtful(
            "head_unclear",
            Text::new(
                format!("Có {heads} thành viên ghi là chủ hộ."),
                format!("{heads} members are stated as the head of the household."),
            ),
            Text::new(
                format!("{taken} được coi là chủ hộ; các nhóm xét theo chủ hộ phụ thuộc điều này."),
                format!(
                    "{taken} was taken as the head; groups that depend on the head follow from that."
                ),
            ),
            Text::new(
                "Sửa quan hệ với chủ hộ.",
                "Correct the relations to the head.",
            ),
        ),
        "relation",
    )
}

/// The stated list of deprivations and the answers disagree.
pub(in crate::assess) fn deprivations_differ(indicators: &[(Text, &str)]) -> Problem {
    let names = list(indicators.iter().map(|(label, code)| named(label, code)));
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
pub(in crate::assess) fn score_b_differs(stated: i64, computed: i64) -> Problem {
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
pub(in crate::assess) fn routes_differ(by_income: &Text, by_score: &Text) -> Problem {
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
pub(in crate::assess) fn class_differs(stated: &Text, decided: &Text) -> Problem {
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
pub(in crate::assess) fn previous_class_differs(
    stated: &Text,
    history: &Text,
    year: i32,
) -> Problem {
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
pub(in crate::assess) fn history_after_review(year: i32, on: NaiveDate) -> Problem {
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
pub(in crate::assess) fn group_unknown(groups: &[(Text, &str)], questions: &[Text]) -> Problem {
    let names = list(groups.iter().map(|(label, code)| named(label, code)));
    let questions = list(questions.iter().cloned());
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
