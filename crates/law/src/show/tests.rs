use super::{NothingToShow, indicator, instrument, standard, table, target, unit, value};
use crate::files::LawFiles;
use crate::law::Law;
use chrono::NaiveDate;
use std::path::Path;
use std::sync::LazyLock;
use vuonlen_domain::Area;

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
});

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_value_stands_with_its_source() {
    let page = value(&LAW, "poor_income", day("2026-11-20"), Some(Area::Urban)).unwrap();
    insta::assert_snapshot!(page, @r"
    nd07-2022, 20/11/2026
      poor_income: Chuẩn thu nhập / Income line
        thành thị / urban: 2.000.000 VND/person/month (từ / from 01/01/2022)
          [07/2021/NĐ-CP, Điều 3 (nd07-2021#dieu-3); đã đối chiếu văn bản / verified]
    ");
}

#[test]
fn an_indicator_stands_with_its_formula_in_words() {
    let page = indicator(&LAW, "water", day("2026-11-20")).unwrap();
    insta::assert_snapshot!(page, @r#"
    nd07-2022, 20/11/2026
      9. Nguồn nước sinh hoạt / Source of domestic water (water)
          [07/2021/NĐ-CP, Điều 3 (nd07-2021#dieu-3); đã đối chiếu văn bản / verified]
        dịch vụ / service: Nước sinh hoạt và vệ sinh / Domestic water and sanitation
        thiếu hụt khi: nguồn nước sinh hoạt chính không thuộc “Nước máy”, “Giếng khoan”, “Giếng đào được bảo vệ”, “Nước khe, mó, nước tự chảy được bảo vệ”, “Nước mưa”, “Nước đóng chai, đóng bình”
        deprived when: main source of domestic water is none of “Piped water”, “Drilled well”, “Protected dug well”, “Protected spring or gravity supply”, “Rain water”, “Bottled water”
          !(household.water_source in ["piped", "drilled_well", "protected_dug_well", "protected_spring", "rain", "bottled"])
          [07/2021/NĐ-CP (nd07-2021#phu-luc); theo nguồn gián tiếp / second-hand]
        điểm thiếu hụt / points: 10
          [07/2021/TT-BLĐTBXH (tt07-2021#diem-b); đã đối chiếu văn bản / verified]
    "#);
}

#[test]
fn what_is_not_known_is_said() {
    let page = indicator(&LAW, "waste", day("2027-01-01")).unwrap();
    insta::assert_snapshot!(page, @r"
    nd351-2027, 01/01/2027
      12. Xử lý rác thải / Waste disposal (waste)
          [351/2025/NĐ-CP (nd351-2025#chi-so); đã đối chiếu văn bản / verified]
        dịch vụ / service: Nước sinh hoạt, vệ sinh và môi trường / Domestic water, sanitation and environment
        chưa rõ định nghĩa / the definition is not known
          [Dự thảo nghị định chuẩn nghèo đa chiều giai đoạn 2026-2030 (draft-standard-2026-2030#chi-so); theo nguồn gián tiếp / second-hand]
        điểm thiếu hụt: chưa rõ / points: not known
    ");
    let page = value(&LAW, "poor_score", day("2016-08-14"), None).unwrap();
    assert!(page.contains("no value yet on this day"), "{page}");
}

#[test]
fn a_standard_shows_every_parameter_class_and_indicator() {
    let page = standard(&LAW, None, day("2026-11-20")).unwrap();
    let shown = LAW.standard("nd07-2022").unwrap();
    for parameter in &shown.parameters {
        assert!(page.contains(&parameter.label.vi), "{}", parameter.id);
    }
    for indicator in &shown.indicators {
        assert!(page.contains(&indicator.label.en), "{}", indicator.code);
    }
    assert!(page.contains("điểm A (B1) ≤"), "{page}");
    assert!(
        page.contains("[351/2025/NĐ-CP (nd351-2025#nam-2026)"),
        "{page}"
    );
    let raised = standard(&LAW, Some("illustrative-province"), day("2026-11-20")).unwrap();
    assert!(raised.contains("2.400.000"), "{raised}");
}

#[test]
fn places_and_papers() {
    let page = unit(&LAW, "03703", day("2025-06-30")).unwrap();
    assert!(
        page.contains("Mường Giàng") && page.contains("Xã Quỳnh Nhai"),
        "{page}"
    );
    let page = unit(&LAW, "03703", day("2026-11-20")).unwrap();
    assert!(page.starts_with("03703 Xã Quỳnh Nhai"), "{page}");
    let page = instrument(&LAW, "nd351-2025").unwrap();
    assert!(
        page.contains("351/2025/NĐ-CP") && page.contains("30/12/2025"),
        "{page}"
    );
    let page = table(&LAW, "R1", day("2026-11-20")).unwrap();
    assert!(
        page.contains(r#"class == "poor""#) && page.contains("R1.c3 / R1.c1"),
        "{page}"
    );
}

#[test]
fn what_does_not_exist_names_what_does() {
    let wrong = value(&LAW, "poor", day("2026-11-20"), None).unwrap_err();
    assert!(wrong.text().en.contains("poor_income"), "{wrong}");
    let wrong = indicator(&LAW, "telecom", day("2027-01-01")).unwrap_err();
    assert!(wrong.text().vi.contains("digital_services"), "{wrong}");
    let wrong = standard(&LAW, Some("nd351-2027"), day("2026-12-31")).unwrap_err();
    assert!(matches!(wrong, NothingToShow::NotOn(..)), "{wrong}");
    let wrong = value(&LAW, "poor_income", day("2015-12-31"), None).unwrap_err();
    assert!(matches!(wrong, NothingToShow::NoStandard(_)), "{wrong}");
    let wrong = unit(&LAW, "99999", day("2026-11-20")).unwrap_err();
    assert!(wrong.text().vi.ends_with("“99999 20/11/2026”."), "{wrong}");
    let page = unit(&LAW, "quynh nhai", day("2026-11-20")).unwrap();
    assert!(page.starts_with("03703 Xã Quỳnh Nhai"), "{page}");
    let wrong = unit(&LAW, "Tân Lập", day("2026-11-20")).unwrap_err();
    assert!(wrong.text().vi.contains("xã Tân Lập, tỉnh"), "{wrong}");
    assert!(instrument(&LAW, "nd0").is_err());
    assert!(table(&LAW, "R99", day("2026-11-20")).is_err());
}

#[test]
fn a_target_stands_with_its_formulas_and_its_document() {
    let on = day("2026-11-20");
    let page = target(&LAW, Some("quynh-nhai-poor-rate"), on).unwrap();
    insta::assert_snapshot!(page, @r#"
    quynh-nhai-poor-rate
      Đến hết năm 2030 tỷ lệ hộ nghèo dưới 1 % / Poor household rate below 1 % by the end of 2030
      [Kế hoạch giảm nghèo bền vững đến năm 2030, huyện Quỳnh Nhai (kh-quynh-nhai#muc-tieu); đã đối chiếu văn bản / verified]
      đơn vị / units: 03688 Xã Mường Chiên, 03694 Xã Mường Giôn, 03703 Xã Quỳnh Nhai, 03712 Xã Mường Sại
      dưới 1 % / below 1 %
      hạn / due: 31/12/2030
      Tỷ lệ hộ nghèo / Poor household rate (poor_rate)
        tử số / part: đếm hộ / households with: class == "poor"
        mẫu số / whole: đếm hộ / households with: present
        [Biểu mẫu Excel dùng ở tỉnh Đắk Nông (field-forms-dak-nong#R1); theo nguồn gián tiếp / second-hand]
    "#);
    let all = target(&LAW, None, on).unwrap();
    assert!(all.contains("quynh-nhai-poor-rate-fall"), "{all}");
    assert!(!all.contains("gia-loc-poor-rate"), "{all}");
    let error = target(&LAW, Some("nowhere"), on).unwrap_err();
    assert!(error.text().en.contains("gia-loc-poor-rate"), "{error}");
}
