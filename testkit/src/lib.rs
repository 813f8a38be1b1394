//! What the tests, benches, fuzz targets and playground of this repository share.
//!
//! - [`response`](mod@response): a response's headers from lines.
//! - [`request`]: a preflight's request, as a browser writes it.
//! - [`errors`]: every error of the checks.
//! - [`http2`]: frames, for what no library sends.
//! - [`near_miss`]: values that are almost right.
//! - [`near_miss_cookie`]: the same of cookies.
//! - [`model`]: the standard's algorithms a second time, as literal as its text.
//! - [`instead`]: what a user would write without this crate.
//! - [`measured`]: requests and responses whose checks the benches measure.
//! - [`readme`]: sections of a text that are made from data.

// Whoever reads its documentation reads its code too.
#![allow(missing_docs, clippy::missing_errors_doc, clippy::missing_panics_doc)]

pub mod errors;
pub mod http2;
pub mod instead;
pub mod measured;
pub mod model;
pub mod near_miss;
pub mod near_miss_cookie;
pub mod readme;
pub mod request;
pub mod response;
