//! The client against the fake: lists, limits, retries, the breaker, buying and giving up.

use std::time::Duration;
use steadyline_signalwire::breaker::{Breaker, Limits};
use steadyline_signalwire::client::Policy;
use steadyline_signalwire::fake::{Fake, Fault, router};
use steadyline_signalwire::number::{SetUp, Wanted};
use steadyline_signalwire::{Account, Client, Code, Error};
use tokio::net::TcpListener;
use url::Url;

const AUSTIN: &str = "+15125550160";

struct Line {
    fake: Fake,
    client: Client,
    account: Account,
    base: Url,
}

impl Line {
    async fn open() -> Self {
        let fake = Fake::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let served = axum::serve(listener, router(fake.clone()));
        tokio::spawn(async move { served.await });
        let base = Url::parse(&base).expect("an address");
        let policy = Policy {
            each: Duration::from_millis(400),
            pause: Duration::from_millis(5),
            breaker: Limits {
                failures: 6,
                first: Duration::from_millis(200),
                longest: Duration::from_secs(1),
            },
            ..Policy::default()
        };
        let known = fake.credentials().clone();
        let account = Account::new("demo", known.project, known.token, Some(&base)).expect("an account");
        Self { fake, client: Client::new(policy).expect("a client"), account, base }
    }

    async fn all(&self) -> Result<Vec<String>, Error> {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let page = self.client.numbers(&self.account, next.as_deref()).await?;
            found.extend(page.numbers.into_iter().map(|number| number.phone_number));
            next = page.next;
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    fn asked(&self) -> usize {
        self.fake.asked().len()
    }
}

fn set_up() -> SetUp {
    SetUp {
        name: Some("Austin & co".to_owned()),
        voice_url: "https://steadyline.example/voice?a=1&b=2".to_owned(),
        status_url: "https://steadyline.example/status".to_owned(),
    }
}

#[tokio::test]
async fn every_page_of_a_list_is_followed() {
    let line = Line::open().await;
    for last in 10..17 {
        line.fake.add(&format!("+151255501{last}"));
    }
    line.fake.page_by(3);
    assert_eq!(line.all().await.map(|all| all.len()), Ok(7));
    assert_eq!(line.asked(), 3);
}

#[tokio::test]
async fn what_passes_is_tried_again_within_limits() {
    let line = Line::open().await;
    line.fake.add(AUSTIN);
    line.fake.fail([
        Fault::Status(500, None),
        Fault::Status(429, Some(0)),
        Fault::Slow(Duration::from_millis(600)),
    ]);
    assert_eq!(line.all().await.map(|all| all.len()), Ok(1));
    assert_eq!(line.asked(), 4);
    line.fake.fail([Fault::Status(503, None); 5]);
    assert_eq!(line.all().await, Err(Error::Broken { status: 503 }));
    assert_eq!(line.asked(), 4, "four tries and no more");
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept_unless_it_is_too_long() {
    let line = Line::open().await;
    line.fake.fail([Fault::Status(429, Some(3600))]);
    let expected = Error::TooMany { retry_after: Some(Duration::from_secs(3600)) };
    assert_eq!(line.all().await, Err(expected));
    assert_eq!(line.asked(), 1);
}

#[tokio::test]
async fn a_wrong_token_is_told_at_once() {
    let line = Line::open().await;
    let project = line.fake.credentials().project.clone();
    let other = Account::new("demo", project, "PT_other", Some(&line.base)).expect("an account");
    assert_eq!(line.client.check(&other).await, Err(Error::Unauthorized));
    assert_eq!(line.asked(), 1);
    assert_eq!(line.client.check(&line.account).await, Ok(()));
}

#[tokio::test]
async fn a_space_that_fails_on_and_on_is_left_alone_for_a_while() {
    let line = Line::open().await;
    line.fake.fail([Fault::Status(500, None); 6]);
    for _ in 0..2 {
        assert!(line.client.check(&line.account).await.is_err());
    }
    assert!(matches!(line.client.breaker(&line.account), Breaker::Open { .. }));
    let asked = line.asked();
    assert!(matches!(line.client.check(&line.account).await, Err(Error::LeftAlone(_))));
    assert_eq!((asked, line.asked()), (6, 0), "it is not asked");
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(line.client.check(&line.account).await, Ok(()));
    assert_eq!(line.client.breaker(&line.account), Breaker::Closed { failures: 0 });
}

#[tokio::test]
async fn a_number_is_found_bought_set_up_and_given_back() {
    let line = Line::open().await;
    let (client, account) = (&line.client, &line.account);
    let found = client.available(account, &Wanted::AreaCode("512".to_owned())).await.expect("numbers");
    assert!(found.iter().any(|number| number.phone_number == AUSTIN && number.capabilities.voice));
    assert!(!client.available(account, &Wanted::Region("TX".to_owned())).await.expect("numbers").is_empty());
    let bought = client.buy(account, AUSTIN, &set_up()).await.expect("it is bought");
    assert_eq!(bought.voice_url.as_deref(), Some("https://steadyline.example/voice?a=1&b=2"));
    assert_eq!(bought.friendly_name.as_deref(), Some("Austin & co"));
    let again = client.buy(account, AUSTIN, &set_up()).await.expect_err("it is ours already");
    assert_eq!(again.code(), Some(&Code::NotForSale));
    let changed = SetUp { voice_url: "https://other.example/".to_owned(), ..set_up() };
    let changed = client.configure(account, &bought.sid, &changed).await.expect("it is set up");
    assert_eq!(changed.voice_url.as_deref(), Some("https://other.example/"));
    let early = client.release(account, &bought.sid).await.expect_err("it was just bought");
    assert_eq!(early.code(), Some(&Code::PurchasedTooRecently));
    line.fake.ripen(AUSTIN);
    assert_eq!(client.release(account, &bought.sid).await, Ok(()));
    assert_eq!(client.release(account, &bought.sid).await, Err(Error::NotFound));
    assert_eq!(client.release(account, "../Calls").await, Err(Error::NotFound), "an id leads nowhere else");
}

#[tokio::test]
async fn nothing_is_bought_twice_where_the_reply_was_lost() {
    let line = Line::open().await;
    line.fake.fail([Fault::Lost]);
    let lost = line.client.buy(&line.account, AUSTIN, &set_up()).await.expect_err("no reply");
    assert!(lost.may_be_done());
    assert_eq!(line.asked(), 1);
    let found = line.client.number_of(&line.account, AUSTIN).await.expect("it is asked for");
    assert!(found.is_some_and(|number| number.phone_number == AUSTIN));
}
