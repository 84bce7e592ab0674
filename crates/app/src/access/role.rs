//! The roles of `roles.toml`.

use super::Action;
use serde::Deserialize;
use std::sync::OnceLock;
use vuonlen_domain::Text;

/// A role and what it may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Code: `commune_officer`.
    pub code: String,
    /// What people call it.
    pub label: Text,
    may: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    vi: String,
    en: String,
    may: Vec<String>,
}

impl Role {
    /// Every role, in the order of the file.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ROLES: OnceLock<Vec<Role>> = OnceLock::new();
        // The file is part of the program; a test reads it, so it cannot fail in use.
        ROLES.get_or_init(|| read(include_str!("roles.toml")).unwrap_or_default())
    }

    /// The role with `code`.
    #[must_use]
    pub fn find(code: &str) -> Option<&'static Self> {
        Self::all().iter().find(|role| role.code == code)
    }

    /// Whether the role may do `action`.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.may.contains(&action)
    }
}

fn read(text: &str) -> Result<Vec<Role>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    file.role
        .into_iter()
        .map(|entry| {
            let may = entry
                .may
                .iter()
                .map(|code| Action::parse(code).ok_or_else(|| format!("no action “{code}”")))
                .collect::<Result<_, _>>()?;
            Ok(Role {
                code: entry.code,
                label: Text::new(entry.vi, entry.en),
                may,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::role_table::assert_up_to_date;

    #[test]
    fn the_file_is_of_the_expected_form() {
        read(include_str!("roles.toml")).unwrap();
        assert_eq!(Role::all().len(), 41);
        let codes: std::collections::BTreeSet<_> =
            Role::all().iter().map(|role| &role.code).collect();
        assert_eq!(codes.len(), Role::all().len(), "a code stands for one role");
        for action in Action::ALL {
            let somebody = Role::all().iter().any(|role| role.may(*action));
            assert!(somebody, "nobody may {}", action.code());
        }
    }

    /// A change of permissions shows as a readable difference of a checked-in file.
    #[test]
    fn the_permission_table_is_up_to_date() {
        let width = Action::ALL
            .iter()
            .map(|action| action.code().len())
            .max()
            .unwrap();
        let rows: Vec<_> = Action::ALL.iter().map(|one| (one.code(), *one)).collect();
        let file = ("access/permissions.txt", "");
        assert_up_to_date(file, width, &rows, |action, role| {
            if role.may(action) { '✔' } else { '✘' }
        });
    }

    /// Who surveys does not recognise; who supervises does not touch the result; who keeps the
    /// accounts sees no household; who reads the log does not write in it by working on the list.
    #[test]
    fn duties_are_separate() {
        for role in Role::all() {
            let surveys = [
                Action::SurveyWrite,
                Action::SurveyConfirm,
                Action::SurveyScore,
                Action::ObjectionSettle,
                Action::RoundSubmit,
            ]
            .into_iter()
            .any(|action| role.may(action));
            let recognises = role.may(Action::RoundRecognise);
            assert!(!(surveys && recognises), "{}", role.code);
            let supervises = role.may(Action::SupervisionRecord);
            assert!(!(supervises && (surveys || recognises)), "{}", role.code);
            let keeps = role.may(Action::AccountManage);
            let sees = role.may(Action::HouseholdRead) || role.may(Action::HouseholdList);
            assert!(!(keeps && (sees || recognises)), "{}", role.code);
            let inspects = role.may(Action::AuditRead) && !keeps;
            assert!(!(inspects && (surveys || recognises)), "{}", role.code);
        }
    }
}
