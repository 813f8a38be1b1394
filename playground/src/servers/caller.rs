//! Who may ask the page's server: the page itself, and whoever opens it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use cors_flow::Origin;
use http::header::{HeaderName, HeaderValue, HOST, ORIGIN};

use super::page::refusal;
use crate::state::Playground;

/// Where the request comes from, and what for (Fetch Metadata Request Headers).
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Refuses what a foreign page asks: what it asks costs time, and what it reports is not true.
pub async fn check(
    State(playground): State<Arc<Playground>>,
    request: Request,
    next: Next,
) -> Response {
    let page = &playground.page;
    if !names(&request, page) {
        let error = format!("open the page as {page}/");
        return refusal(StatusCode::MISDIRECTED_REQUEST, &error);
    }
    if !is_of_page(&request, page) {
        let error =
            format!("this is only for the playground's own page: open {page}/ in a tab of its own");
        return refusal(StatusCode::FORBIDDEN, &error);
    }
    next.run(request).await
}

/// Under another name, such as one that an attacker points here, the page's origin would not be the
/// one in the cases.
fn names(request: &Request, page: &Origin) -> bool {
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
    host == page.as_str().strip_prefix("http://").map(str::as_bytes)
}

/// A page cannot choose these headers. A browser that sends no `Sec-Fetch-Site` still sends the
/// `Origin` of each POST, and of each request whose response a foreign page could read.
fn is_of_page(request: &Request, page: &Origin) -> bool {
    let every = |name, is_meant: fn(&HeaderValue) -> bool| {
        request.headers().get_all(name).iter().all(is_meant)
    };
    // A link anywhere may lead to the page, but nothing else there may load it, as an image say.
    let is_opened = request.uri().path() == "/"
        && request.headers().contains_key(DESTINATION)
        && every(DESTINATION, |destination| destination == "document");
    let origins = request.headers().get_all(ORIGIN);
    origins.iter().all(|origin| origin == page.as_str())
        && (is_opened || every(SITE, |site| site == "same-origin" || site == "none"))
}
