//! What the commune answers: a refusal with its reasons, the notice of a re-check.

use super::{PaperFile, Print, draw, in_sentence, persons};
use crate::access::Actor;
use crate::review::form::FormRef;
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_documents::official::{
    DocumentNumber, Outcome, RecheckNotice, RecheckedHousehold, Refusal, Signer,
};
use vuonlen_domain::Class;

impl Context {
    /// The letter that tells a household why it is not recognised.
    ///
    /// # Errors
    /// What [`Context::refusal_data`] says.
    pub async fn refusal_paper(
        &self,
        actor: &Actor,
        form: FormRef<'_>,
        print: Print,
    ) -> Result<PaperFile, Error> {
        let data = self.refusal_data(actor, form).await?;
        let mut tx = self.store.read().await?;
        let open = self.open_form(&mut tx, form).await?;
        let commune = self.commune_on_paper(&open.form.commune_code);
        let village = in_sentence(&data.village);
        let standard = self.law.standard(&open.round.row.standard);
        let periods = standard.into_iter().flat_map(|standard| &standard.periods);
        let sources = periods.map(|period| period.source.as_str()).chain([open
            .round
            .procedure
            .source
            .as_str()]);
        let grounds = self.grounds(sources.filter_map(|source| source.split('#').next()));
        let paper = Refusal {
            number: DocumentNumber::draft("UBND"),
            date: Some(self.today()),
            head: data.head_name.clone(),
            residence: format!("{village}, {}", commune.name),
            requested: "hộ nghèo, hộ cận nghèo".to_owned(),
            requested_on: data.requested_on,
            grounds,
            reasons: data
                .reasons
                .iter()
                .map(|reason| reason.vi.clone())
                .collect(),
            complaints_to: commune.committee(),
            recipients: vec![format!("Trưởng {village}"), "Lưu: VT".to_owned()],
            signer: Signer::chairman(None).on_behalf_of("Ủy ban nhân dân"),
            commune,
        }
        .paper();
        draw(paper, "tra-loi-khong-cong-nhan".to_owned(), print).await
    }

    /// The public notice of what an objection's re-check came to; who objected is not named.
    ///
    /// # Errors
    /// An objection that is not settled, or was settled without a re-check.
    pub async fn recheck_paper(
        &self,
        actor: &Actor,
        (province, objection_id): (&str, Uuid),
        print: Print,
    ) -> Result<PaperFile, Error> {
        let answer = self
            .objection_answer(actor, (province, objection_id))
            .await?;
        let objection = &answer.objection;
        let checked = answer.rechecks.iter().rev().find_map(|one| one.checked_at);
        let (Some(checked), "settled") = (checked, objection.state.as_str()) else {
            return Err(Error::state(
                "objection_not_answered",
                "Khiếu nại này chưa có kết quả phúc tra và trả lời nên chưa có thông báo để in. Ghi kết quả phúc tra và trả lời trước.",
                "This objection has no re-check and answer yet, so there is no notice to print. Record both first.",
            ));
        };
        let mut tx = self.store.read().await?;
        let round = self
            .round_at(&mut tx, (province, objection.round_id))
            .await?;
        let commune = self.commune_on_paper(&round.row.commune_code);
        let lines = tx
            .list_forms(province, objection.round_id, Some(objection.village_id))
            .await?;
        let line = lines
            .into_iter()
            .find(|line| Some(line.form_id) == objection.form_id);
        let postings = tx
            .list_postings(province, objection.round_id, Some(objection.village_id))
            .await?;
        let day = (checked + chrono::Duration::hours(7)).date_naive();
        let posted = postings
            .into_iter()
            .rfind(|posting| !posting.because.is_empty() && posting.from_date >= day);
        let outcome = |class: &Option<String>| {
            let class = class.as_deref().and_then(Class::parse);
            class.map_or(Outcome::NotPoor, Outcome::from)
        };
        let settled = objection.settled_at.unwrap_or(checked) + chrono::Duration::hours(7);
        let paper = RecheckNotice {
            number: DocumentNumber::draft("TB-UBND"),
            date: Some(settled.date_naive()),
            period: round.period(),
            grounds: self.grounds(round.procedure.source.split('#').next()),
            rechecked_on: day,
            rechecked_by: round.committee(&commune),
            households: vec![RecheckedHousehold {
                head: answer.head_name.clone(),
                village: answer.village.clone(),
                persons: line.map_or(0, |line| persons(line.size)),
                before: outcome(&objection.class_before),
                after: outcome(&objection.class_after),
            }],
            posted: posted.map(|posting| {
                let last = posting.until_date.pred_opt().unwrap_or(posting.until_date);
                (posting.from_date, last)
            }),
            recipients: vec![
                "Hộ gia đình có tên".to_owned(),
                format!("Trưởng {} (niêm yết)", in_sentence(&answer.village)),
                "Ủy ban Mặt trận Tổ quốc Việt Nam cùng cấp".to_owned(),
                "Lưu: VT".to_owned(),
            ],
            signer: Signer::chairman(None).on_behalf_of("Ủy ban nhân dân"),
            commune,
        }
        .paper();
        draw(paper, "thong-bao-phuc-tra".to_owned(), print).await
    }
}
