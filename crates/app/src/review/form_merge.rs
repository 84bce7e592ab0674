//! Two people filled in one form: what each changed, joined; where both did, a choice. Nothing
//! either of them entered is lost.

use super::form::{FormDraft, FormRef};
use super::list::area_of_form;
use crate::access::{Action, Actor};
use crate::registry::difference::Change;
use crate::registry::merge::{Collision, Merged, Side, merge};
use crate::registry::wording::Wording;
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use vuonlen_domain::Text;

/// What was saved while somebody else was filling in the same form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormMeanwhile {
    /// The form's version now: save over this one.
    pub version: i64,
    /// When it was saved.
    pub changed_at: DateTime<Utc>,
    /// By whom; none when it is not known.
    pub changed_by: Option<String>,
    /// Both joined, with what is left to choose.
    pub merged: Merged,
    /// The joined form.
    pub draft: FormDraft,
}

/// A field of a form that is no part of the household.
type Part<'d> = (
    &'static str,
    Text,
    fn(&FormDraft) -> String,
    fn(&mut FormDraft, &FormDraft),
);

impl Context {
    /// Joins `mine`, made on `base`, with the form as it is saved now. `choices` are by the path
    /// of a collision.
    ///
    /// # Errors
    /// A form outside the actor's area; fields of `mine` that cannot be.
    pub async fn merge_form(
        &self,
        actor: &Actor,
        form: FormRef<'_>,
        (base, mine): (&FormDraft, &FormDraft),
        choices: &BTreeMap<String, Side>,
    ) -> Result<FormMeanwhile, Error> {
        let mut tx = self.store.read().await?;
        let open = self.open_form(&mut tx, form).await?;
        self.permit(actor, Action::SurveyWrite, area_of_form(&open.form))?;
        let changed_by = match open.form.changed_by {
            Some(account) => tx.find_account(account).await?.map(|one| one.display_name),
            None => None,
        };
        let theirs = FormDraft {
            document: self.document_of_form(&mut tx, &open).await?,
            event: open.form.event.clone(),
            appraisal: serde_json::from_value(open.form.appraisal.clone()).unwrap_or_default(),
        };
        let (mut base, mut mine) = (base.clone(), mine.clone());
        self.check_draft(&open, &mut mine)?;
        base.document.normalise();
        base.document.village_id = open.form.village_id;
        base.document.code.clone_from(&theirs.document.code);
        let wording = Wording::new(&self.law);
        let mut merged = merge(
            &wording,
            &base.document,
            &theirs.document,
            &mine.document,
            choices,
        );
        let mut draft = FormDraft {
            document: merged.document.clone(),
            ..theirs.clone()
        };
        for part in parts() {
            join(
                &wording,
                &part,
                (&base, &theirs, &mine),
                choices,
                (&mut merged, &mut draft),
            );
        }
        Ok(FormMeanwhile {
            version: open.form.version,
            changed_at: open.form.changed_at,
            changed_by,
            merged,
            draft,
        })
    }
}

fn join(
    wording: &Wording<'_>,
    (path, what, read, take): &Part<'_>,
    (base, theirs, mine): (&FormDraft, &FormDraft, &FormDraft),
    choices: &BTreeMap<String, Side>,
    (merged, draft): (&mut Merged, &mut FormDraft),
) {
    let (was, is, wanted) = (read(base), read(theirs), read(mine));
    if is == wanted {
        return;
    }
    let words = |value: &str| match *path {
        "event" if !value.is_empty() => wording.label("household_events", value),
        _ => Text::new(value, value),
    };
    let change = |before: &str, after: &str| Change {
        path: (*path).to_owned(),
        what: what.clone(),
        before: words(before),
        after: words(after),
    };
    if wanted == was {
        merged.only_theirs.push(change(&was, &is));
    } else if is == was {
        merged.only_mine.push(change(&was, &wanted));
        take(draft, mine);
    } else {
        let chosen = choices.get(*path).copied();
        if chosen == Some(Side::Mine) {
            take(draft, mine);
        }
        merged.collisions.push(Collision {
            path: (*path).to_owned(),
            what: what.clone(),
            before: words(&was),
            theirs: words(&is),
            mine: words(&wanted),
            chosen,
        });
    }
}

/// The fields of a form that are no part of the household.
fn parts<'d>() -> [Part<'d>; 6] {
    [
        (
            "event",
            Text::new("Biến động của hộ", "What happened to the household"),
            |draft| draft.event.clone().unwrap_or_default(),
            |draft, from| draft.event.clone_from(&from.event),
        ),
        (
            "appraisal.circumstances",
            Text::new("Điều kiện, hoàn cảnh", "Conditions and circumstances"),
            |draft| draft.appraisal.circumstances.clone(),
            |draft, from| {
                draft
                    .appraisal
                    .circumstances
                    .clone_from(&from.appraisal.circumstances);
            },
        ),
        (
            "appraisal.prospect",
            Text::new("Khả năng thoát nghèo", "Whether it can leave poverty"),
            |draft| draft.appraisal.prospect.clone(),
            |draft, from| {
                draft
                    .appraisal
                    .prospect
                    .clone_from(&from.appraisal.prospect);
            },
        ),
        (
            "appraisal.target_year",
            Text::new("Năm dự kiến thoát nghèo", "Year it is thought to leave"),
            |draft| {
                draft
                    .appraisal
                    .target_year
                    .map(|year| year.to_string())
                    .unwrap_or_default()
            },
            |draft, from| draft.appraisal.target_year = from.appraisal.target_year,
        ),
        (
            "appraisal.support",
            Text::new("Hỗ trợ phù hợp", "Support thought fit"),
            |draft| draft.appraisal.support.clone(),
            |draft, from| draft.appraisal.support.clone_from(&from.appraisal.support),
        ),
        (
            "appraisal.wish",
            Text::new("Nguyện vọng của hộ", "What the household wishes"),
            |draft| draft.appraisal.wish.clone(),
            |draft, from| draft.appraisal.wish.clone_from(&from.appraisal.wish),
        ),
    ]
}
