//! The rows behind a figure are as many as it counts.

use super::days::{play, scope};
use super::raw::Raw;
use steadyline_core::page::{Counted, CountedQuery};
use steadyline_core::report::Range;
use steadyline_core::user::Actor;
use steadyline_service::{page, report};

steadyline_db::on_both_engines! {
    async fn the_rows_behind_a_figure_are_as_many_as_it_counts(db: TestDb) {
        let played = play(&db).await;
        let (service, actor) = (&played.service, &Actor::System);
        let range = Range { from: played.from + chrono::Days::new(2), to: played.to };
        let raw = Raw::new(&db, Some("alder"), range);
        let funnel = report::funnel(service, actor, &scope(Some("alder"), range)).await.unwrap();
        let rows = async |of: &str, attempts: &str| {
            let mut query = CountedQuery {
                of: of.to_owned(),
                from: range.from.to_string(),
                to: range.to.to_string(),
                attempts: attempts.to_owned(),
                cursor: String::new(),
            };
            let mut rows = 0;
            loop {
                let page = page::rows_behind(service, actor, "alder", &query).await.unwrap();
                rows += page.rows.len() as i64;
                match page.next_cursor {
                    Some(cursor) => query.cursor = cursor,
                    None => return rows,
                }
            }
        };
        for (of, counted) in [
            (Counted::Leads, raw.leads("").await),
            (Counted::Answered, raw.leads("and answered_at is not null").await),
            (Counted::Booked, raw.leads("and booked_at is not null").await),
            (Counted::Closed, raw.leads("and booked_at is not null and deal = 'closed_won'").await),
            (Counted::ClosedUnbooked, raw.leads("and booked_at is null and deal = 'closed_won'").await),
            (Counted::Unreachable, raw.leads("and answered_at is null and used_up > 0").await),
            (Counted::Assigned, raw.assigned("").await),
            (Counted::Moved, raw.assigned("and rehomed_from is not null").await),
            (Counted::Ended, raw.ended("").await),
        ] {
            assert_eq!(rows(of.as_str(), "").await, counted, "{of:?}");
        }
        assert!(rows("assigned", "").await > 5, "nothing was played");
        for row in &funnel.attempts {
            assert_eq!(rows("answered", &row.attempts.to_string()).await, row.leads, "{row:?}");
        }
        let from_the_second: i64 =
            funnel.attempts.iter().filter(|row| row.attempts >= 2).map(|row| row.leads).sum();
        assert!(from_the_second > 0, "nobody answered later");
        assert_eq!(rows("answered", "2+").await, from_the_second);
        for (of, from, attempts, unread) in [
            ("everything", "", "", &["of"][..]),
            ("answered", "", "-1", &["attempts"]),
            ("answered", "abc", "two", &["from", "attempts"]),
        ] {
            let query = CountedQuery {
                of: of.to_owned(),
                from: from.to_owned(),
                attempts: attempts.to_owned(),
                ..CountedQuery::default()
            };
            let page = page::rows_behind(service, actor, "alder", &query).await.unwrap();
            assert_eq!(page.unread.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), unread);
            let understood = Counted::parse(of).map(Counted::as_str).unwrap_or_default();
            assert_eq!(page.query, CountedQuery { of: understood.to_owned(), ..CountedQuery::default() });
            assert_eq!(page.of, Counted::parse(of).unwrap_or(Counted::Leads));
        }
    }
}
