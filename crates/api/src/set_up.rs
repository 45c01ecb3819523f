//! First run: the first admin and the first broker.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::broker::new_broker,
    crate::reply::*,
    steadyline_service::{page as pages, set_up as service},
};

/// Whether set-up is still to be done, and whether it asks for the token.
#[server(prefix = "/fn", endpoint = "set_up_needed", input = GetUrl, output = Postcard)]
pub async fn set_up_needed() -> Result<page::SetUp, ApiError> {
    let asks_for_token = !info()?.loopback;
    reply(pages::set_up(&service()?, asks_for_token).await)
}

/// Makes the first admin and broker, and signs the admin in. Leads to "paste your numbers".
#[server(prefix = "/fn", endpoint = "set_up", output = DonePostcard)]
pub async fn set_up(
    #[server(default)] token: String,
    email: String,
    name: String,
    password: String,
    broker_name: String,
    timezone: String,
    #[server(default)] main_line: String,
    leads_per_number: String,
) -> Result<Done, ApiError> {
    may_set_up(&token)?;
    let office = new_broker(&broker_name, "", &timezone, &main_line, &leads_per_number, "broker_name")?;
    let admin = service::FirstAdmin { email, name, password };
    let (user, broker) = reply(service::run(&crate::reply::service()?, admin, office).await)?;
    keep_signed_in(user.id).await?;
    lead_to(&format!("/b/{}/pool/add?first", broker.slug));
    Ok(Done::of(format!("{} is set up.", broker.name)))
}

/// Who is at the machine itself may set up; everybody else brings the token that was printed at start.
#[cfg(feature = "ssr")]
fn may_set_up(token: &str) -> Result<(), ApiError> {
    let info = info()?;
    let fits = info
        .set_up_token
        .as_deref()
        .is_some_and(|printed| is_same(printed.as_bytes(), token.trim().as_bytes()));
    if info.loopback || fits {
        return Ok(());
    }
    Err(ApiError::field("token", "This is not the token that was printed when Steadyline started."))
}

/// Takes as long for any token of the same length.
#[cfg(feature = "ssr")]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_fits() {
        assert!(is_same(b"abc", b"abc"));
        assert!(!is_same(b"abc", b"abd") && !is_same(b"abc", b"ab") && !is_same(b"abc", b""));
    }
}
