//! What a role sees of a person: the one function between what is kept and what is shown.
//!
//! Use cases that hand out facts of households ask for the [`Sight`] of the actor over the area
//! and pass what they hand out through it, so that no page, list or file can forget to.

use super::kinds::FieldKind;
use crate::access::{Actor, Area};
use crate::registry::difference::Change;
use crate::registry::wording::masked;
use crate::registry::{HouseholdDocument, HouseholdPage};
use crate::review::FormPage;
use serde::Deserialize;
use std::sync::OnceLock;
use vuonlen_domain::Text;
use vuonlen_store::household::Household;

/// What stands for an answer that is there and not shown.
pub const MASK: &str = "•••";

/// How much of a kind of fact is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// Not even that it is known.
    Hidden,
    /// That it is known, and so much as tells two people apart.
    Masked,
    /// As it is.
    Whole,
}

/// What an actor sees in one area, kind by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight([Shown; FieldKind::ALL.len()]);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sight: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    roles: Vec<String>,
    #[serde(default)]
    whole: Vec<FieldKind>,
    #[serde(default)]
    masked: Vec<FieldKind>,
}

impl Sight {
    /// Nothing.
    pub const NONE: Self = Self([Shown::Hidden; FieldKind::ALL.len()]);

    /// What a role sees where it holds.
    #[must_use]
    pub fn of_role(role: &str) -> Self {
        static SIGHTS: OnceLock<Vec<(String, Sight)>> = OnceLock::new();
        // The file is part of the program; a test reads it, so it cannot fail in use.
        let sights = SIGHTS.get_or_init(|| {
            let file = toml::from_str::<File>(include_str!("masking.toml"));
            let entries = file.map_or_else(|_| Vec::new(), |file| file.sight);
            let of_entry = |entry: Entry| {
                let mut sight = Self::NONE;
                for (kinds, shown) in [(entry.masked, Shown::Masked), (entry.whole, Shown::Whole)] {
                    for kind in kinds {
                        sight.0[kind as usize] = shown;
                    }
                }
                entry.roles.into_iter().map(move |role| (role, sight))
            };
            entries.into_iter().flat_map(of_entry).collect()
        });
        let found = sights.iter().find(|(known, _)| known == role);
        found.map_or(Self::NONE, |(_, sight)| *sight)
    }

    /// What `actor` sees in `area`: the most any of the roles held there shows.
    #[must_use]
    pub fn over(actor: &Actor, area: &Area) -> Self {
        Self::most(actor, |held| held.covers(area))
    }

    /// The most `actor` sees anywhere.
    #[must_use]
    pub fn anywhere(actor: &Actor) -> Self {
        Self::most(actor, |_| true)
    }

    fn most(actor: &Actor, counts: impl Fn(&Area) -> bool) -> Self {
        let mut most = Self::NONE;
        for held in actor.roles.iter().filter(|held| counts(&held.area)) {
            let of_role = Self::of_role(&held.role.code);
            for (mine, other) in most.0.iter_mut().zip(of_role.0) {
                *mine = (*mine).max(other);
            }
        }
        most
    }

    /// How much of a kind is shown.
    #[must_use]
    pub const fn of(&self, kind: FieldKind) -> Shown {
        self.0[kind as usize]
    }

    /// Whether a kind is shown as it is.
    #[must_use]
    pub fn sees(&self, kind: FieldKind) -> bool {
        self.of(kind) == Shown::Whole
    }

    /// Whether everything a class is decided by is shown: only then may it be shown why.
    #[must_use]
    pub fn sees_why(&self) -> bool {
        use FieldKind::{Birth, Health, Income, Living, Origin};
        [Birth, Health, Income, Living, Origin]
            .into_iter()
            .all(|kind| self.sees(kind))
    }

    /// Kinds of answers that are not shown as they are, for telling so.
    #[must_use]
    pub fn withheld(&self) -> Vec<Text> {
        let always = [FieldKind::Identity, FieldKind::Contact];
        let kinds = FieldKind::ALL.into_iter();
        kinds
            .filter(|kind| !always.contains(kind) && !self.sees(*kind))
            .map(FieldKind::label)
            .collect()
    }

    /// A text of a kind as it may be shown.
    #[must_use]
    pub fn text(&self, kind: FieldKind, text: &str) -> String {
        match self.of(kind) {
            Shown::Whole => text.to_owned(),
            Shown::Masked if !text.is_empty() => MASK.to_owned(),
            Shown::Masked | Shown::Hidden => String::new(),
        }
    }

    /// An answer in words as it may be shown; none where it may not be seen to be there.
    #[must_use]
    pub fn answer(&self, (scope, name): (&str, &str), answer: Text) -> Option<Text> {
        match self.of(FieldKind::of_fact(scope, name)) {
            Shown::Whole => Some(answer),
            Shown::Masked => Some(Text::new(MASK, MASK)),
            Shown::Hidden => None,
        }
    }

    /// An identity number by its last three digits.
    #[must_use]
    pub fn identity(&self, number: &str) -> String {
        match self.of(FieldKind::Identity) {
            Shown::Hidden => String::new(),
            Shown::Masked | Shown::Whole => masked(number),
        }
    }

    /// A telephone number or address by its last three characters.
    #[must_use]
    pub fn contact(&self, text: &str) -> String {
        match self.of(FieldKind::Contact) {
            Shown::Whole => text.to_owned(),
            Shown::Masked => {
                let shown = text.chars().count().saturating_sub(3);
                text.chars()
                    .enumerate()
                    .map(|(place, c)| if place < shown { '•' } else { c })
                    .collect()
            }
            Shown::Hidden => String::new(),
        }
    }

    /// A date of birth, kept as `YYYY-MM-DD` or `YYYY`: masked, the year.
    #[must_use]
    pub fn birth(&self, birth: &str) -> String {
        match self.of(FieldKind::Birth) {
            Shown::Whole => birth.to_owned(),
            Shown::Masked => birth.chars().take(4).collect(),
            Shown::Hidden => String::new(),
        }
    }

    /// Leaves in a household's page only what may be shown.
    pub(crate) fn page(&self, page: &mut HouseholdPage) {
        self.household(&mut page.household);
        self.document(&mut page.document);
        for version in &mut page.history {
            version.reason = self.text(FieldKind::Notes, &version.reason);
        }
    }

    /// Leaves in a document only what may be shown. It is not to be saved afterwards.
    pub fn document(&self, document: &mut HouseholdDocument) {
        self.answers(document);
        for member in &mut document.members {
            member.birth = self.birth(&member.birth);
            member.identity_number = self.identity(&member.identity_number);
        }
    }

    /// Leaves in a survey form only what may be shown.
    pub(crate) fn form(&self, page: &mut FormPage) {
        self.document(&mut page.document);
        if let Some(last) = &mut page.last_time {
            self.document(last);
        }
        let appraisal = &mut page.appraisal;
        for text in [
            &mut appraisal.circumstances,
            &mut appraisal.support,
            &mut appraisal.wish,
            &mut page.state_reason,
        ] {
            *text = self.text(FieldKind::Notes, text);
        }
        if self.sees_why() {
            return;
        }
        for judgement in [Some(&mut page.verdict.now), page.verdict.opening.as_mut()]
            .into_iter()
            .flatten()
        {
            // The class alone: scores, deprivations and problems repeat what was answered.
            judgement.explanation = None;
            judgement.problems.clear();
            if let Some(found) = &mut judgement.assessment {
                found.keep_class_only();
            }
        }
    }

    /// Leaves in a document only the answers that are shown as they are.
    pub(crate) fn answers(&self, document: &mut HouseholdDocument) {
        let sees = |scope, name: &String| self.sees(FieldKind::of_fact(scope, name));
        document.answers.retain(|name, _| sees("household", name));
        for member in &mut document.members {
            member.answers.retain(|name, _| sees("member", name));
        }
    }

    /// Leaves in a row of a list only what may be shown.
    pub fn household(&self, household: &mut Household) {
        if !self.sees(FieldKind::Origin) {
            household.ethnicity.clear();
        }
        let groups = household.groups.split(',').filter(|code| !code.is_empty());
        let kept = groups.filter(|code| self.sees(FieldKind::of_group(code)));
        household.groups = kept.fold(",".to_owned(), |text, code| text + code + ",");
    }

    /// A change between two versions as it may be shown.
    #[must_use]
    pub fn change(&self, mut change: Change) -> Option<Change> {
        let member = change.path.starts_with("member.");
        let field = change.path.rsplit('.').next().unwrap_or_default();
        let answered = change.path.contains("answers.");
        let shown = match field {
            fact if answered => {
                let scope = if member { "member" } else { "household" };
                self.of(FieldKind::of_fact(scope, fact))
            }
            "birth" => self.of(FieldKind::Birth),
            // In words it is never more than its last digits.
            "identity_number" => match self.of(FieldKind::Identity) {
                Shown::Hidden => Shown::Hidden,
                Shown::Masked | Shown::Whole => Shown::Whole,
            },
            _ => self.of(FieldKind::Basic),
        };
        let masked = |text: &mut Text| {
            if !text.vi.is_empty() {
                *text = Text::new(MASK, MASK);
            }
        };
        match shown {
            Shown::Whole => Some(change),
            Shown::Masked => {
                masked(&mut change.before);
                masked(&mut change.after);
                Some(change)
            }
            Shown::Hidden => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::role_table::assert_up_to_date;
    use crate::access::{Action, Role};
    use std::collections::BTreeSet;

    /// Whether a role may see households at all, alone or in lists.
    fn meets_households(role: &Role) -> bool {
        role.may(Action::HouseholdList) || role.may(Action::HouseholdRead)
    }

    #[test]
    fn every_role_stands_in_the_file_once_and_sees_what_its_work_shows() {
        let file: File = toml::from_str(include_str!("masking.toml")).unwrap();
        let named: Vec<&String> = file.sight.iter().flat_map(|one| &one.roles).collect();
        let once: BTreeSet<&String> = named.iter().copied().collect();
        assert_eq!(once.len(), named.len(), "a role stands once");
        let known: BTreeSet<&String> = Role::all().iter().map(|role| &role.code).collect();
        assert_eq!(once, known);
        for role in Role::all() {
            let sight = Sight::of_role(&role.code);
            let meets = meets_households(role);
            assert_eq!(sight.sees(FieldKind::Basic), meets, "{}", role.code);
            assert_eq!(sight == Sight::NONE, !meets, "{}", role.code);
            assert_ne!(sight.of(FieldKind::Identity), Shown::Whole, "{}", role.code);
            // Whoever changes a household must have all of it before him.
            if role.may(Action::HouseholdWrite) {
                assert!(sight.withheld().is_empty(), "{}", role.code);
            }
        }
    }

    /// A change of sight shows as a readable difference of a checked-in file.
    #[test]
    fn the_masking_table_is_up_to_date() {
        let rows = FieldKind::ALL.map(|kind| (kind.code(), kind));
        let file = ("privacy/masking.txt", "✔ whole  • masked  ✘ not shown\n\n");
        assert_up_to_date(file, 10, &rows, |kind, role| {
            match Sight::of_role(&role.code).of(kind) {
                Shown::Whole => '✔',
                Shown::Masked => '•',
                Shown::Hidden => '✘',
            }
        });
    }

    #[test]
    fn masked_is_enough_to_tell_two_apart_and_no_more() {
        let leader = Sight::of_role("province_leader");
        assert_eq!(leader.identity("014203004567"), "•••••••••567");
        assert_eq!(leader.text(FieldKind::Income, "700.000"), MASK);
        assert_eq!(leader.text(FieldKind::Income, ""), "");
        let front = Sight::of_role("fatherland_front");
        assert_eq!(front.birth("1985-03-15"), "1985");
        assert_eq!(front.identity("014203004567"), "");
        let chairman = Sight::of_role("commune_chairman");
        assert_eq!(chairman.contact("0912345678"), "•••••••678");
        let officer = Sight::of_role("commune_officer");
        assert_eq!(officer.contact("0912345678"), "0912345678");
        assert_eq!(front.contact("0912345678"), "");
    }
}
