//! On any header and any response, `cors::check_exposed` is the Fetch standard's CORS filtered
//! response.

#![no_main]

use http::{HeaderName, HeaderValue};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::{fuzz_target, Corpus};

mod mode;

use mode::Mode;
use testkit::model::exposed::{Case, EXPOSE_HEADERS};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    mode: Mode,
    name: Name<'a>,
    lines: Vec<Value<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    SetCookie,
    Pragma,
    Any(&'a [u8]),
}

/// The values that lead to the last steps have names.
#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Name,
    Wildcard,
    Any(&'a [u8]),
}

impl Input<'_> {
    /// `None` if `http` cannot hold it.
    fn case(&self) -> Option<Case> {
        let name = match self.name {
            Name::SetCookie => &b"set-cookie"[..],
            Name::Pragma => b"pragma",
            Name::Any(name) => name,
        };
        let lines = self.lines.iter().map(|value| match *value {
            Value::Name => name.to_ascii_uppercase(),
            Value::Wildcard => b"*".to_vec(),
            Value::Any(value) => value.to_vec(),
        });
        let lines: Vec<_> = lines.map(|value| (EXPOSE_HEADERS, value)).collect();
        let is_held_by_http = |value: &[u8]| HeaderValue::from_bytes(value).is_ok();
        if !lines.iter().all(|line| is_held_by_http(&line.1)) {
            return None;
        }
        let mode = self.mode.into();
        let name = HeaderName::from_bytes(name).ok()?;
        Some(Case { name, mode, lines })
    }
}

fuzz_target!(|input: Input<'_>| -> Corpus {
    let Some(case) = input.case() else {
        return Corpus::Reject;
    };
    assert_eq!(case.ours(), case.expected(), "{case}");
    Corpus::Keep
});
