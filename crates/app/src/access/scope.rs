//! From "may this person?" to "over which part of the tree?".

use super::{Action, Actor, RoleHeld};
use uuid::Uuid;

/// A part of the administrative tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The whole country.
    Country,
    /// A province by its code of today.
    Province(String),
    /// A commune.
    Commune {
        /// Its province.
        province: String,
        /// Its code.
        commune: String,
    },
    /// One village of a commune.
    Village {
        /// Its province.
        province: String,
        /// Its commune.
        commune: String,
        /// The village.
        village: Uuid,
    },
}

/// The areas over which an actor may do one action: what every query is narrowed by.
///
/// Only [`authorise`] makes one, so code that holds a scope has passed the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    areas: Vec<Area>,
    role: &'static str,
}

impl Area {
    /// Whether `other` lies in this area or is it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Country, _) => true,
            (_, Self::Country) => false,
            (Self::Province(mine), other) => other.province() == Some(mine.as_str()),
            (Self::Commune { commune: mine, .. }, other) => other.commune() == Some(mine.as_str()),
            (Self::Village { village: mine, .. }, Self::Village { village, .. }) => mine == village,
            (Self::Village { .. }, _) => false,
        }
    }

    /// The province it lies in.
    #[must_use]
    pub fn province(&self) -> Option<&str> {
        match self {
            Self::Country => None,
            Self::Province(province)
            | Self::Commune { province, .. }
            | Self::Village { province, .. } => Some(province),
        }
    }

    /// The commune it lies in.
    #[must_use]
    pub fn commune(&self) -> Option<&str> {
        match self {
            Self::Country | Self::Province(_) => None,
            Self::Commune { commune, .. } | Self::Village { commune, .. } => Some(commune),
        }
    }

    /// The code of the unit it is or lies in, as shown in the audit log.
    #[must_use]
    pub fn code(&self) -> &str {
        self.commune().or_else(|| self.province()).unwrap_or("VN")
    }
}

impl Scope {
    /// The areas, none within another.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Code of the role in which the action is done.
    #[must_use]
    pub const fn role(&self) -> &'static str {
        self.role
    }

    /// Whether `area` lies within the scope.
    #[must_use]
    pub fn covers(&self, area: &Area) -> bool {
        self.areas.iter().any(|mine| mine.covers(area))
    }

    /// Whether the scope reaches into `area`, wholly or in part.
    #[must_use]
    pub fn touches(&self, area: &Area) -> bool {
        self.areas
            .iter()
            .any(|mine| mine.covers(area) || area.covers(mine))
    }
}

/// The scope over which `actor` may do `action`; `None` when it may nowhere.
#[must_use]
pub fn authorise(actor: &Actor, action: Action) -> Option<Scope> {
    if let Some(only) = &actor.limited_to
        && !only.contains(&action)
    {
        return None;
    }
    let held: Vec<&RoleHeld> = actor
        .roles
        .iter()
        .filter(|held| held.role.may(action))
        .collect();
    let role = held.first()?.role.code.as_str();
    let mut areas: Vec<Area> = Vec::new();
    for area in held.into_iter().map(|held| &held.area) {
        if areas.iter().any(|kept| kept.covers(area)) {
            continue;
        }
        areas.retain(|kept| !area.covers(kept));
        areas.push(area.clone());
    }
    Some(Scope { areas, role })
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    fn actor(roles: &[(&str, Area)]) -> Actor {
        Actor {
            account_id: Uuid::nil(),
            name: "thu".to_owned(),
            display_name: "Người thử".to_owned(),
            roles: roles
                .iter()
                .map(|(code, area)| RoleHeld {
                    role: Role::find(code).unwrap(),
                    area: area.clone(),
                })
                .collect(),
            address: String::new(),
            reason: String::new(),
            limited_to: None,
        }
    }

    fn commune(code: &str) -> Area {
        Area::Commune {
            province: "14".to_owned(),
            commune: code.to_owned(),
        }
    }

    #[test]
    fn a_role_reaches_its_area_and_nothing_beside_it() {
        let officer = actor(&[("commune_officer", commune("03703"))]);
        let scope = authorise(&officer, Action::HouseholdWrite).unwrap();
        let village = Area::Village {
            province: "14".to_owned(),
            commune: "03703".to_owned(),
            village: Uuid::nil(),
        };
        assert!(scope.covers(&commune("03703")));
        assert!(scope.covers(&village));
        assert!(!scope.covers(&commune("03694")));
        assert!(!scope.covers(&Area::Province("14".to_owned())));
        assert!(scope.touches(&Area::Province("14".to_owned())));
        assert_eq!(authorise(&officer, Action::RoundRecognise), None);
    }

    #[test]
    fn a_wider_area_swallows_a_narrower_one() {
        let both = actor(&[
            ("village_head", commune("03703")),
            ("province_officer", Area::Province("14".to_owned())),
        ]);
        let scope = authorise(&both, Action::HouseholdList).unwrap();
        assert_eq!(scope.areas(), [Area::Province("14".to_owned())]);
        let events = authorise(&both, Action::HouseholdEvent).unwrap();
        assert_eq!(events.areas(), [commune("03703")]);
    }

    #[test]
    fn a_token_reaches_no_further_than_its_scopes() {
        let mut officer = actor(&[("commune_officer", commune("03703"))]);
        officer.limited_to = Some(vec![Action::FiguresRead, Action::RoundRecognise]);
        assert!(authorise(&officer, Action::FiguresRead).is_some());
        assert_eq!(authorise(&officer, Action::HouseholdWrite), None);
        assert_eq!(
            authorise(&officer, Action::RoundRecognise),
            None,
            "no role may"
        );
    }
}
