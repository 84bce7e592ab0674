//! Score tables: regions that exist, and that a complete table is complete.

use super::located::Step;
use super::report::Report;
use super::standards::{named_like_its_file, unique};
use crate::law::Law;
use crate::scores::{ScoreItem, ScoreTable};

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    let regions: &[String] = law.codes.list("regions").map_or(&[], |list| list.codes());
    for table in &law.score_tables {
        named_like_its_file(&table.id, &table.file, report);
        if law.standard(&table.standard).is_none() {
            let id = &table.standard;
            report.at(
                &table.file,
                &["standard".into()],
                format!("không có chuẩn “{id}”"),
                format!("there is no standard “{id}”"),
            );
        }
        groups(table, regions, report);
    }
}

fn groups(table: &ScoreTable, regions: &[String], report: &mut Report<'_>) {
    let file = &table.file;
    let ids = table.groups.iter().map(|group| group.id.as_str());
    unique(ids, file, &["group".into()], report);
    if table.complete && table.items().next().is_none() {
        report.at(
            file,
            &["complete".into()],
            "bảng trống không thể là đầy đủ",
            "an empty table cannot be complete",
        );
    }
    for (index, group) in table.groups.iter().enumerate() {
        let items = [Step::Key("group"), Step::At(index), Step::Key("item")];
        unique(
            group.items.iter().map(|item| item.id.as_str()),
            file,
            &items,
            report,
        );
        for (position, item) in group.items.iter().enumerate() {
            let path = [&items[..], &[position.into()]].concat();
            unknown_regions(item, regions, file, &path, report);
            if table.complete {
                is_complete(item, regions, file, &path, report);
            }
        }
    }
}

fn unknown_regions(
    item: &ScoreItem,
    regions: &[String],
    file: &str,
    path: &[Step<'_>],
    report: &mut Report<'_>,
) {
    for region in item
        .points
        .keys()
        .filter(|region| !regions.contains(region))
    {
        let path = [path, &["points".into(), Step::Key(region)]].concat();
        report.at(
            file,
            &path,
            format!("không có vùng “{region}” trong codes/regions.toml"),
            format!("no region “{region}” in codes/regions.toml"),
        );
    }
}

fn is_complete(
    item: &ScoreItem,
    regions: &[String],
    file: &str,
    path: &[Step<'_>],
    report: &mut Report<'_>,
) {
    let id = &item.id;
    if item.when.is_none() {
        report.at(
            file,
            path,
            format!("mục “{id}” thiếu when trong bảng được ghi là đầy đủ"),
            format!("item “{id}” has no `when` in a table said to be complete"),
        );
    }
    for region in regions
        .iter()
        .filter(|region| !item.points.contains_key(*region))
    {
        report.at(
            file,
            path,
            format!("mục “{id}” thiếu điểm của vùng “{region}” trong bảng được ghi là đầy đủ"),
            format!("item “{id}” has no points for “{region}” in a table said to be complete"),
        );
    }
}
