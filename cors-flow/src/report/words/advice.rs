//! What is said of what would have to change.

use std::fmt;

use super::{escaped, listed};
use crate::flow::is_option;
use crate::report::advice::{Advice, Alternative, is_no_header};
use crate::report::escape::{escaped_up_to, escaped_url};
use crate::report::{CookieFinding, Kind, Report};

/// How many bytes of a value are shown: it is there to be copied.
const MOST_SHOWN: usize = 1000;

/// The lines of a block.
pub(in crate::report) fn block(report: &Report, is_first: bool) -> Vec<String> {
    let advice = report.advice();
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
        let instead = if advice.is_instead_of_redirect {
            ", in place of the redirect"
        } else {
            ""
        };
        lines.push(format!("  to {request}{again}{instead}"));
        asked.push((advice.to, request));
        if advice.is_status_told {
            lines.push(format!("    {}", advice.status.as_u16()));
        }
        for (name, value) in &advice.headers {
            let value = escaped_up_to(MOST_SHOWN, value.as_bytes());
            let space = if value.is_empty() { "" } else { " " };
            lines.push(format!("    {name}:{space}{value}"));
        }
    }
    if advice.iter().any(|advice| advice.is_shorter) {
        lines.push("Keep the other entries of the server's lists.".into());
    }
    // Not instead of that, but its other half.
    if report.alternatives().contains(&Alternative::LogIn) {
        lines.push(format!("And the page: {}.", Alternative::LogIn));
    }
    lines
}

/// What to change for each cookie that has to be kept, and is not.
pub(in crate::report) fn for_cookies(report: &Report) -> Vec<String> {
    let (mut lines, cookies) = (Vec::new(), report.cookies());
    let lost = report
        .findings()
        .iter()
        .filter(|finding| finding.kind == Kind::Cookie && !finding.allowed());
    for name in lost.filter_map(|finding| finding.cookie.as_deref()) {
        let set = cookies.iter().rev().filter(|cookie| cookie.name() == name);
        let mut to_do = set.map(CookieFinding::to_do);
        let Some(to_do) = to_do.find(|to_do| !to_do.is_empty()) else {
            continue;
        };
        let name = escaped(name);
        lines.push(format!(
            "What has to change so that every browser keeps `{name}` and sends it back:"
        ));
        lines.extend(to_do.iter().map(|command| format!("  {command}")));
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
    let others = alternatives
        .iter()
        .filter(|alternative| **alternative != Alternative::LogIn);
    let mut lines: Vec<_> = others.map(|other| format!("  {other}")).collect();
    if lines.is_empty() {
        return lines;
    }
    let title = if is_first {
        "What the page has to change:"
    } else {
        "Or what the page can do instead:"
    };
    lines.insert(0, title.to_owned());
    lines
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask(url) => {
                let url = escaped_url(url);
                write!(f, "request {url} directly, which has to allow the request")
            }
            Self::LogIn => f.write_str("navigate to the login when it gets the 401"),
            Self::LeaveOut { headers, is_simple } => {
                write!(f, "do not send {}", listed(headers, "and"))?;
                let them = if headers.len() == 1 { "it" } else { "them" };
                if headers.iter().all(is_option) {
                    f.write_str(
                        " (the option is `credentials: \"include\"` of `fetch`, or `withCredentials = true` of an \
                         XMLHttpRequest)",
                    )?;
                } else if !headers.iter().any(is_no_header) {
                    write!(f, " (a library may be adding {them})")?;
                }
                if *is_simple {
                    write!(f, ": without {them}, a browser sends no preflight")?;
                }
                Ok(())
            }
            Self::WriteMethod(method) => {
                let method = escaped(method.as_bytes());
                write!(f, "write the method as `{method}`, as the server lists it: methods are case-sensitive, and `fetch` leaves this one as it is")
            }
            Self::OwnOrigin => f.write_str(
                "be served by http or https, or without `sandbox` (or with `allow-same-origin` in it), so that it has an \
                 origin of its own: any sandboxed page has the origin `null`, so no server should allow it with credentials",
            ),
            Self::Send(name) => write!(
                f,
                "send `{}: 1`, which the server has to allow in Access-Control-Allow-Headers",
                escaped(name.as_str().as_bytes())
            ),
            Self::WithoutCredentials => f.write_str(
                "ask without credentials, if it needs no cookies (`credentials: \"omit\"`, `withCredentials = \
                 false`): these headers allow that. By default, `fetch` sends no credentials to another origin",
            ),
        }
    }
}
