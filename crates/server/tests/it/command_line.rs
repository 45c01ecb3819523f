//! The command line.

use crate::harness::serve;
use clap::{CommandFactory, Parser};
use steadyline_server::settings::{Cli, Command};

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("steadyline").chain(line.split_whitespace()))
}

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn serve_needs_no_option_and_listens_on_loopback() {
    let defaults = serve(&[]);
    assert_eq!(defaults.public_url(), "http://127.0.0.1:3000");
    assert!(defaults.is_loopback() && !defaults.is_https());
    assert_eq!(defaults.validate(), Ok(()));
    assert_eq!((defaults.requests_per_second, defaults.request_burst), (100, 500));
}

#[test]
fn plain_http_beyond_loopback_must_be_asked_for() {
    for (line, is_allowed) in [
        ("--addr 0.0.0.0:3000", false),
        ("--addr 0.0.0.0:3000 --insecure-http", true),
        ("--addr 0.0.0.0:3000 --public-url https://steadyline.example", true),
        ("--addr 127.0.0.1:3000 --public-url http://steadyline.example", false),
        ("--addr [::1]:3000", true),
        ("--addr 127.0.0.1:3000 --public-url http://localhost:3000/", true),
    ] {
        let options: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(serve(&options).validate().is_ok(), is_allowed, "{line}");
    }
}

#[test]
fn a_public_url_is_scheme_and_host() {
    assert_eq!(serve(&["--public-url", "https://a.example/"]).public_url(), "https://a.example");
    for wrong in ["a.example", "ftp://a.example", "https://a.example/path", "https://u@a.example", "https://"]
    {
        assert!(parse(&format!("serve --public-url {wrong}")).is_err(), "{wrong}");
    }
}

#[test]
fn passwords_come_by_standard_input_alone() {
    assert!(parse("create-admin --email ada@example.com").is_err());
    assert!(parse("create-admin --email ada@example.com --password secret").is_err());
    assert!(parse("create-admin --email ada@example.com --password-stdin").is_ok());
    assert!(parse("create-user --email ada@example.com --password-stdin").is_err(), "whose?");
    assert!(parse("create-user --email ada@example.com --broker test_broker --password-stdin").is_ok());
}

#[test]
fn a_key_belongs_to_one_broker_or_to_an_admin() {
    assert!(parse("create-key --name n8n").is_err());
    assert!(parse("create-key --name n8n --admin --broker test_broker").is_err());
    let cli = parse("create-key --name n8n --broker test_broker --database-url sqlite://x.db").unwrap();
    assert_eq!(cli.base.database_url, "sqlite://x.db");
    assert!(matches!(cli.command, Command::CreateKey(key) if key.broker.as_deref() == Some("test_broker")));
}

#[test]
fn the_description_of_the_api_is_printed_without_any_option() {
    assert!(matches!(parse("openapi").unwrap().command, Command::Openapi));
    assert!(parse("openapi --broker test_broker").is_err());
}
