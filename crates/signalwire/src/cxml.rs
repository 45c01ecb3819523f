//! The documents that tell SignalWire what to do with a call. Written by a library, so that no text can leave its place.

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

/// The `Content-Type` of a document.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";
/// Longest text that is read aloud.
const MOST_SAID: usize = 4_096;

/// One step of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Calls somebody and joins both.
    Dial(Dial),
    /// Reads a text aloud.
    Say(String),
    /// Does not take the call: nothing is billed. The caller hears that the line is busy, or that nobody is there.
    Reject {
        /// Whether the caller hears the busy signal.
        busy: bool,
    },
    /// Ends the call.
    Hangup,
}

/// Whom to call, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// E.164.
    pub number: String,
    /// What the phone shows, E.164; the caller's own where there is none.
    pub caller_id: Option<String>,
    /// Seconds that it rings, 5 to 600.
    pub timeout: u32,
    /// What is asked once it is over.
    pub action: Option<String>,
    /// What is told of the called leg's progress, if anything.
    pub status_callback: Option<String>,
}

/// A document of these steps.
pub fn document(verbs: &[Verb]) -> String {
    let mut writer = Writer::new(Vec::new());
    let written = write(&mut writer, verbs);
    debug_assert!(written.is_ok(), "a vector takes everything");
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn write(writer: &mut Writer<Vec<u8>>, verbs: &[Verb]) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    if verbs.is_empty() {
        return writer.write_event(Event::Empty(BytesStart::new("Response")));
    }
    writer.write_event(Event::Start(BytesStart::new("Response")))?;
    for verb in verbs {
        match verb {
            Verb::Dial(dial) => write_dial(writer, dial)?,
            Verb::Say(text) => {
                let short: String = text.chars().take(MOST_SAID).collect();
                with_text(writer, BytesStart::new("Say"), &short)?;
            }
            Verb::Reject { busy } => {
                let reason = if *busy { "busy" } else { "rejected" };
                let tag = BytesStart::new("Reject").with_attributes([("reason", reason)]);
                writer.write_event(Event::Empty(tag))?;
            }
            Verb::Hangup => writer.write_event(Event::Empty(BytesStart::new("Hangup")))?,
        }
    }
    writer.write_event(Event::End(BytesEnd::new("Response")))
}

fn write_dial(writer: &mut Writer<Vec<u8>>, dial: &Dial) -> std::io::Result<()> {
    let mut tag = BytesStart::new("Dial");
    let timeout = dial.timeout.clamp(5, 600).to_string();
    if let Some(caller_id) = &dial.caller_id {
        tag.push_attribute(("callerId", caller_id.as_str()));
    }
    tag.push_attribute(("timeout", timeout.as_str()));
    if let Some(action) = &dial.action {
        tag.push_attribute(("action", action.as_str()));
        tag.push_attribute(("method", "POST"));
    }
    // Whoever calls hears it ring until somebody answers, and pays only then.
    tag.push_attribute(("answerOnBridge", "true"));
    writer.write_event(Event::Start(tag))?;
    let mut number = BytesStart::new("Number");
    if let Some(status) = &dial.status_callback {
        number.push_attribute(("statusCallback", status.as_str()));
        number.push_attribute(("statusCallbackEvent", "initiated ringing answered completed"));
        number.push_attribute(("statusCallbackMethod", "POST"));
    }
    with_text(writer, number, &dial.number)?;
    writer.write_event(Event::End(BytesEnd::new("Dial")))
}

fn with_text(writer: &mut Writer<Vec<u8>>, tag: BytesStart<'_>, text: &str) -> std::io::Result<()> {
    let end = tag.to_end().into_owned();
    writer.write_event(Event::Start(tag))?;
    writer.write_event(Event::Text(BytesText::new(text)))?;
    writer.write_event(Event::End(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_joined_with_the_caller_id_that_is_asked_for() {
        let dial = Dial {
            number: "+13105678901".to_owned(),
            caller_id: Some("+12135550123".to_owned()),
            timeout: 20,
            action: Some("https://d.example.com/dial-action?a=1&b=2".to_owned()),
            status_callback: Some("https://d.example.com/status".to_owned()),
        };
        assert_eq!(
            document(&[Verb::Dial(dial)]),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Dial callerId=\"+12135550123\" timeout=\"20\" action=\"https://d.example.com/dial-action?a=1&amp;b=2\" \
             method=\"POST\" answerOnBridge=\"true\"><Number statusCallback=\"https://d.example.com/status\" \
             statusCallbackEvent=\"initiated ringing answered completed\" statusCallbackMethod=\"POST\">\
             +13105678901</Number></Dial></Response>"
        );
    }

    #[test]
    fn no_text_leaves_its_place() {
        let said = document(&[Verb::Say("Thanks & <Hangup/> \"you\"".to_owned()), Verb::Hangup]);
        assert!(
            said.contains("<Say>Thanks &amp; &lt;Hangup/&gt; &quot;you&quot;</Say><Hangup/></Response>"),
            "{said}"
        );
        let reject = document(&[Verb::Reject { busy: true }]);
        assert!(reject.ends_with("<Response><Reject reason=\"busy\"/></Response>"), "{reject}");
        assert!(document(&[]).ends_with("<Response/>"));
    }
}
