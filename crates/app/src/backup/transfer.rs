//! Filling an empty database from elsewhere, and from another database at once.

use super::archive::{Summary, TableSummary, newer};
use super::{Progress, STEP, Watch};
use crate::Error;
use tokio::sync::mpsc;
use vuonlen_store::portable::{Fingerprint, Layout, Piece, Table, Value};
use vuonlen_store::{Store, StoreError, Tx};

/// Copies everything of one database into another, which must be empty, and compares row counts
/// and hashes of every table before anything becomes permanent. Files stay where they are.
///
/// # Errors
/// When the target is not empty, or does not hold the same afterwards; it is left empty then.
pub async fn transfer(from: &Store, to: &Store, watch: Watch<'_>) -> Result<Summary, Error> {
    let migrations = from.applied_migrations().await?;
    let mut filling = Filling::begin(to, &migrations).await?;
    let mut reading = from.read().await?;
    reading.prepare_for_copying().await?;
    let layout = reading.layout().await?;
    let mut summary = Summary::default();
    for table in &layout.tables {
        filling.enter(table).await?;
        let total = Some(reading.count_rows(table).await?);
        let (sender, mut receiver) = mpsc::channel(2);
        let read = async {
            let outcome = reading.send_rows(table, &sender).await;
            drop(sender);
            outcome.map_err(Error::from)
        };
        let write = async {
            let mut print = Fingerprint::default();
            while let Some(rows) = receiver.recv().await {
                for row in rows {
                    print.add(&row);
                    filling.add(row).await?;
                }
                watch(Progress {
                    what: &table.name,
                    done: print.rows,
                    total,
                });
            }
            Ok(print)
        };
        let ((), print) = tokio::try_join!(read, write)?;
        summary.tables.push(TableSummary::new(&table.name, &print));
    }
    drop(reading);
    filling.finish(&summary, watch).await?;
    Ok(summary)
}

/// An empty database that is being filled, in one transaction.
pub(super) struct Filling<'a> {
    store: &'a Store,
    tx: Tx,
    layout: Layout,
    table: Option<Table>,
    piece: Piece,
}

impl<'a> Filling<'a> {
    /// Brings an empty database to the migrations of what it is filled from.
    ///
    /// # Errors
    /// When it is not empty, or those migrations are not all known.
    pub(super) async fn begin(store: &'a Store, migrations: &[i64]) -> Result<Self, Error> {
        if !Store::known_migrations().starts_with(migrations) {
            let newest = migrations.last().copied().unwrap_or_default();
            return Err(newer(&format!("migration {newest}")));
        }
        expect_empty(store, migrations).await?;
        store
            .migrate(Some(migrations.last().copied().unwrap_or(0)))
            .await?;
        let mut tx = store.begin().await?;
        tx.prepare_for_copying().await?;
        let layout = tx.layout().await?;
        // What the migrations put in is in what follows too.
        for table in layout.tables.iter().rev() {
            tx.empty_table(table).await?;
        }
        Ok(Self {
            store,
            tx,
            layout,
            table: None,
            piece: Piece::default(),
        })
    }

    /// Rows of `table` follow.
    ///
    /// # Errors
    /// When this database has no such table, or other columns.
    pub(super) async fn enter(&mut self, table: &Table) -> Result<(), Error> {
        self.flush().await?;
        let names = |table: &Table| -> Vec<_> {
            let columns = table.columns.iter();
            columns
                .map(|column| (column.name.clone(), column.kind.crossing()))
                .collect()
        };
        let ours = self.layout.find(&table.name);
        let ours = ours.filter(|ours| names(ours) == names(table));
        self.table = Some(ours.cloned().ok_or_else(|| {
            let name = &table.name;
            Error::state(
                "other_layout",
                format!("Bảng “{name}” không khớp với chương trình này. Dùng đúng phiên bản chương trình đã ghi dữ liệu."),
                format!("Table “{name}” does not match this program. Use the version of the program that wrote the data."),
            )
        })?);
        Ok(())
    }

    /// Adds a row to the table entered last.
    pub(super) async fn add(&mut self, row: Vec<Value>) -> Result<(), Error> {
        let Some(table) = &self.table else {
            return Err(super::unreadable());
        };
        if row.len() != table.columns.len() {
            return Err(super::unreadable());
        }
        if let Some(rows) = self.piece.add(row) {
            self.tx.put_rows(table, &rows).await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        let rows = self.piece.take();
        if let Some(table) = &self.table {
            self.tx.put_rows(table, &rows).await?;
        }
        Ok(())
    }

    /// Reads everything back, compares it with `expected`, makes it permanent, and brings the
    /// database up to date.
    ///
    /// # Errors
    /// When anything differs; nothing has been added then.
    pub(super) async fn finish(
        mut self,
        expected: &Summary,
        watch: Watch<'_>,
    ) -> Result<(), Error> {
        self.flush().await?;
        if expected.tables.len() != self.layout.tables.len() {
            return Err(differs("*"));
        }
        for summary in &expected.tables {
            let table = self.layout.find(&summary.name);
            let table = table.ok_or_else(|| differs(&summary.name))?;
            let mut print = Fingerprint::default();
            self.tx
                .each_row(table, |row| {
                    print.add(&row);
                    if print.rows % STEP == 0 {
                        watch(Progress {
                            what: &table.name,
                            done: print.rows,
                            total: Some(summary.rows),
                        });
                    }
                    Ok::<(), StoreError>(())
                })
                .await?;
            if TableSummary::new(&table.name, &print) != *summary {
                return Err(differs(&summary.name));
            }
        }
        self.tx.commit().await?;
        self.store.migrate(None).await?;
        Ok(())
    }
}

fn differs(table: &str) -> Error {
    Error::state(
        "copy_differs",
        format!(
            "Bảng “{table}”: số dòng hoặc mã băm sau khi chép không khớp. Cơ sở dữ liệu đích chưa nhận gì; làm lại với bản sao lưu khác hoặc báo lỗi kèm thông báo này."
        ),
        format!(
            "Table “{table}”: rows or hashes differ after copying. The target took nothing; use another backup, or report this message."
        ),
    )
}

/// Whether the database has no table, or is at the same migrations and has no row.
async fn expect_empty(store: &Store, migrations: &[i64]) -> Result<(), Error> {
    let mut tx = store.read().await?;
    let layout = tx.layout().await?;
    let mut filled = None;
    for table in &layout.tables {
        if tx.count_rows(table).await? > 0 {
            filled = Some(table.name.clone());
            break;
        }
    }
    drop(tx);
    if let Some(name) = filled {
        return Err(Error::state(
            "database_not_empty",
            format!(
                "Cơ sở dữ liệu đích không trống (bảng “{name}” đã có dữ liệu). Chỉ khôi phục vào cơ sở dữ liệu mới, trống; dữ liệu đang có không bị động đến."
            ),
            format!(
                "The target database is not empty (table “{name}” has rows). Restore only into a new, empty database; what is there was not touched."
            ),
        ));
    }
    if !layout.tables.is_empty() && store.applied_migrations().await? != migrations {
        return Err(Error::state(
            "database_not_new",
            "Cơ sở dữ liệu đích đã có bảng của phiên bản khác. Tạo cơ sở dữ liệu mới, trống rồi làm lại.",
            "The target database already has tables of another version. Make a new, empty database and do this again.",
        ));
    }
    Ok(())
}
