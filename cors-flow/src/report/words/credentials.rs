//! What is said of credentials: of certificates, and of requests whose login does not do.

use std::fmt;

use http::header::HeaderName;

use super::escaped;
use crate::flow::{Challenge, Sent};

pub(super) const EXEMPT: &str = "ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for \
                      every method but OPTIONS";

/// The handshake fails for want of a client certificate.
pub(super) fn certificate(sent: Sent) -> String {
    const DEMANDED: &str = "the server demands a client certificate in the TLS handshake";
    match sent {
        Sent::Preflight => {
            format!("{DEMANDED}, but a preflight never carries a client certificate: {EXEMPT}.")
        }
        Sent::Request => format!(
            "{DEMANDED}, but without credentials a request carries none: let the page send it with credentials mode \
             `include`."
        ),
    }
}

pub(super) fn option_as_header(name: &HeaderName, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "`{name}` is an option of the call, not a header: `fetch(url, {{ credentials: 'include' }})`, or \
         `withCredentials = true` of an XMLHttpRequest. As a header it only calls for a preflight: leave it \
         out."
    )
}

/// Schemes that no Authorization answers, and the header that does, unless the server is set up for another.
const KEYS: &[(&str, &str)] = &[
    ("azureapimanagementkey", "Ocp-Apim-Subscription-Key"),
    ("key", "apikey"),
];

/// After a 401.
pub(super) fn unauthorized(
    challenges: &[Challenge],
    is_refused: bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if is_refused {
        f.write_str("the server does not accept the Authorization that the page sent")?;
    }
    if challenges.is_empty() {
        return f.write_str(".");
    }
    let asks = if is_refused {
        ": it asks"
    } else {
        "the server asks"
    };
    write!(f, "{asks} for {}.", named(challenges))?;
    let is_ambient = |challenge: &Challenge| {
        let ambient = ["negotiate", "ntlm"];
        ambient
            .iter()
            .any(|scheme| challenge.scheme.eq_ignore_ascii_case(scheme))
    };
    let key_of = |challenge: &Challenge| {
        let mut keys = KEYS.iter();
        keys.find(|(scheme, _)| challenge.scheme.eq_ignore_ascii_case(scheme))
    };
    if let Some((_, header)) = challenges.iter().find_map(key_of) {
        return write!(
            f,
            " That is an API key: let the page send it in its header, which is `{header}` unless the server is set up for \
             another."
        );
    }
    f.write_str(match (is_refused, challenges.iter().any(is_ambient)) {
        (true, _) => "",
        (false, true) => {
            " With credentials mode `include`, a browser that is set up to trust the host answers that by \
             itself."
        }
        (false, false) => {
            " For a cross-origin request a browser shows no password prompt: let the page send Authorization \
             itself."
        }
    })
}

/// What the server asks for, after its status.
pub(super) fn challenged(challenges: &[Challenge]) -> String {
    match challenges {
        [] => String::new(),
        challenges => format!(": {}", named(challenges)),
    }
}

fn named(challenges: &[Challenge]) -> String {
    let named: Vec<_> = challenges.iter().map(Challenge::to_string).collect();
    named.join(", or ")
}

/// `Basic` or, with a realm, ``Basic (realm `api`)``; with an error, ``Bearer, `invalid_token` ``.
impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(self.scheme.as_bytes()))?;
        if let Some(realm) = &self.realm {
            write!(f, " (realm `{}`)", escaped(realm.as_bytes()))?;
        }
        match &self.error {
            Some(error) => write!(f, ", `{}`", escaped(error.as_bytes())),
            None => Ok(()),
        }
    }
}
