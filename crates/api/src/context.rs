//! What the server puts into the context of every page and server function.
//!
//! Beside these: the [`Service`](steadyline_service::Service), the request's
//! [`Session`](tower_sessions::Session) and its [`Parts`](http::request::Parts).

use http::request::Parts;
use leptos::prelude::use_context;
use std::sync::Arc;
use steadyline_core::user::{Actor, User};
use tokio::sync::OnceCell;

/// The header that carries the request's id, on requests and replies.
pub const REQUEST_ID: &str = "x-request-id";

/// Where a session holds the [`UserId`](steadyline_core::id::UserId) of who is signed in. The session store reads
/// it too, so that all sessions of a user can be ended.
pub const USER_ID: &str = "user_id";

/// Where a session holds the browser it is in, roughly. The session store reads it too.
pub const DEVICE: &str = "device";

/// Says that a plain HTML form posted, without a script: its answer is a page.
#[derive(Clone, Copy, Debug)]
pub struct PlainForm;

/// Who is signed in, as the first that asks finds it: a page is read by several server functions, which are one request.
/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SignedIn(pub(crate) Arc<OnceCell<Option<(Actor, User)>>>);

/// What pages may know of this installation. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicInfo {
    /// Where people find it, without a slash at the end: `https://steadyline.example`.
    pub public_url: Arc<str>,
    /// Whether both the address it listens on and the public one are loopback.
    pub loopback: bool,
    /// What first-run set-up asks for, printed at start; none once there is a user, and none where `loopback`.
    pub set_up_token: Option<Arc<str>>,
    /// Changes with every build of the browser's part.
    pub build_id: Arc<str>,
}

/// The request's id: what a person quotes and the log is searched by. `None` outside of pages.
pub fn request_reference() -> Option<String> {
    let parts = use_context::<Parts>()?;
    parts.headers.get(REQUEST_ID)?.to_str().ok().map(str::to_owned)
}
