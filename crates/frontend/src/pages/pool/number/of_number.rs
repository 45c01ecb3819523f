//! Of which number a page is: its name, the way back to it, and what its forms say of it.

use crate::components::{Crumb, phone_text};
use crate::pages::pool::number_href;
use steadyline_core::page::{BrokerLink, NumberLeaving, NumberLink, NumberPage};

/// What a page of a number or of a form for one is made from.
pub(super) trait OfNumber {
    /// Whose number, and which.
    fn which(&self) -> (&BrokerLink, &NumberLink);

    /// The number as people write it.
    fn name(&self) -> String {
        phone_text(self.which().1.number.as_str())
    }

    /// The number's page.
    fn home(&self) -> String {
        let (broker, link) = self.which();
        number_href(broker.slug.as_str(), link, "")
    }

    /// The pages above one below the number's.
    fn crumbs(&self) -> Vec<Crumb> {
        let pool = format!("/b/{}/pool", self.which().0.slug);
        vec![Crumb::new("Pool", pool), Crumb::new(self.name(), self.home())]
    }

    /// A form's fields that name the number.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let (broker, link) = self.which();
        vec![("broker", broker.slug.to_string()), ("number", link.key().to_owned())]
    }
}

impl OfNumber for NumberPage {
    fn which(&self) -> (&BrokerLink, &NumberLink) {
        (&self.broker, &self.row.link)
    }
}

impl OfNumber for NumberLeaving {
    fn which(&self) -> (&BrokerLink, &NumberLink) {
        (&self.broker, &self.link)
    }
}
