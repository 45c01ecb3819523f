//! What would happen to many numbers, in words.

use crate::pages::pool::number::last_of_state;
use steadyline_core::page::{BulkAct, BulkPage, counted, in_days};

/// How many would be another way than before: what is active or retired already is so again.
pub(super) fn changing(page: &BulkPage) -> i64 {
    match page.act {
        BulkAct::Activate | BulkAct::Retire if page.changing > 0 => page.changing,
        _ => page.numbers,
    }
}

/// What would happen, in one sentence, and what it takes from whom.
pub(super) fn words(page: &BulkPage) -> (String, Vec<String>) {
    let numbers = counted(changing(page), "number", "numbers");
    let leads = |one: &str, many: &str| counted(page.leads_total, one, many);
    let same = page.numbers - page.changing;
    let say = |one: &'static str, many: &'static str| if page.numbers == 1 { one } else { many };
    let verb = |one: &'static str, many: &'static str| if changing(page) == 1 { one } else { many };
    let (text, mut losses) = match page.act {
        BulkAct::Rest => (
            format!(
                "{numbers} {}",
                say(
                    "takes no new leads while it rests. Its leads keep it.",
                    "take no new leads while they rest. Their leads keep them."
                )
            ),
            vec![
                match page.leads_total {
                    0 => format!("No lead is on {} now", say("it", "them")),
                    _ => format!(
                        "{} and may be called",
                        leads("lead keeps its number", "leads keep their numbers")
                    ),
                },
                format!(
                    "After {}, on {}, {}",
                    in_days(page.rest_days),
                    page.rest_until,
                    say("it comes back automatically", "they come back automatically")
                ),
            ],
        ),
        BulkAct::Activate if page.changing == 0 => (
            say("The number is already active.", "All of these numbers are already active.").to_owned(),
            Vec::new(),
        ),
        BulkAct::Activate => (
            format!("{numbers} {} new leads again from now on.", verb("takes", "take")),
            vec![match same {
                0 => say("It is not active now", "None of them is active now").to_owned(),
                same => format!("{} already active", counted(same, "is", "are")),
            }],
        ),
        BulkAct::Retire => (
            format!(
                "{numbers} {}",
                verb(
                    "leaves the pool: no new leads, and no calls from it.",
                    "leave the pool: no new leads, and no calls from them."
                )
            ),
            vec![
                match page.leads_total {
                    0 => format!("No lead is on {}: nobody loses a number", say("it", "them")),
                    _ if page.numbers == 1 => leads("lead sees this number", "leads see this number"),
                    _ => leads("lead sees one of these numbers", "leads see one of these numbers"),
                },
                format!("{} calls and figures stay in every report", say("Its", "Their")),
            ],
        ),
        BulkAct::Move => (
            format!("{numbers} {} local to another area from now on.", say("is", "are")),
            vec![
                say(
                    "New leads find it there; leads that have it keep it",
                    "New leads find them there; leads that have one of them keep it",
                )
                .to_owned(),
            ],
        ),
        BulkAct::Rehome => (
            format!(
                "{} to another number, {}.",
                leads("lead is rehomed", "leads are rehomed"),
                say("not this one", "none of these")
            ),
            vec![
                "Each keeps attempts, answers and appointment, and sees another caller ID from now on"
                    .to_owned(),
                "There is no button that undoes this".to_owned(),
            ],
        ),
    };
    let until = if page.act == BulkAct::Rest { " until then" } else { "" };
    losses.extend(last_of_state(&page.last_of_state, until));
    if page.act == BulkAct::Retire && same > 0 {
        losses.push(format!("{} already retired", counted(same, "is", "are")));
    }
    (text, losses)
}
