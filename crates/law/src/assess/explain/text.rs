//! An explanation as a text for people.

use super::value::amount;
use super::{AnswerTrace, Change, Direction, Explanation, IndicatorTrace, Threshold};
use crate::status::Status;
use std::fmt::Write as _;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;
use vuonlen_domain::{Area, Class, Text};

impl Explanation {
    /// The explanation in `language`, in plain lines.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let mut page = Page {
            language,
            text: String::new(),
        };
        page.head(self);
        page.rules(self);
        page.indicators(self);
        page.scores(self);
        page.movement(self);
        page.counterfactual(self);
        page.problems(self);
        page.text
    }
}

struct Page {
    language: Language,
    text: String,
}

impl Page {
    fn say<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Vietnamese => vi,
            Language::English => en,
        }
    }

    fn get<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.language)
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn section(&mut self, vi: &str, en: &str) {
        self.line("");
        self.line(self.say(vi, en));
    }

    fn status(&self, status: Status) -> String {
        self.get(&status.label()).to_owned()
    }

    fn head(&mut self, explanation: &Explanation) {
        let name = explanation.head_name.as_deref().unwrap_or_default();
        let separator = if name.is_empty() { "" } else { ", " };
        self.line(format!(
            "{}{separator}{name}: {}",
            explanation.household,
            self.get(&explanation.class_label)
        ));
        if explanation.illustrative {
            let warning = self.say(
                "MINH HỌA: có dùng số liệu đặt ra để trình diễn, không phải quy định.",
                "ILLUSTRATION: figures invented for demonstration were used; this is not law.",
            );
            self.line(warning);
        }
        let area = match explanation.area {
            Area::Rural => self.say("nông thôn", "rural"),
            Area::Urban => self.say("thành thị", "urban"),
        };
        self.line(format!(
            "{} ({}), {} {}, {area}",
            self.get(&explanation.standard_title),
            explanation.standard,
            self.say("ngày", "on"),
            written(explanation.on),
        ));
        if explanation.rules_on != explanation.on {
            let day = written(explanation.rules_on);
            self.line(format!(
                "{} {day}",
                self.say(
                    "Phân loại mở đầu, theo quy định từ ngày",
                    "Opening class, by the rules from"
                ),
            ));
        }
        self.line(format!(
            "{}: {}",
            self.say("Mức độ chắc chắn của căn cứ", "How sure the grounds are"),
            self.status(explanation.status)
        ));
    }

    fn rules(&mut self, explanation: &Explanation) {
        if explanation.rules.is_empty() {
            return;
        }
        self.section("Căn cứ phân loại", "Grounds of the class");
        for measure in &explanation.measures {
            self.line(format!("  {}", self.answer(measure)));
        }
        for rule in &explanation.rules {
            let holds = match rule.holds {
                Some(true) => self.say("đúng", "holds"),
                Some(false) => self.say("không đúng", "does not hold"),
                None => self.say("chưa xác định", "not decided"),
            };
            self.line(format!(
                "  {}: {} → {holds} [{}, {}]",
                self.get(&rule.label),
                self.get(&rule.rule),
                rule.source,
                self.status(rule.status)
            ));
        }
    }

    fn answer(&self, answer: &AnswerTrace) -> String {
        let value = match &answer.answer {
            Some(value) => self.get(value),
            None => self.say("chưa trả lời", "not answered"),
        };
        format!("{}: {value}", self.get(&answer.question))
    }

    fn indicators(&mut self, explanation: &Explanation) {
        self.section("Các chỉ số thiếu hụt", "Indicators of deprivation");
        for indicator in &explanation.indicators {
            self.indicator(indicator);
        }
    }

    fn indicator(&mut self, indicator: &IndicatorTrace) {
        let verdict = match indicator.deprived {
            Some(true) => self.say("THIẾU HỤT", "DEPRIVED"),
            Some(false) => self.say("không thiếu hụt", "not deprived"),
            None => self.say("chưa xác định", "not known"),
        };
        let points = match (indicator.deprived, indicator.points) {
            (Some(true), Some(points)) => {
                format!(", {}", self.get(&amount(points, Some("point"))))
            }
            _ => String::new(),
        };
        let stated = if indicator.stated {
            self.say(" (cán bộ ghi nhận)", " (stated by an officer)")
        } else {
            ""
        };
        self.line(format!(
            "  {}. {}: {verdict}{points}{stated}",
            indicator.number,
            self.get(&indicator.label),
        ));
        if let Some(because) = &indicator.because {
            self.line(format!(
                "     {} {}",
                self.say("Vì", "Because"),
                self.get(because)
            ));
        }
        match &indicator.definition {
            Some(definition) => {
                self.line(format!(
                    "     {}: {} [{}, {}]",
                    self.say("Thiếu hụt khi", "Deprived when"),
                    self.get(definition),
                    indicator.source,
                    self.status(indicator.status)
                ));
            }
            None => {
                let unknown = self.say(
                    "     Chưa có định nghĩa trong dữ liệu.",
                    "     The data have no definition.",
                );
                self.line(unknown);
            }
        }
        self.answers(&indicator.answers);
    }

    /// The household's answers on lines of their own, a member's on one line.
    fn answers(&mut self, answers: &[AnswerTrace]) {
        for answers in answers.chunk_by(|one, next| one.member == next.member) {
            let of = (answers.first().and_then(|answer| answer.member.as_ref()))
                .map(|name| format!("{name}: "))
                .unwrap_or_default();
            let answers: Vec<String> = answers.iter().map(|answer| self.answer(answer)).collect();
            self.line(format!("       {of}{}", answers.join("; ")));
        }
    }

    fn scores(&mut self, explanation: &Explanation) {
        if explanation.scores.is_empty() {
            return;
        }
        self.section("Điểm A", "Score A");
        for score in &explanation.scores {
            self.line(format!(
                "  {} {}: {} [{}, {}]",
                score.id,
                self.get(&score.label),
                self.get(&amount(score.points, Some("point"))),
                score.source,
                self.status(score.status)
            ));
        }
    }

    fn movement(&mut self, explanation: &Explanation) {
        let Some(movement) = &explanation.movement else {
            return;
        };
        self.section(
            "Diễn biến so với kỳ trước",
            "Movement since the review before",
        );
        let before = match &movement.before {
            Some(before) => format!(
                " ({}: {})",
                self.say("kỳ trước", "before"),
                self.get(before)
            ),
            None => String::new(),
        };
        self.line(format!("  {}{before}", self.get(&movement.label)));
    }

    fn counterfactual(&mut self, explanation: &Explanation) {
        let counterfactual = &explanation.counterfactual;
        if counterfactual.changes.is_empty() && counterfactual.thresholds.is_empty() {
            return;
        }
        self.section(
            "Điều gì làm thay đổi phân loại",
            "What would change the class",
        );
        for threshold in &counterfactual.thresholds {
            let line = self.threshold(threshold);
            self.line(line);
        }
        for change in &counterfactual.changes {
            let line = self.change(change);
            self.line(line);
        }
        if counterfactual.more {
            let more = self.say("  … và những cách khác.", "  … and others.");
            self.line(more);
        }
    }

    fn threshold(&self, threshold: &Threshold) -> String {
        let unit = Some(threshold.unit.as_str());
        let by = amount(threshold.distance.abs(), unit);
        let (by, line) = (self.get(&by).to_owned(), amount(threshold.line, unit));
        let way = if threshold.distance > 0 {
            self.say("tăng", "rises by")
        } else {
            self.say("giảm", "falls by")
        };
        format!(
            "  {} {way} {by} ({}: {}) → {}",
            self.get(&threshold.measure_label),
            self.get(&threshold.parameter_label),
            self.get(&line),
            self.class(threshold.beyond),
        )
    }

    fn change(&self, change: &Change) -> String {
        let labels: Vec<&str> = change.labels.iter().map(|label| self.get(label)).collect();
        let way = match change.direction {
            Direction::Ends => self.say("Hết thiếu hụt", "No longer deprived in"),
            Direction::Begins => self.say("Thêm thiếu hụt", "Deprived also in"),
        };
        let mut line = String::new();
        let _ = write!(
            line,
            "  {way}: {} → {}",
            labels.join(", "),
            self.class(change.class)
        );
        line
    }

    fn class(&self, class: Class) -> &'static str {
        match class {
            Class::Poor => self.say("hộ nghèo", "poor"),
            Class::NearPoor => self.say("hộ cận nghèo", "near-poor"),
            Class::AverageLiving => {
                self.say("hộ có mức sống trung bình", "average living standard")
            }
            Class::NotPoor => self.say("hộ không nghèo", "not poor"),
        }
    }

    fn problems(&mut self, explanation: &Explanation) {
        if explanation.problems.is_empty() {
            return;
        }
        self.section("Cần xem lại", "To be looked at");
        for problem in &explanation.problems {
            self.line(format!(
                "  {} {} {}",
                self.get(&problem.what),
                self.get(&problem.why),
                self.get(&problem.advice)
            ));
        }
    }
}
