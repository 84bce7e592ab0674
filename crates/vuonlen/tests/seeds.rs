//! No reader of the law, of surveys, snapshots, backups or settings panics on the seeds the fuzz
//! targets start from, nor on those seeds cut short or with a byte changed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../../fuzz/fuzz_targets/house.rs"]
mod house;

#[allow(dead_code, reason = "each test uses some of it")]
mod support;

use support::root;

#[test]
fn every_seed_is_read_or_refused() {
    let seeds = root().join("fuzz/corpus-seeds");
    for (name, target) in house::TARGETS {
        let files = std::fs::read_dir(seeds.join(name)).unwrap();
        let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no seeds");
        for file in files {
            let bytes = std::fs::read(file).unwrap();
            target(&bytes);
            target(&bytes[..bytes.len() / 2]);
            let mut changed = bytes;
            if let Some(byte) = changed.last_mut() {
                *byte ^= 0x20;
                target(&changed);
            }
        }
    }
}
