//! The playground's parts. They are a library only so that the program and its tests are built from one
//! copy of them: it is not published, and nothing else uses it.

#![allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "nobody reads its documentation, or uses it without its source"
)]

mod advised;
pub mod arrivals;
pub mod cases;
mod differences;
mod form;
pub mod judge;
mod logins;
mod recording;
mod report;
pub mod servers;
pub mod state;
pub mod trail;
