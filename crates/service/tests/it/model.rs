//! The pool as a whole: random days of an office, played in the product and in a plain model of the rules side
//! by side, which must agree after every step. The model is written from the rules and asks none of the product's
//! own decisions; where the ranking of numbers decides, it takes the number that was chosen, if the rules allow it.
//!
//! Every run plays the same few days, so that what was green stays so; `PROPTEST_CASES` plays that many others. What
//! fails is made small, told step by step, and kept in `model.regressions`, which is played first from then on.

mod act;
mod agree;
mod choice;
mod office;
mod real;
mod report;
mod step;

use office::Model;
use proptest::test_runner::{
    Config, FileFailurePersistence, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner,
};
use proptest_state_machine::ReferenceStateMachine;
use real::Real;
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use steadyline_db::testing::{TestDb, disagreements};
use step::{Offices, Start, Step};
use tokio::runtime::Runtime;

/// Offices played in every run, on PostgreSQL half as many.
const CASES: u32 = 24;
/// Most steps of each.
const STEPS: usize = 60;
/// Offices in one database: the jobs go over all of them.
const OFFICES: u32 = 30;
/// Steps after which the figures of all offices are counted anew.
const COUNTED_EVERY: usize = 20;

/// A database that several offices share, one after another.
struct House {
    runtime: Runtime,
    is_postgres: bool,
    db: Option<TestDb>,
    offices: u32,
}

impl House {
    fn new(is_postgres: bool) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, is_postgres, db: None, offices: 0 }
    }

    /// Plays an office; fails with what differs, and every step until then.
    fn play(
        &mut self,
        start: &Start,
        steps: &[Step],
        seen: Option<&AtomicUsize>,
    ) -> Result<(), TestCaseError> {
        if self.offices.is_multiple_of(OFFICES) {
            self.db = None;
            let made =
                async { if self.is_postgres { TestDb::postgres().await } else { TestDb::sqlite().await } };
            self.db = Some(self.runtime.block_on(made));
        }
        self.offices += 1;
        let db = self.db.as_ref().expect("the database was made");
        let mut told = format!("{start:?}\n");
        let played = self.runtime.block_on(play(db, start, steps, seen, &mut told));
        played.map_err(|what| TestCaseError::fail(format!("{what}\nafter these steps:\n{told}")))
    }
}

async fn play(
    db: &TestDb,
    start: &Start,
    steps: &[Step],
    seen: Option<&AtomicUsize>,
    told: &mut String,
) -> Result<(), String> {
    let real = Real::open(db, start).await;
    let mut model = Model::new(start);
    for (at, step) in steps.iter().enumerate() {
        if let Some(seen) = seen {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        model.now += 60;
        let Some(act) = model.resolve(step) else { continue };
        write!(told, "{at:3}. {act:?}").unwrap();
        if let act::Act::Dies { number } = act {
            real.dies(db, number).await;
        }
        let answer = real.act(&model, &act).await;
        let rows = real.rows().await;
        for (number, row) in model.numbers.iter_mut().zip(&rows.numbers) {
            number.health = row.health_score;
        }
        let fresh = real.fresh(&model, &rows);
        for placed in &fresh {
            write!(told, ", lead {} on number {}", placed.lead, placed.number).unwrap();
        }
        let expected = model.act(&act, fresh);
        let said = real::in_words_of(&model, &answer);
        writeln!(told, "\n        {said:?}").unwrap();
        if expected != said {
            return Err(format!("the answer should be {expected:?}, and is {said:?}"));
        }
        let mut differ = agree::differences(&model, &rows);
        if (at + 1) % COUNTED_EVERY == 0 || at + 1 == steps.len() {
            differ.extend(disagreements(&db.db).await.map_err(|error| error.to_string())?);
        }
        if !differ.is_empty() {
            return Err(differ.join("\n"));
        }
    }
    Ok(())
}

fn play_many(is_postgres: bool) {
    let mut config = Config {
        source_file: Some(file!()),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        max_shrink_time: 30_000,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    let mut runner = if std::env::var_os("PROPTEST_CASES").is_some() {
        TestRunner::new(config)
    } else {
        // A step takes PostgreSQL longer.
        config.cases = if is_postgres { CASES / 2 } else { CASES };
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    };
    let house = RefCell::new(House::new(is_postgres));
    let offices = Offices::sequential_strategy(1..=STEPS);
    let played =
        runner.run(&offices, |(start, steps, seen)| house.borrow_mut().play(&start, &steps, seen.as_deref()));
    match played {
        Ok(()) => {}
        Err(TestError::Fail(why, (start, steps, _))) => {
            panic!("{why}\nThe smallest such office: {start:?}, {steps:#?}")
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

mod sqlite {
    #[test]
    fn the_model_and_the_product_agree() {
        super::play_many(false);
    }
}

mod postgres {
    #[test]
    fn the_model_and_the_product_agree() {
        super::play_many(true);
    }
}
