//! Every column there is has a class, and every class rests on something.

use vuonlen_app::Error;
use vuonlen_app::privacy::fields::{FieldClass, Fields};
use vuonlen_app::privacy::{Expiring, retention_key};
use vuonlen_app::testing::{fixtures, law};
use vuonlen_store::sealed::SEALED;

#[tokio::test]
async fn every_column_of_the_catalogue_has_one_class() -> Result<(), Error> {
    let fields = Fields::shipped()?;
    for fixture in fixtures().await? {
        let mut tx = fixture.context.store.read().await?;
        let layout = tx.layout().await?;
        for table in &layout.tables {
            let known = fields.table(&table.name);
            let known = known.unwrap_or_else(|| panic!("fields.toml lacks {}", table.name));
            for column in &table.columns {
                let classes = known.classes(&column.name);
                let place = format!("{}.{}", table.name, column.name);
                assert_eq!(classes.len(), 1, "{place} in fields.toml: {classes:?}");
            }
        }
        for table in &fields.tables {
            let there = layout.find(&table.name);
            let there = there.unwrap_or_else(|| panic!("there is no table {}", table.name));
            for class in FieldClass::ALL {
                for column in table.of(class) {
                    let found = there.columns.iter().any(|one| one.name == *column);
                    assert!(found, "there is no {}.{column}", table.name);
                }
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_sealed_is_sensitive_and_every_use_has_its_basis() -> Result<(), Error> {
    let fields = Fields::shipped()?;
    for table in SEALED {
        let known = fields.table(table.name).unwrap();
        for (column, _) in table.columns {
            let classes = known.classes(column);
            assert_eq!(classes, [FieldClass::Sensitive], "{}.{column}", table.name);
        }
    }
    let law = law();
    for table in &fields.tables {
        let kept_for = fields.uses.iter().find(|one| one.code == table.kept_for);
        let kept_for = kept_for.unwrap_or_else(|| panic!("no use {}", table.kept_for));
        assert!(!kept_for.basis.is_empty());
        for id in &kept_for.basis {
            assert!(law.instruments.get(id).is_some(), "no instrument {id}");
        }
        // No period stands in an instrument that was read: none may be made up here. What can be
        // removed names the unit's setting, and nothing else does.
        let expiring = Expiring::ALL
            .into_iter()
            .find(|kind| kind.table() == table.name);
        let expected = expiring.map_or("unset", retention_key);
        assert_eq!(table.retention, expected, "{}", table.name);
    }
    Ok(())
}
