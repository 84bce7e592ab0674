//! Answers as people read them.

use crate::codes::CodeLists;
use crate::facts::{Fact, Type, Value};
use vuonlen_domain::Text;
use vuonlen_domain::decimal::group_thousands;

/// The value of a fact in words, with its unit.
pub(super) fn written(codes: &CodeLists, fact: &Fact, value: Value) -> Text {
    match (&fact.kind, value) {
        (_, Value::Bool(true)) => Text::new("có", "yes"),
        (_, Value::Bool(false)) => Text::new("không", "no"),
        (_, Value::Int(value)) => amount(value, fact.unit.as_deref()),
        (_, Value::Decimal(value)) => {
            let plain = value.to_string();
            let unit = unit(fact.unit.as_deref());
            Text::new(
                format!("{}{}", plain.replace('.', ","), unit.vi),
                format!("{plain}{}", unit.en),
            )
        }
        (Type::Code(list), Value::Code(position)) => label(codes, list, usize::from(position)),
        (Type::Set(list), Value::Set(mask)) => set(codes, list, mask),
        (_, Value::Code(_) | Value::Set(_)) => Text::default(),
    }
}

/// A whole number with its unit: `1.500.000 đồng/người/tháng`, `1,500,000 đồng per person and month`.
pub(super) fn amount(value: i64, unit_name: Option<&str>) -> Text {
    let unit = unit(unit_name);
    let vi = group_thousands(value);
    let en = vi.replace('.', ",");
    Text::new(format!("{vi}{}", unit.vi), format!("{en}{}", unit.en))
}

fn set(codes: &CodeLists, list: &str, mask: u64) -> Text {
    let labels: Vec<Text> = (0..64)
        .filter(|position| mask >> position & 1 == 1)
        .map(|position| label(codes, list, position))
        .collect();
    if labels.is_empty() {
        return Text::new("không có", "none");
    }
    let (vi, en): (Vec<String>, Vec<String>) =
        labels.into_iter().map(|text| (text.vi, text.en)).unzip();
    Text::new(vi.join(", "), en.join(", "))
}

fn label(codes: &CodeLists, list: &str, position: usize) -> Text {
    let list = codes.list(list);
    let label = list.and_then(|list| list.label(list.code_at(position)?));
    label.cloned().unwrap_or_default()
}

/// A unit behind a number, with the space before it.
fn unit(name: Option<&str>) -> Text {
    let (vi, en) = match name {
        None => return Text::default(),
        Some("VND/person/month") => ("đồng/người/tháng", "đồng per person and month"),
        Some("m2") => ("m²", "m²"),
        Some("person") => ("người", "persons"),
        Some("year") => ("tuổi", "years"),
        Some("point") => ("điểm", "points"),
        Some("indicator") => ("chỉ số", "indicators"),
        Some("head") => ("con", "head"),
        Some("kWh/month") => ("kWh/tháng", "kWh per month"),
        Some(other) => (other, other),
    };
    Text::new(format!(" {vi}"), format!(" {en}"))
}
