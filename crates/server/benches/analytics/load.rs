//! Fills a database, broker by broker, each in few transactions: it can be broken off, and goes on where it was. First
//! what is the same with many calls and with few (numbers, leads, assignments, the days' looks at the pool), then the
//! calls, then the rollups, which the product makes as `steadyline rebuild-rollups` does.

use crate::size::Size;
use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use std::io::{self, Write};
use std::time::Instant;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::Engine;
use steadyline_db::testing::{count, execute_all};
use steadyline_service::broker::{NewBroker, create};
use steadyline_service::{Service, report};

const AREAS: &str = "512214713210303602415619702404678813305407212718312614704615";
const STATES: &str = "TXTXTXTXCOAZCACANVGAGAFLFLFLNYNYILOHNCTN";
/// What comes of calls, in twentieths.
const OUTCOMES: &str =
    "case when {r} < 11 then 'no_answer' when {r} < 15 then 'voicemail' when {r} < 16 then 'busy'
    when {r} < 19 then 'answered' else 'booked' end";
/// Brokers that are filled at the same time. On SQLite they take turns.
const AT_ONCE: usize = 2;

pub(crate) fn slug(nth: u64) -> String {
    format!("bench-{nth:04}")
}

/// A step of the filling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Pools,
    Calls,
    Rollups,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Pools => "pools and leads",
            Self::Calls => "calls",
            Self::Rollups => "rollups",
        }
    }
}

/// Brokers with numbers, leads and assignments, but without a call.
pub(crate) async fn pools(service: &Service, size: &Size) -> Result<()> {
    each_broker(service, size, Step::Pools).await
}

/// The calls, and what reports read.
pub(crate) async fn calls(service: &Service, size: &Size) -> Result<()> {
    each_broker(service, size, Step::Calls).await?;
    each_broker(service, size, Step::Rollups).await?;
    report::sum_days(service).await?;
    execute_all(&service.db, vec!["analyze".to_owned()]).await?;
    Ok(())
}

/// Whether a call was loaded yet.
pub(crate) async fn has_calls(service: &Service) -> Result<bool> {
    Ok(count(&service.db, "select count(*) from (select 1 from calls limit 1) found").await? > 0)
}

async fn each_broker(service: &Service, size: &Size, step: Step) -> Result<()> {
    let (began, mut done) = (Instant::now(), 0);
    let mut brokers = stream::iter(0..size.brokers)
        .map(|nth| async move {
            match step {
                Step::Pools => fill_pool(service, size, nth).await,
                Step::Calls => fill_calls(service, size, nth).await,
                Step::Rollups => fill_rollups(service, size, nth).await,
            }
        })
        .buffer_unordered(AT_ONCE);
    while brokers.try_next().await?.is_some() {
        done += 1;
        bar(done, size, step, began);
    }
    writeln!(io::stderr())?;
    Ok(())
}

/// How far it is, on one line that is written over.
fn bar(done: u64, size: &Size, step: Step, began: Instant) {
    let full = usize::try_from(done * 40 / size.brokers).unwrap_or(40);
    let line = format!(
        "\r[{}{}] {}: {done} of {} brokers, {:.0} s ",
        "#".repeat(full),
        ".".repeat(40 - full),
        step.name(),
        size.brokers,
        began.elapsed().as_secs_f64()
    );
    let _told = write!(io::stderr(), "{line}").and_then(|()| io::stderr().flush());
}

async fn fill_pool(service: &Service, size: &Size, nth: u64) -> Result<()> {
    let slug = slug(nth);
    if count(&service.db, &format!("select count(*) from brokers where slug = '{slug}'")).await? == 0 {
        let settings = BrokerSettings {
            timezone: "UTC".to_owned(),
            leads_per_number: 1_000,
            daily_call_cap: 0,
            ..BrokerSettings::default()
        };
        let new = NewBroker { slug: Some(slug.clone()), name: slug.clone(), settings };
        create(service, &Actor::System, new).await?;
    }
    if is_empty(service, "phone_numbers", &slug).await? {
        let made = Made::new(service.db.engine(), size, nth);
        execute_all(&service.db, made.pool()).await?;
    }
    Ok(())
}

async fn fill_calls(service: &Service, size: &Size, nth: u64) -> Result<()> {
    if is_empty(service, "calls", &slug(nth)).await? {
        let made = Made::new(service.db.engine(), size, nth);
        execute_all(&service.db, vec![made.calls()]).await?;
    }
    Ok(())
}

async fn fill_rollups(service: &Service, size: &Size, nth: u64) -> Result<()> {
    let slug = slug(nth);
    let broker = format!("(select id from brokers where slug = '{slug}')");
    let counted = format!(
        "select count(*) from broker_days where broker_id = {broker} and day = '{}'
        and not exists (select 1 from rollup_rebuilds where broker_id = {broker})",
        size.days().1
    );
    if count(&service.db, &counted).await? == 0 {
        report::rebuild(service, Some(&slug), |_, _| {}).await?;
    }
    Ok(())
}

async fn is_empty(service: &Service, table: &str, slug: &str) -> Result<bool> {
    let sql = format!(
        "select count(*) from (
            select 1 from {table} where broker_id = (select id from brokers where slug = '{slug}') limit 1) found"
    );
    Ok(count(&service.db, &sql).await? == 0)
}

/// The rows of a broker, as SQL. Ids are made of the broker's and the row's own place, so that rows find each other
/// without being looked up.
struct Made {
    engine: Engine,
    nth: u64,
    broker: String,
    numbers: u64,
    leads: u64,
    calls: u64,
    days: u64,
    /// The first day's begin, in seconds.
    base: i64,
    first_phone: u64,
}

impl Made {
    fn new(engine: Engine, size: &Size, nth: u64) -> Self {
        let [numbers, leads, calls] = size.of(nth);
        Self {
            engine,
            nth,
            broker: format!("(select id from brokers where slug = '{}')", slug(nth)),
            numbers,
            leads,
            calls,
            days: size.day_count,
            base: size.days().0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(),
            first_phone: 2_000_000_000 + nth * (size.numbers / size.brokers + 1),
        }
    }

    /// The id of the row with that place of a kind of rows.
    fn id(&self, kind: u8, place: &str) -> String {
        let nth = self.nth;
        match self.engine {
            Engine::Sqlite => {
                format!("unhex(printf('%08x{kind:04x}70008000%012x', {nth}, {place}))")
            }
            Engine::Postgres => {
                format!("cast('{nth:08x}-{kind:04x}-7000-8000-' || lpad(to_hex({place}), 12, '0') as uuid)")
            }
        }
    }

    fn number(&self, place: &str) -> String {
        self.id(1, place)
    }

    fn lead(&self, place: &str) -> String {
        self.id(2, place)
    }

    fn assignment(&self, place: &str) -> String {
        self.id(3, place)
    }

    fn at(&self, seconds: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%S.000000Z', {seconds}, 'unixepoch')"),
            Engine::Postgres => format!("to_timestamp({seconds})"),
        }
    }

    fn on(&self, seconds: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("strftime('%Y-%m-%d', {seconds}, 'unixepoch')"),
            Engine::Postgres => format!("cast(to_timestamp({seconds}) at time zone 'UTC' as date)"),
        }
    }

    /// `n(i)`: from 0 on.
    fn series(&self, count: u64) -> String {
        match self.engine {
            Engine::Sqlite => format!(
                "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < {count})"
            ),
            Engine::Postgres => {
                format!("with n(i) as (select generate_series(cast(0 as bigint), {}))", count - 1)
            }
        }
    }

    /// When a lead is assigned: they come in evenly.
    fn assigned(&self, lead: &str) -> String {
        let Self { base, days, leads, .. } = self;
        format!("({base} + {lead} * {days} / {leads} * 86400 + 32400 + {lead} % 1000)")
    }

    fn pool(&self) -> Vec<String> {
        let Self { broker, numbers, leads, days, base, first_phone, .. } = self;
        let began = self.at(&base.to_string());
        let area = format!("substr('{AREAS}', cast(i % 20 as integer) * 3 + 1, 3)");
        let state = format!("substr('{STATES}', cast(i % 20 as integer) * 2 + 1, 2)");
        let deal_at = self.at(&format!("({} + 432000)", self.assigned("i")));
        vec![
            format!(
                "insert into phone_numbers (id, number, broker_id, area_code, state, created_at) {} select
                {}, '+1' || cast({first_phone} + i as text), {broker}, {area}, {state}, {began} from n",
                self.series(*numbers),
                self.number("i"),
            ),
            format!(
                "insert into leads (id, broker_id, reference, area_code, state, created_at, deal, deal_at) {} select
                {}, {broker}, 'l' || cast(i as text), {area}, {state}, {began},
                case when i % 40 = 0 then 'closed_won' else 'open' end,
                case when i % 40 = 0 then {deal_at} end from n",
                self.series(*leads),
                self.lead("i"),
            ),
            format!(
                "insert into lead_number_assignments (id, lead_id, number_id, broker_id, status, assigned_at,
                    released_at, call_attempts, slot) {} select
                {}, {}, {}, {broker}, 'released', {}, {}, 5, null from n",
                self.series(*leads),
                self.assignment("i"),
                self.lead("i"),
                self.number(&format!("i % {numbers}")),
                self.at(&self.assigned("i")),
                self.at(&format!("({} + 172800)", self.assigned("i"))),
            ),
            // Days are written out once, not for each number.
            format!(
                "{}, days(i, day) as materialized (select i, {} from n)
                insert into number_days (broker_id, number_id, day, health_score, in_service)
                select p.broker_id, p.id, d.day, cast(40 + d.i % 60 as integer), true
                from phone_numbers p cross join days d where p.broker_id = {broker}",
                self.series(*days),
                self.on(&format!("({base} + i * 86400)")),
            ),
        ]
    }

    /// A lead's calls follow its assignment, over three days, in working hours.
    fn calls(&self) -> String {
        let Self { broker, numbers, leads, calls, days, base, .. } = self;
        let lead = format!("(i * {leads} / {calls})");
        let day = format!("({lead} * {days} / {leads} + i % 3)");
        let day = format!("(case when {day} < {days} then {day} else {days} - 1 end)");
        let called = format!("({base} + {day} * 86400 + (9 + i * 7919 % 12) * 3600 + i % 3000)");
        let outcome = OUTCOMES.replace("{r}", "(i * 2654435761 % 4294967296 / 65536 % 20)");
        let (hour, called_at) = ("cast(9 + i * 7919 % 12 as integer)", self.at(&called));
        format!(
            "insert into calls (id, broker_id, lead_id, number_id, assignment_id, outcome, source, called_at,
                local_day, local_hour, lead_weekday, lead_hour, lead_area_code, lead_state, reported_at, action_after,
                presence) {} select
            {}, {broker}, {}, {}, {}, {outcome}, 'api', {called_at}, {}, {hour}, cast({day} % 7 as integer), {hour},
            substr('{AREAS}', cast(i % 20 as integer) * 3 + 1, 3),
            substr('{STATES}', cast(i % 20 as integer) * 2 + 1, 2), {called_at}, 'continue',
            case when i % 3 = 0 then 'far' else 'local' end from n",
            self.series(*calls),
            self.id(4, "i"),
            self.lead(&lead),
            self.number(&format!("{lead} % {numbers}")),
            self.assignment(&lead),
            self.on(&called),
        )
    }
}
