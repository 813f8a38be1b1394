//! The cases of one run of the page, each with its verdict. They are judged as the page takes them, a
//! few at a time, so a run of thousands needs no more memory than a short one.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cors_flow::headers_allow_credentials::compat::{BCD_VERSION, TABLE};
use futures_util::stream::{iter, once, Stream, StreamExt};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use serde::Deserialize;
use serde_json::{json, Value};
use tokio::spawn;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{timeout, Duration};

use super::page::refusal;
use crate::cases::Case;
use crate::judge::Verdict;
use crate::logins;
use crate::state::{path, Playground, MOST_GENERATED};

/// How many runs are judged at a time.
const MOST_RUNS: usize = 2;

/// How many cases of a run are judged at a time: one alone would keep one core busy.
const AT_A_TIME: usize = 4;

/// The places for runs, and how long one more waits for a place.
#[derive(Clone)]
pub struct Runs {
    places: Arc<Semaphore>,
    patience: Duration,
}

impl Runs {
    pub fn new(patience: Duration) -> Self {
        let places = Arc::new(Semaphore::new(MOST_RUNS));
        Self { places, patience }
    }
}

#[derive(Deserialize)]
pub struct Run {
    seed: Option<u64>,
    #[serde(default)]
    count: u64,
    /// Whether to follow the advice on each listed case, too.
    #[serde(default)]
    advised: bool,
}

pub async fn cases(
    State(playground): State<Arc<Playground>>,
    Extension(Runs { places, patience }): Extension<Runs>,
    run: Result<Query<Run>, QueryRejection>,
) -> Response {
    let Ok(Query(run)) = run else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "`seed` and `count` are whole numbers, as in ?seed=7&count=2000, and `advised` is `true` or `false`",
        );
    };
    if run.count > MOST_GENERATED {
        let error = format!("`count` is at most {MOST_GENERATED}");
        return refusal(StatusCode::BAD_REQUEST, &error);
    }
    let Ok(Ok(place)) = timeout(patience, places.acquire_owned()).await else {
        let error = format!("{MOST_RUNS} runs are still going: close their tabs, or try again");
        let busy = refusal(StatusCode::SERVICE_UNAVAILABLE, &error);
        return ([(RETRY_AFTER, "10")], busy).into_response();
    };
    let body = Body::from_stream(written(playground, &run, place));
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

/// The run as JSON, part by part. Its place is free again once this is dropped: at the end, or when
/// the client has left.
fn written(
    playground: Arc<Playground>,
    run: &Run,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<String, Infallible>> {
    let compat = TABLE.iter().map(|row| {
        json!({
            "browser": row.browser.name(),
            "key": row.browser.bcd_key(),
            "platform": row.browser.platform().to_string(),
            "mdn": row.mdn.map(|support| support.to_string()),
            "bcd": row.bcd.map(|support| support.to_string()),
        })
    });
    let about = json!({
        "origin": playground.page.as_str(),
        "cookies": format!("{}/cookie", playground.api),
        "login": logins::described(&playground.page, &playground.api),
        // As text: a script would round a number as large as some.
        "seed": run.seed.map(|seed| seed.to_string()),
        "engines": playground.recording.engines,
        "compat": compat.collect::<Vec<_>>(),
        "bcd_version": BCD_VERSION,
    });
    let mut begin = about.to_string();
    // The object stays open for one more member.
    begin.pop();
    begin += ",\"cases\":[";
    let cases = playground.cases(run.seed.unwrap_or_default(), run.count);
    let follows = run.advised;
    let cases = iter(cases.enumerate()).map(move |(index, case)| {
        let _held = &place;
        let playground = Arc::clone(&playground);
        spawn(async move {
            let comma = if index == 0 { "" } else { "," };
            let (verdict, described) = judged(&playground, &case).await;
            let is_followed = follows && path(&case).starts_with("case/");
            let advised = is_followed.then(|| playground.advised(&case, &verdict));
            let Some(case) = advised.flatten() else {
                return format!("{comma}{described}");
            };
            let (_, next) = judged(&playground, &case).await;
            format!("{comma}{described},{next}")
        })
    });
    let cases = cases.buffered(AT_A_TIME);
    let cases = cases.map(|written| written.expect("judging does not panic"));
    let part = |part: &str| once(std::future::ready(part.to_owned()));
    part(&begin).chain(cases).chain(part("]}")).map(Ok)
}

async fn judged(playground: &Playground, case: &Case) -> (Verdict, Value) {
    let path = path(case);
    let verdict = playground.judge(case, &path).await;
    let described = playground.describe(case, &path, &verdict);
    (verdict, described)
}
