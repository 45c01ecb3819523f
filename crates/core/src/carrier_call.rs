//! Calls at the carrier: how far one is, which word about it counts, and what came of it.
//!
//! A call that we place has two legs: the office's, which is rung first, and the lead's, which alone has an outcome. The
//! carrier's words about a leg arrive late, twice, in another order, or never.

use crate::call::Direction;
use crate::id::{BrokerId, CarrierCallId, LeadId, NumberId};
use crate::outcome::Outcome;
use crate::phone::E164;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// SIP codes by which a network says that the call was not wanted: declined, unwanted, rejected by an analysis.
const NETWORK_BLOCKS: [i32; 3] = [603, 607, 608];

/// How far a leg is, in the carrier's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegStatus {
    /// It waits at the carrier.
    Queued,
    /// It is on its way.
    Initiated,
    /// It rings.
    Ringing,
    /// Somebody, or something, picked up.
    InProgress,
    /// It was picked up, and is over.
    Completed,
    /// The line was busy.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// The network failed.
    Failed,
    /// It was ended before anybody picked up.
    Canceled,
}

impl LegStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Initiated,
        Self::Ringing,
        Self::InProgress,
        Self::Completed,
        Self::Busy,
        Self::NoAnswer,
        Self::Failed,
        Self::Canceled,
    ];

    /// The carrier's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// A word as it comes; a leg in progress is called `answered` by some.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "answered" => Some(Self::InProgress),
            _ => Self::ALL.into_iter().find(|status| status.as_str() == word),
        }
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Busy | Self::NoAnswer | Self::Failed | Self::Canceled)
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Initiated => 1,
            Self::Ringing => 2,
            Self::InProgress => 3,
            _ => 4,
        }
    }
}

/// What was last heard of a leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How far it is.
    pub status: Option<LegStatus>,
    /// Where the word stands among those about this leg, from 0; not every word says so.
    pub sequence: Option<i32>,
}

impl Heard {
    /// Whether a word that comes now tells something newer. Where both have their place, the place decides; else a
    /// status that is further does, and of two ends the first.
    pub fn is_older_than(self, word: Self) -> bool {
        match (self.status, self.sequence, word.status, word.sequence) {
            (_, _, None, _) => false,
            // What is over stays so, also where the end was read and the words about it come late.
            (Some(known), _, Some(new), _) if known.is_over() && !new.is_over() => false,
            (_, Some(known), Some(_), Some(new)) => new > known,
            (None, ..) => true,
            (Some(known), _, Some(new), _) => new.rank() > known.rank(),
        }
    }

    /// What is known once a newer word was heard.
    #[must_use]
    pub fn then(self, word: Self) -> Self {
        Self { status: word.status.or(self.status), sequence: word.sequence.or(self.sequence) }
    }
}

/// How a leg with a lead ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending<'e> {
    /// The last word.
    pub status: LegStatus,
    /// Seconds from the answer to the end.
    pub seconds: Option<i32>,
    /// Who or what picked up, by the carrier's machine detection, where there is one.
    pub answered_by: Option<&'e str>,
}

impl Ending<'_> {
    /// What came of it; none while it is not over. Without machine detection the talk time decides, from so many seconds
    /// on: voicemail greetings and wrong buttons are short.
    pub fn outcome(self, min_answer_seconds: i32) -> Option<Outcome> {
        match self.status {
            LegStatus::Busy => Some(Outcome::Busy),
            LegStatus::NoAnswer | LegStatus::Canceled => Some(Outcome::NoAnswer),
            LegStatus::Failed => Some(Outcome::Failed),
            LegStatus::Completed => Some(match self.detected() {
                Some(true) => Outcome::Answered,
                Some(false) => Outcome::Voicemail,
                None if self.seconds.unwrap_or_default() >= min_answer_seconds => Outcome::Answered,
                None => Outcome::NoAnswer,
            }),
            _ => None,
        }
    }

    /// Whether somebody picked up and was gone at once: what labels of spam come from.
    pub fn is_short(self, min_answer_seconds: i32) -> bool {
        self.status == LegStatus::Completed
            && self.detected() != Some(false)
            && self.seconds.unwrap_or_default() < min_answer_seconds
    }

    /// Whether a human was detected, or a machine; none where nothing was.
    fn detected(self) -> Option<bool> {
        match self.answered_by?.trim() {
            "human" => Some(true),
            "fax" => Some(false),
            word if word.starts_with("machine") => Some(false),
            _ => None,
        }
    }
}

/// Whether a SIP code says that a network blocked the call.
pub fn is_network_block(sip_code: i32) -> bool {
    NETWORK_BLOCKS.contains(&sip_code)
}

/// Where a call stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It waits for its turn.
    Queued,
    /// The carrier was asked to place it.
    Placing,
    /// The office's phone rings.
    Office,
    /// The lead's phone rings.
    Lead,
    /// Both talk.
    Talking,
    /// It is over.
    Over,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Placing, Self::Office, Self::Lead, Self::Talking, Self::Over];

    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Placing => "placing",
            Self::Office => "office",
            Self::Lead => "lead",
            Self::Talking => "talking",
            Self::Over => "over",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }
}

/// A call at the carrier, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierCall {
    /// Id.
    pub id: CarrierCallId,
    /// Whose.
    pub broker_id: BrokerId,
    /// Which way it goes.
    pub direction: Direction,
    /// The lead; none of a caller that nobody knows.
    pub lead_id: Option<LeadId>,
    /// The number of the pool.
    pub number_id: NumberId,
    /// Who asked for it; empty for what the carrier told by itself.
    pub actor: String,
    /// The carrier's name for the leg with the lead.
    pub sid: Option<String>,
    /// The carrier's name for the office's leg.
    pub office_sid: Option<String>,
    /// The lead's phone, or the caller's.
    pub lead_phone: Option<E164>,
    /// The office's phone that is rung.
    pub office_phone: Option<E164>,
    /// Where calls are placed one a second.
    pub space: String,
    /// Where it stands.
    pub stage: Stage,
    /// What was last heard of the leg with the lead.
    pub heard: Heard,
    /// What was last heard of the office's leg.
    pub office_heard: Heard,
    /// Who picked up, by machine detection.
    pub answered_by: Option<String>,
    /// Seconds they talked.
    pub seconds: Option<i32>,
    /// The code that the network ended it with.
    pub sip_code: Option<i32>,
    /// Whether its number counts it as a short answer.
    pub is_short: bool,
    /// Whether its number counts it as blocked by a network.
    pub is_blocked: bool,
    /// What it was recorded as.
    pub outcome: Option<Outcome>,
    /// Why it was not made, or not joined; empty where nothing was in the way.
    pub trouble: String,
    /// When it was asked for, or came in.
    pub asked_at: DateTime<Utc>,
    /// When the carrier was asked to place it.
    pub placed_at: Option<DateTime<Utc>>,
    /// When both began to talk.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the carrier was last heard or asked about it.
    pub heard_at: DateTime<Utc>,
    /// How often the carrier was asked about it.
    pub reads: i32,
    /// When somebody said that a missed one is done with.
    pub dismissed_at: Option<DateTime<Utc>>,
}

impl CarrierCall {
    /// The name of the call in the log: the one that we gave it, where we placed it.
    pub fn reference(&self) -> String {
        match &self.sid {
            Some(sid) if self.office_phone.is_none() || self.direction == Direction::Inbound => sid.clone(),
            _ => self.id.to_string(),
        }
    }

    /// Whether it is going on, or waits to.
    pub fn is_open(&self) -> bool {
        self.stage != Stage::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_means_what_the_table_says() {
        use LegStatus::{Busy, Canceled, Completed, Failed, InProgress, NoAnswer, Ringing};
        let cases = [
            (Busy, None, None, Some(Outcome::Busy), false),
            (NoAnswer, None, None, Some(Outcome::NoAnswer), false),
            (Canceled, None, None, Some(Outcome::NoAnswer), false),
            (Failed, None, None, Some(Outcome::Failed), false),
            (Completed, Some(10), None, Some(Outcome::Answered), false),
            (Completed, Some(9), None, Some(Outcome::NoAnswer), true),
            (Completed, None, None, Some(Outcome::NoAnswer), true),
            (Completed, Some(3), Some("human"), Some(Outcome::Answered), true),
            (Completed, Some(90), Some("machine"), Some(Outcome::Voicemail), false),
            (Completed, Some(4), Some("machine_end_beep"), Some(Outcome::Voicemail), false),
            (Completed, Some(90), Some("fax"), Some(Outcome::Voicemail), false),
            (Completed, Some(90), Some("unknown"), Some(Outcome::Answered), false),
            (Ringing, None, None, None, false),
            (InProgress, Some(90), None, None, false),
        ];
        for (status, seconds, answered_by, outcome, is_short) in cases {
            let ending = Ending { status, seconds, answered_by };
            assert_eq!(ending.outcome(10), outcome, "{ending:?}");
            assert_eq!(ending.is_short(10), is_short, "{ending:?}");
        }
    }

    #[test]
    fn a_word_counts_by_its_place_and_without_one_by_how_far_it_is() {
        use LegStatus::{Completed, Failed, InProgress, Initiated, Ringing};
        let word = |status, sequence| Heard { status: Some(status), sequence };
        let cases = [
            (Heard::default(), word(Ringing, None), true),
            (word(Ringing, Some(1)), word(InProgress, Some(2)), true),
            (word(Completed, Some(3)), word(InProgress, Some(2)), false),
            (word(Completed, Some(3)), word(Completed, Some(3)), false),
            (word(Completed, Some(2)), word(Failed, Some(4)), true),
            (word(Ringing, None), word(Initiated, None), false),
            (word(InProgress, Some(2)), word(Completed, None), true),
            (word(Completed, None), word(InProgress, Some(2)), false),
            (word(Completed, None), word(Failed, None), false),
            (word(Completed, Some(1)), word(InProgress, Some(2)), false),
            (word(Completed, Some(3)), Heard { status: None, sequence: Some(9) }, false),
        ];
        for (known, new, expected) in cases {
            assert_eq!(known.is_older_than(new), expected, "{known:?} then {new:?}");
        }
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for status in LegStatus::ALL {
            assert_eq!(LegStatus::parse(status.as_str()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert_eq!(LegStatus::parse("answered"), Some(LegStatus::InProgress));
        assert_eq!(LegStatus::parse("teleported"), None);
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
        }
        assert!(is_network_block(608) && !is_network_block(486));
    }
}
