//! Biên bản họp dân.

use super::{PaperFile, PaperFormat, Print, draw, in_sentence, persons};
use crate::access::{Action, Actor};
use crate::review::minutes::{Minutes, MinutesLine};
use crate::review::round_at::{RoundAt, VillageRef};
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_documents::official::{
    Delegation, MeetingMinutes, MeetingResult, Outcome, Paper, Participant,
};
use vuonlen_domain::Class;

/// Rows for households that sign for all.
const REPRESENTATIVES: usize = 3;

/// Codes of `review_actors` that the minutes name elsewhere.
const NAMED_ELSEWHERE: [&str; 3] = ["village", "households", "surveyor"];

impl Context {
    /// The minutes of one meeting. As PDF they come in as many copies as are signed.
    ///
    /// # Errors
    /// No such meeting; a village outside the actor's area.
    pub async fn minutes_paper(
        &self,
        actor: &Actor,
        key: VillageRef<'_>,
        meeting: Uuid,
        print: Print,
    ) -> Result<PaperFile, Error> {
        let all = self.minutes(actor, key).await?;
        let found = all.iter().find(|one| one.meeting.meeting_id == meeting);
        let minutes = found.ok_or_else(Error::not_found)?;
        let mut tx = self.store.begin().await?;
        let round = self.round_at(&mut tx, (key.0, key.1)).await?;
        let listed = tx.list_forms(key.0, key.1, Some(key.2)).await?.len();
        let permit = self.permit(actor, Action::HouseholdList, round.village_area(key.2))?;
        permit
            .record_paper(&mut tx, ("meeting", meeting), "minutes")
            .await?;
        let mut paper = self.minutes_on_paper(&round, minutes, listed);
        tx.commit().await?;
        if print.format == PaperFormat::Pdf {
            let copies = minutes.copies.unwrap_or(1).clamp(1, 9);
            let one = paper.sheets.clone();
            for _ in 1..copies {
                paper.sheets.extend(one.iter().cloned());
            }
        }
        let held = minutes.meeting.held_on;
        draw(paper, format!("bien-ban-hop-dan-{held}"), print).await
    }

    fn minutes_on_paper(&self, round: &RoundAt<'_>, minutes: &Minutes, listed: usize) -> Paper {
        let meeting = &minutes.meeting;
        let commune = self.commune_on_paper(&round.row.commune_code);
        let village = in_sentence(&minutes.village_name);
        let said = minutes.lines.iter().filter_map(|line| {
            let said = &line.opinion.opinion;
            (!said.is_empty()).then(|| format!("Hộ {}: {said}", line.head_name))
        });
        let notes = meeting.notes.lines().filter(|line| !line.is_empty());
        MeetingMinutes {
            begins: None,
            ends: None,
            date: meeting.held_on,
            held_at: if meeting.place.is_empty() {
                village.clone()
            } else {
                in_sentence(&meeting.place)
            },
            period: round.period(),
            chair: Participant {
                name: meeting.chair.clone(),
                office: head_of(&village),
            },
            secretary: Participant {
                name: meeting.secretary.clone(),
                office: String::new(),
            },
            delegations: self.delegations(minutes),
            households_listed: u32::try_from(listed).unwrap_or(u32::MAX),
            households_present: None,
            attendees: persons(meeting.attendance),
            required_percent: Some(persons(meeting.percent)),
            results: minutes.lines.iter().map(result).collect(),
            opinions: notes.map(str::to_owned).chain(said).collect(),
            supervision: None,
            representatives: vec![String::new(); REPRESENTATIVES],
            copies: copies(minutes.copies, &village, &commune.name),
            commune: commune.name,
            village,
        }
        .paper()
    }

    fn delegations(&self, minutes: &Minutes) -> Vec<Delegation> {
        let bodies = self.law.codes.list("review_actors");
        let others =
            (minutes.actors.iter()).filter(|code| !NAMED_ELSEWHERE.contains(&code.as_str()));
        others
            .map(|code| {
                let label = bodies.and_then(|list| list.label(code));
                let front = code == "fatherland_front" && !minutes.meeting.supervisor.is_empty();
                let people = front.then(|| Participant {
                    name: minutes.meeting.supervisor.clone(),
                    office: String::new(),
                });
                Delegation {
                    body: label.map_or_else(|| code.clone(), |label| label.vi.clone()),
                    people: people.into_iter().collect(),
                }
            })
            .collect()
    }
}

fn result(line: &MinutesLine) -> MeetingResult {
    MeetingResult {
        head: line.head_name.clone(),
        persons: persons(line.size),
        previous: Class::parse(&line.previous_class),
        score_a: line.scores.0,
        score_b: line.scores.1,
        outcome: line
            .result
            .map_or(Outcome::from(line.proposed), Outcome::from),
        agree: line.opinion.agree,
        disagree: line.opinion.disagree,
        accepted: line.agreed,
    }
}

/// What the head of a village is called: `Trưởng bản`.
fn head_of(village: &str) -> String {
    match village.split_whitespace().next() {
        Some("tổ") => "Tổ trưởng tổ dân phố".to_owned(),
        Some(kind @ ("bản" | "xóm" | "ấp" | "buôn" | "làng" | "khóm" | "khu")) => {
            format!("Trưởng {kind}")
        }
        _ => "Trưởng thôn".to_owned(),
    }
}

/// Where the copies go: one stays in the village, one goes to the commune.
fn copies(count: Option<u32>, village: &str, commune: &str) -> Vec<String> {
    let committee = format!("01 bản gửi Ban Chỉ đạo rà soát {commune}");
    match count {
        None | Some(0) => Vec::new(),
        Some(1) => vec![committee],
        Some(count) => {
            let mut copies = vec![format!("01 bản lưu tại {village}"), committee];
            copies.extend((2..count).map(|_| "01 bản lưu hồ sơ".to_owned()));
            copies
        }
    }
}
