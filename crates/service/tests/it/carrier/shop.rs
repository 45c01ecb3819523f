//! A carrier in memory: it has numbers, sells some, and fails when it is told to.

use crate::office::{Office, phone};
use async_trait::async_trait;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use steadyline_core::carrier::{CarrierNumber, Offer, Wanted};
use steadyline_core::id::NumberId;
use steadyline_core::number::Standing;
use steadyline_core::phone::E164;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::testing::TestDb;
use steadyline_service::carrier::{
    Account, Carrier, CarrierError, CarrierPage, Connect, Secret, SetUp, Whose, account_of, connect, hooks_of,
};
use steadyline_service::number::{self, NumberFilter};
use tokio::sync::Notify;

#[derive(Debug, Default)]
struct Shelf {
    numbers: BTreeMap<String, CarrierNumber>,
    /// What comes of the next requests: none goes well. `Unsure` is done all the same.
    next: VecDeque<Option<CarrierError>>,
    bought: usize,
    made: usize,
    held: Option<Arc<Held>>,
}

/// Keeps a purchase waiting for its reply.
#[derive(Debug, Default)]
pub(super) struct Held {
    asked: Notify,
    goes_on: Notify,
}

impl Held {
    /// Waits until it was asked for.
    pub(super) async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Lets it be answered.
    pub(super) fn go_on(&self) {
        self.goes_on.notify_one();
    }
}

/// The carrier. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Shop(Arc<Mutex<Shelf>>);

impl Shop {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap()
    }

    /// Gives the project a number whose calls go nowhere.
    pub(super) fn add(&self, number: &str) {
        let number = phone(number);
        let mut shelf = self.shelf();
        shelf.made += 1;
        let id = format!("sid-{}", shelf.made);
        let new = CarrierNumber { id, number: number.clone(), name: None, voice_url: None, can_call: true };
        shelf.numbers.insert(number.to_string(), new);
    }

    /// Takes one from it.
    pub(super) fn remove(&self, number: &str) {
        self.shelf().numbers.remove(phone(number).as_str());
    }

    /// Where its calls go.
    pub(super) fn voice_url(&self, number: &str) -> Option<String> {
        self.shelf().numbers.get(phone(number).as_str()).and_then(|number| number.voice_url.clone())
    }

    pub(super) fn has(&self, number: &str) -> bool {
        self.shelf().numbers.contains_key(phone(number).as_str())
    }

    /// How often a purchase was asked for.
    pub(super) fn bought(&self) -> usize {
        self.shelf().bought
    }

    /// What comes of the next requests.
    pub(super) fn next(&self, errors: impl IntoIterator<Item = Option<CarrierError>>) {
        self.shelf().next.extend(errors);
    }

    /// Keeps purchases waiting from now on.
    pub(super) fn hold(&self) -> Arc<Held> {
        let held = Arc::new(Held::default());
        self.shelf().held = Some(held.clone());
        held
    }

    fn fault(&self) -> Option<CarrierError> {
        self.shelf().next.pop_front().flatten()
    }
}

#[async_trait]
impl Carrier for Shop {
    async fn check(&self, _: &Account) -> Result<(), CarrierError> {
        Ok(())
    }

    async fn numbers(&self, _: &Account, next: Option<&str>) -> Result<CarrierPage, CarrierError> {
        if let Some(error) = self.fault() {
            return Err(error);
        }
        // Two a page.
        let at: usize = next.map_or(0, |next| next.parse().unwrap());
        let all: Vec<CarrierNumber> = self.shelf().numbers.values().cloned().collect();
        let next = (all.len() > at + 2).then(|| (at + 2).to_string());
        Ok(CarrierPage { numbers: all.into_iter().skip(at).take(2).collect(), next })
    }

    async fn number_of(&self, _: &Account, phone: &E164) -> Result<Option<CarrierNumber>, CarrierError> {
        self.fault().map_or_else(|| Ok(self.shelf().numbers.get(phone.as_str()).cloned()), Err)
    }

    async fn available(&self, _: &Account, _: &Wanted) -> Result<Vec<Offer>, CarrierError> {
        let offer = |last: u32| Offer {
            number: phone(&format!("512555{last:04}")),
            town: Some("AUSTIN".to_owned()),
            state: Some("TX".to_owned()),
        };
        self.fault().map_or_else(|| Ok((160..165).map(offer).collect()), Err)
    }

    async fn buy(&self, _: &Account, phone: &E164, set_up: &SetUp) -> Result<CarrierNumber, CarrierError> {
        self.shelf().bought += 1;
        let held = self.shelf().held.clone();
        if let Some(held) = held {
            held.asked.notify_one();
            held.goes_on.notified().await;
        }
        let fault = self.fault();
        if fault.as_ref().is_some_and(|error| !matches!(error, CarrierError::Unsure(_))) {
            return Err(fault.unwrap());
        }
        self.add(phone.as_str());
        let mut shelf = self.shelf();
        let number = shelf.numbers.get_mut(phone.as_str()).unwrap();
        number.voice_url = Some(set_up.voice_url.clone());
        fault.map_or_else(|| Ok(number.clone()), Err)
    }

    async fn configure(&self, _: &Account, id: &str, set_up: &SetUp) -> Result<CarrierNumber, CarrierError> {
        if let Some(error) = self.fault() {
            return Err(error);
        }
        let mut shelf = self.shelf();
        let number =
            shelf.numbers.values_mut().find(|number| number.id == id).ok_or(CarrierError::NotFound)?;
        number.voice_url = Some(set_up.voice_url.clone());
        Ok(number.clone())
    }

    async fn release(&self, _: &Account, id: &str) -> Result<(), CarrierError> {
        if let Some(error) = self.fault() {
            return Err(error);
        }
        let mut shelf = self.shelf();
        let there = shelf.numbers.len();
        shelf.numbers.retain(|_, number| number.id != id);
        if shelf.numbers.len() < there { Ok(()) } else { Err(CarrierError::NotFound) }
    }
}

/// What is given of a connection, with a price and a limit of three a day.
pub(super) fn given() -> Connect {
    Connect {
        space: "example".to_owned(),
        project: "b3877c40-da60-4998-90ad-b792e98472af".to_owned(),
        token: Some(Secret::new("PT_secret")),
        signing_key: Some(Secret::new("PSK_secret")),
        monthly_cents: Some(50),
        buys_per_day: Some(3),
    }
}

/// An office that is connected, and its carrier.
pub(super) async fn connected(db: &TestDb, numbers: &[&str]) -> (Office, Shop) {
    let settings = BrokerSettings { leads_per_number: 10, ..BrokerSettings::default() };
    let mut office = Office::named(db, "alder", settings, numbers).await;
    let shop = Shop::default();
    office.service.vault = Some("7".repeat(64).parse().expect("a key"));
    office.service.carrier = Arc::new(shop.clone());
    let whose = Whose::Broker("alder".to_owned());
    connect(&office.service, &Actor::System, whose, given()).await.expect("it is connected");
    (office, shop)
}

impl Office {
    /// The pool: each number as people write it, and where it stands.
    pub(super) async fn pool(&self) -> Vec<(String, Standing)> {
        let filter = NumberFilter::default();
        let slug = Some(self.slug());
        let page = number::list(&self.service, &self.actor, slug, filter, None, 100).await.unwrap();
        page.items.iter().map(|number| (number.number.national(), number.standing(self.now()))).collect()
    }

    /// The id of the number of that phone.
    pub(super) async fn id_of(&self, text: &str) -> NumberId {
        let filter = NumberFilter::default();
        let slug = Some(self.slug());
        let page = number::list(&self.service, &self.actor, slug, filter, None, 100).await.unwrap();
        page.items.iter().find(|number| number.number == phone(text)).expect("it is in the pool").id
    }

    /// Where our calls go.
    pub(super) async fn own_url(&self) -> String {
        let account = account_of(&self.service, self.broker.id).await.unwrap();
        hooks_of(&self.service, account.id).voice
    }
}
