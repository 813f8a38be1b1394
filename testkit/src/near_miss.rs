//! Values, lines and cases that are almost right: what browsers and parsers are most likely to
//! differ on.
//!
//! They all come from a random number generator, and the same seed makes the same values. The
//! generator is passed as `dyn`, so that the work is done in this crate, which the tests' profile
//! optimizes.

use headers_allow_credentials::cors::CredentialsMode::{self, Include, Omit, SameOrigin};
use http::header::HeaderName;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};

use crate::model::check::{self, ALLOW_CREDENTIALS, ALLOW_ORIGIN};
use crate::model::exposed::{self, EXPOSE_HEADERS};
use crate::model::preflight::{self, ALLOW_HEADERS, ALLOW_METHODS};
use crate::model::preflight::{ORIGIN, REQUEST_HEADERS, REQUEST_METHOD};
use crate::response::Line;

/// The value after one or two small changes: a letter's case, a byte put in, taken out or replaced,
/// a space around it, or a list of it.
///
/// HTTP allows all of its bytes in a value. The others, control bytes, test the parser rather than
/// the checks: they are cases of their own.
pub fn near_miss(good: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    let mut value = good.to_vec();
    for _ in 0..rng.random_range(1..=2) {
        edit(&mut value, good, rng);
    }
    value
}

fn edit(value: &mut Vec<u8>, good: &[u8], rng: &mut dyn Rng) {
    let at = rng.random_range(0..=value.len());
    let byte = byte(rng);
    match (rng.random_range(0..8), value.get_mut(at)) {
        (0 | 1, Some(old)) => *old ^= u8::from(old.is_ascii_alphabetic()) * 0x20,
        (2, Some(old)) => *old = byte,
        (3, Some(_)) => drop(value.remove(at)),
        (4, _) => value.push(byte),
        (5, _) => value.extend([b", ", good].concat()),
        (6, _) => {
            let space = pick(b" \t", rng);
            value.insert(0, space);
            value.push(space);
        }
        _ => value.insert(at, byte),
    }
}

/// A byte that a header's value may have. Those that matter to a parser are more frequent.
pub fn byte(rng: &mut dyn Rng) -> u8 {
    if rng.random_bool(0.5) {
        pick(b" \t,,*/:;.\"'eE0\xA0", rng)
    } else {
        match rng.random_range(0x20..=0xFF) {
            0x7F => b'~',
            byte => byte,
        }
    }
}

fn pick<T: Clone>(choices: &[T], rng: &mut dyn Rng) -> T {
    choices.choose(rng).expect("something to pick").clone()
}

fn one_in(count: u32, rng: &mut dyn Rng) -> bool {
    rng.random_ratio(1, count)
}

/// The value with some of its letters in the other case.
fn in_another_case(value: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    let mut value = value.to_vec();
    match rng.random_range(0..3) {
        0 => value.make_ascii_lowercase(),
        1 => value.make_ascii_uppercase(),
        _ => value
            .iter_mut()
            .filter(|byte| byte.is_ascii_alphabetic())
            .for_each(|byte| *byte ^= u8::from(rng.random_bool(0.5)) * 0x20),
    }
    value
}

/// A mode. `include`, in which most can go wrong, is more frequent.
pub fn mode(rng: &mut dyn Rng) -> CredentialsMode {
    pick(&[Include, Include, Include, SameOrigin, Omit], rng)
}

/// Lines of a list that should have these items. One of them may be wrong, and others may be added.
pub fn list(good: &[&str], others: &[&str], rng: &mut dyn Rng) -> Vec<Vec<u8>> {
    let mut items: Vec<_> = good.iter().map(|item| item.as_bytes().to_vec()).collect();
    if !items.is_empty() && one_in(3, rng) {
        let at = rng.random_range(0..items.len());
        match rng.random_range(0..4) {
            0 => drop(items.remove(at)),
            1 => items[at] = near_miss(&items[at], rng),
            _ => items[at] = in_another_case(&items[at], rng),
        }
    }
    match rng.random_range(0..16) {
        0 | 1 => items = vec![b"*".to_vec()],
        2 | 3 => items.push(b"*".to_vec()),
        4 => items.push(pick(FAULTS, rng).to_vec()),
        5 => items.clear(),
        _ => {}
    }
    for _ in 0..pick(&[0, 0, 1, 2], rng) {
        items.push(pick(others, rng).as_bytes().to_vec());
    }
    items.shuffle(rng);
    lines(&items, rng)
}

/// Items that are not tokens.
const FAULTS: &[&[u8]] = &[
    b"a b", b"\"PUT\"", b"\"*\"", b"\"", b"*;", b"a/b", b"(a)", b"a:", b"a=b", b"@", b"\xe9",
    b"a\tb",
];

/// The items, on one line or on several.
fn lines(items: &[Vec<u8>], rng: &mut dyn Rng) -> Vec<Vec<u8>> {
    if items.is_empty() && rng.random_bool(0.5) {
        return Vec::new();
    }
    let mut lines = vec![Vec::new()];
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            if one_in(8, rng) {
                lines.push(Vec::new());
            } else {
                let commas = [
                    &b", "[..],
                    b", ",
                    b",",
                    b",",
                    b" ,",
                    b"\t,\t",
                    b", ,",
                    b",,",
                ];
                lines.last_mut().expect("a line").extend(pick(&commas, rng));
            }
        }
        lines.last_mut().expect("a line").extend(item);
    }
    match rng.random_range(0..32) {
        0 => lines.insert(0, Vec::new()),
        1 => lines.push(b" ,".to_vec()),
        2 => lines.last_mut().expect("a line").extend(b", "),
        3 => lines[0].splice(0..0, *b"\t,").for_each(drop),
        4 => lines[0] = near_miss(&lines[0], rng),
        _ => {}
    }
    lines
}

/// What a page asks to send.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub method: &'static str,
    /// The names of unsafe headers, all of which a browser accepts from a page. A request with a
    /// safelisted method has at least one, so that there is a preflight.
    pub names: Vec<String>,
}

/// A method and headers that call for a preflight.
pub fn wanted(rng: &mut dyn Rng) -> Wanted {
    const METHODS: &[&str] = &[
        "PUT", "PUT", "PUT", "DELETE", "PATCH", "patch", "GET", "POST", "*",
    ];
    const NAMES: &[&str] = &[
        "authorization",
        "authorization",
        "x-burrow",
        "x-burrow",
        "x-burrow-2",
        "x-hop",
        "x~",
        "*",
    ];
    let method = pick(METHODS, rng);
    let count =
        pick(&[0, 1, 1, 2, 2, 3, 3], rng).max(usize::from(method == "GET" || method == "POST"));
    let mut names: Vec<_> = NAMES
        .sample(rng, count)
        .map(|name| (*name).to_owned())
        .collect();
    names.sort();
    names.dedup();
    Wanted { method, names }
}

/// More names than are looked for one by one, and now and then more than an index holds. Some are
/// sent again, and some of these in another case.
fn many_names(rng: &mut dyn Rng) -> Vec<String> {
    let count = if one_in(200, rng) {
        3000
    } else {
        pick(&[14, 40, 150], rng)
    };
    let name = |rng: &mut dyn Rng| {
        let name = format!("x-{}", rng.random_range(0..2 * count));
        if one_in(4, rng) {
            name.to_ascii_uppercase()
        } else {
            name
        }
    };
    (0..count).map(|_| name(rng)).collect()
}

/// The lines that a browser sends in a preflight for that page, in their order on the wire.
#[must_use]
pub fn request(origin: &[u8], wanted: &Wanted) -> Vec<Line> {
    let mut lines = vec![
        (ORIGIN, origin.to_vec()),
        (REQUEST_METHOD, wanted.method.as_bytes().to_vec()),
    ];
    if !wanted.names.is_empty() {
        lines.push((REQUEST_HEADERS, wanted.names.join(",").into_bytes()));
    }
    lines
}

/// The same, as a log, a proxy or a test may have it. Some of these are still preflights.
fn wrong_request(origin: &[u8], wanted: &Wanted, rng: &mut dyn Rng) -> Vec<Line> {
    let mut request = request(origin, wanted);
    let at = rng.random_range(0..request.len());
    match rng.random_range(0..6) {
        0 => drop(request.remove(at)),
        1 => request.push(request[at].clone()),
        2 => request[at].1 = near_miss(&request[at].1, rng),
        3 => request[at].1 = in_another_case(&request[at].1, rng),
        _ => {
            let names: Vec<_> = wanted.names.iter().map(String::as_str).collect();
            request.retain(|line| line.0 != REQUEST_HEADERS);
            let lines = list(&names, &["x-other", "Accept"], rng);
            request.extend(lines.into_iter().map(|line| (REQUEST_HEADERS, line)));
        }
    }
    request.shuffle(rng);
    request
}

/// Lines of a response that should pass the CORS check.
pub fn check_lines(origin: &[u8], rng: &mut dyn Rng) -> Vec<Line> {
    let mut lines = Vec::new();
    for _ in 0..pick(
        &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 0],
        rng,
    ) {
        let name = pick(&[ALLOW_ORIGIN, "access-control-allow-origin"], rng);
        lines.push((name, allow_origin(origin, rng)));
    }
    for _ in 0..pick(
        &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 0],
        rng,
    ) {
        let name = pick(
            &[ALLOW_CREDENTIALS, "access-control-allow-credentials"],
            rng,
        );
        lines.push((name, allow_credentials(rng)));
    }
    lines
}

fn allow_origin(origin: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    const OTHERS: &[&[u8]] = &[
        b"",
        b"*, *",
        b"* ",
        b"**",
        b"true",
        b"NULL",
        b"https://fox.invalid",
    ];
    match rng.random_range(0..20) {
        0..=12 => origin.to_vec(),
        13 | 14 => b"*".to_vec(),
        15 | 16 => pick(OTHERS, rng).to_vec(),
        17 => near_miss(b"*", rng),
        _ => near_miss(origin, rng),
    }
}

fn allow_credentials(rng: &mut dyn Rng) -> Vec<u8> {
    const LISTS: &[&[u8]] = &[b"true, true", b"true,", b"true, false", b","];
    const PADDED: &[&[u8]] = &[b" true", b"true ", b"\ttrue\t", b"true  "];
    const OTHERS: &[&[u8]] = &[b"1", b"*", b"yes", b"\"true\"", b"null"];
    match rng.random_range(0..20) {
        0..=10 => b"true".to_vec(),
        11 => Vec::new(),
        12 => in_another_case(b"true", rng),
        13 => in_another_case(b"false", rng),
        14 => pick(LISTS, rng).to_vec(),
        15 => pick(PADDED, rng).to_vec(),
        16 => pick(OTHERS, rng).to_vec(),
        _ => near_miss(b"true", rng),
    }
}

/// A status, and lines of a response that should allow what the page wants to send.
pub fn preflight_answer(origin: &[u8], wanted: &Wanted, rng: &mut dyn Rng) -> (u16, Vec<Line>) {
    const METHODS: &[&str] = &["GET", "POST", "PUT", "OPTIONS", "QUERY"];
    const NAMES: &[&str] = &["Accept", "Content-Type", "X-Other", "x-burro", "X-Burrows"];
    let status = if one_in(24, rng) {
        pick(
            &[199, 300, 301, 304, 400, 401, 403, 404, 405, 500, 503],
            rng,
        )
    } else {
        pick(&[200, 200, 204, 204, 201, 206, 299], rng)
    };
    let mut lines = if one_in(8, rng) {
        check_lines(origin, rng)
    } else {
        let credentials = (ALLOW_CREDENTIALS, b"true".to_vec());
        vec![(ALLOW_ORIGIN, origin.to_vec()), credentials]
    };
    let methods = list(&[wanted.method], METHODS, rng);
    let methods = methods.into_iter().map(|line| (ALLOW_METHODS, line));
    let names: Vec<_> = wanted.names.iter().map(String::as_str).collect();
    let names = list(&names, NAMES, rng);
    lines.extend(methods.chain(names.into_iter().map(|line| (ALLOW_HEADERS, line))));
    lines.shuffle(rng);
    (status, lines)
}

/// Lines of a response that should expose the header.
pub fn exposed_lines(name: &str, rng: &mut dyn Rng) -> Vec<Line> {
    const OTHERS: &[&str] = &["ETag", "X-Other", "X-Burrows", "Set-Cookie", "Content-Type"];
    let lines = list(&[name], OTHERS, rng);
    lines
        .into_iter()
        .map(|line| (EXPOSE_HEADERS, line))
        .collect()
}

/// A header that a page wants to read.
pub fn wanted_header(rng: &mut dyn Rng) -> &'static str {
    if one_in(8, rng) {
        pick(
            &[
                "set-cookie",
                "set-cookie2",
                "cache-control",
                "content-length",
                "pragma",
            ],
            rng,
        )
    } else {
        pick(
            &[
                "x-burrow",
                "etag",
                "x-request-id",
                "authorization",
                "x~",
                "*",
            ],
            rng,
        )
    }
}

const ORIGINS: [&[u8]; 8] = [
    b"https://rabbit.invalid",
    b"http://rabbit.invalid",
    b"https://rabbit.invalid:8443",
    b"https://www.rabbit.invalid",
    b"https://fox.invalid",
    b"http://127.0.0.1:8080",
    b"http://[::1]:8080",
    b"null",
];

/// Lines that look relevant, but that no check looks at.
fn add_others(lines: &mut Vec<Line>, origin: &[u8], rng: &mut dyn Rng) {
    const NAMES: &[&str] = &[
        "Vary",
        "Origin",
        "Access-Control-Max-Age",
        "X-Access-Control-Allow-Origin",
        "Allow",
    ];
    for _ in 0..rng.random_range(0..3) {
        let value = pick(&[&b"true"[..], b"*", b"PUT", origin], rng).to_vec();
        lines.push((pick(NAMES, rng), value));
    }
    lines.shuffle(rng);
}

/// A case for `check`.
pub fn check_case(rng: &mut dyn Rng) -> check::Case<'static> {
    let origin = pick(&ORIGINS, rng);
    let mut lines = check_lines(origin, rng);
    add_others(&mut lines, origin, rng);
    check::Case {
        origin,
        mode: mode(rng),
        lines,
    }
}

/// A case for `check_preflight`.
pub fn preflight_case(rng: &mut dyn Rng) -> preflight::Case {
    let (origin, mut wanted) = (pick(&ORIGINS, rng), wanted(rng));
    if one_in(64, rng) {
        wanted.names.extend(many_names(rng));
        wanted.names.shuffle(rng);
    }
    let request = if one_in(16, rng) {
        wrong_request(origin, &wanted, rng)
    } else {
        request(origin, &wanted)
    };
    let (status, mut response) = preflight_answer(origin, &wanted, rng);
    add_others(&mut response, origin, rng);
    preflight::Case {
        request,
        mode: mode(rng),
        status,
        response,
    }
}

/// A case for `check_exposed`.
pub fn exposed_case(rng: &mut dyn Rng) -> exposed::Case {
    let name = wanted_header(rng);
    let mut lines = exposed_lines(name, rng);
    add_others(&mut lines, b"null", rng);
    exposed::Case {
        name: HeaderName::from_static(name),
        mode: mode(rng),
        lines,
    }
}
