//! Another header crate, on top of `headers-allow-credentials`: a header whose one value is `true`
//! too, and a policy of several headers that only count together.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod policy;
mod private_network;

pub use crate::policy::{CredentialedCors, Error};
pub use crate::private_network::AccessControlAllowPrivateNetwork;
