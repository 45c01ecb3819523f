//! What several checks look at, read once: the pool in sums, its scores, its calls.

use super::super::assignments::silent_days_of;
use super::super::pool::{Counting, median_of};
use crate::ServiceError;
use chrono::{Days, TimeDelta};
use steadyline_core::answer::{Answers, BEFORE_DAYS, RATE_CALLS, RATE_DAYS, RECENT_DAYS};
use steadyline_core::area_code::StateCode;
use steadyline_core::broker::Broker;
use steadyline_core::health::LEARNING_CALLS;
use steadyline_core::page::{StateRoom, States};
use steadyline_db::Tx;
use steadyline_db::page::day;
use steadyline_db::page::listed::StatusCounts;
use steadyline_db::page::room::{Rooms, by_state, scores};
use steadyline_db::page::warning::{Conflicts, Live, Named, conflicts, live, rarely_answered};

/// What several checks look at.
pub(super) struct Facts<'f> {
    pub(super) broker: &'f Broker,
    pub(super) counting: Counting,
    /// Where the broker's pages begin.
    pub(super) base: String,
    pub(super) conflicts: Conflicts,
    pub(super) live: Live,
    /// Active, never answered and booked leads by the counters of the numbers.
    pub(super) counted: [i64; 3],
    pub(super) states: States,
    /// Every number, also those out of service.
    pub(super) numbers: i64,
    /// Numbers in service.
    pub(super) in_service: i64,
    /// Slots taken on them.
    taken: i64,
    /// Score and count of active numbers with calls enough to judge, ascending.
    scores: Vec<(i32, i64)>,
    /// The pool's calls of the last two weeks, and of 7 days against the 30 before.
    pub(super) lately: Answers,
    pub(super) recent: Answers,
    pub(super) before: Answers,
    /// Numbers that are answered less than half as often as the pool.
    pub(super) rarely: Vec<Named>,
}

impl<'f> Facts<'f> {
    pub(super) async fn read(
        tx: &mut Tx,
        broker: &'f Broker,
        counting: Counting,
    ) -> Result<Self, ServiceError> {
        let rooms = by_state(tx, broker.id, counting.limits(), counting.now).await?;
        let (numbers, in_service, taken) = rooms
            .iter()
            .fold((0, 0, 0), |sum, room| (sum.0 + room.numbers, sum.1 + room.in_service, sum.2 + room.taken));
        let counted = rooms.iter().fold([0; 3], |[active, never, booked], room| {
            [active + room.active_leads, never + room.never_answered_leads, booked + room.booked_leads]
        });
        let days_ago = |days: i32| counting.now - TimeDelta::days(days.into());
        let too_long = days_ago(broker.settings.assigned_too_long_days);
        let live = live(tx, broker.id, too_long, days_ago(silent_days_of(broker))).await?;
        let scores = scores(tx, broker.id, counting.now, LEARNING_CALLS).await?;
        let today = counting.today;
        let days = day::of_broker(tx, broker.id, today - Days::new(RECENT_DAYS + BEFORE_DAYS - 1)).await?;
        let answers = |from: u64, to: u64| {
            let (from, to) = (today - Days::new(from), today - Days::new(to));
            days.iter().filter(|day| (from..=to).contains(&day.day)).fold(Answers::default(), |sum, day| {
                Answers { calls: sum.calls + day.calls, contacts: sum.contacts + day.contacts }
            })
        };
        let lately = answers(RATE_DAYS - 1, 0);
        let rarely = if lately.contacts == 0 {
            Vec::new()
        } else {
            let (from, pool) = (today - Days::new(RATE_DAYS - 1), (lately.calls, lately.contacts));
            rarely_answered(tx, broker.id, from, RATE_CALLS, pool, counting.now).await?
        };
        Ok(Self {
            broker,
            counting,
            base: format!("/b/{}", broker.slug),
            conflicts: conflicts(tx, broker.id).await?,
            live,
            counted,
            states: states(rooms),
            numbers,
            in_service,
            taken,
            scores,
            lately,
            recent: answers(RECENT_DAYS - 1, 0),
            before: answers(RECENT_DAYS + BEFORE_DAYS - 1, RECENT_DAYS),
            rarely,
        })
    }

    /// Slots taken, and slots of numbers in service.
    pub(super) fn slots(&self) -> (i64, i64) {
        (self.taken, self.in_service * i64::from(self.counting.leads_per_number))
    }

    /// Live leads as they were counted.
    pub(super) const fn leads(&self) -> StatusCounts {
        let Live { active, never_answered, booked, .. } = self.live;
        StatusCounts { active: never_answered, held: active - never_answered, booked, unreachable: 0 }
    }

    /// Numbers that take new leads, or would if they had room.
    pub(super) const fn active(&self) -> i64 {
        self.in_service - self.states.resting
    }

    /// Numbers that are judged.
    pub(super) fn judged(&self) -> i64 {
        self.scores.iter().map(|(_, numbers)| numbers).sum()
    }

    /// The middle score of those judged.
    pub(super) fn median(&self) -> Option<i32> {
        median_of(&self.scores)
    }

    /// States that have numbers and no free one.
    pub(super) fn states_without_room(&self) -> Vec<&StateRoom> {
        states_without_room(&self.states)
    }
}

/// States that have numbers and no free one: each is full, at its cap or rests.
pub(crate) fn states_without_room(states: &States) -> Vec<&StateRoom> {
    states.states.iter().filter(|state| state.free == 0).collect()
}

fn states(rooms: Vec<Rooms>) -> States {
    let mut states: Vec<StateRoom> = Vec::new();
    let (mut free, mut full, mut capped, mut resting, mut elsewhere) = (0, 0, 0, 0, (0, 0));
    for room in rooms.into_iter().filter(|room| room.in_service > 0) {
        let taken = room.in_service - room.resting - room.capped - room.free;
        (free, full) = (free + room.free, full + taken);
        (capped, resting) = (capped + room.capped, resting + room.resting);
        // Written by SQL it may be anything: then the number is at home nowhere.
        let Some(state) = room.state.as_deref().and_then(|state| StateCode::parse(state).ok()) else {
            elsewhere = (elsewhere.0 + room.free, elsewhere.1 + room.in_service);
            continue;
        };
        let name = state.name().map_or_else(|| state.to_string(), str::to_owned);
        match states.iter_mut().find(|known| known.state == state) {
            Some(known) => {
                known.free += room.free;
                known.full += taken;
                known.resting += room.resting;
                known.capped += room.capped;
            }
            None => {
                let Rooms { free, resting, capped, .. } = room;
                states.push(StateRoom { state, name, free, full: taken, resting, capped });
            }
        }
    }
    states.sort_by_key(|room| room.state);
    States { free, full, resting, states, elsewhere, capped }
}
