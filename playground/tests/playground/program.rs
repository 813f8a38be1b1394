//! The built playground, started as a program: its cases, and the reports of the page.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{channel, Receiver};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What an engine did with each case, by the case's id.
pub type Answers = BTreeMap<String, (Answer, Hops)>;

/// Whether the page got what it asked for.
pub type Answer = ByWay<bool>;

/// What was sent to the case's URL, and to each URL that redirects led to.
pub type Hops = ByWay<Vec<Arrived>>;

/// What came of a case in the ways of asking.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ByWay<T> {
    /// The same in every way.
    Same(T),
    /// For each way: by `fetch` it got another answer than by `XMLHttpRequest`, say.
    Each(BTreeMap<String, T>),
}

impl<T: Clone + PartialEq> ByWay<T> {
    fn of(case: &Case, ways: BTreeMap<String, T>) -> Self {
        let first = ways.values().next().cloned();
        match first.filter(|first| ways.values().all(|answer| answer == first)) {
            // A generated case is sent in only one of the ways.
            Some(answer) if !case.generated => Self::Same(answer),
            _ => Self::Each(ways),
        }
    }

    /// Whether it is that, in each way.
    pub fn is(&self, expected: &T) -> bool {
        match self {
            Self::Same(answer) => answer == expected,
            Self::Each(ways) => ways.values().all(|answer| answer == expected),
        }
    }
}

impl<T> ByWay<T> {
    /// The ways that are known one by one.
    pub fn ways(&self) -> Vec<String> {
        match self {
            Self::Same(_) => Vec::new(),
            Self::Each(ways) => ways.keys().cloned().collect(),
        }
    }
}

impl Answer {
    /// Whether it differs from the crate in just the ways that are listed: mostly in none of them.
    pub fn differs_as_listed(&self, case: &Case, engine: &str) -> bool {
        let as_listed = |way: &str, answer: bool| {
            let of_way = |listed: &Difference| listed.ways.iter().any(|it| it == way);
            let mut differences = case.differs.iter().filter(|listed| listed.engine == engine);
            differences.any(of_way) == (answer != case.verdict.allowed)
        };
        match self {
            Self::Same(answer) => case.ways().iter().all(|way| as_listed(way, *answer)),
            Self::Each(ways) => ways.iter().all(|(way, answer)| as_listed(way, *answer)),
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Case {
    pub group: String,
    pub id: String,
    pub credentials: String,
    pub from: String,
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub preflight: Option<Vec<String>>,
    pub wire: Vec<String>,
    pub answered_to: Option<String>,
    pub read: Option<String>,
    pub generated: bool,
    #[serde(rename = "crate")]
    pub verdict: Verdict,
    pub differs: Vec<Difference>,
    pub client: Option<String>,
}

impl Case {
    /// The id of the case that is refused, if this is the same once the advice is followed.
    pub fn advised(&self) -> Option<&str> {
        self.id.strip_prefix("advised-")
    }

    /// The ways in which the page can ask for it.
    fn ways(&self) -> &'static [&'static str] {
        match self.credentials.as_str() {
            // `XMLHttpRequest` has no such mode.
            "omit" => &["fetch", "request"],
            _ => &["fetch", "request", "xhr"],
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Verdict {
    pub allowed: bool,
    /// The name of the crate's error.
    pub code: Option<String>,
    pub headers: bool,
    pub get: bool,
    /// Whether the preflight allows the actual request, if there is a preflight.
    pub preflight: Option<bool>,
    /// What the playground's client sent.
    pub hops: Vec<Arrived>,
}

#[derive(Debug, Deserialize)]
pub struct Difference {
    pub engine: String,
    pub why: String,
    pub ways: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Report {
    #[serde(rename = "userAgent")]
    pub agent: String,
    pub ms: f64,
    /// Whether each step of the cookie's journey went as expected.
    pub cookie: Vec<bool>,
    /// Whether the cookie of each login came back, and whether it should, by the crate.
    #[serde(default)]
    pub logins: BTreeMap<String, (String, String)>,
    /// Whether the page got what was typed into its form, and whether it should, by the crate.
    #[serde(default)]
    pub tried: Vec<(Option<bool>, bool)>,
    results: Vec<Outcome>,
}

/// The outcome of a case in each of the page's ways to ask: `None` if nothing came in time.
#[derive(Debug, Deserialize)]
struct Outcome {
    id: String,
    arrived: BTreeMap<String, Vec<Arrived>>,
    #[serde(flatten)]
    ways: BTreeMap<String, Option<bool>>,
}

/// What the server received at one URL: whose `Origin` came with the preflight, and with the
/// request.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Arrived {
    #[serde(skip_serializing_if = "Option::is_none")]
    preflight: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

impl Arrived {
    /// A request of the page's origin, without a preflight.
    pub fn is_of_page(&self) -> bool {
        self.preflight.is_none() && self.request.as_deref() == Some("page")
    }
}

impl Report {
    /// Whether each case was answered in time: a browser that is held up gives up after ten seconds.
    pub fn is_whole(&self) -> bool {
        let mut ways = self
            .results
            .iter()
            .flat_map(|outcome| outcome.ways.values());
        ways.all(Option::is_some)
    }

    /// What arrived of a case in that way, at each hop.
    pub fn hops(&self, id: &str, way: &str) -> &[Arrived] {
        let outcome = self.results.iter().find(|outcome| outcome.id == id);
        &outcome.expect("a result of that case").arrived[way]
    }

    /// What the browser did with each of the cases. It must have asked for each in every way that
    /// there is.
    pub fn answers(&self, cases: &[Case], engine: &str) -> Answers {
        let outcomes: BTreeMap<_, _> = self
            .results
            .iter()
            .map(|outcome| (outcome.id.as_str(), outcome))
            .collect();
        let answer = |case: &Case| {
            let outcome = outcomes.get(case.id.as_str());
            let outcome = outcome.unwrap_or_else(|| panic!("{engine}: no answer to {case:?}"));
            let ways: Vec<_> = outcome.ways.keys().map(String::as_str).collect();
            if case.generated {
                assert_eq!(ways.len(), 1, "{engine}: {outcome:?}");
            } else {
                assert_eq!(ways, case.ways(), "{engine}: {outcome:?}");
            }
            let answered = |(way, answer): (&String, &Option<bool>)| {
                (way.clone(), answer.expect("an answer in time"))
            };
            let answer = Answer::of(case, outcome.ways.iter().map(answered).collect());
            (
                case.id.clone(),
                (answer, Hops::of(case, outcome.arrived.clone())),
            )
        };
        cases.iter().map(answer).collect()
    }
}

/// The first line that the playground prints: its three origins.
#[derive(Default, Deserialize)]
pub struct Origins {
    pub page: String,
    pub api: String,
    pub elsewhere: String,
}

/// Each line after it.
#[derive(Deserialize)]
struct Reported {
    report: Report,
}

/// What the page asks for first.
#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

/// A running playground, ended when it is dropped.
pub struct Playground {
    /// The page's serialized origin.
    pub page: String,
    pub origins: Origins,
    process: Child,
    lines: Receiver<String>,
}

impl Playground {
    pub fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_playground"));
        let mut process = command
            .arg("--json")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the playground starts");
        let stdout = process.stdout.take().expect("it was piped");
        let (sender, lines) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines
                .map(|line| sender.send(line))
                .take_while(Result::is_ok)
                .last()
        });
        let mut playground = Self {
            page: String::new(),
            origins: Origins::default(),
            process,
            lines,
        };
        let started = playground.next(Duration::from_secs(60));
        playground.origins = started.expect("the playground says where it is");
        playground.page.clone_from(&playground.origins.page);
        playground
    }

    /// The most memory that it has taken so far.
    #[cfg(target_os = "linux")]
    pub fn most_kilobytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("the playground runs");
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = most.and_then(|most| most.trim().strip_suffix(" kB"));
        most.and_then(|most| most.parse().ok())
            .expect("Linux says it")
    }

    /// The next line that the playground prints: `None` if it prints none within that time.
    fn next<T: for<'de> Deserialize<'de>>(&self, patience: Duration) -> Option<T> {
        let line = self.lines.recv_timeout(patience).ok()?;
        Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:.200}")))
    }

    /// The next report of a page that some browser has open, if it comes in time.
    pub fn next_report(&self, patience: Duration) -> Option<Report> {
        self.next(patience).map(|Reported { report }| report)
    }

    /// The cases of the page with that query, each with the crate's verdict over a real socket.
    pub fn cases(&self, query: &str) -> Vec<Case> {
        let url = format!("{}/cases{query}", self.page);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
        let body = runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build()?;
            client
                .get(url)
                .send()
                .await?
                .error_for_status()?
                .bytes()
                .await
        });
        let cases: Cases = serde_json::from_slice(&body.expect("the playground answers"))
            .expect("the playground's cases are JSON");
        cases.cases
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        // If it has ended already, nothing is left to do.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
