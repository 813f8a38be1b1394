//! What the servers share: where they are, their cases, and what has happened so far.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use http::header::{HeaderMap, USER_AGENT};
use http::{Method, Uri};
use serde::Serialize;
use serde_json::{json, Value};

use crate::cases::{self, Answer, Case, Engine};
use crate::client::{Client, Verdict};
use crate::firefox;

/// The most generated cases in one run of the page.
pub const MOST_GENERATED: u64 = 10_000;

/// The tries that are kept: a page asks for its own at once.
const KEPT_TRIES: usize = 64;

/// The most that is remembered of who asked for what.
const KEPT_ASKED: usize = 1_000_000;

/// The longest part of a user agent that tells browsers apart.
const LONGEST_AGENT: usize = 256;

/// Which case was asked for, by which user agent, and in which of the page's ways.
type Question = (String, String, String);

/// What a browser has sent of a case.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Asked {
    preflighted: bool,
    sent: bool,
}

pub struct Playground {
    /// The page's serialized origin.
    pub page: String,
    /// Where the API and its raw half are, as origins.
    pub api: String,
    pub wire: String,
    pub client: Client,
    cases: Vec<Case>,
    by_id: HashMap<String, usize>,
    tries: Mutex<VecDeque<(u64, Case)>>,
    asked: Mutex<HashMap<Question, Asked>>,
    cookie: Mutex<Option<String>>,
}

impl Playground {
    pub fn new(page: String, api: String, wire: String, client: Client) -> Self {
        let cases = cases::list(&page);
        let by_id = cases
            .iter()
            .enumerate()
            .map(|(at, case)| (case.id.clone(), at))
            .collect();
        Self {
            page,
            api,
            wire,
            client,
            cases,
            by_id,
            tries: Mutex::default(),
            asked: Mutex::default(),
            cookie: Mutex::default(),
        }
    }

    /// The listed cases, and so many generated ones.
    pub fn cases(&self, seed: u64, generated: u64) -> Vec<Case> {
        let generated = (0..generated).map(|index| cases::generated(&self.page, seed, index));
        self.cases.iter().cloned().chain(generated).collect()
    }

    /// The case that a path of the API or of its raw half stands for.
    pub fn case(&self, path: &str) -> Option<Case> {
        let (kind, name) = path.strip_prefix('/')?.split_once('/')?;
        match kind {
            "case" => Some(self.cases[*self.by_id.get(name)?].clone()),
            "generated" => {
                let (seed, index) = name.split_once('/')?;
                let index = index.parse().ok().filter(|index| *index < MOST_GENERATED)?;
                Some(cases::generated(&self.page, seed.parse().ok()?, index))
            }
            "try" => {
                let token = name.parse::<u64>().ok()?;
                let tries = lock(&self.tries);
                tries
                    .iter()
                    .find(|(known, _)| *known == token)
                    .map(|(_, case)| case.clone())
            }
            _ => None,
        }
    }

    /// Where a browser finds a case: `path` on the half that can write it.
    pub fn url(&self, case: &Case, path: &str) -> String {
        let library = |answer: &Answer| answer.header_map().is_some();
        let by_library = library(&case.answer) && case.preflight.as_ref().map_or(true, library);
        let base = if by_library { &self.api } else { &self.wire };
        format!("{base}/{path}")
    }

    /// Keeps a case that somebody typed; gives its path.
    pub fn keep(&self, case: Case) -> String {
        let token = rand::random();
        let mut tries = lock(&self.tries);
        if tries.len() == KEPT_TRIES {
            tries.pop_front();
        }
        tries.push_back((token, case));
        format!("try/{token}")
    }

    /// Remembers what was sent of a case, and by whom: a browser that never asked has not withheld
    /// anything.
    pub fn note_asked(&self, case: &Case, method: &Method, uri: &Uri, request: &HeaderMap) {
        let agent = request
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok());
        let way = uri.query().and_then(|query| query.strip_prefix("way="));
        let way = way.unwrap_or_default().chars().take(16).collect();
        let question = (case.id.clone(), shortened(agent.unwrap_or_default()), way);
        let mut asked = lock(&self.asked);
        if asked.len() < KEPT_ASKED {
            let asked = asked.entry(question).or_default();
            asked.preflighted |= method == Method::OPTIONS;
            asked.sent |= method != Method::OPTIONS;
        }
    }

    /// What that user agent has sent of a case, in that way.
    pub fn asked(&self, id: &str, agent: &str, way: &str) -> Asked {
        let question = (id.to_owned(), shortened(agent), way.to_owned());
        lock(&self.asked)
            .get(&question)
            .copied()
            .unwrap_or_default()
    }

    pub fn note_cookie(&self, cookie: Option<String>) {
        *lock(&self.cookie) = cookie;
    }

    pub fn seen_cookie(&self) -> Option<String> {
        lock(&self.cookie).clone()
    }

    /// Runs a case through the playground's own client.
    pub async fn judge(&self, case: &Case, path: &str) -> Verdict {
        self.client
            .run(case, &self.url(case, path), &self.page)
            .await
    }

    /// A case as the page and the tests take it, with the verdict.
    pub fn describe(&self, case: &Case, path: &str, verdict: &Verdict) -> Value {
        let mut differs = case.differs.clone();
        if firefox::shares(case, &self.page).is_some_and(|shares| shares != verdict.shared) {
            differs.push((Engine::Firefox, firefox::EMPTY_LINES));
        }
        let differs: Vec<_> = differs
            .iter()
            .map(|(engine, why)| json!({ "engine": engine.as_str(), "why": why }))
            .collect();
        json!({
            "id": case.id,
            "group": case.group,
            "rule": case.rule,
            "credentials": case.credentials.as_str(),
            "from": if case.opaque { "null" } else { "page" },
            "method": case.method,
            "headers": case.headers,
            "url": self.url(case, path),
            "preflight": case.preflight.as_ref().map(Answer::shown),
            "wire": case.answer.shown(),
            "generated": path.starts_with("generated/"),
            "crate": verdict,
            "differs": differs,
            "client": case.client,
        })
    }
}

/// The path of a case on the API.
pub fn path(case: &Case) -> String {
    match case.id.strip_prefix("generated-") {
        Some(generated) => format!("generated/{}", generated.replace('-', "/")),
        None => format!("case/{}", case.id),
    }
}

fn shortened(agent: &str) -> String {
    agent.chars().take(LONGEST_AGENT).collect()
}

/// What a panic left half done under one of these locks is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
