//! Breaches of personal data: what was found, what was done about it, whom it was told to.
//!
//! A breach is never changed: what becomes known later is a step added to it. That the authority
//! is to be told within 72 hours is known from second-hand sources only; the number is the unit's
//! setting, and pages say so.

use super::copy::lines_of;
use crate::access::{Action, Actor, Area, Scope};
use crate::registry::record::required;
use crate::review::{PaperFile, Print, draw_paper};
use crate::{Context, Error};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vuonlen_documents::official::statutory;
use vuonlen_documents::report::{ReportRow, RowKind};
use vuonlen_domain::Text;
use vuonlen_store::Tx;
use vuonlen_store::breach::{BreachStep, DataBreach};

/// Hours Vietnam is ahead: what people enter and read.
const AHEAD: i64 = 7;

/// A breach to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewBreach {
    /// Code of the province or commune it happened in.
    pub unit: String,
    /// When it was found, in Vietnam: `2026-11-20T09:30`.
    pub found_at: String,
    /// What happened.
    pub what: String,
    /// Which data.
    pub kinds: String,
    /// How many people it concerns, as far as known.
    pub people: Option<i64>,
}

/// Something done about a breach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewStep {
    /// One of [`step_kinds`].
    pub kind: String,
    /// When, in Vietnam.
    pub at: String,
    /// In words.
    pub content: String,
    /// How many people it concerns, where that is known better now.
    pub people: Option<i64>,
}

/// A breach as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachView {
    /// The breach as it was found.
    pub breach: DataBreach,
    /// Name of the unit.
    pub place: String,
    /// How many people it concerns, as last known.
    pub people: Option<i64>,
    /// By when the authority is to be told.
    pub due_at: DateTime<Utc>,
    /// When it was.
    pub authority_at: Option<DateTime<Utc>>,
    /// When those concerned were told.
    pub people_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether the authority was told too late, or has not been and the time is over.
    pub late: bool,
    /// What was done, oldest first, each with what it is called.
    pub steps: Vec<(Text, BreachStep)>,
}

impl BreachView {
    /// Whether the authority still waits to be told.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.authority_at.is_none() && self.closed_at.is_none()
    }
}

/// Kinds of steps, in the order of forms.
#[must_use]
pub fn step_kinds() -> Vec<(String, Text)> {
    [
        ("measure", "Biện pháp đã làm", "A measure taken"),
        (
            "authority",
            "Đã thông báo cơ quan có thẩm quyền",
            "The authority was told",
        ),
        (
            "people",
            "Đã thông báo người bị ảnh hưởng",
            "Those concerned were told",
        ),
        ("note", "Thông tin thêm", "More is known"),
        ("closed", "Kết thúc xử lý", "Closed"),
    ]
    .into_iter()
    .map(|(code, vi, en)| (code.to_owned(), Text::new(vi, en)))
    .collect()
}

impl Context {
    /// Breaches in the actor's area, those whose time is over first, then the newest.
    ///
    /// # Errors
    /// When the actor may not see breaches.
    pub async fn breaches(&self, actor: &Actor) -> Result<Vec<BreachView>, Error> {
        let scope = self.scope(actor, Action::BreachRead)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for province in self.provinces_within(&scope) {
            for breach in tx.list_breaches(&province).await? {
                if scope.covers(&area_of_breach(&breach)) {
                    views.push(self.breach_view(&mut tx, breach).await?);
                }
            }
        }
        views.sort_by_key(|view| !(view.late && view.waits()));
        Ok(views)
    }

    /// Units the actor may record a breach for: code and name.
    ///
    /// # Errors
    /// When the actor may not record breaches.
    pub fn breach_units(&self, actor: &Actor) -> Result<Vec<(String, String)>, Error> {
        let scope = self.scope(actor, Action::BreachRecord)?;
        let mut codes: Vec<String> = Vec::new();
        for area in scope.areas() {
            match area {
                Area::Province(_) | Area::Commune { .. } => codes.push(area.code().to_owned()),
                Area::Country => codes.extend(self.provinces_within(&scope)),
                Area::Village { .. } => {}
            }
        }
        let named = codes.into_iter().map(|code| {
            let name = self.unit_name(&code);
            (code, name)
        });
        Ok(named.collect())
    }

    /// A province or commune by its code.
    fn unit_area(&self, code: &str) -> Option<Area> {
        let province = self
            .law
            .units
            .province_of(code, self.today())?
            .code
            .to_string();
        Some(if province == code {
            Area::Province(province)
        } else {
            Area::Commune {
                province,
                commune: code.to_owned(),
            }
        })
    }

    /// One breach. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a breach elsewhere.
    pub async fn breach(&self, actor: &Actor, key: (&str, Uuid)) -> Result<BreachView, Error> {
        let mut tx = self.store.read().await?;
        let action = Action::BreachRead;
        let (breach, scope, area) = self.breach_for(&mut tx, actor, action, key).await?;
        let view = self.breach_view(&mut tx, breach).await?;
        let subject = ("data_breach", key.1.to_string());
        self.write_down_reading(tx, actor, (action, &scope, &area), subject, json!({}))
            .await?;
        Ok(view)
    }

    /// Records a breach.
    ///
    /// # Errors
    /// Wrong fields; a unit that is not the actor's.
    pub async fn record_breach(
        &self,
        actor: &Actor,
        new: NewBreach,
    ) -> Result<(String, Uuid), Error> {
        let scope = self.scope(actor, Action::BreachRecord)?;
        let area = self.unit_area(&new.unit).filter(|area| scope.covers(area));
        let area = area.ok_or_else(|| {
            Error::field(
                "unit",
                "Chọn đơn vị xảy ra vi phạm trong địa bàn của bạn.",
                "Choose the unit it happened in, within your area.",
            )
        })?;
        let found_at = self.moment("found_at", &new.found_at)?;
        let what = required(
            "what",
            &new.what,
            "Ghi việc đã xảy ra.",
            "Write what happened.",
        )?;
        let kinds = required(
            "kinds",
            &new.kinds,
            "Ghi loại dữ liệu bị ảnh hưởng.",
            "Write which data are concerned.",
        )?;
        let breach = DataBreach {
            province_code: area.province().unwrap_or_default().to_owned(),
            breach_id: self.new_id(),
            commune_code: area.commune().unwrap_or_default().to_owned(),
            found_at,
            what,
            kinds,
            people: counted(new.people)?,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        let mut tx = self.store.begin().await?;
        tx.add_breach(&breach).await?;
        let subject = ("data_breach", breach.breach_id.to_string());
        let place = (Action::BreachRecord, &scope, &area);
        let details = json!({ "found_at": breach.found_at, "people": breach.people });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok((breach.province_code, breach.breach_id))
    }

    /// Records what was done about a breach.
    ///
    /// # Errors
    /// Wrong fields; a breach elsewhere, or one that is closed.
    pub async fn record_breach_step(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        new: NewStep,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let action = Action::BreachRecord;
        let (breach, scope, area) = self.breach_for(&mut tx, actor, action, key).await?;
        if !step_kinds().iter().any(|(code, _)| *code == new.kind) {
            return Err(Error::field(
                "kind",
                "Chọn việc đã làm.",
                "Choose what was done.",
            ));
        }
        let at = self.moment("at", &new.at)?;
        if at < breach.found_at {
            return Err(Error::field(
                "at",
                "Thời điểm này trước khi phát hiện vi phạm.",
                "This lies before the breach was found.",
            ));
        }
        let content = required(
            "content",
            &new.content,
            "Ghi nội dung: đã làm gì, báo cho ai, bằng cách nào.",
            "Write it down: what was done, who was told, how.",
        )?;
        let steps = tx.list_breach_steps(key.0, key.1).await?;
        if steps.iter().any(|step| step.kind == "closed") {
            return Err(Error::state(
                "breach_closed",
                "Vụ việc này đã kết thúc xử lý nên không ghi thêm được. Nếu phát hiện điều mới, ghi thành vụ việc mới.",
                "This breach is closed and nothing is added to it. If more is found, record a new one.",
            ));
        }
        let step = BreachStep {
            province_code: key.0.to_owned(),
            breach_id: key.1,
            step_id: self.new_id(),
            at,
            kind: new.kind,
            content,
            people: counted(new.people)?,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_breach_step(&step).await?;
        let subject = ("data_breach", key.1.to_string());
        let details = json!({ "step": step.kind });
        self.write_down(&mut tx, actor, (action, &scope, &area), subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// A breach with its steps on paper, for the authority. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a breach elsewhere.
    pub async fn breach_paper(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        print: Print,
    ) -> Result<PaperFile, Error> {
        let view = self.breach(actor, key).await?;
        let moment = |at: DateTime<Utc>| {
            let local = at + Duration::hours(AHEAD);
            local.format("%H:%M ngày %d/%m/%Y").to_string()
        };
        let told = |at: Option<DateTime<Utc>>| at.map(moment).unwrap_or_default();
        let people = view.people.map(|people| people.to_string());
        let mut report = lines_of(
            "Báo cáo vi phạm dữ liệu cá nhân",
            &view.place,
            [
                ("Phát hiện lúc", moment(view.breach.found_at)),
                ("Việc đã xảy ra", view.breach.what.clone()),
                ("Dữ liệu bị ảnh hưởng", view.breach.kinds.clone()),
                ("Số người bị ảnh hưởng", people.unwrap_or_default()),
                ("Thông báo cơ quan có thẩm quyền", told(view.authority_at)),
                ("Thông báo người bị ảnh hưởng", told(view.people_at)),
                ("Kết thúc xử lý", told(view.closed_at)),
            ],
        );
        report
            .rows
            .extend(view.steps.iter().map(|(label, step)| ReportRow {
                kind: RowKind::Plain,
                cells: vec![
                    format!("{}, {}", label.vi, moment(step.at)).as_str().into(),
                    step.content.as_str().into(),
                ],
            }));
        report.notes.push(format!(
            "Thời hạn {} giờ kể từ khi phát hiện lấy từ nguồn thứ cấp, chưa đối chiếu văn bản.",
            self.privacy.breach_hours
        ));
        let paper = statutory::paper(&report, Some(self.today()));
        draw_paper(paper, "vi-pham-du-lieu-ca-nhan".to_owned(), print).await
    }

    async fn breach_for(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: Action,
        (province, breach_id): (&str, Uuid),
    ) -> Result<(DataBreach, Scope, Area), Error> {
        let breach = tx.find_breach(province, breach_id).await?;
        let breach = breach.ok_or_else(Error::not_found)?;
        let area = area_of_breach(&breach);
        let scope = self.scope_over(actor, action, &area)?;
        Ok((breach, scope, area))
    }

    async fn breach_view(&self, tx: &mut Tx, breach: DataBreach) -> Result<BreachView, Error> {
        let steps = tx
            .list_breach_steps(&breach.province_code, breach.breach_id)
            .await?;
        let first = |kind: &str| {
            let mut of_kind = steps.iter().filter(|step| step.kind == kind);
            of_kind.next().map(|step| step.at)
        };
        let hours = i64::from(self.privacy.breach_hours);
        let due_at = breach.found_at + Duration::hours(hours);
        let (authority_at, closed_at) = (first("authority"), first("closed"));
        let told = authority_at.or(closed_at).unwrap_or_else(|| self.now());
        let unit = match breach.commune_code.as_str() {
            "" => &breach.province_code,
            commune => commune,
        };
        let kinds = step_kinds();
        let people = steps.iter().rev().find_map(|step| step.people);
        Ok(BreachView {
            place: self.unit_name(unit),
            people: people.or(breach.people),
            people_at: first("people"),
            late: told > due_at,
            due_at,
            authority_at,
            closed_at,
            steps: steps
                .into_iter()
                .map(|step| {
                    let label = kinds.iter().find(|(code, _)| *code == step.kind);
                    (
                        label.map(|(_, label)| label.clone()).unwrap_or_default(),
                        step,
                    )
                })
                .collect(),
            breach,
        })
    }

    /// A moment as a form sends it, in Vietnam; not one to come.
    fn moment(&self, field: &str, text: &str) -> Result<DateTime<Utc>, Error> {
        let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let Some(local) = read else {
            return Err(Error::field(
                field,
                "Nhập ngày và giờ.",
                "Enter day and time.",
            ));
        };
        let at = local.and_utc() - Duration::hours(AHEAD);
        if at > self.now() {
            return Err(Error::field(
                field,
                "Thời điểm này chưa tới.",
                "This moment has not come yet.",
            ));
        }
        Ok(at)
    }
}

fn counted(people: Option<i64>) -> Result<Option<i64>, Error> {
    if people.is_some_and(|people| people < 0) {
        return Err(Error::field(
            "people",
            "Số người không thể âm.",
            "A number of people cannot be negative.",
        ));
    }
    Ok(people)
}

fn area_of_breach(breach: &DataBreach) -> Area {
    let province = breach.province_code.clone();
    match breach.commune_code.as_str() {
        "" => Area::Province(province),
        commune => Area::Commune {
            province,
            commune: commune.to_owned(),
        },
    }
}
