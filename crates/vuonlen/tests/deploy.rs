//! The files under `deploy/` agree with the program: settings, commands, versions, paths.

#[allow(dead_code, reason = "each test uses some of it")]
mod support;

use std::process::Command;
use support::{read, root};
use vuonlen_web::configuration::{Configuration, SETTINGS};

/// Variables of the program a file sets.
fn variables(text: &str) -> Vec<String> {
    let settings = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let mut found = Vec::new();
    for line in settings {
        for part in line.split("VUONLEN_").skip(1) {
            let name = part
                .chars()
                .take_while(|c| c.is_ascii_uppercase() || *c == '_')
                .collect::<String>();
            found.push(format!("VUONLEN_{name}"));
        }
    }
    found
}

#[test]
fn every_variable_is_a_setting() {
    // The database's address is an option of every command, with a variable of its own.
    let known: Vec<String> = SETTINGS.iter().map(|setting| setting.variable()).collect();
    for file in [
        "deploy/Dockerfile",
        "deploy/compose.yaml",
        "deploy/vuonlen.service",
    ] {
        let used = variables(&read(file));
        assert!(!used.is_empty(), "{file} sets nothing");
        for variable in used {
            let known = known.contains(&variable) || variable == "VUONLEN_DATABASE";
            assert!(known, "{file}: {variable} is no setting");
        }
    }
}

#[test]
fn the_installed_configuration_is_read() {
    let text = read("deploy/vuonlen.toml");
    let read = Configuration::read(Some(("vuonlen.toml", &text)), |_| None);
    assert!(read.is_ok(), "{:?}", read.err());
}

#[test]
fn what_is_started_is_a_command() {
    let service = read("deploy/vuonlen.service");
    let start = service
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart=/usr/bin/vuonlen "))
        .expect("the service starts the program");
    let mut words: Vec<&str> = start.split(' ').collect();
    assert_eq!(words.remove(0), "serve");
    assert_eq!(words, ["--config", "/etc/vuonlen/vuonlen.toml"]);
    assert!(read("deploy/Dockerfile").contains("CMD [\"serve\"]"));
    let asked = Command::new(env!("CARGO_BIN_EXE_vuonlen"))
        .args(["serve", "--help"])
        .output()
        .expect("the program starts");
    let help = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(
        asked.status.success() && help.contains("--config"),
        "{help}"
    );
}

#[test]
fn the_image_builds_with_the_compiler_of_this_house() {
    let toolchain = read("rust-toolchain.toml");
    let version = toolchain
        .split('"')
        .nth(1)
        .and_then(|version| version.rsplit_once('.'))
        .map(|(minor, _)| minor.to_owned())
        .expect("a version");
    let image = read("deploy/Dockerfile");
    assert!(
        image.contains(&format!("FROM rust:{version}-")),
        "{version}"
    );
}

#[test]
fn the_package_holds_files_that_are_there() {
    let manifest = read("crates/vuonlen/Cargo.toml");
    let mut sources = 0;
    for line in manifest
        .lines()
        .filter(|line| line.trim_start().starts_with("[\""))
    {
        let source = line.split('"').nth(1).unwrap_or_default();
        sources += 1;
        // What the build makes is not there yet.
        if !source.starts_with("target/") {
            assert!(
                root().join("crates/vuonlen").join(source).exists(),
                "{source}"
            );
        }
    }
    assert!(sources >= 3, "{sources}");
    assert!(manifest.contains("unit-scripts = \"../../deploy\""));
    assert!(root().join("deploy/vuonlen.service").exists());
}
