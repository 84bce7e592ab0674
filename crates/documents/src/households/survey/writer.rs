//! Writes the survey workbook, empty or filled with what is known.

use super::columns::{self, Entered, SurveyColumn};
use super::sheet::FormSheet;
use super::{HOUSEHOLDS, MEMBERS, cells, guide};
use crate::households::context::Context;
use crate::households::field::{Catalogue, Field};
use crate::report::{WriteError, properties};
use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::path::Path;
use vuonlen_domain::{Text, UnitCode, date};
use vuonlen_law::assess::HouseholdInput;
use vuonlen_law::law::Law;

/// A survey workbook being filled, household by household, in constant memory.
pub struct SurveyWorkbook<'a> {
    context: Context<'a>,
    workbook: Workbook,
    guide: Vec<String>,
    households: FormSheet,
    members: FormSheet,
}

/// Why no survey workbook can be written.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The law has no questionnaire.
    #[error("law/questionnaires holds no survey form")]
    NoQuestionnaire,
    /// The unit does not exist on the day.
    #[error("the unit {unit} does not exist on {on}")]
    UnknownUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A survey workbook for `unit` on `date`, filled with what is known of `prefill`.
///
/// # Errors
/// [`SurveyError`] when there is no questionnaire, no such unit, or the file cannot be written.
pub fn write_template(
    law: &Law,
    unit: Option<&UnitCode>,
    date: NaiveDate,
    prefill: &[HouseholdInput],
) -> Result<Vec<u8>, SurveyError> {
    let context = Context {
        unit: unit.cloned(),
        ..Context::new(law, date)
    };
    let mut workbook = SurveyWorkbook::new(context)?;
    for household in prefill {
        workbook.push(household)?;
    }
    workbook.into_bytes()
}

impl<'a> SurveyWorkbook<'a> {
    /// An empty form; the context's commune is the one households without a code live in.
    ///
    /// # Errors
    /// [`SurveyError`] when there is no questionnaire, no such unit, or no temporary file.
    pub fn new(context: Context<'a>) -> Result<Self, SurveyError> {
        let form = columns::questionnaire(&context).ok_or(SurveyError::NoQuestionnaire)?;
        let place = place(&context)?;
        let catalogue = Catalogue::new(&context);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(context.on));
        let day = date::written(context.on);
        let title = format!("{} – {place} – rà soát ngày {day}", form.title.vi);
        let guide = vec![
            form.title.vi.clone(),
            place,
            format!("Ngày rà soát: {day}"),
            format!(
                "Mức tin cậy của phiếu: {} (nguồn {}).",
                form.status.label().vi,
                form.source
            ),
        ];
        let mut sheet = |name: &str, columns: Vec<SurveyColumn>, frozen: u16| {
            let sheet = workbook.new_worksheet_with_constant_memory()?;
            FormSheet::new(sheet, name, &title, columns, frozen)
        };
        let households = columns::of_households(&context, &catalogue, form);
        let households = sheet(HOUSEHOLDS, households, 2).map_err(WriteError::from)?;
        let members = columns::of_members(&context, &catalogue, form);
        let members = sheet(MEMBERS, members, 3).map_err(WriteError::from)?;
        Ok(Self {
            context,
            workbook,
            guide,
            households,
            members,
        })
    }

    /// Writes a household and its members.
    ///
    /// # Errors
    /// [`SurveyError::Write`] below the last row a sheet can have.
    pub fn push(&mut self, household: &HouseholdInput) -> Result<(), SurveyError> {
        let context = &self.context;
        self.households
            .push(|column| match column.field {
                Field::Household(field) => cells::of_household(context, household, field),
                Field::Member(_) | Field::Unused => None,
            })
            .map_err(WriteError::from)?;
        for member in &household.members {
            self.members
                .push(|column| cells::of_member(context, household, member, column.field))
                .map_err(WriteError::from)?;
        }
        Ok(())
    }

    /// Writes the workbook to `path`.
    ///
    /// # Errors
    /// [`SurveyError::Write`] when the disk refuses.
    pub fn save(self, path: &Path) -> Result<(), SurveyError> {
        let mut workbook = self.put_together().map_err(WriteError::from)?;
        Ok(workbook.save(path).map_err(WriteError::from)?)
    }

    /// The workbook as bytes.
    ///
    /// # Errors
    /// [`SurveyError::Write`] when it cannot be put together.
    pub fn into_bytes(self) -> Result<Vec<u8>, SurveyError> {
        let mut workbook = self.put_together().map_err(WriteError::from)?;
        Ok(workbook.save_to_buffer().map_err(WriteError::from)?)
    }

    fn put_together(self) -> Result<Workbook, XlsxError> {
        let Self {
            mut workbook,
            guide,
            mut households,
            members,
            ..
        } = self;
        let lists = lists(households.columns().iter().chain(members.columns()));
        guide::draw(workbook.add_worksheet().set_name("Hướng dẫn")?, &guide)?;
        households.sheet.set_active(true);
        workbook.push_worksheet(households.sheet);
        workbook.push_worksheet(members.sheet);
        guide::draw_lists(workbook.add_worksheet().set_name("Danh mục")?, &lists)?;
        for (column, (name, words)) in (0_u16..).zip(&lists) {
            let letters = crate::read::column_letters(column);
            let last = words.len() + 1;
            workbook.define_name(name, &format!("='Danh mục'!${letters}$2:${letters}${last}"))?;
        }
        Ok(workbook)
    }
}

/// Every list that some column offers, once.
fn lists<'c>(columns: impl Iterator<Item = &'c SurveyColumn>) -> Vec<(String, Vec<String>)> {
    let mut lists: Vec<(String, Vec<String>)> = columns
        .filter_map(|column| match &column.entry {
            Entered::OneOf { name, words } => Some((name.clone(), words.clone())),
            _ => None,
        })
        .collect();
    lists.sort();
    lists.dedup();
    lists
}

/// `Xã Quỳnh Nhai, tỉnh Sơn La (mã xã 03703)`: read back where a row has no code of its own.
fn place(context: &Context<'_>) -> Result<String, SurveyError> {
    let Some(unit) = &context.unit else {
        return Ok("Mã xã ghi ở từng hộ".to_owned());
    };
    let path = context.law.units.path(unit.as_str(), context.on);
    let path = path.ok_or_else(|| SurveyError::UnknownUnit {
        unit: unit.clone(),
        on: context.on,
    })?;
    let mut letters = path.chars();
    let path: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    Ok(format!("{path} (mã xã {unit})"))
}

impl SurveyError {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NoQuestionnaire => Text::new(
                "law/questionnaires không có phiếu khảo sát nào. Bổ sung phiếu rồi thử lại.",
                "law/questionnaires holds no survey form. Add one and try again.",
            ),
            Self::UnknownUnit { unit, on } => {
                let day = date::written(*on);
                Text::new(
                    format!("Mã đơn vị {unit} không có hiệu lực ngày {day}. Kiểm tra mã và ngày."),
                    format!("The unit {unit} does not exist on {day}. Check code and day."),
                )
            }
            Self::Write(error) => error.text(),
        }
    }
}

impl std::fmt::Debug for SurveyWorkbook<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SurveyWorkbook")
            .field("households", &self.households)
            .finish_non_exhaustive()
    }
}
