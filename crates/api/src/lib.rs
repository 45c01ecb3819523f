//! The contract between the server and its own pages: server functions and [`ApiError`].
//!
//! A function stands where its noun stands in the other crates. Reads are GET, changes are POST with an
//! URL-encoded form, so that plain HTML forms do the same without JavaScript. Addresses are `/fn/` and the
//! function's name: they stay the same from build to build. What comes back is postcard, which a page of the same build
//! reads; programs have the REST API.
//!
//! What does not belong here: SQL, markup, decisions. A server function asks who is asking, calls the service
//! and responds.

// Where docs may be missing: the fields of a server function's struct are its arguments, documented with it.
// Where arguments may be many: one is one field of a plain form, and the browser's half of the macro drops what
// is allowed on the function itself.

#[allow(missing_docs)]
pub mod api_key;
#[allow(missing_docs)]
pub mod assignment;
#[allow(missing_docs)]
pub mod broker;
#[allow(missing_docs, clippy::too_many_arguments)]
pub mod call;
#[allow(missing_docs)]
pub mod carrier;
#[allow(missing_docs)]
pub mod connection;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod cookie;
#[allow(missing_docs)]
pub mod dashboard;
#[cfg(feature = "ssr")]
mod device;
#[allow(missing_docs)]
pub mod diagnostics;
pub mod done;
pub mod error;
#[allow(missing_docs)]
pub mod event;
#[allow(missing_docs)]
pub mod flash;
#[allow(missing_docs)]
pub mod import;
#[allow(missing_docs)]
pub mod invite;
#[allow(missing_docs, clippy::too_many_arguments)]
pub mod lead;
#[allow(missing_docs)]
pub mod many;
#[allow(missing_docs, clippy::too_many_arguments)]
pub mod number;
#[cfg(feature = "ssr")]
mod reply;
#[allow(missing_docs)]
pub mod report;
#[allow(missing_docs)]
pub mod session;
#[allow(missing_docs, clippy::too_many_arguments)]
pub mod set_up;
#[allow(missing_docs)]
pub mod setting;
#[allow(missing_docs)]
pub mod theme;
#[allow(missing_docs)]
pub mod undo;
#[allow(missing_docs)]
pub mod user;

#[cfg(feature = "ssr")]
pub use context::PublicInfo;
pub use error::{ApiError, ErrorKind};
