//! Standards, their values and their indicators.

use super::page::{Page, day, span};
use super::{NothingToShow, held, unknown};
use crate::law::Law;
use crate::standards::{Indicator, Parameter, Route, Standard};
use chrono::NaiveDate;
use vuonlen_domain::text::Language;
use vuonlen_domain::{Area, Text};

/// The standard `id` (or the one in force) as it stands on `date`.
///
/// # Errors
/// [`NothingToShow`] when there is no such standard, or it does not hold on `date`.
pub fn standard(law: &Law, id: Option<&str>, date: NaiveDate) -> Result<String, NothingToShow> {
    let standard = find(law, id, date)?;
    let mut page = Page::new(&law.instruments);
    page.title(&standard.title);
    page.line(0, format!("{}, {}", standard.id, day(date)));
    page.part("Hiệu lực", "In force");
    for period in &standard.periods {
        page.line(1, span(period.from, Some(period.until)));
        page.source(2, &period.source, period.status);
    }
    page.part("Tham số", "Parameters");
    for parameter in &standard.parameters {
        amounts(&mut page, parameter, date, None);
    }
    page.part("Phân loại", "Classes");
    classes(&mut page, law, standard, date);
    page.part("Chỉ số", "Indicators");
    for indicator in &standard.indicators {
        described(&mut page, standard, indicator, date);
    }
    Ok(page.finish())
}

/// The parameter `id` of the standard in force on `date`, in one area or both.
///
/// # Errors
/// [`NothingToShow`] when no standard holds on `date` or it has no such parameter.
pub fn value(
    law: &Law,
    id: &str,
    date: NaiveDate,
    area: Option<Area>,
) -> Result<String, NothingToShow> {
    let standard = find(law, None, date)?;
    let known = standard.parameters.iter().map(|p| p.id.as_str());
    let parameter = standard.parameter(id).ok_or_else(|| unknown(id, known))?;
    let mut page = Page::new(&law.instruments);
    page.line(0, format!("{}, {}", standard.id, day(date)));
    amounts(&mut page, parameter, date, area);
    Ok(page.finish())
}

/// The indicator `code` of the standard in force on `date`.
///
/// # Errors
/// [`NothingToShow`] when no standard holds on `date` or it has no such indicator.
pub fn indicator(law: &Law, code: &str, date: NaiveDate) -> Result<String, NothingToShow> {
    let standard = find(law, None, date)?;
    let known = standard.indicators.iter().map(|i| i.code.as_str());
    let indicator = standard
        .indicator(code)
        .ok_or_else(|| unknown(code, known))?;
    let mut page = Page::new(&law.instruments);
    page.line(0, format!("{}, {}", standard.id, day(date)));
    described(&mut page, standard, indicator, date);
    Ok(page.finish())
}

fn find<'l>(
    law: &'l Law,
    id: Option<&str>,
    date: NaiveDate,
) -> Result<&'l Standard, NothingToShow> {
    let Some(id) = id else {
        return Ok(law.standard_on(date)?);
    };
    let known = law.standards.iter().map(|standard| standard.id.as_str());
    let raised = || law.raised_standard(id);
    let standard = (law.standard(id).or_else(raised)).ok_or_else(|| unknown(id, known))?;
    held(standard, date)?;
    Ok(standard)
}

fn amounts(page: &mut Page<'_>, parameter: &Parameter, date: NaiveDate, area: Option<Area>) {
    page.line(
        1,
        format!(
            "{}: {} / {}",
            parameter.id, parameter.label.vi, parameter.label.en
        ),
    );
    let Some(resolved) = parameter.on(date) else {
        page.line(2, "chưa có giá trị vào ngày này / no value yet on this day");
        return;
    };
    for shown in Area::ALL
        .into_iter()
        .filter(|a| area.is_none_or(|only| only == *a))
    {
        let value = resolved.value(shown);
        let name = match value.area {
            Some(Area::Rural) => "nông thôn / rural: ",
            Some(Area::Urban) => "thành thị / urban: ",
            None => "",
        };
        let from = day(value.from);
        page.line(
            2,
            format!(
                "{name}{} {} (từ / from {from})",
                value.value, parameter.unit
            ),
        );
        page.source(3, &value.source, value.status);
        if value.area.is_none() {
            break;
        }
    }
}

fn classes(page: &mut Page<'_>, law: &Law, standard: &Standard, date: NaiveDate) {
    let on = standard.on(date);
    for (index, rule) in standard.classes.iter().enumerate() {
        let code = rule.code.code();
        let label = law.codes.list("classes").and_then(|list| list.label(code));
        page.line(
            1,
            label.map_or_else(|| code.to_owned(), |l| format!("{} / {}", l.vi, l.en)),
        );
        for route in Route::ALL {
            let name = match route {
                Route::Income => "theo thu nhập / by income",
                Route::Score => "theo điểm / by score",
            };
            let Some(text) = rule.rule(route) else {
                page.line(2, format!("{name}: không rõ / not known"));
                continue;
            };
            let formula = on.and_then(|on| on.classes.get(index)?.rule(route));
            match formula {
                Some(formula) => {
                    page.line(
                        2,
                        format!("{name}: {}", formula.words(Language::Vietnamese)),
                    );
                    page.line(3, formula.words(Language::English));
                }
                None => page.line(
                    2,
                    format!("{name}: chưa có giá trị vào ngày này / no value yet on this day"),
                ),
            }
            page.line(3, text.as_str().trim());
            if let Some(provenance) = rule.provenance(route) {
                page.provenance(3, &provenance);
            }
        }
        if let Some(condition) = &rule.only_when {
            page.line(
                2,
                format!("chỉ khi / only when: {}", condition.as_str().trim()),
            );
        }
    }
}

fn described(page: &mut Page<'_>, standard: &Standard, indicator: &Indicator, date: NaiveDate) {
    let (number, code, label) = (indicator.number, &indicator.code, &indicator.label);
    page.line(1, format!("{number}. {} / {} ({code})", label.vi, label.en));
    page.provenance(3, &indicator.label_provenance());
    if let Some(service) = standard.service(&indicator.service) {
        let Text { vi, en } = &service.label;
        page.line(2, format!("dịch vụ / service: {vi} / {en}"));
    }
    let index = standard.indicators.iter().position(|i| i.code == *code);
    let formula = index.and_then(|i| standard.on(date)?.indicators.get(i)?.as_ref());
    match (formula, &indicator.deprived_when) {
        (Some(formula), Some(text)) => {
            page.line(
                2,
                format!("thiếu hụt khi: {}", formula.words(Language::Vietnamese)),
            );
            page.line(
                2,
                format!("deprived when: {}", formula.words(Language::English)),
            );
            page.line(3, text.as_str().trim());
        }
        _ => page.line(2, "chưa rõ định nghĩa / the definition is not known"),
    }
    page.source(3, &indicator.source, indicator.status);
    match (
        indicator.points,
        &indicator.points_source,
        indicator.points_status,
    ) {
        (Some(points), Some(source), Some(status)) => {
            page.line(2, format!("điểm thiếu hụt / points: {points}"));
            page.source(3, source, status);
        }
        _ => page.line(2, "điểm thiếu hụt: chưa rõ / points: not known"),
    }
}
