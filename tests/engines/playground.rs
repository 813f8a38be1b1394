//! The built playground, started as a program: its cases, and the reports of the page.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{channel, Receiver};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use escargot::{CargoBuild, CargoRun};
use serde::Deserialize;

/// Whether the page could read the response to a case, by the case's id.
pub type Answers = BTreeMap<String, bool>;

#[derive(Debug, Deserialize)]
pub struct Case {
    pub id: String,
    pub rule: String,
    pub credentials: String,
    pub from: String,
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub preflight: Option<Vec<String>>,
    pub wire: Vec<String>,
    pub generated: bool,
    #[serde(rename = "crate")]
    pub verdict: Verdict,
    pub differs: Vec<Difference>,
    pub client: Option<String>,
}

impl Case {
    pub fn differs_in(&self, engine: &str) -> bool {
        self.differs
            .iter()
            .any(|difference| difference.engine == engine)
    }
}

#[derive(Debug, Deserialize)]
pub struct Verdict {
    pub shared: bool,
    pub headers: bool,
    pub get: bool,
    /// Whether the preflight allows the actual request, where there is a preflight.
    pub preflight: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct Difference {
    pub engine: String,
    pub why: String,
}

#[derive(Debug, Deserialize)]
pub struct Report {
    #[serde(rename = "userAgent")]
    pub agent: String,
    pub ms: f64,
    /// Whether each step of the cookie's way came out as it should.
    pub cookie: Vec<bool>,
    results: Vec<Outcome>,
}

/// What came of a case in each of the page's ways to ask: `None` where nothing came in time.
#[derive(Debug, Deserialize)]
struct Outcome {
    id: String,
    asked: BTreeMap<String, Asked>,
    #[serde(flatten)]
    ways: BTreeMap<String, Option<bool>>,
}

/// What of a case the server received.
#[derive(Debug, Deserialize, PartialEq)]
struct Asked {
    preflighted: bool,
    sent: bool,
}

impl Report {
    /// The browser's answer to each of the cases. It must have asked for each in every way that there
    /// is, have been answered alike in all of them, and have sent what the preflight allowed.
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
            match (case.generated, case.credentials.as_str()) {
                (true, _) => assert_eq!(ways.len(), 1, "{engine}: {outcome:?}"),
                // `XMLHttpRequest` cannot ask for it.
                (false, "omit") => assert_eq!(ways, ["fetch", "request"], "{engine}: {outcome:?}"),
                (false, _) => {
                    assert_eq!(ways, ["fetch", "request", "xhr"], "{engine}: {outcome:?}");
                }
            }
            let allowed = case.verdict.preflight;
            for way in ways {
                let asked = &outcome.asked[way];
                assert_eq!(
                    asked.preflighted,
                    allowed.is_some(),
                    "{engine}, {way}: {outcome:?}"
                );
                if !case.differs_in(engine) {
                    assert_eq!(
                        asked.sent,
                        allowed != Some(false),
                        "{engine}, {way}: {outcome:?}"
                    );
                }
            }
            let mut answers = outcome
                .ways
                .values()
                .map(|way| way.expect("an answer in time"));
            let first = answers.next().expect("one way at the least");
            assert!(
                answers.all(|answer| answer == first),
                "{engine}: {outcome:?}"
            );
            (case.id.clone(), first)
        };
        cases.iter().map(answer).collect()
    }
}

/// The first line that the playground prints.
#[derive(Deserialize)]
struct Started {
    page: String,
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
    process: Child,
    lines: Receiver<String>,
}

impl Playground {
    pub fn start() -> Self {
        static BUILT: OnceLock<CargoRun> = OnceLock::new();
        let built = BUILT.get_or_init(|| {
            // As `cargo test` has built it already: for a target of its own all would be built again.
            let build = CargoBuild::new().example("playground").current_release();
            build.run().expect("the playground builds")
        });
        let mut command = built.command();
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
            process,
            lines,
        };
        let started = playground.next(Duration::from_secs(60));
        let Started { page } = started.expect("the playground says where it is");
        playground.page = page;
        playground
    }

    /// What the next line that the playground prints says: `None` where it prints none for so long.
    fn next<T: for<'de> Deserialize<'de>>(&self, patience: Duration) -> Option<T> {
        let line = self.lines.recv_timeout(patience).ok()?;
        Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:.200}")))
    }

    /// The next report of a page that some browser has open, where it comes in time.
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
        // Nothing is left to do where it has ended already.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
