//! Every day since the first standard has exactly one.

use super::report::Report;
use crate::law::Law;
use crate::standards::{Period, Standard};

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    let mut periods: Vec<(&Standard, usize, &Period)> = (law.standards.iter())
        .flat_map(|standard| {
            let periods = standard.periods.iter().enumerate();
            periods.map(move |(index, period)| (standard, index, period))
        })
        .collect();
    periods.sort_by_key(|(_, _, period)| (period.from, period.until));
    for pair in periods.windows(2) {
        let [(before, _, last), (standard, index, period)] = pair else {
            continue;
        };
        let path = ["period".into(), (*index).into(), "from".into()];
        let (from, until) = (period.from, last.until);
        if from > until {
            report.at(
                &standard.file,
                &path,
                format!("từ {until} đến trước {from} không có chuẩn nghèo nào"),
                format!("no poverty standard from {until} to before {from}"),
            );
        } else if from < until {
            let other = &before.id;
            report.at(
                &standard.file,
                &path,
                format!("từ {from} đến trước {until} đã có chuẩn “{other}”"),
                format!("from {from} to before {until} the standard “{other}” holds as well"),
            );
        }
    }
    if law.standards.is_empty() {
        report.at(
            "standards/",
            &[],
            "không có chuẩn nghèo nào; khôi phục tệp đã xóa",
            "there is no poverty standard; restore the deleted file",
        );
    }
}
