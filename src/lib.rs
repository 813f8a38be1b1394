#![doc = include_str!("../README.md")]
// Off for the tests, which may be newer.
#![warn(clippy::incompatible_msrv)]

pub mod compat;
pub mod cors;
mod header;
mod parse;

pub use self::header::AccessControlAllowCredentials;
pub use self::parse::ParseError;
