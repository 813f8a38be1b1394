//! The page's own server: the page, the cases that it runs, and what it reports.

use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use headers_allow_credentials::compat::{BCD_VERSION, TABLE};
use http::header::{HeaderValue, HOST};
use serde::Deserialize;
use serde_json::{json, Value};

use crate::asked::Asked;
use crate::cases::WAYS;
use crate::playground::{path, Playground, MOST_GENERATED};
use crate::typed::{self, Invalid, Try};

/// A report on the most cases is well below; no form of the page sends more.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Three times the most lines of the greatest length, as JSON.
const LARGEST_TRY: usize = 64 * 1024;

pub fn router(playground: Arc<Playground>, json: bool) -> Router {
    let report = if json {
        post(report)
    } else {
        post(|| async {})
    };
    Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route("/cases", get(cases))
        .route("/report", report.layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .route(
            "/try",
            post(try_typed).layer(DefaultBodyLimit::max(LARGEST_TRY)),
        )
        .route("/asked/{id}", get(asked))
        .route("/cookie/seen", get(seen_cookie))
        .layer(from_fn_with_state(Arc::clone(&playground), own_host))
        .with_state(playground)
}

/// Refuses any host but the page's own. Under another name, such as one that an attacker points
/// here, the page's origin would not be the one in the cases.
async fn own_host(
    State(playground): State<Arc<Playground>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
    if host == playground.page.strip_prefix("http://").map(str::as_bytes) {
        next.run(request).await
    } else {
        let error = format!("open the page as {}/", playground.page);
        refusal(StatusCode::MISDIRECTED_REQUEST, &error)
    }
}

/// A request that cannot be answered, and what to send instead.
fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

#[derive(Default, Deserialize)]
struct Run {
    seed: Option<u64>,
    #[serde(default)]
    count: u64,
}

async fn cases(
    State(playground): State<Arc<Playground>>,
    run: Result<Query<Run>, QueryRejection>,
) -> Response {
    let Ok(Query(run)) = run else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "`seed` and `count` are whole numbers, as in ?seed=7&count=2000",
        );
    };
    if run.count > MOST_GENERATED {
        let error = format!("`count` is at most {MOST_GENERATED}");
        return refusal(StatusCode::BAD_REQUEST, &error);
    }
    let mut cases = Vec::new();
    for case in playground.cases(run.seed.unwrap_or_default(), run.count) {
        let path = path(&case);
        let verdict = playground.judge(&case, &path).await;
        cases.push(playground.describe(&case, &path, &verdict));
    }
    let compat = TABLE.iter().map(|row| {
        json!({
            "browser": row.browser.name(),
            "key": row.browser.bcd_key(),
            "platform": row.browser.platform().to_string(),
            "mdn": row.mdn.map(|support| support.to_string()),
            "bcd": row.bcd.map(|support| support.to_string()),
        })
    });
    Json(json!({
        "origin": playground.page,
        "cookies": format!("{}/cookie", playground.api),
        // As text: a script would round a number as large as some.
        "seed": run.seed.map(|seed| seed.to_string()),
        "engines": playground.recording.engines,
        "cases": cases,
        "compat": compat.collect::<Vec<_>>(),
        "bcd_version": BCD_VERSION,
    }))
    .into_response()
}

/// Hands the page's report to the program that started the playground, a line of JSON for each.
async fn report(
    State(playground): State<Arc<Playground>>,
    Json(mut report): Json<Value>,
) -> StatusCode {
    let agent = report["userAgent"].as_str().unwrap_or_default().to_owned();
    let Some(results) = report["results"].as_array_mut() else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    for result in results {
        let id = result["id"].as_str().unwrap_or_default().to_owned();
        let mut asked = json!({});
        for way in WAYS {
            if result.get(way).is_some() {
                asked[way] = json!(playground.asked(&id, &agent, way));
            }
        }
        result["asked"] = asked;
    }
    println!("{}", json!({ "report": report }));
    StatusCode::NO_CONTENT
}

async fn try_typed(
    State(playground): State<Arc<Playground>>,
    body: Result<Json<Try>, JsonRejection>,
) -> Response {
    let typed = match body {
        Ok(Json(typed)) => typed,
        Err(rejection) => {
            let error = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => typed::TOO_MUCH,
                StatusCode::UNSUPPORTED_MEDIA_TYPE => "expected `Content-Type: application/json`",
                _ => typed::EXPECTED,
            };
            return refusal(rejection.status(), error);
        }
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
async fn asked(State(playground): State<Arc<Playground>>, Path(id): Path<String>) -> Json<Asked> {
    Json(playground.asked_of_try(&id))
}

async fn seen_cookie(State(playground): State<Arc<Playground>>) -> Json<Value> {
    Json(json!({ "cookie": playground.seen_cookie() }))
}
