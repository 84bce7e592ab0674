//! No sequence of calls reaches a state it did not earn.

use super::*;
use proptest::prelude::*;

fn tracks() -> impl Strategy<Value = Track> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(meeting, opinion, sealing)| Track {
        meeting,
        opinion,
        sealing,
    })
}

#[derive(Debug, Clone)]
enum VillageCall {
    Start,
    Score(Coverage),
    Meet(bool),
    Reopen(bool),
    Post,
    Settle(Settlement),
    Repost(bool),
}

fn village_calls() -> impl Strategy<Value = VillageCall> {
    prop_oneof![
        Just(VillageCall::Start),
        (0..4_u32, 0..4_u32, 0..4_u32).prop_map(|(listed, confirmed, explained)| {
            VillageCall::Score(Coverage {
                listed,
                confirmed,
                explained,
            })
        }),
        any::<bool>().prop_map(VillageCall::Meet),
        any::<bool>().prop_map(VillageCall::Reopen),
        Just(VillageCall::Post),
        (any::<bool>(), 0..2_u32).prop_map(|(postings_ended, open_objections)| {
            VillageCall::Settle(Settlement {
                postings_ended,
                open_objections,
            })
        }),
        any::<bool>().prop_map(VillageCall::Repost),
    ]
}

const fn reason(given: bool) -> &'static str {
    if given { "điều tra lại" } else { " " }
}

fn call_village(
    village: VillageReview,
    call: &VillageCall,
) -> Result<VillageReview, InvalidTransition> {
    match call {
        VillageCall::Start => village.start_survey(),
        VillageCall::Score(coverage) => village.score(*coverage),
        VillageCall::Meet(agreed) => village.hold_meeting(*agreed),
        VillageCall::Reopen(given) => village.reopen_survey(reason(*given)),
        VillageCall::Post => village.post(),
        VillageCall::Settle(settlement) => village.settle(*settlement),
        VillageCall::Repost(given) => village.repost(reason(*given)),
    }
}

/// The whole of what is legal, written once more and in another way.
fn legal_step(track: Track, from: VillageState, call: &VillageCall, to: VillageState) -> bool {
    use VillageState as S;
    match (from, call, to) {
        (S::Planned, VillageCall::Start, S::Surveying) => true,
        (S::Surveying, VillageCall::Score(c), S::Scored) => c.listed <= c.confirmed + c.explained,
        (S::Scored, VillageCall::Meet(true), S::MeetingHeld)
        | (S::Scored, VillageCall::Meet(false), S::Surveying) => track.meeting,
        (S::Scored | S::MeetingHeld, VillageCall::Reopen(true), S::Surveying)
        | (S::MeetingHeld, VillageCall::Post, S::Posted)
        | (S::Posted | S::ObjectionsSettled, VillageCall::Repost(true), S::Posted) => true,
        (S::Scored, VillageCall::Post, S::Posted) => !track.meeting,
        (S::Posted, VillageCall::Settle(s), S::ObjectionsSettled) => {
            s.postings_ended && s.open_objections == 0
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_village_only_takes_legal_steps(
        track in tracks(),
        calls in prop::collection::vec(village_calls(), 0..60),
    ) {
        let mut village = VillageReview::planned(track);
        for call in &calls {
            let before = village;
            match call_village(village, call) {
                Ok(after) => {
                    prop_assert!(legal_step(track, before.state(), call, after.state()));
                    prop_assert_eq!(VillageReview::resume(track, after.state()), Some(after));
                    village = after;
                }
                Err(error) => {
                    for to in VillageState::ALL {
                        let possible = legal_step(track, before.state(), call, to);
                        prop_assert!(!possible, "{error}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_round_is_signed_only_when_everything_is_settled(
        track in tracks(),
        calls in prop::collection::vec((0..7_u8, 0..3_u32, any::<bool>()), 0..60),
    ) {
        use RoundState as S;
        let mut round = RoundReview::planned(track);
        let mut path = vec![round.state()];
        for (call, open, flag) in calls {
            let matters = OpenMatters { findings: open, ..OpenMatters::default() };
            let villages = if flag {
                vec![VillageState::ObjectionsSettled]
            } else {
                vec![VillageState::ObjectionsSettled, VillageState::Posted]
            };
            let next = match call {
                0 => round.start(),
                1 => round.submit(&villages, matters),
                2 => round.give_opinion(if flag { Opinion::Agrees } else { Opinion::SendsBack("sai") }),
                3 => round.send_back(reason(flag)),
                4 => round.recognise(matters),
                5 => round.seal(),
                _ => round.amend(reason(flag)),
            };
            let Ok(next) = next else { continue };
            if next.state() == S::Submitted {
                prop_assert!(flag && open == 0);
            }
            if next.state() == S::Recognised && call == 4 {
                prop_assert_eq!(open, 0);
                let expected = if track.opinion { S::OpinionGiven } else { S::Submitted };
                prop_assert_eq!(round.state(), expected);
            }
            if next.state() != round.state() {
                path.push(next.state());
            }
            round = next;
        }
        // Once signed there is no way back, and only a track that seals is sealed.
        if let Some(signed) = path.iter().position(|state| *state == S::Recognised) {
            let rest = &path[signed + 1..];
            prop_assert!(rest.is_empty() || (track.sealing && rest == [S::Sealed]));
        }
        prop_assert!(track.opinion || !path.contains(&S::OpinionGiven));
    }

    #[test]
    fn a_form_that_is_confirmed_was_filled_in(
        calls in prop::collection::vec((0..7_u8, any::<bool>()), 0..40),
    ) {
        let mut form = FormState::Listed;
        for (call, flag) in calls {
            let next = match call {
                0 => form.save(),
                1 => form.confirm(),
                2 => form.reopen(reason(flag)),
                3 => form.explain(reason(flag)),
                4 => form.remove(reason(flag)),
                5 => form.replace(),
                _ => form.list_again(),
            };
            let Ok(next) = next else { continue };
            match next {
                FormState::Confirmed if call == 5 => prop_assert_ne!(form, FormState::Removed),
                FormState::Confirmed => prop_assert_eq!(form, FormState::Draft),
                FormState::Removed => prop_assert_eq!(form, FormState::Listed),
                FormState::Listed => prop_assert_eq!(form, FormState::Removed),
                FormState::Draft | FormState::Explained => {
                    prop_assert_ne!(form, FormState::Removed);
                }
            }
            form = next;
        }
    }
}

#[test]
fn half_of_those_attending_is_enough_and_less_is_not() {
    let half = Quorum { percent: 50 };
    assert!(!half.is_reached(24, 50));
    assert!(half.is_reached(25, 50));
    assert!(half.is_reached(26, 50));
    assert!(!half.is_reached(25, 51));
    assert!(!half.is_reached(0, 0));
    assert!(half.is_reached(u32::MAX, u32::MAX));
}

#[test]
fn only_a_recheck_upholds_an_objection() {
    use ObjectionOutcome::{Rejected, Upheld};
    assert!(ObjectionState::Open.settle(Upheld, "đúng").is_err());
    assert!(ObjectionState::Open.settle(Rejected, " ").is_err());
    let checked = ObjectionState::Open.recheck().unwrap();
    assert_eq!(checked.settle(Upheld, "đúng"), Ok(ObjectionState::Settled));
    assert!(ObjectionState::Settled.recheck().is_err());
    assert!(ObjectionState::Settled.settle(Rejected, "rõ").is_err());
}

#[test]
fn every_code_reads_back() {
    for state in VillageState::ALL {
        assert_eq!(VillageState::parse(state.code()), Some(state));
    }
    for state in RoundState::ALL {
        assert_eq!(RoundState::parse(state.code()), Some(state));
    }
    for state in FormState::ALL {
        assert_eq!(FormState::parse(state.code()), Some(state));
    }
    for state in ObjectionState::ALL {
        assert_eq!(ObjectionState::parse(state.code()), Some(state));
    }
    for kind in RoundKind::ALL {
        assert_eq!(RoundKind::parse(kind.code()), Some(kind));
    }
    assert_eq!(VillageState::parse("sealed"), None);
}
