use super::*;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn told(bytes: &[u8]) -> Result<Kind, FileProblem> {
    sniff(&Input::from_bytes("tệp.xlsx", bytes)).map_err(|error| error.problem)
}

/// A compound file with a directory of these streams, as Excel lays it out.
fn compound_file(streams: &[&str]) -> Vec<u8> {
    let mut bytes = ole2::MAGIC.to_vec();
    bytes.resize(1_536, 0);
    bytes[0x1E..0x20].copy_from_slice(&9u16.to_le_bytes());
    for name in std::iter::once(&"Root Entry").chain(streams) {
        let mut entry = [0; 128];
        for (place, unit) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
            place.copy_from_slice(&unit.to_le_bytes());
        }
        bytes.extend(entry);
    }
    bytes
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Họ và tên").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_known_by_its_content() {
    assert_eq!(told(&workbook()), Ok(Kind::Workbook));
}

#[test]
fn every_other_kind_has_its_name() {
    use FileProblem as P;
    for (bytes, problem) in [
        (Vec::new(), P::Empty),
        (b"\xEF\xBB\xBF \r\n".to_vec(), P::Empty),
        (compound_file(&["Workbook"]), P::Excel97),
        (compound_file(&["Book"]), P::Excel97),
        (
            compound_file(&["EncryptionInfo", "EncryptedPackage"]),
            P::PasswordProtected,
        ),
        (
            compound_file(&["WordDocument"]),
            P::OtherKind("Office 97–2003"),
        ),
        (zipped(&[("xl/workbook.bin", b"")]), P::ExcelBinary),
        (
            zipped(&[("word/document.xml", b"")]),
            P::OtherKind("Word (.docx)"),
        ),
        (
            zipped(&[("mimetype", b""), ("content.xml", b"")]),
            P::OpenDocument,
        ),
        (zipped(&[("ảnh.png", b"")]), P::OtherKind("ZIP")),
        (b"%PDF-1.7".to_vec(), P::OtherKind("PDF")),
        (
            b"<html><table><tr><td>STT</td></tr></table>".to_vec(),
            P::WebPage,
        ),
        (b"[{\"id\": 1}]".to_vec(), P::JsonArray),
        (vec![7; 100], P::UnknownKind),
    ] {
        assert_eq!(told(&bytes), Err(problem));
    }
}

#[test]
fn text_is_told_by_its_first_lines() {
    let csv = |separator| Ok(Kind::Csv(Encoding::Utf8, separator));
    assert_eq!(
        told("STT,Họ tên\n1,\"Lò; Văn; A\"\n".as_bytes()),
        csv(Separator::Comma)
    );
    assert_eq!(
        told("DANH SÁCH HỘ NGHÈO\nSTT;Họ tên;Điểm\n1;A;1,5\n".as_bytes()),
        csv(Separator::Semicolon)
    );
    assert_eq!(told("STT\tHọ tên\n".as_bytes()), csv(Separator::Tab));
    assert_eq!(
        told(b" \n{\"id\":\"1\"}\n"),
        Ok(Kind::JsonLines(Encoding::Utf8))
    );
}

#[test]
fn a_workbook_cut_off_anywhere_is_damaged() {
    let whole = workbook();
    for length in (4..whole.len()).step_by(97) {
        let problem = told(&whole[..length]).unwrap_err();
        assert!(
            matches!(problem, FileProblem::Damaged(_)),
            "{length}: {problem:?}"
        );
    }
}

#[test]
fn a_damaged_part_is_found_by_its_checksum() {
    let mut bytes = zipped(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/styles.xml", &[b'a'; 4_000]),
    ]);
    let part = bytes
        .windows(10)
        .position(|window| window == b"styles.xml")
        .unwrap();
    bytes[part + 12] ^= 0x55;
    assert!(matches!(told(&bytes), Err(FileProblem::Damaged(_))));
}

#[test]
fn a_zip_bomb_is_refused_before_it_unpacks() {
    let zeros = vec![0; 64 << 20];
    let bomb = zipped(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(told(&bomb), Err(FileProblem::UnpacksTooLarge));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused() {
    let zeros = vec![0; 64 << 20];
    let mut bomb = zipped(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", &zeros),
    ]);
    let honest = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    while let Some(place) = bomb.windows(4).position(|window| window == honest) {
        bomb[place..place + 4].copy_from_slice(&1_000u32.to_le_bytes());
    }
    let problem = told(&bomb).unwrap_err();
    assert!(
        matches!(
            problem,
            FileProblem::UnpacksTooLarge | FileProblem::Damaged(_)
        ),
        "{problem:?}"
    );
}

#[test]
fn every_error_speaks_both_languages() {
    let error = Input::from_bytes("a.xls", &[][..]).error(FileProblem::Excel97);
    insta::assert_snapshot!(error.to_string(), @"Tệp a.xls là sổ tính Excel 97–2003 (.xls). Chỉ đọc được sổ tính dạng .xlsx. Mở tệp, chọn Lưu thành (Save As) và lưu lại dạng .xlsx. / The file a.xls is an Excel 97–2003 workbook (.xls). Only workbooks in the .xlsx format are read. Open it, choose Save As and save it as .xlsx.");
    assert_eq!(error.to_problem().code, "file_excel_97");
}
