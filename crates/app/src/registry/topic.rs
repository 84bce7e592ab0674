//! Lists of households by topic: what each shows, whom it may be shown to, how it goes out.
//!
//! One scan of the households serves every topic; the rows of each are made in `topic_rows`.

use super::export::Workbook;
use super::list::HouseholdQuery;
use super::record::{day_so_far, required};
use super::topic_rows::Gathering;
use crate::access::{Action, Actor};
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::{Language, normalise};
use vuonlen_store::handover::ListHandover;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Members of mass organisations in poor and near-poor households.
    Members,
    /// Women in poor and near-poor households.
    Women,
    /// Poor and near-poor households headed by a woman.
    FemaleHeads,
    /// Households deprived in housing.
    Housing,
    /// Seriously or untreated ill persons whose household may fall into poverty.
    Illness,
    /// Whether each household can leave poverty.
    Prospects,
    /// Poor and near-poor households with a cause that no solution answers.
    Unsolved,
    /// Poor households with a person of merit.
    Merit,
    /// Households that need one thing: a deprivation, a cause or a wish.
    Needs,
    /// Poor and near-poor households without a paper of this year in their dossier.
    NoDossier,
    /// Households noted as unwilling to leave poverty.
    Unwilling,
}

/// What is asked of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicQuery {
    /// Only this commune.
    pub commune: Option<String>,
    /// Only this village.
    pub village: Option<Uuid>,
    /// An organisation, a prospect, or a need (`cause:land`); empty for all.
    pub subject: String,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicList {
    /// What it is about.
    pub topic: Topic,
    /// Heads of the columns that follow code, head, village and class.
    pub columns: Vec<Text>,
    /// Its rows, in the order of heads' given names.
    pub rows: Vec<TopicRow>,
    /// Households in it.
    pub households: i64,
}

/// One row: a household, or one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    /// Province of the household.
    pub province: String,
    /// The household.
    pub household_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its head.
    pub head: String,
    /// Name of its village.
    pub village: String,
    /// Code of its commune.
    pub commune: String,
    /// Code of its class.
    pub class: String,
    /// What the columns say.
    pub cells: Vec<Text>,
}

/// A list to be recorded as handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewHandover {
    /// The agency.
    pub sent_to: String,
    /// When.
    pub sent_on: Option<NaiveDate>,
    /// In words.
    pub note: String,
}

impl Topic {
    /// All topics, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Members,
        Self::Women,
        Self::FemaleHeads,
        Self::Housing,
        Self::Illness,
        Self::Prospects,
        Self::Unsolved,
        Self::Merit,
        Self::Needs,
        Self::NoDossier,
        Self::Unwilling,
    ];

    /// The code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Women => "women",
            Self::FemaleHeads => "female_heads",
            Self::Housing => "housing",
            Self::Illness => "illness",
            Self::Prospects => "prospects",
            Self::Unsolved => "unsolved",
            Self::Merit => "merit",
            Self::Needs => "needs",
            Self::NoDossier => "no_dossier",
            Self::Unwilling => "unwilling",
        }
    }

    /// Reads a code written by [`Topic::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Text {
        let (vi, en) = match self {
            Self::Members => (
                "Đoàn viên, hội viên trong hộ nghèo, cận nghèo",
                "Members of organisations in poor and near-poor households",
            ),
            Self::Women => (
                "Phụ nữ trong hộ nghèo, cận nghèo",
                "Women in poor and near-poor households",
            ),
            Self::FemaleHeads => (
                "Hộ nghèo, cận nghèo do phụ nữ làm chủ hộ",
                "Poor and near-poor households headed by a woman",
            ),
            Self::Housing => ("Hộ thiếu hụt về nhà ở", "Households deprived in housing"),
            Self::Illness => (
                "Người ốm đau có nguy cơ làm hộ nghèo đi",
                "Ill persons whose household may fall into poverty",
            ),
            Self::Prospects => ("Khả năng thoát nghèo", "Ability to leave poverty"),
            Self::Unsolved => (
                "Hộ có nguyên nhân chưa có giải pháp",
                "Households with a cause and no solution",
            ),
            Self::Merit => (
                "Hộ nghèo có người có công",
                "Poor households with a person of merit",
            ),
            Self::Needs => ("Hộ theo nhu cầu hỗ trợ", "Households by what they need"),
            Self::NoDossier => (
                "Hộ chưa có giấy tờ năm nay trong hồ sơ",
                "Households without a paper of this year",
            ),
            Self::Unwilling => (
                "Hộ còn tư tưởng trông chờ, ỷ lại",
                "Households unwilling to leave poverty",
            ),
        };
        Text::new(vi, en)
    }

    /// The kind of fact that being on it tells.
    #[must_use]
    pub const fn tells(self) -> FieldKind {
        match self {
            Self::Illness => FieldKind::Health,
            Self::Housing | Self::Merit => FieldKind::Living,
            Self::Unsolved | Self::Needs => FieldKind::Causes,
            Self::Unwilling => FieldKind::Notes,
            Self::Members | Self::Women | Self::FemaleHeads | Self::Prospects | Self::NoDossier => {
                FieldKind::Basic
            }
        }
    }

    /// Whether somebody may read it somewhere.
    #[must_use]
    pub fn is_open_to(self, actor: &Actor) -> bool {
        actor.may(self.action()) && Sight::anywhere(actor).sees(self.tells())
    }

    /// What one must be allowed to do to read it.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            // Health and circumstances are more than a list of heads.
            Self::Illness | Self::Prospects => Action::HouseholdRead,
            Self::NoDossier => Action::DossierRead,
            Self::Unwilling => Action::NoteRead,
            _ => Action::HouseholdList,
        }
    }
}

impl Context {
    /// A list by topic, narrowed to the actor's area. The reading is audited.
    ///
    /// # Errors
    /// When the actor may not read it, or not there.
    pub async fn topic_list(
        &self,
        actor: &Actor,
        topic: Topic,
        query: &TopicQuery,
    ) -> Result<TopicList, Error> {
        self.gather(actor, (topic, topic.action()), query).await
    }

    async fn gather(
        &self,
        actor: &Actor,
        (topic, action): (Topic, Action),
        query: &TopicQuery,
    ) -> Result<TopicList, Error> {
        let scope = self.scope(actor, action)?;
        if !topic.is_open_to(actor) {
            return Err(Error::denied());
        }
        let area = self.area_asked(&scope, query.commune.as_deref())?;
        let filter = HouseholdQuery {
            commune: query.commune.clone(),
            village: query.village,
            ..HouseholdQuery::default()
        }
        .filter(&scope);
        let mut tx = self.store.read().await?;
        let mut gathering = Gathering::new(self, topic, &query.subject);
        // Which communes there are decides what else is read; two passes keep the scan simple.
        for place in tx.count_households_by_place(&filter, None).await? {
            gathering
                .know_commune(&mut tx, &place.province_code, &place.commune_code)
                .await?;
        }
        self.portraits(&mut tx, &filter, &mut |portrait| {
            gathering.see(portrait, actor);
        })
        .await?;
        drop(tx);
        let (columns, rows) = gathering.finish();
        let households: BTreeSet<Uuid> = rows.iter().map(|row| row.household_id).collect();
        let list = TopicList {
            topic,
            columns,
            households: i64::try_from(households.len()).unwrap_or(i64::MAX),
            rows,
        };
        let mut tx = self.store.begin().await?;
        let subject = ("household_list", topic.code().to_owned());
        let details = json!({ "households": list.households, "rows": list.rows.len() });
        self.write_down(&mut tx, actor, (action, &scope, &area), subject, details)
            .await?;
        tx.commit().await?;
        Ok(list)
    }

    /// A list by topic as a workbook. Taking it out is audited.
    ///
    /// # Errors
    /// When the actor may not read it or not take lists out.
    pub async fn export_topic(
        &self,
        actor: &Actor,
        topic: Topic,
        query: &TopicQuery,
        language: Language,
    ) -> Result<Workbook, Error> {
        self.scope(actor, topic.action())?;
        let list = self.gather(actor, (topic, Action::Export), query).await?;
        let say = |text: &Text| text.get(language).to_owned();
        let wording = super::wording::Wording::new(&self.law);
        let fixed = [
            (Text::new("STT", "No."), Content::Whole, 6.0),
            (Text::new("Mã hộ", "Code"), Content::Text, 14.0),
            (Text::new("Chủ hộ", "Head"), Content::Text, 26.0),
            (Text::new("Thôn, bản", "Village"), Content::Text, 20.0),
            (Text::new("Xã", "Commune"), Content::Text, 20.0),
            (Text::new("Phân loại", "Class"), Content::Text, 18.0),
        ];
        let own = list
            .columns
            .iter()
            .map(|label| ReportColumn::new(say(label), Content::Text).wide(24.0));
        let subject = self.topic_subject(topic, &query.subject);
        let mut subtitle = vec![format!(
            "{} {}",
            say(&Text::new("Ngày", "On")),
            written(self.today())
        )];
        subtitle.extend(subject.map(|text| say(&text)));
        let rows = list.rows.iter().zip(1_i64..).map(|(row, number)| {
            let text = |text: &str| ReportCell::from(text);
            let class = match row.class.as_str() {
                "none" => String::new(),
                class => say(&wording.label("classes", class)),
            };
            let mut cells = vec![
                number.into(),
                text(&row.code),
                text(&row.head),
                text(&row.village),
                text(&self.unit_short_name(&row.commune)),
                text(&class),
            ];
            cells.extend(row.cells.iter().map(|cell| text(cell.get(language))));
            ReportRow {
                cells,
                ..ReportRow::default()
            }
        });
        let report = Report {
            title: vec![say(&topic.label())],
            subtitle,
            columns: fixed
                .iter()
                .map(|(label, content, width)| ReportColumn::new(say(label), *content).wide(*width))
                .chain(own)
                .collect(),
            rows: rows.collect(),
            ..Report::default()
        };
        self.workbook(
            &report,
            &format!("danh-sach-{}", topic.code().replace('_', "-")),
        )
    }

    /// One report as a workbook named after today.
    pub(super) fn workbook(&self, report: &Report, name: &str) -> Result<Workbook, Error> {
        let today = self.today();
        let mut book = Book::new(today);
        let sheet = report.title.first().map_or("Danh sách", String::as_str);
        let sheet: String = sheet
            .chars()
            .take(31)
            .filter(|c| !"[]:*?/\\".contains(*c))
            .collect();
        book.add_report(&sheet, report).map_err(Error::internal)?;
        Ok(Workbook {
            file_name: format!("{name}-{}.xlsx", today.format("%Y-%m-%d")),
            bytes: book.into_bytes().map_err(Error::internal)?,
        })
    }

    /// The name of a unit today, without what it lies in.
    #[must_use]
    pub fn unit_short_name(&self, code: &str) -> String {
        let unit = self.law.units.unit(code, self.today());
        unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    /// What a list was narrowed to, in words.
    #[must_use]
    pub fn topic_subject(&self, topic: Topic, subject: &str) -> Option<Text> {
        let choices = self.topic_choices(topic);
        let found = choices.into_iter().find(|(code, _)| code == subject);
        found.map(|(_, label)| label)
    }

    /// What a list can be narrowed to.
    #[must_use]
    pub fn topic_choices(&self, topic: Topic) -> Vec<(String, Text)> {
        match topic {
            Topic::Members => self.code_choices("organisations"),
            Topic::Prospects => prospects(),
            Topic::Needs => {
                let kinds = [
                    ("deprivation", "indicators", "Thiếu hụt", "Deprived"),
                    ("cause", "causes", "Nguyên nhân", "Cause"),
                    ("need", "needs", "Nguyện vọng", "Wish"),
                ];
                kinds
                    .into_iter()
                    .flat_map(|(kind, list, vi, en)| {
                        self.code_choices(list)
                            .into_iter()
                            .map(move |(code, label)| {
                                let label = Text::new(
                                    format!("{vi}: {}", label.vi),
                                    format!("{en}: {}", label.en),
                                );
                                (format!("{kind}:{code}"), label)
                            })
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Records that a list was handed to an agency: how many households and persons it held
    /// stays, the list itself is made again whenever it is needed.
    ///
    /// # Errors
    /// No agency, no day; a list that is empty.
    pub async fn record_handover(
        &self,
        actor: &Actor,
        topic: Topic,
        query: &TopicQuery,
        new: NewHandover,
    ) -> Result<(), Error> {
        let scope = self.scope(actor, Action::ListHandover)?;
        let sent_to = required(
            "sent_to",
            &new.sent_to,
            "Ghi cơ quan nhận danh sách.",
            "Name the agency that receives the list.",
        )?;
        let sent_on = day_so_far("sent_on", new.sent_on, self.today())?;
        let area = self.area_asked(&scope, query.commune.as_deref())?;
        let Some(province) = area.province().map(str::to_owned) else {
            return Err(Error::field(
                "commune",
                "Chọn một xã trước khi ghi nhận đã gửi.",
                "Choose a commune before recording that the list was sent.",
            ));
        };
        let list = self.topic_list(actor, topic, query).await?;
        if list.rows.is_empty() {
            return Err(Error::field(
                "sent_to",
                "Danh sách trống nên không có gì để gửi.",
                "The list is empty: there is nothing to send.",
            ));
        }
        let handover = ListHandover {
            province_code: province,
            handover_id: self.new_id(),
            area_code: area.code().to_owned(),
            topic: topic.code().to_owned(),
            subject: query.subject.clone(),
            sent_to,
            sent_on,
            households: list.households,
            persons: i64::try_from(list.rows.len()).unwrap_or(i64::MAX),
            note: normalise(&new.note),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        let mut tx = self.store.begin().await?;
        tx.add_handover(&handover).await?;
        let subject = ("list_handover", handover.handover_id.to_string());
        let details = json!({ "topic": handover.topic, "households": handover.households });
        let place = (Action::ListHandover, &scope, &area);
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Lists of a topic handed over for the area asked for, newest first.
    ///
    /// # Errors
    /// When the actor may not read the list there.
    pub async fn handovers(
        &self,
        actor: &Actor,
        topic: Topic,
        query: &TopicQuery,
    ) -> Result<Vec<ListHandover>, Error> {
        let scope = self.scope(actor, topic.action())?;
        let area = self.area_asked(&scope, query.commune.as_deref())?;
        let Some(province) = area.province() else {
            return Ok(Vec::new());
        };
        let mut tx = self.store.read().await?;
        Ok(tx
            .list_handovers(province, area.code(), topic.code())
            .await?)
    }
}

/// Whether a household can leave poverty, as forms judge it.
#[must_use]
pub fn prospects() -> Vec<(String, Text)> {
    [
        (
            "this_year",
            "Có thể thoát nghèo trong năm",
            "Can leave poverty this year",
        ),
        (
            "later",
            "Có thể thoát nghèo những năm sau",
            "Can leave poverty later",
        ),
        (
            "cannot",
            "Không có khả năng thoát nghèo",
            "Cannot leave poverty",
        ),
    ]
    .into_iter()
    .map(|(code, vi, en)| (code.to_owned(), Text::new(vi, en)))
    .collect()
}
