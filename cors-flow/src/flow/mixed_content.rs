//! What a browser blocks before CORS: a secure page that asks an insecure URL (Mixed Content
//! standard; Secure Contexts, section “Is url potentially trustworthy?”).

use url::{Host, Url};

use crate::Origin;

pub(super) fn is_blocked(page: &Origin, url: &Url) -> bool {
    page.is_secure() && !is_potentially_trustworthy(url)
}

/// Secure, or on this machine.
fn is_potentially_trustworthy(url: &Url) -> bool {
    let is_of_this_machine = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    url.scheme() == "https" || is_of_this_machine
}
