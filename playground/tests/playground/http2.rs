//! What three browser engines make of heads over HTTP/2, some of which no HTTP library sends, and what
//! the crate says.
//!
//! `tests/data/http2.json` records the engines' answers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::{channel, Receiver};
use std::sync::Arc;
use std::thread;

use cors_flow::{CredentialsMode, Flow, Origin, Request, Url};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use testkit::http2::{frame, literal, ACK, END_HEADERS, END_STREAM, HEADERS, SETTINGS};
use testkit::readme::assert_section;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::live::asked::Asked;
use crate::live::authority::certified;
use crate::live::browser::{in_some_start, Surroundings, BROWSERS};

/// By engine, and by case.
#[derive(Default, Deserialize, PartialEq, Serialize)]
struct Recording(BTreeMap<String, BTreeMap<String, bool>>);

impl Recording {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/http2.json");

    fn read() -> Self {
        let text = std::fs::read_to_string(Self::FILE).expect("tests/data/http2.json is there");
        serde_json::from_str(&text).expect("tests/data/http2.json is a recording")
    }

    fn save(&self) {
        let text = serde_json::to_string_pretty(self).expect("it is JSON") + "\n";
        std::fs::write(Self::FILE, text).expect("tests/data/http2.json can be written");
    }
}

/// A response's lines beside the page's origin in `Access-Control-Allow-Origin`, and why WebKitGTK
/// differs, if it does: the other two engines never do.
struct Case {
    id: &'static str,
    lines: Vec<(&'static str, &'static str)>,
    webkit: Option<&'static str>,
}

fn cases() -> Vec<Case> {
    const CREDENTIALS: &str = "access-control-allow-credentials";
    let refuses_blanks = Some("It refuses a value that begins or ends with whitespace.");
    let refuses_connection = Some("It refuses a head with `connection`.");
    let takes_two = Some("It accepts lines that differ, of headers that may have only one.");
    let mut cases = Vec::new();
    for (id, value, webkit) in [
        ("true", "true", None),
        ("wrong-case", "True", None),
        ("blank-before", " true", refuses_blanks),
        ("blank-after", "true ", refuses_blanks),
        ("tab-after", "true\t", refuses_blanks),
        ("blank-inside", "tr ue", None),
    ] {
        let lines = vec![(CREDENTIALS, value)];
        cases.push(Case { id, lines, webkit });
    }
    let disposition = "content-disposition";
    for (id, name, values, webkit) in [
        (
            "connection",
            "connection",
            &["keep-alive"][..],
            refuses_connection,
        ),
        (
            "disposition-two",
            disposition,
            &["inline", "attachment"],
            takes_two,
        ),
        ("disposition-empty", disposition, &["inline", ""], takes_two),
        ("disposition-same", disposition, &["inline", "inline"], None),
        ("location-two", "location", &["/a", "/b"], takes_two),
        ("location-same", "location", &["/a", "/a"], None),
    ] {
        let values = values.iter().map(|value| (name, *value));
        let lines = [(CREDENTIALS, "true")].into_iter().chain(values).collect();
        cases.push(Case { id, lines, webkit });
    }
    cases
}

impl Case {
    fn is_allowed(&self) -> bool {
        let page: Origin = "http://127.0.0.1:1".parse().expect("an origin");
        let url = "https://127.0.0.1:2".parse().expect("a URL");
        let request = Request::get(url).credentials(CredentialsMode::Include);
        let mut flow = Flow::new(&page, &request).expect("a request that a page can make");
        let mut headers = HeaderMap::new();
        for (name, value) in self.lines(page.as_str()) {
            let name = HeaderName::from_static(name);
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        flow.receive(StatusCode::OK, &headers);
        flow.report().allowed()
    }

    fn lines<'a>(&self, page: &'a str) -> Vec<(&'static str, &'a str)> {
        let origin = [("access-control-allow-origin", page)];
        origin
            .into_iter()
            .chain(self.lines.iter().copied())
            .collect()
    }

    /// The head of a response, whatever is asked.
    fn head(&self, page: &str) -> Vec<u8> {
        const STATUS_200: u8 = 0x88;
        let lines = self.lines(page).into_iter();
        let lines = lines.flat_map(|(name, value)| literal(name, value));
        [STATUS_200].into_iter().chain(lines).collect()
    }

    /// Answers every request so, and says at which URL.
    fn serve(&self, page: &str, tls: &Arc<ServerConfig>) -> String {
        let (head, tls) = (self.head(page), Arc::clone(tls));
        let (listener, port) = listener();
        serve(listener, move |stream| {
            let connection = ServerConnection::new(Arc::clone(&tls)).map_err(io::Error::other)?;
            answer(StreamOwned::new(connection, stream), &head)
        });
        format!("https://127.0.0.1:{port}/")
    }
}

fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("it has a port").port();
    (listener, port)
}

/// Takes connections until the tests end.
fn serve(
    listener: TcpListener,
    converse: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
) {
    let converse = Arc::new(converse);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let converse = Arc::clone(&converse);
            // A browser may leave at any time.
            thread::spawn(move || converse(stream).ok());
        }
    });
}

/// Answers each request with that head and no body, until the browser leaves.
fn answer(mut stream: impl Read + Write, head: &[u8]) -> io::Result<()> {
    const PREFACE: usize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len();
    stream.read_exact(&mut [0; PREFACE])?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[]))?;
    loop {
        let mut begin = [0; 9];
        stream.read_exact(&mut begin)?;
        let [a, b, c, kind, flags, _, _, _, id] = begin;
        let length = u32::from_be_bytes([0, a, b, c]);
        io::copy(
            &mut Read::by_ref(&mut stream).take(length.into()),
            &mut io::sink(),
        )?;
        match kind {
            HEADERS => stream.write_all(&frame(HEADERS, END_STREAM | END_HEADERS, id, head))?,
            SETTINGS if flags & ACK == 0 => stream.write_all(&frame(SETTINGS, ACK, 0, &[]))?,
            _ => {}
        }
    }
}

/// What a browser reports.
#[derive(Deserialize)]
struct Report {
    agent: String,
    answers: BTreeMap<String, bool>,
}

/// Serves the page, and says where, and what is reported.
fn serve_page(tls: &Arc<ServerConfig>) -> (String, Receiver<Report>) {
    let (listener, port) = listener();
    let page = format!("http://127.0.0.1:{port}");
    let urls = cases()
        .into_iter()
        .map(|case| (case.id, case.serve(&page, tls)));
    let urls = serde_json::to_string(&urls.collect::<BTreeMap<_, _>>()).expect("URLs are JSON");
    let html = include_str!("http2.html").replace("{urls}", &urls);
    let (sender, reports) = channel();
    serve(listener, move |mut stream| {
        let (mut request, mut read) = (Vec::new(), [0; 4096]);
        // The report is in the URL, so that no request has a body, which may come later than its head.
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read(&mut read)? {
                0 => break,
                length => request.extend_from_slice(&read[..length]),
            }
        }
        let request = String::from_utf8_lossy(&request);
        let target = request.split(' ').nth(1).unwrap_or_default();
        let url = Url::parse("http://127.0.0.1").and_then(|page| page.join(target));
        for (report, _) in url.iter().flat_map(Url::query_pairs) {
            if let Ok(report) = serde_json::from_str(&report) {
                sender.send(report).ok();
            }
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n{html}", html.len())
    });
    (page, reports)
}

/// The crate and every engine, as recorded, agree but for what is listed.
#[test]
fn crate_agrees_with_the_recording() {
    let recording = Recording::read();
    let mut differences = BTreeMap::<_, Vec<_>>::new();
    for case in cases() {
        for browser in &BROWSERS {
            let agrees = recording.0[browser.engine][case.id] == case.is_allowed();
            let why = case.webkit.filter(|_| browser.engine == "webkit");
            assert_eq!(agrees, why.is_none(), "{}: {}", case.id, browser.engine);
        }
        if let Some(why) = case.webkit {
            differences
                .entry(why)
                .or_default()
                .push(format!("`{}`", case.id));
        }
    }
    let rows = differences.iter();
    let rows = rows.map(|(why, ids)| format!("\n| {why} | {} |", ids.join(", ")));
    let rows = rows.collect::<Vec<_>>().concat();
    let table = format!("| why WebKitGTK differs | heads of HTTP/2 |\n|---|---|{rows}");
    assert_section(
        concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"),
        "http2",
        &table,
    );
}

/// The engines that `ENGINES` names answer as recorded.
#[test]
fn live_engines_agree() {
    let Some(asked) = Asked::by_environment(0) else {
        return;
    };
    let (names, mut tls) = certified(BTreeSet::from(["127.0.0.1"]));
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let tls = Arc::new(tls);
    let mut recording = if asked.record {
        Recording::default()
    } else {
        Recording::read()
    };
    for browser in asked.browsers {
        let around = Surroundings {
            names: Some(&names),
            ..Surroundings::default()
        };
        let report = in_some_start(|| {
            let (page, reports) = serve_page(&tls);
            browser.visit(&page, &around, |patience| {
                Ok(reports.recv_timeout(patience).ok())
            })
        });
        assert!(
            browser.is(&report.agent),
            "not {}: {}",
            browser.command,
            report.agent
        );
        if asked.record {
            recording
                .0
                .insert(browser.engine.to_owned(), report.answers);
        } else {
            let recorded = &recording.0[browser.engine];
            assert_eq!(report.answers, *recorded, "{}", browser.command);
        }
        println!(
            "{}: {} heads of HTTP/2 as recorded",
            browser.command,
            cases().len()
        );
    }
    if asked.record {
        recording.save();
    }
}
