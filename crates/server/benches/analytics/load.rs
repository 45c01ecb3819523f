//! Fills a database, broker by broker, each in one transaction: it can be broken off, and goes on where it was.

use crate::size::Size;
use anyhow::Result;
use std::io::{self, Write};
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

pub(crate) fn slug(nth: u64) -> String {
    format!("bench-{nth:04}")
}

/// Loads every broker that is not there, and counts what reports read.
pub(crate) async fn load(service: &Service, size: &Size) -> Result<()> {
    for nth in 0..size.brokers {
        let slug = slug(nth);
        let begun = format!("select count(*) from brokers where slug = '{slug}'");
        if count(&service.db, &begun).await? == 0 {
            let settings = BrokerSettings { timezone: "UTC".to_owned(), ..BrokerSettings::default() };
            let new = NewBroker { slug: Some(slug.clone()), name: slug.clone(), settings };
            create(service, &Actor::System, new).await?;
        }
        let broker = format!("(select id from brokers where slug = '{slug}')");
        let filled = format!("select count(*) from phone_numbers where broker_id = {broker}");
        if count(&service.db, &filled).await? == 0 {
            execute_all(&service.db, statements(service.db.engine(), size, nth, &broker)).await?;
        }
        let counted = format!(
            "select count(*) from broker_days where broker_id = {broker} and day = '{}'
            and not exists (select 1 from rollup_rebuilds where broker_id = {broker})",
            size.days().1
        );
        if count(&service.db, &counted).await? == 0 {
            report::rebuild(service, Some(&slug), |_, _| {}).await?;
        }
        bar(nth + 1, size);
    }
    writeln!(io::stderr())?;
    Ok(())
}

/// How far it is, on one line that is written over.
fn bar(done: u64, size: &Size) {
    let full = usize::try_from(done * 40 / size.brokers).unwrap_or(40);
    let line =
        format!("\r[{}{}] {done} of {} brokers", "#".repeat(full), ".".repeat(40 - full), size.brokers);
    let _told = write!(io::stderr(), "{line}").and_then(|()| io::stderr().flush());
}

/// A broker's numbers, leads, assignments, calls and looks at the pool.
fn statements(engine: Engine, size: &Size, nth: u64, broker: &str) -> Vec<String> {
    let (time, day) = match engine {
        Engine::Sqlite => (
            "strftime('%Y-%m-%dT%H:%M:%S.000000Z', {s}, 'unixepoch')",
            "strftime('%Y-%m-%d', {s}, 'unixepoch')",
        ),
        Engine::Postgres => ("to_timestamp({s})", "cast(to_timestamp({s}) at time zone 'UTC' as date)"),
    };
    let at = |seconds: &str| time.replace("{s}", seconds);
    let on = |seconds: &str| day.replace("{s}", seconds);
    // Shares of the whole; the first brokers take what is left over.
    let share = |all: u64| all / size.brokers + u64::from(nth < all % size.brokers);
    let (numbers, leads, calls) = (share(size.numbers), share(size.leads), share(size.calls));
    let base = size.days().0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    let series = |count: u64| {
        format!(
            "with recursive n(i) as (select cast(0 as bigint) union all select i + 1 from n where i + 1 < {count})"
        )
    };
    let area = |i: &str| format!("substr('{AREAS}', cast({i} % 20 as integer) * 3 + 1, 3)");
    let state = |i: &str| format!("substr('{STATES}', cast({i} % 20 as integer) * 2 + 1, 2)");
    // A lead comes in on a day, is assigned then, and is called in the days that follow, in working hours.
    let days = size.day_count;
    let assigned = format!("({base} + i * {days} / {leads} * 86400 + 32400 + i % 1000)");
    let called =
        format!("({base} + i * {days} / {calls} * 86400 + 32400 + (i * 7919 % 12) * 3600 + i % 3000)");
    let random = "(i * 2654435761 % 4294967296 / 65536 % 20)";
    let outcome = OUTCOMES.replace("{r}", random);
    vec![
        format!(
            "insert into phone_numbers (number, broker_id, area_code, state, label, created_at) {} select
            '+1512' || cast(2000000 + {} * {} + i as text), {broker}, {}, {}, 'n' || cast(i as text), {} from n",
            series(numbers),
            nth,
            size.numbers / size.brokers + 1,
            area("i"),
            state("i"),
            at(&base.to_string())
        ),
        format!(
            "insert into leads (broker_id, reference, area_code, state, created_at) {} select
            {broker}, 'l' || cast(i as text), {}, {}, {} from n",
            series(leads),
            area("i"),
            state("i"),
            at(&base.to_string())
        ),
        format!(
            "insert into lead_number_assignments
                (lead_id, number_id, broker_id, status, assigned_at, released_at, call_attempts, slot) {}
            select l.id, p.id, l.broker_id, 'released', {}, {}, 5, null
            from n
            join leads l on l.broker_id = {broker} and l.reference = 'l' || cast(n.i as text)
            join phone_numbers p on p.broker_id = {broker} and p.label = 'n' || cast(n.i % {numbers} as text)",
            series(leads),
            at(&assigned),
            at(&format!("({assigned} + 172800)"))
        ),
        format!(
            "insert into calls (broker_id, lead_id, number_id, assignment_id, outcome, source, called_at, local_day,
                local_hour, lead_weekday, lead_hour, lead_area_code, lead_state, reported_at, action_after, presence) {}
            select a.broker_id, a.lead_id, a.number_id, a.id, {outcome}, 'api', {}, {},
                9 + i * 7919 % 12, i * {days} / {calls} % 7, 9 + i * 7919 % 12, {}, {}, {}, 'continue',
                case when i % 3 = 0 then 'far' else 'local' end
            from n
            join leads l on l.broker_id = {broker} and l.reference = 'l' || cast(n.i % {leads} as text)
            join lead_number_assignments a on a.broker_id = {broker} and a.lead_id = l.id",
            series(calls),
            at(&called),
            on(&called),
            area("i"),
            state("i"),
            at(&called)
        ),
        format!(
            "insert into number_days (broker_id, number_id, day, health_score, in_service) {}
            select p.broker_id, p.id, {}, cast(40 + i * 31 % 60 as integer), true
            from n join phone_numbers p on p.broker_id = {broker}",
            series(days),
            on(&format!("({base} + i * 86400)"))
        ),
    ]
}
