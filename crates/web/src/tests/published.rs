//! What is published holds the head, the result, the persons and the village, and nothing else.
//!
//! Every field of every household is given a value that stands nowhere else; then every public
//! page and every paper that hangs out is searched for them.

use super::browser::{Site, attribute, router};
use super::round::RoundSite;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use vuonlen_app::Error;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::notes::NewNote;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::registry::{Answer, HouseholdDocument, NewEvent};
use vuonlen_app::review::DecisionPaper;
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};
use vuonlen_domain::review::ObjectionOutcome;

/// What must not be published, and what must.
#[derive(Debug, Default)]
struct Marks {
    hidden: BTreeSet<String>,
    heads: BTreeSet<String>,
}

impl Marks {
    fn hide(&mut self, text: impl Into<String>) {
        self.hidden.insert(text.into());
    }

    /// An answer as pages would print it: amounts grouped, codes by their labels.
    fn hide_answer(&mut self, fixture: &Fixture, fact: &str, answer: &Answer) {
        let codes: Vec<&str> = match answer {
            Answer::Int(amount) if *amount >= 10_000 => {
                let (thousands, rest) = (amount / 1_000, amount % 1_000);
                for text in [
                    amount.to_string(),
                    format!("{thousands}.{rest:03}"),
                    format!("{thousands},{rest:03}"),
                ] {
                    self.hide(text);
                }
                return;
            }
            Answer::Code(code) => vec![code],
            Answer::Set(codes) => codes.iter().map(String::as_str).collect(),
            _ => return,
        };
        let wording = Wording::new(&fixture.context.law);
        let known = ["household", "member"];
        let known = known.iter().find_map(|scope| wording.fact(scope, fact));
        for code in codes {
            let label = wording.answer(known, &Answer::Code(code.to_owned()));
            self.hide(label.vi);
            self.hide(label.en);
        }
    }
}

async fn document(fixture: &Fixture, id: uuid::Uuid) -> Result<(i64, HouseholdDocument), Error> {
    let mut tx = fixture.context.store.read().await?;
    let household = tx.find_household(PROVINCE, id).await?.unwrap();
    let version = tx
        .find_household_version(PROVINCE, id, household.version)
        .await?
        .unwrap();
    let document = serde_json::from_value(version.document).unwrap();
    Ok((household.version, document))
}

/// Gives every field of a household a value of its own.
async fn mark(
    fixture: &Fixture,
    officer: &Actor,
    (number, id): (usize, uuid::Uuid),
    marks: &mut Marks,
) -> Result<(), Error> {
    let context = &fixture.context;
    let (version, mut document) = document(fixture, id).await?;
    document.code = format!("MA-{number}-7001");
    document.address = format!("Ngõ đánh dấu {number}");
    marks.hide(&document.code);
    marks.hide(&document.address);
    let income = 600_013 + 1_001 * i64::try_from(number).unwrap_or_default();
    let answers = &mut document.answers;
    answers.insert("income_per_person".to_owned(), Answer::Int(income));
    let head = document.head().map(|head| head.person_id);
    for (place, member) in document.members.iter_mut().enumerate() {
        if Some(member.person_id) == head {
            marks.heads.insert(member.name.clone());
        } else {
            member.name = format!("Thành Viên Kín {number}{place}");
            marks.hide(&member.name);
        }
        member.identity_number = format!("0140991{number:02}{place:03}");
        marks.hide(&member.identity_number);
        if let Some(year) = member.birth.get(..4) {
            marks.hide(year);
        }
        marks.hide(&member.birth);
        for (fact, answer) in &member.answers {
            // That the head is the head is what the list says.
            if fact == "relation" && Some(member.person_id) == head {
                continue;
            }
            marks.hide_answer(fixture, fact, answer);
        }
    }
    for (fact, answer) in &document.answers {
        marks.hide_answer(fixture, fact, answer);
    }
    let key = (PROVINCE, id);
    let why = format!("Lý do kín {number}");
    context
        .save_household(officer, key, version, document, (context.today(), &why))
        .await?;
    let note = NewNote {
        kind: "unwilling".to_owned(),
        on: Some(context.today()),
        content: format!("Ghi chú kín {number}"),
        follow_up_on: None,
    };
    marks.hide(&why);
    marks.hide(&note.content);
    context.add_note(officer, key, note).await?;
    let (kind, _) = context.event_kinds().into_iter().next().unwrap();
    let event = NewEvent {
        kind,
        on: Some(context.today()),
        note: format!("Biến động kín {number}"),
        leaves: false,
    };
    marks.hide(&event.note);
    context.record_event(officer, key, event, None).await
}

/// Answers what was objected, signs the result, and gives the tokens of the certificates.
async fn recognised(begun: &RoundSite, marks: &mut Marks) -> Result<Vec<String>, Error> {
    let context = &begun.site.fixture.context;
    let officer = begun.actor("commune-officer");
    let mut tx = context.store.read().await?;
    let objections = tx.list_objections(PROVINCE, begun.round, None).await?;
    drop(tx);
    for objection in objections {
        let (key, reason) = ((PROVINCE, objection.objection_id), "Trả lời kín");
        marks.hide(reason);
        context
            .settle_objection(officer, key, ObjectionOutcome::Rejected, reason)
            .await?;
    }
    begun.conclude().await?;
    context.submit_round(officer, begun.key()).await?;
    let paper = DecisionPaper {
        number: "77/QĐ-UBND".to_owned(),
        signed_on: context.today(),
        signer: "Điêu Chính Hải".to_owned(),
    };
    let chairman = begun.actor("commune-chairman");
    context
        .recognise_round(chairman, begun.key(), paper, None)
        .await?;
    let mut tokens = Vec::new();
    for id in &begun.site.households {
        let certificates = context.certificates(officer, (PROVINCE, *id)).await?;
        tokens.extend(certificates.into_iter().map(|one| one.token));
    }
    Ok(tokens)
}

/// The words of a page: no tags and no attributes.
fn words(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
        text.push('\n');
    }
    super::browser::unescape(&text)
}

/// The words of a DOCX file.
fn paper_words(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        if part.name().unwrap().ends_with(".xml") {
            part.read_to_string(&mut xml).unwrap();
        }
    }
    words(&xml)
}

#[tokio::test]
async fn published_pages_and_papers_hold_only_public_fields() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let personas = fixture.personas().await?;
        let officer = personas.iter().find(|one| one.name == "commune-officer");
        let officer = officer.unwrap();
        let households = fixture.settle(officer, 14).await?;
        let mut marks = Marks::default();
        for (number, id) in households.iter().enumerate() {
            mark(&fixture, officer, (number, *id), &mut marks).await?;
        }
        let site = Site {
            router: router(&fixture.context, fixture.folder.path()),
            fixture,
            personas,
            households,
        };
        let begun = RoundSite::begin(site).await?;
        for village in &begun.villages {
            begun.meet_and_post(*village).await?;
        }
        // Words that stand on a page without any household say nothing of one.
        let mut anybody = begun.site.browser();
        let mut chrome = String::new();
        let mut seen: Vec<(String, String)> = Vec::new();
        for language in ["vi", "en"] {
            let nobody = anybody.get(&format!("/v/khong-co?lang={language}")).await;
            chrome.push_str(&words(&nobody.body));
            let mut paths = vec![format!("/posted/{COMMUNE}")];
            for village in &begun.villages {
                paths.push(format!("/posted/{COMMUNE}/{village}"));
            }
            for path in paths {
                let page = anybody.get(&format!("{path}?lang={language}")).await;
                assert_eq!(page.status, 200, "{path}");
                seen.push((path, words(&page.body)));
            }
        }
        let context = &begun.site.fixture.context;
        let officer = begun.actor("commune-officer");
        let mut signed_in = begun.site.signed_in("commune-officer").await;
        for village in &begun.villages {
            let at = (PROVINCE, begun.round, *village);
            for view in context.postings(officer, at).await? {
                let read_out = format!("{}\n{}", view.announcement.vi, view.announcement.en);
                seen.push(("loudspeaker".to_owned(), read_out));
                for sheet in ["list", "notice"] {
                    let id = view.posting_id;
                    let path = format!("{}/postings/{id}/{sheet}/docx", begun.path());
                    let paper = signed_in.get(&path).await;
                    seen.push((path, paper_words(&paper.bytes)));
                }
            }
        }
        // An objection hangs out neither.
        let secret = "Nội dung khiếu nại kín";
        let path = format!("/posted/{COMMUNE}/{}", begun.villages[0]);
        let page = anybody.get(&path).await;
        let about = attribute(&page.body, "<option value=\"").unwrap();
        let fields = [
            ("about", about.as_str()),
            ("content", secret),
            ("raised_by", "Người Khiếu Nại Kín"),
        ];
        let sent = anybody.submit(&path, &fields).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        marks.hide(secret);
        marks.hide("Người Khiếu Nại Kín");
        seen.push((path.clone(), words(&anybody.get(&path).await.body)));

        // Certificates, checked by anybody.
        begun.pass_days(10);
        for token in recognised(&begun, &mut marks).await? {
            let path = format!("/v/{token}");
            let page = anybody.get(&path).await;
            seen.push((path, words(&page.body)));
        }
        assert!(seen.iter().any(|(path, _)| path.starts_with("/v/")));

        let all: String = seen.iter().map(|(_, text)| text.as_str()).collect();
        let shown = marks.heads.iter().filter(|head| all.contains(*head));
        let shown = shown.count();
        assert!(shown > 1, "the search finds what is there: {shown}");
        assert!(marks.hidden.len() > 40, "{:?}", marks.hidden);
        for (path, text) in &seen {
            for mark in &marks.hidden {
                // “Nam” is a sex and the end of the country's name, “2021” a year of birth and of a
                // decree: so short a text says nothing.
                let year = mark.len() == 4 && mark.bytes().all(|byte| byte.is_ascii_digit());
                let says_nothing = year
                    || mark.chars().count() < 4
                    || chrome.contains(mark)
                    || text.lines().all(|line| !holds(line, mark));
                assert!(says_nothing, "“{mark}” on {path}:\n{text}");
            }
        }
    }
    Ok(())
}

/// Whether a line holds a text as words of its own.
fn holds(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + mark.len()..].chars().next();
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        apart(before) && apart(after)
    })
}
