//! The survey of a village as a workbook: out with what is known, in with what was found.
//!
//! Each household is saved whole or not at all, and every one of the file has a line that says
//! which. What somebody entered on the pages meanwhile is not written over unless that is asked.

use super::form::FormDraft;
use super::list::LEAVING;
use super::round_at::VillageRef;
use crate::access::{Action, Actor};
use crate::registry::form::FormSection;
use crate::registry::{Answer, HouseholdDocument, MemberDocument, Workbook};
use crate::{Context, Error};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_documents::households::survey::write_template;
use vuonlen_documents::households::{Context as ReadContext, Shape, open};
use vuonlen_documents::read::Input;
use vuonlen_domain::review::VillageState;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::{Text, UnitCode};
use vuonlen_law::assess::{HouseholdInput, Problem};
use vuonlen_store::review::FormLine;

/// Households of one file, at most: a village has some hundred.
const MOST_HOUSEHOLDS: usize = 5_000;

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TakenIn {
    /// Every household of the file, in its order.
    pub rows: Vec<TakenRow>,
    /// Cells and rows that could not be read, by sheet, row and column.
    pub problems: Vec<Problem>,
    /// Households on the village's list that the file does not have.
    pub missing: Vec<(String, String)>,
}

/// What came of one household of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenRow {
    /// Its number.
    pub code: String,
    /// Name of its head.
    pub head_name: String,
    /// Its row in the sheet of households.
    pub row: Option<u32>,
    /// Its form, where it is on the list.
    pub form_id: Option<Uuid>,
    /// Why it was not saved, line by line; empty when it was.
    pub refused: Vec<Text>,
    /// Whether something was saved: nothing is when the file holds what is there already.
    pub saved: bool,
    /// The class the answers come to; none while they do not decide it.
    pub class: Option<String>,
}

impl TakenIn {
    /// Households saved.
    #[must_use]
    pub fn saved(&self) -> usize {
        self.rows.iter().filter(|row| row.saved).count()
    }

    /// Households that were refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| !row.refused.is_empty())
            .count()
    }
}

impl Context {
    /// The survey of a village as a workbook, filled with the answers so far. Taking it out is
    /// audited.
    ///
    /// # Errors
    /// A village outside the actor's area; no questionnaire for the round's standard.
    pub async fn survey_workbook(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<Workbook, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::SurveyWrite, round.village_area(village))?;
        let name = self.village_name(&mut tx, province, village).await?;
        let mut known = Vec::new();
        for line in tx.list_forms(province, round_id, Some(village)).await? {
            if line.state == "removed" {
                continue;
            }
            let open = self.open_form(&mut tx, (province, line.form_id)).await?;
            let document = self.document_of_form(&mut tx, &open).await?;
            let mut input = document
                .to_input(&line.code, &self.law)
                .map_err(Error::internal)?;
            input.village = Some(name.clone());
            input.event.clone_from(&open.form.event);
            for (fact, codes) in [("causes", &mut input.causes), ("needs", &mut input.needs)] {
                if let Some(Answer::Set(given)) = document.answers.get(fact) {
                    *codes = Some(given.clone());
                }
            }
            known.push(input);
        }
        let unit = UnitCode::parse(&round.row.commune_code).map_err(Error::internal)?;
        let bytes = write_template(&self.law, Some(&unit), round.row.reviewed_on, &known);
        let bytes = bytes.map_err(|error| {
            let text = error.text();
            Error::state("no_workbook", text.vi, text.en)
        })?;
        let details = json!({ "workbook_out": village, "households": known.len() });
        permit
            .record_reading(tx, ("round", round_id), details)
            .await?;
        Ok(Workbook {
            file_name: format!("phieu-{}-{}.xlsx", round.row.year, file_part(&name)),
            bytes,
        })
    }

    /// Takes a filled-in workbook of a village in. With `replace`, answers entered on the pages
    /// meanwhile give way to those of the file.
    ///
    /// # Errors
    /// A file that is no survey workbook, or cannot be read; a village whose survey does not run.
    /// What is wrong with one household is no error: its line says so.
    pub async fn take_survey_workbook(
        &self,
        actor: &Actor,
        village_ref: VillageRef<'_>,
        (file_name, bytes): (&str, Vec<u8>),
        replace: bool,
    ) -> Result<TakenIn, Error> {
        let (province, round_id, village) = village_ref;
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, (province, round_id)).await?;
        self.permit(actor, Action::SurveyWrite, round.village_area(village))?;
        let row = tx.find_round_village(province, round_id, village).await?;
        let state = round.village(&row.ok_or_else(Error::not_found)?)?.state();
        if state != VillageState::Surveying {
            return Err(Error::state(
                "village_not_surveying",
                "Thôn này không ở bước điều tra nên không nhận phiếu từ tệp. Mở điều tra rồi tải lại.",
                "The survey of this village does not run, so no file is taken in. Start it and send the file again.",
            ));
        }
        let lines = tx.list_forms(province, round_id, Some(village)).await?;
        let on = round.row.reviewed_on;
        let unit = UnitCode::parse(&round.row.commune_code).ok();
        drop(tx);
        let (households, problems) = self.read_survey((file_name, bytes), on, unit)?;
        let lines: BTreeMap<&str, &FormLine> =
            lines.iter().map(|line| (&*line.code, line)).collect();
        let mut taken = TakenIn {
            problems,
            ..TakenIn::default()
        };
        let mut met = BTreeSet::new();
        for input in &households {
            met.insert(input.id.clone());
            let line = lines.get(&*input.id).copied();
            let row = self
                .take_row(actor, (province, village), (input, line), replace)
                .await?;
            taken.rows.push(row);
        }
        taken.missing = (lines.values())
            .filter(|line| line.state != "removed" && !met.contains(&line.code))
            .map(|line| (line.code.clone(), line.head_name.clone()))
            .collect();
        Ok(taken)
    }

    /// Everything a survey workbook holds.
    fn read_survey(
        &self,
        (name, bytes): (&str, Vec<u8>),
        on: chrono::NaiveDate,
        unit: Option<UnitCode>,
    ) -> Result<(Vec<HouseholdInput>, Vec<Problem>), Error> {
        let wrong = |error: vuonlen_documents::read::FileError| {
            let (what, advice) = (error.what(), error.advice());
            Error::field(
                "file",
                format!("{} {}", what.vi, advice.vi),
                format!("{} {}", what.en, advice.en),
            )
        };
        let context = ReadContext {
            unit,
            ..ReadContext::new(&self.law, on)
        };
        let input = Input::from_bytes(name, bytes);
        let mut source = open(&input, context).map_err(wrong)?;
        if source.shape() != Shape::Survey {
            return Err(Error::field(
                "file",
                "Tệp này không phải mẫu phiếu khảo sát. Tải mẫu của thôn ở trang này, điền rồi gửi lại.",
                "This file is no survey workbook. Download the village's workbook from this page, fill it in and send it again.",
            ));
        }
        let (mut households, mut problems) = (Vec::new(), Vec::new());
        loop {
            let chunk = source.next_chunk(500).map_err(wrong)?;
            households.extend(chunk.households);
            problems.extend(chunk.problems);
            if households.len() > MOST_HOUSEHOLDS {
                return Err(Error::field(
                    "file",
                    "Tệp có quá nhiều hộ cho một thôn. Tách theo thôn rồi gửi lại.",
                    "The file has too many households for one village. Split it by village.",
                ));
            }
            if chunk.finished {
                return Ok((households, problems));
            }
        }
    }

    async fn take_row(
        &self,
        actor: &Actor,
        (province, village): (&str, Uuid),
        (input, line): (&HouseholdInput, Option<&FormLine>),
        replace: bool,
    ) -> Result<TakenRow, Error> {
        let mut row = TakenRow {
            code: input.id.clone(),
            head_name: input.head_name.clone().unwrap_or_default(),
            row: input.place.as_ref().and_then(|place| place.row),
            form_id: line.map(|line| line.form_id),
            refused: Vec::new(),
            saved: false,
            class: None,
        };
        let Some(line) = line.filter(|line| line.state != "removed") else {
            row.refused.push(Text::new(
                "Mã hộ này không có trong danh sách rà soát của thôn. Kiểm tra mã hộ, hoặc bổ sung hộ vào danh sách trước.",
                "This number is not on the village's list. Check it, or put the household on the list first.",
            ));
            return Ok(row);
        };
        row.head_name.clone_from(&line.head_name);
        let form = (province, line.form_id);
        let mut tx = self.store.read().await?;
        let open = self.open_form(&mut tx, form).await?;
        let before = self.document_of_form(&mut tx, &open).await?;
        drop(tx);
        let event = input.event.clone().filter(|event| event != "none");
        if event
            .as_deref()
            .is_some_and(|event| LEAVING.contains(&event))
        {
            row.refused.push(Text::new(
                "Hộ không còn trên địa bàn thì không lập phiếu: mở phiếu của hộ và ghi lý do không có phiếu.",
                "A household that has left has no form: open it here and say why there is none.",
            ));
            return Ok(row);
        }
        let asked = self.form_on(open.round.row.reviewed_on);
        let read = self.document_of(input, village);
        let draft = FormDraft {
            document: carried_over(&before, read, &asked),
            event,
            appraisal: serde_json::from_value(open.form.appraisal.clone()).unwrap_or_default(),
        };
        let unchanged = draft.document == before && draft.event == open.form.event;
        if unchanged && line.state != "listed" {
            row.class.clone_from(&line.class);
            return Ok(row);
        }
        match &*line.state {
            "confirmed" => row.refused.push(Text::new(
                "Phiếu đã được xác nhận nên không nhập đè. Mở lại phiếu nếu cần sửa.",
                "The form is confirmed and is not written over. Open it again if it must change.",
            )),
            "draft" if !replace => row.refused.push(Text::new(
                "Phiếu đã có người nhập trên trang và khác với tệp. Xem lại phiếu, hoặc gửi lại tệp và chọn “Thay phiếu đang nhập”.",
                "Somebody filled this form in on the page, and it differs from the file. Look at it, or send the file again with “Replace forms being filled in”.",
            )),
            _ => match self.save_form(actor, form, open.form.version, draft).await {
                Ok(saved) => {
                    row.saved = true;
                    let assessment = saved.verdict.now.assessment.as_ref();
                    row.class = assessment
                        .and_then(|one| one.class)
                        .map(|class| class.code().to_owned());
                }
                Err(error) if error.fields.is_empty() => row.refused.push(error.text),
                Err(error) => row
                    .refused
                    .extend(error.fields.into_iter().map(|field| field.text)),
            },
        }
        Ok(row)
    }
}

/// What a file says of a household over what is known of it: who is the same person stays the
/// same person, and what the form does not ask stays as it was.
fn carried_over(
    before: &HouseholdDocument,
    mut read: HouseholdDocument,
    asked: &[FormSection],
) -> HouseholdDocument {
    let asks = |of_member: bool, fact: &str| {
        let sections = asked
            .iter()
            .filter(|section| section.of_member == of_member);
        sections
            .flat_map(|section| &section.questions)
            .any(|question| question.name == fact)
    };
    read.code.clone_from(&before.code);
    read.commune_code.clone_from(&before.commune_code);
    read.village_id = before.village_id;
    read.address.clone_from(&before.address);
    for (fact, answer) in before.answers.iter().filter(|(fact, _)| !asks(false, fact)) {
        read.answers
            .entry(fact.clone())
            .or_insert_with(|| answer.clone());
    }
    let mut left: Vec<&MemberDocument> = before.members.iter().collect();
    for member in &mut read.members {
        let Some(index) = left.iter().position(|known| same_person(known, member)) else {
            continue;
        };
        let known = left.remove(index);
        member.person_id = known.person_id;
        if member.identity_number.is_empty() {
            member.identity_number.clone_from(&known.identity_number);
        }
        for (fact, answer) in known.answers.iter().filter(|(fact, _)| !asks(true, fact)) {
            member
                .answers
                .entry(fact.clone())
                .or_insert_with(|| answer.clone());
        }
    }
    read.normalise();
    read
}

fn same_person(known: &MemberDocument, read: &MemberDocument) -> bool {
    if !known.identity_number.is_empty() && !read.identity_number.is_empty() {
        return known.identity_number == read.identity_number;
    }
    let year = |member: &MemberDocument| member.birth_date().map(|birth| birth.year());
    search_key(&known.name) == search_key(&read.name) && year(known) == year(read)
}

/// A name as part of a file name.
fn file_part(name: &str) -> String {
    let key = search_key(name);
    let kept = key
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' });
    kept.collect()
}
