//! Rules that make a class doubtful, and the doubts they raise.

use super::list::{area_of_form, form_state};
use super::past::Past;
use super::round_at::RoundAt;
use super::{duties, round_at::RoundRef};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde::Deserialize;
use serde_json::json;
use std::sync::OnceLock;
use uuid::Uuid;
use vuonlen_domain::review::FormState;
use vuonlen_domain::text::normalise;
use vuonlen_domain::{Class, Text};
use vuonlen_law::expr::{Facts, Formula, compile};
use vuonlen_law::facts::Type;
use vuonlen_law::law::Law;
use vuonlen_store::Tx;
use vuonlen_store::review::{DoubtFlag, SurveyForm};

/// The rules of `doubts.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    doubt: Vec<Rule>,
    pub(super) relapse: Relapse,
}

/// One rule that raises a doubt.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    kind: String,
    years: i64,
    when: String,
    label: Text,
    #[expect(dead_code, reason = "read by people, and kept complete by the test")]
    source: String,
    #[expect(dead_code, reason = "read by people, and kept complete by the test")]
    status: String,
}

/// From which share of relapses on a warning is shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relapse {
    pub(super) percent: i64,
    #[expect(dead_code, reason = "read by people, and kept complete by the test")]
    source: String,
    #[expect(dead_code, reason = "read by people, and kept complete by the test")]
    status: String,
}

/// What became of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubtResolution {
    /// The class is right.
    Kept,
    /// The class was wrong; a re-check has changed it.
    Removed,
}

/// A doubt as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtView {
    /// The doubt.
    pub flag: DoubtFlag,
    /// What its rule says.
    pub label: Text,
    /// Number of the household within the commune.
    pub household_code: String,
    /// Its village.
    pub village_id: Uuid,
    /// Its class now.
    pub class: Option<String>,
}

impl Rules {
    /// The rules that come with the program.
    pub(super) fn shipped() -> Result<&'static Self, Error> {
        static RULES: OnceLock<Result<Rules, toml::de::Error>> = OnceLock::new();
        RULES
            .get_or_init(|| toml::from_str(include_str!("doubts.toml")))
            .as_ref()
            .map_err(|error| Error::internal(error.clone()))
    }

    /// Every rule compiled over the assessed facts.
    fn compiled(&'static self, law: &Law) -> Result<Vec<(&'static Rule, Formula)>, Error> {
        let compiled = |rule: &'static Rule| {
            compile(&rule.when, &law.scopes.assessed, &Type::Bool)
                .map(|formula| (rule, formula))
                .map_err(|errors| Error::internal(format!("doubts.toml: {errors:?}")))
        };
        self.doubt.iter().map(compiled).collect()
    }
}

impl DoubtResolution {
    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Removed => "removed",
        }
    }
}

impl Context {
    /// Raises the doubts the rules find among confirmed forms; says how many.
    pub(super) async fn raise_doubts(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        forms: &[SurveyForm],
    ) -> Result<usize, Error> {
        let rules = Rules::shipped()?.compiled(&self.law)?;
        let mut raised = 0;
        for form in forms {
            let Some(kept) = &form.assessment else {
                continue;
            };
            if form_state(form)? != FormState::Confirmed {
                continue;
            }
            let facts = self.kept_facts(kept)?;
            let past = tx
                .list_recognitions(&form.province_code, form.household_id)
                .await?;
            let years = Past::of(&past).years_in_list(round.row.year) + 1;
            for (rule, formula) in &rules {
                let one = Facts {
                    household: &facts,
                    members: None,
                };
                if years < rule.years || !formula.interpret(one).is_true() {
                    continue;
                }
                let flag = DoubtFlag {
                    province_code: form.province_code.clone(),
                    flag_id: self.new_id(),
                    round_id: form.round_id,
                    form_id: form.form_id,
                    kind: rule.kind.clone(),
                    years,
                    resolution: None,
                    resolution_reason: None,
                    resolved_at: None,
                    resolved_by: None,
                    raised_at: self.now(),
                };
                tx.add_doubt(&flag).await?;
                raised += 1;
            }
        }
        Ok(raised)
    }

    /// Doubts of a round in the actor's area.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn doubts(&self, actor: &Actor, key: RoundRef<'_>) -> Result<Vec<DoubtView>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit_within(actor, Action::HouseholdList, round.area())?;
        let rules = Rules::shipped()?;
        let lines = tx.list_forms(key.0, key.1, None).await?;
        let mut views = Vec::new();
        for flag in tx.list_doubts(key.0, key.1).await? {
            let Some(line) = lines.iter().find(|line| line.form_id == flag.form_id) else {
                continue;
            };
            if !permit.scope.covers(&round.village_area(line.village_id)) {
                continue;
            }
            let rule = rules.doubt.iter().find(|rule| rule.kind == flag.kind);
            views.push(DoubtView {
                label: rule.map_or_else(Text::default, |rule| rule.label.clone()),
                household_code: line.code.clone(),
                village_id: line.village_id,
                class: line.class.clone(),
                flag,
            });
        }
        Ok(views)
    }

    /// Resolves a doubt.
    ///
    /// # Errors
    /// No reason; the surveyor of the household himself; `Removed` while the household is still
    /// poor or near-poor: a re-check comes first.
    pub async fn resolve_doubt(
        &self,
        actor: &Actor,
        (province, flag_id): (&str, Uuid),
        resolution: DoubtResolution,
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        if reason.is_empty() {
            return Err(Error::field(
                "reason",
                "Ghi căn cứ kết luận.",
                "Say on what grounds.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let flag = tx.find_doubt(province, flag_id).await?;
        let flag = flag.ok_or_else(Error::not_found)?;
        let round = self
            .locked_round(&mut tx, (province, flag.round_id))
            .await?;
        let form = tx.find_form(province, flag.form_id).await?;
        let form = form.ok_or_else(Error::not_found)?;
        let permit = self.permit(actor, Action::FlagResolve, area_of_form(&form))?;
        round.refuse_when_signed()?;
        duties::resolves_a_doubt_of_another(actor, form.enumerator)?;
        let class = form.class.as_deref().and_then(Class::parse);
        let listed = class.is_some_and(Class::is_poor_or_near_poor);
        if resolution == DoubtResolution::Removed && listed {
            return Err(Error::state(
                "recheck_first",
                "Hộ này vẫn đang được xếp hộ nghèo hoặc cận nghèo. Phúc tra hộ và ghi kết quả trước khi kết luận đưa ra khỏi danh sách.",
                "This household is still classed poor or near-poor. Re-check it and record the result before concluding that it is removed.",
            ));
        }
        let by = (self.now(), actor.account_id);
        tx.resolve_doubt(province, flag_id, (resolution.code(), &reason), by)
            .await?;
        let details = json!({ "doubt": flag.kind, "resolution": resolution.code() });
        permit
            .record(&mut tx, ("form", form.form_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::testing::law;

    #[test]
    fn the_shipped_rules_compile() {
        let rules = Rules::shipped().unwrap();
        assert_eq!(rules.compiled(&law()).unwrap().len(), rules.doubt.len());
        assert!(!rules.doubt.is_empty());
        assert!(rules.relapse.percent > 0);
    }
}
