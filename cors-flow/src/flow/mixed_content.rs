//! What a browser blocks before CORS: a secure page that asks an insecure URL (Mixed Content
//! standard; Secure Contexts, section “Is url potentially trustworthy?”).

use url::Url;

use crate::Origin;
use crate::cookie::site::is_loopback;

pub(super) fn is_blocked(page: &Origin, url: &Url) -> bool {
    page.is_secure() && !is_potentially_trustworthy(url)
}

/// Secure, or on this machine.
fn is_potentially_trustworthy(url: &Url) -> bool {
    url.scheme() == "https" || url.host_str().is_some_and(is_loopback)
}
