//! The page's own server: the page, the cases that it runs, and what it reports.

use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use headers_allow_credentials::compat::{BCD_VERSION, TABLE};
use headers_allow_credentials::cors::CredentialsMode;
use http::header::{
    HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, HOST,
};
use serde::Deserialize;
use serde_json::{json, Value};

use crate::cases::Case;
use crate::playground::{path, Playground, MOST_GENERATED};

/// A report on the most cases is well below; no form of the page sends more.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Sixteen lines of a kilobyte each, as JSON.
const LARGEST_TRY: usize = 64 * 1024;
const MOST_LINES: usize = 16;
const LONGEST_LINE: usize = 1024;

/// How the page asks, as it says in a case's query and in its report.
const WAYS: [&str; 3] = ["fetch", "request", "xhr"];

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
            post(try_lines).layer(DefaultBodyLimit::max(LARGEST_TRY)),
        )
        .route("/cookie/seen", get(seen_cookie))
        .layer(from_fn_with_state(Arc::clone(&playground), own_host))
        .with_state(playground)
}

/// Only the page's own name: under any other, a name that leads here from elsewhere included, the page
/// would have another origin than the one that the cases speak of.
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
        "version": env!("CARGO_PKG_VERSION"),
        "origin": playground.page,
        "cookies": format!("{}/cookie", playground.api),
        // As text: a script would round a number as large as some.
        "seed": run.seed.map(|seed| seed.to_string()),
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

#[derive(Deserialize)]
struct Try {
    lines: Vec<String>,
    credentials: String,
}

async fn try_lines(
    State(playground): State<Arc<Playground>>,
    body: Result<Json<Try>, JsonRejection>,
) -> Response {
    let Try { lines, credentials } = match body {
        Ok(Json(body)) => body,
        Err(rejection) => {
            let error = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    format!("too much: at most {MOST_LINES} lines of {LONGEST_LINE} bytes are sent")
                }
                StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                    "expected `Content-Type: application/json`".to_owned()
                }
                _ => "expected JSON with `lines`, a list of texts, and `credentials`".to_owned(),
            };
            return refusal(rejection.status(), &error);
        }
    };
    let case = match typed_case(&playground.page, &lines, &credentials) {
        Ok(case) => case,
        Err(error) => return refusal(StatusCode::UNPROCESSABLE_ENTITY, &error),
    };
    let path = playground.keep(case.clone());
    let verdict = playground.judge(&case, &path).await;
    Json(playground.describe(&case, &path, &verdict)).into_response()
}

/// The lines that somebody typed, as a case. Only the two headers of the check are taken, and no
/// value with a byte that could end a line: what comes of them cannot be another response.
fn typed_case(page: &str, lines: &[String], credentials: &str) -> Result<Case, String> {
    let credentials: CredentialsMode = credentials.parse().map_err(|error| format!("{error}"))?;
    if lines.len() > MOST_LINES {
        return Err(format!("too many lines: at most {MOST_LINES} are sent"));
    }
    let mut wire = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let line = line.replace("{origin}", page);
        if line.len() > LONGEST_LINE {
            return Err(format!(
                "line {number} is too long: at most {LONGEST_LINE} bytes are sent"
            ));
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(format!("line {number} has no colon: write `name: value`"));
        };
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(ACCESS_CONTROL_ALLOW_ORIGIN | ACCESS_CONTROL_ALLOW_CREDENTIALS) => {}
            _ => {
                return Err(format!(
                    "line {number} has another name: only Access-Control-Allow-Origin and \
                     Access-Control-Allow-Credentials are sent, with no blank before the colon"
                ));
            }
        }
        if HeaderValue::from_bytes(value.as_bytes()).is_err() {
            return Err(format!(
                "line {number} has a control character, which no header value may hold: remove it"
            ));
        }
        wire.push(line.into_bytes());
    }
    Ok(Case::typed(credentials, wire))
}

async fn seen_cookie(State(playground): State<Arc<Playground>>) -> Json<Value> {
    Json(json!({ "cookie": playground.seen_cookie() }))
}
