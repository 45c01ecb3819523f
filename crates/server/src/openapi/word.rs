//! Texts of a certain shape: phones, codes, and words of a few. The words come from `core`, so that none is missing.

use serde_json::Value;
use std::borrow::Cow;
use steadyline_core::assignment::{Action, Status};
use steadyline_core::call::{Direction, Source};
use steadyline_core::carrier_call::Stage;
use steadyline_core::choice::{Match, RuledOut};
use steadyline_core::health::HealthBand;
use steadyline_core::history::{KINDS, nouns};
use steadyline_core::import::{ImportStatus, LineKind, Noun};
use steadyline_core::lead::Deal;
use steadyline_core::number::Standing;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{FixKind, Severity, WarningKind};
use steadyline_core::setting::{Locality, Quality, Rotation, UnknownCallers};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A schema of that name, made by a function.
macro_rules! schema_by {
    ($($name:ident $word:literal by $make:expr;)+) => {$(
        #[derive(Debug)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $make.into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($word)
            }
        }
    )+};
}

fn word<T: serde::Serialize>(means: &str, all: &[T]) -> ObjectBuilder {
    let words: Vec<Value> = all.iter().filter_map(|word| serde_json::to_value(word).ok()).collect();
    text(means).enum_values(Some(words))
}

fn text(means: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(means))
}

fn shaped(means: &str, pattern: &str, example: &str) -> ObjectBuilder {
    text(means).pattern(Some(pattern)).examples([example])
}

schema_by! {
    Phone "Phone" by shaped("A phone in E.164: + and 8 to 15 digits.", r"^\+[1-9][0-9]{7,14}$", "+15125550142")
        .format(Some(utoipa::openapi::SchemaFormat::Custom("e164".to_owned())));
    PhoneAsWritten "PhoneAsWritten" by text(
        "A phone in any usual format, stored as E.164: spaces, parentheses, dashes and dots are allowed; ten digits \
         are taken as +1.",
    )
    .min_length(Some(8))
    .examples(["(512) 555-0142", "+15125550142"]);
    AreaCodeDigits "AreaCode" by shaped("Three digits, the first from 2 to 9.", "^[2-9][0-9]{2}$", "512");
    StateLetters "State" by shaped("A state or province: two upper-case letters.", "^[A-Z]{2}$", "TX");
    StateAsWritten "StateAsWritten" by text("A state or province: its two letters, or its name.")
        .min_length(Some(2))
        .examples(["TX", "Texas"]);
    SlugText "Slug" by shaped(
        "A broker's short name: 1 to 60 lowercase letters, digits, - and _, starting with a letter or digit.",
        "^[a-z0-9][a-z0-9_-]{0,59}$",
        "test_broker",
    );
    Name "Name" by ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Integer]))
        .description(Some(
            "Your own reference, else our UUID: 1 to 200 characters. A whole number is its decimal text.",
        ))
        .max_length(Some(200))
        .examples(["crm-1042", "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61"]);
    StatusWord "AssignmentStatus" by word(
        "active: calls go on from the number. booked_locked: the number stays fixed, route to the main line. \
         unreachable: attempts used up without human contact. released: the number went back to the pool.",
        &Status::ALL,
    );
    ActionWord "Action" by word(
        "The state of the lead now. continue: active, never answered. held: active with human contact, never released \
         by attempts. locked: booked. released, unreachable: the number went back. no_number: the lead spoke to us \
         late, and no number was free.",
        &Action::ALL,
    );
    MatchWord "Match" by word(
        "How the number was found: it shares the lead's area code or state, or neither; the person last spoke to us \
         on it; another record of the same person has it.",
        &Match::ALL,
    );
    OutcomeWord "Outcome" by word(
        "The outcome of a call. answered, booked, not_interested and do_not_call are human contact; every one but \
         failed is an attempt.",
        &Outcome::ALL,
    );
    DirectionWord "Direction" by word("Which way the call went.", &Direction::ALL);
    SourceWord "Source" by word("Who reported it. A person or program outranks the carrier.", &Source::ALL);
    StageWord "CallStage" by word(
        "queued: waits for its turn. placing: SignalWire was asked. office: the office's phone rings. lead: the lead's \
         phone rings. talking. over.",
        &Stage::ALL,
    );
    DealWord "Deal" by word("Where the deal stands, whatever the assignment's state.", &Deal::ALL);
    QualityWord "Quality" by word("How promising the lead is; decides the attempts.", Quality::ALL);
    StandingWord "Standing" by word(
        "active: takes leads if it has room. resting: no new leads for a while, its own keep it. retired: out of the \
         pool. gone: missing at the carrier.",
        &Standing::ALL,
    );
    BandWord "HealthBand" by word("By health score: 80 and more, 60, 40, less.", &HealthBand::ALL);
    RotationWord "Rotation" by word("How equally local numbers are ranked.", Rotation::ALL);
    LocalityWord "Locality" by word("How far from the lead to look for a number.", Locality::ALL);
    UnknownCallersWord "UnknownCallers" by word(
        "What happens when someone who is not a lead calls a number of the pool.",
        UnknownCallers::ALL,
    );
    NounWord "ImportNoun" by word("What is imported.", Noun::ALL);
    LineKindWord "ImportLineKind" by word(
        "What happens to a line. new: added. fill: known, and its empty fields are filled. known: already there, \
         unchanged. double: a duplicate of an earlier line. bad: cannot be imported.",
        LineKind::ALL,
    );
    ImportStatusWord "ImportStatus" by word(
        "staging: its lines are being read. draft: checked, nothing is imported. running: imported in batches. \
         stopped: what was imported stays. done. undoing: what it added is being removed. undone.",
        ImportStatus::ALL,
    );
    WarningWord "WarningKind" by word("What is checked.", WarningKind::ALL);
    SeverityWord "Severity" by word(
        "hot: leads are lost by waiting. mid: today. low: when there is time.",
        &Severity::ALL,
    );
    FixWord "Fix" by word(
        "rest, retire: a number of poor_answer_rate, poor_health or answer_drop; without number_id rest every one that \
         the first two name. retire: those of unused_numbers without leads. move_leads: dead_number. keep_one: \
         conflict. release: leads of assigned_too_long that never answered, or of silent_held. repair: wrong_rows, \
         slot_taken.",
        &FixKind::ALL,
    );
    HistoryKinds "HistoryKinds" by text(&format!(
        "Nouns: {}. Kinds: {}.",
        nouns().join(", "),
        KINDS.join(", "),
    ));
    RuledOutCounts "RuledOut" by ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("How many numbers were ruled out, by reason."))
        .property_names(Some(Schema::from(word("Reason.", &RuledOut::ALL))))
        .additional_properties(Some(Schema::from(
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)),
        )))
        .examples([serde_json::json!({ "resting": 2, "full": 12 })]);
}
