//! How much is loaded, and where.

use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate};
use std::path::PathBuf;

/// How much is loaded.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    pub(crate) calls: u64,
    pub(crate) leads: u64,
    pub(crate) numbers: u64,
    pub(crate) brokers: u64,
    pub(crate) day_count: u64,
    pub(crate) folder: PathBuf,
}

/// An engine, and where its databases are.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Size {
    /// As `cargo xtask bench analytics` hands it over.
    pub(crate) fn given() -> Result<Self> {
        let count = |name: &str| -> Result<u64> {
            let text = variable(name)?;
            text.parse()
                .ok()
                .filter(|count| *count > 0)
                .with_context(|| format!("{name} is no count: {text}"))
        };
        let size = Self {
            calls: count("STEADYLINE_BENCH_CALLS")?,
            leads: count("STEADYLINE_BENCH_LEADS")?,
            numbers: count("STEADYLINE_BENCH_NUMBERS")?,
            brokers: count("STEADYLINE_BENCH_BROKERS")?,
            day_count: count("STEADYLINE_BENCH_DAYS")?,
            folder: PathBuf::from(variable("STEADYLINE_BENCH_FOLDER")?),
        };
        if size.leads < size.brokers || size.numbers < size.brokers || size.day_count > 730 {
            bail!("give each broker a lead and a number, and at most 730 days");
        }
        std::fs::create_dir_all(&size.folder)?;
        Ok(size)
    }

    pub(crate) fn describe(&self) -> String {
        let Self { calls, leads, numbers, brokers, day_count, folder: _ } = self;
        format!("{calls} calls, {leads} leads, {numbers} numbers, {brokers} brokers, {day_count} days")
    }

    /// The first and the last day. They are fixed, so that what is loaded once stays right.
    #[allow(clippy::unwrap_used, reason = "a day that there is")]
    pub(crate) fn days(&self) -> (NaiveDate, NaiveDate) {
        let to = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        (to - Days::new(self.day_count - 1), to)
    }

    /// SQLite, and PostgreSQL where a cluster is given.
    pub(crate) fn engines(&self) -> Result<Vec<Engine>> {
        let mut engines = vec![Engine::Sqlite(self.folder.clone())];
        if let Ok(url) = variable("TEST_POSTGRES_URL") {
            engines.push(Engine::Postgres(url));
        }
        Ok(engines)
    }

    fn name(&self) -> String {
        let Self { calls, leads, numbers, brokers, day_count, folder: _ } = self;
        format!("analytics_{calls}_{leads}_{numbers}_{brokers}_{day_count}")
    }
}

impl Engine {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// The database of that size, made if there is none.
    pub(crate) async fn address(&self, size: &Size) -> Result<String> {
        Ok(match self {
            Self::Sqlite(folder) => {
                format!("sqlite://{}", folder.join(format!("{}.db", size.name())).display())
            }
            Self::Postgres(cluster) => steadyline_db::testing::database_in(cluster, &size.name())
                .await
                .context("the database cannot be made")?,
        })
    }
}

#[allow(clippy::disallowed_methods, reason = "a benchmark is told by variables, it has no settings file")]
fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask bench analytics`"))
}
