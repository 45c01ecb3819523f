//! One request: who asks, how long it is waited for, how often it is tried again, and what came of it.

use crate::account::Account;
use crate::breaker::{Breaker, Breakers, Limits};
use crate::error::Error;
use reqwest::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy as Redirects;
use reqwest::{Method, Response};
use serde::de::DeserializeOwned;
use std::error::Error as _;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;
use url::form_urlencoded::Serializer;

/// Bytes of a reply that are read: a page of 1,000 numbers has some 1.5 MB.
const LONGEST_REPLY: usize = 8 << 20;

/// How long is waited and how often tried.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Longest to wait for a connection.
    pub connect: Duration,
    /// Longest that one try may take.
    pub each: Duration,
    /// Longest that all tries of one request may take: nothing is begun after that.
    pub all: Duration,
    /// Tries of a request that may be repeated, with the first.
    pub tries: u32,
    /// About how long is waited before the second try; twice as long before each further one.
    pub pause: Duration,
    /// When a space is left alone.
    pub breaker: Limits,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            each: Duration::from_secs(10),
            all: Duration::from_secs(25),
            tries: 4,
            pause: Duration::from_millis(500),
            breaker: Limits::default(),
        }
    }
}

/// Whether a request may be made once more when nobody knows what came of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It does the same however often it is done.
    Yes,
    /// Only where it was certainly not done: it would be done twice.
    No,
}

/// Makes requests. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    policy: Policy,
    breakers: Breakers,
}

/// Parameters of a form or a query: names may repeat.
pub type Fields<'f> = [(&'f str, &'f str)];

impl Client {
    /// A client that waits and tries so.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where this program cannot make connections at all.
    pub fn new(policy: Policy) -> Result<Self, Error> {
        // Another part may have installed it.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("Steadyline/", env!("CARGO_PKG_VERSION")))
            .redirect(Redirects::none())
            .no_proxy()
            .connect_timeout(policy.connect)
            .timeout(policy.each)
            .pool_max_idle_per_host(4)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| Error::Unreachable(root(&error)))?;
        Ok(Self { http, policy, breakers: Breakers::new(policy.breaker) })
    }

    /// How the breaker of the account's space stands.
    pub fn breaker(&self, account: &Account) -> Breaker {
        self.breakers.state(&key(account))
    }

    /// Reads something of the project's.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn get<T: DeserializeOwned>(
        &self,
        account: &Account,
        path: &str,
        query: &Fields<'_>,
    ) -> Result<T, Error> {
        let mut url = account.compatible(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.get_url(account, url).await
    }

    /// Reads an address that an answer named.
    pub(crate) async fn get_url<T: DeserializeOwned>(&self, account: &Account, url: Url) -> Result<T, Error> {
        parsed(&self.send(account, Method::GET, url, None, Again::Yes).await?)
    }

    /// Posts a form.
    ///
    /// # Errors
    /// [`Error`]; of one that was not to be repeated [`Error::may_be_done`] says whether it may have been done.
    pub async fn post<T: DeserializeOwned>(
        &self,
        account: &Account,
        path: &str,
        form: &Fields<'_>,
        again: Again,
    ) -> Result<T, Error> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        parsed(&self.send(account, Method::POST, account.compatible(path), Some(body), again).await?)
    }

    /// Removes something of the project's.
    ///
    /// # Errors
    /// [`Error`]; [`Error::NotFound`] where it is gone already.
    pub async fn delete(&self, account: &Account, path: &str) -> Result<(), Error> {
        self.send(account, Method::DELETE, account.compatible(path), None, Again::Yes).await.map(drop)
    }

    async fn send(
        &self,
        account: &Account,
        method: Method,
        url: Url,
        body: Option<String>,
        again: Again,
    ) -> Result<String, Error> {
        let (key, began) = (key(account), Instant::now());
        let mut tried = 0;
        loop {
            self.breakers.enter(&key).map_err(Error::LeftAlone)?;
            tried += 1;
            let done = self.once(account, method.clone(), url.clone(), body.clone()).await;
            match &done {
                Err(error) if error.is_trouble() => self.breakers.failed(&key),
                _ => self.breakers.went_well(&key),
            }
            let Err(error) = done else { return done };
            let may_repeat = error.passes() && (again == Again::Yes || !error.may_be_done());
            let pause = self.pause(tried, &error);
            if !may_repeat || tried >= self.policy.tries || began.elapsed() + pause > self.policy.all {
                return Err(error);
            }
            tracing::debug!(space = account.space(), path = url.path(), %error, tried, "asking SignalWire once more");
            tokio::time::sleep(pause).await;
        }
    }

    /// Twice as long each time, between half of it and all of it by chance, so that many do not come at once; never
    /// shorter than was asked for.
    fn pause(&self, tried: u32, error: &Error) -> Duration {
        let full = self.policy.pause.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1).min(16)));
        let chance = full / 2 + full.mul_f64(random() / 2.0);
        match error {
            Error::TooMany { retry_after: Some(asked) } => (*asked).max(chance),
            _ => chance,
        }
    }

    async fn once(
        &self,
        account: &Account,
        method: Method,
        url: Url,
        body: Option<String>,
    ) -> Result<String, Error> {
        let mut request = self
            .http
            .request(method, url)
            .basic_auth(account.project(), Some(account.token()))
            .header(ACCEPT, "application/json");
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        }
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let retry_after =
            response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let text = read(response).await?;
        if status.is_success() {
            Ok(text)
        } else {
            Err(Error::of_reply(status.as_u16(), retry_after.map(Duration::from_secs), &text))
        }
    }
}

/// Breakers are the space's; two fakes at different addresses are two spaces.
fn key(account: &Account) -> String {
    format!("{} {}", account.space(), account.base())
}

/// From 0 to 1. Without randomness the longest pause is as good as any.
fn random() -> f64 {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_or(1.0, |()| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}

/// The innermost cause. The request's address is not in it.
fn root(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(std::error::Error::source) {
        cause = Some(deeper);
    }
    cause.map_or_else(|| "no connection".to_owned(), ToString::to_string)
}

fn failed(error: reqwest::Error) -> Error {
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => Error::Unreachable("no connection in time".to_owned()),
        (true, false) => Error::Unreachable(root(&error)),
        (false, true) => Error::Silent("it took too long".to_owned()),
        (false, false) => Error::Silent(root(&error)),
    }
}

async fn read(mut response: Response) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_REPLY {
            return Err(Error::Unreadable("it is too long".to_owned()));
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::Unreadable("it is no text".to_owned()))
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Unreadable(error.to_string()))
}
