//! Calls of the fake: each plays its story and tells it by signed callbacks, of which some may be lost, doubled, late or
//! in another order.

mod document;
mod rest;

pub(super) use rest::routes;

use crate::signature;
use document::{Step, steps};
use reqwest::Client;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// How a leg ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// It is picked up, and talks so many seconds.
    Answers(u32),
    /// The line is busy.
    Busy,
    /// Nobody picks up.
    NoAnswer,
    /// The network ends it with that SIP code.
    Fails(u16),
}

impl Leg {
    const fn end(self) -> (&'static str, u32, u16) {
        match self {
            Self::Answers(seconds) => ("completed", seconds, 200),
            Self::Busy => ("busy", 0, 486),
            Self::NoAnswer => ("no-answer", 0, 487),
            Self::Fails(code) => ("failed", 0, code),
        }
    }
}

/// What becomes of calls, and of the words about them.
#[derive(Clone, Debug)]
pub struct Story {
    /// The office's phone.
    pub office: Leg,
    /// The lead's phone.
    pub lead: Leg,
    /// Between two words about a leg.
    pub pace: Duration,
    /// How long it really takes until an answered call ends, whatever its seconds say.
    pub talk: Duration,
    /// Words about a leg that are lost, by their place among them, from 0.
    pub lost: Vec<usize>,
    /// Whether every word comes twice.
    pub twice: bool,
    /// Whether the words about a leg come in another order: the last first.
    pub reversed: bool,
    /// Whether what the main line did with a callback is not told.
    pub result_lost: bool,
}

impl Default for Story {
    fn default() -> Self {
        Self {
            office: Leg::Answers(90),
            lead: Leg::Answers(84),
            pace: Duration::from_millis(20),
            talk: Duration::ZERO,
            lost: Vec::new(),
            twice: false,
            reversed: false,
            result_lost: false,
        }
    }
}

/// What becomes of calls to a phone that nobody told anything about, where they are to differ: by its last digit, most are
/// answered, some are not, one is short, and one is blocked by the network.
fn by_digit(phone: &str) -> Leg {
    match phone.bytes().next_back() {
        Some(b'4') => Leg::Busy,
        Some(b'5' | b'6' | b'7') => Leg::NoAnswer,
        Some(b'8') => Leg::Answers(4),
        Some(b'9') => Leg::Fails(608),
        _ => Leg::Answers(73),
    }
}

/// The calls of one project.
#[derive(Clone, Debug)]
pub struct Calls {
    book: Arc<Mutex<Book>>,
    http: Client,
    project: String,
    key: String,
}

#[derive(Debug, Default)]
struct Book {
    story: Story,
    /// By the phone that is called, where it is another one.
    stories: HashMap<String, Story>,
    /// Whether leads that nobody told anything about fare differently.
    varies: bool,
    calls: Vec<Value>,
    /// What was answered to callbacks: address, status, body.
    answers: Vec<(String, u16, String)>,
}

impl Calls {
    /// Of a project, whose callbacks are signed with that key.
    pub fn new(project: impl Into<String>, key: impl Into<String>) -> Self {
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        Self { book: Arc::default(), http: Client::new(), project: project.into(), key: key.into() }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of calls from now on.
    pub fn tell(&self, story: Story) {
        self.book().story = story;
    }

    /// What becomes of calls to a phone from now on.
    pub fn tell_of(&self, phone: &str, story: Story) {
        self.book().stories.insert(phone.to_owned(), story);
    }

    /// Lets leads that nobody told anything about fare differently, by the last digit of their phones.
    pub fn vary(&self) {
        self.book().varies = true;
    }

    fn story_of(&self, phone: &str) -> Story {
        let book = self.book();
        match book.stories.get(phone) {
            Some(story) => story.clone(),
            None if book.varies => Story { lead: by_digit(phone), ..book.story.clone() },
            None => book.story.clone(),
        }
    }

    /// A call as REST tells it.
    pub fn read(&self, sid: &str) -> Option<Value> {
        self.book().calls.iter().find(|call| call["sid"] == sid).cloned()
    }

    /// All calls, or the legs of one.
    pub fn list(&self, parent: Option<&str>) -> Value {
        let is_wanted = |call: &&Value| parent.is_none_or(|parent| call["parent_call_sid"] == parent);
        let calls: Vec<Value> = self.book().calls.iter().filter(is_wanted).cloned().collect();
        json!({ "calls": calls, "page": 0, "page_size": 50, "next_page_uri": null })
    }

    /// What callbacks were answered, in order: address, status, body.
    pub fn answers(&self) -> Vec<(String, u16, String)> {
        self.book().answers.clone()
    }

    fn new_call(&self, from: &str, to: &str, direction: &str, parent: Option<&str>) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mut random = [0; 4];
        let _zeros_will_do = getrandom::fill(&mut random);
        let (random, count) = (u32::from_le_bytes(random), COUNT.fetch_add(1, Ordering::Relaxed));
        let sid = format!("{random:08x}-fa4e-4a11-8000-{count:012x}");
        self.book().calls.push(json!({
            "sid": sid, "account_sid": self.project, "parent_call_sid": parent, "from": from, "to": to,
            "status": "queued", "duration": 0, "direction": direction, "answered_by": null, "sip_result_code": null,
        }));
        sid
    }

    fn set(&self, sid: &str, status: &str, seconds: u32, code: Option<u16>) {
        let mut book = self.book();
        if let Some(call) = book.calls.iter_mut().find(|call| call["sid"] == sid) {
            call["status"] = json!(if matches!(status, "initiated") { "queued" } else { status });
            call["duration"] = json!(seconds);
            call["sip_result_code"] = json!(code.map(|code| code.to_string()));
        }
    }

    /// Takes the form of a new call and plays its story. Gives the call as REST tells it.
    pub fn place(&self, form: &HashMap<String, String>) -> Value {
        let of = |name: &str| form.get(name).cloned().unwrap_or_default();
        let (from, to) = (of("From"), of("To"));
        let sid = self.new_call(&from, &to, "outbound-api", None);
        let (url, status) = (of("Url"), of("StatusCallback"));
        let calls = self.clone();
        let named = sid.clone();
        tokio::spawn(async move { calls.play_placed(&named, (&from, &to), &url, &status).await });
        self.read(&sid).unwrap_or_default()
    }

    async fn play_placed(&self, sid: &str, (from, to): (&str, &str), url: &str, status: &str) {
        let story = self.story_of(to);
        let about = About { sid, parent: None, from, to, direction: "outbound-api" };
        let mut words = Words::new(self, &about, status, &story);
        words.say("initiated", None).await;
        words.say("ringing", None).await;
        if let Leg::Answers(_) = story.office {
            words.say("answered", None).await;
            let asked = self.post(url, &self.fields(&about, "in-progress", &[])).await;
            for step in steps(&asked.unwrap_or_default()) {
                if let Step::Dial { number, caller_id, status, .. } = step {
                    let caller = caller_id.unwrap_or_else(|| from.to_owned());
                    self.play_leg(sid, (&caller, &number), status.as_deref().unwrap_or_default(), |story| {
                        story.lead
                    })
                    .await;
                }
            }
        }
        words.end(story.office).await;
        words.send().await;
    }

    /// A leg of another call. Gives how it ended.
    async fn play_leg(
        &self,
        parent: &str,
        (from, to): (&str, &str),
        status: &str,
        leg: impl Fn(&Story) -> Leg,
    ) -> Leg {
        let story = self.story_of(to);
        let leg = leg(&story);
        let sid = self.new_call(from, to, "outbound-dial", Some(parent));
        let about = About { sid: &sid, parent: Some(parent), from, to, direction: "outbound-dial" };
        let mut words = Words::new(self, &about, status, &story);
        words.say("initiated", None).await;
        words.say("ringing", None).await;
        if let Leg::Answers(_) = leg {
            words.say("answered", None).await;
        }
        words.end(leg).await;
        words.send().await;
        leg
    }

    /// Somebody calls a number, whose voice webhook and status callback are these. Ends when the call does; gives its name
    /// and what the webhook answered.
    pub async fn ring_in(&self, from: &str, to: &str, voice: &str, status: &str) -> (String, String) {
        let sid = self.new_call(from, to, "inbound", None);
        let about = About { sid: &sid, parent: None, from, to, direction: "inbound" };
        self.set(&sid, "ringing", 0, None);
        let document = self.post(voice, &self.fields(&about, "ringing", &[])).await.unwrap_or_default();
        let mut seconds = 0;
        for step in steps(&document) {
            match step {
                Step::Dial { number, caller_id, status, action } => {
                    let story = self.story_of(&number);
                    let caller = caller_id.unwrap_or_else(|| from.to_owned());
                    let to = (caller.as_str(), number.as_str());
                    let status = status.unwrap_or_default();
                    let leg = self.play_leg(&sid, to, &status, |story| story.office).await;
                    let (word, talked, _) = leg.end();
                    seconds = talked;
                    if let Some(action) = action.filter(|_| !story.result_lost) {
                        let talked = talked.to_string();
                        let more = [("DialCallStatus", word), ("DialCallDuration", talked.as_str())];
                        self.post(&action, &self.fields(&about, "in-progress", &more)).await;
                    }
                }
                Step::Reject => {
                    self.set(&sid, "no-answer", 0, None);
                    return (sid, document);
                }
                Step::Other => {}
            }
        }
        self.set(&sid, "completed", seconds, Some(200));
        if !status.is_empty() {
            let seconds = seconds.to_string();
            self.post(status, &self.fields(&about, "completed", &[("CallDuration", &seconds)])).await;
        }
        (sid, document)
    }

    fn fields(&self, about: &About<'_>, status: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = [
            ("CallSid", about.sid),
            ("AccountSid", &self.project),
            ("ApiVersion", "2010-04-01"),
            ("CallStatus", status),
            ("Direction", about.direction),
            ("From", about.from),
            ("To", about.to),
        ];
        let parent = about.parent.map(|parent| ("ParentCallSid", parent));
        let all = own.into_iter().chain(parent).chain(more.iter().copied());
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// Posts a signed callback. Gives what was answered, if it was taken.
    pub async fn post(&self, url: &str, fields: &[(String, String)]) -> Option<String> {
        let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let signature = signature::of_form(&self.key, url, pairs);
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header(signature::HEADER, signature)
            .body(body);
        let (status, text) = match request.send().await {
            Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
            Err(error) => (0, error.to_string()),
        };
        self.book().answers.push((url.to_owned(), status, text.clone()));
        (200..300).contains(&status).then_some(text)
    }
}

/// A leg, as callbacks name it.
struct About<'a> {
    sid: &'a str,
    parent: Option<&'a str>,
    from: &'a str,
    to: &'a str,
    direction: &'a str,
}

/// The words about a leg, on their way.
struct Words<'w> {
    calls: &'w Calls,
    about: &'w About<'w>,
    address: &'w str,
    story: &'w Story,
    said: usize,
    /// Those that wait, to come in another order.
    held: Vec<Vec<(String, String)>>,
}

impl<'w> Words<'w> {
    fn new(calls: &'w Calls, about: &'w About<'w>, address: &'w str, story: &'w Story) -> Self {
        Self { calls, about, address, story, said: 0, held: Vec::new() }
    }

    async fn say(&mut self, status: &str, end: Option<(u32, u16)>) {
        let kept = if status == "answered" { "in-progress" } else { status };
        self.calls.set(self.about.sid, kept, end.map_or(0, |end| end.0), end.map(|end| end.1));
        let place = self.said;
        self.said += 1;
        if self.address.is_empty() {
            return;
        }
        tokio::time::sleep(self.story.pace).await;
        let (sequence, ended) =
            (place.to_string(), end.map(|(seconds, code)| (seconds.to_string(), code.to_string())));
        let mut more =
            vec![("SequenceNumber", sequence.as_str()), ("CallbackSource", "call-progress-events")];
        if let Some((seconds, code)) = &ended {
            more.push(("SipResultCode", code));
            if status == "completed" {
                more.push(("CallDuration", seconds));
            }
        }
        let fields = self.calls.fields(self.about, kept, &more);
        if self.story.lost.contains(&place) {
            return;
        }
        if self.story.reversed {
            self.held.push(fields);
        } else {
            self.deliver(&fields).await;
        }
    }

    async fn end(&mut self, leg: Leg) {
        if let Leg::Answers(_) = leg {
            tokio::time::sleep(self.story.talk).await;
        }
        let (status, seconds, code) = leg.end();
        self.say(status, Some((seconds, code))).await;
    }

    /// Sends what was held back, the last word first.
    async fn send(&mut self) {
        for fields in std::mem::take(&mut self.held).iter().rev() {
            self.deliver(fields).await;
        }
    }

    async fn deliver(&self, fields: &[(String, String)]) {
        for _ in 0..=u8::from(self.story.twice) {
            self.calls.post(self.address, fields).await;
        }
    }
}
