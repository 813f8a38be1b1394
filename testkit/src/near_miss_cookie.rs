//! Lines of `Set-Cookie` that are almost right, in the places where they matter.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};

use crate::model::cookie::{Case, Place};
use crate::near_miss::{byte, near_miss};

/// The time of each case: 1 January 2026.
pub const NOW: i64 = 1_767_225_600;

/// Hosts of one site, of two, of none. Each begins a row with those that are near to it.
const HOSTS: [&[&str]; 8] = [
    &[
        "app.example.com",
        "api.example.com",
        "x.api.example.com",
        "example.com",
    ],
    &["app.example", "api.example", "x.api.example", "example"],
    &["a.github.io", "b.github.io", "x.a.github.io", "github.io"],
    &["shop.co.uk", "www.shop.co.uk", "co.uk"],
    &[
        "api.up.railway.app",
        "x.api.up.railway.app",
        "railway.app",
        "up.railway.app",
    ],
    &["localhost", "api.localhost", "127.0.0.1", "[::1]"],
    &["10.0.0.1", "10.0.0.2", "127.0.0.2"],
    &["example.com", "example.org", "notexample.com"],
];

const PATHS: [&str; 8] = [
    "/",
    "/v1",
    "/v1/",
    "/v1/x",
    "/v1/x/y",
    "/v1x",
    "/auth/login",
    "/V1/x",
];

const NAMES: [&str; 10] = [
    "sid=1",
    "sid=1",
    "a=",
    "v",
    "=v",
    "__Host-sid=1",
    "__Secure-sid=1",
    "__Http-sid=1",
    "__Host-Http-sid=1",
    " a\t=\t1 ",
];

const ATTRIBUTES: [&str; 24] = [
    "Secure",
    "Secure",
    "HttpOnly",
    "Partitioned",
    "SameSite=None",
    "SameSite=None",
    "SameSite=Lax",
    "SameSite=Strict",
    "SameSite",
    "SameSite=x",
    "Path=/",
    "Path=/v1",
    "Path=/v1/",
    "Path=/v1/x",
    "Path=v1",
    "Path",
    "Max-Age=0",
    "Max-Age=1",
    "Max-Age=-1",
    "Max-Age=x",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Expires=Fri, 01 Jan 2100 00:00:00 GMT",
    "Expires=31 dec 25 23:59:59",
    "Expires=x",
];

fn pick<'a>(choices: &[&'a str], rng: &mut dyn Rng) -> &'a str {
    choices.choose(rng).expect("something to pick")
}

/// Two times out of three, a line that a server would send; else one with a few wrong bytes.
fn line(hosts: &[&str], rng: &mut dyn Rng) -> Vec<u8> {
    let mut line = pick(&NAMES, rng).as_bytes().to_vec();
    for _ in 0..rng.random_range(0..6) {
        line.extend_from_slice(pick(&["; ", ";", " ; "], rng).as_bytes());
        if rng.random_bool(0.2) {
            let dot = pick(&["", "", ".", ".."], rng);
            let domain = pick(hosts, rng);
            let part = domain.split_once('.').map_or(domain, |(_, parent)| parent);
            let domain = pick(&[domain, part, part, ""], rng);
            line.extend_from_slice(
                [pick(&["Domain=", "domain = "], rng), dot, domain]
                    .concat()
                    .as_bytes(),
            );
        } else {
            line.extend_from_slice(pick(&ATTRIBUTES, rng).as_bytes());
        }
    }
    if rng.random_bool(0.02) {
        let at = rng.random_range(0..=line.len());
        let byte = *b"\t\0\x7F\x1F".choose(rng).expect("some");
        line.insert(at, byte);
    }
    if rng.random_bool(0.005) {
        line.splice(
            0..0,
            vec![byte(rng) & 0x7F | 0x40; rng.random_range(4088..4100)],
        );
    }
    if rng.random_bool(0.33) {
        line = near_miss(&line, rng);
    }
    line
}

fn place(host: &'static str, rng: &mut dyn Rng) -> Place {
    Place {
        scheme: if rng.random_bool(0.75) {
            "https"
        } else {
            "http"
        },
        host,
        path: pick(&PATHS, rng).to_owned(),
    }
}

/// A case with that line, for a seed.
#[must_use]
pub fn case_of(line: &[u8], seed: u64) -> Case {
    Case {
        line: line.to_vec(),
        ..cookie_case(&mut SmallRng::seed_from_u64(seed))
    }
}

/// A case, near what counts.
pub fn cookie_case(rng: &mut dyn Rng) -> Case {
    let hosts = HOSTS.choose(rng).expect("some hosts");
    let host = |rng: &mut dyn Rng| *hosts.choose(rng).expect("a host");
    let line = line(hosts, rng);
    let (page, set) = (host(rng), host(rng));
    let set = place(set, rng);
    let next = if rng.random_bool(0.6) {
        Place {
            path: pick(&PATHS, rng).to_owned(),
            ..set.clone()
        }
    } else {
        let host = host(rng);
        place(host, rng)
    };
    // Most pages have the scheme of what they ask.
    let scheme = if rng.random_bool(0.8) {
        set.scheme
    } else {
        "https"
    };
    Case {
        page: (scheme, page),
        set,
        line,
        next,
        now: NOW,
    }
}
