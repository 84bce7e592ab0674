//! Formulas in words.

use crate::support::formula;
use vuonlen_domain::text::Language;
use vuonlen_law::expr::Type;

#[track_caller]
fn reads(source: &str, vi: &str, en: &str) {
    let formula = formula(source, &Type::Bool);
    assert_eq!(formula.words(Language::Vietnamese), vi, "{source}");
    assert_eq!(formula.words(Language::English), en, "{source}");
}

#[test]
fn numbers_and_relations() {
    reads(
        "household.floor < params.per_person * double(household.size)",
        "diện tích ở < 8 × số nhân khẩu",
        "floor area < 8 × number of members",
    );
    reads(
        "household.income <= params.poor",
        "thu nhập ≤ [Nông thôn: 1.500.000; Thành thị: 2.000.000]",
        "income ≤ [Rural: 1,500,000; Urban: 2,000,000]",
    );
    reads(
        "(household.size + 1) * 2 - (3 - household.size) != -household.size / (2 * 3)",
        "(số nhân khẩu + 1) × 2 − (3 − số nhân khẩu) ≠ −số nhân khẩu ÷ (2 × 3)",
        "(number of members + 1) × 2 − (3 − number of members) ≠ −number of members ÷ (2 × 3)",
    );
    reads(
        "int(household.floor) % 2 == 0",
        "phần nguyên của diện tích ở mod 2 = 0",
        "the whole part of floor area mod 2 = 0",
    );
}

#[test]
fn codes_and_sets() {
    reads(
        "household.toilet == \"pit\"",
        "nhà tiêu là “Hố xí thô sơ”",
        "toilet is “Pit”",
    );
    reads(
        "household.toilet != \"pit\"",
        "nhà tiêu không phải “Hố xí thô sơ”",
        "toilet is not “Pit”",
    );
    reads(
        "!(household.toilet in [\"pit\", \"none\"])",
        "nhà tiêu không thuộc “Hố xí thô sơ”, “Không có”",
        "toilet is none of “Pit”, “None”",
    );
    reads(
        "household.size in [1, 2]",
        "số nhân khẩu thuộc 1, 2",
        "number of members is one of 1, 2",
    );
    reads(
        "\"tv\" in household.assets",
        "tài sản có “Ti vi”",
        "assets includes “Television”",
    );
    reads(
        "!(\"tv\" in household.assets)",
        "tài sản không có “Ti vi”",
        "assets does not include “Television”",
    );
    reads(
        "household.assets.exists(a, a == \"tv\") && size(household.assets) > 1",
        "(có ít nhất một mục của tài sản: mục ấy là “Ti vi”) và số mục của tài sản > 1",
        "(at least one item of assets: that item is “Television”) and the number of items of assets > 1",
    );
}

#[test]
fn logic() {
    reads(
        "household.farm && !household.card || has(household.yard) && !has(household.size)",
        "(làm nông nghiệp và không (BHYT cả hộ)) hoặc (đã trả lời “Diện tích sân” và chưa trả lời “Số nhân khẩu”)",
        "(lives by farming and not (insured as a whole)) or (“Yard” is answered and “Number of members” is not answered)",
    );
    reads(
        "(household.farm || household.card == false) && true != household.farm",
        "(làm nông nghiệp hoặc không (BHYT cả hộ)) và không (làm nông nghiệp)",
        "(lives by farming or not (insured as a whole)) and not (lives by farming)",
    );
    reads(
        "(household.farm ? 1 : 0) + 1 >= 2",
        "(nếu làm nông nghiệp thì 1, nếu không thì 0) + 1 ≥ 2",
        "(if lives by farming then 1, otherwise 0) + 1 ≥ 2",
    );
}

#[test]
fn what_is_said_of_one_thing_is_said_once() {
    reads(
        "household.size >= 3 && household.size < params.child_age && household.farm",
        "3 ≤ số nhân khẩu < 16 và làm nông nghiệp",
        "3 ≤ number of members < 16 and lives by farming",
    );
    reads(
        "household.income > 0 && household.income <= params.poor",
        "0 < thu nhập ≤ [Nông thôn: 1.500.000; Thành thị: 2.000.000]",
        "0 < income ≤ [Rural: 1,500,000; Urban: 2,000,000]",
    );
    reads(
        "household.size >= 3 && household.income < 5",
        "số nhân khẩu ≥ 3 và thu nhập < 5",
        "number of members ≥ 3 and income < 5",
    );
    reads(
        "\"tv\" in household.assets || \"fridge\" in household.assets",
        "tài sản có một trong “Ti vi”, “Tủ lạnh”",
        "assets includes one of “Television”, “Refrigerator”",
    );
    reads(
        "!(\"tv\" in household.assets || \"fridge\" in household.assets)",
        "tài sản không có mục nào trong “Ti vi”, “Tủ lạnh”",
        "assets includes none of “Television”, “Refrigerator”",
    );
    reads(
        "!(household.farm || \"fridge\" in household.assets)",
        "không (làm nông nghiệp hoặc tài sản có “Tủ lạnh”)",
        "not (lives by farming or assets includes “Refrigerator”)",
    );
}

#[test]
fn members() {
    reads(
        "members.exists(m, m.age >= 6 && !m.insured)",
        "có ít nhất một nhân khẩu: tuổi ≥ 6 và không có thẻ bảo hiểm y tế",
        "at least one member: age ≥ 6 and not (has health insurance)",
    );
    reads(
        "!members.exists(m, m.insured)",
        "không nhân khẩu nào: có thẻ bảo hiểm y tế",
        "no member: has health insurance",
    );
    reads(
        "members.filter(m, m.age < 16).all(m, m.insured) || members.exists_one(m, m.age > 60)",
        "(mọi nhân khẩu mà tuổi < 16: có thẻ bảo hiểm y tế) hoặc (đúng một nhân khẩu: tuổi > 60)",
        "(every member with age < 16: has health insurance) or (exactly one member: age > 60)",
    );
    reads(
        "2 * size(members.filter(m, m.age < 16 || m.age > 60)) > size(members)",
        "2 × số nhân khẩu mà (tuổi < 16 hoặc tuổi > 60) > số nhân khẩu",
        "2 × the number of members with (age < 16 or age > 60) > the number of members",
    );
    reads(
        "sum(members.map(m, m.age > 3, m.points)) > max(members.map(m, m.age))",
        "tổng điểm của các nhân khẩu mà tuổi > 3 > tuổi lớn nhất của các nhân khẩu",
        "the sum of points of the members with age > 3 > the largest age of the members",
    );
    reads(
        "\"teacher\" in members.map(m, m.job) && min(members.map(m, m.age)) == 3",
        "“Giáo viên” có trong việc làm của các nhân khẩu và tuổi nhỏ nhất của các nhân khẩu = 3",
        "“Teacher” is among job of the members and the smallest age of the members = 3",
    );
}
