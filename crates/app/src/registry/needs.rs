//! How many households need each kind of support: what a policy roadmap is made from.

use super::export::Workbook;
use super::list::HouseholdQuery;
use super::wording::Wording;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use std::collections::BTreeMap;
use vuonlen_documents::report::{Content, Report, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;

/// What a need follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NeedKind {
    /// An indicator the household is deprived in.
    Deprivation,
    /// A cause of its poverty.
    Cause,
    /// What it wishes.
    Wish,
    /// A group it belongs to.
    Group,
}

/// One need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedLine {
    /// What it follows from.
    pub kind: NeedKind,
    /// Code of the indicator, cause, wish or group.
    pub code: String,
    /// What it is called.
    pub label: Text,
    /// Poor households.
    pub poor: i64,
    /// Near-poor households.
    pub near_poor: i64,
    /// Persons in both.
    pub persons: i64,
}

impl NeedKind {
    /// The kinds in the order of the page.
    pub const ALL: [Self; 4] = [Self::Deprivation, Self::Cause, Self::Wish, Self::Group];

    /// The code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deprivation => "deprivation",
            Self::Cause => "cause",
            Self::Wish => "need",
            Self::Group => "group",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Text {
        let (vi, en) = match self {
            Self::Deprivation => ("Theo chỉ số thiếu hụt", "By deprivation"),
            Self::Cause => ("Theo nguyên nhân", "By cause"),
            Self::Wish => ("Theo nguyện vọng", "By what households wish"),
            Self::Group => ("Theo nhóm đối tượng", "By group"),
        };
        Text::new(vi, en)
    }

    const fn list(self) -> &'static str {
        match self {
            Self::Deprivation => "indicators",
            Self::Cause => "causes",
            Self::Wish => "needs",
            Self::Group => "groups",
        }
    }
}

impl Context {
    /// Poor and near-poor households by what they need, from the registry as it is today, in the
    /// actor's area or one commune of it. Needs nobody has are left out.
    ///
    /// # Errors
    /// When the actor may not see figures there.
    pub async fn needs(
        &self,
        actor: &Actor,
        commune: Option<&str>,
    ) -> Result<Vec<NeedLine>, Error> {
        let scope = self.scope(actor, Action::FiguresRead)?;
        self.area_asked(&scope, commune)?;
        let filter = vuonlen_store::household::HouseholdFilter {
            classes: vec!["poor".to_owned(), "near_poor".to_owned()],
            ..HouseholdQuery {
                commune: commune.map(str::to_owned),
                ..HouseholdQuery::default()
            }
            .filter(&scope)
        };
        let mut counts: BTreeMap<(NeedKind, String), (i64, i64, i64)> = BTreeMap::new();
        let mut tx = self.store.read().await?;
        self.portraits(&mut tx, &filter, &mut |one| {
            let poor = one.household.class == "poor";
            let mut count = |kind: NeedKind, code: &str| {
                let sum = counts.entry((kind, code.to_owned())).or_default();
                if poor {
                    sum.0 += 1;
                } else {
                    sum.1 += 1;
                }
                sum.2 += one.household.size;
            };
            for code in &one.deprivations {
                count(NeedKind::Deprivation, code);
            }
            for code in one.codes("causes") {
                count(NeedKind::Cause, code);
            }
            for code in one.codes("needs") {
                count(NeedKind::Wish, code);
            }
            for code in one
                .household
                .groups
                .split(',')
                .filter(|code| !code.is_empty())
            {
                count(NeedKind::Group, code);
            }
        })
        .await?;
        let wording = Wording::new(&self.law);
        let mut lines: Vec<NeedLine> = counts
            .into_iter()
            .map(|((kind, code), (poor, near_poor, persons))| NeedLine {
                label: wording.label(kind.list(), &code),
                kind,
                code,
                poor,
                near_poor,
                persons,
            })
            .collect();
        lines.sort_by_key(|line| (line.kind, -(line.poor + line.near_poor)));
        Ok(lines)
    }

    /// The same as a workbook. Taking it out is audited.
    ///
    /// # Errors
    /// When the actor may not see figures or not take tables out.
    pub async fn export_needs(
        &self,
        actor: &Actor,
        commune: Option<&str>,
        language: Language,
    ) -> Result<Workbook, Error> {
        let scope = self.scope(actor, Action::Export)?;
        let area = self.area_asked(&scope, commune)?;
        let lines = self.needs(actor, commune).await?;
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let text = |text: &Text| text.get(language).into();
        let report = Report {
            title: vec![say(
                "Nhu cầu hỗ trợ của hộ nghèo, hộ cận nghèo",
                "What poor and near-poor households need",
            )],
            subtitle: vec![self.unit_name(area.code()), written(self.today())],
            columns: vec![
                ReportColumn::new(say("Căn cứ", "From"), Content::Text).wide(26.0),
                ReportColumn::new(say("Nhu cầu", "Need"), Content::Text).wide(44.0),
                ReportColumn::new(say("Hộ nghèo", "Poor"), Content::Whole).wide(12.0),
                ReportColumn::new(say("Hộ cận nghèo", "Near-poor"), Content::Whole).wide(12.0),
                ReportColumn::new(say("Nhân khẩu", "Persons"), Content::Whole).wide(12.0),
            ],
            rows: lines
                .iter()
                .map(|line| ReportRow {
                    cells: vec![
                        text(&line.kind.label()),
                        text(&line.label),
                        line.poor.into(),
                        line.near_poor.into(),
                        line.persons.into(),
                    ],
                    ..ReportRow::default()
                })
                .collect(),
            ..Report::default()
        };
        let mut tx = self.store.begin().await?;
        let place = (Action::Export, &scope, &area);
        let subject = ("needs", area.code().to_owned());
        self.write_down(
            &mut tx,
            actor,
            place,
            subject,
            json!({ "lines": lines.len() }),
        )
        .await?;
        tx.commit().await?;
        self.workbook(&report, "nhu-cau-ho-tro")
    }
}
