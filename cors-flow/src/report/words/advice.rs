//! What is said of what would have to change.

use std::fmt;

use super::{escaped, listed};
use crate::flow::is_option;
use crate::report::advice::{Advice, Alternative, is_of_response};
use crate::report::escape::{escaped_up_to, escaped_url};

/// How many bytes of a value are shown: it is there to be copied.
const MOST_SHOWN: usize = 1000;

/// The lines of a block.
pub(in crate::report) fn block(advice: &[Advice], is_first: bool) -> Vec<String> {
    if advice.is_empty() {
        return Vec::new();
    }
    let title = if is_first {
        "What the server has to send:"
    } else {
        "What the server would have to send to the request as it is:"
    };
    let mut lines = vec![title.to_owned()];
    let mut asked = Vec::new();
    for advice in advice {
        let request = request(advice);
        // Without their URLs, requests look alike, and so does an OPTIONS after its preflight.
        let again = match asked.iter().rfind(|(_, earlier)| *earlier == request) {
            Some((kind, _)) if *kind != advice.to => ", after its preflight",
            Some(_) => ", after the redirect",
            None => "",
        };
        lines.push(format!("  to {request}{again}"));
        asked.push((advice.to, request));
        if advice.is_status_told {
            lines.push(format!("    {}", advice.status.as_u16()));
        }
        for (name, value) in &advice.headers {
            let value = escaped_up_to(MOST_SHOWN, value.as_bytes());
            lines.push(format!("    {name}: {value}").trim_end().to_owned());
        }
    }
    lines
}

fn request(advice: &Advice) -> String {
    let method = escaped(advice.method.as_str().as_bytes());
    match &advice.url {
        Some(url) => format!("{method} {}", escaped_url(url)),
        None => method,
    }
}

pub(in crate::report) fn instead(alternatives: &[Alternative], is_first: bool) -> Vec<String> {
    if alternatives.is_empty() {
        return Vec::new();
    }
    let title = if is_first {
        "What the page has to change:"
    } else {
        "Or what the page can do instead:"
    };
    let each = alternatives
        .iter()
        .map(|alternative| format!("  {alternative}"));
    [title.to_owned()].into_iter().chain(each).collect()
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask(url) => write!(f, "ask {} directly", escaped_url(url)),
            Self::LogIn => f.write_str("navigate to the login when it gets a 401, since no fetch can get through it"),
            Self::LeaveOut { headers, is_simple } => {
                write!(f, "leave out {}", listed(headers, "and"))?;
                let is_one = headers.len() == 1;
                f.write_str(if headers.iter().all(is_option) {
                    if is_one {
                        ", which is an option of the call and not a header"
                    } else {
                        ", which are options of the call and not headers"
                    }
                } else if headers.iter().all(is_of_response) {
                    if is_one {
                        ", which is for responses"
                    } else {
                        ", which are for responses"
                    }
                } else if headers.iter().any(|name| is_option(name) || is_of_response(name)) {
                    ", which do nothing in a request"
                } else {
                    ", which a library may add"
                })?;
                if *is_simple {
                    let them = if is_one { "it" } else { "them" };
                    write!(f, ": without {them}, a browser sends no preflight")?;
                }
                Ok(())
            }
            Self::WithoutCredentials => f.write_str(
                "ask without credentials, if it needs no cookies (`credentials: \"omit\"`, `withCredentials = \
                 false`): these headers allow that. `include` is not the default of `fetch`",
            ),
        }
    }
}
