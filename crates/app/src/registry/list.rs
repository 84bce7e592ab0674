//! Lists of households: what an officer searches, filters and pages through.

use super::household::area_of;
use crate::access::{Action, Actor, Area, Scope};
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::{Shown, Sight};
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_domain::IdentityNumber;
use vuonlen_domain::text::key::search_key;
use vuonlen_store::household::{Household, HouseholdFilter, Reach};

/// Most rows of one page.
pub(crate) const LARGEST_PAGE: u32 = 200;

/// What a person asks of the list. Empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdQuery {
    /// Words of a name with or without marks, a household's code, or a whole identity number.
    pub text: String,
    /// Only this commune.
    pub commune: Option<String>,
    /// Only this village.
    pub village: Option<Uuid>,
    /// Only these classes.
    pub classes: Vec<String>,
    /// Only households of this group.
    pub group: Option<String>,
    /// Also households that have left.
    pub with_left: bool,
    /// The row last shown: its sort name and id.
    pub after: Option<(String, Uuid)>,
    /// Rows of a page; at most [`LARGEST_PAGE`].
    pub limit: u32,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdList {
    /// Households in Vietnamese order of the head's given name.
    pub households: Vec<Household>,
    /// How many households the question finds, over all pages.
    pub total: i64,
    /// Persons in them.
    pub persons: i64,
    /// Whether another page follows.
    pub more: bool,
}

impl Context {
    /// A page of households in the actor's area.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn list_households(
        &self,
        actor: &Actor,
        query: &HouseholdQuery,
    ) -> Result<HouseholdList, Error> {
        let scope = self.scope(actor, Action::HouseholdList)?;
        let filter = query.seen(actor, &scope)?;
        let limit = query.limit.clamp(1, LARGEST_PAGE);
        let after = query.after.as_ref().map(|(name, id)| (name.as_str(), *id));
        let mut tx = self.store.read().await?;
        let mut households = tx.list_households(&filter, after, limit + 1).await?;
        let (total, persons) = tx.count_households(&filter).await?;
        let more = households.len() > limit as usize;
        households.truncate(limit as usize);
        for household in &mut households {
            Sight::over(actor, &area_of(household)).household(household);
        }
        Ok(HouseholdList {
            households,
            total,
            persons,
            more,
        })
    }

    /// Households and persons by class, in the actor's area.
    ///
    /// # Errors
    /// When the actor may not see figures.
    pub async fn count_by_class(
        &self,
        actor: &Actor,
        query: &HouseholdQuery,
    ) -> Result<Vec<(String, i64, i64)>, Error> {
        let scope = self.scope(actor, Action::FiguresRead)?;
        let mut tx = self.store.read().await?;
        Ok(tx.count_households_by_class(&query.filter(&scope)).await?)
    }
}

impl HouseholdQuery {
    /// The question narrowed to what the actor is shown of what the scope reaches: asking for a
    /// group or an identity number must not tell what no page would.
    pub(super) fn seen(&self, actor: &Actor, scope: &Scope) -> Result<HouseholdFilter, Error> {
        let mut filter = self.filter(scope);
        if filter.identity_number.is_some()
            && Sight::anywhere(actor).of(FieldKind::Identity) == Shown::Hidden
        {
            return Err(withheld());
        }
        let Some(group) = &self.group else {
            return Ok(filter);
        };
        let kind = FieldKind::of_group(group);
        let areas = scope.areas().iter();
        let seen: Vec<Area> = areas
            .filter(|area| Sight::over(actor, area).sees(kind))
            .cloned()
            .collect();
        if seen.is_empty() {
            return Err(withheld());
        }
        filter.reach = reach_of(&seen);
        Ok(filter)
    }

    /// The question narrowed to what the scope reaches.
    pub(crate) fn filter(&self, scope: &Scope) -> HouseholdFilter {
        let identity_number = IdentityNumber::parse(&self.text)
            .ok()
            .map(|number| number.reveal().to_owned());
        let words = if identity_number.is_some() {
            Vec::new()
        } else {
            search_key(&self.text)
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        HouseholdFilter {
            reach: reach(scope),
            commune_code: self.commune.clone(),
            village_id: self.village,
            classes: self.classes.clone(),
            group: self.group.clone(),
            ethnicity: None,
            words,
            identity_number,
            without_solution_since: None,
            with_left: self.with_left,
        }
    }
}

/// The one place where a permission becomes part of a query.
pub(crate) fn reach(scope: &Scope) -> Vec<Reach> {
    reach_of(scope.areas())
}

fn withheld() -> Error {
    Error::state(
        "withheld",
        "Vai trò của bạn không được xem loại thông tin này nên không tìm theo nó được. Bỏ điều kiện đó, hoặc tìm theo tên, mã hộ.",
        "Your role is not shown this kind of fact, so nothing can be looked for by it. Leave it out, or search by name or code.",
    )
}

fn reach_of(areas: &[Area]) -> Vec<Reach> {
    areas
        .iter()
        .map(|area| match area {
            Area::Country => Reach::Country,
            Area::Province(province) => Reach::Province(province.clone()),
            Area::Commune { province, commune } => {
                Reach::Commune(province.clone(), commune.clone())
            }
            Area::Village {
                province, village, ..
            } => Reach::Village(province.clone(), *village),
        })
        .collect()
}
