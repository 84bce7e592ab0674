//! The same question from many people at once.

use crate::{Failure, PROVINCE, say};
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::HouseholdQuery;
use vuonlen_app::{Context, Error};
use vuonlen_store::audit::AuditEvent;

/// Words to look for: names many have, a name few have, a code.
const WORDS: [&str; 4] = ["lo van", "thi", "quang thi hoa", "00042"];

/// Measures every question with so many people asking.
pub(crate) async fn load(
    context: &Context,
    officer: &Actor,
    clients: usize,
    seconds: u64,
) -> Result<(), Failure> {
    let time = Duration::from_secs(seconds);
    let first = HouseholdQuery {
        limit: 50,
        ..HouseholdQuery::default()
    };
    let commune = context.list_households(officer, &first).await?;
    let commune = commune
        .households
        .first()
        .ok_or("no household")?
        .commune_code
        .clone();
    // Every client has households of its own: two savers of one household are another matter.
    let all = HouseholdQuery {
        commune: Some(commune.clone()),
        limit: 200,
        ..HouseholdQuery::default()
    };
    let ids: Vec<Uuid> = context
        .list_households(officer, &all)
        .await?
        .households
        .iter()
        .map(|one| one.household_id)
        .collect();
    let of = |client: usize| ids[client % ids.len()];
    let one_commune = HouseholdQuery {
        commune: Some(commune.clone()),
        limit: 50,
        ..HouseholdQuery::default()
    };

    for (what, query) in [
        ("first page, one commune", one_commune),
        ("first page, the province", first),
    ] {
        run((what, clients, time), |_, _| {
            let query = query.clone();
            async move { context.list_households(officer, &query).await.map(drop) }
        })
        .await?;
    }
    run(("search, one commune", clients, time), |client, turn| {
        let query = HouseholdQuery {
            text: WORDS[(client + turn) % WORDS.len()].to_owned(),
            commune: Some(commune.clone()),
            limit: 50,
            ..HouseholdQuery::default()
        };
        async move { context.list_households(officer, &query).await.map(drop) }
    })
    .await?;
    run(
        ("household page, audited", clients, time),
        |client, turn| {
            let id = of(client + turn);
            async move {
                context
                    .household(officer, PROVINCE, id, None)
                    .await
                    .map(drop)
            }
        },
    )
    .await?;
    run(
        ("save with version and audit", clients, time),
        |client, turn| {
            let id = of(client);
            async move {
                let begun = context
                    .edit_household(officer, (PROVINCE, id), None)
                    .await?;
                let mut document = begun.document;
                document.address = format!("Nhà {turn}");
                let change = (context.today(), "Sửa địa chỉ");
                context
                    .save_household(officer, (PROVINCE, id), begun.version, document, change)
                    .await
                    .map(drop)
            }
        },
    )
    .await
}

/// Lets `clients` ask for `time` and prints the line.
async fn run<F, A>((what, clients, time): (&str, usize, Duration), ask: F) -> Result<(), Failure>
where
    F: Fn(usize, usize) -> A,
    A: Future<Output = Result<(), Error>>,
{
    let began = Instant::now();
    let ask = Arc::new(ask);
    let each = (0..clients).map(|client| {
        let ask = Arc::clone(&ask);
        async move {
            let mut times = Vec::new();
            while began.elapsed() < time {
                let watch = Instant::now();
                ask(client, times.len()).await?;
                times.push(watch.elapsed());
            }
            Ok::<_, Error>(times)
        }
    });
    let mut all: Vec<Duration> = Vec::new();
    for times in join(each).await {
        all.extend(times?);
    }
    line((what, clients), all, began.elapsed());
    Ok(())
}

/// How long it takes to put one more link to the audit chain, inside a transaction: what the log
/// adds to whatever is done.
pub(crate) async fn append(context: &Context, officer: &Actor) -> Result<(), Failure> {
    let began = Instant::now();
    let mut times = Vec::new();
    let mut tx = context.store.begin().await?;
    for number in 0..2_000 {
        let event = AuditEvent {
            province_code: PROVINCE.to_owned(),
            at: context.now(),
            account_id: Some(officer.account_id),
            account_name: officer.name.clone(),
            role: "commune_officer".to_owned(),
            area_code: PROVINCE.to_owned(),
            action: "household_read".to_owned(),
            subject_kind: "household".to_owned(),
            subject_id: number.to_string(),
            details: "{}".to_owned(),
            reason: String::new(),
            address: "127.0.0.1".to_owned(),
        };
        let watch = Instant::now();
        tx.add_audit(event).await?;
        times.push(watch.elapsed());
    }
    tx.commit().await?;
    line(("one entry of the audit chain", 1), times, began.elapsed());
    Ok(())
}

/// Prints a line of the table.
fn line((what, clients): (&str, usize), mut all: Vec<Duration>, took: Duration) {
    all.sort_unstable();
    let at = |share: usize| all[(all.len() * share / 100).min(all.len() - 1)].as_secs_f64() * 1e3;
    say(&format!(
        "| {what} | {clients} | {:.2} ms | {:.2} ms | {:.0} |",
        at(50),
        at(95),
        all.len() as f64 / took.as_secs_f64()
    ));
}

/// All of them at once, in one task: the work itself runs on the databases' own threads.
async fn join<A: Future>(futures: impl Iterator<Item = A>) -> Vec<A::Output> {
    let mut waiting: Vec<_> = futures.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|cx| {
        let mut pending = false;
        for (future, done) in &mut waiting {
            if done.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(output) => *done = Some(output),
                    std::task::Poll::Pending => pending = true,
                }
            }
        }
        if pending {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}
