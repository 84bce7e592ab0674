//! The pages over a small synthetic commune with its yearly review under way, to look at them and for the browser tests.
//!
//! `cargo run -p vuonlen-web --example look -- 127.0.0.1:8090 [HOUSEHOLDS]`. One account per
//! role, named like the role (`commune-officer`); the password is printed.

#![expect(clippy::print_stdout, reason = "a tool for people at a terminal")]

use chrono::{DateTime, Utc};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;
use vuonlen_app::review::PlanRound;
use vuonlen_app::testing::{COMMUNE, PASSWORD, PROVINCE, SeededBytes, fixtures, settle};
use vuonlen_app::{Clock, Context};
use vuonlen_domain::review::RoundKind;
use vuonlen_web::{ServeOptions, Server};

/// Begins where the fixture's clock stands and runs on.
#[derive(Debug)]
struct RunningClock {
    from: DateTime<Utc>,
    since: Instant,
}

impl Clock for RunningClock {
    fn now(&self) -> DateTime<Utc> {
        self.from + self.since.elapsed()
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments
        .next()
        .unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let count = arguments.next().map_or(Ok(120), |count| count.parse())?;
    let fixture = fixtures().await?.remove(0);
    let context = Context {
        clock: Arc::new(RunningClock {
            from: fixture.context.now(),
            since: Instant::now(),
        }),
        random: Arc::new(SeededBytes::new(8)),
        ..fixture.context.clone()
    };
    let personas = fixture.personas().await?;
    for actor in &personas {
        println!("{:20} {PASSWORD}", actor.name);
    }
    let officer = personas
        .iter()
        .find(|actor| actor.name == "commune-officer");
    let officer = officer.ok_or("no officer")?;
    settle(&context, officer, COMMUNE, count).await?;
    let plan = PlanRound {
        commune: COMMUNE.to_owned(),
        year: 2026,
        kind: RoundKind::Annual,
        starts_on: context.proposed_start(RoundKind::Annual),
        reviewed_on: context.today(),
        score_table: Some("illustrative-2022".to_owned()),
        overlay: None,
        ask_opinion: false,
    };
    let round = context.plan_round(officer, plan, None).await?.round_id;
    context
        .start_survey(officer, (PROVINCE, round), None)
        .await?;
    println!("/rounds/{PROVINCE}/{round}");
    let options = ServeOptions {
        listen: listen.parse()?,
        https: false,
        behind_proxy: false,
        public_address: String::new(),
        demo: true,
        data_folder: std::env::temp_dir(),
        ..ServeOptions::default()
    };
    let server = Server::bind(context, options).await?;
    println!("http://{}", server.address());
    server.run(std::future::pending()).await?;
    Ok(())
}
