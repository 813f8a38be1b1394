//! On any preflight and any response to it, `cors::check_preflight` is the Fetch standard's
//! “CORS-preflight fetch”.

#![no_main]

use http::HeaderValue;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::{fuzz_target, Corpus};

mod mode;

use mode::Mode;
use testkit::model::check::{ALLOW_CREDENTIALS, ALLOW_ORIGIN};
use testkit::model::preflight::{Case, ALLOW_HEADERS, ALLOW_METHODS};
use testkit::model::preflight::{ORIGIN, REQUEST_HEADERS, REQUEST_METHOD};
use testkit::response::Line;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    mode: Mode,
    /// Added to 100. `None` is 204.
    status: Option<u8>,
    method: Value<'a>,
    request: Vec<(RequestName, Value<'a>)>,
    /// Whether the response passes the CORS check, so that it need not be found byte by byte.
    shared: bool,
    response: Vec<(ResponseName, Value<'a>)>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum RequestName {
    Origin,
    Method,
    Headers,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum ResponseName {
    AllowOrigin,
    AllowCredentials,
    AllowMethods,
    AllowHeaders,
    AnyOther,
}

/// The values that lead to the last steps have names.
#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Origin,
    Wildcard,
    True,
    Put,
    Authorization,
    /// Ten times as many names, in upper case or not: more than are looked for one by one, or even
    /// more than an index holds.
    Many(u8, bool),
    Any(&'a [u8]),
}

const ORIGIN_VALUE: &[u8] = b"https://rabbit.invalid";

impl Value<'_> {
    fn bytes(&self) -> Vec<u8> {
        match *self {
            Self::Origin => ORIGIN_VALUE.to_vec(),
            Self::Wildcard => b"*".to_vec(),
            Self::True => b"true".to_vec(),
            Self::Put => b"PUT".to_vec(),
            Self::Authorization => b"authorization".to_vec(),
            Self::Many(tens, upper) => (0..10 * u16::from(tens))
                .flat_map(|index| {
                    format!("{}-{index},", if upper { "X" } else { "x" }).into_bytes()
                })
                .collect(),
            Self::Any(value) => value.to_vec(),
        }
    }
}

impl Input<'_> {
    fn case(&self) -> Case {
        let mut request: Vec<Line> = vec![
            (ORIGIN, ORIGIN_VALUE.to_vec()),
            (REQUEST_METHOD, self.method.bytes()),
        ];
        request.extend(self.request.iter().map(|line| match line.0 {
            RequestName::Origin => (ORIGIN, line.1.bytes()),
            RequestName::Method => (REQUEST_METHOD, line.1.bytes()),
            RequestName::Headers => (REQUEST_HEADERS, line.1.bytes()),
        }));
        let mut response: Vec<Line> = Vec::new();
        if self.shared {
            response.push((ALLOW_ORIGIN, ORIGIN_VALUE.to_vec()));
            response.push((ALLOW_CREDENTIALS, b"true".to_vec()));
        }
        response.extend(self.response.iter().map(|line| match line.0 {
            ResponseName::AllowOrigin => (ALLOW_ORIGIN, line.1.bytes()),
            ResponseName::AllowCredentials => (ALLOW_CREDENTIALS, line.1.bytes()),
            ResponseName::AllowMethods => (ALLOW_METHODS, line.1.bytes()),
            ResponseName::AllowHeaders => (ALLOW_HEADERS, line.1.bytes()),
            ResponseName::AnyOther => ("X-Access-Control-Allow-Methods", line.1.bytes()),
        }));
        Case {
            request,
            mode: self.mode.into(),
            status: self.status.map_or(204, |offset| 100 + u16::from(offset)),
            response,
        }
    }
}

fuzz_target!(|input: Input<'_>| -> Corpus {
    let case = input.case();
    let is_held_by_http = |line: &Line| HeaderValue::from_bytes(&line.1).is_ok();
    if !case
        .request
        .iter()
        .chain(&case.response)
        .all(is_held_by_http)
    {
        return Corpus::Reject;
    }
    assert_eq!(case.ours(), case.expected(), "{case}");
    Corpus::Keep
});
