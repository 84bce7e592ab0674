//! A CSV file of `law/`, read row by row with findings at their line.

use crate::files::LawFile;
use crate::findings::Finding;
use csv::StringRecord;

/// Calls `each` with every row and the byte offset of its line.
///
/// A wrong header, a row of another width and text that is not in normal form C become findings.
pub(super) fn rows(
    file: &LawFile,
    header: &[&str],
    findings: &mut Vec<Finding>,
    mut each: impl FnMut(&StringRecord, usize, &mut Vec<Finding>),
) {
    if let Some(offset) = decomposed(&file.text) {
        findings.push(Finding::at(
            &file.path,
            &file.text,
            offset,
            "chữ chưa ở dạng dựng sẵn (NFC); lưu lại tệp ở dạng NFC",
            "text is not in normal form C; save the file as NFC",
        ));
    }
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    match reader.headers() {
        Ok(found) if found.iter().eq(header.iter().copied()) => {}
        _ => {
            let expected = header.join(",");
            findings.push(Finding::at(
                &file.path,
                &file.text,
                0,
                format!("dòng đầu phải là {expected}"),
                format!("the first line must be {expected}"),
            ));
            return;
        }
    }
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {
                let offset = offset_of(record.position());
                each(&record, offset, findings);
            }
            Ok(false) => return,
            Err(error) => {
                findings.push(Finding::at(
                    &file.path,
                    &file.text,
                    offset_of(error.position()),
                    format!("dòng không đủ {} cột", header.len()),
                    format!("the row does not have {} columns", header.len()),
                ));
                if error.is_io_error() {
                    return;
                }
            }
        }
    }
}

fn offset_of(position: Option<&csv::Position>) -> usize {
    position.map_or(0, |position| {
        usize::try_from(position.byte()).unwrap_or(usize::MAX)
    })
}

/// Where a Vietnamese mark stands apart from its letter.
fn decomposed(text: &str) -> Option<usize> {
    const MARKS: [char; 8] = [
        '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{306}', '\u{309}', '\u{31b}', '\u{323}',
    ];
    MARKS.iter().filter_map(|mark| text.find(*mark)).min()
}
