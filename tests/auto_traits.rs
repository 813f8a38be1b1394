//! What the types are beside their methods: their auto traits, their sizes, and the table's.
//!
//! A change of any of these is a change of what users may rely on.

use std::mem::{size_of, size_of_val};
use std::panic::{RefUnwindSafe, UnwindSafe};

use headers_allow_credentials::compat::{
    Browser, ParseBrowserError, ParseVersionError, Platform, Row, Support, Version, TABLE,
};
use headers_allow_credentials::cors::{self, CredentialsMode, ParseCredentialsModeError};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

#[test]
fn every_type_goes_everywhere() {
    const fn holds<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Copy + 'static>() {}

    holds::<AccessControlAllowCredentials>();
    holds::<ParseError>();
    holds::<CredentialsMode>();
    holds::<ParseCredentialsModeError>();
    holds::<cors::Error>();
    holds::<Browser>();
    holds::<ParseBrowserError>();
    holds::<Platform>();
    holds::<Version>();
    holds::<ParseVersionError>();
    holds::<Support>();
    holds::<Row>();
}

#[test]
fn sizes() {
    assert_eq!(size_of::<AccessControlAllowCredentials>(), 0);
    assert_eq!(size_of::<ParseError>(), 1);
    assert_eq!(size_of::<cors::Error>(), 1);
    assert_eq!(
        size_of::<Result<AccessControlAllowCredentials, ParseError>>(),
        1
    );
    assert_eq!(size_of::<Result<(), cors::Error>>(), 1);
}

#[test]
fn static_size_of_the_table() {
    assert_eq!(size_of::<Row>(), 28);
    assert_eq!(size_of_val(&TABLE), 17 * 28);
}
