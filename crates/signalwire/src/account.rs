//! Which SignalWire account a request is made for.

use std::fmt;
use url::Url;

/// Where real spaces live.
const DOMAIN: &str = ".signalwire.com";

/// A project in a space, and what lets us in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    space: String,
    project: String,
    token: String,
    base: Url,
}

/// What was given names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAccount {
    /// The space is not one.
    #[error("a space is the first part of its address: `example` of example.signalwire.com")]
    Space,
    /// The base address is not one.
    #[error("the base address of SignalWire must be http or https, with a host and no more than a path")]
    Base,
}

impl Account {
    /// Of a space by its name. `base` stands in the place of `https://{space}.signalwire.com`, for a
    /// SignalWire that is not the real one.
    ///
    /// # Errors
    /// [`BadAccount`] for what is no space or no address.
    pub fn new(
        space: &str,
        project: impl Into<String>,
        token: impl Into<String>,
        base: Option<&Url>,
    ) -> Result<Self, BadAccount> {
        if !is_label(space) {
            return Err(BadAccount::Space);
        }
        let base = match base {
            Some(base) if is_base(base) => base.clone(),
            Some(_) => return Err(BadAccount::Base),
            None => Url::parse(&format!("https://{space}{DOMAIN}")).map_err(|_| BadAccount::Space)?,
        };
        Ok(Self { space: space.to_owned(), project: project.into(), token: token.into(), base })
    }

    /// The space's name: `example` of example.signalwire.com.
    pub fn space(&self) -> &str {
        &self.space
    }

    /// The project's id, which the compatible API calls `AccountSid`.
    pub fn project(&self) -> &str {
        &self.project
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Scheme, host and port that requests go to.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The address of something of the project's in the compatible API, such as `IncomingPhoneNumbers`.
    pub(crate) fn compatible(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("/api/laml/2010-04-01/Accounts/{}/{path}", self.project));
        url
    }

    /// The address that a page of a list names as its next, if it is one of the same server.
    pub(crate) fn following(&self, uri: &str) -> Option<Url> {
        let url = self.base.join(uri).ok()?;
        (url.origin() == self.base.origin()).then_some(url)
    }
}

/// Neither in a log nor in an error.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("space", &self.space)
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

fn is_base(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.query().is_none()
}

/// Whether it can be the first part of a host's name, and nothing more.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_leads_nowhere_else() {
        for space in ["", "evil.com/x", "a.b", "-a", "a b", "Example", "a@b", "a#"] {
            assert_eq!(Account::new(space, "p", "t", None), Err(BadAccount::Space), "{space}");
        }
    }

    #[test]
    fn nothing_secret_is_in_what_is_logged() {
        let account = Account::new("example", "11111111-project", "PT_very_secret", None).unwrap();
        let logged = format!("{account:?} {account:#?}");
        assert!(logged.contains("example") && !logged.contains("PT_very"), "{logged}");
    }

    #[test]
    fn the_next_page_is_of_the_same_server_or_is_none() {
        let account = Account::new("example", "p", "t", None).unwrap();
        assert_eq!(
            account.compatible("Calls").as_str(),
            "https://example.signalwire.com/api/laml/2010-04-01/Accounts/p/Calls"
        );
        assert!(account.following("/api/laml/2010-04-01/x?Page=1").is_some());
        for elsewhere in ["https://evil.example/x", "//evil.example/x", "http://example.signalwire.com/x"] {
            assert_eq!(account.following(elsewhere), None, "{elsewhere}");
        }
    }
}
