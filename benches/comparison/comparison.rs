//! How long the crate's functions take, each next to what a user would write instead.
//!
//! `cargo bench --bench comparison` runs all of it in three to four minutes; a name after `--`,
//! such as `typed_get`, runs a part. Each group is one operation on one input. The contenders do
//! not accept the same values: only this crate reads the header as a browser does.

use std::hint::black_box;
use std::iter;
use std::time::Duration;

use criterion::{criterion_group, criterion_main, BatchSize, Criterion};
use headers::{Header, HeaderMapExt};
use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials as Ours;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, CONTENT_TYPE, LOCATION};
use http::StatusCode;

use testkit::instead::{check_by_get, check_by_headers, get_is};
use testkit::instead::{exposed_by_hand, exposed_by_headers};
use testkit::instead::{preflight_by_hand, preflight_by_headers};
use testkit::measured::{allowed, credentials, full_line, origins, preflight, response};
use testkit::measured::{EXPOSED, LISTED, NAMES, ORIGIN};

type Insert = fn(&mut HeaderMap);
type Check = fn(&str, CredentialsMode, &HeaderMap) -> bool;
type CheckPreflight = fn(&HeaderMap, CredentialsMode, StatusCode, &HeaderMap) -> bool;
type CheckExposed = fn(&HeaderName, CredentialsMode, &HeaderMap) -> bool;

type Theirs = headers::AccessControlAllowCredentials;

const GARBAGE: &str = {
    const BYTES: [u8; 8 << 10] = [b'~'; 8 << 10];
    match std::str::from_utf8(&BYTES) {
        Ok(text) => text,
        Err(_) => panic!("tildes are text"),
    }
};

/// Each input by its name: a value, and how many lines have it.
const INPUTS: [(&str, &str, usize); 6] = [
    ("true", "true", 1),
    ("True", "True", 1),
    ("false", "false", 1),
    ("empty", "", 1),
    ("8 KiB of garbage", GARBAGE, 1),
    ("1,000 lines", "true", 1000),
];

fn equals(value: &HeaderValue) -> bool {
    value == "true"
}

fn to_str(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|text| text == "true")
}

/// A common habit: it accepts `True`, and it allocates.
fn to_lowercase(value: &HeaderValue) -> bool {
    value
        .to_str()
        .is_ok_and(|text| text.to_lowercase() == "true")
}

/// One value, and the reason if it is refused.
fn parse(criterion: &mut Criterion) {
    for (name, value, _) in INPUTS.into_iter().filter(|input| input.2 == 1) {
        let value = HeaderValue::from_static(value);
        let mut group = criterion.benchmark_group(format!("parse, {name}"));
        group.bench_function("from_bytes", |bencher| {
            bencher.iter(|| Ours::from_bytes(black_box(&value).as_bytes()));
        });
        group.bench_function("value == \"true\"", |bencher| {
            bencher.iter(|| equals(black_box(&value)));
        });
        group.bench_function("to_str", |bencher| {
            bencher.iter(|| to_str(black_box(&value)));
        });
        group.bench_function("to_str, to_lowercase", |bencher| {
            bencher.iter(|| to_lowercase(black_box(&value)));
        });
    }
}

/// All lines of the header, without the map.
fn decode(criterion: &mut Criterion) {
    for (name, value, count) in INPUTS {
        let value = HeaderValue::from_static(value);
        let lines = || iter::repeat_n(black_box(&value), black_box(count));
        let mut group = criterion.benchmark_group(format!("decode, {name}"));
        group.bench_function("ours", |bencher| {
            bencher.iter(|| Ours::decode(&mut lines()).is_ok());
        });
        group.bench_function("headers", |bencher| {
            bencher.iter(|| Theirs::decode(&mut lines()).is_ok());
        });
    }
}

/// The header from a response's map, by its type and without one.
fn typed_get(criterion: &mut Criterion) {
    let absent = ("absent", "true", 0);
    for (name, value, count) in INPUTS.into_iter().chain([absent]) {
        let headers = response(&credentials(value, count));
        let by_get = |is_true: fn(&HeaderValue) -> bool| {
            black_box(&headers)
                .get(ACCESS_CONTROL_ALLOW_CREDENTIALS)
                .is_some_and(is_true)
        };
        let mut group = criterion.benchmark_group(format!("typed_get, {name}"));
        group.bench_function("ours", |bencher| {
            bencher.iter(|| black_box(&headers).typed_get::<Ours>());
        });
        group.bench_function("ours, from_headers", |bencher| {
            bencher.iter(|| Ours::from_headers(black_box(&headers)));
        });
        group.bench_function("headers", |bencher| {
            bencher.iter(|| black_box(&headers).typed_get::<Theirs>());
        });
        group.bench_function("get == \"true\"", |bencher| bencher.iter(|| by_get(equals)));
        group.bench_function("get, to_str", |bencher| {
            let headers = || black_box(&headers);
            bencher.iter(|| get_is(headers(), ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"));
        });
        group.bench_function("get, to_str, to_lowercase", |bencher| {
            bencher.iter(|| by_get(to_lowercase));
        });
    }
}

/// Into a response's map, replacing these lines.
fn typed_insert(criterion: &mut Criterion) {
    let absent = ("absent", "true", 0);
    for (name, value, count) in INPUTS.into_iter().chain([absent]) {
        let lines = credentials(value, count);
        let contenders: [(&str, Insert); 3] = [
            ("ours", |headers| headers.typed_insert(Ours)),
            ("headers", |headers| {
                headers.typed_insert(headers::AccessControlAllowCredentials);
            }),
            ("insert", |headers| {
                let value = HeaderValue::from_static("true");
                headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, value);
            }),
        ];
        let mut group = criterion.benchmark_group(format!("typed_insert, {name}"));
        for (contender, insert) in contenders {
            group.bench_function(contender, |bencher| {
                bencher.iter_batched_ref(|| response(&lines), insert, BatchSize::SmallInput);
            });
        }
    }
}

/// The CORS check of a response to a request with credentials.
fn cors_check(criterion: &mut Criterion) {
    for (name, origin, value, count) in [
        ("allowed", ORIGIN, "true", 1),
        ("True", ORIGIN, "True", 1),
        ("no credentials", ORIGIN, "true", 0),
        ("1,000 lines", ORIGIN, "true", 1000),
        ("wildcard", "*", "true", 1),
        ("other origin", "https://fox.invalid", "true", 1),
    ] {
        let response = response(&[origins(origin, 1), credentials(value, count)].concat());
        let contenders: [(&str, Check); 3] = [
            ("ours", |origin, mode, response| {
                check(origin, mode, response).is_ok()
            }),
            ("get, to_str", check_by_get),
            ("headers", check_by_headers),
        ];
        let mut group = criterion.benchmark_group(format!("cors::check, {name}"));
        for (contender, check) in contenders {
            group.bench_function(contender, |bencher| {
                let mode = CredentialsMode::Include;
                bencher.iter(|| check(black_box(ORIGIN), black_box(mode), black_box(&response)));
            });
        }
    }
}

/// What the response to a preflight allows a request with credentials.
fn preflights(criterion: &mut Criterion) {
    let many = |count| {
        (0..count)
            .map(|name| format!("x-name-{name}"))
            .collect::<Vec<_>>()
    };
    let (ten, hundred) = (many(10).join(","), many(100).join(","));
    for (name, names, listed) in [
        ("allowed", NAMES, LISTED),
        ("missing name", NAMES, "Authorization, Content-Type"),
        ("wildcard", NAMES, "Authorization, *"),
        ("10 names of 10", &ten, &ten),
        ("100 names of 100", &hundred, &hundred),
    ] {
        let (request, response) = (preflight(names), allowed(listed));
        let contenders: [(&str, CheckPreflight); 3] = [
            ("ours", |request, mode, status, response| {
                check_preflight(request, mode, status, response).is_ok()
            }),
            ("to_str, split, to_lowercase", preflight_by_hand),
            ("headers", preflight_by_headers),
        ];
        let mut group = criterion.benchmark_group(format!("cors::check_preflight, {name}"));
        for (contender, check) in contenders {
            group.bench_function(contender, |bencher| {
                let (mode, status) = (CredentialsMode::Include, StatusCode::NO_CONTENT);
                let (request, response) = (&request, &response);
                bencher.iter(|| {
                    check(
                        black_box(request),
                        black_box(mode),
                        status,
                        black_box(response),
                    )
                });
            });
        }
    }
}

/// The most that a stranger can send in a line that servers accept. What does not use an index takes
/// up to seconds.
fn full_preflights(criterion: &mut Criterion) {
    for len in [1, 2, 3, 31] {
        let names = full_line(len);
        let (request, response) = (preflight(&names), allowed(&names.to_ascii_uppercase()));
        let name = format!("cors::check_preflight, 64 KiB of {len}-byte names of 64 KiB");
        let mut group = criterion.benchmark_group(name);
        group.bench_function("ours", |bencher| {
            let (mode, status) = (CredentialsMode::Include, StatusCode::NO_CONTENT);
            bencher.iter(|| check_preflight(black_box(&request), mode, status, &response).is_ok());
        });
    }
}

/// Whether a page may read a response header.
fn exposure(criterion: &mut Criterion) {
    let response = response(&[]);
    for (case, name) in [
        ("listed", EXPOSED),
        ("safelisted", CONTENT_TYPE),
        ("not listed", LOCATION),
    ] {
        let contenders: [(&str, CheckExposed); 3] = [
            ("ours", |name, mode, response| {
                check_exposed(name, mode, response).is_ok()
            }),
            ("to_str, split, to_lowercase", exposed_by_hand),
            ("headers", exposed_by_headers),
        ];
        let mut group = criterion.benchmark_group(format!("cors::check_exposed, {case}"));
        for (contender, check) in contenders {
            group.bench_function(contender, |bencher| {
                let mode = CredentialsMode::Include;
                bencher.iter(|| check(black_box(&name), black_box(mode), black_box(&response)));
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .sample_size(50)
        .nresamples(10_000);
    targets = parse, decode, typed_get, typed_insert, cors_check, preflights, full_preflights, exposure
}
criterion_main!(benches);
