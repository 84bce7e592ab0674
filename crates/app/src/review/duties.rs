//! Separation of duties: who did one thing may not do the other to the same household or round.
//!
//! Roles already keep surveying, supervising and recognising apart; this also holds for a person
//! who has several roles, or had another one when the survey was made.

use crate::access::Actor;
use crate::error::ErrorKind;
use crate::{Error, FieldError};
use uuid::Uuid;
use vuonlen_domain::Text;

fn refuse(code: &'static str, vi: &str, en: &str) -> Error {
    Error::new(ErrorKind::Denied, code, Text::new(vi, en))
}

/// The chairman who signs surveyed no household of the round.
pub(super) fn signs_what_others_surveyed(actor: &Actor, enumerators: &[Uuid]) -> Result<(), Error> {
    if enumerators.contains(&actor.account_id) {
        return Err(refuse(
            "surveyor_cannot_recognise",
            "Bạn đã trực tiếp điều tra hộ trong đợt này nên không được ký công nhận. Để người khác có thẩm quyền ký.",
            "You surveyed households of this round, so you may not recognise it. Let another authorised person sign.",
        ));
    }
    Ok(())
}

/// The chairman who signs did not submit the result himself.
pub(super) fn signs_what_others_submitted(
    actor: &Actor,
    submitter: Option<Uuid>,
) -> Result<(), Error> {
    if submitter == Some(actor.account_id) {
        return Err(refuse(
            "submitter_cannot_recognise",
            "Bạn là người trình kết quả nên không được tự ký công nhận. Để người khác có thẩm quyền ký.",
            "You submitted the result, so you may not recognise it yourself. Let another authorised person sign.",
        ));
    }
    Ok(())
}

/// A re-check is done by somebody who did not survey the household.
pub(super) fn rechecks_what_another_surveyed(
    actor: &Actor,
    enumerator: Option<Uuid>,
) -> Result<(), Error> {
    if enumerator == Some(actor.account_id) {
        return Err(refuse(
            "surveyor_cannot_recheck",
            "Bạn là người đã điều tra hộ này nên không được phúc tra. Phân công người khác.",
            "You surveyed this household, so you may not re-check it. Assign somebody else.",
        ));
    }
    Ok(())
}

/// A doubt about a form is resolved by somebody who did not fill it in.
pub(super) fn resolves_a_doubt_of_another(
    actor: &Actor,
    enumerator: Option<Uuid>,
) -> Result<(), Error> {
    if enumerator == Some(actor.account_id) {
        return Err(refuse(
            "surveyor_cannot_resolve_doubt",
            "Bạn là người đã điều tra hộ này nên không được tự kết luận nghi vấn. Để người khác xem xét.",
            "You surveyed this household, so you may not resolve the doubt yourself. Let somebody else look at it.",
        ));
    }
    Ok(())
}

/// A finding is answered by somebody else than who made it.
pub(super) fn answers_a_finding_of_another(
    actor: &Actor,
    recorded_by: Option<Uuid>,
) -> Result<(), Error> {
    if recorded_by == Some(actor.account_id) {
        return Err(refuse(
            "supervisor_cannot_answer",
            "Bạn là người ghi kiến nghị giám sát này nên không được tự trả lời.",
            "You recorded this finding, so you may not answer it yourself.",
        ));
    }
    Ok(())
}

/// A refusal that names what stands in the way, item by item.
pub(super) fn naming(mut error: Error, items: Vec<FieldError>) -> Error {
    error.fields = items;
    error
}
