//! The service's way to SignalWire: its port, by the client of SignalWire's wire.

use async_trait::async_trait;
use std::time::Duration;
use steadyline_core::carrier::{CarrierNumber, Offer, Wanted};
use steadyline_core::phone::E164;
use steadyline_service::carrier::{Account, Breaker, Carrier, CarrierError, CarrierPage, RefusedFor, SetUp};
use steadyline_signalwire::number::{self as wire, IncomingNumber};
use steadyline_signalwire::{Client, Code, Error, account::BadAccount, breaker};
use url::Url;

/// SignalWire, at `https://{space}.signalwire.com` or at the one address that whoever runs the program gives.
#[derive(Clone, Debug)]
pub struct SignalWire {
    client: Client,
    base: Option<Url>,
}

impl SignalWire {
    /// By a client whose limits and breakers are those of everybody who uses it.
    pub const fn new(client: Client, base: Option<Url>) -> Self {
        Self { client, base }
    }

    /// What makes the requests.
    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// An account as the wire knows it.
    pub(crate) fn account(&self, account: &Account) -> Result<steadyline_signalwire::Account, CarrierError> {
        let token = account.token.reveal();
        let made =
            steadyline_signalwire::Account::new(&account.space, &account.project, token, self.base.as_ref());
        made.map_err(|error: BadAccount| CarrierError::Down(error.to_string()))
    }
}

fn told(error: Error) -> CarrierError {
    let message = error.to_string();
    match error {
        Error::Unauthorized => CarrierError::Unauthorized,
        Error::NotFound => CarrierError::NotFound,
        Error::Refused { code, .. } => CarrierError::Refused { why: why(&code), message },
        Error::TooMany { retry_after } => {
            CarrierError::TooMany { retry_after: retry_after.map(|wait: Duration| wait.as_secs().max(1)) }
        }
        Error::LeftAlone(still) => CarrierError::LeftAlone(still.as_secs().max(1)),
        Error::Unreachable(_) => CarrierError::Down(message),
        Error::Broken { .. } | Error::Silent(_) | Error::Unreadable(_) => CarrierError::Unsure(message),
    }
}

const fn why(code: &Code) -> RefusedFor {
    match code {
        Code::Balance => RefusedFor::Balance,
        Code::NotForSale => RefusedFor::NotForSale,
        Code::NumberLimit => RefusedFor::NumberLimit,
        Code::PurchasedTooRecently => RefusedFor::TooRecent,
        Code::CallerNotOurs => RefusedFor::CallerNotOurs,
        Code::BadNumber => RefusedFor::BadNumber,
        Code::CallEnded => RefusedFor::CallEnded,
        Code::QueueFull => RefusedFor::QueueFull,
        Code::Unauthorized | Code::TooMany | Code::NotFound | Code::Trial | Code::Other(_) => {
            RefusedFor::Other
        }
    }
}

/// As the product knows it; none for what is no phone. SignalWire calls a number by itself where nobody gave it a name.
fn known(number: IncomingNumber) -> Option<CarrierNumber> {
    let IncomingNumber { sid, phone_number, friendly_name, voice_url, capabilities, .. } = number;
    let number = E164::parse(&phone_number).ok()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let own = digits(number.as_str());
    let is_name = |name: &String| {
        let told = digits(name);
        !name.trim().is_empty()
            && (told.is_empty() || !own.ends_with(&told) || name.chars().any(char::is_alphabetic))
    };
    Some(CarrierNumber {
        id: sid,
        number,
        name: friendly_name.filter(is_name),
        voice_url,
        can_call: capabilities.voice,
    })
}

fn one(number: IncomingNumber) -> Result<CarrierNumber, CarrierError> {
    known(number).ok_or_else(|| CarrierError::Unsure("what SignalWire answered is no number".to_owned()))
}

fn set_up_of(set_up: &SetUp) -> wire::SetUp {
    let SetUp { name, voice_url, status_url } = set_up.clone();
    wire::SetUp { name, voice_url, status_url }
}

#[async_trait]
impl Carrier for SignalWire {
    fn is_elsewhere(&self) -> bool {
        self.base.is_some()
    }

    async fn check(&self, account: &Account) -> Result<(), CarrierError> {
        self.client.check(&self.account(account)?).await.map_err(told)
    }

    async fn numbers(&self, account: &Account, next: Option<&str>) -> Result<CarrierPage, CarrierError> {
        let page = self.client.numbers(&self.account(account)?, next).await.map_err(told)?;
        Ok(CarrierPage { numbers: page.numbers.into_iter().filter_map(known).collect(), next: page.next })
    }

    async fn number_of(
        &self,
        account: &Account,
        phone: &E164,
    ) -> Result<Option<CarrierNumber>, CarrierError> {
        let found = self.client.number_of(&self.account(account)?, phone.as_str()).await.map_err(told)?;
        found.map(one).transpose()
    }

    async fn available(&self, account: &Account, wanted: &Wanted) -> Result<Vec<Offer>, CarrierError> {
        let wanted = match wanted {
            Wanted::AreaCode(code) => wire::Wanted::AreaCode(code.as_str().to_owned()),
            Wanted::State(state) => wire::Wanted::Region(state.as_str().to_owned()),
        };
        let found = self.client.available(&self.account(account)?, &wanted).await.map_err(told)?;
        let offers = found.into_iter().filter(|number| number.capabilities.voice).filter_map(|number| {
            let phone = E164::parse(&number.phone_number).ok()?;
            Some(Offer { number: phone, town: number.rate_center, state: number.region })
        });
        Ok(offers.collect())
    }

    async fn buy(
        &self,
        account: &Account,
        phone: &E164,
        set_up: &SetUp,
    ) -> Result<CarrierNumber, CarrierError> {
        let account = self.account(account)?;
        one(self.client.buy(&account, phone.as_str(), &set_up_of(set_up)).await.map_err(told)?)
    }

    async fn configure(
        &self,
        account: &Account,
        id: &str,
        set_up: &SetUp,
    ) -> Result<CarrierNumber, CarrierError> {
        let account = self.account(account)?;
        one(self.client.configure(&account, id, &set_up_of(set_up)).await.map_err(told)?)
    }

    async fn release(&self, account: &Account, id: &str) -> Result<(), CarrierError> {
        self.client.release(&self.account(account)?, id).await.map_err(told)
    }

    fn breaker(&self, account: &Account) -> Breaker {
        let state = self.account(account).map(|account| self.client.breaker(&account));
        match state {
            Ok(breaker::Breaker::Open { still }) => Breaker::Open { seconds: still.as_secs().max(1) },
            Ok(breaker::Breaker::Trying) => Breaker::Trying,
            Ok(breaker::Breaker::Closed { failures }) => Breaker::Closed { failures },
            Err(_) => Breaker::Closed { failures: 0 },
        }
    }
}
