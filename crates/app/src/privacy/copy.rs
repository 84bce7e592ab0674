//! A person's data as a file for that person: as a request asks, whole, and of nobody else.

use super::requests::DataRequestView;
use crate::access::readings::Readings;
use crate::access::{Action, Actor};
use crate::registry::household::newest;
use crate::registry::wording::{Wording, birth_text};
use crate::registry::{HouseholdDocument, MemberDocument};
use crate::review::{PaperFile, Print, draw_paper};
use crate::{Context, Error};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use vuonlen_documents::official::statutory;
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;
use vuonlen_store::household::Household;

/// A form of the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyFormat {
    /// For machines.
    Json,
    /// For reading.
    Xlsx,
}

/// What is kept of a person.
#[derive(Debug, Serialize)]
struct DataCopy {
    made_on: chrono::NaiveDate,
    person: MemberDocument,
    household: HouseholdFacts,
    recognised: Vec<Recognised>,
    looked_at: Vec<Looked>,
    #[serde(skip)]
    lines: Vec<(Text, Text, Text)>,
}

#[derive(Debug, Serialize)]
struct HouseholdFacts {
    code: String,
    commune: String,
    village: String,
    address: String,
    answers: crate::registry::document::Answers,
}

#[derive(Debug, Serialize)]
struct Recognised {
    year: i64,
    class: String,
    on: chrono::NaiveDate,
}

#[derive(Debug, Serialize)]
struct Looked {
    at: chrono::DateTime<chrono::Utc>,
    role: Text,
    action: String,
    reason: String,
}

impl CopyFormat {
    /// Reads `json` or `xlsx`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "json" => Some(Self::Json),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

impl Context {
    /// A copy of what is kept of the person who asks: own answers, those about the household, its
    /// classes, and who looked. Other members are not in it. That it was made is audited, and
    /// stands in the household's report of who looked.
    ///
    /// # Errors
    /// A request that asks for something else, or of somebody who is no member of a household.
    pub async fn data_copy(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        format: CopyFormat,
        language: Language,
    ) -> Result<PaperFile, Error> {
        let mut tx = self.store.read().await?;
        let action = Action::DataRequestRead;
        let (request, scope, area) = self.request_for(&mut tx, actor, action, key).await?;
        let received = written(request.received_on);
        let actor = &actor.clone().because(&format!(
            "Bản sao theo yêu cầu của chủ thể dữ liệu, nhận ngày {received}"
        ));
        let asked = ["view", "copy"].contains(&request.kind.as_str());
        let (true, Some(household_id), Some(person)) =
            (asked, request.household_id, request.person_id)
        else {
            return Err(Error::state(
                "no_copy",
                "Chỉ trích bản sao cho yêu cầu xem, cung cấp bản sao của một thành viên thuộc hộ trong sổ.",
                "A copy is made only for a request to see or copy, by a member of a household of the register.",
            ));
        };
        let household = tx.find_household(key.0, household_id).await?;
        let household = household.ok_or_else(Error::not_found)?;
        let document = newest(&mut tx, &household).await?;
        let wording = self.wording(&mut tx, &household.commune_code).await?;
        let recognised = tx.list_recognitions(key.0, household_id).await?;
        let subject = ("household", household_id.to_string());
        let details = json!({ "copy_for_request": key.1 });
        self.write_down_reading(tx, actor, (action, &scope, &area), subject, details)
            .await?;
        let readings = self.readings(actor, (key.0, household_id)).await?;
        let recognised = recognised.into_iter().map(|one| Recognised {
            year: one.year,
            class: one.class,
            on: one.recognised_on,
        });
        let copy = self.gathered(
            (&wording, &household, document),
            person,
            recognised.collect(),
            readings,
        )?;
        let name = format!("du-lieu-ca-nhan-{}", self.today().format("%Y-%m-%d"));
        match format {
            CopyFormat::Json => Ok(PaperFile {
                file_name: format!("{name}.json"),
                media_type: "application/json",
                bytes: serde_json::to_vec_pretty(&copy).map_err(Error::internal)?,
            }),
            CopyFormat::Xlsx => Ok(PaperFile {
                file_name: format!("{name}.xlsx"),
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                bytes: self.copy_book(&copy, language)?,
            }),
        }
    }

    fn gathered(
        &self,
        (wording, household, document): (&Wording<'_>, &Household, HouseholdDocument),
        person: Uuid,
        recognised: Vec<Recognised>,
        readings: Readings,
    ) -> Result<DataCopy, Error> {
        let members = document.members.into_iter();
        let mut member = members.filter(|one| one.person_id == person);
        let person = member.next().ok_or_else(Error::not_found)?;
        let facts = HouseholdFacts {
            code: document.code,
            commune: self.unit_name(&household.commune_code),
            village: wording.village(household.village_id),
            address: document.address,
            answers: document.answers,
        };
        let same = |text: &str| Text::new(text, text);
        let (own, common) = (
            Text::new("Bản thân", "The person"),
            Text::new("Hộ gia đình", "The household"),
        );
        let mut lines = Vec::new();
        for (part, vi, en, value) in [
            (&own, "Họ và tên", "Name", person.name.clone()),
            (&own, "Ngày sinh", "Date of birth", birth_text(&person)),
            (
                &own,
                "Số định danh",
                "Identity number",
                person.identity_number.clone(),
            ),
            (&common, "Mã hộ", "Code", facts.code.clone()),
            (&common, "Xã", "Commune", facts.commune.clone()),
            (&common, "Thôn, bản", "Village", facts.village.clone()),
            (&common, "Địa chỉ", "Address", facts.address.clone()),
        ] {
            lines.push((part.clone(), Text::new(vi, en), same(&value)));
        }
        for (part, scope, answers) in [
            (&own, "member", &person.answers),
            (&common, "household", &facts.answers),
        ] {
            for (name, answer) in answers {
                let fact = wording.fact(scope, name);
                let label = fact.map_or_else(|| same(name), |fact| fact.label.clone());
                lines.push((part.clone(), label, wording.answer(fact, answer)));
            }
        }
        for one in &recognised {
            let label = Text::new(
                format!("Phân loại năm {}", one.year),
                format!("Class of {}", one.year),
            );
            lines.push((common.clone(), label, wording.label("classes", &one.class)));
        }
        let looked = readings.lines.into_iter().map(|line| Looked {
            at: line.at,
            role: line.role,
            action: line.action,
            reason: line.reason,
        });
        Ok(DataCopy {
            made_on: self.today(),
            person,
            household: facts,
            recognised,
            looked_at: looked.collect(),
            lines,
        })
    }

    fn copy_book(&self, copy: &DataCopy, language: Language) -> Result<Vec<u8>, Error> {
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let column = |label: String, width| ReportColumn::new(label, Content::Text).wide(width);
        let text = |text: &str| ReportCell::from(text);
        let title = say("Dữ liệu cá nhân đang lưu", "Personal data that is kept");
        let rows = copy.lines.iter().map(|(part, what, value)| ReportRow {
            cells: [part, what, value]
                .map(|one| text(one.get(language)))
                .into(),
            ..ReportRow::default()
        });
        let facts = Report {
            title: vec![title],
            subtitle: vec![copy.person.name.clone(), written(copy.made_on)],
            columns: vec![
                column(say("Phần", "Part"), 16.0),
                column(say("Nội dung", "What"), 44.0),
                column(say("Giá trị", "Value"), 44.0),
            ],
            rows: rows.collect(),
            ..Report::default()
        };
        let rows = copy.looked_at.iter().map(|line| {
            let at = line.at + chrono::Duration::hours(7);
            ReportRow {
                cells: vec![
                    text(&at.format("%d/%m/%Y %H:%M").to_string()),
                    text(line.role.get(language)),
                    text(&line.action),
                    text(&line.reason),
                ],
                ..ReportRow::default()
            }
        });
        let looked = Report {
            title: vec![say("Ai đã xem", "Who looked")],
            columns: vec![
                column(say("Lúc", "When"), 18.0),
                column(say("Vai trò", "Role"), 30.0),
                column(say("Việc", "What"), 24.0),
                column(say("Lý do", "Why"), 40.0),
            ],
            rows: rows.collect(),
            ..Report::default()
        };
        let mut book = Book::new(copy.made_on);
        let name = say("Dữ liệu", "Data");
        book.add_report(&name, &facts).map_err(Error::internal)?;
        let name = say("Ai đã xem", "Who looked");
        book.add_report(&name, &looked).map_err(Error::internal)?;
        book.into_bytes().map_err(Error::internal)
    }

    /// A request with its answer on paper, for the file and for the person. The reading is
    /// audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a request elsewhere.
    pub async fn data_request_paper(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        print: Print,
    ) -> Result<PaperFile, Error> {
        let view = self.data_request(actor, key).await?;
        let report = request_report(&view);
        let paper = statutory::paper(&report, Some(self.today()));
        draw_paper(paper, "yeu-cau-du-lieu-ca-nhan".to_owned(), print).await
    }
}

/// What a request says, line by line, in the language of official papers.
fn request_report(view: &DataRequestView) -> Report {
    let request = &view.request;
    let day = |day: Option<chrono::NaiveDate>| day.map(written).unwrap_or_default();
    let outcome = view.outcome.as_ref().map(|text| text.vi.clone());
    lines_of(
        "Phiếu tiếp nhận và trả lời yêu cầu của chủ thể dữ liệu cá nhân",
        &view.commune,
        [
            ("Người yêu cầu", request.person_name.clone()),
            ("Liên lạc", request.contact.clone()),
            ("Nội dung yêu cầu", view.kind.vi.clone()),
            ("Diễn giải", request.content.clone()),
            ("Ngày nhận", written(request.received_on)),
            ("Hạn trả lời (đơn vị tự đặt)", day(request.due_on)),
            ("Người xử lý", request.handler.clone()),
            ("Kết quả", outcome.unwrap_or_default()),
            ("Nội dung trả lời", request.answer.clone()),
            ("Ngày trả lời", day(request.closed_on)),
        ],
    )
}

/// A paper of labels and what belongs to them.
pub(super) fn lines_of<const N: usize>(
    title: &str,
    place: &str,
    lines: [(&str, String); N],
) -> Report {
    let rows = lines.into_iter().map(|(label, value)| ReportRow {
        cells: vec![label.into(), value.as_str().into()],
        ..ReportRow::default()
    });
    Report {
        title: vec![title.to_owned()],
        subtitle: vec![place.to_owned()],
        columns: vec![
            ReportColumn::new("Mục", Content::Text).wide(36.0),
            ReportColumn::new("Nội dung", Content::Text).wide(90.0),
        ],
        rows: rows.collect(),
        ..Report::default()
    }
}
