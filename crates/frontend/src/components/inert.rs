//! Markup that says something and does nothing, written as text: drawings, and the small words that a table has by the
//! hundred. The server puts it into the page as it is, and the browser's program leaves it as it finds it: nothing in
//! it is walked through when a page comes to life, and what is made anew is one element in place of another.

use leptos::tachys::html::InertElement;
use std::fmt::{self, Display, Write};

/// Names and values of an element.
pub(crate) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// An element that is being written.
#[derive(Debug)]
pub(crate) struct Inert {
    element: &'static str,
    html: String,
}

impl Inert {
    /// Without anything in it.
    pub(crate) fn new(element: &'static str, attributes: Attributes<'_>) -> Self {
        let mut inert = Self { element, html: String::with_capacity(256) };
        inert.open(element, attributes);
        inert
    }

    /// An element without content.
    pub(crate) fn add(&mut self, element: &'static str, attributes: Attributes<'_>) {
        self.open(element, attributes);
        self.close(element);
    }

    /// A line to the right from a place: as far as it may reach, and over it as far as it does.
    pub(crate) fn gauge(&mut self, (left, y): (u8, u8), most: f64, reach: f64, attributes: Attributes<'_>) {
        for (class, end) in [("track", most), ("gauge", reach)] {
            if end > f64::from(left) {
                let line = format!("M{left} {y}H{end:.1}");
                let own: Attributes<'_> = &[("class", &class), ("d", &line)];
                self.add("path", &[own, attributes].concat());
            }
        }
    }

    /// An element that holds words.
    pub(crate) fn write(&mut self, element: &'static str, attributes: Attributes<'_>, words: &dyn Display) {
        self.open(element, attributes);
        self.say(words);
        self.close(element);
    }

    /// Words, where it is.
    pub(crate) fn say(&mut self, words: &dyn Display) {
        // A text takes whatever is written to it.
        let _ = write!(Escaped(&mut self.html), "{words}");
    }

    /// An element around others. What has nothing as its value is left out.
    pub(crate) fn open(&mut self, element: &'static str, attributes: Attributes<'_>) {
        self.html.push('<');
        self.html.push_str(element);
        for (name, value) in attributes {
            let before = self.html.len();
            write_attribute(&mut self.html, name, value);
            if self.html.ends_with("=\"\"") {
                self.html.truncate(before);
            }
        }
        self.html.push('>');
    }

    /// One that is whole.
    pub(crate) fn hold(&mut self, mut inner: Self) {
        inner.close(inner.element);
        self.html.push_str(&inner.html);
    }

    /// The end of it.
    pub(crate) fn close(&mut self, element: &'static str) {
        self.html.push_str("</");
        self.html.push_str(element);
        self.html.push('>');
    }

    /// The view of it.
    pub(crate) fn view(mut self) -> InertElement {
        self.close(self.element);
        InertElement::new(self.html)
    }
}

/// Within a tag, after what stands there.
pub(super) fn write_attribute(html: &mut String, name: &str, value: &dyn Display) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    // A text takes whatever is written to it.
    let _ = write!(Escaped(html), "{value}");
    html.push('"');
}

/// Writes so that it means itself, within a tag and between two.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_it_means_itself() {
        let mut drawing = Inert::new("svg", &[("aria-label", &"\"A&B\" <1"), ("width", &7)]);
        drawing.open("g", &[]);
        drawing.write("title", &[], &"</svg><script>");
        drawing.close("g");
        drawing.add("path", &[("class", &""), ("d", &format_args!("M{:.1} 0", 0.25))]);
        drawing.close("svg");
        assert_eq!(
            drawing.html,
            "<svg aria-label=\"&quot;A&amp;B&quot; &lt;1\" width=\"7\"><g><title>&lt;/svg&gt;&lt;script&gt;</title></g>\
             <path d=\"M0.2 0\"></path></svg>"
        );
    }
}
