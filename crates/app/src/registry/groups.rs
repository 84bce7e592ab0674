//! Groups of households that are planned for together: those a formula finds today, or those
//! named one by one. A group is of one year and one area.

use super::household::area_of;
use super::list::HouseholdQuery;
use super::record::required;
use crate::access::{Action, Actor, Area, Scope};
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_law::expr::{Facts, Formula, compile};
use vuonlen_law::facts::Type;
use vuonlen_store::Tx;
use vuonlen_store::household::Household;
use vuonlen_store::household_group::HouseholdGroup;

/// A group to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGroup {
    /// The commune it is of; none: the actor's own area.
    pub commune: Option<String>,
    /// The year.
    pub year: i64,
    /// What it is called.
    pub name: String,
    /// The formula over assessed facts; empty for a fixed list.
    pub formula: String,
    /// What is planned for it.
    pub plan: String,
    /// Who sees to it.
    pub responsible: String,
}

/// A group with its households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// The group.
    pub group: HouseholdGroup,
    /// Name of its area.
    pub area: String,
    /// Its households, in Vietnamese order.
    pub households: Vec<Household>,
}

impl Context {
    /// Groups of a year in the actor's area.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn household_groups(
        &self,
        actor: &Actor,
        year: i64,
    ) -> Result<Vec<HouseholdGroup>, Error> {
        let scope = self.scope(actor, Action::HouseholdList)?;
        let mut tx = self.store.read().await?;
        let mut groups = Vec::new();
        for province in self.provinces_within(&scope) {
            groups.extend(tx.list_household_groups(&province, year).await?);
        }
        groups.retain(|group| {
            self.group_area(group)
                .is_ok_and(|area| scope.touches(&area))
        });
        Ok(groups)
    }

    /// A group with its households in the actor's area. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a group elsewhere.
    pub async fn household_group(
        &self,
        actor: &Actor,
        (province, group_id): (&str, Uuid),
    ) -> Result<GroupView, Error> {
        let mut tx = self.store.read().await?;
        let (group, area) = self.find_group(&mut tx, (province, group_id)).await?;
        let scope = self.scope(actor, Action::HouseholdList)?;
        if !scope.touches(&area) {
            return Err(Error::not_found());
        }
        let mut households = self.households_in(&mut tx, &group, &area, &scope).await?;
        for household in &mut households {
            Sight::over(actor, &area_of(household)).household(household);
        }
        let subject = ("household_group", group_id.to_string());
        let place = (Action::HouseholdList, &scope, &area);
        let details = json!({ "households": households.len() });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        Ok(GroupView {
            area: self.unit_name(&group.area_code),
            group,
            households,
        })
    }

    /// Makes a group.
    ///
    /// # Errors
    /// No name, no plan, a formula that says nothing about a household (which place, why).
    pub async fn add_household_group(&self, actor: &Actor, new: NewGroup) -> Result<Uuid, Error> {
        let scope = self.scope(actor, Action::GroupWrite)?;
        let area = self.area_asked(&scope, new.commune.as_deref())?;
        if !scope.covers(&area) {
            return Err(Error::not_found());
        }
        let province = area.province().ok_or_else(Error::not_found)?.to_owned();
        let name = required("name", &new.name, "Đặt tên nhóm.", "Name the group.")?;
        let plan = required(
            "plan",
            &new.plan,
            "Ghi kế hoạch, giải pháp chung cho nhóm.",
            "Write what is planned for the group.",
        )?;
        let formula = normalise(&new.formula);
        if !formula.is_empty() {
            self.group_formula(&formula)?;
        }
        if !(2016..=2100).contains(&new.year) {
            return Err(Error::field(
                "year",
                "Nhập năm như 2026.",
                "Write the year like 2026.",
            ));
        }
        let group = HouseholdGroup {
            province_code: province.clone(),
            group_id: self.new_id(),
            area_code: area.code().to_owned(),
            year: new.year,
            name,
            formula,
            plan,
            responsible: normalise(&new.responsible),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            closed_at: None,
        };
        let mut tx = self.store.begin().await?;
        tx.add_household_group(&group).await?;
        let subject = ("household_group", group.group_id.to_string());
        let place = (Action::GroupWrite, &scope, &area);
        let details = json!({ "name": group.name, "year": group.year });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(group.group_id)
    }

    /// Names a household as a member of a fixed list, or takes it out.
    ///
    /// # Errors
    /// A group that a formula makes; a household outside its area.
    pub async fn change_group_member(
        &self,
        actor: &Actor,
        (province, group_id): (&str, Uuid),
        household_code: &str,
        belongs: bool,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let (group, area) = self.find_group(&mut tx, (province, group_id)).await?;
        let scope = self.scope_over(actor, Action::GroupWrite, &area)?;
        if !group.formula.is_empty() {
            return Err(Error::state(
                "group_by_formula",
                "Nhóm này do công thức xác định; không thêm, bớt từng hộ. Lập một nhóm theo danh sách.",
                "A formula makes this group; households are not added one by one. Make a group with a fixed list.",
            ));
        }
        let code = normalise(household_code);
        let filter = HouseholdQuery {
            text: code.clone(),
            commune: area.commune().map(str::to_owned),
            with_left: !belongs,
            ..HouseholdQuery::default()
        }
        .filter(&scope);
        let found = tx.list_households(&filter, None, 50).await?;
        let mut found = found
            .into_iter()
            .filter(|one| one.code == code && one.province_code == province);
        let (Some(household), None) = (found.next(), found.next()) else {
            return Err(Error::field(
                "code",
                format!(
                    "Không có đúng một hộ mang mã “{code}” trong địa bàn của nhóm. Kiểm tra mã hộ trong danh sách."
                ),
                format!(
                    "Not exactly one household of the group's area has the code “{code}”. Look it up in the list."
                ),
            ));
        };
        let key = (province, group_id);
        if belongs {
            let by = (actor.account_id, self.now());
            tx.add_group_member(key, household.household_id, by).await?;
        } else {
            tx.remove_group_member(key, household.household_id).await?;
        }
        let subject = ("household_group", group_id.to_string());
        let place = (Action::GroupWrite, &scope, &area);
        let details = json!({ "household": household.household_id, "belongs": belongs });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Closes a group; it stays in the audit log.
    ///
    /// # Errors
    /// A group elsewhere, or closed already.
    pub async fn close_household_group(
        &self,
        actor: &Actor,
        (province, group_id): (&str, Uuid),
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let (_, area) = self.find_group(&mut tx, (province, group_id)).await?;
        let scope = self.scope_over(actor, Action::GroupWrite, &area)?;
        tx.close_household_group((province, group_id), self.now())
            .await?;
        let subject = ("household_group", group_id.to_string());
        let place = (Action::GroupWrite, &scope, &area);
        self.write_down(&mut tx, actor, place, subject, json!({ "closed": true }))
            .await?;
        Ok(tx.commit().await?)
    }

    async fn find_group(
        &self,
        tx: &mut Tx,
        (province, group_id): (&str, Uuid),
    ) -> Result<(HouseholdGroup, Area), Error> {
        let group = tx.find_household_group(province, group_id).await?;
        let group = group
            .filter(|group| group.closed_at.is_none())
            .ok_or_else(Error::not_found)?;
        let area = self.group_area(&group)?;
        Ok((group, area))
    }

    fn group_area(&self, group: &HouseholdGroup) -> Result<Area, Error> {
        if group.area_code == group.province_code {
            return Ok(Area::Province(group.province_code.clone()));
        }
        self.commune_area(&group.area_code)
    }

    fn group_formula(&self, text: &str) -> Result<Formula, Error> {
        compile(text, &self.law.scopes.assessed, &Type::Bool).map_err(|errors| {
            let (vi, en): (Vec<_>, Vec<_>) = errors
                .into_iter()
                .map(|error| (error.message.vi, error.message.en))
                .unzip();
            Error::field("formula", vi.join(" "), en.join(" "))
        })
    }

    async fn households_in(
        &self,
        tx: &mut Tx,
        group: &HouseholdGroup,
        area: &Area,
        scope: &Scope,
    ) -> Result<Vec<Household>, Error> {
        let filter = HouseholdQuery {
            commune: area.commune().map(str::to_owned),
            ..HouseholdQuery::default()
        }
        .filter(scope);
        let mut households = Vec::new();
        if group.formula.is_empty() {
            let key = (group.province_code.as_str(), group.group_id);
            let members = tx.list_group_members(key.0, key.1).await?;
            let members: BTreeSet<Uuid> = members.into_iter().map(|(id,)| id).collect();
            households = tx.list_households(&filter, None, u32::MAX).await?;
            households.retain(|one| members.contains(&one.household_id));
            return Ok(households);
        }
        let formula = self.group_formula(&group.formula)?;
        self.portraits(tx, &filter, &mut |portrait| {
            let facts = Facts {
                household: &portrait.facts,
                members: None,
            };
            if portrait.household.province_code == group.province_code
                && formula.interpret(facts).is_true()
            {
                households.push(portrait.household);
            }
        })
        .await?;
        Ok(households)
    }
}
