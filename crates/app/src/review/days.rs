//! Time limits of the procedure as days of the calendar.

use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_domain::review::WorkingDays;
use vuonlen_law::procedures::DayCount;

/// The days that are worked on. Holidays are not among the law data yet, so only weekends are
/// free; [`note`] says so wherever a due date is shown.
pub(super) const fn working_days() -> WorkingDays {
    WorkingDays::weekends_only()
}

/// What a reader of due dates must know.
pub(super) fn note() -> Text {
    Text::new(
        "Ngày làm việc được tính từ thứ Hai đến thứ Sáu; ngày nghỉ lễ chưa có trong dữ liệu nên chưa được trừ.",
        "Working days are counted from Monday to Friday; public holidays are not in the data yet and are not left out.",
    )
}

/// The last day of a limit that begins with what happened on `from`.
pub(super) fn last_day(from: NaiveDate, count: &DayCount) -> NaiveDate {
    working_days().last_day(from, count.value, count.working)
}
