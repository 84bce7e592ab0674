//! The running log holds no personal data: no name, no identity number, whatever is asked for.

use super::browser::sites_with;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;
use vuonlen_app::Error;
use vuonlen_app::registry::HouseholdDocument;
use vuonlen_app::testing::PROVINCE;

/// What was logged.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let held = self.0.lock().map(|held| held.clone());
        String::from_utf8_lossy(&held.unwrap_or_default()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Ok(mut held) = self.0.lock() {
            held.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_that_is_logged_names_a_person() -> Result<(), Error> {
    for site in sites_with(4).await? {
        let context = &site.fixture.context;
        let mut secrets = BTreeSet::new();
        let mut tx = context.store.read().await?;
        for id in &site.households {
            let version = tx.find_household_version(PROVINCE, *id, 1).await?.unwrap();
            let document: HouseholdDocument = serde_json::from_value(version.document).unwrap();
            for member in document.members {
                secrets.insert(member.name);
                secrets.insert(member.identity_number);
            }
        }
        drop(tx);
        secrets.remove("");
        let numbers: Vec<&String> = secrets
            .iter()
            .filter(|secret| secret.starts_with('0'))
            .collect();
        assert!(secrets.len() > 8 && !numbers.is_empty(), "{secrets:?}");

        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .with_writer(log.clone())
            .finish();
        // While there is only one listener, what another test's thread logs first would be taken
        // for something nobody listens to.
        let _second = tracing::Dispatch::new(
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::DEBUG)
                .with_writer(io::sink)
                .finish(),
        );
        let listening = tracing::subscriber::set_default(subscriber);
        for persona in ["commune-officer", "auditor", "administrator"] {
            let mut browser = site.signed_in(persona).await;
            let mut paths = vec![
                "/".to_owned(),
                "/households".to_owned(),
                "/audit".to_owned(),
            ];
            // What is searched for stands in the address.
            for secret in &secrets {
                let asked: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                paths.push(format!("/households?text={asked}"));
            }
            for id in &site.households {
                paths.push(format!("/households/{PROVINCE}/{id}"));
                paths.push(format!("/households/{PROVINCE}/{id}/edit"));
            }
            for path in paths {
                browser.get(&path).await;
            }
        }
        // A form that is refused, sent with everything on it.
        let mut officer = site.signed_in("commune-officer").await;
        let edit = format!("{}/edit", site.first());
        let page = officer.get(&edit).await;
        let fields = page.fields();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .filter(|(name, _)| name != "csrf")
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        officer.post(&edit, &fields).await;
        drop(listening);

        let text = log.text();
        assert!(text.contains("/households"), "requests are logged: {text}");
        // SQLite runs its statements on a thread of its own, where nobody listens here; they are
        // the same text.
        let engine = site.fixture.fresh.engine;
        assert!(engine == "sqlite" || text.contains("SELECT"), "statements");
        for secret in &secrets {
            let line = text.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "“{secret}”");
        }
        for secret in &secrets {
            let coded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            assert!(!text.contains(&coded), "“{secret}” in an address");
        }
    }
    Ok(())
}
