//! On any response to a request from any origin, `cors::check` is the Fetch standard's CORS check.

#![no_main]

use http::HeaderValue;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::{fuzz_target, Corpus};

mod mode;

use mode::Mode;
use testkit::model::check::{Case, ALLOW_CREDENTIALS, ALLOW_ORIGIN};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    mode: Mode,
    origin: &'a [u8],
    lines: Vec<(Name, Value<'a>)>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Name {
    AllowOrigin,
    AllowCredentials,
    AnyOther,
}

/// The values that reach the last steps are variants, so that the fuzzer need not find each byte.
#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Origin,
    Wildcard,
    True,
    Any(&'a [u8]),
}

impl Input<'_> {
    fn case(&self) -> Case<'_> {
        let value = |value: &Value<'_>| match *value {
            Value::Origin => self.origin.to_vec(),
            Value::Wildcard => b"*".to_vec(),
            Value::True => b"true".to_vec(),
            Value::Any(value) => value.to_vec(),
        };
        Case {
            origin: self.origin,
            mode: self.mode.into(),
            lines: (self.lines.iter())
                .map(|line| match line.0 {
                    Name::AllowOrigin => (ALLOW_ORIGIN, value(&line.1)),
                    Name::AllowCredentials => (ALLOW_CREDENTIALS, value(&line.1)),
                    Name::AnyOther => ("X-Access-Control-Allow-Origin", value(&line.1)),
                })
                .collect(),
        }
    }
}

fuzz_target!(|input: Input<'_>| -> Corpus {
    let case = input.case();
    let is_held_by_http = |value: &[u8]| HeaderValue::from_bytes(value).is_ok();
    let is_not_an_origin = case.origin == b"*" || case.origin.contains(&b' ');
    if is_not_an_origin || !case.lines.iter().all(|line| is_held_by_http(&line.1)) {
        return Corpus::Reject;
    }
    assert_eq!(case.ours(), case.expected(), "{case}");
    Corpus::Keep
});
