//! Whether an audit chain is what was written: read through, held against its head and against
//! what sealed manifests say of it.

use crate::{Context, Error};
use std::collections::BTreeMap;
use vuonlen_measure::snapshot::{AuditAnchor, Manifest};
use vuonlen_store::Tx;
use vuonlen_store::audit::{Chain, ChainFault};

/// Entries checked at a time: a province's log does not fit into memory at once.
const CHECKED_AT_ONCE: u32 = 5_000;

/// What was found of one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedChain {
    /// Province whose chain it is; `VN` for what belongs to none.
    pub province: String,
    /// Entries read and found in order.
    pub entries: i64,
    /// Hash of the last of them.
    pub hash: String,
    /// Anchors in sealed manifests it was held against.
    pub anchors: usize,
    /// The first fault; none when nobody tampered with it.
    pub fault: Option<ChainFault>,
}

impl Context {
    /// Checks every chain there is, for the command line, where whoever holds the database is
    /// trusted with it. `noted` are anchors noted elsewhere, on paper or by an inspector.
    ///
    /// # Errors
    /// What the store says.
    pub async fn check_audit(&self, noted: &[AuditAnchor]) -> Result<Vec<CheckedChain>, Error> {
        let mut tx = self.store.read().await?;
        let mut provinces: Vec<String> = tx
            .list_audit_heads()
            .await?
            .into_iter()
            .map(|head| head.province_code)
            .collect();
        provinces.extend(noted.iter().map(|anchor| anchor.province.clone()));
        provinces.sort();
        provinces.dedup();
        let mut found = Vec::new();
        for province in provinces {
            let noted = noted.iter().filter(|anchor| anchor.province == province);
            let noted = noted.cloned().collect();
            found.push(self.chain_held_against(&mut tx, &province, noted).await?);
        }
        Ok(found)
    }

    /// Checks one province's chain.
    pub(crate) async fn checked_chain(
        &self,
        tx: &mut Tx,
        province: &str,
    ) -> Result<CheckedChain, Error> {
        self.chain_held_against(tx, province, Vec::new()).await
    }

    async fn chain_held_against(
        &self,
        tx: &mut Tx,
        province: &str,
        mut anchors: Vec<AuditAnchor>,
    ) -> Result<CheckedChain, Error> {
        for snapshot in tx.list_snapshots(province, None, None).await? {
            let manifest: Option<Manifest> = serde_json::from_str(&snapshot.manifest).ok();
            let anchor = manifest.and_then(|manifest| manifest.audit);
            anchors.extend(anchor.filter(|anchor| anchor.province == province));
        }
        let noted: BTreeMap<i64, &str> = anchors
            .iter()
            .map(|anchor| (anchor.sequence, anchor.hash.as_str()))
            .collect();
        let mut chain = Chain::default();
        let mut fault = None;
        loop {
            let entries = tx
                .list_audit_after(province, chain.length, CHECKED_AT_ONCE)
                .await?;
            fault = fault.or(chain.continue_with(&entries));
            let rewritten = entries.iter().find(|entry| {
                noted
                    .get(&entry.sequence)
                    .is_some_and(|hash| *hash != entry.hash)
            });
            if fault.is_none() {
                fault = rewritten.map(|entry| ChainFault::Rewritten {
                    sequence: entry.sequence,
                });
            }
            if fault.is_some() || entries.len() < CHECKED_AT_ONCE as usize {
                break;
            }
        }
        if fault.is_none() {
            fault = chain.ends_at(tx.find_audit_head(province).await?.as_ref());
        }
        let beyond = noted.keys().find(|sequence| **sequence > chain.length);
        if let (None, Some(_)) = (&fault, beyond) {
            let sequence = chain.length + 1;
            fault = Some(ChainFault::CutOff { sequence });
        }
        Ok(CheckedChain {
            province: province.to_owned(),
            entries: chain.length,
            hash: chain.hash().to_owned(),
            anchors: anchors.len(),
            fault,
        })
    }

    /// Where a province's chain stands now, for the manifest of a snapshot.
    pub(crate) async fn audit_anchor(
        &self,
        tx: &mut Tx,
        province: &str,
    ) -> Result<Option<AuditAnchor>, Error> {
        let head = tx.find_audit_head(province).await?;
        Ok(head.map(|head| AuditAnchor {
            province: head.province_code,
            sequence: head.sequence,
            hash: head.hash,
        }))
    }
}
