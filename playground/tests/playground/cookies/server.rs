//! Servers on loopback that answer to every name: they serve the page of each relation, answer what it
//! asks, and remember which cookies came.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::runtime::Runtime;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::TlsAcceptor;

use super::case::{Allows, Case, Stands, Step};
use super::relation::{Ports, Relation};
use crate::live::authority::certified;
use crate::live::names::Names;

const PAGE: &str = include_str!("page.html");

pub struct Server {
    /// Where the first page is.
    pub start: String,
    /// How a browser gets to it.
    pub names: Names,
    state: Arc<State>,
    reports: Receiver<String>,
    // It goes last: its end is the end of the servers.
    _runtime: Runtime,
}

struct State {
    cases: BTreeMap<String, Case>,
    /// Those of the cases that there are, in the order of their pages.
    relations: Vec<&'static Relation>,
    ports: Ports,
    /// What came, by the case's id and the step.
    came: Mutex<BTreeMap<String, String>>,
    reports: Mutex<Sender<String>>,
}

impl Server {
    pub fn start(cases: &[Case]) -> Self {
        let runtime = Runtime::new().expect("a runtime starts");
        let listener = |address: [u8; 4], port| {
            let listener = TcpListener::bind((Ipv4Addr::from(address), port)).expect("a free port");
            listener.set_nonblocking(true).expect("a listener is told");
            let port = listener.local_addr().expect("a listener has a port").port();
            (listener, port)
        };
        let listeners = [(); 4].map(|()| listener([127, 0, 0, 1], 0));
        let [page, page_tls, api, api_tls] = listeners.each_ref().map(|(_, port)| *port);
        let other_address = listener([127, 0, 0, 2], api);
        let ports = Ports {
            page: [page, page_tls],
            api: [api, api_tls],
        };
        let mut relations: Vec<&'static Relation> = Vec::new();
        for case in cases {
            if !relations.contains(&case.relation()) {
                relations.push(case.relation());
            }
        }
        let (names, tls) = names(cases, &relations);
        let (sender, reports) = channel();
        let state = Arc::new(State {
            cases: cases
                .iter()
                .map(|case| (case.id.clone(), case.clone()))
                .collect(),
            relations,
            ports,
            came: Mutex::default(),
            reports: Mutex::new(sender),
        });
        let tls = TlsAcceptor::from(Arc::new(tls));
        for (listener, port) in listeners.into_iter().chain([other_address]) {
            let tls = Some(tls.clone()).filter(|_| port == page_tls || port == api_tls);
            let state = Arc::clone(&state);
            runtime.spawn(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                while let Ok((stream, _)) = listener.accept().await {
                    let (state, tls) = (Arc::clone(&state), tls.clone());
                    tokio::spawn(async move {
                        // A browser may leave at any time.
                        match tls {
                            None => converse(stream, &state).await,
                            Some(tls) => converse(tls.accept(stream).await.ok()?, &state).await,
                        }
                    });
                }
            });
        }
        Self {
            start: state.page(0),
            names,
            state,
            reports,
            _runtime: runtime,
        }
    }

    /// The user agent of the browser that has been through all pages, if it comes in time.
    pub fn next_report(&self, patience: Duration) -> Option<String> {
        self.reports.recv_timeout(patience).ok()
    }

    /// The cases whose second request has not come yet, with their relations.
    pub fn unasked(&self) -> Vec<(&str, &str)> {
        let came = self.state.came.lock().expect("nobody panicked");
        let cases = self.state.cases.values();
        let left = cases.filter(|case| !came.contains_key(&arrival(case, Step::Next)));
        left.map(|case| (&*case.id, &*case.relation)).collect()
    }

    /// Which of its pairs came back in each case.
    pub fn answers(&self) -> BTreeMap<String, String> {
        let came = self.state.came.lock().expect("nobody panicked");
        let answer = |case: &Case| {
            let first = came.get(&arrival(case, Step::First));
            assert!(first.is_some(), "{}: it was not asked", case.id);
            let next = came.get(&arrival(case, Step::Next));
            let next = next.unwrap_or_else(|| panic!("{}: it was not asked again", case.id));
            (case.id.clone(), case.pairs(next))
        };
        self.state.cases.values().map(answer).collect()
    }
}

fn arrival(case: &Case, step: Step) -> String {
    format!("{}&{step:?}", case.id)
}

/// The names of these cases' pages and servers, and what certifies them.
fn names(cases: &[Case], relations: &[&Relation]) -> (Names, ServerConfig) {
    let pages = relations.iter().map(|relation| relation.page(Ports::ANY));
    let pages = pages.map(|page| page.as_str().parse().expect("a page's origin is a URL"));
    let asked = cases.iter().flat_map(|case| {
        let steps = [Step::First, Step::Next];
        steps.map(|step| case.url(step, Ports::ANY))
    });
    let urls = pages.chain(asked).collect::<Vec<cors_flow::Url>>();
    certified(urls.iter().filter_map(|url| url.host_str()).collect())
}

/// Answers until the browser leaves.
async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, state: &State) -> Option<()> {
    let mut read = Vec::new();
    loop {
        let end = loop {
            let end = read.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            match end {
                Some(end) => break end + 4,
                None if stream.read_buf(&mut read).await.ok()? == 0 => return None,
                None => {}
            }
        };
        let head: Vec<_> = read.drain(..end).collect();
        let answer = state.answer(&Asked::read(&head)?);
        stream.write_all(&answer).await.ok()?;
        stream.flush().await.ok()?;
    }
}

/// A request without a body, as bytes that are characters.
struct Asked {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    /// Whatever bytes a browser sends on: an HTTP library would refuse some.
    fn read(head: &[u8]) -> Option<Self> {
        let text: String = head.iter().copied().map(char::from).collect();
        let mut lines = text.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_owned(), value.trim_matches(' ').to_owned()))
        };
        Some(Self {
            method: words.next()?.to_owned(),
            target: words.next()?.to_owned(),
            headers: lines.filter_map(header).collect(),
        })
    }

    /// All its lines. A browser sends one line of `Cookie`, however long.
    fn header(&self, name: &str) -> String {
        let is_it = |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        let values = self.headers.iter().filter(is_it);
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        values.join("; ")
    }
}

impl State {
    fn page(&self, number: usize) -> String {
        format!("{}/?{number}", self.relations[number].page(self.ports))
    }

    fn answer(&self, asked: &Asked) -> Vec<u8> {
        let (path, query) = asked.target.split_once('?').unwrap_or_default();
        if let (true, Ok(number)) = (path == "/", query.parse()) {
            return response(200, &["Content-Type: text/html"], &self.html(number));
        }
        if query == "done" {
            let reports = self.reports.lock().expect("nobody panicked");
            // The test may have ended.
            reports.send(asked.header("user-agent")).ok();
            return response(200, &[], "");
        }
        let (id, step) = query.split_once('&').unwrap_or_default();
        let step = Step::ALL.iter().find(|it| format!("{it:?}") == step);
        match (self.cases.get(id), step) {
            (Some(case), Some(step)) => self.answer_case(case, *step, asked),
            // An icon, say.
            _ => response(404, &[], ""),
        }
    }

    /// The page that asks all cases of a relation, and then goes to the next page.
    fn html(&self, number: usize) -> String {
        let cases = self.cases.values();
        let cases = cases.filter(|case| case.relation() == self.relations[number]);
        let asked = |case: &Case| {
            let url = |step| case.url(step, self.ports).to_string();
            let mut requests = vec![
                json!([
                    url(Step::First),
                    case.modes[0],
                    case.stands == Stands::Preflight
                ]),
                json!([url(Step::Next), case.modes[1], false]),
            ];
            if !case.before.is_empty() {
                requests.insert(0, json!([url(Step::Before), "include", false]));
            }
            requests
        };
        let next = number + 1;
        let next = (next < self.relations.len()).then(|| self.page(next));
        let run = json!({ "cases": cases.map(asked).collect::<Vec<_>>(), "next": next });
        PAGE.replace("{run}", &run.to_string())
    }

    fn answer_case(&self, case: &Case, step: Step, asked: &Asked) -> Vec<u8> {
        let is_preflight = asked.method == "OPTIONS";
        let is_first = step == Step::First && !is_preflight;
        if !is_preflight {
            let mut arrivals = self.came.lock().expect("nobody panicked");
            arrivals.insert(arrival(case, step), asked.header("cookie"));
        }
        let origin = format!("Access-Control-Allow-Origin: {}", asked.header("origin"));
        let credentials = "Access-Control-Allow-Credentials: true";
        let mut lines = match case.allows {
            Allows::Nobody if is_first => vec![],
            Allows::Anyone if is_first => vec!["Access-Control-Allow-Origin: *", credentials],
            Allows::WithoutCredentials if is_first => vec![origin.as_str()],
            _ => vec![&origin, credentials],
        };
        if is_preflight {
            lines.push("Access-Control-Allow-Headers: x-preflight");
        }
        let line = match (step, case.stands) {
            (Step::Before, _) => Some(&case.before),
            (Step::First, Stands::Preflight) => Some(&case.line).filter(|_| is_preflight),
            (Step::First, _) => Some(&case.line).filter(|_| !is_preflight),
            (Step::Moved | Step::Next, _) => None,
        };
        let line = line.map(|line| format!("Set-Cookie: {}", case.expand(line)));
        lines.extend(line.as_deref());
        let to = format!("Location: {}", case.url(Step::Moved, self.ports));
        let status = match (is_first, case.stands) {
            (true, Stands::Redirect) => {
                lines.push(&to);
                302
            }
            (true, _) => case.status,
            _ => 200,
        };
        response(status, &lines, "")
    }
}

fn response(status: u16, lines: &[&str], body: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} \r\nCache-Control: no-store\r\n");
    head.extend(lines.iter().flat_map(|line| [line, "\r\n"]));
    let length = body.len();
    let mut bytes: Vec<_> = head
        .chars()
        .map(|c| u8::try_from(c).expect("a byte"))
        .collect();
    write!(bytes, "Content-Length: {length}\r\n\r\n{body}").expect("memory takes it");
    bytes
}
