//! What changes at the turns of the law.

use super::diff;
use crate::files::LawFiles;
use crate::law::Law;
use std::path::Path;

fn changes(before: &str, after: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let law = Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap();
    diff(&law, before.parse().unwrap(), after.parse().unwrap())
}

#[test]
fn nothing_changes_within_a_period() {
    assert_eq!(changes("2024-01-01", "2024-12-31"), "");
}

#[test]
fn the_new_standard_of_2027() {
    insta::assert_snapshot!(changes("2026-12-31", "2027-01-01"), @r"
    Chuẩn nghèo / Poverty standard
      - 31/12/2026: Chuẩn nghèo đa chiều giai đoạn 2022-2025, áp dụng tiếp cho năm 2026 (nd07-2022)
      + 01/01/2027: Chuẩn nghèo đa chiều giai đoạn 2027-2030 (nd351-2027)
        [351/2025/NĐ-CP (nd351-2025#giai-doan-2027-2030); đã đối chiếu văn bản / verified]

    Tham số / Parameters
      Chuẩn thu nhập / Income line (poor_income), VND/person/month
        nông thôn / rural: 1.500.000 → 2.200.000
        thành thị / urban: 2.000.000 → 2.800.000
        [351/2025/NĐ-CP (nd351-2025#chuan-thu-nhap); đã đối chiếu văn bản / verified]
      Mức thu nhập trên của hộ có mức sống trung bình / Upper income of an average-living household (average_income), VND/person/month
        nông thôn / rural: 2.250.000 → –
        thành thị / urban: 3.000.000 → –
      Điểm A tương đương chuẩn thu nhập / Score A that stands for the income line (poor_score), point
        nông thôn / rural: 140 → –
        thành thị / urban: 175 → –
      Điểm B từ đó là hộ nghèo / Score B from which a household is poor (score_b_cut), point
        30 → –
      Từ tuổi này phải có trình độ trung học phổ thông hoặc nghề / From this age upper secondary school or a trade is expected (upper_secondary_age), year
        18 → –
      Trình độ giáo dục của người lớn: xét đến hết tuổi này / Education of adults: people aged up to and with (adult_education_last_age), year
        30 → –
      Tuổi học mầm non: từ / Preschool from the age of (preschool_age), year
        3 → –
      Tuổi học tiểu học: từ / Primary school from the age of (primary_age), year
        6 → –
      Tuổi học trung học cơ sở: từ / Lower secondary school from the age of (lower_secondary_age), year
        12 → –
      Số kết cấu chính không bền chắc từ đó là nhà thiếu kiên cố / Non-durable main structures from which a house is not durable (nondurable_structures), structure
        2 → –
      Diện tích nhà ở bình quân đầu người tối thiểu / Least floor area per person (floor_area_per_person), m2/person
        8 → –

    Chỉ số / Indicators
      - Sử dụng dịch vụ viễn thông / Use of telecommunication services (telecom)
      - Phương tiện phục vụ tiếp cận thông tin / Means of access to information (info_means)
      ± Trình độ giáo dục của người lớn / Education of adults (adult_education)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      ± Tình trạng đi học của trẻ em / School attendance of children (child_school)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      ± Chất lượng nhà ở / Quality of housing (housing_quality)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      ± Diện tích nhà ở bình quân đầu người / Floor area per person (housing_area)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      + Sử dụng dịch vụ viễn thông, dịch vụ số / Use of telecommunication and digital services (digital_services)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      ± Nguồn nước sinh hoạt / Source of domestic water (water)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      ± Nhà tiêu hợp vệ sinh / Hygienic toilet (toilet)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
      + Xử lý rác thải / Waste disposal (waste)
        chưa rõ định nghĩa / the definition is not known
        [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]

    Phân loại / Classes
      - average_living
      poor (score)
        - score_a <= params.poor_score && score_b >= params.score_b_cut
        + không rõ / not known
      near_poor (score)
        - score_a <= params.poor_score && score_b < params.score_b_cut
        + không rõ / not known
      not_poor (score)
        - score_a > params.poor_score
        + không rõ / not known

    Danh mục / Code lists
      Chỉ số đo lường mức độ thiếu hụt dịch vụ xã hội cơ bản / Indicators of deprivation (indicators)
        - info_means, telecom
        + digital_services, waste
    ");
}

#[test]
fn the_extension_of_2026_changes_only_its_instrument() {
    insta::assert_snapshot!(changes("2025-12-31", "2026-01-01"), @r"
    Chuẩn nghèo / Poverty standard
      - 31/12/2025: Chuẩn nghèo đa chiều giai đoạn 2022-2025, áp dụng tiếp cho năm 2026 (nd07-2022)
      + 01/01/2026: Chuẩn nghèo đa chiều giai đoạn 2022-2025, áp dụng tiếp cho năm 2026 (nd07-2022)
        [351/2025/NĐ-CP (nd351-2025#nam-2026); đã đối chiếu văn bản / verified]
    ");
}

#[test]
fn the_two_level_government_of_2025() {
    let changes = changes("2025-06-30", "2025-07-01");
    assert!(changes.contains("696 → 0"), "{changes}");
    assert!(changes.contains("63 → 34"), "{changes}");
    assert!(changes.contains("(opinion)"), "{changes}");
    assert!(!changes.contains("Poverty standard"), "{changes}");
}
