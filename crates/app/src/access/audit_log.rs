//! Reading the audit log, and checking that nobody tampered with it.

use super::{Action, Actor, Area, Scope};
use crate::context::{Deed, audit_reading};
use crate::{Context, Error};
use chrono::{NaiveDate, NaiveTime};
use vuonlen_store::audit::AuditEntry;
use vuonlen_store::audit_page::AuditFilter;

pub use vuonlen_store::audit::ChainFault as Tampering;

/// Entries of one page.
pub const AUDIT_PAGE: u32 = 50;

/// Longest address noted, in characters; the program's own are shorter.
const LONGEST_PATH: usize = 200;

/// What a person asks of the audit log. Empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Province whose chain is read; the actor's own where none is named.
    pub province: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only what this account did, by its name at that time.
    pub account_name: Option<String>,
    /// Only what was done to this.
    pub subject_id: Option<String>,
    /// Only where the reason holds these words.
    pub reason: Option<String>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Up to and including this day.
    pub to: Option<NaiveDate>,
    /// The entry last shown.
    pub before: Option<i64>,
}

/// One page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// Province whose chain it is.
    pub province: String,
    /// Entries, newest first.
    pub entries: Vec<AuditEntry>,
    /// Whether older ones follow.
    pub more: bool,
}

impl Context {
    /// A page of the audit log of the actor's area.
    ///
    /// # Errors
    /// When the actor may not read it, or not that province's.
    pub async fn audit_log(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditPage, Error> {
        let scope = self.scope(actor, Action::AuditRead)?;
        let (province, filter) = asked(&scope, query)?;
        let mut tx = self.store.read().await?;
        let mut entries = tx
            .list_audit_page(&province, &filter, query.before, AUDIT_PAGE + 1)
            .await?;
        let more = entries.len() > AUDIT_PAGE as usize;
        entries.truncate(AUDIT_PAGE as usize);
        Ok(AuditPage {
            province,
            entries,
            more,
        })
    }

    /// Notes that somebody read a page with personal data: which action allowed it, and the
    /// page's address, which holds ids and no names.
    ///
    /// # Errors
    /// When the actor may not do the action; what the store says.
    pub async fn note_page(&self, actor: &Actor, action: Action, path: &str) -> Result<(), Error> {
        let scope = self.scope(actor, action)?;
        let area = scope.areas().first().cloned().unwrap_or(Area::Country);
        let path: String = path.chars().take(LONGEST_PATH).collect();
        let (subject_kind, subject_id) = subject_of(&path);
        let page = serde_json::json!({ "page": path });
        let deed = Deed::on((subject_kind, subject_id), page);
        audit_reading(self, actor, (action, &scope, &area), deed).await
    }

    /// The first fault of a province's whole chain; none when nobody tampered with it.
    ///
    /// # Errors
    /// When the actor may not read it.
    pub async fn check_audit_chain(
        &self,
        actor: &Actor,
        province: Option<&str>,
    ) -> Result<Option<Tampering>, Error> {
        let scope = self.scope(actor, Action::AuditRead)?;
        let (province, _) = chain(&scope, province)?;
        let mut tx = self.store.read().await?;
        Ok(self.checked_chain(&mut tx, &province).await?.fault)
    }
}

/// What a question asks of which chain, narrowed to the scope.
pub(super) fn asked(scope: &Scope, query: &AuditQuery) -> Result<(String, AuditFilter), Error> {
    let (province, area_codes) = chain(scope, query.province.as_deref())?;
    // A day in Vietnam begins at 17:00 UTC of the day before.
    let begins =
        |day: NaiveDate| (day.and_time(NaiveTime::MIN) - chrono::Duration::hours(7)).and_utc();
    let filter = AuditFilter {
        area_codes,
        action: query.action.clone(),
        account_name: query.account_name.clone(),
        subject_id: query.subject_id.clone(),
        reason: query.reason.clone(),
        from: query.from.map(begins),
        until: query.to.and_then(|day| day.succ_opt()).map(begins),
    };
    Ok((province, filter))
}

/// The chain asked for, and the areas of it the scope reaches (none: all of it).
fn chain(scope: &Scope, asked: Option<&str>) -> Result<(String, Vec<String>), Error> {
    let own = scope.areas().iter().find_map(Area::province);
    let province = asked.or(own).unwrap_or("VN").to_owned();
    let whole = Area::Province(province.clone());
    if scope.covers(&whole) || (province == "VN" && scope.covers(&Area::Country)) {
        return Ok((province, Vec::new()));
    }
    let codes: Vec<String> = scope
        .areas()
        .iter()
        // Entries say in which commune, not in which village: nobody reads the log of a village.
        .filter(|area| matches!(area, Area::Commune { .. }))
        .filter(|area| area.province() == Some(&province))
        .map(|area| area.code().to_owned())
        .collect();
    if codes.is_empty() {
        return Err(Error::not_found());
    }
    Ok((province, codes))
}

/// What a page is about: the household or the survey form its address names, else the page.
fn subject_of(path: &str) -> (&'static str, &str) {
    let parts: Vec<&str> = path.split('/').collect();
    let is_id = |part: &str| uuid::Uuid::parse_str(part).is_ok();
    for (at, kind, ahead) in [("households", "household", 2), ("forms", "form", 1)] {
        let place = parts.iter().position(|part| *part == at);
        let id = place.and_then(|place| parts.get(place + ahead));
        if let Some(id) = id.filter(|id| is_id(id)) {
            return (kind, id);
        }
    }
    ("page", path)
}

#[cfg(test)]
mod tests {
    use super::subject_of;

    #[test]
    fn a_page_is_about_the_household_it_shows() {
        let id = "01900000-0000-7000-8000-000000000001";
        let path = format!("/households/14/{id}/events");
        assert_eq!(subject_of(&path), ("household", id));
        let path = format!("/rounds/14/{id}/forms/{id}");
        assert_eq!(subject_of(&path), ("form", id));
        assert_eq!(subject_of("/households"), ("page", "/households"));
        assert_eq!(subject_of("/households/new"), ("page", "/households/new"));
    }
}
