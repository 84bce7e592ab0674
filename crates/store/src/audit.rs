//! The audit chain: each entry's hash covers its content and the hash before it, per province.

use crate::tx::{On, execute, on};
use crate::{StoreError, Tx};
use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// What somebody did or read, before it is chained.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// Province whose chain it belongs to.
    pub province_code: String,
    /// When, UTC, to the microsecond.
    pub at: DateTime<Utc>,
    /// Who; none for the system itself and for the public.
    pub account_id: Option<Uuid>,
    /// The account's name at that time.
    pub account_name: String,
    /// In which role.
    pub role: String,
    /// Over which area.
    pub area_code: String,
    /// The action's code.
    pub action: String,
    /// What it was done to: `household`, `round`, …
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// What changed, as JSON text; never personal data.
    pub details: String,
    /// Why, where a reason is asked for.
    pub reason: String,
    /// From where.
    pub address: String,
}

/// An entry as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AuditEntry {
    /// Province whose chain it belongs to.
    pub province_code: String,
    /// Position in the chain, from 1, without gaps.
    pub sequence: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub account_id: Option<Uuid>,
    /// The account's name at that time.
    pub account_name: String,
    /// In which role.
    pub role: String,
    /// Over which area.
    pub area_code: String,
    /// The action's code.
    pub action: String,
    /// What it was done to.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// What changed, as JSON text.
    pub details: String,
    /// Why.
    pub reason: String,
    /// From where.
    pub address: String,
    /// Hash of the entry before, empty for the first.
    pub previous_hash: String,
    /// SHA-256 of everything above.
    pub hash: String,
}

/// The last entry of a province's chain, as noted beside it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AuditHead {
    /// The province.
    pub province_code: String,
    /// Number of the entry.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// Where a chain is broken and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFault {
    /// An entry's content does not give its hash: it was edited.
    Edited {
        /// The entry.
        sequence: i64,
    },
    /// A number is missing: an entry was deleted.
    Deleted {
        /// The missing number.
        sequence: i64,
    },
    /// An entry does not continue the one before: entries were inserted or put in another order.
    Unlinked {
        /// The entry.
        sequence: i64,
    },
    /// An entry stands at a number that is not its own: entries were put in another order.
    Moved {
        /// Where it stands.
        sequence: i64,
        /// The number it was written with.
        from: i64,
    },
    /// The chain ends before the entry noted as its last: entries were cut off its end.
    CutOff {
        /// The first entry that is missing.
        sequence: i64,
    },
    /// An entry is not the one that was noted elsewhere (as the head of the chain, or in a sealed
    /// manifest): the chain was written anew from some entry before it.
    Rewritten {
        /// The entry that was noted.
        sequence: i64,
    },
}

const COLUMNS: &str = "province_code, sequence, at, account_id, account_name, role, area_code, \
     action, subject_kind, subject_id, details, reason, address, previous_hash, hash";

impl AuditEntry {
    /// The chain's head while this is its last entry.
    fn head(&self) -> AuditHead {
        AuditHead {
            province_code: self.province_code.clone(),
            sequence: self.sequence,
            hash: self.hash.clone(),
        }
    }

    /// The hash its content should have.
    #[must_use]
    pub fn expected_hash(&self) -> String {
        let account = self.account_id.map(|id| id.to_string()).unwrap_or_default();
        let sequence = self.sequence.to_string();
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let mut hasher = Sha256::new();
        for part in [
            &self.province_code,
            &sequence,
            &at,
            &account,
            &self.account_name,
            &self.role,
            &self.area_code,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.details,
            &self.reason,
            &self.address,
            &self.previous_hash,
        ] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// The first fault of a province's chain, read in order of `sequence`.
#[must_use]
pub fn first_fault(entries: &[AuditEntry]) -> Option<ChainFault> {
    Chain::default().continue_with(entries)
}

/// How far a chain has been read and found whole, so that a long one can be read in pieces.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// Number of the last entry; 0 before the first.
    pub length: i64,
    last_hash: String,
}

impl Chain {
    /// Hash of the last entry; empty before the first.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.last_hash
    }

    /// Whether the whole chain ends where its head says.
    #[must_use]
    pub fn ends_at(&self, head: Option<&AuditHead>) -> Option<ChainFault> {
        let (sequence, hash) = head.map_or((0, ""), |head| (head.sequence, head.hash.as_str()));
        if sequence > self.length {
            let sequence = self.length + 1;
            return Some(ChainFault::CutOff { sequence });
        }
        if sequence < self.length {
            // Somebody wrote on without the program: what it did not write is no entry.
            let sequence = sequence + 1;
            return Some(ChainFault::Unlinked { sequence });
        }
        (hash != self.last_hash).then_some(ChainFault::Rewritten { sequence })
    }

    /// Reads on; the first fault of `entries`, which follow on those read before.
    pub fn continue_with(&mut self, entries: &[AuditEntry]) -> Option<ChainFault> {
        for entry in entries {
            let position = self.length + 1;
            if entry.sequence > position {
                return Some(ChainFault::Deleted { sequence: position });
            }
            if entry.hash != entry.expected_hash() {
                let sequence = entry.sequence;
                return Some(match written_as(entry) {
                    Some(from) => ChainFault::Moved { sequence, from },
                    None => ChainFault::Edited { sequence },
                });
            }
            if entry.sequence != position || entry.previous_hash != self.last_hash {
                return Some(ChainFault::Unlinked {
                    sequence: entry.sequence,
                });
            }
            self.length = position;
            self.last_hash.clone_from(&entry.hash);
        }
        None
    }
}

/// How far around its place an entry is looked for that was moved; beyond, it counts as edited.
const MOVED_WITHIN: i64 = 10_000;

/// The number with which an entry's content gives its hash: then only its number was changed.
fn written_as(entry: &AuditEntry) -> Option<i64> {
    let around = entry.sequence - MOVED_WITHIN..=entry.sequence + MOVED_WITHIN;
    let mut candidate = entry.clone();
    around.into_iter().find(|number| {
        candidate.sequence = *number;
        *number > 0 && candidate.expected_hash() == entry.hash
    })
}

impl Tx {
    /// Adds an event to its province's chain.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_audit(&mut self, event: AuditEvent) -> Result<AuditEntry, StoreError> {
        let head = self.hold_chain(&event.province_code).await?;
        let entry = self.add_after(&head, event).await?;
        self.note_head(&entry.head()).await?;
        Ok(entry)
    }

    /// Adds several events to their provinces' chains, those of one province in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_audits(&mut self, mut events: Vec<AuditEvent>) -> Result<(), StoreError> {
        // By province: two transactions that hold chains in another order wait for each other.
        events.sort_by(|a, b| a.province_code.cmp(&b.province_code));
        let mut events = events.into_iter().peekable();
        while let Some(first) = events.peek() {
            let mut last = self.hold_chain(&first.province_code).await?;
            while let Some(event) = events.next_if(|one| one.province_code == last.province_code) {
                last = self.add_after(&last, event).await?.head();
            }
            self.note_head(&last).await?;
        }
        Ok(())
    }

    /// The head of a chain to which nobody else adds until this transaction ends.
    async fn hold_chain(&mut self, province_code: &str) -> Result<AuditHead, StoreError> {
        const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtext('audit_entry'), hashtext($1))";
        // SQLite has one writer; on a server two transactions could both continue one entry.
        if let On::Pg(inner) = &mut self.on {
            sqlx::query(LOCK)
                .bind(province_code)
                .execute(&mut **inner)
                .await?;
        }
        let head = self.find_audit_head(province_code).await?;
        Ok(head.unwrap_or_else(|| AuditHead {
            province_code: province_code.to_owned(),
            sequence: 0,
            hash: String::new(),
        }))
    }

    async fn add_after(
        &mut self,
        last: &AuditHead,
        event: AuditEvent,
    ) -> Result<AuditEntry, StoreError> {
        const SQL: &str = "INSERT INTO audit_entry (province_code, sequence, at, account_id, \
             account_name, role, area_code, action, subject_kind, subject_id, details, reason, \
             address, previous_hash, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let mut entry = AuditEntry {
            province_code: event.province_code,
            sequence: last.sequence + 1,
            at: event.at,
            account_id: event.account_id,
            account_name: event.account_name,
            role: event.role,
            area_code: event.area_code,
            action: event.action,
            subject_kind: event.subject_kind,
            subject_id: event.subject_id,
            details: event.details,
            reason: event.reason,
            address: event.address,
            previous_hash: last.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        execute!(
            self,
            SQL,
            &entry.province_code,
            entry.sequence,
            entry.at,
            entry.account_id,
            &entry.account_name,
            &entry.role,
            &entry.area_code,
            &entry.action,
            &entry.subject_kind,
            &entry.subject_id,
            &entry.details,
            &entry.reason,
            &entry.address,
            &entry.previous_hash,
            &entry.hash,
        );
        Ok(entry)
    }

    async fn note_head(&mut self, head: &AuditHead) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO audit_head (province_code, sequence, hash) \
             VALUES ($1, $2, $3) ON CONFLICT (province_code) DO UPDATE \
             SET sequence = excluded.sequence, hash = excluded.hash";
        execute!(self, SQL, &head.province_code, head.sequence, &head.hash);
        Ok(())
    }

    /// Provinces that have a chain.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit_provinces(&mut self) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "SELECT DISTINCT province_code FROM audit_entry ORDER BY province_code";
        let rows: Vec<(String,)> =
            on!(self, connection => sqlx::query_as(SQL).fetch_all(connection).await?);
        Ok(rows.into_iter().map(|(code,)| code).collect())
    }

    /// A province's whole chain, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit(&mut self, province_code: &str) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM audit_entry WHERE province_code = $1 ORDER BY sequence"
        ));
        Ok(on!(self, connection => sqlx::query_as(sql)
            .bind(province_code)
            .fetch_all(connection)
            .await?))
    }

    /// The head of every chain there is, by province; also of chains that have no head noted.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit_heads(&mut self) -> Result<Vec<AuditHead>, StoreError> {
        const SQL: &str = "SELECT province_code, sequence, hash FROM audit_head \
             UNION ALL SELECT DISTINCT province_code, 0 AS sequence, '' AS hash FROM audit_entry \
             WHERE province_code NOT IN (SELECT province_code FROM audit_head) \
             ORDER BY province_code";
        Ok(on!(self, connection => sqlx::query_as(SQL).fetch_all(connection).await?))
    }

    /// The head noted for a province's chain.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_audit_head(
        &mut self,
        province_code: &str,
    ) -> Result<Option<AuditHead>, StoreError> {
        const SQL: &str =
            "SELECT province_code, sequence, hash FROM audit_head WHERE province_code = $1";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .fetch_optional(connection)
            .await?))
    }
}
