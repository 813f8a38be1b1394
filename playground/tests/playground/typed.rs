//! Preflights as somebody types them into the page's form.

use serde_json::{json, Value};
use testkit::model::preflight::{Case, ALLOW_HEADERS, ALLOW_METHODS};
use testkit::request;
use testkit::response::Line;

/// What is typed: `{origin}` stands for the page's.
pub struct Typed {
    pub mode: &'static str,
    pub method: &'static str,
    pub names: &'static [&'static str],
    pub status: u16,
    lines: &'static [(&'static str, &'static str)],
}

/// The two lines that each response needs.
const SHARED: [(&str, &str); 2] = [
    ("Access-Control-Allow-Origin", "{origin}"),
    ("Access-Control-Allow-Credentials", "true"),
];

/// Each with credentials and without.
pub fn all() -> Vec<Typed> {
    const PUT: (&str, &str) = (ALLOW_METHODS, "PUT");
    const X_B: (&str, &str) = (ALLOW_HEADERS, "X-B");
    let mut all = Vec::new();
    for (method, names, status, lines) in [
        ("PUT", &["X-B"][..], 204, &[PUT, X_B][..]),
        ("PUT", &["X-B"], 299, &[PUT, X_B]),
        ("PUT", &["X-B"], 300, &[PUT, X_B]),
        ("PUT", &[], 200, &[]),
        ("put", &[], 200, &[PUT]),
        ("patch", &[], 200, &[(ALLOW_METHODS, "PATCH")]),
        ("PUT", &[], 200, &[(ALLOW_METHODS, "*")]),
        ("PUT", &[], 200, &[(ALLOW_METHODS, "PUT, a b")]),
        ("GET", &["X-B"], 200, &[(ALLOW_HEADERS, "*")]),
        ("GET", &["X-B"], 200, &[(ALLOW_HEADERS, "X-B;")]),
        (
            "GET",
            &["X-C", "X-B", "X-A"],
            200,
            &[(ALLOW_HEADERS, "x-b,X-A")],
        ),
        (
            "GET",
            &["X-B", "Authorization"],
            200,
            &[(ALLOW_HEADERS, "x-b, *")],
        ),
        ("GET", &["X-B"], 200, &[X_B, (ALLOW_HEADERS, "a")]),
        (
            "GET",
            &["X-B"],
            200,
            &[("Access-Control-Allow-Origin", "b"), X_B],
        ),
    ] {
        for mode in ["include", "same-origin"] {
            all.push(Typed {
                mode,
                method,
                names,
                status,
                lines,
            });
        }
    }
    all
}

impl Typed {
    fn lines(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        SHARED.iter().chain(self.lines).copied()
    }

    /// The fields of the form.
    pub fn fields(&self) -> Value {
        let texts = |lines: Vec<(&str, &str)>| -> Vec<_> {
            let line = |(name, value)| format!("{name}: {value}");
            lines.into_iter().map(line).collect()
        };
        let headers: Vec<_> = self.names.iter().map(|name| format!("{name}: 1")).collect();
        json!({
            "credentials": self.mode,
            "method": self.method,
            "headers": headers,
            "status": self.status,
            "preflight": texts(self.lines().collect()),
            "lines": texts(SHARED.to_vec()),
        })
    }

    /// The same for the literal second implementation, for a page of that origin.
    pub fn model(&self, page: &str) -> Case {
        let response = self
            .lines()
            .map(|(name, value)| -> Line { (name, value.replace("{origin}", page).into_bytes()) });
        let request = request::preflight(page, self.method, self.names);
        let request = [
            "origin",
            "access-control-request-method",
            "access-control-request-headers",
        ]
        .into_iter()
        .filter_map(|name| Some((name, request.get(name)?.as_bytes().to_vec())));
        Case {
            request: request.collect(),
            mode: self.mode.parse().expect("a mode"),
            status: self.status,
            response: response.collect(),
        }
    }
}
