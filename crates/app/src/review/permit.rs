//! One use case under way: who does it, as what, where, and the audit entry it leaves.

use super::round_at::RoundAt;
use crate::access::{Action, Actor, Area, Scope};
use crate::context::{Deed, audit, end_reading};
use crate::{Context, Error};
use serde_json::Value;
use uuid::Uuid;
use vuonlen_store::Tx;
use vuonlen_store::review::Transition;

/// Leave to do one action in one area, given by `access`.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    context: &'a Context,
    pub(super) actor: &'a Actor,
    action: Action,
    pub(super) scope: Scope,
    area: Area,
}

impl Context {
    /// Leave to do `action` in `area`.
    pub(super) fn permit<'a>(
        &'a self,
        actor: &'a Actor,
        action: Action,
        area: Area,
    ) -> Result<Permit<'a>, Error> {
        let scope = self.scope_over(actor, action, &area)?;
        Ok(Permit {
            context: self,
            actor,
            action,
            scope,
            area,
        })
    }

    /// Leave to do `action` in whatever part of `area` the actor reaches: lists are narrowed by
    /// the permit's scope.
    pub(super) fn permit_within<'a>(
        &'a self,
        actor: &'a Actor,
        action: Action,
        area: Area,
    ) -> Result<Permit<'a>, Error> {
        let scope = self.scope(actor, action)?;
        if !scope.touches(&area) {
            return Err(Error::not_found());
        }
        Ok(Permit {
            context: self,
            actor,
            action,
            scope,
            area,
        })
    }
}

impl Permit<'_> {
    /// Writes the audit entry of what was done to `subject`.
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        subject: (&'static str, Uuid),
        details: Value,
        reason: &str,
    ) -> Result<(), Error> {
        let place = (self.action, &self.scope, &self.area);
        let deed = Deed {
            reason: reason.to_owned(),
            ..Deed::on(subject, details)
        };
        audit(self.context, tx, self.actor, place, deed).await
    }

    /// The same of what was only read; the reading transaction ends with it.
    pub(super) async fn record_reading(
        &self,
        tx: Tx,
        subject: (&'static str, Uuid),
        details: Value,
    ) -> Result<(), Error> {
        let place = (self.action, &self.scope, &self.area);
        let deed = Deed::on(subject, details);
        end_reading(self.context, tx, self.actor, place, deed).await
    }

    /// Moves the round into another state and keeps that it happened.
    pub(super) async fn move_round(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        to: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let now = self.context.now();
        let from = round.row.state.as_str();
        if from != to {
            tx.move_round(round.key(), from, to, now).await?;
        }
        self.add_transition(tx, round, None, (from, to), reason)
            .await
    }

    /// Moves a village of the round into another state and keeps that it happened.
    pub(super) async fn move_village(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        village: Uuid,
        (from, to): (&str, &str),
        reason: &str,
    ) -> Result<(), Error> {
        let now = self.context.now();
        let (province, round_id) = round.key();
        if from != to {
            let key = (province, round_id, village);
            tx.move_round_village(key, from, to, now).await?;
        }
        self.add_transition(tx, round, Some(village), (from, to), reason)
            .await
    }

    async fn add_transition(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        village_id: Option<Uuid>,
        (from, to): (&str, &str),
        reason: &str,
    ) -> Result<(), Error> {
        let transition = Transition {
            province_code: round.row.province_code.clone(),
            round_id: round.row.round_id,
            sequence: 0,
            village_id,
            from_state: from.to_owned(),
            to_state: to.to_owned(),
            reason: reason.to_owned(),
            at: self.context.now(),
            account_id: Some(self.actor.account_id),
        };
        tx.add_transition(&transition).await?;
        Ok(())
    }
}
