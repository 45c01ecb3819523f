//! Numbers of a project: which there are, which can be bought, and buying, configuring and giving them up.

use crate::account::Account;
use crate::client::{Again, Client};
use crate::error::Error;
use serde::Deserialize;

/// Numbers of one page of a list: the most that SignalWire gives.
const PAGE: &str = "1000";

/// A number of a project's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IncomingNumber {
    /// SignalWire's id of it.
    pub sid: String,
    /// E.164.
    pub phone_number: String,
    /// What people call it at SignalWire.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Where its calls are asked about.
    #[serde(default)]
    pub voice_url: Option<String>,
    /// Where is told what became of them.
    #[serde(default)]
    pub status_callback: Option<String>,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
}

/// What a number can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Capabilities {
    /// Calls.
    #[serde(default)]
    pub voice: bool,
}

/// A page of a project's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPage {
    /// Its numbers.
    pub numbers: Vec<IncomingNumber>,
    /// Where the next one is; none after the last.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    next_page_uri: Option<String>,
    incoming_phone_numbers: Vec<IncomingNumber>,
}

/// A number that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AvailableNumber {
    /// E.164.
    pub phone_number: String,
    /// The town it belongs to.
    #[serde(default)]
    pub rate_center: Option<String>,
    /// Two letters.
    #[serde(default)]
    pub region: Option<String>,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
}

#[derive(Deserialize)]
struct Available {
    available_phone_numbers: Vec<AvailableNumber>,
}

/// Which numbers are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Three digits.
    AreaCode(String),
    /// Two letters.
    Region(String),
}

/// How a number is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// What people call it at SignalWire.
    pub name: Option<String>,
    /// Where its calls are asked about.
    pub voice_url: String,
    /// Where is told what became of them.
    pub status_url: String,
}

impl SetUp {
    fn fields(&self) -> Vec<(&str, &str)> {
        let mut fields = vec![
            ("VoiceUrl", self.voice_url.as_str()),
            ("VoiceMethod", "POST"),
            ("StatusCallback", self.status_url.as_str()),
            ("StatusCallbackMethod", "POST"),
        ];
        fields.extend(self.name.as_deref().map(|name| ("FriendlyName", name)));
        fields
    }
}

impl Client {
    /// The first page of a project's numbers, or the one that a page named as its next.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn numbers(&self, account: &Account, next: Option<&str>) -> Result<NumberPage, Error> {
        let listed: Listed = match next {
            None => self.get(account, "IncomingPhoneNumbers", &[("PageSize", PAGE)]).await?,
            Some(uri) => {
                let url = account.following(uri);
                let url =
                    url.ok_or_else(|| Error::Unreadable("the next page is on another server".to_owned()))?;
                self.get_url(account, url).await?
            }
        };
        Ok(NumberPage { numbers: listed.incoming_phone_numbers, next: listed.next_page_uri })
    }

    /// Whether project and token are right and may see numbers.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn check(&self, account: &Account) -> Result<(), Error> {
        let _some: Listed = self.get(account, "IncomingPhoneNumbers", &[("PageSize", "1")]).await?;
        Ok(())
    }

    /// The project's number of that phone, if it has it.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn number_of(&self, account: &Account, phone: &str) -> Result<Option<IncomingNumber>, Error> {
        let query = [("PhoneNumber", phone), ("PageSize", "50")];
        let listed: Listed = self.get(account, "IncomingPhoneNumbers", &query).await?;
        Ok(listed.incoming_phone_numbers.into_iter().find(|number| number.phone_number == phone))
    }

    /// Local numbers of the United States that can be bought.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn available(&self, account: &Account, wanted: &Wanted) -> Result<Vec<AvailableNumber>, Error> {
        let query = match wanted {
            Wanted::AreaCode(code) => [("AreaCode", code.as_str())],
            Wanted::Region(region) => [("InRegion", region.as_str())],
        };
        let found: Available = self.get(account, "AvailablePhoneNumbers/US/Local", &query).await?;
        Ok(found.available_phone_numbers)
    }

    /// Buys a number, set up at once.
    ///
    /// # Errors
    /// [`Error`]; where [`Error::may_be_done`], ask for the number to know.
    pub async fn buy(&self, account: &Account, phone: &str, set_up: &SetUp) -> Result<IncomingNumber, Error> {
        let mut form = vec![("PhoneNumber", phone)];
        form.extend(set_up.fields());
        self.post(account, "IncomingPhoneNumbers", &form, Again::No).await
    }

    /// Sets up a number that the project has.
    ///
    /// # Errors
    /// [`Error`]
    pub async fn configure(
        &self,
        account: &Account,
        sid: &str,
        set_up: &SetUp,
    ) -> Result<IncomingNumber, Error> {
        self.post(account, &one(sid)?, &set_up.fields(), Again::Yes).await
    }

    /// Gives a number up.
    ///
    /// # Errors
    /// [`Error`]; [`Error::NotFound`] where the project does not have it any more.
    pub async fn release(&self, account: &Account, sid: &str) -> Result<(), Error> {
        self.delete(account, &one(sid)?).await
    }
}

/// The path of one number; what is no id leads nowhere else.
fn one(sid: &str) -> Result<String, Error> {
    let well_formed = !sid.is_empty() && sid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if well_formed { Ok(format!("IncomingPhoneNumbers/{sid}")) } else { Err(Error::NotFound) }
}
