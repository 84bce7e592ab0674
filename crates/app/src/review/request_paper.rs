//! Requests of households on paper: Mẫu 01 and Mẫu 04, filled in or blank.

use super::request::RequestKind;
use crate::access::{Action, Actor};
use crate::registry::household::{area_of, newest};
use crate::registry::wording::{Wording, birth_text};
use crate::registry::{HouseholdDocument, MemberDocument};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_documents::official::{
    Applicant, Commune, ExitRequest, Paper, Purpose, RequestMember, ReviewRequest, Sex,
};
use vuonlen_domain::Class;

/// A paper that can be written as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPaper(Paper);

impl RequestPaper {
    /// To be edited in a word processor.
    ///
    /// # Errors
    /// [`Error::internal`] when it cannot be put together.
    pub fn docx(&self) -> Result<Vec<u8>, Error> {
        vuonlen_documents::docx::write(&self.0).map_err(Error::internal)
    }

    /// To be printed and signed.
    ///
    /// # Errors
    /// [`Error::internal`] when it cannot be drawn.
    pub fn pdf(&self) -> Result<Vec<u8>, Error> {
        vuonlen_documents::pdf::write(&self.0).map_err(Error::internal)
    }
}

impl Context {
    /// A request as the household signs it. The reading is audited.
    ///
    /// # Errors
    /// A request outside the actor's area.
    pub async fn request_paper(
        &self,
        actor: &Actor,
        (province, request_id): (&str, Uuid),
    ) -> Result<RequestPaper, Error> {
        let mut tx = self.store.read().await?;
        let request = tx.find_request(province, request_id).await?;
        let request = request.ok_or_else(Error::not_found)?;
        let household = tx.find_household(province, request.household_id).await?;
        let household = household.ok_or_else(Error::not_found)?;
        let permit = self.permit(actor, Action::HouseholdRead, area_of(&household))?;
        let document = newest(&mut tx, &household).await?;
        let village = self
            .village_name(&mut tx, province, household.village_id)
            .await?;
        permit
            .record_reading(
                tx,
                ("request", request_id),
                json!({ "paper": request.kind }),
            )
            .await?;
        let commune = self.addressed_commune(&household.commune_code);
        let mut applicant = self.applicant(&document, &village, commune.as_ref());
        applicant.name = Some(request.raised_by.clone());
        let members = document.members.iter().map(|one| self.request_member(one));
        let members = members.collect();
        let reason = Some(request.content.clone()).filter(|text| !text.is_empty());
        let date = Some(request.raised_on);
        if request.kind == RequestKind::Escape.code() {
            let class = Class::parse(&household.class);
            let poor = class.filter(|class| class.is_poor_or_near_poor());
            return Ok(RequestPaper(
                ExitRequest {
                    commune,
                    applicant,
                    poor: poor.map(|class| class == Class::Poor),
                    members,
                    reason,
                    date,
                }
                .paper(),
            ));
        }
        let ticked: Vec<&str> = request.reasons.split(',').collect();
        Ok(RequestPaper(
            ReviewRequest {
                commune,
                purpose: Some(Purpose::Review),
                applicant,
                members,
                reasons: self.reasons(&ticked),
                reason,
                date,
            }
            .paper(),
        ))
    }

    /// A request to be written on by hand, addressed to a commune.
    #[must_use]
    pub fn blank_request(&self, kind: RequestKind, commune: &str) -> RequestPaper {
        let commune = self.addressed_commune(commune);
        RequestPaper(match kind {
            RequestKind::Review => ReviewRequest {
                commune,
                reasons: self.reasons(&[]),
                ..ReviewRequest::default()
            }
            .paper(),
            RequestKind::Escape => ExitRequest {
                commune,
                ..ExitRequest::default()
            }
            .paper(),
        })
    }

    fn reasons(&self, ticked: &[&str]) -> Vec<(String, bool)> {
        let list = self.law.codes.list("serious_reasons");
        let version = list.and_then(|list| list.as_of(self.today()));
        let codes = version
            .map(|version| &version.codes[..])
            .unwrap_or_default();
        let lines = codes.iter();
        lines
            .map(|code| (code.label.vi.clone(), ticked.contains(&&*code.code)))
            .collect()
    }

    /// A commune as documents name it; none for a code that is no unit today.
    fn addressed_commune(&self, code: &str) -> Option<Commune> {
        let on = self.today();
        let unit = self.law.units.unit(code, on)?;
        let area = self.commune_area(code).ok()?;
        let province = self.law.units.unit(area.province()?, on)?;
        Some(Commune {
            name: unit.name_in_text(),
            province: province.name_in_text(),
            place: unit.bare_name().to_owned(),
        })
    }

    fn applicant(
        &self,
        document: &HouseholdDocument,
        village: &str,
        commune: Option<&Commune>,
    ) -> Applicant {
        let head = document.head();
        let known = |text: String| Some(text).filter(|text| !text.is_empty());
        let commune = commune.map(|commune| format!("{}, {}", commune.name, commune.province));
        let place = [
            Some(document.address.clone()),
            Some(village.to_owned()),
            commune,
        ];
        let place: Vec<String> = place
            .into_iter()
            .flatten()
            .filter(|p| !p.is_empty())
            .collect();
        Applicant {
            sex: head.and_then(sex),
            birth: head.and_then(|head| known(birth_text(head))),
            ethnicity: head.and_then(|head| known(self.in_words(head, "ethnicity"))),
            identity: head.and_then(|head| known(head.identity_number.clone())),
            residence: known(place.join(", ")),
            dwelling: known(place.join(", ")),
            ..Applicant::default()
        }
    }

    fn request_member(&self, member: &MemberDocument) -> RequestMember {
        RequestMember {
            name: member.name.clone(),
            sex: sex(member),
            birth: birth_text(member),
            relation: self.in_words(member, "relation"),
            occupation: self.in_words(member, "job"),
        }
    }

    /// A member's answer in Vietnamese; empty when there is none.
    fn in_words(&self, member: &MemberDocument, fact: &str) -> String {
        let wording = Wording::new(&self.law);
        let answer = member.answers.get(fact);
        answer
            .map(|answer| wording.answer(wording.fact("member", fact), answer).vi)
            .unwrap_or_default()
    }
}

fn sex(member: &MemberDocument) -> Option<Sex> {
    match member.code("sex") {
        Some("male") => Some(Sex::Male),
        Some("female") => Some(Sex::Female),
        _ => None,
    }
}
