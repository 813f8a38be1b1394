//! A preflight's request, as a browser writes it.

use http::header::HeaderMap;

use crate::response::headers;

/// The headers that matter of the preflight for a request with this method and these unsafe
/// headers: the method normalized, the names in lower case, sorted, and joined by `,`.
#[must_use]
pub fn preflight(origin: &str, method: &str, unsafe_names: &[&str]) -> HeaderMap {
    let method = normalized(method);
    let mut names: Vec<_> = unsafe_names
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    names.sort();
    let names = names.join(",");
    let mut lines = vec![
        ("origin", origin),
        ("access-control-request-method", &method),
    ];
    if !names.is_empty() {
        lines.push(("access-control-request-headers", &names));
    }
    headers(lines)
}

/// The method as a browser sends it (Fetch standard, section “Methods”).
#[must_use]
pub fn normalized(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    match upper.as_str() {
        "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => upper,
        _ => method.to_owned(),
    }
}
