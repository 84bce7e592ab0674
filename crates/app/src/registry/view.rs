//! Everything a household's page shows, gathered once: what is known, how it came about, and
//! what the law makes of it.

use super::difference::{Change, changes};
use super::document::{Answers, HouseholdDocument, MemberDocument, age_on};
use super::household::HouseholdPage;
use super::wording::{Wording, area_text, birth_text};
use crate::access::{Actor, Area};
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::{Shown, Sight};
use crate::{Context, Error};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_law::assess::{Assessor, Explanation, Options, Problem};
use vuonlen_law::questionnaires::{Of, Questionnaire};
use vuonlen_store::Tx;
use vuonlen_store::event::HouseholdEvent;
use vuonlen_store::household::HouseholdVersion;

/// A household's page.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdView {
    /// The household, the version shown and its document.
    pub page: HouseholdPage,
    /// Name of its village on that day.
    pub village_name: String,
    /// Rural or urban.
    pub area: Text,
    /// Labels of its groups.
    pub groups: Vec<Text>,
    /// What the columns of [`MemberView::plain`] are called.
    pub plain_labels: Vec<Text>,
    /// Its members in order.
    pub members: Vec<MemberView>,
    /// Answers about the household, by sections of the survey form.
    pub sections: Vec<SectionView>,
    /// Every version, newest first, with what it changed.
    pub history: Vec<HistoryEntry>,
    /// What happened to it, newest first.
    pub events: Vec<EventView>,
    /// What the law makes of the version shown.
    pub ruling: Ruling,
    /// Kinds of facts the actor's roles are not shown as they are.
    pub withheld: Vec<Text>,
}

/// One member.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberView {
    /// Name.
    pub name: String,
    /// Its id.
    pub person_id: Uuid,
    /// `15/03/1985`, or the year.
    pub birth: String,
    /// Completed years on the day shown.
    pub age: Option<i32>,
    /// Identity number by its last three digits.
    pub identity: String,
    /// Sex, relation, ethnic group: what every list of members shows.
    pub plain: Vec<Text>,
    /// The other answers, by sections.
    pub sections: Vec<SectionView>,
}

/// Answers under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionView {
    /// The heading.
    pub label: Text,
    /// Question and answer.
    pub answers: Vec<(Text, Text)>,
}

/// One version.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// Its number.
    pub version: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom; none for the system.
    pub recorded_by: Option<String>,
    /// From which day it holds.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What it changed on the version it was made on; empty for the first.
    pub changes: Vec<Change>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// Its kind.
    pub kind: Text,
    /// The day.
    pub on: NaiveDate,
    /// In words.
    pub note: String,
}

/// What the law makes of a household.
#[derive(Debug, Clone, PartialEq)]
pub enum Ruling {
    /// A class, with why.
    Decided(Box<Explanation>),
    /// What is missing or contradictory.
    Open(Vec<Problem>),
    /// No standard holds on that day.
    None,
    /// Why would tell what the actor's roles are not shown.
    Withheld,
}

impl Context {
    /// A household's page, as of a day where one is given. The reading is audited.
    ///
    /// # Errors
    /// As [`Context::household`].
    pub async fn household_view(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        as_of: Option<NaiveDate>,
    ) -> Result<HouseholdView, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let read = self.read_household(&mut tx, actor, key, as_of).await?;
        let commune = &read.page.document.commune_code;
        let wording = self.wording(&mut tx, commune).await?;
        let events = tx.list_events_of(province, household_id).await?;
        read.end(self, tx, actor).await?;
        let sight = read.sight(actor);
        let (mut page, versions) = (read.page, read.versions);
        let on = as_of.unwrap_or_else(|| self.today());
        let document = &page.document;
        let form = self.questionnaire_on(on);
        let members = document
            .members
            .iter()
            .map(|member| member_view((&wording, &sight), form, member, on))
            .collect();
        let sections = sections(
            (&wording, &sight),
            form,
            Of::Household,
            &document.answers,
            &[],
        );
        let history = history((&wording, &sight), &page, &versions)?;
        let ruling = if sight.sees_why() {
            self.ruling(document, household_id, on)
        } else {
            Ruling::Withheld
        };
        sight.page(&mut page);
        let document = &page.document;
        let groups = page
            .household
            .groups
            .split(',')
            .filter(|code| !code.is_empty());
        Ok(HouseholdView {
            village_name: wording.village(document.village_id),
            area: vuonlen_domain::Area::parse(&page.household.area)
                .map(area_text)
                .unwrap_or_default(),
            groups: groups.map(|code| wording.label("groups", code)).collect(),
            plain_labels: PLAIN
                .iter()
                .filter_map(|name| Some(wording.fact("member", name)?.label.clone()))
                .collect(),
            members,
            sections,
            history,
            events: events
                .iter()
                .filter(|event| event.on_date <= on)
                .map(|event| event_view(&wording, &sight, event))
                .collect(),
            ruling,
            withheld: sight.withheld(),
            page,
        })
    }

    /// The survey form of the standard in force on `date`, else the newest there is.
    #[must_use]
    pub fn questionnaire_on(&self, date: NaiveDate) -> Option<&Questionnaire> {
        let forms = &self.law.questionnaires;
        let standard = self.law.standard_on(date).ok().map(|standard| &standard.id);
        forms
            .iter()
            .find(|form| Some(&form.standard) == standard)
            .or_else(|| forms.last())
    }

    /// What the law makes of a document on a day.
    #[must_use]
    pub fn ruling(&self, document: &HouseholdDocument, id: Uuid, on: NaiveDate) -> Ruling {
        let Ok(standard) = self.law.standard_on(on) else {
            return Ruling::None;
        };
        let assessor = Assessor::new(&self.law, &standard.id, on, &Options::default());
        let input = document.to_input(&id.to_string(), &self.law);
        let (Ok(assessor), Ok(input)) = (assessor, input) else {
            return Ruling::None;
        };
        match assessor.explain(&input) {
            Ok(explanation) => Ruling::Decided(Box::new(explanation)),
            Err(problems) => Ruling::Open(problems),
        }
    }

    /// Words for the documents of a commune, with the names of all villages it ever had.
    pub(crate) async fn wording(&self, tx: &mut Tx, commune: &str) -> Result<Wording<'_>, Error> {
        let mut wording = Wording::new(&self.law);
        if let Ok(Area::Commune { province, commune }) = self.commune_area(commune) {
            let villages = tx.list_villages_ever(&province, &commune).await?;
            wording.villages = villages
                .into_iter()
                .map(|village| (village.village_id, village.name))
                .collect();
        }
        Ok(wording)
    }
}

fn history(
    (wording, sight): (&Wording<'_>, &Sight),
    page: &HouseholdPage,
    versions: &[HouseholdVersion],
) -> Result<Vec<HistoryEntry>, Error> {
    let documents = versions
        .iter()
        .map(|version| serde_json::from_value(version.document.clone()))
        .collect::<Result<Vec<HouseholdDocument>, _>>()
        .map_err(Error::internal)?;
    let entries = page.history.iter().zip(versions).zip(&documents);
    Ok(entries
        .map(|((summary, version), document)| {
            let base = versions
                .iter()
                .position(|one| Some(one.version) == version.base_version)
                .and_then(|position| documents.get(position));
            HistoryEntry {
                version: summary.version,
                recorded_at: summary.recorded_at,
                recorded_by: summary.recorded_by.clone(),
                effective_on: summary.effective_on,
                reason: sight.text(FieldKind::Notes, &summary.reason),
                changes: base
                    .map(|base| changes(wording, base, document))
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|change| sight.change(change))
                    .collect(),
            }
        })
        .collect())
}

/// Facts a list of members shows in columns of their own.
pub(super) const PLAIN: [&str; 3] = ["sex", "relation", "ethnicity"];

fn member_view(
    (wording, sight): (&Wording<'_>, &Sight),
    form: Option<&Questionnaire>,
    member: &MemberDocument,
    on: NaiveDate,
) -> MemberView {
    let plain = PLAIN.iter().map(|name| {
        let fact = wording.fact("member", name);
        let answer = member.answers.get(*name);
        answer
            .and_then(|answer| sight.answer(("member", name), wording.answer(fact, answer)))
            .unwrap_or_default()
    });
    MemberView {
        name: member.name.clone(),
        person_id: member.person_id,
        birth: match sight.of(FieldKind::Birth) {
            Shown::Whole => birth_text(member),
            Shown::Masked | Shown::Hidden => sight.birth(&member.birth),
        },
        age: age_on(member, on),
        identity: sight.identity(&member.identity_number),
        plain: plain.collect(),
        sections: sections((wording, sight), form, Of::Member, &member.answers, &PLAIN),
    }
}

/// Answers under the headings of the survey form; what the form does not ask comes last.
fn sections(
    (wording, sight): (&Wording<'_>, &Sight),
    form: Option<&Questionnaire>,
    of: Of,
    answers: &Answers,
    without: &[&str],
) -> Vec<SectionView> {
    let mut shown: Vec<&str> = without.to_vec();
    let mut views = Vec::new();
    for section in form.into_iter().flat_map(|form| &form.sections) {
        if section.scope != of {
            continue;
        }
        let mut lines = Vec::new();
        for question in &section.questions {
            let name = question.name();
            if let Some(answer) = answers.get(name).filter(|_| !shown.contains(&name)) {
                let fact = wording.fact(of.scope(), name);
                let answer = sight.answer((of.scope(), name), wording.answer(fact, answer));
                lines.extend(answer.map(|answer| (question.label.clone(), answer)));
                shown.push(name);
            }
        }
        if !lines.is_empty() {
            views.push(SectionView {
                label: section.label.clone(),
                answers: lines,
            });
        }
    }
    let rest = answers
        .iter()
        .filter(|(name, _)| !shown.contains(&name.as_str()));
    let rest: Vec<_> = rest
        .filter_map(|(name, answer)| {
            let fact = wording.fact(of.scope(), name);
            let label = fact.map_or_else(|| Text::new(name, name), |fact| fact.label.clone());
            let answer = sight.answer((of.scope(), name), wording.answer(fact, answer))?;
            Some((label, answer))
        })
        .collect();
    if !rest.is_empty() {
        views.push(SectionView {
            label: Text::new("Thông tin khác", "Other"),
            answers: rest,
        });
    }
    views
}

pub(super) fn event_view(
    wording: &Wording<'_>,
    sight: &Sight,
    event: &HouseholdEvent,
) -> EventView {
    EventView {
        kind: wording.label("change_events", &event.kind),
        on: event.on_date,
        note: sight.text(FieldKind::Notes, &event.note),
    }
}
