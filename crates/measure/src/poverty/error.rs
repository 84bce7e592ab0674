//! What can be wrong with a specification, a file or a sample, and where.

use std::fmt;
use vuonlen_domain::Text;

/// Where a fault stands; what is not known is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the file as the caller gave it.
    pub file: Option<String>,
    /// Line of a text file or row of a table, counted from 1.
    pub line: Option<u64>,
    /// Column of a table, or key of a specification.
    pub column: Option<String>,
}

/// A fault with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PovertyError {
    /// Where.
    pub place: Box<Place>,
    /// What.
    pub reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The file cannot be read as CSV or Parquet.
    NotReadable { why: String },
    /// The specification is not TOML of the documented form.
    SpecificationForm { why: String },
    /// The specification names a measure that `law/measures` does not hold.
    UnknownMeasure { id: String, known: String },
    /// The specification maps a column to an indicator the measure does not have.
    UnknownIndicator { id: String, known: String },
    /// Two dimensions, indicators or groups share an id.
    DuplicateId { id: String },
    /// A measure or a dimension without indicators.
    NoIndicators,
    /// More than 64 indicators.
    TooManyIndicators { count: usize },
    /// An indicator that weighs nothing.
    WeightNotPositive { indicator: String },
    /// The weights of the indicators are not one together.
    WeightsDoNotAddUp { sum: String },
    /// The weights have no common denominator up to a billion.
    WeightsTooFine,
    /// Some indicators of a dimension state a weight and others do not.
    WeightsMixed { dimension: String },
    /// The cut-off is not in `(0, 1]`.
    CutoffOutOfRange { cutoff: String },
    /// A rule that says when an indicator is deprived cannot be understood.
    RuleForm { rule: String },
    /// The file has no such column.
    UnknownColumn { found: String },
    /// A cell holds something else than it should.
    WrongValue { value: String, expected: Text },
    /// The survey weight of a row is missing.
    WeightMissing,
    /// The survey weight of a row is negative or not finite.
    WeightNegative { value: String },
    /// A row without stratum, cluster or number of clusters.
    DesignMissing,
    /// The number of clusters in the population is smaller than in the sample or not constant.
    ClustersInPopulation { stratum: String, why: Text },
    /// A stratum in which one cluster was drawn has no variance of its own.
    SingleCluster { stratum: String, cluster: String },
    /// An indicator is missing and the specification refuses that.
    IndicatorMissing,
    /// Nothing to measure.
    NoRows { dropped: u64 },
    /// All weights are zero.
    NoPopulation,
    /// Columns of one sample differ in length or in range.
    ShapeMismatch { what: String },
    /// Two reports do not measure the same thing.
    NotComparable { why: Text },
    /// Comparing two periods needs a positive number of years.
    YearsNotPositive,
}

impl PovertyError {
    /// The same fault in a named file.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.place.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The same fault at a line or row.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.place.line.get_or_insert(line);
        self
    }

    /// The same fault in a column or under a key.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> Self {
        self.place.column.get_or_insert_with(|| column.to_owned());
        self
    }

    /// What is wrong, where and what to do next, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let what = self.reason.text();
        let place = &self.place;
        let mut vi = String::new();
        let mut en = String::new();
        if let Some(file) = &place.file {
            vi.push_str(&format!("{file}: "));
            en.push_str(&format!("{file}: "));
        }
        if let Some(line) = place.line {
            vi.push_str(&format!("dòng {line}: "));
            en.push_str(&format!("line {line}: "));
        }
        if let Some(column) = &place.column {
            vi.push_str(&format!("cột \"{column}\": "));
            en.push_str(&format!("column \"{column}\": "));
        }
        Text::new(vi + &what.vi, en + &what.en)
    }
}

impl From<Reason> for PovertyError {
    fn from(reason: Reason) -> Self {
        Self {
            place: Box::default(),
            reason,
        }
    }
}

impl fmt::Display for PovertyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        write!(formatter, "{} / {}", text.vi, text.en)
    }
}

impl Reason {
    /// What is wrong and what to do about it, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotReadable { why } => Text::new(
                format!("không đọc được tệp ({why}); hãy lưu lại dưới dạng CSV UTF-8 hoặc Parquet"),
                format!("the file cannot be read ({why}); save it again as UTF-8 CSV or Parquet"),
            ),
            Self::SpecificationForm { why } => Text::new(
                format!(
                    "tệp mô tả không đúng cấu trúc: {why}; xem docs/formats/survey-specification.md"
                ),
                format!(
                    "the specification is not of the expected form: {why}; see docs/formats/survey-specification.md"
                ),
            ),
            Self::UnknownMeasure { id, known } => Text::new(
                format!("không có thước đo \"{id}\"; các thước đo đang có: {known}"),
                format!("there is no measure \"{id}\"; the measures at hand: {known}"),
            ),
            Self::UnknownIndicator { id, known } => Text::new(
                format!("thước đo không có chỉ số \"{id}\"; các chỉ số: {known}"),
                format!("the measure has no indicator \"{id}\"; its indicators: {known}"),
            ),
            Self::DuplicateId { id } => Text::new(
                format!(
                    "mã \"{id}\" xuất hiện hai lần; mỗi chiều, chỉ số hay nhóm cần một mã riêng"
                ),
                format!(
                    "the id \"{id}\" appears twice; give every dimension, indicator or group its own"
                ),
            ),
            Self::NoIndicators => Text::new(
                "thước đo hoặc chiều không có chỉ số nào; hãy thêm ít nhất một chỉ số",
                "a measure or a dimension has no indicator; add at least one",
            ),
            Self::TooManyIndicators { count } => Text::new(
                format!(
                    "có {count} chỉ số, tối đa là {}; hãy gộp hoặc bỏ bớt",
                    super::MAX_INDICATORS
                ),
                format!(
                    "{count} indicators, at most {} are possible; merge or leave out some",
                    super::MAX_INDICATORS
                ),
            ),
            Self::WeightNotPositive { indicator } => Text::new(
                format!(
                    "chỉ số {indicator} có quyền số bằng 0; hãy bỏ chỉ số này hoặc cho quyền số dương"
                ),
                format!(
                    "indicator {indicator} weighs nothing; leave it out or give it a positive weight"
                ),
            ),
            Self::WeightsDoNotAddUp { sum } => Text::new(
                format!(
                    "tổng quyền số là {sum}, phải đúng bằng 1; hãy viết quyền số dạng phân số như \"1/6\""
                ),
                format!(
                    "the weights add up to {sum}, not to exactly 1; write them as fractions such as \"1/6\""
                ),
            ),
            Self::WeightsTooFine => Text::new(
                "các quyền số không có mẫu số chung đến một tỷ; hãy viết dạng phân số đơn giản hơn",
                "the weights have no common denominator up to a billion; write them as simpler fractions",
            ),
            Self::WeightsMixed { dimension } => Text::new(
                format!(
                    "chiều \"{dimension}\": hoặc mọi chỉ số đều ghi quyền số, hoặc không chỉ số nào"
                ),
                format!(
                    "dimension \"{dimension}\": either every indicator states its weight or none does"
                ),
            ),
            Self::CutoffOutOfRange { cutoff } => Text::new(
                format!("ngưỡng nghèo k = {cutoff} phải lớn hơn 0 và không quá 1, ví dụ \"1/3\""),
                format!(
                    "the poverty cut-off k = {cutoff} must be above 0 and at most 1, such as \"1/3\""
                ),
            ),
            Self::RuleForm { rule } => Text::new(
                format!(
                    "không hiểu quy tắc thiếu hụt \"{rule}\"; hãy viết như \"== 1\", \"< 8\" hoặc \"in [3, 4]\""
                ),
                format!(
                    "cannot understand the rule \"{rule}\"; write it like \"== 1\", \"< 8\" or \"in [3, 4]\""
                ),
            ),
            Self::UnknownColumn { found } => Text::new(
                format!("tệp không có cột này; các cột trong tệp: {found}"),
                format!("the file has no such column; its columns are: {found}"),
            ),
            Self::WrongValue { value, expected } => Text::new(
                format!("giá trị \"{value}\" không đúng, cần {}", expected.vi),
                format!("the value \"{value}\" is not {}", expected.en),
            ),
            Self::WeightMissing => Text::new(
                "thiếu quyền số điều tra; mỗi dòng phải có quyền số, dòng không dùng thì ghi 0",
                "the survey weight is missing; every row needs one, write 0 for a row not used",
            ),
            Self::WeightNegative { value } => Text::new(
                format!("quyền số điều tra {value} phải là số không âm"),
                format!("the survey weight {value} must be a number that is not negative"),
            ),
            Self::DesignMissing => Text::new(
                "thiếu tầng, cụm mẫu hoặc số cụm; mỗi dòng phải có thiết kế mẫu đầy đủ",
                "stratum, cluster or number of clusters is missing; every row needs its full sample design",
            ),
            Self::ClustersInPopulation { stratum, why } => Text::new(
                format!(
                    "số cụm của tổng thể trong tầng \"{stratum}\" không hợp lệ: {}",
                    why.vi
                ),
                format!(
                    "the number of clusters in the population of stratum \"{stratum}\" is not valid: {}",
                    why.en
                ),
            ),
            Self::SingleCluster { stratum, cluster } => Text::new(
                format!(
                    "tầng \"{stratum}\" chỉ có một cụm mẫu (\"{cluster}\") nên không tính được sai số; hãy gộp tầng, hoặc chọn single_cluster = \"certainty\" hay \"centred\""
                ),
                format!(
                    "stratum \"{stratum}\" has one sampled cluster (\"{cluster}\"), so it has no variance; merge strata, or choose single_cluster = \"certainty\" or \"centred\""
                ),
            ),
            Self::IndicatorMissing => Text::new(
                "thiếu giá trị chỉ số, và tệp mô tả chọn missing = \"refuse\"; hãy bổ sung số liệu hoặc chọn \"drop_row\", \"reweight\" hay \"not_deprived\"",
                "an indicator is missing and the specification says missing = \"refuse\"; complete the data or choose \"drop_row\", \"reweight\" or \"not_deprived\"",
            ),
            Self::NoRows { dropped } => Text::new(
                format!("không có dòng nào để tính ({dropped} dòng bị loại vì thiếu chỉ số)"),
                format!(
                    "there is no row to measure ({dropped} rows were dropped for missing indicators)"
                ),
            ),
            Self::NoPopulation => Text::new(
                "mọi quyền số đều bằng 0, không có tổng thể nào để tính",
                "all weights are zero, there is no population to measure",
            ),
            Self::ShapeMismatch { what } => Text::new(
                format!("các cột không khớp nhau: {what}"),
                format!("the columns do not fit each other: {what}"),
            ),
            Self::NotComparable { why } => Text::new(
                format!("hai kết quả không so sánh được: {}", why.vi),
                format!("the two results cannot be compared: {}", why.en),
            ),
            Self::YearsNotPositive => Text::new(
                "khoảng cách giữa hai kỳ phải là số năm dương",
                "the time between the two periods must be a positive number of years",
            ),
        }
    }
}
