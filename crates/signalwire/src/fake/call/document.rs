//! Reads the documents that the fake is answered with.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What the fake does with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Calls somebody and joins both.
    Dial { number: String, caller_id: Option<String>, status: Option<String>, action: Option<String> },
    /// Does not take the call.
    Reject,
    /// Something that needs no doing.
    Other,
}

/// The steps of a document, in order; none of what is no document.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut reader = Reader::from_str(text);
    let (mut steps, mut number) = (Vec::new(), None::<String>);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.name().as_ref() {
                "Dial" => steps.push(Step::Dial {
                    number: String::new(),
                    caller_id: attribute(&tag, "callerId"),
                    action: attribute(&tag, "action"),
                    status: None,
                }),
                "Number" => {
                    number = Some(String::new());
                    if let Some(Step::Dial { status, .. }) = steps.last_mut() {
                        *status = attribute(&tag, "statusCallback");
                    }
                }
                "Reject" => steps.push(Step::Reject),
                "Response" => {}
                _ => steps.push(Step::Other),
            },
            Ok(Event::Text(said)) => {
                if let Some(number) = &mut number {
                    number.push_str(&said);
                }
            }
            Ok(Event::End(tag)) if tag.name().as_ref() == "Number" => {
                if let (Some(Step::Dial { number: to, .. }), Some(said)) = (steps.last_mut(), number.take()) {
                    *to = said;
                }
            }
            Ok(Event::Eof) | Err(_) => return steps,
            Ok(_) => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).map(std::borrow::Cow::into_owned).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cxml::{Dial, Verb, document};

    #[test]
    fn what_is_written_is_read() {
        let dial = Dial {
            number: "+13105678901".to_owned(),
            caller_id: Some("+12135550123".to_owned()),
            timeout: 20,
            action: Some("https://d.example.com/a?b=1&c=2".to_owned()),
            status_callback: Some("https://d.example.com/s".to_owned()),
        };
        let read = steps(&document(&[Verb::Dial(dial.clone()), Verb::Hangup]));
        let expected = Step::Dial {
            number: dial.number,
            caller_id: dial.caller_id,
            action: dial.action,
            status: dial.status_callback,
        };
        assert_eq!(read, [expected, Step::Other]);
        assert_eq!(steps(&document(&[Verb::Reject { busy: false }])), [Step::Reject]);
        assert_eq!(steps("no document"), []);
    }
}
