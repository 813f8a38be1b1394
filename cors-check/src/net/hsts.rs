//! Hosts that browsers ask only by HTTPS (RFC 6797).

use cors_flow::Url;
use http::header::{HeaderMap, STRICT_TRANSPORT_SECURITY};
use url::Host;

/// The host of a URL that was asked by HTTP, although a response by HTTPS says that this is not to be
/// done (sections 6.1 and 8.1). A browser that has seen that response asks by HTTPS by itself.
pub fn host(responses: &[(&Url, &HeaderMap)]) -> Option<String> {
    let of = |scheme: &'static str| {
        let responses = responses.iter();
        responses.filter(move |(url, _)| url.scheme() == scheme)
    };
    for (secure, headers) in of("https") {
        let Some((Host::Domain(host), policy)) = secure.host().zip(policy(headers)) else {
            continue;
        };
        for (url, _) in of("http") {
            let asked = url.host_str().unwrap_or_default();
            let below = asked.strip_suffix(host);
            let is_below = below.is_some_and(|rest| rest.ends_with('.'));
            if asked == host || is_below && policy.includes_subdomains {
                return Some(asked.to_owned());
            }
        }
    }
    None
}

struct Policy {
    includes_subdomains: bool,
}

/// Of the first line, which alone counts; none if it ends a policy.
fn policy(headers: &HeaderMap) -> Option<Policy> {
    let line = headers.get(STRICT_TRANSPORT_SECURITY)?.to_str().ok()?;
    let line = line.to_ascii_lowercase();
    let directives = line.split(';').map(str::trim);
    let age = directives.clone().find_map(|directive| {
        let value = directive.strip_prefix("max-age")?.trim_start();
        let value = value.strip_prefix('=')?.trim().trim_matches('"');
        value
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| value.to_owned())
    })?;
    let is_on = age.bytes().any(|digit| digit != b'0');
    is_on.then(|| Policy {
        includes_subdomains: directives
            .clone()
            .any(|directive| directive == "includesubdomains"),
    })
}
