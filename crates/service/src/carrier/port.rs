//! The port by which the carrier is asked, and what it can answer.

use super::Account;
use async_trait::async_trait;
use std::fmt::Debug;
use steadyline_core::carrier::{CarrierNumber, Offer, Wanted};
use steadyline_core::phone::E164;

/// A page of the carrier's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierPage {
    /// Its numbers.
    pub numbers: Vec<CarrierNumber>,
    /// How the next one is asked for; none after the last.
    pub next: Option<String>,
}

/// How a number is set up at the carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// What it is called there.
    pub name: Option<String>,
    /// Where its calls are sent.
    pub voice_url: String,
    /// Where is told what became of them.
    pub status_url: String,
}

/// What a carrier refuses, of what is worth telling apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedFor {
    /// The account has no money left.
    Balance,
    /// Somebody else has the number by now, or it cannot be had.
    NotForSale,
    /// The account has as many numbers as it may have.
    NumberLimit,
    /// The number was bought too recently to be given up.
    TooRecent,
    /// The caller ID is not the account's.
    CallerNotOurs,
    /// Where to is no phone that can be called.
    BadNumber,
    /// The call has ended.
    CallEnded,
    /// Too many calls wait there.
    QueueFull,
    /// Something else.
    Other,
}

/// Why the carrier did not do what was asked. It holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierError {
    /// Project or token is wrong, or the token may not do that.
    #[error("SignalWire refuses the project and its token, or the token lacks the scope for this")]
    Unauthorized,
    /// It was understood and refused.
    #[error("{message}")]
    Refused {
        /// For what.
        why: RefusedFor,
        /// In its words.
        message: String,
    },
    /// There is no such thing.
    #[error("SignalWire does not know it")]
    NotFound,
    /// It asks to be called less often.
    #[error("SignalWire limits requests: try again in a moment")]
    TooMany {
        /// Seconds after which it may be tried again, if that was said.
        retry_after: Option<u64>,
    },
    /// It was not done: the carrier does not work or cannot be reached.
    #[error("{0}")]
    Down(String),
    /// It may have been done: no reply came, or none that can be read.
    #[error("{0}")]
    Unsure(String),
    /// It failed so often that it is left alone for so many seconds.
    #[error("SignalWire failed several times in a row and is not asked for {0} s more")]
    LeftAlone(u64),
}

impl CarrierError {
    /// Whether something is wrong with the connection, not with what was asked.
    pub const fn is_fault(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::NotFound)
    }

    /// Whether the same may go well later, without anybody changing anything.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::TooMany { .. } | Self::Down(_) | Self::Unsure(_) | Self::LeftAlone(_))
    }
}

/// How the breaker of a connection stands, in this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// Requests go through; so many failed in a row.
    Closed {
        /// 0 when the last one went well.
        failures: u32,
    },
    /// Nothing is asked for so many seconds.
    Open {
        /// From now.
        seconds: u64,
    },
    /// The next request decides.
    Trying,
}

fn no_way<T>() -> Result<T, CarrierError> {
    Err(CarrierError::Down("this program has no way to SignalWire".to_owned()))
}

/// How the carrier is asked. What is not given answers that there is no way to it.
#[async_trait]
pub trait Carrier: Debug + Send + Sync {
    /// Whether the connection works.
    async fn check(&self, _account: &Account) -> Result<(), CarrierError> {
        no_way()
    }

    /// The first page of its numbers, or the one that a page named as its next.
    async fn numbers(&self, _account: &Account, _next: Option<&str>) -> Result<CarrierPage, CarrierError> {
        no_way()
    }

    /// Its number of that phone, if it has it.
    async fn number_of(
        &self,
        _account: &Account,
        _phone: &E164,
    ) -> Result<Option<CarrierNumber>, CarrierError> {
        no_way()
    }

    /// Numbers that can be bought.
    async fn available(&self, _account: &Account, _wanted: &Wanted) -> Result<Vec<Offer>, CarrierError> {
        no_way()
    }

    /// Buys a number, set up at once. Never asked twice by itself.
    async fn buy(
        &self,
        _account: &Account,
        _phone: &E164,
        _set_up: &SetUp,
    ) -> Result<CarrierNumber, CarrierError> {
        no_way()
    }

    /// Sets up a number that it has.
    async fn configure(
        &self,
        _account: &Account,
        _id: &str,
        _set_up: &SetUp,
    ) -> Result<CarrierNumber, CarrierError> {
        no_way()
    }

    /// Gives a number up.
    async fn release(&self, _account: &Account, _id: &str) -> Result<(), CarrierError> {
        no_way()
    }

    /// Whether whoever runs the program said where it is: then it is taken to reach the program there too.
    fn is_elsewhere(&self) -> bool {
        false
    }

    /// How the breaker stands.
    fn breaker(&self, _account: &Account) -> Breaker {
        Breaker::Closed { failures: 0 }
    }
}

/// Where no carrier was given: a command line, a test that needs none.
#[derive(Clone, Copy, Debug)]
pub struct Unconnected;

impl Carrier for Unconnected {}
