//! What a browser does with a page's cross-origin request, and why the page does not get the response.
//!
//! A server's test asks the server as a browser would, and prints the trace if the page does not get
//! what it asked for:
//!
//! ```
//! use axum::{http::HeaderValue, routing::get, Router};
//! use cors_flow::{CredentialsMode, Page, Request};
//! use tower_http::cors::CorsLayer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let cors = CorsLayer::new()
//!     .allow_origin(HeaderValue::from_static("https://app.example.com"))
//!     .allow_credentials(true);
//! let mut app = Router::new().route("/me", get(|| async { "hello" })).layer(cors);
//!
//! let mut page = Page::new("https://app.example.com".parse()?);
//! let request = Request::get("https://api.example.com/me".parse()?)
//!     .credentials(CredentialsMode::Include);
//! let report = page.fetch(&mut app, request).await?; // feature `tower`
//! assert!(report.allowed(), "{report}");
//! # Ok(())
//! # }
//! ```
//!
//! - [`Page`] and [`Request`] say who asks, and for what. [`Origin`] is the page's serialized origin.
//! - [`Flow`] is the state machine behind it, without input or output, for drivers of your own: it says
//!   what to send next, and is told what came back.
//! - [`cookie`] says what becomes of a `Set-Cookie`: which browsers keep it and send it next, why the others
//!   do not, and what to send instead. A [`Page`] remembers its cookies.
//! - [`Report`] is the outcome as data: the [`Exchange`]s, the [`Finding`]s with their [`Error`]s and
//!   [`Cause`]s, the [`CookieFinding`]s, the [`Note`]s, and the [`advice`]. It prints as a trace, and with
//!   the feature `json` as JSON.
//!
//! The rules come from the Fetch standard, <https://fetch.spec.whatwg.org/>; the documentation of
//! what follows a rule names the section. Each yes or no to a response is that of the crate [`headers_allow_credentials`]. It is
//! re-exported, so that you can call its checks in the version that this crate uses.
//!
//! # Features
//!
//! - `tower`: `Page::fetch`, which drives any `tower_service::Service`.
//! - `json`: `Report::to_json`.

pub mod cookie;
mod flow;
mod origin;
mod page;
mod report;
mod request;
#[cfg(feature = "tower")]
mod service;

pub use headers_allow_credentials;
pub use headers_allow_credentials::ParseError;
pub use headers_allow_credentials::cors::{
    CheckError, CredentialsMode, ExposedError, PreflightError,
};
pub use url::Url;

pub use self::flow::{Challenge, Flow, Outgoing, RedirectError, ResponseError, Sent, Step};
pub use self::flow::{is_forbidden, is_redirect, is_safelisted, unsafe_names};
pub use self::origin::{Origin, OriginError};
pub use self::page::Page;
pub use self::report::escape::escaped;
pub use self::report::words::listed;
pub use self::report::{Cause, Destination, Difference, Lead, Sign, may_be_of_list};
pub use self::report::{CookieFinding, Error, Exchange, Finding, Kind, Note, Report};
pub use self::report::{advice, trace};
pub use self::request::{Request, SetupError};
#[cfg(feature = "tower")]
pub use self::service::FetchError;

/// The code in the README runs as tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
