//! What a page reads, with its type taken off while the framework carries it: what keeps, follows and hydrates a reading
//! is compiled once, not once for every page.
//!
//! The server writes what it read into the page with postcard, which knows no names of fields: that is less to send,
//! and what reads it in the browser is a fraction of what reads JSON.

use super::Refresh;
use crate::components::InDialog;
use leptos::leptos_dom::helpers::is_browser;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use steadyline_api::ApiError;

type Value = Arc<dyn Any + Send + Sync>;
type Answer = Result<Content, ApiError>;
type Source = Box<dyn Fn() -> Asked + Send + Sync>;
type Fetch = Box<dyn Fn(Asked) -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

/// What can be read: it is written into the page by the server, opened in the browser, and shown as often as needed.
pub trait Readable: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Readable for T {}

/// What a page reads.
pub struct Read<T> {
    answer: Resource<Answer, Postcard>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Read<T> {}

impl<T> fmt::Debug for Read<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Read")
    }
}

impl<T: Readable> Read<T> {
    /// Reads, and again whenever what `key` gives or the count of changes is another one.
    pub(super) fn new<K, F>(
        changes: impl Fn() -> u32 + Send + Sync + 'static,
        key: impl Fn() -> K + Send + Sync + 'static,
        fetch: impl Fn(K) -> F + Send + Sync + 'static,
    ) -> Self
    where
        K: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        // What stands in a dialog is read for it, and waits for none.
        let refresh = if use_context::<InDialog>().is_some() { None } else { Refresh::find() };
        let last = AtomicU32::new(untrack(&changes));
        let source = move || Asked { changes: changes(), key: Arc::new(key()) };
        let fetch = move |asked: Asked| {
            let answer = (asked.key.as_any().downcast_ref::<K>()).map(|key| fetch(key.clone()));
            let is_again = last.swap(asked.changes, Ordering::Relaxed) != asked.changes;
            let refresh = refresh.filter(|_| is_again);
            Box::pin(async move {
                let Some(answer) = answer else { return Err(ApiError::internal()) };
                if let Some(refresh) = refresh {
                    refresh.closed().await;
                }
                let answer = answer.await.map(Content::of);
                if let Some(refresh) = refresh {
                    refresh.closed().await;
                }
                answer
            }) as Pin<Box<dyn Future<Output = Answer> + Send>>
        };
        Self { answer: start(Box::new(source), Box::new(fetch)), of: PhantomData }
    }

    /// Asks for it, so that who shows it waits.
    pub(super) fn ask(&self) {
        let _ = self.answer.get();
    }

    /// What was read, once it is there.
    pub fn get(&self) -> Option<Result<T, ApiError>> {
        open(self.answer.get())
    }

    /// The same, for a page that stays: it hears of what was read again only if that says something else. To be called
    /// where the reading is waited for.
    pub(super) fn follow(self) -> Box<dyn Fn() -> Option<Result<T, ApiError>> + Send + Sync> {
        if !is_browser() {
            return Box::new(move || self.get());
        }
        let answer = Memo::new_with_compare(move |_| self.answer.get(), differs::<T>);
        // What shows it may be told once more while the page goes.
        Box::new(move || open(answer.try_get().flatten()))
    }
}

fn differs<T: Readable>(before: Option<&Option<Answer>>, now: Option<&Option<Answer>>) -> bool {
    let opened = |answer: Option<&Option<Answer>>| answer.map(|answer| answer.as_ref().map(opened::<T>));
    opened(before) != opened(now)
}

fn open<T: Readable>(answer: Option<Answer>) -> Option<Result<T, ApiError>> {
    answer.map(|answer| opened(&answer).map(Arc::unwrap_or_clone))
}

fn opened<T: Readable>(answer: &Answer) -> Result<Arc<T>, ApiError> {
    answer.as_ref().map_err(Clone::clone).and_then(Content::open)
}

fn start(source: Source, fetch: Fetch) -> Resource<Answer, Postcard> {
    Resource::new_with_options(source, fetch, false)
}

/// What is asked for.
#[derive(Clone)]
struct Asked {
    changes: u32,
    key: Arc<dyn Key>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.changes == other.changes && self.key.same(other.key.as_any())
    }
}

trait Key: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn same(&self, other: &dyn Any) -> bool;
}

impl<K: PartialEq + Send + Sync + 'static> Key for K {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<K>() == Some(self)
    }
}

/// What was read, of some type that [`Read`] knows.
#[derive(Clone)]
struct Content(Arc<Kept>);

struct Kept {
    /// As it came with the page.
    written: Vec<u8>,
    /// As it is used; from `written` when it is used first.
    value: OnceLock<Value>,
    #[cfg(feature = "ssr")]
    write: fn(&dyn Any) -> Result<Vec<u8>, postcard::Error>,
}

impl Content {
    fn of<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        let value: Value = Arc::new(value);
        Self(Arc::new(Kept {
            written: Vec::new(),
            value: OnceLock::from(value),
            #[cfg(feature = "ssr")]
            write: |value| {
                let value = value.downcast_ref::<T>().ok_or(postcard::Error::SerdeSerCustom)?;
                postcard::to_allocvec(value)
            },
        }))
    }

    fn written(bytes: &[u8]) -> Self {
        Self(Arc::new(Kept {
            written: bytes.to_vec(),
            value: OnceLock::new(),
            #[cfg(feature = "ssr")]
            write: |_| Err(postcard::Error::SerdeSerCustom),
        }))
    }

    fn open<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Result<Arc<T>, ApiError> {
        let Kept { written, value, .. } = &*self.0;
        let value = match value.get() {
            Some(value) => value,
            None => {
                let read: T = postcard::from_bytes(written).map_err(unreadable)?;
                value.get_or_init(|| Arc::new(read))
            }
        };
        value.clone().downcast().map_err(|_| ApiError::internal())
    }
}

fn unreadable(error: postcard::Error) -> ApiError {
    ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
}

/// Writes an answer into the page and reads it there: what was read, or, after another first byte, the error as it goes
/// over every other wire.
struct Postcard;

const READ: u8 = 0;
const REFUSED: u8 = 1;

impl Encoder<Answer> for Postcard {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(answer: &Answer) -> Result<Vec<u8>, postcard::Error> {
        let (first, rest) = match answer {
            #[cfg(feature = "ssr")]
            Ok(content) => {
                let value = content.0.value.get().ok_or(postcard::Error::SerdeSerCustom)?;
                (READ, (content.0.write)(&**value)?)
            }
            #[cfg(not(feature = "ssr"))]
            Ok(content) => (READ, content.0.written.clone()),
            Err(error) => (REFUSED, error.ser().to_vec()),
        };
        Ok([vec![first], rest].concat())
    }
}

impl Decoder<Answer> for Postcard {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(written: &[u8]) -> Result<Answer, postcard::Error> {
        match written.split_first() {
            Some((&READ, content)) => Ok(Ok(Content::written(content))),
            Some((&REFUSED, error)) => Ok(Err(ApiError::de(error.to_vec().into()))),
            _ => Err(postcard::Error::DeserializeUnexpectedEnd),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_read_is_what_the_browser_opens() {
        let read = ("Alder".to_owned(), Some(12_u32));
        let written = Postcard::encode(&Ok(Content::of(read.clone()))).unwrap();
        let content = Postcard::decode(&written).unwrap().unwrap();
        assert_eq!(content.open::<(String, Option<u32>)>(), Ok(Arc::new(read.clone())));
        assert_eq!(content.open::<(String, Option<u32>)>(), Ok(Arc::new(read)), "again");
    }

    #[test]
    fn a_refusal_comes_over_whole() {
        let error = ApiError::field("from", "A day.").with_reference(Some("r1".to_owned()));
        let written = Postcard::encode(&Err(error.clone())).unwrap();
        assert_eq!(Postcard::decode(&written).unwrap().err(), Some(error));
        assert!(Postcard::decode(&[]).is_err());
    }

    #[test]
    fn only_what_says_something_else_is_another_answer() {
        let came = |text: &str| Some(Postcard::decode(&Postcard::encode(&read(text)).unwrap()).unwrap());
        fn read(text: &str) -> Answer {
            Ok(Content::of(text.to_owned()))
        }
        let refused = || Some(Err(ApiError::field("from", "A day.")));
        let differs = |before, now| differs::<String>(Some(&before), Some(&now));
        assert!(!differs(came("Alder"), Some(read("Alder"))), "as it came with the page, and read again");
        assert!(differs(came("Alder"), Some(read("Ash"))));
        assert!(differs(came("Alder"), refused()));
        assert!(!differs(refused(), refused()));
        assert!(differs(None, came("Alder")), "it is there by now");
        assert!(super::differs::<String>(None, Some(&None)), "nothing was asked before");
    }

    #[test]
    fn what_is_asked_differs_by_key_and_by_changes() {
        let asked = |changes, key: &str| Asked { changes, key: Arc::new(key.to_owned()) };
        assert!(asked(1, "a") == asked(1, "a"));
        assert!(asked(1, "a") != asked(2, "a"));
        assert!(asked(1, "a") != asked(1, "b"));
    }
}
