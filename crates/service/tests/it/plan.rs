//! What is done all day finds what it reads by an index, also where SQLite has no statistics of a table yet.

use crate::import::{paste, staged};
use crate::office::Office;
use steadyline_core::import::Noun;
use steadyline_core::page::{AssignmentsQuery, LeadsQuery};
use steadyline_db::testing::{Recording, TestDb};
use steadyline_service::{lead, page};

/// Tables that grow with the leads and calls of a broker.
const LARGE: [&str; 5] = ["leads", "calls", "lead_number_assignments", "events", "import_lines"];

/// Whether a step of a plan reads all that a broker has in a large table, or all lines of an import.
fn walks_through(step: &str) -> bool {
    let (how, rest) = step.trim().split_once(' ').unwrap_or_default();
    let table = rest.split(' ').next().unwrap_or_default();
    LARGE.contains(&table)
        && match how {
            "SCAN" => true,
            "SEARCH" => {
                ["(broker_id=?)", "(broker_id=? AND import_id=?)"].iter().any(|all| step.ends_with(all))
            }
            _ => false,
        }
}

/// The statements that walk through a large table, with their plans.
async fn walking(db: &TestDb, statements: Vec<String>) -> String {
    let mut walks = Vec::new();
    for sql in statements {
        let plan = db.plan(&sql).await;
        if plan.lines().any(walks_through) {
            walks.push(format!("{sql}\n{plan}"));
        }
    }
    walks.sort();
    walks.dedup();
    walks.join("\n\n")
}

#[tokio::test]
async fn assigns_and_outcomes_walk_through_no_large_table() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 2, &["5125550142", "2125550143"]).await;
    office.assign("earlier", "5125550176").await;
    Recording::start();
    for (lead, phone) in [("earlier", "5125550176"), ("a", "5125550177"), ("b", "2125550178")] {
        office.assign(lead, phone).await;
    }
    for (lead, outcome) in [
        ("earlier", "no_answer"),
        ("earlier", "answered"),
        ("a", "booked"),
        ("b", "wrong_number"),
        ("earlier", "do_not_call"),
    ] {
        office.report(lead, outcome).await;
    }
    let statements = Recording::stop().statements_as_text();
    assert!(statements.len() > 50, "all of it was recorded, not {} statements", statements.len());
    assert_eq!(walking(&db, statements).await, "");
}

#[tokio::test]
async fn an_erasure_walks_through_no_large_table() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 2, &["5125550142"]).await;
    office.assign("a", "5125550177").await;
    office.report("a", "answered").await;
    let (service, actor) = (&office.service, &office.actor);
    let lines = "reference,name,phone\na,Zelda,\n,Zelda,5125550177\n";
    paste(service, actor, office.slug(), Noun::Leads, &format!("{lines}b,Bo,5125550178\n")).await;
    staged(&office, Noun::Leads, lines).await;
    Recording::start();
    lead::erase(service, actor, office.slug(), "a").await.unwrap();
    let statements = Recording::stop().statements_as_text();
    assert!(
        statements.iter().any(|sql| sql.contains("update import_lines")),
        "lines are blanked: {statements:?}"
    );
    assert_eq!(walking(&db, statements).await, "");
}

/// Whether a step reads all that a broker has in a table.
fn reads_all(step: &str) -> bool {
    step.trim_start().starts_with("SCAN ") || step.ends_with("(broker_id=?)")
}

/// A list goes through its own rows, `l` or `a`, until the page is full, and counts go through an index alone. What is
/// asked about each row on the way is found.
#[tokio::test]
async fn lists_of_leads_and_assignments_walk_once_through_a_table() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 2, &["5125550142", "2125550143"]).await;
    office.assign("earlier", "5125550176").await;
    Recording::start();
    for status in ["", "none", "held"] {
        for sort in ["", "name", "-last_call"] {
            let query =
                LeadsQuery { status: status.to_owned(), sort: sort.to_owned(), ..LeadsQuery::default() };
            page::leads(&office.service, &office.actor, office.slug(), &query).await.unwrap();
        }
        let query = AssignmentsQuery { status: status.to_owned(), ..AssignmentsQuery::default() };
        page::assignments(&office.service, &office.actor, office.slug(), &query).await.unwrap();
    }
    let statements = Recording::stop().statements_as_text();
    assert!(statements.len() > 20, "all of it was recorded, not {} statements", statements.len());
    for sql in statements {
        let plan = db.plan(&sql).await;
        let walks: Vec<&str> = plan.lines().filter(|step| reads_all(step)).collect();
        let is_own = |step: &&str| {
            let own = ["SEARCH l ", "SEARCH a ", "SCAN counted"];
            step.contains("COVERING INDEX") || own.iter().any(|start| step.trim_start().starts_with(start))
        };
        let through = walks.iter().filter(|step| !step.contains("SCAN counted")).count();
        assert!(through <= 1 && walks.iter().all(is_own), "{sql}\n{plan}");
    }
}
