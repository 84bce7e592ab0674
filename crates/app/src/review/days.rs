//! Time limits of the procedure as days of the calendar.

use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_domain::review::WorkingDays;
use vuonlen_law::holidays::Holidays;
use vuonlen_law::procedures::DayCount;

/// What a reader of the due dates of a year must know.
pub(super) fn note(holidays: &Holidays, year: i32) -> Text {
    if !holidays.years.contains(&year) {
        return Text::new(
            format!(
                "Ngày làm việc được tính từ thứ Hai đến thứ Sáu; ngày nghỉ lễ năm {year} chưa có trong dữ liệu nên chưa được trừ."
            ),
            format!(
                "Working days are counted from Monday to Friday; public holidays of {year} are not in the data yet and are not left out."
            ),
        );
    }
    let status = holidays.status.label();
    Text::new(
        format!(
            "Ngày làm việc không tính thứ Bảy, Chủ nhật và ngày nghỉ lễ; lịch nghỉ lễ: {}.",
            status.vi
        ),
        format!(
            "Working days leave out weekends and public holidays; the calendar of holidays: {}.",
            status.en
        ),
    )
}

/// The last day of a limit that begins with what happened on `from`.
pub(super) fn last_day(working: &WorkingDays, from: NaiveDate, count: &DayCount) -> NaiveDate {
    working.last_day(from, count.value, count.working)
}
