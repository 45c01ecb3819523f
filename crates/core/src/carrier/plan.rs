//! What follows from the carrier's numbers for a pool.

use super::{CarrierNumber, VoiceWebhook};
use crate::id::NumberId;
use crate::phone::E164;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What a sync does to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It comes into the pool.
    Add,
    /// It is given the carrier's id of it, or an empty label the carrier's name.
    Update,
    /// It was gone, and is there again.
    Back,
    /// The carrier does not have it any more.
    Gone,
    /// It is as it was.
    Same,
}

impl ChangeKind {
    /// Those that change something, as they are listed.
    pub const CHANGES: [Self; 4] = [Self::Add, Self::Update, Self::Back, Self::Gone];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
            Self::Back => "back",
            Self::Gone => "gone",
            Self::Same => "same",
        }
    }
}

/// A number, and what a sync does to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub kind: ChangeKind,
    /// The number itself.
    pub number: E164,
    /// The pool's id of it; none for one that is to come.
    pub number_id: Option<NumberId>,
    /// The carrier's id of it.
    pub carrier_id: Option<String>,
    /// What the carrier calls it.
    pub name: Option<String>,
    /// Where its calls go; none for one that is gone.
    pub webhook: Option<VoiceWebhook>,
    /// Whether nobody need look at it first: of one that is missing, that it was seen in this very project before.
    pub is_sure: bool,
}

impl Change {
    /// Whether its calls go elsewhere, or nowhere.
    pub const fn is_deaf(&self) -> bool {
        matches!(self.webhook, Some(VoiceWebhook::Other | VoiceWebhook::None))
    }
}

/// What follows from the carrier's numbers for a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Every number of the pool that the carrier has or had, and those to come, in their own order.
    pub changes: Vec<Change>,
    /// Numbers of the carrier's that are in another pool of this installation.
    pub elsewhere: usize,
    /// Numbers of the carrier's that are in no pool, and do not come into this one.
    pub in_no_pool: usize,
    /// Numbers of the carrier's that cannot make calls.
    pub voiceless: usize,
    /// Numbers of the carrier's that are the office's main line: 0 or 1. Who calls a number of a pool is put through to it,
    /// so it is none of them.
    #[serde(default)]
    pub main_line: usize,
}

impl Plan {
    /// How many of a kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }

    /// Whether the pool stays as it is.
    pub fn is_empty(&self) -> bool {
        self.count(ChangeKind::Same) == self.changes.len()
    }

    /// Numbers whose calls do not come here.
    pub fn deaf(&self) -> usize {
        self.changes.iter().filter(|change| change.is_deaf()).count()
    }

    /// Whether so much is missing that a person should look before it is believed: more than five numbers, and more
    /// than half of what the pool had at the carrier.
    pub fn is_doubtful(&self) -> bool {
        let gone = self.count(ChangeKind::Gone);
        let had = self.changes.len() - self.count(ChangeKind::Add);
        gone > 5 && gone * 2 > had
    }
}

/// A number of the installation, as far as a sync goes by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pooled {
    /// Id.
    pub id: NumberId,
    /// The number itself.
    pub number: E164,
    /// Whether it is in the pool in question.
    pub is_own: bool,
    /// The carrier's id of it.
    pub carrier_id: Option<String>,
    /// Whether it has a label.
    pub has_label: bool,
    /// Whether it is gone.
    pub is_gone: bool,
    /// Whether it was given up.
    pub is_released: bool,
    /// Whether it was seen in the connected project before.
    pub was_seen: bool,
}

impl Pooled {
    /// Whether it is at the carrier's no more.
    const fn is_away(&self) -> bool {
        self.is_gone || self.is_released
    }
}

/// What a sync goes by, besides the numbers.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// Where the calls of the pool's numbers should go.
    pub ours: &'t str,
    /// Where callers are put through to.
    pub main_line: Option<&'t E164>,
    /// Whether numbers in no pool come into this one.
    pub takes_new: bool,
}

/// What follows from the carrier's numbers for a pool. `pool` are the numbers of the installation that the carrier lists,
/// and those of the pool that have an id of the carrier's.
pub fn plan(listed: &[CarrierNumber], pool: &[Pooled], terms: Terms<'_>) -> Plan {
    let Terms { ours, main_line, takes_new } = terms;
    let known: HashMap<&E164, &Pooled> = pool.iter().map(|number| (&number.number, number)).collect();
    let mut plan = Plan::default();
    let mut there: HashSet<&E164> = HashSet::new();
    for found in listed {
        if !there.insert(&found.number) {
            continue;
        }
        let change = |kind, number_id| Change {
            kind,
            number: found.number.clone(),
            number_id,
            carrier_id: Some(found.id.clone()),
            name: found.name.clone(),
            webhook: Some(VoiceWebhook::of(found.voice_url.as_deref(), ours)),
            is_sure: true,
        };
        let is_main_line = main_line == Some(&found.number);
        match known.get(&found.number) {
            Some(other) if !other.is_own => plan.elsewhere += 1,
            // It may have become that while it was away.
            Some(own) if is_main_line && own.is_away() => plan.main_line += 1,
            Some(own) => plan.changes.push(change(kind_of(own, found), Some(own.id))),
            None if is_main_line => plan.main_line += 1,
            None if !found.can_call => plan.voiceless += 1,
            None if !takes_new => plan.in_no_pool += 1,
            None => plan.changes.push(change(ChangeKind::Add, None)),
        }
    }
    let missing = pool.iter().filter(|own| {
        own.is_own && !own.is_away() && own.carrier_id.is_some() && !there.contains(&own.number)
    });
    plan.changes.extend(missing.map(|own| Change {
        kind: ChangeKind::Gone,
        number: own.number.clone(),
        number_id: Some(own.id),
        carrier_id: own.carrier_id.clone(),
        name: None,
        webhook: None,
        is_sure: own.was_seen,
    }));
    plan.changes.sort_by(|a, b| a.number.cmp(&b.number));
    plan
}

fn kind_of(own: &Pooled, found: &CarrierNumber) -> ChangeKind {
    if own.is_away() {
        ChangeKind::Back
    } else if own.carrier_id.as_ref() != Some(&found.id) || (!own.has_label && found.name.is_some()) {
        ChangeKind::Update
    } else {
        ChangeKind::Same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const OURS: &str = "https://steadyline.example/voice";
    const TERMS: Terms<'_> = Terms { ours: OURS, main_line: None, takes_new: true };

    fn phone(last: u32) -> E164 {
        E164::parse(&format!("+1512555{last:04}")).unwrap()
    }

    fn listed(last: u32) -> CarrierNumber {
        CarrierNumber {
            id: format!("sid-{last}"),
            number: phone(last),
            name: None,
            voice_url: Some(OURS.to_owned()),
            can_call: true,
        }
    }

    fn pooled(last: u32) -> Pooled {
        Pooled {
            id: NumberId(Uuid::from_u128(u128::from(last))),
            number: phone(last),
            is_own: true,
            carrier_id: Some(format!("sid-{last}")),
            has_label: false,
            is_gone: false,
            is_released: false,
            was_seen: true,
        }
    }

    fn kinds(plan: &Plan) -> Vec<(ChangeKind, bool)> {
        plan.changes.iter().map(|change| (change.kind, change.is_sure)).collect()
    }

    #[test]
    fn each_number_is_told_once_and_for_what_it_is() {
        use ChangeKind::{Add, Back, Gone, Same, Update};
        let pool = [
            pooled(1),
            Pooled { carrier_id: None, ..pooled(2) },
            Pooled { is_gone: true, ..pooled(3) },
            pooled(4),
            Pooled { was_seen: false, ..pooled(5) },
            Pooled { is_own: false, ..pooled(6) },
            Pooled { is_released: true, ..pooled(7) },
            Pooled { carrier_id: None, ..pooled(8) },
            Pooled { is_gone: true, ..pooled(9) },
        ];
        let mut all: Vec<_> = [1, 2, 3, 6, 10, 10].map(listed).to_vec();
        all.push(CarrierNumber { can_call: false, ..listed(11) });
        let found = plan(&all, &pool, TERMS);
        assert_eq!(
            kinds(&found),
            [(Same, true), (Update, true), (Back, true), (Gone, true), (Gone, false), (Add, true)]
        );
        assert_eq!((found.elsewhere, found.voiceless, found.in_no_pool), (1, 1, 0));
        let shared = plan(&all, &pool, Terms { takes_new: false, ..TERMS });
        assert_eq!((shared.count(Add), shared.in_no_pool), (0, 1));
    }

    #[test]
    fn the_offices_main_line_is_no_number_of_its_pool() {
        let line = phone(1);
        let terms = Terms { main_line: Some(&line), ..TERMS };
        let told = |pool: &[Pooled], terms| {
            let found = plan(&[listed(1), listed(2)], pool, terms);
            (kinds(&found).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>(), found.main_line)
        };
        assert_eq!(told(&[], terms), (vec![ChangeKind::Add], 1));
        assert_eq!(told(&[], Terms { takes_new: false, ..terms }), (vec![], 1));
        let gone = Pooled { is_gone: true, ..pooled(1) };
        assert_eq!(
            told(std::slice::from_ref(&gone), terms),
            (vec![ChangeKind::Add], 1),
            "it does not come back"
        );
        assert_eq!(told(&[gone], TERMS), (vec![ChangeKind::Back, ChangeKind::Add], 0));
    }

    #[test]
    fn a_number_whose_calls_go_elsewhere_is_deaf() {
        let elsewhere = CarrierNumber { voice_url: Some("https://ivr.example/".to_owned()), ..listed(1) };
        let nowhere = CarrierNumber { voice_url: Some(" ".to_owned()), ..listed(2) };
        let found = plan(&[elsewhere, nowhere, listed(3)], &[pooled(1), pooled(2), pooled(3)], TERMS);
        assert_eq!((found.deaf(), found.is_empty()), (2, true));
    }

    #[test]
    fn the_carriers_name_fills_an_empty_label_alone() {
        let named = CarrierNumber { name: Some("Austin".to_owned()), ..listed(1) };
        let labelled = Pooled { has_label: true, ..pooled(1) };
        assert_eq!(plan(std::slice::from_ref(&named), &[labelled], TERMS).count(ChangeKind::Update), 0);
        assert_eq!(plan(&[named], &[pooled(1)], TERMS).count(ChangeKind::Update), 1);
    }

    #[test]
    fn much_missing_is_not_believed_without_a_look() {
        let pool: Vec<Pooled> = (1..=10).map(pooled).collect();
        let most: Vec<CarrierNumber> = (1..=8).map(listed).collect();
        assert!(!plan(&most, &pool, TERMS).is_doubtful());
        assert!(plan(&[listed(1)], &pool, TERMS).is_doubtful());
        assert!(!plan(&[], &pool[..3], TERMS).is_doubtful());
    }
}
