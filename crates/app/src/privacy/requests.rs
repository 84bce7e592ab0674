//! What people ask about their own data: what came in, by when it is to be answered, what was.
//!
//! The commune officer records, the chairman answers. That there are such rights is told by
//! second-hand sources on Article 4 of the law; by when to answer is the unit's own choice.

use super::masking::Sight;
use crate::access::{Action, Actor, Area, Scope};
use crate::registry::household::newest;
use crate::registry::record::{commune_scope, day_so_far, required};
use crate::{Context, Error};
use chrono::{Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::data_request::DataRequest;

/// A request to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDataRequest {
    /// The commune it came to; of a household, that household's.
    pub commune: String,
    /// Province and id of the household it is about.
    pub household: Option<(String, Uuid)>,
    /// The member who asks.
    pub person: Option<Uuid>,
    /// Who asks, where it is no member.
    pub person_name: String,
    /// How to reach the person.
    pub contact: String,
    /// One of [`request_kinds`].
    pub kind: String,
    /// In words.
    pub content: String,
    /// When it came in.
    pub received_on: Option<NaiveDate>,
    /// By when to answer; none: as the unit has set.
    pub due_on: Option<NaiveDate>,
    /// Who sees to it.
    pub handler: String,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataAnswer {
    /// One of [`request_outcomes`].
    pub outcome: String,
    /// In words.
    pub answer: String,
    /// When.
    pub closed_on: Option<NaiveDate>,
}

/// A request as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequestView {
    /// The request, with what the actor is shown of it.
    pub request: DataRequest,
    /// Name of the commune.
    pub commune: String,
    /// What is asked.
    pub kind: Text,
    /// What came of it.
    pub outcome: Option<Text>,
    /// Whether its day has passed without an answer.
    pub late: bool,
}

/// Whom a request may come from: a household with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Its commune.
    pub commune: String,
    /// Name of its head.
    pub head: String,
    /// Its members, by id.
    pub members: Vec<(Uuid, String)>,
}

/// Kinds of requests, in the order of forms.
#[must_use]
pub fn request_kinds() -> Vec<(String, Text)> {
    [
        ("view", "Xem dữ liệu của mình", "See one’s data"),
        ("copy", "Cung cấp bản sao dữ liệu", "A copy of one’s data"),
        ("correct", "Chỉnh sửa dữ liệu sai", "Correct what is wrong"),
        ("delete", "Xóa dữ liệu", "Delete data"),
        ("withdraw", "Rút lại sự đồng ý", "Withdraw consent"),
        ("restrict", "Hạn chế xử lý", "Restrict processing"),
        ("object", "Phản đối xử lý", "Object to processing"),
    ]
    .into_iter()
    .map(|(code, vi, en)| (code.to_owned(), Text::new(vi, en)))
    .collect()
}

/// What can come of a request.
#[must_use]
pub fn request_outcomes() -> Vec<(String, Text)> {
    [
        ("granted", "Thực hiện", "Granted"),
        ("partly", "Thực hiện một phần", "Granted in part"),
        ("refused", "Không thực hiện", "Refused"),
    ]
    .into_iter()
    .map(|(code, vi, en)| (code.to_owned(), Text::new(vi, en)))
    .collect()
}

impl Context {
    /// Requests in the actor's area: the late first, then by due day, then those answered.
    ///
    /// # Errors
    /// When the actor may not see requests.
    pub async fn data_requests(&self, actor: &Actor) -> Result<Vec<DataRequestView>, Error> {
        let scope = self.scope(actor, Action::DataRequestRead)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for province in self.provinces_within(&scope) {
            for request in tx.list_data_requests(&province).await? {
                if scope.covers(&area_of(&request)) {
                    views.push(self.request_view(actor, request));
                }
            }
        }
        views.sort_by_key(|view| !view.late);
        Ok(views)
    }

    /// How many requests wait for an answer in the actor's area, and how many of them are late.
    ///
    /// # Errors
    /// When the actor may not see requests.
    pub async fn data_requests_waiting(&self, actor: &Actor) -> Result<(usize, usize), Error> {
        let scope = self.scope(actor, Action::DataRequestRead)?;
        let mut tx = self.store.read().await?;
        let (mut open, mut late) = (0, 0);
        for province in self.provinces_within(&scope) {
            for (commune, due) in tx.list_open_data_requests(&province).await? {
                let area = area_of_request(&province, &commune);
                if scope.covers(&area) {
                    open += 1;
                    late += usize::from(self.is_overdue(due));
                }
            }
        }
        Ok((open, late))
    }

    /// One request. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a request elsewhere.
    pub async fn data_request(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
    ) -> Result<DataRequestView, Error> {
        let mut tx = self.store.read().await?;
        let (request, scope, area) = self
            .request_for(&mut tx, actor, Action::DataRequestRead, key)
            .await?;
        let subject = ("data_request", key.1.to_string());
        let place = (Action::DataRequestRead, &scope, &area);
        self.write_down_reading(tx, actor, place, subject, json!({}))
            .await?;
        Ok(self.request_view(actor, request))
    }

    /// The members of a household who may ask. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a household elsewhere.
    pub async fn data_request_asker(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<Asker, Error> {
        let mut tx = self.store.read().await?;
        let (asker, scope, area) = self.asker(&mut tx, actor, (province, household_id)).await?;
        let subject = ("household", household_id.to_string());
        let place = (Action::DataRequestRecord, &scope, &area);
        self.write_down_reading(tx, actor, place, subject, json!({}))
            .await?;
        Ok(asker)
    }

    async fn asker(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: (&str, Uuid),
    ) -> Result<(Asker, Scope, Area), Error> {
        let (household, scope, _) = self
            .household_for(tx, actor, Action::DataRequestRecord, key)
            .await?;
        let area = self.commune_area(&household.commune_code)?;
        let document = newest(tx, &household).await?;
        let members = document.members.into_iter();
        let asker = Asker {
            commune: household.commune_code,
            head: household.head_name,
            members: members.map(|one| (one.person_id, one.name)).collect(),
        };
        Ok((asker, scope, area))
    }

    /// Records a request. Without a day by which to answer it gets the unit's own.
    ///
    /// # Errors
    /// Wrong fields; a household elsewhere.
    pub async fn record_data_request(
        &self,
        actor: &Actor,
        new: NewDataRequest,
    ) -> Result<(String, Uuid), Error> {
        let mut tx = self.store.begin().await?;
        let (commune, member, scope, area) = match &new.household {
            Some((province, household)) => {
                let (asker, scope, area) =
                    self.asker(&mut tx, actor, (province, *household)).await?;
                let mut members = asker.members.into_iter();
                let member = members.find(|(id, _)| Some(*id) == new.person);
                (asker.commune, member, scope, area)
            }
            None => {
                let (scope, area) =
                    commune_scope(self, actor, Action::DataRequestRecord, &new.commune)?;
                (new.commune.clone(), None, scope, area)
            }
        };
        let person_name = match &member {
            Some((_, name)) => name.clone(),
            None => required(
                "person_name",
                &new.person_name,
                "Chọn thành viên của hộ, hoặc ghi họ tên người yêu cầu.",
                "Choose a member of the household, or write the person’s name.",
            )?,
        };
        if !request_kinds().iter().any(|(code, _)| *code == new.kind) {
            return Err(Error::field(
                "kind",
                "Chọn nội dung yêu cầu.",
                "Choose what is asked.",
            ));
        }
        let content = required(
            "content",
            &new.content,
            "Ghi yêu cầu bằng lời của người dân.",
            "Write down what the person asks.",
        )?;
        let received_on = day_so_far("received_on", new.received_on, self.today())?;
        if new.due_on.is_some_and(|due| due < received_on) {
            return Err(Error::field(
                "due_on",
                "Hạn trả lời trước ngày nhận.",
                "The day to answer lies before the day it came in.",
            ));
        }
        let days = u64::from(self.privacy.request_days);
        let usual = received_on
            .checked_add_days(Days::new(days))
            .filter(|_| days > 0);
        let request = DataRequest {
            province_code: area.province().unwrap_or_default().to_owned(),
            request_id: self.new_id(),
            commune_code: commune,
            household_id: new.household.map(|(_, id)| id),
            person_id: member.map(|(id, _)| id),
            person_name,
            contact: normalise(&new.contact),
            kind: new.kind,
            content,
            received_on,
            due_on: new.due_on.or(usual),
            handler: normalise(&new.handler),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            outcome: String::new(),
            answer: String::new(),
            closed_on: None,
            closed_by: None,
        };
        tx.add_data_request(&request).await?;
        let subject = ("data_request", request.request_id.to_string());
        let place = (Action::DataRequestRecord, &scope, &area);
        let details = json!({ "kind": request.kind, "due": request.due_on });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok((request.province_code, request.request_id))
    }

    /// Answers a request. What it asks for is then done where it is done: correcting in the
    /// household's form, a copy from the request's page.
    ///
    /// # Errors
    /// Wrong fields; a request elsewhere; [`Error::conflict`] when it is answered already.
    pub async fn answer_data_request(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        new: DataAnswer,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let (mut request, scope, area) = self
            .request_for(&mut tx, actor, Action::DataRequestAnswer, key)
            .await?;
        if !request_outcomes()
            .iter()
            .any(|(code, _)| *code == new.outcome)
        {
            return Err(Error::field(
                "outcome",
                "Chọn kết quả trả lời.",
                "Choose what came of it.",
            ));
        }
        request.answer = required(
            "answer",
            &new.answer,
            "Ghi nội dung trả lời; không thực hiện thì ghi lý do.",
            "Write the answer; where it is refused, why.",
        )?;
        let closed_on = day_so_far("closed_on", new.closed_on, self.today())?;
        if closed_on < request.received_on {
            return Err(Error::field(
                "closed_on",
                "Ngày trả lời trước ngày nhận yêu cầu.",
                "Answered before it came in.",
            ));
        }
        request.outcome = new.outcome;
        request.closed_on = Some(closed_on);
        request.closed_by = Some(actor.account_id);
        tx.answer_data_request(&request).await?;
        let subject = ("data_request", key.1.to_string());
        let place = (Action::DataRequestAnswer, &scope, &area);
        let details = json!({ "outcome": request.outcome });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// A request the actor may do `action` with.
    pub(super) async fn request_for(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: Action,
        (province, request_id): (&str, Uuid),
    ) -> Result<(DataRequest, Scope, Area), Error> {
        let request = tx.find_data_request(province, request_id).await?;
        let request = request.ok_or_else(Error::not_found)?;
        let area = area_of(&request);
        let scope = self.scope_over(actor, action, &area)?;
        Ok((request, scope, area))
    }

    pub(super) fn request_view(&self, actor: &Actor, mut request: DataRequest) -> DataRequestView {
        let sight = Sight::over(actor, &area_of(&request));
        request.contact = sight.contact(&request.contact);
        let label = |kinds: Vec<(String, Text)>, wanted: &str| {
            let mut kinds = kinds.into_iter();
            kinds
                .find(|(code, _)| code == wanted)
                .map(|(_, label)| label)
        };
        let due = request.due_on.filter(|_| request.closed_on.is_none());
        DataRequestView {
            commune: self.unit_name(&request.commune_code),
            kind: label(request_kinds(), &request.kind).unwrap_or_default(),
            outcome: label(request_outcomes(), &request.outcome),
            late: self.is_overdue(due),
            request,
        }
    }

    /// Whether the day an open request is due has passed.
    fn is_overdue(&self, due: Option<NaiveDate>) -> bool {
        due.is_some_and(|due| due < self.today())
    }
}

fn area_of(request: &DataRequest) -> Area {
    area_of_request(&request.province_code, &request.commune_code)
}

fn area_of_request(province: &str, commune: &str) -> Area {
    Area::Commune {
        province: province.to_owned(),
        commune: commune.to_owned(),
    }
}
