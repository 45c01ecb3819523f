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
        if size.leads < size.brokers * 2 || size.numbers < size.brokers || size.day_count > 730 {
            bail!("give each broker two leads and a number, and at most 730 days");
        }
        std::fs::create_dir_all(&size.folder)?;
        Ok(size)
    }

    /// Numbers, leads and calls of a broker. The first, a busy office, has a tenth of the leads and of the calls; the
    /// rest is shared out evenly, and numbers are for all.
    pub(crate) fn of(&self, nth: u64) -> [u64; 3] {
        let evenly = |all: u64, among: u64, nth: u64| all / among + u64::from(nth < all % among);
        let numbers = evenly(self.numbers, self.brokers, nth);
        let share = |all: u64| match nth {
            _ if self.brokers < 20 => evenly(all, self.brokers, nth),
            0 => all / 10,
            _ => evenly(all - all / 10, self.brokers - 1, nth - 1),
        };
        [numbers, share(self.leads), share(self.calls).max(1)]
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

    /// PostgreSQL where a cluster is given, and SQLite unless it is left out.
    pub(crate) fn engines(&self) -> Vec<Engine> {
        let mut engines = Vec::new();
        if variable("STEADYLINE_BENCH_SQLITE").is_ok() {
            engines.push(Engine::Sqlite(self.folder.clone()));
        }
        if let Ok(url) = variable("TEST_POSTGRES_URL") {
            engines.push(Engine::Postgres(url));
        }
        engines
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
            Self::Postgres(cluster) => steadyline_db::testing::database_in(cluster, &size.name(), None)
                .await
                .context("the database cannot be made")?,
        })
    }

    /// The same for filling it: what is loaded is known to be right, and can be loaded again.
    pub(crate) async fn loading(&self, size: &Size) -> Result<String> {
        let address = self.address(size).await?;
        Ok(match self {
            Self::Sqlite(_) => address,
            Self::Postgres(_) => format!(
                "{address}{}options[session_replication_role]=replica&options[synchronous_commit]=off",
                if address.contains('?') { '&' } else { '?' }
            ),
        })
    }

    /// Copies a database to one of another size, unless that is there. Nobody may be connected to it.
    pub(crate) async fn copy(&self, from: &Size, to: &Size) -> Result<()> {
        match self {
            Self::Sqlite(folder) => {
                let [from, to] = [from, to].map(|size| folder.join(format!("{}.db", size.name())));
                if !to.exists() {
                    let half = to.with_extension("half");
                    std::fs::copy(from, &half)?;
                    std::fs::rename(half, to)?;
                }
            }
            Self::Postgres(cluster) => {
                steadyline_db::testing::database_in(cluster, &to.name(), Some(&from.name())).await?;
            }
        }
        Ok(())
    }
}

#[allow(clippy::disallowed_methods, reason = "a benchmark is told by variables, it has no settings file")]
fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask bench analytics`"))
}
