//! A household as a program gives it: whole, not field by field on a form. What a form cannot
//! hold at all (a question that does not exist, a code no list has, a member of another
//! household) is refused here, before the rules that hold for every household.

use super::document::{Answer, Answers, HouseholdDocument, MemberDocument};
use super::form::{AnswerKind, FormSection};
use super::household::Saved;
use super::record::required;
use super::view::Ruling;
use crate::access::{Action, Actor};
use crate::error::FieldError;
use crate::{Context, Error};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_domain::date::written;
use vuonlen_domain::{Area, Text};

/// Largest number an answer may be, either way; as on the form.
pub const LARGEST_ANSWER: i64 = 1_000_000_000_000_000;

/// A household as given.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeHousehold {
    /// Short number within the commune.
    pub code: String,
    /// Village it lives in.
    pub village_id: Uuid,
    /// House number, hamlet or a landmark.
    pub address: String,
    /// Area it is reviewed in, where it differs from its unit's.
    pub area: Option<Area>,
    /// Its members, the head first.
    pub members: Vec<WholeMember>,
    /// Answers of the household's questions.
    pub answers: Answers,
}

/// A member as given.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeMember {
    /// Who of the household it is; none for somebody new.
    pub person_id: Option<Uuid>,
    /// Name as written.
    pub name: String,
    /// `YYYY-MM-DD` or `YYYY`; empty when unknown.
    pub birth: String,
    /// Identity number; none leaves what is recorded, an empty text takes it away.
    pub identity_number: Option<String>,
    /// Answers of the member's questions.
    pub answers: Answers,
}

impl Context {
    /// Adds a household to a commune; sent twice under one key it is one household.
    ///
    /// # Errors
    /// As [`Context::add_household`]; answers the form of the day does not know.
    pub async fn add_whole_household(
        &self,
        actor: &Actor,
        commune: &str,
        whole: WholeHousehold,
        (effective_on, reason): (NaiveDate, &str),
        key: Option<&str>,
    ) -> Result<Saved, Error> {
        let area = self.commune_area(commune)?;
        let scope = self.scope(actor, Action::HouseholdWrite)?;
        if !scope.touches(&area) {
            return Err(Error::not_found());
        }
        let reason = why(reason)?;
        let document = self.whole_document(commune, whole, None, effective_on)?;
        self.add_household_once(actor, document, (effective_on, &reason), key)
            .await
    }

    /// Puts a household, made on version `base`, in place of what is recorded. Commune and whether
    /// it lives there stay: moving is an event of its own. The reading it takes is audited.
    ///
    /// # Errors
    /// As [`Context::save_household`]; answers the form of the day does not know; a day before
    /// the recorded version's.
    pub async fn save_whole_household(
        &self,
        actor: &Actor,
        household: (&str, Uuid),
        base: i64,
        whole: WholeHousehold,
        (effective_on, reason): (NaiveDate, &str),
    ) -> Result<Saved, Error> {
        let begun = self.edit_household(actor, household, None).await?;
        if begun.version != base {
            return Err(Error::conflict());
        }
        let reason = why(reason)?;
        if effective_on < begun.effective_on {
            let since = written(begun.effective_on);
            return Err(Error::field(
                "effective_on",
                format!("Thông tin hiện có đã có hiệu lực từ {since}; chọn ngày đó hoặc sau đó."),
                format!("What is recorded holds from {since}; choose that day or a later one."),
            ));
        }
        let commune = begun.document.commune_code.clone();
        let document = self.whole_document(&commune, whole, Some(&begun.document), effective_on)?;
        self.save_household(actor, household, base, document, (effective_on, &reason))
            .await
    }

    /// What the law makes of a household that is recorded nowhere, on a day.
    ///
    /// # Errors
    /// A commune that does not exist on the day; wrong fields.
    pub fn judge_whole_household(
        &self,
        commune: &str,
        whole: WholeHousehold,
        on: NaiveDate,
    ) -> Result<Ruling, Error> {
        if self.law.units.province_of(commune, on).is_none() {
            return Err(Error::field(
                "commune",
                "Không có xã nào mang mã này vào ngày đó.",
                "No commune had this code on that day.",
            ));
        }
        let mut document = self.whole_document(commune, whole, None, on)?;
        document.normalise();
        if let Err(mut error) = self.validate(&document, on.min(self.today())) {
            // It need not have a number in any commune's list.
            error.fields.retain(|one| one.field != "code");
            if !error.fields.is_empty() {
                return Err(error);
            }
        }
        Ok(self.ruling(&document, Uuid::nil(), on))
    }

    fn whole_document(
        &self,
        commune: &str,
        whole: WholeHousehold,
        before: Option<&HouseholdDocument>,
        on: NaiveDate,
    ) -> Result<HouseholdDocument, Error> {
        let mut wrong = Vec::new();
        let mut known = BTreeSet::new();
        let mut members = Vec::new();
        for (row, given) in whole.members.into_iter().enumerate() {
            let recorded = given.person_id.and_then(|id| {
                let members = before.map(|before| &before.members[..]);
                let mut members = members.unwrap_or_default().iter();
                members.find(|member| member.person_id == id)
            });
            let stranger = given.person_id.is_some() && recorded.is_none();
            let twice = given.person_id.is_some_and(|id| !known.insert(id));
            if stranger || twice {
                say(
                    &mut wrong,
                    format!("members.{row}.person_id"),
                    "Hộ không có thành viên này, hoặc thành viên đứng hai lần. Bỏ khóa này để thêm người mới.",
                    "The household has no such member, or it stands twice. Leave this out to add somebody.",
                );
            }
            let number = recorded.map(|one| one.identity_number.clone());
            members.push(MemberDocument {
                person_id: given.person_id.unwrap_or_else(|| self.new_id()),
                name: given.name,
                birth: given.birth,
                identity_number: given.identity_number.or(number).unwrap_or_default(),
                answers: given.answers,
            });
        }
        let document = HouseholdDocument {
            code: whole.code,
            commune_code: commune.to_owned(),
            village_id: whole.village_id,
            address: whole.address,
            area: whole.area,
            active: before.is_none_or(|before| before.active),
            members,
            answers: whole.answers,
        };
        let form = self.form_on(on);
        let asked = |of_member: bool| form.iter().filter(move |one| one.of_member == of_member);
        let old = before.map(|before| &before.answers);
        check(&mut wrong, asked(false), ("", &document.answers, old));
        for (row, member) in document.members.iter().enumerate() {
            let old = before.and_then(|before| {
                let mut members = before.members.iter();
                members.find(|one| one.person_id == member.person_id)
            });
            let at = format!("members.{row}.");
            let old = old.map(|old| &old.answers);
            check(&mut wrong, asked(true), (&at, &member.answers, old));
        }
        if wrong.is_empty() {
            wrong = self.check_answers(&document, on);
        }
        if wrong.is_empty() {
            Ok(document)
        } else {
            Err(Error::invalid(wrong))
        }
    }
}

fn why(reason: &str) -> Result<String, Error> {
    required(
        "reason",
        reason,
        "Ghi lý do thay đổi.",
        "Write why it changed.",
    )
}

/// Names answers to what is not asked, of another kind than asked, or with a code the list of the
/// day does not have. What stands in `old` word for word stays as it is.
fn check<'a>(
    wrong: &mut Vec<FieldError>,
    asked: impl Iterator<Item = &'a FormSection>,
    (at, answers, old): (&str, &Answers, Option<&Answers>),
) {
    let questions: Vec<_> = asked.flat_map(|section| &section.questions).collect();
    for (name, answer) in answers {
        if old.and_then(|old| old.get(name)) == Some(answer) {
            continue;
        }
        let field = format!("{at}answers.{name}");
        match questions.iter().find(|question| question.name == *name) {
            None => say(
                wrong,
                field,
                "Phiếu của ngày này không có câu hỏi ấy.",
                "The form of that day has no such question.",
            ),
            Some(question) if !fits(&question.kind, answer) => say(
                wrong,
                field,
                "Câu trả lời không đúng kiểu, hoặc mã không có trong danh mục của ngày này.",
                "The answer is of another kind, or a code the list of that day does not have.",
            ),
            Some(_) => {}
        }
    }
}

fn fits(kind: &AnswerKind, answer: &Answer) -> bool {
    let whole = |number: i64| (-LARGEST_ANSWER..=LARGEST_ANSWER).contains(&number);
    let has = |codes: &[(String, Text)], code: &str| codes.iter().any(|(one, _)| one == code);
    match (kind, answer) {
        (AnswerKind::YesNo, Answer::Bool(_)) => true,
        (AnswerKind::Whole | AnswerKind::Decimal, Answer::Int(number)) => whole(*number),
        #[expect(clippy::cast_precision_loss, reason = "a bound, far below 2^53")]
        (AnswerKind::Decimal, Answer::Decimal(number)) => number.abs() <= LARGEST_ANSWER as f64,
        (AnswerKind::One(codes), Answer::Code(code)) => has(codes, code),
        (AnswerKind::Many(codes), Answer::Set(given)) => {
            let distinct: BTreeSet<&String> = given.iter().collect();
            distinct.len() == given.len() && given.iter().all(|code| has(codes, code))
        }
        _ => false,
    }
}

fn say(wrong: &mut Vec<FieldError>, field: String, vi: &str, en: &str) {
    wrong.push(FieldError {
        field,
        text: Text::new(vi, en),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::HouseholdQuery;
    use crate::testing::{COMMUNE, Fixture, PROVINCE, fixtures};

    fn member(person_id: Option<Uuid>, answers: &[(&str, Answer)]) -> WholeMember {
        WholeMember {
            person_id,
            name: "Lò  Thi\u{323} Mới".to_owned(),
            birth: "02/03/1990".to_owned(),
            identity_number: Some("001190000001".to_owned()),
            answers: answers
                .iter()
                .map(|(name, answer)| ((*name).to_owned(), answer.clone()))
                .collect(),
        }
    }

    fn whole(village_id: Uuid, members: Vec<WholeMember>) -> WholeHousehold {
        WholeHousehold {
            code: "API-1".to_owned(),
            village_id,
            address: String::new(),
            area: None,
            members,
            answers: Answers::new(),
        }
    }

    async fn officer(fixture: &Fixture) -> Result<(Actor, Uuid), Error> {
        let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        fixture.settle(&officer, 3).await?;
        let villages = fixture.context.villages(&officer, COMMUNE).await?;
        Ok((officer, villages[0].village_id))
    }

    fn fields(error: &Error) -> Vec<&str> {
        error.fields.iter().map(|one| one.field.as_str()).collect()
    }

    #[tokio::test]
    async fn a_household_given_whole_is_kept_once_and_changed_by_version() -> Result<(), Error> {
        for fixture in fixtures().await? {
            let (context, (officer, village)) = (&fixture.context, officer(&fixture).await?);
            let when = (context.today(), "Từ phần mềm khác");
            let given = whole(village, vec![member(None, &[])]);
            let add =
                || context.add_whole_household(&officer, COMMUNE, given.clone(), when, Some("k"));
            let (first, second) = (add().await?, add().await?);
            assert_eq!(first.household_id, second.household_id, "sent twice");
            let key = (PROVINCE, first.household_id);
            let page = context.household(&officer, key.0, key.1, None).await?;
            let known = &page.document.members[0];
            assert_eq!(known.name, "Lò Thị Mới");

            let mut changed = given.clone();
            changed.members[0].person_id = Some(known.person_id);
            changed.members[0].identity_number = None;
            changed.address = "Nhà cuối bản".to_owned();
            let saved = context
                .save_whole_household(&officer, key, 1, changed.clone(), when)
                .await?;
            assert_eq!(saved.version, 2);
            let begun = context.edit_household(&officer, key, None).await?;
            assert_eq!(begun.document.members[0].identity_number, "001190000001");
            let stale = context
                .save_whole_household(&officer, key, 1, changed.clone(), when)
                .await;
            assert_eq!(stale.unwrap_err().code, "changed_meanwhile");
            let earlier = context.today().pred_opt().unwrap_or_default();
            let before = context
                .save_whole_household(&officer, key, 2, changed, (earlier, "Sớm hơn"))
                .await;
            assert_eq!(fields(&before.unwrap_err()), ["effective_on"]);
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_no_form_could_hold_is_refused_by_name() -> Result<(), Error> {
        let fixture = fixtures().await?.remove(0);
        let (context, (officer, village)) = (&fixture.context, officer(&fixture).await?);
        let when = (context.today(), "Từ phần mềm khác");
        let code = |code: &str| Answer::Code(code.to_owned());
        let mut bad = whole(
            village,
            vec![
                member(Some(Uuid::nil()), &[("age", Answer::Int(3))]),
                member(None, &[("sex", code("neither")), ("insured", code("yes"))]),
            ],
        );
        let twice = Answer::Set(vec!["land".to_owned(), "land".to_owned()]);
        bad.answers.insert("causes".to_owned(), twice);
        bad.answers.insert("no_such".to_owned(), Answer::Bool(true));
        let income = Answer::Int(LARGEST_ANSWER + 1);
        bad.answers.insert("income_per_person".to_owned(), income);
        let refused = context
            .add_whole_household(&officer, COMMUNE, bad, when, None)
            .await
            .unwrap_err();
        let expected = [
            "members.0.person_id",
            "answers.causes",
            "answers.income_per_person",
            "answers.no_such",
            "members.0.answers.age",
            "members.1.answers.insured",
            "members.1.answers.sex",
        ];
        assert_eq!(fields(&refused), expected);
        let silent = whole(village, vec![member(None, &[])]);
        let silent = context
            .add_whole_household(&officer, COMMUNE, silent, (when.0, " "), None)
            .await;
        assert_eq!(fields(&silent.unwrap_err()), ["reason"]);
        let elsewhere = whole(village, vec![member(None, &[])]);
        let elsewhere = context
            .add_whole_household(&officer, "03694", elsewhere, when, None)
            .await;
        assert_eq!(elsewhere.unwrap_err().code, "not_found");
        Ok(())
    }

    #[tokio::test]
    async fn a_judged_household_is_recorded_nowhere() -> Result<(), Error> {
        let fixture = fixtures().await?.remove(0);
        let (context, (officer, _)) = (&fixture.context, officer(&fixture).await?);
        let query = HouseholdQuery {
            limit: 1,
            ..HouseholdQuery::default()
        };
        let before = context.list_households(&officer, &query).await?.total;
        let mut given = whole(Uuid::nil(), vec![member(None, &[])]);
        given.code = String::new();
        let open = context.judge_whole_household(COMMUNE, given.clone(), context.today())?;
        assert!(matches!(open, Ruling::Open(problems) if !problems.is_empty()));
        let long_ago = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap_or_default();
        assert!(
            context
                .judge_whole_household(COMMUNE, given, long_ago)
                .is_err()
        );
        let after = context.list_households(&officer, &query).await?.total;
        assert_eq!(before, after);
        Ok(())
    }
}
