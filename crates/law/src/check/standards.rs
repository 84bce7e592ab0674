//! Standards and overlays: codes that exist, values that are there, classes in order.

use super::located::Step;
use super::report::Report;
use crate::law::Law;
use crate::standards::{Parameter, Standard, parameters_read};
use std::collections::BTreeSet;
use vuonlen_domain::Class;
use vuonlen_domain::unit::UnitLevel;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    for standard in &law.standards {
        named_like_its_file(&standard.id, &standard.file, report);
        parameters(&standard.parameters, &standard.file, report);
        parameters_are_used(law, standard, report);
        services(standard, report);
        indicators(law, standard, report);
        classes(standard, report);
        derived(law, standard, report);
    }
    for overlay in &law.overlays {
        named_like_its_file(&overlay.id, &overlay.file, report);
        parameters(&overlay.parameters, &overlay.file, report);
        let province = overlay.periods.first().and_then(|period| {
            law.units
                .unit(overlay.province.as_str(), period.from)
                .filter(|_| overlay.province.level() == UnitLevel::Province)
        });
        if province.is_none() {
            let code = &overlay.province;
            report.at(
                &overlay.file,
                &["province".into()],
                format!("“{code}” không phải mã tỉnh vào ngày đầu áp dụng"),
                format!("“{code}” is no province on the first day of the overlay"),
            );
        }
    }
}

/// An id is how people ask for a file: it is the file's name.
pub(super) fn named_like_its_file(id: &str, file: &str, report: &mut Report<'_>) {
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".toml"));
    if stem != Some(id) {
        report.at(
            file,
            &["id".into()],
            format!("id “{id}” khác tên tệp; đặt giống nhau"),
            format!("id “{id}” is not the file's name; make them the same"),
        );
    }
}

/// Reports every name that stands twice below `array`.
pub(super) fn unique<'n>(
    names: impl IntoIterator<Item = &'n str>,
    file: &str,
    array: &[Step<'_>],
    report: &mut Report<'_>,
) {
    let mut seen = BTreeSet::new();
    for (index, name) in names.into_iter().enumerate() {
        if !seen.insert(name) {
            let path = [array, &[index.into()]].concat();
            report.at(
                file,
                &path,
                format!("“{name}” đã có ở trên; giữ một"),
                format!("“{name}” stands above already; keep one"),
            );
        }
    }
}

fn parameters(parameters: &[Parameter], file: &str, report: &mut Report<'_>) {
    let ids = parameters.iter().map(|parameter| parameter.id.as_str());
    unique(ids, file, &["parameter".into()], report);
    for (index, parameter) in parameters.iter().enumerate() {
        let path = ["parameter".into(), index.into()];
        let id = &parameter.id;
        if parameter.unit.trim().is_empty() {
            report.at(
                file,
                &[path[0], path[1], "unit".into()],
                format!("tham số “{id}” thiếu đơn vị tính"),
                format!("parameter “{id}” has no unit"),
            );
        }
        let last = parameter.values.iter().map(|value| value.from).max();
        if last.and_then(|day| parameter.on(day)).is_none() {
            report.at(
                file,
                &path,
                format!("tham số “{id}” phải có giá trị cho cả nông thôn và thành thị"),
                format!("parameter “{id}” needs a value for rural and for urban areas"),
            );
        }
    }
}

fn parameters_are_used(law: &Law, standard: &Standard, report: &mut Report<'_>) {
    let questions = (law.questionnaires.iter())
        .filter(|questionnaire| questionnaire.standard == standard.id)
        .flat_map(|questionnaire| questionnaire.questions())
        .flat_map(|(_, question)| question.relevant.iter().chain(&question.constraint));
    let classes = (standard.classes.iter()).flat_map(|class| {
        class
            .by_income
            .iter()
            .chain(&class.by_score)
            .chain(&class.only_when)
    });
    let read: BTreeSet<&str> = (standard.indicators.iter())
        .filter_map(|indicator| indicator.deprived_when.as_ref())
        .chain(standard.derived.iter().map(|derived| &derived.value))
        .chain(classes)
        .chain(questions)
        .flat_map(|text| parameters_read(text.as_str()))
        .collect();
    for (index, parameter) in standard.parameters.iter().enumerate() {
        let id = &parameter.id;
        if !read.contains(id.as_str()) {
            report.at(
                &standard.file,
                &["parameter".into(), index.into()],
                format!("không công thức nào đọc tham số “{id}”"),
                format!("no formula reads the parameter “{id}”"),
            );
        }
    }
}

fn services(standard: &Standard, report: &mut Report<'_>) {
    let ids = standard.services.iter().map(|service| service.id.as_str());
    unique(ids, &standard.file, &["service".into()], report);
    for (index, indicator) in standard.indicators.iter().enumerate() {
        let service = &indicator.service;
        if standard.service(service).is_none() {
            report.at(
                &standard.file,
                &["indicator".into(), index.into(), "service".into()],
                format!("không có dịch vụ “{service}” trong chuẩn này"),
                format!("the standard has no service “{service}”"),
            );
        }
    }
}

fn indicators(law: &Law, standard: &Standard, report: &mut Report<'_>) {
    let file = &standard.file;
    let codes = standard.indicators.iter().map(|i| i.code.as_str());
    unique(codes, file, &["indicator".into()], report);
    let known = standard
        .from()
        .and_then(|day| law.codes.list("indicators")?.as_of(day));
    for (index, indicator) in standard.indicators.iter().enumerate() {
        let path = |key| ["indicator".into(), index.into(), Step::Key(key)];
        let code = &indicator.code;
        if known.is_none_or(|version| version.find(code).is_none()) {
            report.at(
                file,
                &path("code"),
                format!("mã “{code}” không có trong codes/indicators.toml vào ngày đầu áp dụng"),
                format!("“{code}” is not in codes/indicators.toml on the standard's first day"),
            );
        }
        if usize::try_from(indicator.number) != Ok(index + 1) {
            report.at(
                file,
                &path("number"),
                format!("số thứ tự phải là {}", index + 1),
                format!("its number must be {}", index + 1),
            );
        }
        if indicator.deprived_when.is_some() != indicator.because.is_some() {
            report.at(
                file,
                &path("code"),
                "deprived_when và because phải đi cùng nhau",
                "deprived_when and because go together",
            );
        }
        if indicator.points.is_some() != indicator.points_source.is_some() {
            report.at(
                file,
                &path("points"),
                "điểm phải có points_source và points_status",
                "points carry points_source and points_status",
            );
        }
    }
}

fn classes(standard: &Standard, report: &mut Report<'_>) {
    let file = &standard.file;
    let codes = standard.classes.iter().map(|rule| rule.code.code());
    unique(codes, file, &["class".into()], report);
    for class in [Class::Poor, Class::NearPoor, Class::NotPoor] {
        if standard.class(class).is_none() {
            let code = class.code();
            report.at(
                file,
                &["class".into()],
                format!("thiếu phân loại “{code}”"),
                format!("the class “{code}” is missing"),
            );
        }
    }
    let last = standard.classes.len().saturating_sub(1);
    for (index, rule) in standard.classes.iter().enumerate() {
        let path = |key| ["class".into(), index.into(), Step::Key(key)];
        if (rule.code == Class::NotPoor) != (index == last) {
            report.at(
                file,
                &path("code"),
                "not_poor phải đứng cuối và chỉ ở cuối",
                "not_poor stands last, and nothing else does",
            );
        }
        let pairs = [
            (
                "by_income",
                rule.by_income.is_some(),
                rule.income_source.is_some(),
            ),
            (
                "by_score",
                rule.by_score.is_some(),
                rule.score_source.is_some(),
            ),
        ];
        for (key, formula, source) in pairs {
            if formula != source {
                report.at(
                    file,
                    &path(key),
                    format!("{key} phải có nguồn và mức chắc chắn của mình"),
                    format!("{key} carries its source and its status"),
                );
            }
        }
    }
}

fn derived(law: &Law, standard: &Standard, report: &mut Report<'_>) {
    let facts = standard.derived.iter().map(|derived| derived.fact.as_str());
    unique(facts, &standard.file, &["derived".into()], report);
    for (index, derived) in standard.derived.iter().enumerate() {
        let fact = &derived.fact;
        let known = law.scopes.assessed.household().index(fact);
        if known.is_none() {
            report.at(
                &standard.file,
                &["derived".into(), index.into(), "fact".into()],
                format!("không có dữ kiện “{fact}” trong facts/assessed.toml"),
                format!("no fact “{fact}” in facts/assessed.toml"),
            );
        }
    }
}
