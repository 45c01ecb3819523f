//! Imports of numbers and leads: the report, all or nothing, batches, undo.

mod batch;
mod undo;

use crate::office::{Office, phone};
use crate::who::{field, is_hidden, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::id::ImportId;
use steadyline_core::import::{Import, ImportStatus, LineKind, Noun, Suppressed};
use steadyline_core::page::ImportQuery;
use steadyline_core::user::Actor;
use steadyline_db::testing::columns_holding;
use steadyline_db::{Engine, on_both_engines};
use steadyline_service::import::{self, Asked, Report, Sheet, Source, Which};
use steadyline_service::lead::{LeadEdit, NewLead, create, edit, erase, find, set_suppressed};
use steadyline_service::number::{NewNumber, add};
use steadyline_service::{Service, page};

fn source(noun: Noun, text: &str, fill: bool) -> Source {
    let sheet = Sheet::read(noun, text, "text").expect("it can be read");
    Source { noun, sheet, file_name: None, fill }
}

/// Imports in one step.
pub(crate) async fn paste(service: &Service, actor: &Actor, broker: &str, noun: Noun, text: &str) -> Report {
    import::import(service, actor, broker, source(noun, text, false), Asked::default())
        .await
        .expect("a report")
}

pub(crate) async fn staged(office: &Office, noun: Noun, text: &str) -> Import {
    import::stage(&office.service, &office.actor, "alder", source(noun, text, true)).await.expect("a draft")
}

async fn started(office: &Office, id: ImportId, leave_out_bad: bool) -> Import {
    import::start(&office.service, &office.actor, "alder", id, leave_out_bad).await.expect("it is started")
}

/// Line, kind and why of every line.
async fn verdicts(office: &Office, id: ImportId) -> Vec<(i32, LineKind, String)> {
    let lines =
        import::lines(&office.service, &office.actor, "alder", id, Which::All, 0, 500).await.unwrap().1;
    lines.into_iter().map(|line| (line.line, line.kind, line.why.unwrap_or_default())).collect()
}

fn kinds(verdicts: &[(i32, LineKind, String)]) -> Vec<(i32, LineKind)> {
    verdicts.iter().map(|(line, kind, _)| (*line, *kind)).collect()
}

use LineKind::{Bad, Double, Fill, Known, New};

on_both_engines! {
    async fn a_check_says_of_every_number_what_it_is_and_writes_none(db: TestDb) {
        let (office, other) = two_offices(&db, &["5125550001", "5125550006"]).await;
        add(&office.service, &of(&other), "birch", NewNumber::of(phone("5125550005"))).await.unwrap();
        let text = "Phone Number;Friendly Name;State;SID;Owner\r\n\
            (512) 555-0001;;;;\r\n512-555-0002;\"Main; big\";TX;sw_2;me\r\n+15125550002;Twice;;;\r\n\r\n\
            12345;;;;\r\n5125550007;;Tex;;\r\n5125550008;;;sw_2;\r\n5125550005;;;;\r\n5125550006;Fresh;;;\r\n";
        let draft = staged(&office, Noun::Numbers, text).await;
        assert_eq!(draft.status, ImportStatus::Draft);
        let found = verdicts(&office, draft.id).await;
        assert_eq!(kinds(&found), [(2, Known), (3, New), (4, Double), (6, Bad), (7, Bad), (8, Bad), (9, Bad), (10, Fill)]);
        assert_eq!(found[2].2, "The same as line 3.");
        assert!(found[5].2.contains("Line 3") && found[6].2.contains("elsewhere"), "{found:?}");
        assert!(!found[6].2.contains("irch"), "nobody is told whose");
        assert_eq!(draft.layout.ignored(), ["Owner"]);
        let lines = (draft.lines.new, draft.lines.fill, draft.lines.known, draft.lines.double, draft.lines.bad);
        assert_eq!(lines, (1, 1, 1, 1, 4));
        assert_eq!(db.count("select count(*) from phone_numbers").await, 3, "a check writes nothing");
        let shown = page::import(&office.service, &office.actor, "alder", draft.id, &ImportQuery { kind: "bad".into(), after: String::new() }).await.unwrap();
        let bad: Vec<_> = shown.lines.iter().map(|line| (line.line, line.column.as_str())).collect();
        assert_eq!(bad, [(6, "Number"), (7, "State"), (8, "SignalWire ID"), (9, "Number")]);
        let columns: Vec<_> = shown.columns.iter().map(|column| (column.heading.as_str(), column.column.as_str())).collect();
        assert_eq!(columns[0], ("Phone Number", "Number"));
        assert_eq!(columns[4], ("Owner", ""));
    }

    async fn two_numbers_on_a_line_are_not_one_with_a_name(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let draft = staged(&office, Noun::Numbers, "5125550001, 5125550002\n5125550003, Front desk").await;
        let told = verdicts(&office, draft.id).await;
        assert_eq!(kinds(&told), [(1, Bad), (2, New)]);
        assert!(told[0].2.contains("each number on a line of its own"), "{told:?}");
    }

    async fn a_sheet_without_a_column_of_numbers_is_told_so(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let draft = staged(&office, Noun::Numbers, "Label,State\nMain,TX\n").await;
        let why = "None of the columns was recognized as the number: name it in a header line.";
        assert_eq!(verdicts(&office, draft.id).await, [(2, Bad, why.to_owned())]);
    }

    async fn an_unclosed_quotation_mark_costs_its_own_line_alone(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let why = "A quotation mark is opened here and never closed.".to_owned();
        let text = "Name,Phone\nAda,5125550101\n\"Bo,5125550102\nCy,5125550103\n\"Dee, D.\",5125550104\n";
        let draft = staged(&office, Noun::Leads, text).await;
        let told = verdicts(&office, draft.id).await;
        assert_eq!(kinds(&told), [(2, New), (3, Bad), (4, New), (5, New)]);
        assert_eq!(told[1].2, why);
        let shown = page::import(&office.service, &office.actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
        assert_eq!((shown.lines[1].column.as_str(), shown.lines[1].note.as_str()), ("Name", why.as_str()));
        assert_eq!(started(&office, draft.id, true).await.added, 3);
        let report = paste(&office.service, &office.actor, "alder", Noun::Numbers, "5125550001,\"Main\n5125550002").await;
        assert_eq!((report.counts.bad, report.counts.new), (1, 1));
        assert_eq!((report.lines[0].line.field.as_deref(), report.lines[0].line.why.as_ref()), (Some("label"), Some(&why)));
    }

    async fn of_several_columns_for_one_thing_it_is_told_which_counts_where(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let text = "Home Phone,Mobile Phone,Phone,Name\n5125550101,5125550102,5125550199,Ada\n5125550103,,,Bo\n\
            ,5125550104,,Cole,Cy\n";
        let draft = staged(&office, Noun::Leads, text).await;
        let lines = import::lines(&office.service, &office.actor, "alder", draft.id, Which::All, 0, 500).await.unwrap().1;
        let phones: Vec<_> = lines.into_iter().filter_map(|line| line.phone).collect();
        assert_eq!(phones, ["5125550102", "5125550103", "5125550104"].map(phone));
        assert_eq!(draft.layout.ignored(), ["Phone", "Column 5"], "it is said of what nothing becomes");
        let shown = page::import(&office.service, &office.actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
        let columns: Vec<_> = shown.columns.iter().map(|column| (column.heading.as_str(), column.column.as_str())).collect();
        assert_eq!(columns, [
            ("Home Phone", "Phone, where “Mobile Phone” is empty"), ("Mobile Phone", "Phone, first"), ("Phone", ""),
            ("Name", "Name"), ("Column 5", ""),
        ]);
    }

    async fn without_names_only_the_columns_of_the_file_are_shown(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let draft = staged(&office, Noun::Leads, "512 555 0190, Eve Ellis, crm-20\n512 555 0191, Finn Farrow, crm-21, TX\n").await;
        let shown = page::import(&office.service, &office.actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
        let columns: Vec<_> = shown.columns.iter().map(|column| column.column.as_str()).collect();
        assert_eq!(columns, ["Phone", "Name", "Reference", "State"]);
    }

    async fn a_check_says_of_every_lead_what_it_is(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let lead = |reference: &str, number: &str| NewLead {
            reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default()
        };
        create(service, actor, "alder", NewLead { name: Some("Ada".to_owned()), ..lead("crm-1", "5125550101") }).await.unwrap();
        create(service, actor, "alder", lead("crm-2", "5125550102")).await.unwrap();
        create(service, actor, "alder", lead("gone", "5125550103")).await.unwrap();
        create(service, actor, "alder", lead("never", "5125550104")).await.unwrap();
        erase(service, actor, "alder", "gone").await.unwrap();
        set_suppressed(service, actor, "alder", "never", true).await.unwrap();
        let text = "\u{feff}Lead ID,First Name,Last Name,Mobile,Email\n\
            crm-1,Ada,Abbott,512 555 0101,a@example.com\n\
            crm-2,Bo,Burke,512 555 0102,\n\
            crm-3,Cy,Cole,512 555 0103,\n\
            crm-3,Cy,Again,,\n\
            crm-1,Ada,,512 555 0199,\n\
            gone,Zed,,,\n\
            ,,,512 555 0102,\n\
            crm-4,Dee,,512 555 0104,\n\
            ,,,,x@example.com\n\
            crm-5,Ed,,55,\n\
            crm-6,Flo,,512 555 0103,\n\
            gone,Zed,Again,,\n\
            gone,Zed,,Zed,\n";
        let draft = staged(&office, Noun::Leads, text).await;
        let found = verdicts(&office, draft.id).await;
        assert_eq!(kinds(&found), [
            (2, Known), (3, Fill), (4, New), (5, Double), (6, Double), (7, Known), (8, Double), (9, New), (10, Bad),
            (11, Bad), (12, New), (13, Double), (14, Bad),
        ]);
        let doubles = [&*found[3].2, &*found[4].2, &*found[6].2];
        let (reference, phone) = ("has the same reference.", "Line 3 has the same phone.");
        assert_eq!(doubles, [&*format!("Line 4 {reference}"), &*format!("Line 2 {reference}"), phone]);
        assert!(found[5].2.contains("erased") && found[12].2.contains("erased"), "{found:?}");
        let kept = "select count(*) from import_lines where cast(cells as text) like '%Zed%'";
        assert_eq!(db.count(kept).await, 0, "nor is it kept what the file says of them");
        assert!(found[7].2.contains("suppressed"), "{found:?}");
        assert!(found[10].2.contains("line 4"), "{found:?}");
        assert_eq!(draft.layout.ignored(), ["Email"]);
        let done = started(&office, draft.id, true).await;
        assert_eq!((done.status, done.added, done.filled, done.lines.bad), (ImportStatus::Done, 3, 1, 3));
        assert_eq!(find(service, actor, "alder", "crm-2").await.unwrap().name.as_deref(), Some("Bo Burke"));
        assert_eq!(find(service, actor, "alder", "crm-1").await.unwrap().name.as_deref(), Some("Ada"), "what is there stays");
        assert!(find(service, actor, "alder", "crm-4").await.unwrap().suppressed_at.is_some());
        assert!(find(service, actor, "alder", "gone").await.unwrap().name.is_none());
    }

    async fn an_import_in_one_step_reports_first_and_then_is_all_or_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let (service, actor) = (&office.service, &office.actor);
        let ask = |text: &str, asked: Asked| import::import(service, actor, "alder", source(Noun::Numbers, text, false), asked);
        let good = "number,label\n(512) 555-0001,Known\n512-555-0002,Main\n+15125550002,Twice\n415 555 0003";
        let dry = Asked { dry_run: true, ..Asked::default() };
        let report = ask(good, dry).await.unwrap();
        assert_eq!((report.counts.new, report.counts.known, report.counts.double), (2, 1, 1));
        assert!(report.import.is_none());
        let bad = format!("{good}\n12345");
        assert!(ask(&bad, Asked::default()).await.unwrap().import.is_none());
        assert_eq!(db.count("select count(*) from phone_numbers").await, 1, "nothing is written while a line is bad");
        assert_eq!(db.count("select count(*) from imports").await, 0);
        let without = Asked { leave_out_bad: true, ..Asked::default() };
        assert_eq!(ask(&bad, without).await.unwrap().import.unwrap().added, 2);
        let again = ask(good, Asked::default()).await.unwrap();
        assert_eq!((again.counts.new, again.counts.known, again.import.is_none()), (0, 3, true));
        assert_eq!(db.count("select count(*) from events where kind = 'number.imported'").await, 1);
    }

    async fn five_thousand_lines_are_one_transaction_and_one_more_is_refused_in_one_step(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let mut lines: Vec<String> = (0..5_000).map(|n| format!("+1512556{n:04},Line {n}")).collect();
        let report = paste(service, actor, "alder", Noun::Numbers, &lines.join("\n")).await;
        assert_eq!(report.import.unwrap().added, 5_000);
        assert_eq!(db.count("select count(*) from phone_numbers").await, 5_000);
        lines.push("+15135550000".to_owned());
        let more = source(Noun::Numbers, &lines.join("\n"), false);
        assert_eq!(field(import::import(service, actor, "alder", more, Asked::default()).await), "numbers");
    }

    async fn what_turned_bad_since_the_check_keeps_all_of_it_out(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let draft = staged(&office, Noun::Numbers, "5125550001\n5125550002\n5125550003").await;
        add(&office.service, &of(&other), "birch", NewNumber::of(phone("5125550002"))).await.unwrap();
        add(&office.service, &office.actor, "alder", NewNumber::of(phone("5125550003"))).await.unwrap();
        let draft = started(&office, draft.id, false).await;
        assert_eq!((draft.status, draft.lines.new, draft.lines.known, draft.lines.bad), (ImportStatus::Draft, 1, 1, 1));
        assert_eq!(db.count("select count(*) from phone_numbers").await, 2);
        assert_eq!(field(import::start(&office.service, &office.actor, "alder", draft.id, false).await), "import");
        let done = started(&office, draft.id, true).await;
        assert_eq!((done.status, done.added, done.lines.bad), (ImportStatus::Done, 1, 1));
    }

    async fn another_broker_sees_and_does_nothing(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let (service, stranger) = (&office.service, of(&other));
        let draft = staged(&office, Noun::Leads, "phone\n5125550101").await;
        for broker in ["alder", "birch"] {
            is_hidden(import::find(service, &stranger, broker, draft.id).await);
            is_hidden(import::lines(service, &stranger, broker, draft.id, Which::All, 0, 9).await);
            is_hidden(import::start(service, &stranger, broker, draft.id, true).await);
            is_hidden(import::stop(service, &stranger, broker, draft.id).await);
            is_hidden(import::undo(service, &stranger, broker, draft.id).await);
            is_hidden(import::discard(service, &stranger, broker, draft.id).await);
            is_hidden(page::import(service, &stranger, broker, draft.id, &ImportQuery::default()).await);
        }
        is_hidden(import::stage(service, &stranger, "alder", source(Noun::Leads, "phone\n5125550102", true)).await);
        is_hidden(import::import(service, &stranger, "alder", source(Noun::Leads, "phone\n5125550102", true), Asked::default()).await);
        is_hidden(page::imports(service, &stranger, "alder", "").await);
        assert!(page::imports(service, &stranger, "birch", "").await.unwrap().rows.is_empty());
        assert_eq!(page::imports(service, &office.actor, "alder", "").await.unwrap().rows.len(), 1);
        assert_eq!(started(&office, draft.id, false).await.added, 1);
    }

    async fn a_draft_is_discarded_or_forgotten_after_two_days(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let first = staged(&office, Noun::Leads, "phone\n5125550101").await;
        import::discard(&office.service, &office.actor, "alder", first.id).await.unwrap();
        is_hidden(import::find(&office.service, &office.actor, "alder", first.id).await);
        let second = staged(&office, Noun::Leads, "phone\n5125550101").await;
        let third = staged(&office, Noun::Leads, "phone\n5125550102").await;
        started(&office, third.id, false).await;
        office.wait(TimeDelta::days(2));
        while import::delete_expired(&office.service).await.unwrap() > 0 {}
        is_hidden(import::find(&office.service, &office.actor, "alder", second.id).await);
        assert_eq!(db.count("select count(*) from import_lines").await, 1, "what has run is kept");
        office.wait(TimeDelta::days(29));
        while import::delete_expired(&office.service).await.unwrap() > 0 {}
        assert_eq!(db.count("select count(*) from import_lines").await, 0);
        assert_eq!(field(import::undo(&office.service, &office.actor, "alder", third.id).await), "import");
        let listed = page::imports(&office.service, &office.actor, "alder", "").await.unwrap().rows;
        assert_eq!((listed.len(), listed[0].can_undo), (1, false), "that it was is still told");
    }

    async fn what_an_import_did_is_said_the_same_once_its_lines_are_gone(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        for (reference, number) in [("crm-1", "5125550101"), ("crm-2", "5125550102"), ("crm-3", "5125550103")] {
            let new = NewLead { reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default() };
            create(service, actor, "alder", new).await.unwrap();
        }
        let text = "reference,name,phone,suppressed\ncrm-1,,,yes\ncrm-2,Bo,,yes\ncrm-3,Cy,,\ncrm-4,Dee,5125550104,yes\n";
        let draft = staged(&office, Noun::Leads, text).await;
        let said = async || {
            let shown = page::import(service, actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
            (shown.import.added, shown.import.filled, shown.suppressed)
        };
        let lines_gone = async |kind: &str| {
            let query = ImportQuery { kind: kind.to_owned(), ..ImportQuery::default() };
            page::import(service, actor, "alder", draft.id, &query).await.unwrap().lines_gone
        };
        let suppressed = Suppressed { persons: 3, alone: 1 };
        assert_eq!(said().await, (0, 0, suppressed));
        started(&office, draft.id, false).await;
        assert_eq!(said().await, (1, 3, suppressed));
        // As an older Steadyline left it.
        for column in ["suppressed_persons", "suppressed_alone"] {
            db.execute(&format!("alter table imports drop column {column}")).await.unwrap();
        }
        let migration = match db.engine() {
            Engine::Sqlite => include_str!("../../../../migrations/sqlite/0019_suppressed_by_imports.sql"),
            Engine::Postgres => include_str!("../../../../migrations/postgres/0019_suppressed_by_imports.sql"),
        };
        db.execute(migration).await.unwrap();
        assert_eq!(said().await, (1, 3, suppressed), "of an older one too");
        erase(service, actor, "alder", "crm-4").await.unwrap();
        assert!(!lines_gone("").await && !lines_gone("bad").await, "whatever kind is shown");
        office.wait(TimeDelta::days(31));
        while import::delete_expired(service).await.unwrap() > 0 {}
        assert_eq!(db.count("select count(*) from import_lines").await, 0);
        assert_eq!(said().await, (1, 3, suppressed));
        assert!(lines_gone("").await && lines_gone("bad").await, "so nobody is offered a file of them");
    }

    async fn an_erased_person_is_in_no_line_any_more(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let text = "Reference,Name,Phone,Notes\ncrm-1,Zelda Quackenbush,7375550176,secret on the lead\ncrm-2,Bo,7375550177,\n";
        let done = staged(&office, Noun::Leads, text).await;
        started(&office, done.id, false).await;
        let draft = staged(&office, Noun::Leads, "Reference,Name,Phone,State,Quality\n\
            ,Zelda Quackenbush,737 555 0176,\n,Cy,7375550178,\ncrm-1,Quackenbush,,ZZ\ncrm-1,,,,hot\n\
            ,Zelda,7375550199,\n,Zelda,7375550199,\n").await;
        // Also where the lead has another phone by now.
        let other = LeadEdit { phone: Some(phone("7375550199")), ..LeadEdit::default() };
        edit(service, actor, "alder", "crm-1", other).await.unwrap();
        erase(service, actor, "alder", "crm-1").await.unwrap();
        for text in ["secret", "quackenbush", "7375550199"] {
            assert_eq!(columns_holding(&db.db, text).await.unwrap(), [""; 0], "{text}");
        }
        assert_eq!(verdicts(&office, done.id).await[0].1, Known);
        let undone = import::undo(service, actor, "alder", done.id).await.unwrap();
        assert_eq!((undone.status, undone.removed), (ImportStatus::Undone, 1));
        assert!(find(service, actor, "alder", "crm-1").await.unwrap().erased_at.is_some());
        let blanked = verdicts(&office, draft.id).await;
        assert_eq!(kinds(&blanked), [(2, Known), (3, New), (4, Bad), (5, Known), (6, Known), (7, Double)]);
        assert!(blanked[2].2.contains("erased"), "what is counted as bad is among the bad lines: {blanked:?}");
        let counts = |import: &Import| LineKind::ALL.iter().map(|kind| import.lines.of(*kind)).collect::<Vec<_>>();
        assert_eq!(counts(&draft), [2, 1, 1, 1, 1]);
        let now = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!(counts(&now), [1, 0, 3, 1, 1], "nor is anything else counted that is not there");
        let ran = import::find(service, actor, "alder", done.id).await.unwrap();
        assert_eq!(counts(&ran), counts(&done), "what an import did stays");
        let ended = started(&office, draft.id, true).await;
        assert_eq!((ended.status, ended.added, ended.filled), (ImportStatus::Done, 1, 0));
    }
}
