//! The auto traits and sizes of the types, and the size of the table. Users may rely on all of
//! these.

use std::mem::{size_of, size_of_val};
use std::panic::{RefUnwindSafe, UnwindSafe};

use headers_allow_credentials::compat::{
    Browser, ParseBrowserError, ParseVersionError, Platform, Row, Support, Version, TABLE,
};
use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use headers_allow_credentials::cors::{CredentialsMode, ParseCredentialsModeError};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

#[test]
fn types_are_send_sync_copy_and_static() {
    const fn has<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Copy + 'static>() {}

    has::<AccessControlAllowCredentials>();
    has::<ParseError>();
    has::<CredentialsMode>();
    has::<ParseCredentialsModeError>();
    has::<CheckError>();
    has::<PreflightError>();
    has::<ExposedError>();
    has::<Browser>();
    has::<ParseBrowserError>();
    has::<Platform>();
    has::<Version>();
    has::<ParseVersionError>();
    has::<Support>();
    has::<Row>();
}

#[test]
fn sizes() {
    assert_eq!(size_of::<AccessControlAllowCredentials>(), 0);
    assert_eq!(size_of::<ParseError>(), 1);
    assert_eq!(size_of::<CheckError>(), 1);
    assert_eq!(
        size_of::<Result<AccessControlAllowCredentials, ParseError>>(),
        1
    );
    assert_eq!(size_of::<Result<(), CheckError>>(), 1);
    // An index, and what it is about.
    assert_eq!(size_of::<PreflightError>(), 2 * size_of::<usize>());
    assert_eq!(
        size_of::<Result<(), PreflightError>>(),
        2 * size_of::<usize>()
    );
    assert_eq!(size_of::<ExposedError>(), 1);
    assert_eq!(size_of::<Result<(), ExposedError>>(), 1);
}

#[test]
fn static_size_of_the_table() {
    assert_eq!(size_of::<Row>(), 28);
    assert_eq!(size_of_val(TABLE), 17 * 28);
}
