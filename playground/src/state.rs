//! What the servers share: where they are, their cases, and what has happened so far.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use cors_flow::{Flow, Origin, Outgoing, Sent, Step};
use http::header::{HeaderMap, ACCEPT, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, USER_AGENT};
use http::{Method, Uri};
use serde_json::{json, Value};

use crate::advised::{advised, ADVISED};
use crate::arrivals::{Arrivals, Arrived, SentOrigin};
use crate::cases::{self, title_case, Answer, Case};
use crate::differences;
use crate::judge::{self, flow, Verdict};
use crate::recording::Recording;
use crate::trail::{Trail, MOST_HOPS};

/// The most generated cases in one run of the page.
pub const MOST_GENERATED: u64 = 10_000;

/// The tries that are kept, of at most 64 KiB each: a page asks for its own at once.
const KEPT_TRIES: usize = 64;

pub struct Playground {
    pub page: Origin,
    /// Of the API and of its raw half.
    pub api: Origin,
    pub raw: Origin,
    pub recording: Recording,
    cases: Vec<Case>,
    by_id: HashMap<String, usize>,
    /// Those that follow the advice on others, by their ids.
    advised: Mutex<HashMap<String, Case>>,
    tries: Mutex<VecDeque<(u64, Case)>>,
    arrivals: Mutex<Arrivals>,
    cookie: Mutex<Option<String>>,
}

impl Playground {
    pub fn new(page: Origin, api: Origin, raw: Origin) -> Self {
        let cases = cases::list(&page, &api, &raw);
        let by_id = cases
            .iter()
            .enumerate()
            .map(|(at, case)| (case.id.clone(), at))
            .collect();
        Self {
            page,
            api,
            raw,
            recording: Recording::read(),
            cases,
            by_id,
            advised: Mutex::default(),
            tries: Mutex::default(),
            arrivals: Mutex::default(),
            cookie: Mutex::default(),
        }
    }

    /// The listed cases, and that many generated ones, each made when its turn comes.
    pub fn cases(self: &Arc<Self>, seed: u64, generated: u64) -> impl Iterator<Item = Case> {
        let [listing, generating] = [Arc::clone(self), Arc::clone(self)];
        let listed = (0..self.cases.len()).map(move |at| listing.cases[at].clone());
        let generated =
            (0..generated).map(move |index| cases::generated(&generating.page, seed, index));
        listed.chain(generated)
    }

    /// The case that a path of the API or of its raw half stands for.
    pub fn case(&self, path: &str) -> Option<Case> {
        let (kind, name) = path.strip_prefix('/')?.split_once('/')?;
        match kind {
            "case" if name.starts_with(ADVISED) => lock(&self.advised).get(name).cloned(),
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
        let by_library = library(&case.answer) && case.preflight.as_ref().is_none_or(library);
        let base = if by_library { &self.api } else { &self.raw };
        format!("{base}/{path}")
    }

    /// Keeps a case that somebody typed, under an id that cannot be guessed.
    pub fn keep(&self, case: Case) -> Case {
        let token = rand::random();
        let id = format!("{TRY}{token}");
        let case = Case { id, ..case };
        let mut tries = lock(&self.tries);
        if tries.len() == KEPT_TRIES {
            tries.pop_front();
        }
        tries.push_back((token, case.clone()));
        case
    }

    /// The case in which the server follows the advice on a listed one, if there is any.
    pub fn advised(&self, case: &Case, verdict: &Verdict) -> Option<Case> {
        let cases = advised(case, &verdict.report, |url| self.case(url.path()));
        let first = cases.first().cloned();
        let ids = cases.into_iter().map(|case| (case.id.clone(), case));
        lock(&self.advised).extend(ids);
        first
    }

    /// The answer to a request for a case. It remembers what was sent, and by whom: a browser that
    /// never asked has not withheld anything.
    pub fn answer(&self, case: &Case, method: &Method, uri: &Uri, request: &HeaderMap) -> Answer {
        let trail = Trail::of(case, uri);
        let agent = request
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok());
        // A try is of one browser, which may have been told to give another name.
        let agent = agent.filter(|_| !case.id.starts_with(TRY));
        let question = (
            trail.from.as_str(),
            agent.unwrap_or_default(),
            trail.way.as_str(),
            trail.hop,
        );
        let (is_preflight, origin) = (is_preflight(method, request), request.get(ORIGIN));
        let seen = SentOrigin::of(origin, &self.page);
        lock(&self.arrivals).note(question, is_preflight, seen);
        trail.lead_on(case.answer_to(is_preflight, origin))
    }

    /// What that user agent has sent of a case, in that way: to the case's URL, and to each URL
    /// that redirects led it to.
    pub fn arrived(&self, id: &str, agent: &str, way: &str) -> Vec<Arrived> {
        let arrivals = lock(&self.arrivals);
        let mut hops = vec![arrivals.recall((id, agent, way, 0))];
        let others = (1..=MOST_HOPS).map(|hop| arrivals.recall((id, agent, way, hop)));
        hops.extend(others.take_while(|arrived| *arrived != Arrived::default()));
        hops
    }

    /// What a browser has sent of a try.
    pub fn arrived_of_try(&self, id: &str) -> Arrived {
        lock(&self.arrivals).recall((id, "", "fetch", 0))
    }

    pub fn note_cookie(&self, cookie: Option<String>) {
        *lock(&self.cookie) = cookie;
    }

    pub fn seen_cookie(&self) -> Option<String> {
        lock(&self.cookie).clone()
    }

    /// What the crate says of a case, after it was sent as a browser would.
    pub async fn judge(&self, case: &Case, path: &str) -> Verdict {
        judge::verdict(case, &self.url(case, path)).await
    }

    /// A case as the page and the tests take it, with the verdict.
    pub fn describe(&self, case: &Case, path: &str, verdict: &Verdict) -> Value {
        let url = self.url(case, path);
        let flow = flow(case, &url).expect("a browser sends each case");
        let mut differs = case.differs.clone();
        differs.extend(differences::differences(case, &flow, verdict.allowed));
        json!({
            "id": case.id,
            "group": case.group,
            "rule": case.rule,
            "credentials": case.credentials.as_str(),
            "from": if case.origin == self.page { "page" } else { "null" },
            "method": case.method,
            "headers": case.headers,
            "url": url,
            "requests": requests(&flow),
            "preflight": case.preflight.as_ref().map(Answer::shown),
            "wire": case.answer.shown(),
            "answered_to": case.answered_to,
            "read": case.read,
            "generated": path.starts_with("generated/"),
            "crate": verdict,
            "recorded": self.recording.answers(&case.id),
            "differs": differs,
            "client": case.client,
        })
    }
}

/// How the id of a try begins.
const TRY: &str = "try-";

/// The path of a case on the API.
pub fn path(case: &Case) -> String {
    if let Some(generated) = case.id.strip_prefix("generated-") {
        format!("generated/{}", generated.replace('-', "/"))
    } else if let Some(token) = case.id.strip_prefix(TRY) {
        format!("try/{token}")
    } else {
        format!("case/{}", case.id)
    }
}

/// Whether it is a preflight. A page may send OPTIONS as well, but never this header with it.
pub fn is_preflight(method: &Method, request: &HeaderMap) -> bool {
    method == Method::OPTIONS && request.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// What a browser sends of a case, line by line: the preflight, if there is one, and the request.
fn requests(flow: &Flow) -> Value {
    let preflight = match flow.step() {
        Step::Send(sent) if sent.kind == Sent::Preflight => Some(lines(&sent)),
        _ => None,
    };
    json!({ "preflight": preflight, "actual": lines(&flow.actual()) })
}

fn lines(sent: &Outgoing) -> Vec<String> {
    // Each request that does not say otherwise accepts anything.
    let telling = sent
        .headers
        .iter()
        .filter(|(name, value)| **name != ACCEPT || *value != "*/*");
    let headers = telling.map(|(name, value)| {
        let value = value.as_bytes().escape_ascii();
        format!("{}: {value}", title_case(name.as_str()))
    });
    std::iter::once(sent.method.to_string())
        .chain(headers)
        .collect()
}

/// A panic under one of these locks leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
