//! Figures by plain SQL.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use steadyline_core::report::Range;
use steadyline_db::Engine;
use steadyline_db::testing::TestDb;

const CONTACT: &str = "outcome in ('answered', 'booked', 'not_interested', 'do_not_call')";

/// What is counted of an office, or of all of them, in a range.
pub(super) struct Raw<'d> {
    db: &'d TestDb,
    office: Option<String>,
    range: Range,
}

impl<'d> Raw<'d> {
    pub(super) fn new(db: &'d TestDb, office: Option<&str>, range: Range) -> Self {
        Self { db, office: office.map(str::to_owned), range }
    }

    pub(super) fn on(&self, day: NaiveDate) -> Self {
        Self { db: self.db, office: self.office.clone(), range: Range { from: day, to: day } }
    }

    pub(super) fn before(&self) -> Self {
        let range = self.range.before().unwrap();
        Self { db: self.db, office: self.office.clone(), range }
    }

    fn offices(&self) -> Vec<&str> {
        self.office.as_deref().map_or_else(|| vec!["alder", "birch"], |office| vec![office])
    }

    /// The range as instants of an office's zone.
    fn window(&self, office: &str) -> (String, String) {
        let zone = if office == "alder" { Tz::America__Chicago } else { Tz::Pacific__Honolulu };
        let at = |day: NaiveDate| {
            let at: DateTime<Utc> =
                zone.from_local_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).unwrap().with_timezone(&Utc);
            at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
        };
        (at(self.range.from), at(self.range.to + Days::new(1)))
    }

    /// Sums one count over the offices: `{b}` is the office's id, `{from}` and `{to}` its window.
    async fn sum(&self, sql: &str) -> i64 {
        let mut sum = 0;
        for office in self.offices() {
            let (from, to) = self.window(office);
            let broker = format!("(select id from brokers where slug = '{office}')");
            let sql = sql.replace("{b}", &broker).replace("{from}", &from).replace("{to}", &to);
            sum += self.db.count(&sql).await;
        }
        sum
    }

    pub(super) async fn calls(&self, and: &str) -> i64 {
        self.sum(&format!(
            "select count(*) from calls where broker_id = {{b}} and called_at >= '{{from}}' and called_at < '{{to}}'
            and direction = 'outbound' and outcome <> 'failed' {and}"
        ))
        .await
    }

    pub(super) async fn contacts(&self, and: &str) -> i64 {
        self.calls(&format!("and {CONTACT} {and}")).await
    }

    pub(super) async fn assigned(&self, and: &str) -> i64 {
        self.sum(&format!(
            "select count(*) from lead_number_assignments
            where broker_id = {{b}} and assigned_at >= '{{from}}' and assigned_at < '{{to}}' {and}"
        ))
        .await
    }

    pub(super) async fn ended(&self, and: &str) -> i64 {
        self.sum(&format!(
            "select count(*) from lead_number_assignments
            where broker_id = {{b}} and released_at >= '{{from}}' and released_at < '{{to}}' {and}"
        ))
        .await
    }

    pub(super) async fn ended_seconds(&self, and: &str) -> i64 {
        let seconds = self.seconds("released_at", "assigned_at");
        self.sum(&format!(
            "select cast(coalesce(sum({seconds}), 0) as bigint) from lead_number_assignments
            where broker_id = {{b}} and released_at >= '{{from}}' and released_at < '{{to}}' {and}"
        ))
        .await
    }

    /// Whole seconds between two times.
    fn seconds(&self, later: &str, earlier: &str) -> String {
        let micros = |column: &str| match self.db.engine() {
            Engine::Sqlite => {
                format!(
                    "(cast(strftime('%s', {column}) as integer) * 1000000 + cast(substr({column}, 21, 6) as integer))"
                )
            }
            Engine::Postgres => format!("cast(extract(epoch from {column}) * 1000000 as bigint)"),
        };
        format!("(({} - {}) / 1000000)", micros(later), micros(earlier))
    }

    /// Every row of a table of an office or of both, in the windows of their own: one condition.
    fn of_offices(&self, alias: &str, column: &str) -> String {
        let each: Vec<String> = self
            .offices()
            .into_iter()
            .map(|office| {
                let (from, to) = self.window(office);
                format!(
                    "({alias}broker_id = (select id from brokers where slug = '{office}')
                    and {alias}{column} >= '{from}' and {alias}{column} < '{to}')"
                )
            })
            .collect();
        format!("({})", each.join(" or "))
    }

    pub(super) async fn median_assigned_seconds(&self) -> i64 {
        let seconds = self.seconds("released_at", "assigned_at");
        let of = self.of_offices("", "released_at");
        let count = self.db.count(&format!("select count(*) from lead_number_assignments where {of}")).await;
        self.db
            .count(&format!(
                "select cast({seconds} as bigint) as seconds from lead_number_assignments where {of}
                order by seconds limit 1 offset {}",
                (count - 1) / 2
            ))
            .await
    }

    /// Numbers that were in service: these were added on the first day, and the fourth was retired later.
    pub(super) async fn in_service(&self) -> i64 {
        self.in_service_and("").await
    }

    /// 1 where the number was in service.
    pub(super) async fn in_service_of(&self, number: &str) -> i64 {
        self.in_service_and(&format!("and n.number = '{number}'")).await
    }

    async fn in_service_and(&self, and: &str) -> i64 {
        self.sum(&format!(
            "select count(*) from phone_numbers n
            where n.broker_id = {{b}} and n.created_at < '{{to}}'
                and not exists (
                    select 1 from events e
                    where e.broker_id = n.broker_id and e.number_id = n.id and e.kind = 'number.retired'
                        and e.at < '{{from}}') {and}"
        ))
        .await
    }

    pub(super) async fn in_use(&self) -> i64 {
        self.in_service_and(
            "and exists (
                select 1 from lead_number_assignments a
                where a.broker_id = n.broker_id and a.number_id = n.id and a.assigned_at < '{to}'
                    and (a.released_at is null or a.released_at >= '{from}'))",
        )
        .await
    }

    /// By the score that was kept of each number: it is no count, and kept nowhere else.
    pub(super) async fn in_band(&self, from: i32, below: i32) -> i64 {
        let day = self.range.from;
        self.sum(&format!(
            "select count(*) from number_days
            where broker_id = {{b}} and day = '{day}' and in_service
                and health_score >= {from} and health_score < {below}"
        ))
        .await
    }

    pub(super) async fn numbers_now(&self) -> i64 {
        self.sum("select count(*) from phone_numbers where broker_id = {b} and is_active and gone_at is null")
            .await
    }

    pub(super) async fn score_sum(&self) -> i64 {
        self.sum(
            "select cast(coalesce(sum(health_score), 0) as bigint) from phone_numbers
            where broker_id = {b} and is_active and gone_at is null",
        )
        .await
    }

    /// Leads first assigned in the range, with how far they came.
    fn funnel(&self) -> String {
        let of = self.of_offices("", "assigned_at");
        format!(
            "(select * from (
                select l.broker_id, l.id, l.deal, l.deal_at, firsts.assigned_at, firsts.used_up,
                    answers.answered_at, answers.booked_at,
                    (select count(*) from calls c
                        left join lead_number_assignments a on a.broker_id = c.broker_id and a.id = c.assignment_id
                        where c.broker_id = l.broker_id and coalesce(a.lead_id, c.lead_id) = l.id
                            and c.outcome <> 'failed'
                            and c.called_at < answers.answered_at) as tried
                from leads l
                join (
                    select broker_id, lead_id, min(assigned_at) as assigned_at,
                        sum(case when released_at is not null and first_answered_at is null
                            and call_attempts >= max_attempts then 1 else 0 end) as used_up
                    from lead_number_assignments group by broker_id, lead_id
                ) firsts on firsts.broker_id = l.broker_id and firsts.lead_id = l.id
                left join (
                    select c.broker_id, coalesce(a.lead_id, c.lead_id) as lead_id,
                        min(case when c.{CONTACT} then c.called_at end) as answered_at,
                        min(case when c.outcome = 'booked' then c.called_at end) as booked_at
                    from calls c
                    left join lead_number_assignments a on a.broker_id = c.broker_id and a.id = c.assignment_id
                    group by c.broker_id, coalesce(a.lead_id, c.lead_id)
                ) answers on answers.broker_id = l.broker_id and answers.lead_id = l.id
            ) every where {of}) come"
        )
    }

    pub(super) async fn leads(&self, and: &str) -> i64 {
        let funnel = self.funnel();
        self.db.count(&format!("select count(*) from {funnel} where 1 = 1 {and}")).await
    }

    /// The lower median of calls up to and with the first answer.
    pub(super) async fn median_tried(&self) -> Option<i64> {
        let answered = self.leads("and answered_at is not null").await;
        let funnel = self.funnel();
        let sql = format!(
            "select cast(tried + 1 as bigint) as calls from {funnel} where answered_at is not null
            order by calls limit 1 offset {}",
            (answered - 1) / 2
        );
        if answered == 0 { None } else { Some(self.db.count(&sql).await) }
    }

    /// The lower median of seconds between two steps.
    pub(super) async fn median_step(&self, from: &str, to: &str) -> Option<i64> {
        let mut and = format!("and {from} is not null and {to} is not null");
        if to == "deal_at" {
            and.push_str(" and deal = 'closed_won'");
        }
        let count = self.leads(&and).await;
        if count == 0 {
            return None;
        }
        let (seconds, funnel) = (self.seconds(to, from), self.funnel());
        let sql = format!(
            "select cast(case when {seconds} < 0 then 0 else {seconds} end as bigint) as seconds
            from {funnel} where 1 = 1 {and} order by seconds limit 1 offset {}",
            (count - 1) / 2
        );
        Some(self.db.count(&sql).await)
    }
}

/// The tables, and which of their rows hold anything.
const ROLLUPS: [(&str, &str); 9] = [
    ("broker_days", "calls + assigned + ended <> 0"),
    ("number_days", "calls + assigned <> 0 or in_service or health_score is not null"),
    ("broker_hours", "calls <> 0"),
    ("area_days", "calls <> 0"),
    ("number_area_days", "calls <> 0"),
    ("pool_days", "numbers <> 0"),
    ("funnel_days", "assigned <> 0"),
    ("funnel_leads", "1 = 1"),
    ("span_days", "leads <> 0"),
];

/// Keeps what is in the rollups.
pub(super) async fn keep_rollups(db: &TestDb) {
    for (table, holds) in ROLLUPS {
        // Whether it is in the sums over all brokers is no figure.
        if ["broker_days", "pool_days", "funnel_days"].contains(&table) {
            db.execute(&format!("update {table} set is_summed = false")).await.unwrap();
        }
        db.execute(&format!("create table kept_{table} as select * from {table} where {holds}"))
            .await
            .unwrap();
        assert!(db.count(&format!("select count(*) from kept_{table}")).await > 0, "{table} has nothing");
    }
}

/// The tables that differ from what was kept.
pub(super) async fn changed_rollups(db: &TestDb) -> Vec<String> {
    let mut changed = Vec::new();
    for (table, holds) in ROLLUPS {
        for (these, those) in [
            (format!("select * from {table} where {holds}"), format!("select * from kept_{table}")),
            (format!("select * from kept_{table}"), format!("select * from {table} where {holds}")),
        ] {
            let sql = format!("select count(*) from ({these} except {those}) differing");
            let differing = db.count(&sql).await;
            if differing > 0 {
                changed.push(format!("{table}: {differing} rows"));
            }
        }
    }
    changed
}
