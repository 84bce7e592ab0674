//! Synthetic households in columns.

use super::household::Household;
use arrow::array::{BooleanArray, Int64Array, UInt16Array, UInt64Array};
use std::sync::Arc;
use vuonlen_law::facts::{Batch, BatchError, Column, Schema};

/// Columns of assessed facts from households; facts a household here does not have stay absent.
pub(super) fn batch(schema: &Arc<Schema>, households: &[Household]) -> Result<Batch, BatchError> {
    let columns = schema
        .facts()
        .iter()
        .map(|fact| column(&fact.name, households))
        .collect();
    Batch::new(Arc::clone(schema), households.len(), columns)
}

fn column(name: &str, households: &[Household]) -> Option<Column> {
    let truth = |value: fn(&Household) -> bool| {
        let values: Vec<bool> = households.iter().map(value).collect();
        Column::Bool(BooleanArray::from(values))
    };
    let number = |value: fn(&Household) -> Option<i64>| {
        Column::Int(households.iter().map(value).collect::<Int64Array>())
    };
    let code = |value: fn(&Household) -> Option<u16>| {
        Column::Code(households.iter().map(value).collect::<UInt16Array>())
    };
    let set = |value: fn(&Household) -> Option<u64>| {
        Column::Set(households.iter().map(value).collect::<UInt64Array>())
    };
    Some(match name {
        "present" => truth(|household| household.present),
        "area" => code(|household| Some(household.area)),
        "size" => number(|household| household.size),
        "previous_size" => number(|household| household.previous_size),
        "class" => code(|household| Some(household.class)),
        "previous_class" => code(|household| Some(household.previous_class)),
        "ever_poor" => truth(|household| household.ever_poor),
        "ever_near_poor" => truth(|household| household.ever_near_poor),
        "event" => code(|household| Some(household.event)),
        "transition" => code(|household| household.transition),
        "income_per_person" => number(|household| household.income_per_person),
        "farm_household" => truth(|household| household.farm_household),
        "score_a" => number(|household| household.score_a),
        "score_b" => number(|household| household.score_b),
        "deprivation_count" => number(|household| {
            household
                .deprivations
                .map(|mask| i64::from(mask.count_ones()))
        }),
        "deprivations" => set(|household| household.deprivations),
        "causes" => set(|household| household.causes),
        "needs" => set(|household| household.needs),
        "groups" => set(|household| Some(household.groups)),
        "ethnicity" => code(|household| Some(household.ethnicity)),
        "children" => number(|household| household.children.map(|children| children[0])),
        "children_uninsured" => number(|household| household.children.map(|children| children[1])),
        "children_malnourished" => {
            number(|household| household.children.map(|children| children[2]))
        }
        "children_not_in_school" => {
            number(|household| household.children.map(|children| children[3]))
        }
        _ => return None,
    })
}
