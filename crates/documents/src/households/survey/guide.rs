//! The page that tells how to fill in the form.

use crate::report::{lines, style};
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// Width of the column of sentences.
const WIDTH: f64 = 110.0;

const STEPS: [&str; 10] = [
    "Ghi mỗi hộ một dòng ở trang “Hộ”, mỗi người một dòng ở trang “Thành viên”. Hai trang nối với nhau bằng số hộ.",
    "Câu có dấu * phải trả lời nếu câu đó áp dụng cho hộ hoặc người ấy; để trống nghĩa là chưa hỏi, không phải là “không”.",
    "Câu có danh sách: bấm vào ô, chọn trong danh sách. Gõ tay cũng được, có dấu hay không dấu đều nhận ra.",
    "Câu chọn nhiều: ghi x vào các cột đúng với hộ. Nếu không có gì trong số đó, ghi x vào cột “Không có”.",
    "Ngày sinh ghi ngày/tháng/năm, ví dụ 15/03/1985. Không rõ ngày thì ghi năm sinh, ví dụ 1985.",
    "Số định danh cá nhân gồm 12 chữ số; ô đã định dạng văn bản nên không mất số 0 ở đầu.",
    "Số tiền ghi bằng đồng: 1500000 hoặc 1.500.000 đều được. Diện tích có thể ghi 45,5.",
    "Không cần điền các câu về thu nhập nếu đã có điểm A; không cần điểm B nếu đã trả lời đủ các câu.",
    "Các trang được khóa cấu trúc (không có mật khẩu) để không mất cột; vẫn thêm, xóa, sắp xếp dòng được.",
    "Điền xong, lưu dạng .xlsx và chạy: vuonlen assess TỆP.xlsx --on NGÀY --out THƯ-MỤC.",
];

/// Draws the page; `about` is what the form is for.
pub(super) fn draw(sheet: &mut Worksheet, about: &[String]) -> Result<(), XlsxError> {
    let text = style::base().set_text_wrap().set_align(FormatAlign::Top);
    let number = text.clone().set_align(FormatAlign::Center);
    sheet.set_column_width(0, 6)?;
    sheet.set_column_width(1, WIDTH)?;
    sheet.merge_range(0, 0, 0, 1, "HƯỚNG DẪN ĐIỀN PHIẾU", &style::title())?;
    let mut row = 1;
    for line in about {
        sheet.merge_range(row, 0, row, 1, line, &style::centred())?;
        row += 1;
    }
    row += 1;
    for (index, step) in (1_u32..).zip(STEPS) {
        sheet.write_with_format(row, 0, index, &number)?;
        sheet.write_with_format(row, 1, step, &text)?;
        sheet.set_row_height(row, f64::from(lines(step, WIDTH)) * 18.0 + 2.0)?;
        row += 1;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_screen_gridlines(false);
    sheet.protect();
    Ok(())
}

/// Draws the lists that the drop-downs offer, a column each; the sheet stays hidden.
pub(super) fn draw_lists(
    sheet: &mut Worksheet,
    lists: &[(String, Vec<String>)],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, (name, _)) in (0_u16..).zip(lists) {
        sheet.write_with_format(0, column, name, &bold)?;
    }
    for (column, (_, words)) in (0_u16..).zip(lists) {
        for (row, word) in (1_u32..).zip(words) {
            sheet.write(row, column, word)?;
        }
    }
    sheet.set_hidden(true);
    sheet.protect();
    Ok(())
}
