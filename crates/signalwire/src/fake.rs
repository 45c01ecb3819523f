//! A SignalWire of our own: it answers as SignalWire's documentation says, so that everything can be tried without an
//! account. Only with the feature `fake`.
//!
//! Shape: [`Fake`] is its state, shared by the [`router`] and by who tells it what to do: which numbers it has and sells,
//! and which faults it shows. It keeps everything in memory, of one project.

mod auth;
pub mod call;
mod control;
mod number;

use axum::Router;
use axum::middleware::from_fn_with_state;
use call::Calls;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What lets into the fake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The project's id.
    pub project: String,
    /// Its token.
    pub token: String,
    /// What callbacks are signed with.
    pub signing_key: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            project: "8f0119bf-f4e2-4d5c-9b1a-000000005550".to_owned(),
            token: "PT_demo_token".to_owned(),
            signing_key: "PSK_demo_signing_key".to_owned(),
        }
    }
}

/// A number that the project has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FakeNumber {
    /// Its id.
    pub sid: String,
    /// E.164.
    pub phone_number: String,
    /// What it is called.
    pub name: String,
    /// Where its calls are asked about.
    pub voice_url: String,
    /// Where is told what became of them.
    pub status_url: String,
    /// Whether it was bought in its first 14 days, when it cannot be given up.
    pub is_fresh: bool,
}

/// Something that goes wrong with one of the next requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with this status and an error; 429 says after how many seconds it may be tried again.
    Status(u16, Option<u64>),
    /// It takes this long first.
    Slow(Duration),
    /// It is done, and the answer is lost: what is answered is an error of the server's.
    Lost,
}

#[derive(Debug, Default)]
struct State {
    /// By number.
    numbers: BTreeMap<String, FakeNumber>,
    /// Numbers that are sold to somebody else when they are bought.
    snatched: Vec<String>,
    faults: VecDeque<Fault>,
    /// Every request: method and path.
    asked: Vec<(String, String)>,
    /// Numbers a page at most, whatever is asked for.
    page_size: usize,
    made: u64,
}

/// The state of a fake. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Fake {
    credentials: Arc<Credentials>,
    state: Arc<Mutex<State>>,
    calls: Calls,
}

impl Default for Fake {
    fn default() -> Self {
        Self::new(Credentials::default())
    }
}

impl Fake {
    /// One without numbers.
    pub fn new(credentials: Credentials) -> Self {
        let state = State { page_size: 1000, ..State::default() };
        let calls = Calls::new(&credentials.project, &credentials.signing_key);
        Self { credentials: Arc::new(credentials), state: Arc::new(Mutex::new(state)), calls }
    }

    /// Its calls.
    pub const fn calls(&self) -> &Calls {
        &self.calls
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What lets in.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Gives the project a number, as if it were bought long ago at SignalWire; gives its id.
    pub fn add(&self, phone_number: &str) -> String {
        let mut state = self.state();
        let number = state.new_number(phone_number, false);
        let sid = number.sid.clone();
        state.numbers.insert(phone_number.to_owned(), number);
        sid
    }

    /// Takes a number from the project, as if it were given up at SignalWire.
    pub fn remove(&self, phone_number: &str) {
        self.state().numbers.remove(phone_number);
    }

    /// Gives the project numbers as they stood before.
    pub fn restore(&self, numbers: impl IntoIterator<Item = FakeNumber>) {
        let numbers = numbers.into_iter().map(|number| (number.phone_number.clone(), number));
        self.state().numbers.extend(numbers);
    }

    /// A number that the project has.
    pub fn number(&self, phone_number: &str) -> Option<FakeNumber> {
        self.state().numbers.get(phone_number).cloned()
    }

    /// The numbers that the project has.
    pub fn numbers(&self) -> Vec<FakeNumber> {
        self.state().numbers.values().cloned().collect()
    }

    /// Lets time pass for the number: it can be given up.
    pub fn ripen(&self, phone_number: &str) {
        if let Some(number) = self.state().numbers.get_mut(phone_number) {
            number.is_fresh = false;
        }
    }

    /// Sells a number to somebody else.
    pub fn snatch(&self, phone_number: &str) {
        self.state().snatched.push(phone_number.to_owned());
    }

    /// What goes wrong next, one request each.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.extend(faults);
    }

    /// From now on nothing goes wrong.
    pub fn forget_faults(&self) {
        self.state().faults.clear();
    }

    /// Numbers a page at most.
    pub fn page_by(&self, size: usize) {
        self.state().page_size = size.max(1);
    }

    /// The requests since it was last asked, as method and path.
    pub fn asked(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.state().asked)
    }
}

impl State {
    fn id(&mut self) -> String {
        self.made += 1;
        format!("00000000-0000-4000-8000-{:012x}", self.made)
    }

    fn new_number(&mut self, phone_number: &str, is_fresh: bool) -> FakeNumber {
        FakeNumber {
            sid: self.id(),
            phone_number: phone_number.to_owned(),
            name: phone_number.to_owned(),
            voice_url: String::new(),
            status_url: String::new(),
            is_fresh,
        }
    }
}

/// The compatible API answers under both, the one that is documented and the one that older clients use.
const PREFIXES: [&str; 2] = ["/api/laml/2010-04-01/Accounts/{project}", "/2010-04-01/Accounts/{project}"];

/// Everything that the fake answers: the compatible API under both of its prefixes, with and without `.json`, and the
/// native one. Beside it, open to everybody, a page that shows its calls, and what that page asks for.
pub fn router(fake: Fake) -> Router {
    Router::new()
        .merge(number::routes())
        .merge(call::routes())
        .layer(from_fn_with_state(fake.clone(), auth::guard))
        .merge(control::routes())
        .with_state(fake)
}
