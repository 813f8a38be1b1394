//! `Access-Control-Allow-Credentials`, the response header that lets a web page read what it
//! fetched with credentials: cookies, HTTP authentication or a TLS client certificate. This crate
//! gives the header a type, reads it exactly as browsers do, and checks everything else that a
//! request's credentials change.
//!
//! - [`AccessControlAllowCredentials`] implements [`headers::Header`]: to send it, pass it to
//!   [`typed_insert`](headers::HeaderMapExt::typed_insert); to read it, use
//!   [`typed_get`](headers::HeaderMapExt::typed_get), or
//!   [`from_headers`](AccessControlAllowCredentials::from_headers) for the reason if it is refused.
//! - [`ParseError`] is that reason, with a message that says what to send instead.
//! - [`cors`] has the checks that a browser makes on a response: may the page read it
//!   ([`cors::check`]), may the request be sent at all ([`cors::check_preflight`]), may the page
//!   read a given response header ([`cors::check_exposed`]).
//! - [`compat`] is the header's browser compatibility table, as data.
//!
//! The rules come from the Fetch standard, <https://fetch.spec.whatwg.org/>; each item's
//! documentation names the section. Nothing here allocates, and no error repeats its input unless
//! it is asked to ([`cors::PreflightError::display`]).
//!
//! # Examples
//!
//! A server allows credentials for a page that it trusts, and its test runs the CORS check. For the
//! preflight, and for the headers that the page reads, see [`cors`].
//!
//! ```
//! use headers::HeaderMapExt;
//! use headers_allow_credentials::cors::{check, CheckError, CredentialsMode};
//! use headers_allow_credentials::AccessControlAllowCredentials;
//!
//! let page = "https://app.example.com";
//! let mut response = http::Response::builder()
//!     .header("access-control-allow-origin", page)
//!     .header("vary", "origin")
//!     .body("hello")?;
//! assert_eq!(
//!     check(page, CredentialsMode::Include, response.headers()),
//!     Err(CheckError::MissingAllowCredentials),
//! );
//!
//! response.headers_mut().typed_insert(AccessControlAllowCredentials);
//! assert_eq!(check(page, CredentialsMode::Include, response.headers()), Ok(()));
//! # Ok::<(), http::Error>(())
//! ```
// Cargo.toml turns this lint off, for the tests: they may need a newer compiler than the crate.
#![warn(clippy::incompatible_msrv)]

pub mod compat;
pub mod cors;
mod header;
mod parse;

pub use self::header::AccessControlAllowCredentials;
pub use self::parse::ParseError;

/// The code in the README runs as tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
