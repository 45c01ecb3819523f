//! How a form's answer goes over the wire: with postcard, as what pages read does, and under a content type that tells
//! that it begins with a [`Done`]. Postcard does not say what it holds, and the server looks into the answer to a plain
//! form for what the next page says.

use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::codec::{Post, PostcardEncoding};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use steadyline_core::page::{Done, Saved};

/// The codec of a server function whose answer begins with a [`Done`].
pub type DonePostcard = Post<DonePostcardEncoding>;

/// What begins with a [`Done`].
pub trait BeginsWithDone: Serialize + DeserializeOwned {}

impl BeginsWithDone for Done {}
impl BeginsWithDone for Saved {}

/// Postcard, for what begins with a [`Done`].
#[derive(Clone, Copy, Debug)]
pub struct DonePostcardEncoding;

impl ContentType for DonePostcardEncoding {
    const CONTENT_TYPE: &'static str = "application/vnd.steadyline.done";
}

impl FormatType for DonePostcardEncoding {
    const FORMAT_TYPE: Format = PostcardEncoding::FORMAT_TYPE;
}

impl<T: BeginsWithDone> Encodes<T> for DonePostcardEncoding {
    type Error = <PostcardEncoding as Encodes<T>>::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        PostcardEncoding::encode(output)
    }
}

impl<T: BeginsWithDone> Decodes<T> for DonePostcardEncoding {
    type Error = <PostcardEncoding as Decodes<T>>::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        PostcardEncoding::decode(bytes)
    }
}

/// The [`Done`] that an answer begins with.
#[cfg(feature = "ssr")]
pub fn done_of(answer: &[u8]) -> Option<Done> {
    postcard::take_from_bytes(answer).ok().map(|(done, _)| done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_found_at_the_start_of_an_answer() {
        let done = Done::of("Saved.");
        let saved = Saved { done: done.clone(), version: 7 };
        let answer = DonePostcardEncoding::encode(&saved).unwrap();
        assert_eq!(done_of(&answer), Some(done));
        assert_eq!(DonePostcardEncoding::decode(answer), Ok(saved));
        assert_eq!(done_of(b""), None);
    }
}
