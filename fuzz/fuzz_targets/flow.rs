//! On any conversation, what a flow makes of the heads that are read in it is the Fetch standard's, hop
//! by hop.

#![no_main]

use cors_check::transcript::{self, Pasted};
use cors_flow::{
    CredentialsMode, Error, Exchange, Finding, Flow, Kind, Origin, Request, Sent, Step,
};
use http::{HeaderMap, Method, StatusCode};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

mod mode;

use mode::Mode;
use testkit::model::check::{ALLOW_CREDENTIALS, ALLOW_ORIGIN};
use testkit::model::exposed::EXPOSE_HEADERS;
use testkit::model::preflight::{
    ALLOW_HEADERS, ALLOW_METHODS, ORIGIN, REQUEST_HEADERS, REQUEST_METHOD,
};
use testkit::model::{check, exposed, preflight};
use testkit::response::Line;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    mode: Mode,
    is_put: bool,
    has_token: bool,
    conversation: Vec<Piece<'a>>,
}

/// The lines that lead to the last steps have names, so that the fuzzer need not find each byte.
#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Ok,
    Redirect,
    Origin,
    Null,
    Wildcard,
    True,
    Methods,
    Names,
    Exposes,
    End,
    Any(&'a [u8]),
}

impl Piece<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Ok => b"HTTP/1.1 200 OK\r\n",
            Self::Redirect => b"HTTP/1.1 302 Found\r\nLocation: https://b.invalid/\r\n",
            Self::Origin => b"Access-Control-Allow-Origin: https://rabbit.invalid\r\n",
            Self::Null => b"Access-Control-Allow-Origin: null\r\n",
            Self::Wildcard => b"Access-Control-Allow-Origin: *\r\n",
            Self::True => b"Access-Control-Allow-Credentials: true\r\n",
            Self::Methods => b"Access-Control-Allow-Methods: PUT\r\n",
            Self::Names => b"Access-Control-Allow-Headers: x-token\r\n",
            Self::Exposes => b"Access-Control-Expose-Headers: etag\r\n",
            Self::End => b"\r\n",
            Self::Any(bytes) => bytes,
        }
    }
}

/// The lines of these names, as the model reads them.
fn lines(headers: &HeaderMap, names: &[&'static str]) -> Vec<Line> {
    let lines = |name: &&'static str| {
        let lines = headers.get_all(*name).iter();
        let name = *name;
        lines.map(move |line| (name, line.as_bytes().to_vec()))
    };
    names.iter().flat_map(lines).collect()
}

/// What the model says of the CORS check on what an exchange got.
fn check(exchange: &Exchange, mode: CredentialsMode) -> Option<Error> {
    let case = check::Case {
        origin: exchange.sent().headers.get("origin")?.as_bytes(),
        mode,
        lines: lines(exchange.headers()?, &[ALLOW_ORIGIN, ALLOW_CREDENTIALS]),
    };
    case.expected().err().map(Error::Check)
}

/// The same of a preflight.
fn preflight(exchange: &Exchange, mode: CredentialsMode) -> Option<Error> {
    let case = preflight::Case {
        request: lines(
            &exchange.sent().headers,
            &[ORIGIN, REQUEST_METHOD, REQUEST_HEADERS],
        ),
        mode,
        status: exchange.status()?.as_u16(),
        response: lines(
            exchange.headers()?,
            &[
                ALLOW_ORIGIN,
                ALLOW_CREDENTIALS,
                ALLOW_METHODS,
                ALLOW_HEADERS,
            ],
        ),
    };
    case.expected().err().map(Error::Preflight)
}

/// The same of a header that the page wants to read.
fn exposed(finding: &Finding, headers: &HeaderMap, mode: CredentialsMode) -> Option<Error> {
    let case = exposed::Case {
        name: finding.header.clone()?,
        mode,
        lines: lines(headers, &[EXPOSE_HEADERS]),
    };
    case.expected().err().map(Error::Exposed)
}

/// A page sees what a browser does not refuse before CORS, and follows no redirect to nowhere.
fn judge(flow: &Flow, mode: CredentialsMode) {
    let report = flow.report();
    for finding in report.findings() {
        let Some(exchange) = finding.exchange.map(|at| &report.exchanges()[at]) else {
            continue;
        };
        if matches!(finding.error, Some(Error::Response(_))) {
            continue;
        }
        let Some(headers) = exchange.headers() else {
            continue;
        };
        let expected = match finding.kind {
            Kind::Preflight => preflight(exchange, mode),
            Kind::Exposed => exposed(finding, headers, mode),
            // It comes after the check, which the response has passed.
            _ if matches!(finding.error, Some(Error::Redirect(_))) => {
                assert_eq!(check(exchange, mode), None, "{report}");
                continue;
            }
            _ => check(exchange, mode),
        };
        assert_eq!(finding.error, expected, "{report}");
    }
}

fuzz_target!(|input: Input<'_>| {
    let pieces: Vec<_> = input.conversation.iter().map(Piece::bytes).collect();
    let Ok(Pasted::Exchanges(exchanges)) = transcript::read(&pieces.concat()[..]) else {
        return;
    };
    let mode = CredentialsMode::from(input.mode);
    let page: Origin = "https://rabbit.invalid".parse().expect("an origin");
    let method = if input.is_put {
        Method::PUT
    } else {
        Method::GET
    };
    let mut request = Request::to_unknown_url(method)
        .credentials(mode)
        .read("etag");
    if input.has_token {
        request = request.header("x-token", "1");
    }
    let mut flow = Flow::new(&page, &request).expect("a request that a page can send");
    let mut received = 0;
    for head in exchanges.iter().map(|exchange| &exchange.head) {
        let Step::Send(sent) = flow.step() else {
            break;
        };
        let is_preflight = sent.kind == Sent::Preflight;
        let status = StatusCode::from_u16(head.status).expect("a status");
        flow.receive(status, head.headers());
        received += 1;
        // An answer is never lost, and only what was asked is answered.
        let last = flow.report().exchanges().last().expect("an exchange");
        assert_eq!(flow.report().exchanges().len(), received);
        assert_eq!(last.sent().kind == Sent::Preflight, is_preflight);
    }
    flow.stop();
    judge(&flow, mode);
    // Nothing that the model refuses is allowed.
    let report = flow.report();
    let checked = report.exchanges().iter();
    if report.allowed() {
        let mut checked = checked.filter(|exchange| exchange.is_cross_origin());
        assert!(
            checked.all(|exchange| check(exchange, mode).is_none()),
            "{report}"
        );
    }
});
