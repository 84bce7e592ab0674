//! What changes in the standard in force.

use crate::law::Law;
use crate::show::page::{Page, day};
use crate::standards::{ResolvedParameter, Route, Standard};
use chrono::NaiveDate;
use vuonlen_domain::Area;

pub(super) fn standards(page: &mut Page<'_>, law: &Law, before: NaiveDate, after: NaiveDate) {
    let (old, new) = (law.standard_on(before).ok(), law.standard_on(after).ok());
    let name = |standard: Option<&Standard>| {
        standard.map_or("không có / none".to_owned(), |s| {
            format!("{} ({})", s.title.vi, s.id)
        })
    };
    let period = |standard: Option<&Standard>, date| {
        standard
            .and_then(|s| s.period_on(date))
            .map(|p| p.source.clone())
    };
    let same = old.map(|s| &s.id) == new.map(|s| &s.id);
    if !same || period(old, before) != period(new, after) {
        page.part("Chuẩn nghèo", "Poverty standard");
        page.line(1, format!("- {}: {}", day(before), name(old)));
        page.line(1, format!("+ {}: {}", day(after), name(new)));
        if let Some(period) = new.and_then(|s| s.period_on(after)) {
            page.source(2, &period.source, period.status);
        }
    }
    if let (Some(old), Some(new)) = (old, new) {
        parameters(page, (old, before), (new, after));
        if !same {
            indicators(page, old, new);
            classes(page, old, new);
        }
    }
}

fn parameters(
    page: &mut Page<'_>,
    (old, before): (&Standard, NaiveDate),
    (new, after): (&Standard, NaiveDate),
) {
    let gone = (old.parameters.iter()).filter(|parameter| new.parameter(&parameter.id).is_none());
    let mut headed = false;
    for parameter in new.parameters.iter().chain(gone) {
        let was = old.parameter(&parameter.id).and_then(|p| p.on(before));
        let is = new.parameter(&parameter.id).and_then(|p| p.on(after));
        let changes = changes(was, is);
        if changes.is_empty() {
            continue;
        }
        if !headed {
            page.part("Tham số", "Parameters");
            headed = true;
        }
        let (label, id, unit) = (&parameter.label, &parameter.id, &parameter.unit);
        page.line(1, format!("{} / {} ({id}), {unit}", label.vi, label.en));
        for change in changes {
            page.line(2, change);
        }
        if let Some(is) = is {
            page.source(2, &is.rural.source, is.rural.status);
        }
    }
}

/// A line for each area whose value changes; one for both where both areas have one value.
fn changes(was: Option<ResolvedParameter<'_>>, is: Option<ResolvedParameter<'_>>) -> Vec<String> {
    let text = |resolved: Option<ResolvedParameter<'_>>, area| {
        resolved.map_or_else(|| "–".to_owned(), |r| r.value(area).value.to_string())
    };
    let uniform = [was, is].iter().flatten().all(|r| r.is_uniform());
    let areas = if uniform { &Area::ALL[..1] } else { &Area::ALL };
    areas
        .iter()
        .map(|area| (area, text(was, *area), text(is, *area)))
        .filter(|(_, was, is)| was != is)
        .map(|(area, was, is)| match (uniform, area) {
            (true, _) => format!("{was} → {is}"),
            (false, Area::Rural) => format!("nông thôn / rural: {was} → {is}"),
            (false, Area::Urban) => format!("thành thị / urban: {was} → {is}"),
        })
        .collect()
}

fn indicators(page: &mut Page<'_>, old: &Standard, new: &Standard) {
    page.part("Chỉ số", "Indicators");
    for gone in old
        .indicators
        .iter()
        .filter(|i| new.indicator(&i.code).is_none())
    {
        page.line(
            1,
            format!("- {} / {} ({})", gone.label.vi, gone.label.en, gone.code),
        );
    }
    for indicator in &new.indicators {
        let (label, code) = (&indicator.label, &indicator.code);
        let text = |standard: &Standard| {
            let formula = standard.indicator(code)?.deprived_when.as_ref()?;
            Some(formula.as_str().trim().to_owned())
        };
        let change = match (old.indicator(code), text(old) == text(new)) {
            (None, _) => "+",
            (Some(_), true) => continue,
            (Some(_), false) => "±",
        };
        page.line(1, format!("{change} {} / {} ({code})", label.vi, label.en));
        if indicator.deprived_when.is_none() {
            page.line(2, "chưa rõ định nghĩa / the definition is not known");
        }
        page.source(2, &indicator.source, indicator.status);
    }
}

fn classes(page: &mut Page<'_>, old: &Standard, new: &Standard) {
    page.part("Phân loại", "Classes");
    for gone in old
        .classes
        .iter()
        .filter(|rule| new.class(rule.code).is_none())
    {
        page.line(1, format!("- {}", gone.code.code()));
    }
    for rule in &new.classes {
        for route in Route::ALL {
            let text = |standard: &Standard| {
                let formula = standard.class(rule.code)?.rule(route)?;
                Some(formula.as_str().trim().to_owned())
            };
            let (was, is) = (text(old), text(new));
            if was != is {
                page.line(1, format!("{} ({})", rule.code.code(), route.code()));
                let none = "không rõ / not known".to_owned();
                page.line(2, format!("- {}", was.unwrap_or_else(|| none.clone())));
                page.line(2, format!("+ {}", is.unwrap_or(none)));
            }
        }
    }
}
