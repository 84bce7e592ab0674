//! Giấy chứng nhận hộ nghèo, hộ cận nghèo (Mẫu số 03 of Quyết định 24/2021/QĐ-TTg).

use super::elements::Heading;
use super::paper::{Code, Paper, Sheet};
use super::parts::{Commune, DocumentNumber, Outcome, Sex, Signer};
use super::table::{Table, TableCell, TableRow};
use super::wording::short_date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use vuonlen_domain::Class;

/// The certificate a household holds, good for the years written into it.
///
/// Status of the form: heading, number, the lines on the head of household, the columns of the
/// table of members and of the table of years are verified; the sentence on the class, the small
/// print and the code to check it by are ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whose chairman certifies.
    pub commune: Commune,
    /// Its number; the form's symbol is [`Certificate::SYMBOL`].
    pub number: DocumentNumber,
    /// Its day; absent on a draft.
    pub date: Option<NaiveDate>,
    /// Its grounds, without a mark at the end.
    pub grounds: Vec<String>,
    /// The head of household.
    pub head: Holder,
    /// All members, the head first.
    pub members: Vec<CertifiedMember>,
    /// Short names of the indicators, in the order of their numbers.
    pub indicators: Vec<String>,
    /// The years, first to last; a year without class is left open.
    pub years: Vec<CertifiedYear>,
    /// Where anybody may check it; printed as a code.
    pub verification: Option<String>,
    /// Who signs.
    pub signer: Signer,
}

/// Who holds a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Full name.
    pub name: String,
    /// Ethnic group.
    pub ethnicity: String,
    /// Number of the identity card, whole.
    pub identity: Option<String>,
    /// The day the card was issued.
    pub identity_issued: Option<NaiveDate>,
    /// Permanent residence.
    pub residence: String,
}

/// One member of the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifiedMember {
    /// Full name.
    pub name: String,
    /// Ethnic group.
    pub ethnicity: String,
    /// Relation to the head: `Chủ hộ`, `Vợ`, `Con`.
    pub relation: String,
    /// Sex, which decides the column of the year of birth.
    pub sex: Sex,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// A remark.
    pub note: Option<String>,
}

/// One year of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifiedYear {
    /// The year.
    pub year: i32,
    /// Poor or near-poor; absent: not certified for this year, or not yet.
    pub class: Option<Class>,
    /// For each indicator, whether the household is deprived; empty when not certified.
    pub deprived: Vec<bool>,
}

impl Certificate {
    /// What stands behind the number.
    pub const SYMBOL: &'static str = "GCN-HN.HCN";

    /// The certificate as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let mut sheet = Sheet::default();
        Heading::of(&self.commune, &self.number, self.date).put_on(&mut sheet);
        sheet.title("Giấy chứng nhận hộ nghèo, hộ cận nghèo", "");
        let certifies = format!(
            "Căn cứ kết quả rà soát hộ nghèo, hộ cận nghèo trên địa bàn, {} chứng nhận:",
            self.commune.chairman()
        );
        for ground in &self.grounds {
            sheet.body(&format!("{ground};"));
        }
        sheet.body(&certifies);
        self.head(&mut sheet);
        sheet.section("Danh sách thành viên trong hộ");
        sheet.push(self.member_table());
        sheet.section("Kết quả rà soát hằng năm");
        sheet.push(self.year_table());
        let indicators: Vec<String> = (self.indicators.iter().enumerate())
            .map(|(index, name)| format!("{}. {name}", index + 1))
            .collect();
        sheet.small(&format!(
            "Ghi chú: N là hộ nghèo, CN là hộ cận nghèo; x là chỉ số mà hộ thiếu hụt. Các chỉ số: \
             {}. Giấy chứng nhận có giá trị trong những năm có xác nhận.",
            indicators.join("; "),
        ));
        let code = self.verification.as_ref().map(|address| Code {
            address: address.clone(),
            millimetres: 22,
        });
        sheet.coded_closing(code, "Quét mã để kiểm tra giấy chứng nhận", &self.signer);
        let title = format!("Giấy chứng nhận {}", self.number.text());
        Paper::new(title, self.date, sheet)
    }

    fn head(&self, sheet: &mut Sheet) {
        let head = &self.head;
        let issued = head.identity_issued.map(short_date);
        sheet.fields(&[
            ("Hộ gia đình ông/bà", Some(&head.name), 62),
            ("Dân tộc", Some(&head.ethnicity), 38),
        ]);
        sheet.fields(&[
            ("Số CCCD", head.identity.as_deref(), 62),
            ("Ngày cấp", issued.as_deref(), 38),
        ]);
        sheet.fields(&[("Nơi thường trú", Some(&head.residence), 1)]);
        let current = self
            .years
            .iter()
            .rev()
            .find_map(|year| Some((year.class?, year.year)));
        if let Some((class, year)) = current {
            let class = Outcome::from(class).name();
            sheet.fields(&[("Là", Some(&format!("{class} năm {year}")), 1)]);
        }
    }

    fn member_table(&self) -> Table {
        let mut table = Table {
            shares: vec![6, 30, 13, 17, 10, 10, 14],
            points: 11,
            ..Table::default()
        };
        table.head = vec![
            TableRow::new([
                TableCell::head("TT").down(2),
                TableCell::head("Họ và tên").down(2),
                TableCell::head("Dân tộc").down(2),
                TableCell::head("Quan hệ với chủ hộ").down(2),
                TableCell::head("Năm sinh").across(2),
                TableCell::head("Ghi chú").down(2),
            ]),
            TableRow::new([TableCell::head("Nam"), TableCell::head("Nữ")]),
        ];
        for (index, member) in self.members.iter().enumerate() {
            let born = |sex| {
                let year = member.birth_year.filter(|_| member.sex == sex);
                TableCell::centred(year.map(|year| year.to_string()).unwrap_or_default())
            };
            table.row([
                TableCell::centred((index + 1).to_string()),
                TableCell::text(&member.name),
                TableCell::centred(&member.ethnicity),
                TableCell::centred(&member.relation),
                born(Sex::Male),
                born(Sex::Female),
                TableCell::text(member.note.as_deref().unwrap_or_default()),
            ]);
        }
        table
    }

    fn year_table(&self) -> Table {
        let indicators = u16::try_from(self.indicators.len()).unwrap_or(u16::MAX);
        let mut table = Table {
            shares: vec![15, 20],
            points: 11,
            ..Table::default()
        };
        table.shares.extend(self.indicators.iter().map(|_| 8));
        table.shares.push(42);
        table.head = vec![
            TableRow::new([
                TableCell::head("Năm").down(2),
                TableCell::head("Phân loại hộ (N/CN)").down(2),
                TableCell::head("Chỉ số thiếu hụt dịch vụ xã hội cơ bản").across(indicators),
                TableCell::head("Xác nhận của Ủy ban nhân dân cấp xã").down(2),
            ]),
            TableRow::new(
                (1..=self.indicators.len()).map(|number| TableCell::head(number.to_string())),
            ),
        ];
        for year in &self.years {
            let class = match year.class {
                Some(Class::Poor) => "N",
                Some(Class::NearPoor) => "CN",
                Some(Class::AverageLiving | Class::NotPoor) | None => "",
            };
            let mut cells = vec![
                TableCell::head(year.year.to_string()),
                TableCell::head(class),
            ];
            cells.extend((0..self.indicators.len()).map(|index| {
                let deprived = year.deprived.get(index).copied().unwrap_or_default();
                TableCell::centred(if deprived { "x" } else { "" })
            }));
            cells.push(TableCell::empty());
            table.rows.push(TableRow {
                room: 19,
                ..TableRow::new(cells)
            });
        }
        table
    }
}
