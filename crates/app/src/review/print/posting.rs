//! Niêm yết: the list for the board and the notice above it.

use super::{PaperFile, Print, draw, in_sentence, persons};
use crate::access::{Action, Actor};
use crate::review::posting::PostingView;
use crate::review::round_at::{RoundAt, RoundRef};
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_documents::official::{DocumentNumber, ListedHousehold, Posting, Signer};

/// Which paper of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostingSheet {
    /// The list for the board.
    List,
    /// The notice that goes with it.
    Notice,
}

impl PostingSheet {
    /// Reads `list` or `notice`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "list" => Some(Self::List),
            "notice" => Some(Self::Notice),
            _ => None,
        }
    }
}

impl Context {
    /// A paper of one posting; without one, of everything that hangs out today in the commune.
    ///
    /// # Errors
    /// No such posting, or none that hangs out; a round outside the actor's area.
    pub async fn posting_paper(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        posting: Option<Uuid>,
        (sheet, print): (PostingSheet, Print),
    ) -> Result<PaperFile, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let mut views = Vec::new();
        for row in tx.list_postings(key.0, key.1, None).await? {
            if posting.is_some_and(|wanted| wanted != row.posting_id) {
                continue;
            }
            let area = round.village_area(row.village_id);
            let view = self.posting_view(&mut tx, row).await?;
            if posting.is_some() || view.stands {
                self.permit(actor, Action::RoundRead, area)?;
                views.push(view);
            }
        }
        let paper = self.posting_on_paper(&round, &views).ok_or_else(|| {
            Error::state(
                "nothing_posted",
                "Hôm nay không có danh sách nào đang niêm yết trong đợt này. Niêm yết kết quả của từng thôn trước.",
                "Nothing of this round hangs out today. Post the villages' results first.",
            )
        })?;
        let (paper, name) = match sheet {
            PostingSheet::List => (paper.list(), "danh-sach-niem-yet"),
            PostingSheet::Notice => (paper.notice(), "thong-bao-niem-yet"),
        };
        draw(paper, name.to_owned(), print).await
    }

    fn posting_on_paper(&self, round: &RoundAt<'_>, views: &[PostingView]) -> Option<Posting> {
        let first = views.first()?;
        let commune = self.commune_on_paper(&round.row.commune_code);
        let places = self.law.codes.list("posting_places");
        let mut hung: Vec<String> = Vec::new();
        for code in views.iter().flat_map(|view| &view.places) {
            let label = places.and_then(|list| list.label(code));
            let label = label.map_or_else(|| code.clone(), |label| in_sentence(&label.vi));
            if !hung.contains(&label) {
                hung.push(label);
            }
        }
        let days = round.days("posting").filter(|days| days.working);
        let entries = views.iter().flat_map(|view| &view.entries);
        let source = round.procedure.source.split('#').next();
        Some(Posting {
            number: DocumentNumber::draft("TB-UBND"),
            date: Some(first.from),
            village: (views.len() == 1).then(|| in_sentence(&first.village_name)),
            period: round.period(),
            grounds: self.grounds(source),
            households: entries
                .map(|entry| ListedHousehold {
                    head: entry.head.clone(),
                    village: entry.village.clone(),
                    outcome: entry.result.into(),
                    persons: persons(entry.persons),
                })
                .collect(),
            from: views.iter().map(|view| view.from).min()?,
            to: views.iter().map(|view| view.last).max()?,
            working_days: days.map(|days| days.value),
            places: hung,
            objections_to: round.committee(&commune),
            telephone: None,
            recipients: [
                "Thường trực Đảng ủy, Hội đồng nhân dân",
                "Ủy ban Mặt trận Tổ quốc Việt Nam cùng cấp",
                "Trưởng các thôn, bản, tổ dân phố (niêm yết)",
                "Lưu: VT",
            ]
            .map(str::to_owned)
            .to_vec(),
            signer: Signer::chairman(None).on_behalf_of("Ủy ban nhân dân"),
            commune,
        })
    }
}
