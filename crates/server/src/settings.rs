//! What a person may choose: the command line and the environment, read once.

use clap::{Args, Parser, Subcommand};
use http::Uri;
use std::net::SocketAddr;
use std::path::PathBuf;
use steadyline_service::vault::Vault;

/// Keeps a broker's pool of outbound numbers healthy and every lead on one number.
#[derive(Clone, Debug, Parser)]
#[command(name = "steadyline", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What every subcommand takes.
    #[command(flatten)]
    pub base: Base,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every subcommand takes.
#[derive(Clone, Debug, Args)]
pub struct Base {
    /// The database: `sqlite://path/to/file.db` or `postgres://user@host/name`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://data/steadyline.db", global = true)]
    #[arg(hide_env_values = true)]
    pub database_url: String,
    /// What to log: `info`, `debug`, or a filter such as `steadyline_service=debug,info`.
    #[arg(long, env = "STEADYLINE_LOG", default_value = "info", global = true)]
    pub log: String,
    /// Log one JSON object a line.
    #[arg(long, env = "STEADYLINE_LOG_JSON", global = true)]
    pub log_json: bool,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run the web app, the API and the jobs.
    Serve(Box<Serve>),
    /// Bring the database up to date and end.
    Migrate,
    /// Fill an empty database with two offices, their leads and 60 days of calls, and print how to get in.
    SeedDemo(SeedDemo),
    /// Make an admin, who sees every broker.
    CreateAdmin(CreateAdmin),
    /// Make a user of a broker.
    CreateUser(CreateUser),
    /// Make a broker: an office with its own pool, leads and settings.
    CreateBroker(CreateBroker),
    /// Make an API key and print it, once, alone on its line.
    CreateKey(CreateKey),
    /// Connect a broker, or the installation, to SignalWire. Without a broker it is the installation, for every broker
    /// without a connection of its own.
    #[command(name = "connect-signalwire")]
    ConnectSignalWire(Box<ConnectSignalWire>),
    /// Count anew what reports read, from the calls, assignments and leads. Broken off, it goes on where it stopped.
    RebuildRollups(RebuildRollups),
    /// Print the OpenAPI description of the API.
    Openapi,
}

/// `steadyline serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// The address to listen on.
    #[arg(long, env = "STEADYLINE_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Where people find it: for links, signatures and origin checks [default: http://<addr>]
    #[arg(long, env = "STEADYLINE_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The folder with the browser's files [default: site/ beside the executable]
    #[arg(long, env = "STEADYLINE_SITE_ROOT")]
    pub site_root: Option<PathBuf>,
    /// Reverse proxies in front whose X-Forwarded-For is believed.
    #[arg(long, env = "STEADYLINE_TRUSTED_PROXY_HOPS", default_value_t = 0)]
    pub trusted_proxy_hops: usize,
    /// Serve by plain http on an address that is not loopback: passwords and keys can be read on the way.
    #[arg(long, env = "STEADYLINE_INSECURE_HTTP")]
    pub insecure_http: bool,
    /// Send events to private and loopback addresses too, and by plain http: brokers can then make the server call
    /// machines beside it.
    #[arg(long, env = "STEADYLINE_ALLOW_PRIVATE_ENDPOINTS")]
    pub allow_private_endpoints: bool,
    /// Requests a second that an API key may make in the long run.
    #[arg(long, env = "STEADYLINE_REQUESTS_PER_SECOND", default_value_t = 100)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub requests_per_second: u32,
    /// Requests that an API key may make at once.
    #[arg(long, env = "STEADYLINE_REQUEST_BURST", default_value_t = 500)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub request_burst: u32,
    /// SignalWire.
    #[command(flatten)]
    pub carrier: CarrierArgs,
}

/// How SignalWire is reached, and what its connections are sealed with.
#[derive(Clone, Debug, Args)]
pub struct CarrierArgs {
    /// 32 random bytes as base64 or hex that encrypt connections to SignalWire: `openssl rand -base64 32` makes them.
    /// Keep it: without it they must be saved again. Best set by the environment, where no process list shows it.
    #[arg(long, env = "STEADYLINE_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<Vault>,
    /// The address of a SignalWire that is not the real one [default: https://<space>.signalwire.com]
    #[arg(long, env = "STEADYLINE_SIGNALWIRE_BASE")]
    pub signalwire_base: Option<url::Url>,
}

/// `steadyline seed-demo`
#[derive(Clone, Debug, Args)]
pub struct SeedDemo {
    /// Write the numbers of the pools to this file too, one a line.
    #[arg(long)]
    pub numbers_to: Option<PathBuf>,
}

/// `steadyline connect-signalwire`
#[derive(Clone, Debug, Args)]
pub struct ConnectSignalWire {
    /// Slug or id of the broker [default: the installation].
    #[arg(long)]
    pub broker: Option<String>,
    /// The space: its name or address.
    #[arg(long)]
    pub space: String,
    /// The Project ID.
    #[arg(long)]
    pub project: String,
    /// Read the API token and the Signing Key from standard input, a line each, so that they are in no process list and no
    /// shell history.
    #[arg(long, required = true)]
    pub secrets_stdin: bool,
    /// SignalWire.
    #[command(flatten)]
    pub carrier: CarrierArgs,
}

/// `steadyline rebuild-rollups`
#[derive(Clone, Debug, Args)]
pub struct RebuildRollups {
    /// Slug or id of the only broker to do it for [default: all].
    #[arg(long)]
    pub broker: Option<String>,
}

/// `steadyline create-admin`
#[derive(Clone, Debug, Args)]
pub struct CreateAdmin {
    /// The address to sign in with.
    #[arg(long)]
    pub email: String,
    /// What pages call them [default: the address up to its @]
    #[arg(long)]
    pub name: Option<String>,
    /// Read the password from standard input, so that it is in no process list and no shell history.
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

/// `steadyline create-user`
#[derive(Clone, Debug, Args)]
pub struct CreateUser {
    /// The address to sign in with.
    #[arg(long)]
    pub email: String,
    /// What pages call them [default: the address up to its @]
    #[arg(long)]
    pub name: Option<String>,
    /// The broker's slug or id.
    #[arg(long)]
    pub broker: String,
    /// Read the password from standard input, so that it is in no process list and no shell history.
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

/// `steadyline create-broker`
#[derive(Clone, Debug, Args)]
pub struct CreateBroker {
    /// How addresses and the API name it.
    #[arg(long)]
    pub slug: String,
    /// What pages call it.
    #[arg(long)]
    pub name: String,
    /// The broker's own phone, where callbacks and booked leads go.
    #[arg(long)]
    pub main_line: Option<String>,
    /// IANA time zone, for example America/Chicago.
    #[arg(long)]
    pub timezone: Option<String>,
    /// Open leads that share a number: 1 keeps a number to one lead.
    #[arg(long)]
    pub leads_per_number: Option<i32>,
}

/// `steadyline create-key`
#[derive(Clone, Debug, Args)]
pub struct CreateKey {
    /// The slug or id of the broker that the key belongs to.
    #[arg(long, required_unless_present = "admin", conflicts_with = "admin")]
    pub broker: Option<String>,
    /// A key for every broker.
    #[arg(long)]
    pub admin: bool,
    /// What the key is for, as pages and the history name it.
    #[arg(long)]
    pub name: String,
}

/// The settings do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(&'static str);

impl Serve {
    /// Where people find it, without a slash at the end.
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.addr))
    }

    /// Whether people come by https.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether nobody but this machine can reach it: both the address and the public one are loopback.
    pub fn is_loopback(&self) -> bool {
        let host = self.public_url().parse::<Uri>().ok().and_then(|url| url.host().map(is_loopback_host));
        self.addr.ip().is_loopback() && host == Some(true)
    }

    /// Checks what clap cannot.
    ///
    /// # Errors
    /// Plain http on an address that is not loopback, unless it was asked for.
    pub fn validate(&self) -> Result<(), SettingsError> {
        if self.is_https() || self.is_loopback() || self.insecure_http {
            return Ok(());
        }
        Err(SettingsError(
            "--addr or --public-url is not loopback and the public address is plain http: give an https \
             --public-url (with a proxy that ends TLS in front), or say --insecure-http",
        ))
    }
}

fn is_loopback_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Checks a public address and takes its slash off.
fn public_url(text: &str) -> Result<String, String> {
    let wrong = || "give scheme and host, for example https://steadyline.example".to_owned();
    let url: Uri = text.trim().parse().map_err(|_| wrong())?;
    let is_web = matches!(url.scheme_str(), Some("http" | "https"));
    let has_user = url.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if !is_web
        || has_user
        || url.host().is_none_or(str::is_empty)
        || !matches!(url.path(), "" | "/")
        || url.query().is_some()
    {
        return Err(wrong());
    }
    Ok(text.trim().trim_end_matches('/').to_owned())
}
