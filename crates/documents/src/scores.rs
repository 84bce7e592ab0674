//! The workbook in which a province enters the official score table.
//!
//! A row per item: the group it belongs to, its words, the condition (CEL over the survey's
//! facts), its points in each region. [`write_template`] offers the conditions of a known table,
//! so that only points remain to be filled in; [`read`] gives typed rows. Whether the conditions
//! make sense is for `law` to say.

mod read;
mod template;
#[cfg(test)]
mod tests;

pub use read::{ScoreRow, ScoreRows, read};
pub use template::write_template;

/// Columns before those of the regions: key, head, width.
const COLUMNS: [(&str, &str, f64); 8] = [
    ("group", "Nhóm", 8.0),
    ("group_label", "Tên nhóm", 30.0),
    ("pick", "Cách tính điểm nhóm", 14.0),
    ("skip_when", "Không tính nhóm khi (công thức)", 30.0),
    ("item", "Mã dòng", 9.0),
    ("label", "Nội dung", 44.0),
    ("label_en", "Nội dung (tiếng Anh)", 30.0),
    ("when", "Được điểm khi (công thức)", 44.0),
];

/// What the column “Cách tính điểm nhóm” says: one item of the group, or all that hold.
const PICKS: [(&str, vuonlen_law::scores::Pick); 2] = [
    ("một dòng", vuonlen_law::scores::Pick::First),
    ("cộng các dòng", vuonlen_law::scores::Pick::Sum),
];
