//! `vuonlen keys …` and `vuonlen privacy …`, and serving with and without keys.

use std::path::Path;
use std::process::{Command, Output};

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vuonlen"))
        .args(arguments)
        .env_remove("VUONLEN_LAW")
        .env_remove("VUONLEN_DATABASE")
        .env_remove("VUONLEN_PRIVACY_KEYS_FILE")
        .env_remove("VUONLEN_PRIVACY_ENCRYPTION")
        .output()
        .expect("the program runs")
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_key_file_is_for_its_owner_and_keeps_earlier_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    assert!(program(&["keys", "new", &text(&file)]).status.success());
    let first = std::fs::read_to_string(&file).unwrap();
    assert!(program(&["keys", "new", &text(&file)]).status.success());
    let both = std::fs::read_to_string(&file).unwrap();
    let lines = |text: &str| -> Vec<String> {
        let keys = text.lines().filter(|line| !line.starts_with('#'));
        keys.map(str::to_owned).collect()
    };
    assert_eq!(lines(&first).len(), 1);
    assert_eq!(lines(&both)[1], lines(&first)[0]);
    assert!(lines(&both)[0].starts_with("m2:"), "the new key is first");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // What a broken-off run left beside the file stops nothing and gets into nothing.
    let part = folder.path().join("keys.txt.part");
    std::fs::write(&part, "m9:half a ke").unwrap();
    let third = program(&["keys", "new", &text(&file)]);
    assert!(third.status.success(), "{}", told(&third));
    assert!(!part.exists());
    let three = std::fs::read_to_string(&file).unwrap();
    assert_eq!(lines(&three)[1..], lines(&both));
    assert!(lines(&three)[0].starts_with("m3:"));
    std::fs::write(&file, "not a key").unwrap();
    let refused = program(&["keys", "new", &text(&file)]);
    assert!(!refused.status.success());
    assert!(told(&refused).contains("line 1"), "{}", told(&refused));
    assert!(!told(&refused).contains("not a key"));
}

#[test]
fn keys_are_changed_and_only_the_right_file_opens_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("xa.db").display());
    let keys = text(&folder.path().join("keys.txt"));
    let other = text(&folder.path().join("other.txt"));
    for file in [&keys, &other] {
        assert!(program(&["keys", "new", file]).status.success());
    }
    let with = |command: &str, file: &str| {
        program(&["keys", command, "--database", &database, "--keys", file])
    };

    let none = with("rewrap", &keys);
    assert!(!none.status.success());
    assert!(told(&none).contains("not encrypted"), "{}", told(&none));

    let rotated = with("rotate", &keys);
    assert!(rotated.status.success(), "{}", told(&rotated));
    let wrong = with("rotate", &other);
    assert!(!wrong.status.success());
    assert!(told(&wrong).contains("“m1”"), "{}", told(&wrong));

    // Another master key: both stand in the file until the data keys are wrapped with the new one.
    assert!(program(&["keys", "new", &keys]).status.success());
    let rewrapped = with("rewrap", &keys);
    assert!(rewrapped.status.success(), "{}", told(&rewrapped));
    let whole = std::fs::read_to_string(&keys).unwrap();
    let newest = whole.lines().find(|line| line.starts_with("m2:")).unwrap();
    std::fs::write(&keys, newest).unwrap();
    assert!(with("rotate", &keys).status.success());

    // What was done stands in the log.
    let log = program(&["audit", "verify", "--database", &database]);
    assert!(told(&log).contains("VN:3:"), "{}", told(&log));
}

#[test]
fn nothing_is_served_unencrypted_unless_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("xa.db").display());
    let refused = program(&["serve", "--database", &database]);
    assert!(!refused.status.success());
    for part in ["vuonlen keys new", "encryption = \"off\"", "[privacy]"] {
        assert!(told(&refused).contains(part), "{}", told(&refused));
    }
    let keys = text(&folder.path().join("keys.txt"));
    assert!(program(&["keys", "new", &keys]).status.success());
    let rotated = program(&["keys", "rotate", "--database", &database, "--keys", &keys]);
    assert!(rotated.status.success(), "{}", told(&rotated));
    // An encrypted database is not served without its keys, whatever was said.
    let configuration = folder.path().join("vuonlen.toml");
    std::fs::write(&configuration, "[privacy]\nencryption = \"off\"\n").unwrap();
    let configuration = text(&configuration);
    let locked = program(&["serve", "--config", &configuration, "--database", &database]);
    assert!(!locked.status.success());
    assert!(
        told(&locked).contains("the database is encrypted"),
        "{}",
        told(&locked)
    );
}

#[test]
fn what_is_past_its_time_goes_only_when_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("xa.db").display());
    let command = ["privacy", "expire", "--database", &database];
    let run = |more: &[&str]| program(&[&command[..], more].concat());
    for wrong in [&[][..], &["--yes", "--dry-run"]] {
        let refused = run(wrong);
        assert!(!refused.status.success(), "{}", told(&refused));
    }
    let config = folder.path().join("vuonlen.toml");
    std::fs::write(&config, "[retention]\nnotices_days = 400\n").unwrap();
    let dry = run(&["--dry-run", "--config", &text(&config)]);
    assert!(dry.status.success(), "{}", told(&dry));
    assert!(told(&dry).contains("400 ngày / days: 0"), "{}", told(&dry));
    assert!(told(&dry).contains("with --yes"));
    let done = run(&["--yes"]);
    assert!(done.status.success() && told(&done).contains("0 rows removed"));
    std::fs::write(&config, "[retention]\nhouseholds_days = 1\n").unwrap();
    let refused = run(&["--yes", "--config", &text(&config)]);
    assert!(!refused.status.success(), "there is no such period");
}
