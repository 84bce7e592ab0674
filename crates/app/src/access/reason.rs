//! When a person is asked why.
//!
//! A reason is asked for before personal data leaves the program as a file, before an identity
//! number is shown whole, and before a
//! household's page is opened by somebody for whom that is not daily work: whoever may open it
//! only by a role over a whole province or the country. People of the commune and of the village
//! work with their own households every day and are not asked. The reason stands in the audit log
//! and in the report of who looked.

use super::{Action, Actor, Area};
use crate::{Context, Error};
use vuonlen_domain::text::normalise;

/// Code of the failure that asks for a reason.
pub const REASON_NEEDED: &str = "reason_needed";

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 300;

impl Context {
    /// Refuses until the actor has said why personal data should leave as a file.
    pub(crate) fn reason_to_export(&self, actor: &Actor) -> Result<(), Error> {
        given(actor)
    }

    /// Refuses until the actor has said why an identity number should be shown whole.
    pub(crate) fn reason_to_reveal(&self, actor: &Actor) -> Result<(), Error> {
        // A form asks for it on the same page: there is no address to come back to with a reason.
        given(actor).map_err(|_| {
            Error::state(
                "reason_missing",
                "Ghi lý do xem số định danh (không quá 300 ký tự) rồi gửi lại: lý do được lưu trong nhật ký.",
                "Say why the identity number is needed (at most 300 characters) and send again: the reason is kept in the audit log.",
            )
        })
    }

    /// Refuses until the actor has said why, where reading in `area` is not his daily work.
    pub(crate) fn reason_to_read(
        &self,
        actor: &Actor,
        action: Action,
        area: &Area,
    ) -> Result<(), Error> {
        let daily = actor.roles.iter().any(|held| {
            let near = matches!(held.area, Area::Commune { .. } | Area::Village { .. });
            near && held.role.may(action) && held.area.covers(area)
        });
        if daily { Ok(()) } else { given(actor) }
    }
}

fn given(actor: &Actor) -> Result<(), Error> {
    let reason = normalise(&actor.reason);
    if !reason.is_empty() && reason.chars().count() <= LONGEST_REASON {
        return Ok(());
    }
    Err(Error::state(
        REASON_NEEDED,
        "Việc này cần ghi lý do: lý do được lưu trong nhật ký và hiện trong báo cáo “ai đã xem” của hộ.",
        "This needs a reason: it is kept in the audit log and shown in the household’s report of who looked.",
    ))
}
