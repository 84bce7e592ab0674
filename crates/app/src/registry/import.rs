//! Existing lists taken into the registry: checked first, with a report of every row that cannot
//! be taken; taken in as a whole or not at all.

use super::document::{Answer, Answers, HouseholdDocument, MemberDocument};
use super::dossier::LARGEST_FILE;
use super::household::persons;
use super::record::{commune_scope, day_so_far};
use crate::access::{Action, Actor};
use crate::{Context, Error, ErrorKind};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_documents::households::{self, open};
use vuonlen_documents::read::Input;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::text::normalise;
use vuonlen_domain::{Text, UnitCode};
use vuonlen_law::assess::{HouseholdInput, Severity};
use vuonlen_law::law::Law;
use vuonlen_store::Tx;
use vuonlen_store::import::RegistryImport;
use vuonlen_store::review::Recognition;
use vuonlen_store::village::Village;

/// Households of one list; a commune has some thousand.
const MOST_HOUSEHOLDS: usize = 20_000;

/// Problems kept with a list that was checked.
const MOST_PROBLEMS: usize = 500;

/// A list to be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewImport {
    /// The commune it is for.
    pub commune: String,
    /// Name of the file.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Sheet, row and column, as far as known.
    pub place: String,
    /// The household, where one was read.
    pub household: String,
    /// Whether it keeps the household out.
    pub rejected: bool,
    /// What is wrong.
    pub what: Text,
    /// What to do.
    pub advice: Text,
}

/// A list that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportView {
    /// What is known of it.
    pub import: RegistryImport,
    /// What is wrong with its rows.
    pub problems: Vec<ImportProblem>,
}

/// Households read from a file, and what is wrong with the rest.
struct ReadList {
    met: usize,
    households: Vec<HouseholdInput>,
    problems: Vec<ImportProblem>,
}

/// Households that can be taken in.
struct Acceptable {
    documents: Vec<(HouseholdInput, HouseholdDocument)>,
    new_villages: Vec<Village>,
    problems: Vec<ImportProblem>,
    met: usize,
}

impl Context {
    /// Checks a list without taking anything in; the report stays and can be looked at again.
    ///
    /// # Errors
    /// A file that is no list of households, or too large.
    pub async fn check_import(&self, actor: &Actor, new: NewImport) -> Result<Uuid, Error> {
        let (scope, area) = commune_scope(self, actor, Action::HouseholdImport, &new.commune)?;
        if new.bytes.is_empty() || new.bytes.len() > LARGEST_FILE {
            return Err(Error::field(
                "file",
                "Chọn một tệp không quá 10 MB.",
                "Choose a file of at most 10 MB.",
            ));
        }
        let province = area.province().unwrap_or_default().to_owned();
        let list = self
            .read_list(&new.commune, &new.name, new.bytes.clone())
            .await?;
        let mut tx = self.store.read().await?;
        let found = self
            .acceptable(&mut tx, (&province, &new.commune), list)
            .await?;
        drop(tx);
        let sha256 = self.files.keep(new.bytes).await?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let import = RegistryImport {
            province_code: province,
            import_id: self.new_id(),
            commune_code: new.commune,
            sha256,
            name: normalise(&new.name).chars().take(200).collect(),
            met: count(found.met),
            accepted: count(found.documents.len()),
            problems: serde_json::to_string(&found.problems).map_err(Error::internal)?,
            state: "checked".to_owned(),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            taken_at: None,
            taken_by: None,
        };
        let mut tx = self.store.begin().await?;
        tx.add_import(&import).await?;
        let subject = ("registry_import", import.import_id.to_string());
        let place = (Action::HouseholdImport, &scope, &area);
        let details = json!({ "met": import.met, "accepted": import.accepted });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(import.import_id)
    }

    /// A list that was checked, with its report. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for another commune's.
    pub async fn import(&self, actor: &Actor, key: (&str, Uuid)) -> Result<ImportView, Error> {
        let mut tx = self.store.read().await?;
        let import = tx
            .find_import(key.0, key.1)
            .await?
            .ok_or_else(Error::not_found)?;
        let (scope, area) =
            commune_scope(self, actor, Action::HouseholdImport, &import.commune_code)?;
        let subject = ("registry_import", key.1.to_string());
        let place = (Action::HouseholdImport, &scope, &area);
        self.write_down_reading(tx, actor, place, subject, json!({}))
            .await?;
        let problems = serde_json::from_str(&import.problems).map_err(Error::internal)?;
        Ok(ImportView { import, problems })
    }

    /// Lists of a commune, newest first.
    ///
    /// # Errors
    /// [`Error::not_found`] for another commune.
    pub async fn imports(
        &self,
        actor: &Actor,
        commune: &str,
    ) -> Result<Vec<RegistryImport>, Error> {
        let (_, area) = commune_scope(self, actor, Action::HouseholdImport, commune)?;
        let mut tx = self.store.read().await?;
        Ok(tx
            .list_imports(area.province().unwrap_or_default(), commune)
            .await?)
    }

    /// Takes the acceptable households of a checked list into the registry: all of them with
    /// their villages in one transaction, or none. `recognised_for` is the year in which the list
    /// states their classes; without it classes are left alone.
    ///
    /// # Errors
    /// A list taken already; a registry that has changed so that other rows are acceptable now.
    pub async fn take_import(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        (effective_on, recognised_for): (Option<NaiveDate>, Option<i64>),
    ) -> Result<usize, Error> {
        let effective_on = day_so_far("effective_on", effective_on, self.today())?;
        let mut tx = self.store.read().await?;
        let import = tx
            .find_import(key.0, key.1)
            .await?
            .ok_or_else(Error::not_found)?;
        drop(tx);
        let commune = import.commune_code.clone();
        let (scope, area) = commune_scope(self, actor, Action::HouseholdImport, &commune)?;
        let bytes = self.files.read(&import.sha256).await?;
        let list = self.read_list(&commune, &import.name, bytes).await?;
        let mut tx = self.store.begin().await?;
        let mut found = self.acceptable(&mut tx, (key.0, &commune), list).await?;
        if i64::try_from(found.documents.len()) != Ok(import.accepted) {
            return Err(Error::state(
                "registry_changed",
                "Sổ bộ đã thay đổi sau khi kiểm tra danh sách này nên chưa nhập hộ nào. Tải tệp lên kiểm tra lại.",
                "The registry has changed since this list was checked, so no household was taken in. Upload the file and check it again.",
            ));
        }
        for village in &mut found.new_villages {
            village.valid_from = effective_on;
            tx.add_village(village).await?;
        }
        let year =
            recognised_for.filter(|year| (2016..=i64::from(self.today().year())).contains(year));
        for (input, document) in &found.documents {
            self.take_household(
                &mut tx,
                (actor, effective_on, &import.name),
                (input, document),
                year,
            )
            .await?;
        }
        let by = (actor.account_id, self.now());
        tx.finish_import(key, "taken", by).await?;
        let subject = ("registry_import", key.1.to_string());
        let place = (Action::HouseholdImport, &scope, &area);
        let details = json!({
            "households": found.documents.len(), "villages": found.new_villages.len(),
        });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(found.documents.len())
    }

    async fn take_household(
        &self,
        tx: &mut Tx,
        (actor, effective_on, source): (&Actor, NaiveDate, &str),
        (input, document): (&HouseholdInput, &HouseholdDocument),
        year: Option<i64>,
    ) -> Result<(), Error> {
        let id = self.new_id();
        let household = self.projection(id, document, None)?;
        let reason = format!("Nhập từ danh sách “{source}”");
        let version = self.version(&household, None, (actor, effective_on, &reason), document)?;
        tx.add_household(&household, &version, &persons(document))
            .await?;
        let (Some(year), Some(class)) = (year, input.stated_class) else {
            return Ok(());
        };
        let last_day = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31))
            .unwrap_or(effective_on);
        let standard = self.law.standard_on(last_day).map(|one| one.id.clone());
        tx.add_recognition(&Recognition {
            province_code: household.province_code.clone(),
            household_id: id,
            year,
            sequence: 0,
            class: class.code().to_owned(),
            standard: standard.unwrap_or_default(),
            size: household.size,
            round_id: None,
            decision_id: None,
            recognised_on: last_day.min(self.today()),
            reason,
        })
        .await?;
        tx.recognise_household(&household.province_code, id, class.code(), year)
            .await?;
        Ok(())
    }

    async fn read_list(
        &self,
        commune: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<ReadList, Error> {
        let unit = UnitCode::parse(commune).map_err(Error::internal)?;
        let (law, today, name) = (Arc::clone(&self.law), self.today(), name.to_owned());
        // Reading a large workbook takes seconds: other requests go on meanwhile.
        let read = tokio::task::spawn_blocking(move || read(&law, today, unit, &name, bytes));
        read.await.map_err(Error::internal)?
    }

    /// A list of heads names one person of each household: that one is entered, and the rest is
    /// to be added from the household's page.
    fn name_the_head(
        &self,
        input: &HouseholdInput,
        document: &mut HouseholdDocument,
    ) -> Option<ImportProblem> {
        let name = input.head_name.clone()?;
        if !document.members.is_empty() {
            return None;
        }
        let code = |code: &str| Answer::Code(code.to_owned());
        let mut answers = Answers::from([("relation".to_owned(), code("head"))]);
        if let Some(ethnicity) = &input.ethnicity {
            answers.insert("ethnicity".to_owned(), code(ethnicity));
        }
        document.members.push(MemberDocument {
            person_id: self.new_id(),
            name,
            birth: String::new(),
            identity_number: String::new(),
            answers,
        });
        document.normalise();
        Some(ImportProblem {
            place: place_of(input),
            household: input.id.clone(),
            rejected: false,
            what: Text::new("Danh sách chỉ có chủ hộ.", "The list names the head only."),
            advice: Text::new(
                "Sau khi nhập, bổ sung các thành viên ở trang của hộ hoặc bằng phiếu khảo sát.",
                "Add the other members on the household's page or by the survey once it is in.",
            ),
        })
    }

    /// Which households of a list can be taken in as the registry stands.
    async fn acceptable(
        &self,
        tx: &mut Tx,
        (province, commune): (&str, &str),
        list: ReadList,
    ) -> Result<Acceptable, Error> {
        let mut codes: BTreeSet<String> = tx
            .list_codes_of_commune(province, commune)
            .await?
            .into_iter()
            .map(|(code,)| code)
            .collect();
        let today = self.today();
        let villages = tx.list_villages(province, commune, today).await?;
        let mut by_key: BTreeMap<String, Uuid> = villages
            .into_iter()
            .map(|village| (village.name_key, village.village_id))
            .collect();
        let mut found = Acceptable {
            documents: Vec::new(),
            new_villages: Vec::new(),
            problems: list.problems,
            met: list.met,
        };
        for input in list.households {
            let refuse = |what: Text, advice: Text| ImportProblem {
                place: place_of(&input),
                household: input.id.clone(),
                rejected: true,
                what,
                advice,
            };
            if input.unit.as_str() != commune {
                found.problems.push(refuse(
                    Text::new("Hộ thuộc xã khác.", "The household is of another commune."),
                    Text::new(
                        "Nhập danh sách này cho đúng xã.",
                        "Take the list in for its own commune.",
                    ),
                ));
                continue;
            }
            let name = normalise(input.village.as_deref().unwrap_or_default());
            if name.is_empty() {
                found.problems.push(refuse(
                    Text::new("Thiếu tên thôn, bản.", "The village is missing."),
                    Text::new("Điền cột thôn, bản.", "Fill in the column of the village."),
                ));
                continue;
            }
            let key = search_key(&name);
            let village_id = by_key.get(&key).copied().unwrap_or_else(|| self.new_id());
            let mut document = self.document_of(&input, village_id);
            if let Some(problem) = self.name_the_head(&input, &mut document) {
                found.problems.push(problem);
            }
            if let Err(error) = self.validate(&document, today) {
                for field in error.fields {
                    found.problems.push(refuse(
                        Text::new(
                            format!("{}: {}", field.field, field.text.vi),
                            format!("{}: {}", field.field, field.text.en),
                        ),
                        Text::new(
                            "Sửa trong tệp rồi tải lên lại.",
                            "Correct the file and upload it again.",
                        ),
                    ));
                }
                continue;
            }
            if !codes.insert(document.code.clone()) {
                found.problems.push(refuse(
                    Text::new(
                        "Mã hộ đã có trong sổ bộ hoặc lặp trong tệp.",
                        "The code is in the registry already, or twice in the file.",
                    ),
                    Text::new(
                        "Bỏ dòng này nếu là hộ đã có; nếu là hộ khác, đặt mã khác.",
                        "Remove the row if it is that household; otherwise give it another code.",
                    ),
                ));
                continue;
            }
            if by_key.insert(key.clone(), village_id).is_none() {
                found.new_villages.push(Village {
                    province_code: province.to_owned(),
                    village_id,
                    commune_code: commune.to_owned(),
                    name,
                    name_key: key,
                    valid_from: today,
                    valid_until: None,
                    merged_into: None,
                });
            }
            found.documents.push((input, document));
        }
        found.problems.truncate(MOST_PROBLEMS);
        Ok(found)
    }
}

fn read(
    law: &Law,
    today: NaiveDate,
    unit: UnitCode,
    name: &str,
    bytes: Vec<u8>,
) -> Result<ReadList, Error> {
    let unreadable = |error: vuonlen_documents::read::FileError| {
        Error::field(
            "file",
            format!("{} {}", error.what().vi, error.advice().vi),
            format!("{} {}", error.what().en, error.advice().en),
        )
    };
    let context = households::Context {
        unit: Some(unit),
        ..households::Context::new(law, today)
    };
    let input = Input::from_bytes(name, bytes);
    let mut source = open(&input, context).map_err(unreadable)?;
    let mut list = ReadList {
        met: 0,
        households: Vec::new(),
        problems: Vec::new(),
    };
    loop {
        let chunk = source.next_chunk(1000).map_err(unreadable)?;
        list.met += chunk.met;
        list.households.extend(chunk.households);
        list.problems
            .extend(chunk.problems.into_iter().map(|problem| ImportProblem {
                place: place(&problem.place),
                household: problem.household.unwrap_or_default(),
                rejected: problem.severity == Severity::Rejected,
                what: problem.what,
                advice: problem.advice,
            }));
        if list.met > MOST_HOUSEHOLDS {
            return Err(Error::new(
                ErrorKind::Invalid,
                "too_many_households",
                Text::new(
                    "Tệp có hơn 20.000 hộ. Chia theo thôn rồi nhập từng tệp.",
                    "The file has more than 20,000 households. Split it by village.",
                ),
            ));
        }
        if chunk.finished {
            return Ok(list);
        }
    }
}

fn place_of(input: &HouseholdInput) -> String {
    input.place.as_ref().map(place).unwrap_or_default()
}

fn place(place: &vuonlen_law::assess::Place) -> String {
    let row = place.row.map(|row| row.to_string());
    let column = place.column.clone().unwrap_or_default();
    let cell = row.map(|row| format!("{column}{row}"));
    [place.sheet.clone(), cell]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
