//! Mẫu 02: decisions that recognise, correct, or take a household out of the lists.

use super::{PaperFile, Print, document_number, draw, persons};
use crate::access::Actor;
use crate::review::papers::DecisionData;
use crate::review::result::ReviewResult;
use crate::review::round_at::{RoundAt, RoundRef};
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_documents::official::{
    DecidedHousehold, Decision, DecisionList, DecisionPurpose, Signer,
};

impl Context {
    /// One decision of a round with its lists. Taking it out is audited.
    ///
    /// # Errors
    /// No such decision; a round outside the actor's area.
    pub async fn decision_paper(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        decision: Uuid,
        print: Print,
    ) -> Result<PaperFile, Error> {
        let all = self.decision_data(actor, key).await?;
        let mut found = all.into_iter();
        let data = found.find(|one| one.decision.decision_id == decision);
        let data = data.ok_or_else(Error::not_found)?;
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let name: String = (data.decision.number.chars())
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        let paper = self.decision_on_paper(&round, &data).paper();
        draw(paper, format!("quyet-dinh-{name}"), print).await
    }

    fn decision_on_paper(&self, round: &RoundAt<'_>, data: &DecisionData) -> Decision {
        let commune = self.commune_on_paper(&round.row.commune_code);
        let reason = data.decision.reason.clone();
        let purpose = match data.decision.kind.as_str() {
            "amendment" => DecisionPurpose::Correction(reason),
            "removal" => DecisionPurpose::Removal(reason),
            _ => DecisionPurpose::Recognition,
        };
        let certified = [ReviewResult::Poor, ReviewResult::NearPoor]
            .iter()
            .any(|result| data.lists.contains_key(result));
        let last_article = if certified { "Điều 4" } else { "Điều 3" };
        Decision {
            number: document_number(&data.decision.number, "QĐ-UBND"),
            date: Some(data.decision.signed_on),
            period: round.period(),
            purpose,
            grounds: self.grounds(data.instruments.iter().map(String::as_str)),
            proposer: Some(round.committee(&commune)),
            lists: data
                .lists
                .iter()
                .map(|(result, lines)| DecisionList {
                    outcome: (*result).into(),
                    households: lines
                        .iter()
                        .map(|line| DecidedHousehold {
                            head: line.head_name.clone(),
                            village: line.village.clone(),
                            persons: persons(line.persons),
                            note: None,
                        })
                        .collect(),
                })
                .collect(),
            in_force: None,
            executors: [
                "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân".to_owned(),
                round.committee(&commune),
                "Trưởng các thôn, bản, tổ dân phố".to_owned(),
            ]
            .to_vec(),
            recipients: vec![
                format!("Như {last_article}"),
                "Thường trực Đảng ủy, Hội đồng nhân dân".to_owned(),
                "Ủy ban Mặt trận Tổ quốc Việt Nam cùng cấp".to_owned(),
                "Lưu: VT".to_owned(),
            ],
            signer: Signer::chairman(Some(data.decision.signer.clone())),
            commune,
        }
    }
}
