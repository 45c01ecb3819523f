//! The office that is asked, and what it is asked.

use anyhow::{Context, Result};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use steadyline_core::import::Noun;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::Db;
use steadyline_service::import::{self, Asked, Sheet, Source};
use steadyline_service::{Service, api_key, assignment, broker};

const AREAS: [&str; 20] = [
    "512", "214", "713", "210", "303", "602", "415", "619", "702", "404", "678", "813", "305", "407", "212",
    "718", "312", "614", "704", "615",
];
/// Numbers in each area.
const NUMBERS: usize = 20;
/// Leads that have a number before anything is measured.
const LEADS: usize = 1_000;
/// What comes of calls, in twentieths: most are not answered.
const OUTCOMES: [(&str, usize); 5] =
    [("no_answer", 11), ("voicemail", 4), ("answered", 3), ("booked", 1), ("busy", 1)];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A new lead gets a number.
    Assign,
    /// A call of that lead is reported.
    Outcome,
}

impl Kind {
    pub(crate) const BOTH: [Self; 2] = [Self::Assign, Self::Outcome];

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Assign => 0,
            Self::Outcome => 1,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Assign => "assign-number (a new lead)",
            Self::Outcome => "call-outcome",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Assign => "/webhook/assign-number",
            Self::Outcome => "/webhook/call-outcome",
        }
    }
}

/// The database that every way begins with, and the key to it.
pub(crate) struct Office {
    folder: PathBuf,
    key: String,
}

impl Office {
    /// Fills a database in the folder.
    pub(crate) async fn make(folder: PathBuf) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let service = open(&folder.join("start.db")).await?;
        let settings =
            BrokerSettings { leads_per_number: 100, daily_call_cap: 0, ..BrokerSettings::default() };
        let new = broker::NewBroker { slug: Some("bench".to_owned()), name: "Bench".to_owned(), settings };
        let broker = broker::create(&service, &Actor::System, new).await?;
        let text: String = AREAS
            .iter()
            .flat_map(|area| (0..NUMBERS).map(move |number| format!("{area}55501{number:02}\n")))
            .collect();
        let sheet = Sheet::read(Noun::Numbers, &text, "text")?;
        let source = Source { noun: Noun::Numbers, sheet, file_name: None, fill: false };
        import::import(&service, &Actor::System, "bench", source, Asked::default()).await?;
        let key = api_key::create(&service, &Actor::System, Some(broker.id), "bench").await?.secret;
        for index in 0..LEADS {
            let request = assignment::Assign {
                broker: Some("bench".to_owned()),
                lead: format!("before-{index}"),
                phone: Some(phone(index, 4)),
                ..assignment::Assign::default()
            };
            assignment::assign(&service, &Actor::System, request).await?;
        }
        service.db.close().await;
        Ok(Self { folder, key })
    }

    pub(crate) fn describe(&self) -> String {
        let numbers = AREAS.len() * NUMBERS;
        format!(
            "One broker, {numbers} numbers, {LEADS} leads on a number already; SQLite, synchronous = full"
        )
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// A copy of the database to spoil.
    pub(crate) fn copy(&self, name: &str) -> Result<PathBuf> {
        for suffix in ["", "-wal", "-shm"] {
            let old = self.folder.join(format!("{name}.db{suffix}"));
            if old.exists() {
                fs::remove_file(old)?;
            }
        }
        let copy = self.folder.join(format!("{name}.db"));
        fs::copy(self.folder.join("start.db"), &copy).context("the database cannot be copied")?;
        Ok(copy)
    }

    /// The body of the request with this number.
    pub(crate) fn body(&self, kind: Kind, index: usize) -> String {
        let lead = format!("lead-{index}");
        match kind {
            Kind::Assign => json!({ "lead_id": lead, "phone": phone(index, 3), "name": format!("Lead {index}") }),
            Kind::Outcome => {
                json!({ "lead_id": lead, "call_id": format!("call-{index}"), "call_duration": 20, "outcome": outcome(index) })
            }
        }
        .to_string()
    }
}

/// A phone in one of the areas; `start` begins the exchange, so that two kinds of leads never share one.
fn phone(index: usize, start: usize) -> String {
    let (area, line) = (AREAS[index % AREAS.len()], index / AREAS.len());
    format!("+1{area}{start}{:02}{:04}", line / 10_000, line % 10_000)
}

fn outcome(index: usize) -> &'static str {
    let mut twentieth = (index * 7) % 20;
    for (outcome, share) in OUTCOMES {
        if twentieth < share {
            return outcome;
        }
        twentieth -= share;
    }
    "no_answer"
}

pub(crate) fn address(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

pub(crate) async fn open(file: &Path) -> Result<Service> {
    Ok(Service::new(Db::open(&address(file)).await?))
}
