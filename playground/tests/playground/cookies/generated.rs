//! Lines made from a seed: a name, a value and some attributes, now and then with a slip.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use testkit::near_miss::near_miss;

use super::case::Case;
use super::relation::{Relation, GENERATED};

const PAIRS: [&str; 18] = [
    "{c}=1",
    "{c}=1",
    "{c}=1",
    "{c}=1",
    "{c}=1",
    "{c}=1",
    " {c} = 1 ",
    "{c}",
    "{c}=",
    "={c}",
    "{c}=\"1\"",
    "{c}=1,b=2",
    "{c}=1\t2",
    "{c}=1\u{1}",
    "__Secure-{c}=1",
    "__Host-{c}=1",
    "__hOST-{c}=1",
    "__Http-{c}=1",
];

const ATTRIBUTES: [&str; 30] = [
    "Secure",
    "Secure",
    "Secure",
    "Secure",
    "Secure",
    "SameSite=None",
    "SameSite=None",
    "SameSite=None",
    "SameSite=Lax",
    "SameSite=Strict",
    "SameSite=",
    "Partitioned",
    "Partitioned",
    "Path=/",
    "Path=/",
    "Path=/auth",
    "Path=/me",
    "Path=auth",
    "HttpOnly",
    "HttpOnly",
    "Domain={host}",
    "Domain={parent}",
    "Domain=.{parent}",
    "Domain={suffix}",
    "Domain=example.com",
    "Max-Age=6000",
    "Max-Age=0",
    "Expires=Wed, 01 Jan 2098 00:00:00 GMT",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Priority=High",
];

/// Few lines have these: browsers limit how many bytes of a site they keep in a partition.
const LARGE: [&str; 2] = ["{c}={to 4096}", "{c}={to 4097}"];

/// What most lines need to be kept in some relation.
const USUAL: [&str; 6] = [
    "",
    "; Path=/",
    "; Secure",
    "; SameSite=None; Secure",
    "; SameSite=None; Secure; Path=/",
    "; SameSite=None; Secure; Partitioned",
];

const PATHS: [(&str, &str); 6] = [
    ("/login", "/me"),
    ("/login", "/me"),
    ("/login", "/me"),
    ("/auth/login", "/auth/me"),
    ("/auth/login", "/me"),
    ("/auth/login", "/auth"),
];

/// The same for the same seed and index.
pub fn generated(seed: u64, index: usize) -> Case {
    let rng = &mut StdRng::seed_from_u64(seed.rotate_left(32) ^ index as u64);
    let relation = GENERATED[index % GENERATED.len()];
    let id = format!("g{index}");
    let (path, next) = *PATHS.choose(rng).expect("some");
    let modes = if rng.random_ratio(1, 10) {
        [(); 2].map(|()| {
            *["omit", "same-origin", "include"]
                .choose(rng)
                .expect("some")
        })
    } else {
        ["include"; 2]
    };
    let line = line(relation, &id, rng);
    let case = Case::new(relation, &id, &line)
        .paths(path, next)
        .modes(modes);
    if rng.random_ratio(1, 8) {
        case.before(&before(relation, &id, rng))
    } else {
        case
    }
}

fn line(relation: &Relation, id: &str, rng: &mut StdRng) -> String {
    let pairs: &[&str] = if rng.random_ratio(1, 50) {
        &LARGE
    } else {
        &PAIRS
    };
    let mut pair = *pairs.choose(rng).expect("some");
    // On a host that others are asked on, too, one without a name would replace another's.
    let is_nameless = pair.starts_with('=') || !pair.contains('=');
    if is_nameless && !relation.has_hosts() {
        pair = "{c}=1";
    }
    let mut line = pair.to_owned();
    line += USUAL.choose(rng).expect("some");
    for _ in 0..rng.random_range(0..=3) {
        let attribute = ATTRIBUTES.choose(rng).expect("some");
        if is_nameless && attribute.starts_with("Domain") {
            continue;
        }
        let attribute = with_hosts(attribute, relation, id);
        // A date that is almost right is left to the cases: Firefox reads dates by a parser of its own.
        let may_slip = !attribute.starts_with("Expires");
        let attribute = if may_slip && rng.random_ratio(1, 6) {
            let slip = near_miss(attribute.as_bytes(), rng);
            slip.into_iter().map(char::from).collect()
        } else {
            attribute
        };
        line += ["; ", "; ", "; ", ";"].choose(rng).expect("some");
        line += &attribute;
    }
    line
}

/// A line that mostly sets a cookie.
fn before(relation: &Relation, id: &str, rng: &mut StdRng) -> String {
    let mut line = "{c}=0".to_owned();
    for _ in 0..rng.random_range(0..=3) {
        let attribute = ATTRIBUTES.choose(rng).expect("some");
        line += "; ";
        line += &with_hosts(attribute, relation, id);
    }
    line
}

fn with_hosts(attribute: &str, relation: &Relation, id: &str) -> String {
    let host = relation.host(id);
    let (_, parent) = host.split_once('.').unwrap_or(("", &host));
    let (_, suffix) = parent.split_once('.').unwrap_or(("", "com"));
    attribute
        .replace("{host}", &host)
        .replace("{parent}", parent)
        .replace("{suffix}", suffix)
}
