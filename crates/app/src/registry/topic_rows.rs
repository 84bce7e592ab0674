//! The rows of each list by topic: which households and members belong in it, what it says of them.

use super::document::{Answer, MemberDocument, age_on};
use super::household::area_of;
use super::portrait::Portrait;
use super::topic::{Topic, TopicRow, prospects};
use super::wording::{Wording, birth_text};
use crate::access::Actor;
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::Sight;
use crate::review::Appraisal;
use crate::{Context, Error};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_store::Tx;
use vuonlen_store::note::HouseholdNote;
use vuonlen_store::solution::HouseholdSolution;

/// Indicators about the house.
const HOUSING: [&str; 2] = ["housing_quality", "housing_area"];

/// A list under way.
pub(super) struct Gathering<'c> {
    context: &'c Context,
    topic: Topic,
    subject: String,
    wording: Wording<'c>,
    communes: BTreeSet<String>,
    solutions: BTreeMap<Uuid, Vec<HouseholdSolution>>,
    appraisals: BTreeMap<Uuid, Appraisal>,
    notes: BTreeMap<Uuid, HouseholdNote>,
    with_papers: BTreeSet<Uuid>,
    rows: Vec<TopicRow>,
    /// What the asker is shown of the household before us.
    sight: Sight,
}

impl<'c> Gathering<'c> {
    pub(super) fn new(context: &'c Context, topic: Topic, subject: &str) -> Self {
        Self {
            context,
            topic,
            subject: subject.to_owned(),
            wording: Wording::new(&context.law),
            communes: BTreeSet::new(),
            solutions: BTreeMap::new(),
            appraisals: BTreeMap::new(),
            notes: BTreeMap::new(),
            with_papers: BTreeSet::new(),
            rows: Vec::new(),
            sight: Sight::NONE,
        }
    }

    /// Reads what a topic needs to know of a commune besides its households.
    pub(super) async fn know_commune(
        &mut self,
        tx: &mut Tx,
        province: &str,
        commune: &str,
    ) -> Result<(), Error> {
        if !self.communes.insert(commune.to_owned()) {
            return Ok(());
        }
        let villages = tx.list_villages_ever(province, commune).await?;
        let villages = villages.into_iter().map(|one| (one.village_id, one.name));
        self.wording.villages.extend(villages);
        let year = i64::from(self.context.today().year());
        match self.topic {
            Topic::Unsolved | Topic::Merit => {
                let since = year - 1;
                for one in tx
                    .list_solutions_of_commune(province, commune, since)
                    .await?
                {
                    self.solutions
                        .entry(one.household_id)
                        .or_default()
                        .push(one);
                }
            }
            Topic::Prospects | Topic::Illness => {
                // Last year's judgement stands until this year's form says something.
                for year in [year - 1, year] {
                    for form in tx.list_form_outcomes(province, commune, year).await? {
                        let appraisal: Appraisal =
                            serde_json::from_value(form.appraisal).map_err(Error::internal)?;
                        if !appraisal.prospect.is_empty() {
                            self.appraisals.insert(form.household_id, appraisal);
                        }
                    }
                }
            }
            Topic::Unwilling => {
                for note in tx.list_notes_of_commune(province, commune).await? {
                    if note.kind == "resolved" {
                        self.notes.remove(&note.household_id);
                    } else {
                        self.notes.insert(note.household_id, note);
                    }
                }
            }
            Topic::NoDossier => {
                let found = tx
                    .list_households_with_files(province, commune, year)
                    .await?;
                self.with_papers.extend(found.into_iter().map(|(id,)| id));
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the rows of one household, with what `actor` is shown of it.
    pub(super) fn see(&mut self, mut one: Portrait, actor: &Actor) {
        self.sight = Sight::over(actor, &area_of(&one.household));
        if !self.sight.sees(self.topic.tells()) {
            return;
        }
        let sight = self.sight;
        sight.answers(&mut one.document);
        one.deprivations
            .retain(|code| sight.sees(FieldKind::of_indicator(code)));
        let one = &one;
        let listed = one.is_poor_or_near_poor();
        match self.topic {
            Topic::Members if listed => self.members(one),
            Topic::Women if listed => self.women(one),
            Topic::FemaleHeads if listed => self.female_head(one),
            Topic::Housing => self.housing(one),
            Topic::Illness => self.illness(one),
            Topic::Prospects if listed => self.prospect(one),
            Topic::Unsolved if listed => self.unsolved(one),
            Topic::Merit if one.household.class == "poor" && one.is_in("merit") => self.merit(one),
            Topic::Needs if listed => self.need(one),
            Topic::NoDossier
                if listed && !self.with_papers.contains(&one.household.household_id) =>
            {
                self.row(one, Vec::new());
            }
            Topic::Unwilling => self.unwilling(one),
            _ => {}
        }
    }

    pub(super) fn finish(self) -> (Vec<Text>, Vec<TopicRow>) {
        let columns: &[(&str, &str)] = match self.topic {
            Topic::Members => &[
                ("Đoàn viên, hội viên", "Member"),
                ("Ngày sinh", "Born"),
                ("Tổ chức", "Organisation"),
                ("Nhu cầu của hộ", "Needs"),
            ],
            Topic::Women => &[
                ("Họ và tên", "Name"),
                ("Ngày sinh", "Born"),
                ("Tổ chức", "Organisation"),
                ("Nhu cầu của hộ", "Needs"),
            ],
            Topic::FemaleHeads => &[
                ("Tuổi chủ hộ", "Age of the head"),
                ("Nhân khẩu", "Persons"),
                ("Nhu cầu của hộ", "Needs"),
            ],
            Topic::Housing => &[
                ("Thiếu hụt", "Deprived in"),
                ("Diện tích", "Floor area"),
                ("Tường, mái", "Walls, roof"),
                ("Nguyện vọng về nhà ở", "Wishes help with housing"),
            ],
            Topic::Illness => &[
                ("Họ và tên", "Name"),
                ("Ngày sinh", "Born"),
                ("Tình trạng", "Condition"),
                ("Thẻ bảo hiểm y tế", "Health insurance card"),
            ],
            Topic::Prospects => &[
                ("Khả năng thoát nghèo", "Ability"),
                ("Năm dự kiến", "Target year"),
                ("Hoàn cảnh", "Circumstances"),
                ("Hỗ trợ phù hợp", "Support thought fit"),
                ("Nguyện vọng", "Wish"),
            ],
            Topic::Unsolved => &[("Nguyên nhân chưa có giải pháp", "Causes without a solution")],
            Topic::Merit => &[("Từ năm", "Since"), ("Giải pháp", "Solution")],
            Topic::Needs => &[("Nhu cầu", "Needs"), ("Nhân khẩu", "Persons")],
            Topic::NoDossier => &[],
            Topic::Unwilling => &[
                ("Ghi chú gần nhất", "Last note"),
                ("Ngày", "Day"),
                ("Xem lại ngày", "Look again on"),
            ],
        };
        let columns = columns.iter().map(|(vi, en)| Text::new(*vi, *en));
        let mut rows = self.rows;
        if self.topic == Topic::Merit {
            // Those that still wait come first.
            rows.sort_by_key(|row| row.cells.get(1).is_some_and(|cell| cell.vi != "–"));
        }
        (columns.collect(), rows)
    }

    fn row(&mut self, one: &Portrait, cells: Vec<Text>) {
        let household = &one.household;
        self.rows.push(TopicRow {
            province: household.province_code.clone(),
            household_id: household.household_id,
            code: household.code.clone(),
            head: household.head_name.clone(),
            village: self.wording.village(household.village_id),
            commune: household.commune_code.clone(),
            class: household.class.clone(),
            cells,
        });
    }

    fn members(&mut self, one: &Portrait) {
        for member in &one.document.members {
            let organisations = set(member, "organisations");
            let asked = self.subject.is_empty() || organisations.contains(&self.subject);
            if !organisations.is_empty() && asked {
                let cells = self.person(one, member, organisations);
                self.row(one, cells);
            }
        }
    }

    fn women(&mut self, one: &Portrait) {
        let today = self.context.today();
        for member in &one.document.members {
            let grown = age_on(member, today).is_none_or(|age| age >= 18);
            if member.code("sex") == Some("female") && grown {
                let cells = self.person(one, member, set(member, "organisations"));
                self.row(one, cells);
            }
        }
    }

    fn person(
        &self,
        one: &Portrait,
        member: &MemberDocument,
        organisations: &[String],
    ) -> Vec<Text> {
        vec![
            same(&member.name),
            self.birth(member),
            self.labels("organisations", organisations),
            self.labels("needs", one.codes("needs")),
        ]
    }

    fn female_head(&mut self, one: &Portrait) {
        let head = one.document.head();
        let Some(head) = head.filter(|head| head.code("sex") == Some("female")) else {
            return;
        };
        let age = age_on(head, self.context.today());
        let cells = vec![
            same(&age.map_or_else(|| "–".to_owned(), |age| age.to_string())),
            same(&one.household.size.to_string()),
            self.labels("needs", one.codes("needs")),
        ];
        self.row(one, cells);
    }

    fn housing(&mut self, one: &Portrait) {
        let found: Vec<String> = HOUSING
            .into_iter()
            .filter(|code| one.deprivations.contains(*code))
            .map(str::to_owned)
            .collect();
        if found.is_empty() {
            return;
        }
        let answer = |name: &str| {
            let answer = one.document.answers.get(name);
            let fact = self.wording.fact("household", name);
            answer
                .map(|answer| self.wording.answer(fact, answer))
                .unwrap_or_default()
        };
        let (wall, roof) = (answer("wall_material"), answer("roof_material"));
        let wishes = one.codes("needs").iter().any(|need| need == "housing");
        let cells = vec![
            self.labels("indicators", &found),
            answer("floor_area"),
            Text::new(
                format!("{}; {}", wall.vi, roof.vi),
                format!("{}; {}", wall.en, roof.en),
            ),
            yes_no(Some(wishes)),
        ];
        self.row(one, cells);
    }

    fn illness(&mut self, one: &Portrait) {
        for member in &one.document.members {
            let (ill, untreated) = (
                flag(member, "seriously_ill"),
                flag(member, "untreated_illness"),
            );
            let condition = match (ill == Some(true), untreated == Some(true)) {
                (true, true) => Text::new(
                    "Bệnh nặng, chưa được chữa trị",
                    "Seriously ill, not treated",
                ),
                (true, false) => Text::new("Bệnh nặng", "Seriously ill"),
                (false, true) => Text::new("Ốm đau chưa được chữa trị", "Ill and not treated"),
                (false, false) => continue,
            };
            let insured = flag(member, "insured");
            let cells = vec![
                same(&member.name),
                self.birth(member),
                condition,
                yes_no(insured),
            ];
            self.row(one, cells);
        }
    }

    fn prospect(&mut self, one: &Portrait) {
        let appraisal = self.appraisals.get(&one.household.household_id);
        let appraisal = appraisal.cloned().unwrap_or_default();
        if !self.subject.is_empty() && appraisal.prospect != self.subject {
            return;
        }
        let label = prospects()
            .into_iter()
            .find(|(code, _)| *code == appraisal.prospect);
        let year = appraisal.target_year;
        let cells = vec![
            label.map_or_else(
                || Text::new("Chưa xác định", "Not judged"),
                |(_, label)| label,
            ),
            same(&year.map(|year| year.to_string()).unwrap_or_default()),
            self.note(&appraisal.circumstances),
            self.note(&appraisal.support),
            self.note(&appraisal.wish),
        ];
        self.row(one, cells);
    }

    fn unsolved(&mut self, one: &Portrait) {
        let known = self.solutions.get(&one.household.household_id);
        let open: Vec<String> = one
            .codes("causes")
            .iter()
            .filter(|cause| {
                !known
                    .into_iter()
                    .flatten()
                    .any(|solution| solution.cause == **cause && solution.state != "dropped")
            })
            .cloned()
            .collect();
        if !open.is_empty() {
            let cells = vec![self.labels("causes", &open)];
            self.row(one, cells);
        }
    }

    fn merit(&mut self, one: &Portrait) {
        let known = self.solutions.get(&one.household.household_id);
        let solution = known
            .into_iter()
            .flatten()
            .rfind(|solution| solution.state != "dropped");
        let cells = vec![
            same(
                &one.household
                    .class_year
                    .map(|year| year.to_string())
                    .unwrap_or_default(),
            ),
            solution.map_or_else(|| same("–"), |solution| same(&solution.solution)),
        ];
        self.row(one, cells);
    }

    fn need(&mut self, one: &Portrait) {
        let (kind, code) = self.subject.split_once(':').unwrap_or(("", ""));
        let deprived: Vec<String> = one.deprivations.iter().cloned().collect();
        let (list, codes) = match kind {
            "deprivation" => ("indicators", &deprived[..]),
            "cause" => ("causes", one.codes("causes")),
            _ => ("needs", one.codes("needs")),
        };
        if !code.is_empty() && !codes.iter().any(|known| known == code) || codes.is_empty() {
            return;
        }
        let cells = vec![
            self.labels(list, codes),
            same(&one.household.size.to_string()),
        ];
        self.row(one, cells);
    }

    fn unwilling(&mut self, one: &Portrait) {
        let Some(note) = self.notes.get(&one.household.household_id) else {
            return;
        };
        let cells = vec![
            self.note(&note.content),
            same(&written(note.on_date)),
            same(&note.follow_up_on.map(written).unwrap_or_default()),
        ];
        self.row(one, cells);
    }

    fn birth(&self, member: &MemberDocument) -> Text {
        if self.sight.sees(FieldKind::Birth) {
            return same(&birth_text(member));
        }
        same(&self.sight.birth(&member.birth))
    }

    fn note(&self, text: &str) -> Text {
        same(&self.sight.text(FieldKind::Notes, text))
    }

    fn labels(&self, list: &str, codes: &[String]) -> Text {
        let labels = codes.iter().map(|code| self.wording.label(list, code));
        let (vi, en): (Vec<_>, Vec<_>) = labels.map(|text| (text.vi, text.en)).unzip();
        Text::new(vi.join(", "), en.join(", "))
    }
}

fn set<'m>(member: &'m MemberDocument, fact: &str) -> &'m [String] {
    match member.answers.get(fact) {
        Some(Answer::Set(codes)) => codes,
        _ => &[],
    }
}

fn flag(member: &MemberDocument, fact: &str) -> Option<bool> {
    match member.answers.get(fact) {
        Some(Answer::Bool(yes)) => Some(*yes),
        _ => None,
    }
}

fn yes_no(answer: Option<bool>) -> Text {
    match answer {
        Some(true) => Text::new("Có", "Yes"),
        Some(false) => Text::new("Không", "No"),
        None => Text::new("Chưa rõ", "Not known"),
    }
}

fn same(text: &str) -> Text {
    Text::new(text, text)
}
