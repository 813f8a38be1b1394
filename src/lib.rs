#![doc = include_str!("../README.md")]

pub mod compat;
pub mod cors;
mod header;
mod parse;

pub use self::header::AccessControlAllowCredentials;
pub use self::parse::ParseError;
