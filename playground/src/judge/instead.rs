//! What is written without the crate, put to the same responses.

use cors_flow::{is_redirect, CredentialsMode, Outgoing, Sent};
use http::header::ORIGIN;
use http::{HeaderMap, HeaderName, StatusCode};
use testkit::instead;

/// What each way without the crate says of a case: true until something refuses it.
pub struct Instead {
    credentials: CredentialsMode,
    read: Option<HeaderName>,
    /// By the types of `headers`.
    pub headers: bool,
    /// By `get`, `to_str` and `split`.
    pub get: bool,
}

impl Instead {
    pub fn new(credentials: CredentialsMode, read: Option<HeaderName>) -> Self {
        Self {
            credentials,
            read,
            headers: true,
            get: true,
        }
    }

    pub fn receive(&mut self, sent: &Outgoing, received: Option<(StatusCode, &HeaderMap)>) {
        let mode = self.credentials;
        let Some((status, response)) = received else {
            return self.refuse();
        };
        if sent.kind == Sent::Preflight {
            let asked = &sent.headers;
            self.headers &= instead::preflight_by_headers(asked, mode, status, response);
            self.get &= instead::preflight_by_hand(asked, mode, status, response);
            return;
        }
        let origin = sent.headers.get(ORIGIN);
        let origin = origin.and_then(|origin| origin.to_str().ok());
        let origin = origin.unwrap_or_default();
        self.headers &= instead::check_by_headers(origin, mode, response);
        self.get &= instead::check_by_get(origin, mode, response);
        let read = self.read.as_ref();
        if let Some(name) = read.filter(|_| !is_redirect(status, response)) {
            self.headers &= instead::exposed_by_headers(name, mode, response);
            self.get &= instead::exposed_by_hand(name, mode, response);
        }
    }

    pub fn refuse(&mut self) {
        self.headers = false;
        self.get = false;
    }
}
