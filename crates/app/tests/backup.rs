//! The restore drill: everything backed up, destroyed, and brought back, between every two engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
use vuonlen_app::backup::{self, BackupKey, Made, Source, Summary};
use vuonlen_app::testing::{COMMUNE, Fixture, SeededBytes, fixtures, master_keys};
use vuonlen_app::{Context, Error};
use vuonlen_store::{Store, testing};

/// A commune with households, and files beside its database.
async fn lived_in(fixture: &Fixture, data: &Path) -> Result<(), Error> {
    let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
    fixture.settle(&officer, 5).await?;
    fs::create_dir_all(data.join("files/ab")).unwrap();
    fs::write(data.join("files/ab/giấy tờ.pdf"), vec![5; 300_000]).unwrap();
    fs::write(data.join("files/empty"), b"").unwrap();
    fs::write(data.join("files/half.part"), b"not whole yet").unwrap();
    Ok(())
}

async fn back_up(
    context: &Context,
    data: &Path,
    key: &BackupKey,
    to: &Path,
) -> Result<Summary, Error> {
    let source = Source {
        store: &context.store,
        data_folder: data,
    };
    let random = SeededBytes::new(3);
    let made = Made {
        program: "0.1.0",
        at: context.now(),
        random: &random,
    };
    backup::write_file(&source, key, &made, to, &mut |_| {}).await
}

fn key(seed: u64) -> BackupKey {
    BackupKey::generate(&SeededBytes::new(seed))
}

#[tokio::test]
async fn a_backup_comes_back_the_same_on_either_engine() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let folder = tempfile::tempdir().unwrap();
        let (data, file) = (folder.path().join("data"), folder.path().join("one.backup"));
        lived_in(&fixture, &data).await?;
        let made = back_up(&fixture.context, &data, &key(1), &file).await?;
        assert!(made.rows() > 30 && made.files == 2, "{made:?}");
        let sealed = fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("can-bo"));

        for (number, blank) in testing::blanks().await?.into_iter().enumerate() {
            let store = Store::attach(&blank.address, true).await?;
            let back = folder.path().join(format!("back{number}"));
            let (header, summary) =
                backup::restore(&file, &key(1), (&store, &back), &mut |_| {}).await?;
            assert_eq!(
                summary, made,
                "{} to {}",
                fixture.fresh.engine, blank.engine
            );
            assert_eq!(header.engine, fixture.fresh.engine);
            for name in ["files/ab/giấy tờ.pdf", "files/empty"] {
                assert_eq!(
                    fs::read(back.join(name)).unwrap(),
                    fs::read(data.join(name)).unwrap()
                );
            }
            assert!(!back.join("files/half.part").exists());
            store.close().await;

            // The program runs on what came back, and people sign in as before.
            let store = Store::open(&blank.address).await?;
            store.unlock(master_keys()?, fixture.context.now()).await?;
            let context = Context {
                store,
                ..fixture.context.clone()
            };
            let password = vuonlen_app::testing::PASSWORD;
            context.sign_in("can-bo", password, "127.0.0.1").await?;

            let again = backup::restore(
                &file,
                &key(1),
                (&context.store, &folder.path().join("x")),
                &mut |_| {},
            )
            .await;
            assert_eq!(again.unwrap_err().code, "database_not_empty");
        }
        let (_, verified) = backup::verify(&file, &key(1), folder.path(), &mut |_| {}).await?;
        assert_eq!(verified, made);
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(
            left,
            2 + testing::blanks().await?.len(),
            "the scratch folder is gone"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_a_damaged_file_and_an_occupied_place_are_refused() -> Result<(), Error> {
    let fixtures = fixtures().await?;
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("one.backup"));
    lived_in(&fixtures[0], &data).await?;
    back_up(&fixtures[0].context, &data, &key(1), &file).await?;
    let code = async |file: &Path, key: &BackupKey| {
        backup::verify(file, key, folder.path(), &mut |_| {})
            .await
            .map_err(|error| error.code)
            .map(|_| ())
    };
    assert_eq!(code(&file, &key(1)).await, Ok(()));
    assert_eq!(code(&file, &key(2)).await, Err("other_backup_key"));
    let bytes = fs::read(&file).unwrap();
    let damaged = folder.path().join("damaged.backup");
    for end in [bytes.len() - 1, bytes.len() / 2, 100] {
        fs::write(&damaged, &bytes[..end]).unwrap();
        assert_eq!(
            code(&damaged, &key(1)).await,
            Err("backup_unreadable"),
            "{end}"
        );
    }
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 4;
    fs::write(&damaged, &changed).unwrap();
    assert_eq!(code(&damaged, &key(1)).await, Err("backup_unreadable"));

    let again = back_up(&fixtures[0].context, &data, &key(1), &file).await;
    assert_eq!(again.unwrap_err().code, "backup_exists");
    let blank = &testing::blanks().await?[0];
    let store = Store::attach(&blank.address, true).await?;
    let occupied = backup::restore(&file, &key(1), (&store, &data), &mut |_| {}).await;
    assert_eq!(occupied.unwrap_err().code, "folder_not_empty");
    Ok(())
}

#[tokio::test]
async fn a_database_moves_to_the_other_engine_with_every_row() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let folder = tempfile::tempdir().unwrap();
        lived_in(&fixture, folder.path()).await?;
        for blank in testing::blanks().await? {
            let to = Store::attach(&blank.address, true).await?;
            let moved = backup::transfer(&fixture.context.store, &to, &mut |_| {}).await?;
            let mut tx = to.read().await?;
            for table in &tx.layout().await?.tables {
                let print = tx.fingerprint(table).await?;
                let told = moved
                    .tables
                    .iter()
                    .find(|one| one.name == table.name)
                    .unwrap();
                assert_eq!((told.rows, &told.hash), (print.rows, &print.hash()));
            }
            drop(tx);
            backup::record(&to, "move_database", fixture.context.now(), &moved).await?;
            let again = backup::transfer(&fixture.context.store, &to, &mut |_| {}).await;
            assert_eq!(again.unwrap_err().code, "database_not_empty");
        }
    }
    Ok(())
}
