//! The page's own server: the page, the cases that it runs, and what it reports.

use std::io::{self, Write};
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::header::X_FRAME_OPTIONS;
use serde_json::{json, Value};
use tokio::time::Duration;
use tower_http::timeout::RequestBodyDeadlineLayer;

use super::caller;
use super::run::{self, Runs};
use crate::arrivals::Arrived;
use crate::form::{self, Invalid, Try};
use crate::report::{self, Report};
use crate::state::{path, Playground};

/// A report on the most cases is well below; no form of the page sends more.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Three times the most lines of the greatest length, as JSON.
const LARGEST_TRY: usize = 64 * 1024;

/// The page's routes. A request's body must arrive whole within `patience`, and a run waits as long
/// for others to end.
pub fn router(playground: Arc<Playground>, json: bool, patience: Duration) -> Router {
    let report = if json {
        post(report)
    } else {
        post(|| async {})
    };
    Router::new()
        .route("/", get(page))
        .route(
            "/cases",
            get(run::cases).layer(Extension(Runs::new(patience))),
        )
        .route("/report", report.layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .route(
            "/try",
            post(try_typed).layer(DefaultBodyLimit::max(LARGEST_TRY)),
        )
        .route("/arrived/{id}", get(arrived))
        .route("/cookie/seen", get(seen_cookie))
        .layer(RequestBodyDeadlineLayer::new(patience))
        .layer(from_fn_with_state(Arc::clone(&playground), caller::check))
        .with_state(playground)
}

/// The page, but in no frame of another page: there it would run without anybody asking for it.
async fn page() -> impl IntoResponse {
    ([(X_FRAME_OPTIONS, "DENY")], Html(include_str!("page.html")))
}

/// A request that cannot be answered, and what to send instead.
pub(super) fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// Hands the page's report to the program that started the playground, a line of JSON for each.
async fn report(
    State(playground): State<Arc<Playground>>,
    body: Result<Json<Report>, JsonRejection>,
) -> Response {
    let report = match body {
        Ok(Json(report)) => report,
        Err(rejection) => return unread(&rejection, report::EXPECTED, "the report is too large"),
    };
    let Some(report) = report.with_arrived(&playground) else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, report::EXPECTED);
    };
    match writeln!(io::stdout(), "{}", json!({ "report": report })) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the program that started the playground no longer reads its output: start it again",
        ),
    }
}

/// Why a body is not taken, and what to send instead.
fn unread(rejection: &JsonRejection, expected: &str, too_much: &str) -> Response {
    let (status, error) = match (rejection, rejection.status()) {
        (_, status @ StatusCode::PAYLOAD_TOO_LARGE) => (status, too_much),
        (_, status @ StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
            (status, "expected `Content-Type: application/json`")
        }
        (JsonRejection::BytesRejection(_), _) => (
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time: send it at once",
        ),
        (_, status) => (status, expected),
    };
    refusal(status, error)
}

async fn try_typed(
    State(playground): State<Arc<Playground>>,
    body: Result<Json<Try>, JsonRejection>,
) -> Response {
    let typed = match body {
        Ok(Json(typed)) => typed,
        Err(rejection) => return unread(&rejection, form::EXPECTED, form::TOO_MUCH),
    };
    let case = match typed.case(&playground.page) {
        Ok(case) => playground.keep(case),
        Err(Invalid { field, error }) => {
            let body = json!({ "field": field, "error": error });
            return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
        }
    };
    let path = path(&case);
    let verdict = playground.judge(&case, &path).await;
    Json(playground.describe(&case, &path, &verdict)).into_response()
}

/// What arrived of a try: the page cannot see whether its browser sent a preflight.
async fn arrived(
    State(playground): State<Arc<Playground>>,
    Path(id): Path<String>,
) -> Json<Arrived> {
    Json(playground.arrived_of_try(&id))
}

async fn seen_cookie(State(playground): State<Arc<Playground>>) -> Json<Value> {
    Json(json!({ "cookie": playground.seen_cookie() }))
}
