//! Sends events to brokers' endpoints: one POST each, and only to addresses that may be called.
//!
//! An address is checked where the connection is made, and it is the checked one that is connected to: a name that leads
//! elsewhere a moment later leads nowhere. Redirects are not followed, proxies of the environment not asked.

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use steadyline_core::delivery::Reply;
use steadyline_core::endpoint::is_public;

/// Longest to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest that one try may take.
pub(crate) const LONGEST: Duration = Duration::from_secs(15);
/// Bytes of a reply that are read and kept.
const KEPT: usize = 2_048;
/// Connections to one host that are kept for the next event.
const IDLE: usize = 2;

/// The name leads to nothing that may be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads into a private network")]
struct Nearby;

/// The name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("the name cannot be looked up")]
struct Unknown(#[source] io::Error);

type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// Finds addresses of names, and gives only those that may be called.
struct Guard {
    lookup: Lookup,
    calls_private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (found, calls_private) = ((self.lookup)(name.as_str().to_owned()), self.calls_private);
        Box::pin(async move {
            let mut found = found.await.map_err(Unknown)?;
            found.retain(|address| calls_private || is_public(address.ip()));
            if found.is_empty() {
                return Err(Nearby.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn by_system(name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
}

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Message<'m> {
    /// Where to.
    pub(crate) url: &'m str,
    /// The `webhook-id`.
    pub(crate) id: String,
    /// The `webhook-timestamp`, in seconds.
    pub(crate) timestamp: i64,
    /// The `webhook-signature`.
    pub(crate) signature: &'m str,
    /// The body.
    pub(crate) body: &'m str,
}

/// Sends. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    client: Client,
    calls_private: bool,
}

impl Sender {
    /// One that calls private addresses only if whoever runs the program says so.
    pub(crate) fn new(calls_private: bool) -> Result<Self, reqwest::Error> {
        Self::with(Arc::new(by_system), calls_private)
    }

    fn with(lookup: Lookup, calls_private: bool) -> Result<Self, reqwest::Error> {
        // Another part may have installed it.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("Steadyline/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(Guard { lookup, calls_private }))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(IDLE)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()?;
        Ok(Self { client, calls_private })
    }

    /// Sends once. Whatever goes wrong is what came of it.
    pub(crate) async fn send(&self, message: &Message<'_>) -> Reply {
        let began = Instant::now();
        let mut reply = match tokio::time::timeout(LONGEST, self.post(message)).await {
            Ok(reply) => reply,
            Err(_elapsed) => failed(format!("no answer within {} s", LONGEST.as_secs())),
        };
        reply.millis = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
        reply
    }

    async fn post(&self, message: &Message<'_>) -> Reply {
        let url = match self.checked(message.url) {
            Ok(url) => url,
            Err(why) => return failed(why),
        };
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", message.signature)
            .body(message.body.to_owned());
        match request.send().await {
            Ok(response) => read(response).await,
            Err(error) => failed(why(error)),
        }
    }

    /// A host that is an address itself is asked of no resolver.
    fn checked(&self, url: &str) -> Result<Url, String> {
        let url = Url::parse(url).map_err(|_| "the address cannot be read".to_owned())?;
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(ip) if !self.calls_private && !is_public(ip) => {
                Err("its address is in a private network, where nothing is sent".to_owned())
            }
            _ => Ok(url),
        }
    }
}

fn failed(why: String) -> Reply {
    Reply { error: Some(why), ..Reply::default() }
}

/// An error and what led to it, down to the root.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| deeper(*error))
}

fn deeper<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    // What an I/O error is made of is passed over by its `source`.
    if let Some(made_of) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return Some(made_of);
    }
    error.source()
}

/// Why nothing was answered, for who set the endpoint up. What the network itself says of it stands in the log alone.
fn why(error: reqwest::Error) -> String {
    let error = error.without_url();
    let raw: Vec<String> = chain(&error).map(ToString::to_string).collect();
    tracing::info!(error = %raw.join(": "), "an endpoint did not answer");
    if let Some(words) = in_words(&error) {
        return words.to_owned();
    }
    if error.is_timeout() {
        return format!("no connection within {} s", CONNECT.as_secs());
    }
    let words =
        if error.is_connect() { "no connection could be made" } else { "the answer could not be read" };
    words.to_owned()
}

/// What is at the root of it, and what to look at.
fn in_words(error: &(dyn Error + 'static)) -> Option<&'static str> {
    chain(error).find_map(|error| {
        if error.is::<Nearby>() {
            return Some("its name leads into a private network, where nothing is sent");
        }
        if error.is::<Unknown>() {
            return Some("the address could not be found: check the host name");
        }
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(insecure(error));
        }
        match error.downcast_ref::<io::Error>()?.kind() {
            io::ErrorKind::ConnectionRefused => {
                Some("the connection was refused: check the port, and that the program there runs")
            }
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Some("the connection was closed before the answer was whole"),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                Some("the address cannot be reached from here")
            }
            _ => None,
        }
    })
}

const fn insecure(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError::{Expired, ExpiredContext, NotValidForName, NotValidForNameContext};
    match error {
        rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. }) => "the certificate has expired",
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            "the certificate is for another host name"
        }
        rustls::Error::InvalidCertificate(_) => "the certificate is not trusted",
        _ => "no secure connection could be made: check that the address uses HTTPS",
    }
}

/// What was answered. No more of it is read than is kept.
async fn read(mut response: Response) -> Reply {
    let status = response.status();
    let mut bytes = Vec::new();
    let mut broke = None;
    while bytes.len() < KEPT {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => {
                broke = Some(why(error));
                break;
            }
        }
    }
    bytes.truncate(KEPT);
    // PostgreSQL keeps no text with a NUL in it.
    let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    let error = if status.is_success() {
        broke
    } else if status.is_redirection() {
        Some(format!("it answered {}: redirects are not followed", status.as_u16()))
    } else {
        Some(format!("it answered {}", status.as_u16()))
    };
    Reply { status: Some(status.as_u16()), error, text, millis: 0 }
}

#[cfg(test)]
mod tests;
