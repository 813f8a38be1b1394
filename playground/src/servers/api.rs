//! The API: what is cross-origin to the page. It answers the cases, and shows where a cookie goes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{
    HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, COOKIE, SET_COOKIE,
};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use cors_flow::headers_allow_credentials::AccessControlAllowCredentials;
use headers::HeaderMapExt;
use serde_json::json;

use crate::cases::Answer;
use crate::logins;
use crate::state::Playground;

pub fn router(playground: Arc<Playground>) -> Router {
    Router::new()
        .route("/cookie/set", get(set_cookie))
        .route("/cookie/echo", get(echo_cookie))
        .route("/cookie/withheld", get(withheld_cookie))
        .route("/login/{id}", get(log_in))
        .route("/login/forget", get(forget_logins))
        .route("/login/names", get(login_names))
        .route("/login/elsewhere/names", get(login_names))
        .fallback(answer)
        .with_state(playground)
}

/// A case's answer, if an HTTP library writes it as it should be. The rest is for `raw`.
async fn answer(
    State(playground): State<Arc<Playground>>,
    method: Method,
    uri: Uri,
    request: HeaderMap,
) -> Response {
    let Some(case) = playground.case(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let answer = playground.answer(&case, &method, &uri, &request);
    let (Answer::Lines(status, _), Some(headers)) = (&answer, answer.header_map()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let status = StatusCode::from_u16(*status).expect("a case's status is one");
    (status, headers, "ok").into_response()
}

/// Shared with the page, credentials and all: the two headers that every route below starts from.
fn shared(playground: &Playground) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let origin =
        HeaderValue::from_str(playground.page.as_str()).expect("an origin is a header value");
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.typed_insert(AccessControlAllowCredentials);
    headers
}

async fn set_cookie(State(playground): State<Arc<Playground>>) -> impl IntoResponse {
    let value = format!("{:08x}", rand::random::<u32>());
    let mut headers = shared(&playground);
    let cookie = format!("{COOKIE_NAME}={value}; Path=/cookie; HttpOnly; SameSite=Lax");
    headers.insert(
        SET_COOKIE,
        cookie.parse().expect("a cookie is a header value"),
    );
    (headers, Json(json!({ "cookie": value })))
}

async fn echo_cookie(
    State(playground): State<Arc<Playground>>,
    request: HeaderMap,
) -> impl IntoResponse {
    (
        shared(&playground),
        Json(json!({ "cookie": received_cookie(&request) })),
    )
}

async fn withheld_cookie(
    State(playground): State<Arc<Playground>>,
    request: HeaderMap,
) -> impl IntoResponse {
    let cookie = received_cookie(&request);
    playground.note_cookie(cookie.clone());
    let mut headers = shared(&playground);
    headers.remove(axum::http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    (headers, Json(json!({ "cookie": cookie })))
}

async fn log_in(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Response {
    let Some(line) = logins::line(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut headers = shared(&playground);
    headers.insert(SET_COOKIE, HeaderValue::from_static(line));
    (StatusCode::NO_CONTENT, headers).into_response()
}

async fn forget_logins(State(playground): State<Arc<Playground>>) -> impl IntoResponse {
    let mut headers = shared(&playground);
    for line in logins::forgetting() {
        headers.append(
            SET_COOKIE,
            line.parse().expect("a cookie is a header value"),
        );
    }
    (StatusCode::NO_CONTENT, headers)
}

async fn login_names(
    State(playground): State<Arc<Playground>>,
    request: HeaderMap,
) -> impl IntoResponse {
    (shared(&playground), Json(logins::names(&request)))
}

/// A distinctive name: cookies ignore ports, so other servers on this host share the jar.
const COOKIE_NAME: &str = "headers-allow-credentials";

fn received_cookie(request: &HeaderMap) -> Option<String> {
    request
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split("; "))
        .find_map(|pair| pair.strip_prefix(COOKIE_NAME)?.strip_prefix('='))
        .map(str::to_owned)
}
