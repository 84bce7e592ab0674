//! Reading a configuration.

use super::settings::{SETTINGS, Setting, Value};
use crate::openid::is_safe;
use crate::{Limits, OpenIdOptions, OpenIdSecret, TlsFiles};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use toml::de::{DeTable, DeValue};
use vuonlen_app::privacy::{Expiring, PrivacySettings, Retention, retention_key};
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;

/// Every setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    values: BTreeMap<&'static str, String>,
}

/// What is wrong with a configuration: where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// File and line, or the environment variable.
    pub place: String,
    /// What is wrong.
    pub text: Text,
}

impl Configuration {
    /// Defaults, the file (its name and text) over them, the environment over both.
    ///
    /// # Errors
    /// For a key that does not exist or a value that cannot be used.
    pub fn read(
        file: Option<(&str, &str)>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Wrong> {
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            values.insert(setting.key, default(setting));
        }
        let mut configuration = Self { values };
        if let Some((name, text)) = file {
            configuration.lay_file_over(name, text)?;
        }
        for setting in SETTINGS {
            let variable = setting.variable();
            if let Some(value) = environment(&variable) {
                check(setting, &value).map_err(|text| Wrong {
                    place: variable,
                    text,
                })?;
                configuration.values.insert(setting.key, value);
            }
        }
        configuration.check_together()?;
        Ok(configuration)
    }

    fn lay_file_over(&mut self, name: &str, text: &str) -> Result<(), Wrong> {
        let line = |at: usize| {
            text.get(..at)
                .map_or(1, |before| before.matches('\n').count() + 1)
        };
        let wrong = |at: usize, text: Text| Wrong {
            place: format!("{name}:{}", line(at)),
            text,
        };
        let document = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let reason = error.message();
            wrong(
                at,
                Text::new(
                    format!("không đọc được TOML: {reason}"),
                    format!("this is not TOML: {reason}"),
                ),
            )
        })?;
        for (section, content) in document.get_ref() {
            let at = section.span().start;
            let section = section.get_ref();
            let DeValue::Table(table) = content.get_ref() else {
                return Err(wrong(at, unknown(section)));
            };
            if table.is_empty()
                && !SETTINGS
                    .iter()
                    .any(|one| one.key.starts_with(&format!("{section}.")))
            {
                return Err(wrong(at, unknown(section)));
            }
            for (name, value) in table {
                let key = format!("{section}.{}", name.get_ref());
                let at = name.span().start;
                let setting = SETTINGS.iter().find(|setting| setting.key == key);
                let setting = setting.ok_or_else(|| wrong(at, unknown(&key)))?;
                let value = match (value.get_ref(), &setting.default) {
                    (DeValue::String(text), Value::Text(_)) => text.to_string(),
                    (DeValue::Integer(number), Value::Number(_)) => {
                        number.as_str().replace('_', "")
                    }
                    (DeValue::Boolean(yes), Value::Yes(_)) => yes.to_string(),
                    _ => return Err(wrong(at, unfit(setting))),
                };
                check(setting, &value).map_err(|text| wrong(at, text))?;
                self.values.insert(setting.key, value);
            }
        }
        Ok(())
    }

    /// What is only wrong together with something else.
    fn check_together(&self) -> Result<(), Wrong> {
        let both = |one: &'static str, other: &'static str| {
            if self.text(one).is_empty() == self.text(other).is_empty() {
                return Ok(());
            }
            Err(Wrong {
                place: one.to_owned(),
                text: Text::new(
                    format!("cần cả {one} và {other}, hoặc bỏ cả hai"),
                    format!("{one} and {other} belong together: set both or none"),
                ),
            })
        };
        both("tls.certificate", "tls.key")?;
        both("openid.issuer", "openid.client_id")?;
        if !self.text("openid.client_secret").is_empty()
            && !self.text("openid.client_secret_file").is_empty()
        {
            return Err(Wrong {
                place: "openid.client_secret".to_owned(),
                text: Text::new(
                    "chỉ đặt một trong hai: openid.client_secret hoặc openid.client_secret_file",
                    "set openid.client_secret or openid.client_secret_file, not both",
                ),
            });
        }
        both("backup.folder", "backup.key_file")
    }

    /// A text; empty when it is not set.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// A number.
    #[must_use]
    pub fn number(&self, key: &str) -> u64 {
        self.text(key).parse().unwrap_or_default()
    }

    /// Yes or no.
    #[must_use]
    pub fn yes(&self, key: &str) -> bool {
        self.text(key) == "true"
    }

    /// An address to listen on; none when it is not set.
    #[must_use]
    pub fn address(&self, key: &str) -> Option<SocketAddr> {
        self.text(key).parse().ok()
    }

    /// The limits of the server.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let count = |key| usize::try_from(self.number(key)).unwrap_or(usize::MAX);
        let seconds = |key| Duration::from_secs(self.number(key));
        Limits {
            connections: count("limits.connections"),
            connections_per_address: count("limits.connections_per_address"),
            requests: count("limits.requests"),
            uploads: count("limits.uploads"),
            public_per_minute: u32::try_from(self.number("limits.public_per_minute"))
                .unwrap_or(u32::MAX),
            header: seconds("limits.header_seconds"),
            body: seconds("limits.body_seconds"),
            write: seconds("limits.write_seconds"),
            answer: seconds("limits.answer_seconds"),
        }
    }

    /// The provider of sign-ins, when one is set.
    #[must_use]
    pub fn openid(&self) -> Option<OpenIdOptions> {
        let issuer = self.text("openid.issuer");
        if issuer.is_empty() {
            return None;
        }
        let secret = self.text("openid.client_secret");
        let file = self.text("openid.client_secret_file");
        let label = ["openid.label_vi", "openid.label_en"].map(|key| normalise(self.text(key)));
        // One label serves both languages: names are often the same.
        let label = match label {
            [vi, en] if vi.is_empty() && en.is_empty() => None,
            [vi, en] if vi.is_empty() => Some(Text::new(en.clone(), en)),
            [vi, en] if en.is_empty() => Some(Text::new(vi.clone(), vi)),
            [vi, en] => Some(Text::new(vi, en)),
        };
        let ca_file = self.text("openid.ca_file");
        Some(OpenIdOptions {
            issuer: issuer.to_owned(),
            client_id: self.text("openid.client_id").to_owned(),
            client_secret: match (secret, file) {
                ("", "") => OpenIdSecret::None,
                ("", file) => OpenIdSecret::File(PathBuf::from(file)),
                (secret, _) => OpenIdSecret::Text(secret.to_owned()),
            },
            label,
            ca_file: (!ca_file.is_empty()).then(|| PathBuf::from(ca_file)),
        })
    }

    /// What the unit decides about privacy.
    #[must_use]
    pub fn privacy(&self) -> PrivacySettings {
        let number = |key: &str| u32::try_from(self.number(key)).unwrap_or(u32::MAX);
        let kept = |retention: Retention, kind| {
            let key = format!("retention.{}", retention_key(kind));
            retention.with(kind, number(&key))
        };
        PrivacySettings {
            request_days: number("privacy.request_days"),
            breach_hours: number("privacy.breach_hours"),
            retention: Expiring::ALL.into_iter().fold(Retention::default(), kept),
        }
    }

    /// Certificate and key, when both are set.
    #[must_use]
    pub fn tls(&self) -> Option<TlsFiles> {
        let [certificate, key] = ["tls.certificate", "tls.key"].map(|key| self.text(key));
        (!certificate.is_empty()).then(|| TlsFiles {
            certificate: PathBuf::from(certificate),
            key: PathBuf::from(key),
        })
    }
}

fn default(setting: &Setting) -> String {
    match setting.default {
        Value::Text(text) => text.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Yes(yes) => yes.to_string(),
    }
}

/// Whether a value can be used.
fn check(setting: &Setting, value: &str) -> Result<(), Text> {
    let is_good = match (setting.key, &setting.default) {
        ("server.listen", _) => value.parse::<SocketAddr>().is_ok(),
        ("metrics.listen", _) => value.is_empty() || value.parse::<SocketAddr>().is_ok(),
        ("server.public_address", _) => is_site(value),
        ("openid.issuer", _) => {
            value.is_empty() || (is_safe(value) && !value.contains(['?', '#', ' ', '@']))
        }
        ("log.format", _) => matches!(value, "text" | "json"),
        ("privacy.encryption", _) => matches!(value, "on" | "off"),
        ("backup.every_hours" | "backup.keep", _) => value
            .parse()
            .is_ok_and(|number: u64| (1..=10_000).contains(&number)),
        // More seconds than a day, or more places than the system has, is a slip of the hand.
        (_, Value::Number(_)) => value.parse::<u64>().is_ok_and(|number| number <= 1_000_000),
        (_, Value::Yes(_)) => matches!(value, "true" | "false"),
        (_, Value::Text(_)) => true,
    };
    if is_good { Ok(()) } else { Err(unfit(setting)) }
}

/// Empty, or what an address of a page can begin with.
fn is_site(value: &str) -> bool {
    let host = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    let plain = |text: &str| !text.is_empty() && !text.contains([' ', '"', '<', '>', '?', '#']);
    value.is_empty() || host.is_some_and(plain)
}

fn unfit(setting: &Setting) -> Text {
    let (vi, en) = match (setting.key, &setting.default) {
        ("server.listen" | "metrics.listen", _) => (
            "ĐỊA-CHỈ:CỔNG, ví dụ \"127.0.0.1:8080\"",
            "ADDRESS:PORT, such as \"127.0.0.1:8080\"",
        ),
        ("server.public_address", _) => (
            "http:// hoặc https:// kèm tên máy, không có dấu cách",
            "http:// or https:// with a host name, without spaces",
        ),
        ("openid.issuer", _) => (
            "địa chỉ https:// không có ? và #; chỉ trên chính máy này mới được http://",
            "an address with https://, without ? and #; http:// on this machine only",
        ),
        ("privacy.encryption", _) => ("\"on\" hoặc \"off\"", "\"on\" or \"off\""),
        ("log.format", _) => ("\"text\" hoặc \"json\"", "\"text\" or \"json\""),
        (_, Value::Number(_)) => (
            "một số nguyên không âm vừa phải",
            "a whole number of sensible size",
        ),
        (_, Value::Yes(_)) => ("true hoặc false", "true or false"),
        (_, Value::Text(_)) => ("chuỗi trong ngoặc kép", "a text in quotation marks"),
    };
    let key = setting.key;
    Text::new(format!("{key} phải là {vi}"), format!("{key} must be {en}"))
}

/// A key that does not exist, with the one that was probably meant.
fn unknown(key: &str) -> Text {
    let nearest = SETTINGS
        .iter()
        .map(|setting| (strsim::levenshtein(setting.key, key), setting.key))
        .min()
        .filter(|(distance, _)| *distance <= 6)
        .map_or("", |(_, nearest)| nearest);
    if nearest.is_empty() {
        return Text::new(
            format!("không có cài đặt “{key}”; xem các cài đặt bằng “vuonlen config”"),
            format!("there is no setting “{key}”; “vuonlen config” shows all"),
        );
    }
    Text::new(
        format!("không có cài đặt “{key}”; có phải “{nearest}”?"),
        format!("there is no setting “{key}”; did you mean “{nearest}”?"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{as_file, as_table};
    use super::*;

    fn read(text: &str) -> Result<Configuration, Wrong> {
        Configuration::read(Some(("vuonlen.toml", text)), |_| None)
    }

    #[test]
    fn file_lies_over_defaults_and_environment_over_both() {
        let text = "[server]\nlisten = \"0.0.0.0:443\"\nhttps = true\n[limits]\nrequests = 1_00\n";
        let environment = |name: &str| (name == "VUONLEN_LIMITS_REQUESTS").then(|| "7".to_owned());
        let read = Configuration::read(Some(("f", text)), environment).unwrap();
        assert_eq!(read.address("server.listen"), "0.0.0.0:443".parse().ok());
        assert!(read.yes("server.https") && !read.yes("server.behind_proxy"));
        assert_eq!(read.limits().requests, 7);
        assert_eq!(read.limits().uploads, Limits::default().uploads);
        assert_eq!(read.tls(), None);
    }

    #[test]
    fn a_provider_is_read_whole_and_its_secret_is_not_shown() {
        assert_eq!(read("").unwrap().openid(), None);
        let text = "[openid]\nissuer = \"https://login.example/xa\"\nclient_id = \"vuonlen\"\n\
                    client_secret = \"khóa chung\"\nlabel_vi = \"Đăng nhập tỉnh\"\n";
        let openid = read(text).unwrap().openid().unwrap();
        assert_eq!(openid.issuer, "https://login.example/xa");
        let secret = OpenIdSecret::Text("khóa chung".to_owned());
        assert_eq!(openid.client_secret, secret);
        assert!(!format!("{openid:?}{secret:?}").contains("khóa chung"));
        let label = openid.label.unwrap();
        assert_eq!(
            (label.vi.as_str(), &label.en),
            ("Đăng nhập tỉnh", &label.vi)
        );
        let name = |name: &str| match name {
            "VUONLEN_OPENID_ISSUER" => Some("http://127.0.0.1:3000".to_owned()),
            "VUONLEN_OPENID_CLIENT_ID" => Some("thu".to_owned()),
            "VUONLEN_OPENID_CLIENT_SECRET_FILE" => Some("/etc/k".to_owned()),
            _ => None,
        };
        let openid = Configuration::read(None, name).unwrap().openid().unwrap();
        let file = OpenIdSecret::File(PathBuf::from("/etc/k"));
        assert_eq!((openid.client_secret, openid.label), (file, None));
    }

    #[test]
    fn defaults_are_those_of_the_limits() {
        let defaults = Configuration::read(None, |_| None).unwrap();
        assert_eq!(defaults.limits(), Limits::default());
        assert_eq!(defaults.privacy(), PrivacySettings::default());
        let read = read("[privacy]\nrequest_days = 5\n[retention]\nnotices_days = 400\n").unwrap();
        assert_eq!(read.privacy().request_days, 5);
        let retention = read.privacy().retention;
        assert_eq!(retention.days(Expiring::Notices), 400);
        assert_eq!(retention.days(Expiring::Sessions), 30);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, place, part) in [
            (
                "[server]\nlitsen = \"x\"",
                "vuonlen.toml:2",
                "server.listen",
            ),
            ("[serve]\nlisten = \"x\"", "vuonlen.toml:2", "server.listen"),
            ("\n\n[nothing]", "vuonlen.toml:3", "vuonlen config"),
            ("listen = 1", "vuonlen.toml:1", "no setting"),
            (
                "[server]\nlisten = \"here\"",
                "vuonlen.toml:2",
                "ADDRESS:PORT",
            ),
            (
                "[server]\nhttps = \"yes\"",
                "vuonlen.toml:2",
                "true or false",
            ),
            ("[limits]\nrequests = -1", "vuonlen.toml:2", "whole number"),
            ("[log]\nformat = \"xml\"", "vuonlen.toml:2", "json"),
            ("[server\n", "vuonlen.toml:1", "TOML"),
            ("[tls]\nkey = \"k\"", "tls.certificate", "both or none"),
            (
                "[openid]\nissuer = \"http://login.example\"",
                "vuonlen.toml:2",
                "https://",
            ),
            (
                "[openid]\nissuer = \"https://login.example\"",
                "openid.issuer",
                "both or none",
            ),
            (
                "[openid]\nissuer = \"https://a.example\"\nclient_id = \"x\"\nclient_secret = \"x\"\nclient_secret_file = \"f\"",
                "openid.client_secret",
                "not both",
            ),
            ("[openid]\nsecret = \"x\"", "vuonlen.toml:2", "no setting"),
        ] {
            let wrong = read(text).unwrap_err();
            assert_eq!(wrong.place, place, "{text}");
            assert!(wrong.text.en.contains(part), "{text}: {}", wrong.text.en);
        }
        let environment = |name: &str| (name == "VUONLEN_SERVER_HTTPS").then(|| "1".to_owned());
        let wrong = Configuration::read(None, environment).unwrap_err();
        assert_eq!(wrong.place, "VUONLEN_SERVER_HTTPS");
    }

    #[test]
    fn the_printed_file_reads_as_the_defaults() {
        let uncommented: String = as_file()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") && !rest.contains(". ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert_eq!(read(&uncommented), Configuration::read(None, |_| None));
    }

    #[test]
    fn the_documentation_shows_every_setting_as_it_is() {
        let shown = include_str!("../../../../docs/configuration.md");
        assert!(
            shown.contains(&as_table()),
            "docs/configuration.md should hold:\n{}",
            as_table()
        );
    }
}
