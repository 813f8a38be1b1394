//! How many instructions the crate's functions take, next to what a user would write instead. Each
//! has a limit, and exceeding it is an error.
//!
//! `cargo bench --bench instructions` counts them under valgrind's callgrind, which is exact,
//! unlike a clock, and prints them as rows of a Markdown table.
//!
//! The cases run in this program again, under callgrind. It counts only what runs in functions of this
//! file whose names begin with `count_`, each call by itself. They are never inlined and take their
//! arguments as a caller has them, so that all columns of a row do the same work.

use std::fmt;
use std::hint::black_box;
use std::io::ErrorKind;
use std::process::{Command, ExitCode};
use std::{env, fs, iter};

use headers::{Header, HeaderMapExt};
use headers_allow_credentials::cors::CredentialsMode::{self, Include};
use headers_allow_credentials::cors::{check, check_exposed, check_preflight};
use headers_allow_credentials::AccessControlAllowCredentials as Ours;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_EXPOSE_HEADERS};
use http::StatusCode;

use testkit::instead::{check_by_get, check_by_headers, get_is};
use testkit::instead::{exposed_by_hand, exposed_by_headers};
use testkit::instead::{preflight_by_hand, preflight_by_headers};
use testkit::measured::{allowed, credentials, full_line, origins, preflight, response};
use testkit::measured::{EXPOSED, LISTED, NAMES, ORIGIN};

type Theirs = headers::AccessControlAllowCredentials;

#[inline(never)]
fn count_from_bytes(value: &[u8]) -> bool {
    Ours::from_bytes(value).is_ok()
}

#[inline(never)]
fn count_decode<H: Header>(line: &HeaderValue) -> bool {
    H::decode(&mut iter::once(line)).is_ok()
}

#[inline(never)]
fn count_typed_get<H: Header>(headers: &HeaderMap) -> bool {
    headers.typed_get::<H>().is_some()
}

#[inline(never)]
fn count_from_headers(headers: &HeaderMap) -> bool {
    Ours::from_headers(headers) == Ok(Some(Ours))
}

#[inline(never)]
fn count_get(headers: &HeaderMap) -> bool {
    get_is(headers, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
}

#[inline(never)]
fn count_typed_insert_ours(headers: &mut HeaderMap) {
    headers.typed_insert(Ours);
}

#[inline(never)]
fn count_typed_insert_theirs(headers: &mut HeaderMap) {
    headers.typed_insert(headers::AccessControlAllowCredentials);
}

#[inline(never)]
fn count_insert(headers: &mut HeaderMap) {
    headers.insert(
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
}

#[inline(never)]
fn count_check(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    check(origin, mode, response).is_ok()
}

#[inline(never)]
fn count_check_by_get(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    check_by_get(origin, mode, response)
}

#[inline(never)]
fn count_check_by_headers(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    check_by_headers(origin, mode, response)
}

/// A preflight for a request with credentials, and its response.
struct Preflight {
    request: HeaderMap,
    response: HeaderMap,
}

impl Preflight {
    fn new(names: &str, listed: &str) -> Self {
        let (request, response) = (preflight(names), allowed(listed));
        Self { request, response }
    }
}

#[inline(never)]
fn count_preflight(case: &Preflight) -> bool {
    let status = StatusCode::NO_CONTENT;
    check_preflight(&case.request, Include, status, &case.response).is_ok()
}

#[inline(never)]
fn count_preflight_by_hand(case: &Preflight) -> bool {
    preflight_by_hand(
        &case.request,
        Include,
        StatusCode::NO_CONTENT,
        &case.response,
    )
}

#[inline(never)]
fn count_preflight_by_headers(case: &Preflight) -> bool {
    preflight_by_headers(
        &case.request,
        Include,
        StatusCode::NO_CONTENT,
        &case.response,
    )
}

#[inline(never)]
fn count_exposed((name, response): &(HeaderName, HeaderMap)) -> bool {
    check_exposed(name, Include, response).is_ok()
}

#[inline(never)]
fn count_exposed_by_hand((name, response): &(HeaderName, HeaderMap)) -> bool {
    exposed_by_hand(name, Include, response)
}

#[inline(never)]
fn count_exposed_by_headers((name, response): &(HeaderName, HeaderMap)) -> bool {
    exposed_by_headers(name, Include, response)
}

#[inline(never)]
fn count_insert_into(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, Ours.into());
}

/// How often each case runs. Once would be enough, but a second call shows a cost that varies.
const CALLS: usize = 2;

/// Runs a function on a prepared argument, and checks the outcome.
fn on<T: ?Sized>(function: fn(&T) -> bool, argument: &T, outcome: bool) {
    for _ in 0..CALLS {
        assert_eq!(black_box(function)(black_box(argument)), outcome);
    }
}

/// The same for an insertion. Each call has a map of its own.
fn insertion(function: fn(&mut HeaderMap), stale: usize) {
    for _ in 0..CALLS {
        let mut headers = response(&credentials("True", stale));
        black_box(function)(black_box(&mut headers));
        assert_eq!(headers, response(&credentials("true", 1)));
    }
}

/// The same for a check with credentials.
fn checking(
    function: fn(&str, CredentialsMode, &HeaderMap) -> bool,
    lines_of_origin: usize,
    lines_of_credentials: usize,
    outcome: bool,
) {
    let lines = [
        origins(ORIGIN, lines_of_origin),
        credentials("true", lines_of_credentials),
    ];
    let response = response(&lines.concat());
    let mode = CredentialsMode::Include;
    for _ in 0..CALLS {
        let shared = black_box(function)(black_box(ORIGIN), black_box(mode), black_box(&response));
        assert_eq!(shared, outcome);
    }
}

fn three_names() -> Preflight {
    Preflight::new(NAMES, LISTED)
}

/// This many names, each of them listed.
fn many_names(count: usize) -> Preflight {
    let names: Vec<_> = (0..count).map(|name| format!("x-name-{name}")).collect();
    Preflight::new(&names.join(","), &names.join(", "))
}

/// One name, and a list of this many kibibytes of that text.
fn long_list(kilobytes: usize, text: &str) -> Preflight {
    Preflight::new("x-csrf-token", &text.repeat(kilobytes << 10))
}

/// This many kibibytes of names, and a list that has them.
fn long_request(kilobytes: usize) -> Preflight {
    Preflight::new(&"x,".repeat(kilobytes << 9), "X")
}

/// 64 KiB of names, and a list of the same.
fn full_lines(len: u32) -> Preflight {
    Preflight::new(&full_line(len), &full_line(len))
}

fn exposed() -> (HeaderName, HeaderMap) {
    (EXPOSED, response(&[]))
}

fn long_exposed(kilobytes: usize, text: &str) -> (HeaderName, HeaderMap) {
    let list = HeaderValue::try_from(text.repeat(kilobytes << 10)).unwrap();
    let mut response = response(&[]);
    response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, list);
    (EXPOSED, response)
}

fn true_line() -> HeaderValue {
    HeaderValue::from_static("true")
}

fn lines(count: usize) -> HeaderMap {
    response(&credentials("true", count))
}

/// What a row of the table must keep to, on any machine unless it says otherwise.
enum Limit {
    /// At most that many, on x86-64.
    AtMost(u64),
    /// At most that many hundredths of `headers`' count.
    OfHeaders(u64),
    /// At most that many hundredths of the hand-written code's count.
    OfHandWritten(u64),
    /// As many as the row above: the size of the input does not matter.
    SameAsAbove,
    /// At most that many times the row above, whose input is smaller by that factor.
    TimesAbove(u64),
    /// It need not be the same at each call: many names are hashed with a random key.
    Varies,
}

/// One row: what is counted, by this crate, by hand with `http` alone, and with `headers`' types.
struct Row {
    what: &'static str,
    cases: [Option<fn()>; 3],
    limits: &'static [Limit],
}

impl Row {
    fn varies(&self) -> bool {
        let mut limits = self.limits.iter();
        limits.any(|limit| matches!(limit, Limit::Varies))
    }
}

static TABLE: &[Row] = &[
    Row {
        what: "`from_bytes`, `true`",
        cases: [
            Some(|| on(count_from_bytes, b"true".as_slice(), true)),
            None,
            None,
        ],
        limits: &[Limit::AtMost(8)],
    },
    Row {
        what: "`from_bytes`, 65 other bytes",
        cases: [
            Some(|| on(count_from_bytes, [b'a'; 65].as_slice(), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`from_bytes`, 8 KiB of other bytes",
        cases: [
            Some(|| on(count_from_bytes, [b'a'; 8 << 10].as_slice(), false)),
            None,
            None,
        ],
        limits: &[Limit::SameAsAbove],
    },
    Row {
        what: "`decode`, a line of `true`",
        cases: [
            Some(|| on(count_decode::<Ours>, &true_line(), true)),
            None,
            Some(|| on(count_decode::<Theirs>, &true_line(), true)),
        ],
        limits: &[Limit::OfHeaders(100)],
    },
    Row {
        what: "`typed_get`, a line of `true`",
        cases: [
            Some(|| on(count_typed_get::<Ours>, &lines(1), true)),
            Some(|| on(count_get, &lines(1), true)),
            Some(|| on(count_typed_get::<Theirs>, &lines(1), true)),
        ],
        limits: &[Limit::OfHeaders(103)],
    },
    Row {
        what: "`typed_get`, no line",
        cases: [
            Some(|| on(count_typed_get::<Ours>, &lines(0), false)),
            Some(|| on(count_get, &lines(0), false)),
            Some(|| on(count_typed_get::<Theirs>, &lines(0), false)),
        ],
        limits: &[],
    },
    Row {
        what: "`from_headers`, 2 lines",
        cases: [
            Some(|| on(count_from_headers, &lines(2), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`from_headers`, 1,000 lines",
        cases: [
            Some(|| on(count_from_headers, &lines(1000), false)),
            None,
            None,
        ],
        limits: &[Limit::SameAsAbove],
    },
    Row {
        what: "`typed_insert`, no line before",
        cases: [
            Some(|| insertion(count_typed_insert_ours, 0)),
            Some(|| insertion(count_insert, 0)),
            Some(|| insertion(count_typed_insert_theirs, 0)),
        ],
        limits: &[Limit::OfHeaders(101)],
    },
    Row {
        what: "`typed_insert`, over a line",
        cases: [
            Some(|| insertion(count_typed_insert_ours, 1)),
            Some(|| insertion(count_insert, 1)),
            Some(|| insertion(count_typed_insert_theirs, 1)),
        ],
        limits: &[Limit::OfHeaders(101)],
    },
    Row {
        what: "`insert` of `.into()`, no line before",
        cases: [
            Some(|| insertion(count_insert_into, 0)),
            Some(|| insertion(count_insert, 0)),
            None,
        ],
        limits: &[Limit::OfHandWritten(105)],
    },
    Row {
        what: "`insert` of `.into()`, over a line",
        cases: [
            Some(|| insertion(count_insert_into, 1)),
            Some(|| insertion(count_insert, 1)),
            None,
        ],
        limits: &[Limit::OfHandWritten(105)],
    },
    Row {
        what: "`check`, credentials allowed",
        cases: [
            Some(|| checking(count_check, 1, 1, true)),
            Some(|| checking(count_check_by_get, 1, 1, true)),
            Some(|| checking(count_check_by_headers, 1, 1, true)),
        ],
        limits: &[Limit::OfHandWritten(75), Limit::OfHeaders(15)],
    },
    Row {
        what: "`check`, 2 lines of Allow-Origin",
        cases: [Some(|| checking(count_check, 2, 1, false)), None, None],
        limits: &[],
    },
    Row {
        what: "`check`, 1,000 lines of Allow-Origin",
        cases: [Some(|| checking(count_check, 1000, 1, false)), None, None],
        limits: &[Limit::SameAsAbove],
    },
    Row {
        what: "`check`, 2 lines of Allow-Credentials",
        cases: [Some(|| checking(count_check, 1, 2, false)), None, None],
        limits: &[],
    },
    Row {
        what: "`check`, 1,000 lines of Allow-Credentials",
        cases: [Some(|| checking(count_check, 1, 1000, false)), None, None],
        limits: &[Limit::SameAsAbove],
    },
    Row {
        what: "`check_preflight`, 3 headers",
        cases: [
            Some(|| on(count_preflight, &three_names(), true)),
            Some(|| on(count_preflight_by_hand, &three_names(), true)),
            Some(|| on(count_preflight_by_headers, &three_names(), true)),
        ],
        limits: &[
            Limit::AtMost(2_710),
            Limit::OfHandWritten(30),
            Limit::OfHeaders(30),
        ],
    },
    Row {
        what: "`check_preflight`, 1 header of 1",
        cases: [
            Some(|| on(count_preflight, &many_names(1), true)),
            Some(|| on(count_preflight_by_hand, &many_names(1), true)),
            Some(|| on(count_preflight_by_headers, &many_names(1), true)),
        ],
        limits: &[],
    },
    Row {
        what: "`check_preflight`, 10 headers of 10",
        cases: [
            Some(|| on(count_preflight, &many_names(10), true)),
            Some(|| on(count_preflight_by_hand, &many_names(10), true)),
            Some(|| on(count_preflight_by_headers, &many_names(10), true)),
        ],
        limits: &[Limit::TimesAbove(10)],
    },
    Row {
        what: "`check_preflight`, 100 headers of 100",
        cases: [
            Some(|| on(count_preflight, &many_names(100), true)),
            Some(|| on(count_preflight_by_hand, &many_names(100), true)),
            Some(|| on(count_preflight_by_headers, &many_names(100), true)),
        ],
        limits: &[Limit::AtMost(60_000), Limit::Varies],
    },
    Row {
        what: "`check_preflight`, 64 KiB of 2-byte names of 64 KiB",
        cases: [
            Some(|| on(count_preflight, &full_lines(2), true)),
            None,
            None,
        ],
        limits: &[Limit::AtMost(40_000_000), Limit::Varies],
    },
    Row {
        what: "`check_preflight`, 64 KiB of 3-byte names of 64 KiB",
        cases: [
            Some(|| on(count_preflight, &full_lines(3), true)),
            None,
            None,
        ],
        limits: &[Limit::AtMost(40_000_000), Limit::Varies],
    },
    Row {
        what: "`check_preflight`, 8 KiB of commas",
        cases: [
            Some(|| on(count_preflight, &long_list(8, ","), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`check_preflight`, 64 KiB of commas",
        cases: [
            Some(|| on(count_preflight, &long_list(64, ","), false)),
            None,
            None,
        ],
        limits: &[Limit::TimesAbove(8)],
    },
    Row {
        what: "`check_preflight`, 8 KiB of one token",
        cases: [
            Some(|| on(count_preflight, &long_list(8, "x"), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`check_preflight`, 64 KiB of one token",
        cases: [
            Some(|| on(count_preflight, &long_list(64, "x"), false)),
            None,
            None,
        ],
        limits: &[Limit::TimesAbove(8)],
    },
    Row {
        what: "`check_preflight`, 8 KiB of names asked for",
        cases: [
            Some(|| on(count_preflight, &long_request(8), true)),
            None,
            None,
        ],
        limits: &[Limit::Varies],
    },
    Row {
        what: "`check_preflight`, 64 KiB of names asked for",
        cases: [
            Some(|| on(count_preflight, &long_request(64), true)),
            None,
            None,
        ],
        limits: &[Limit::TimesAbove(9), Limit::Varies],
    },
    Row {
        what: "`check_exposed`, second of 2",
        cases: [
            Some(|| on(count_exposed, &exposed(), true)),
            Some(|| on(count_exposed_by_hand, &exposed(), true)),
            Some(|| on(count_exposed_by_headers, &exposed(), true)),
        ],
        limits: &[Limit::OfHandWritten(70), Limit::OfHeaders(40)],
    },
    Row {
        what: "`check_exposed`, 8 KiB of commas",
        cases: [
            Some(|| on(count_exposed, &long_exposed(8, ","), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`check_exposed`, 64 KiB of commas",
        cases: [
            Some(|| on(count_exposed, &long_exposed(64, ","), false)),
            None,
            None,
        ],
        limits: &[Limit::TimesAbove(8)],
    },
    Row {
        what: "`check_exposed`, 8 KiB of one token",
        cases: [
            Some(|| on(count_exposed, &long_exposed(8, "x"), false)),
            None,
            None,
        ],
        limits: &[],
    },
    Row {
        what: "`check_exposed`, 64 KiB of one token",
        cases: [
            Some(|| on(count_exposed, &long_exposed(64, "x"), false)),
            None,
            None,
        ],
        limits: &[Limit::TimesAbove(8)],
    },
];

/// The counts of a row, in the order of its cases.
type Counts = [Option<u64>; 3];

impl Limit {
    /// How these counts exceed the limit, in words.
    fn excess(&self, [ours, by_hand, theirs]: Counts, above: Option<Counts>) -> Option<String> {
        let ours = ours.unwrap();
        let (is_kept, wanted) = match *self {
            Self::AtMost(most) => (
                ours <= most || !cfg!(target_arch = "x86_64"),
                most.to_string(),
            ),
            Self::OfHeaders(hundredths) => at_most(hundredths, ours, theirs.unwrap()),
            Self::OfHandWritten(hundredths) => at_most(hundredths, ours, by_hand.unwrap()),
            Self::SameAsAbove => {
                let above = above.unwrap()[0].unwrap();
                (
                    ours.abs_diff(above) <= SLACK,
                    format!("{above} (the row above) plus {SLACK}"),
                )
            }
            Self::TimesAbove(times) => {
                let above = above.unwrap()[0].unwrap();
                (
                    ours <= times * above,
                    format!("{times} times {above} (the row above)"),
                )
            }
            Self::Varies => return None,
        };
        (!is_kept).then(|| format!("takes {ours} instructions, but its limit is {wanted}"))
    }
}

fn at_most(hundredths: u64, ours: u64, other: u64) -> (bool, String) {
    let is_kept = 100 * ours <= hundredths * other + 100 * SLACK;
    (is_kept, format!("{hundredths}% of {other}, plus {SLACK}"))
}

/// What another compiler may add to either count.
const SLACK: u64 = 2;

/// The argument with which the program runs all cases. It does so in one process: what a call that allocates
/// costs depends on those before it.
const CASES: &str = "--cases";

/// The instructions of each call, in their order.
fn calls() -> Result<Vec<u64>, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let profile = directory.path().join("profile");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=instructions::count_*"])
        // Of two patterns that are the same, callgrind knows the first only.
        .arg("--dump-after=*::count_*")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(env::current_exe().map_err(|error| error.to_string())?)
        .arg(CASES)
        .output()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                "valgrind is not installed: it counts the instructions. On Debian, \
                 `apt-get install valgrind`"
                    .to_owned()
            }
            _ => format!("valgrind does not start: {error}"),
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("a case failed under valgrind:\n{said}"));
    }
    // There is a profile for each call, by its number.
    let profiles = (1..).map(|call| fs::read_to_string(profile.with_extension(call.to_string())));
    profiles
        .map_while(Result::ok)
        .map(|profile| {
            let mut lines = profile.lines();
            let total = lines.find_map(|line| line.strip_prefix("totals: ")?.parse().ok());
            total.ok_or_else(|| "a profile of callgrind has no total".to_owned())
        })
        .collect()
}

/// Counts all rows: the last call of each case, when what is set up once has been.
fn count_all() -> Result<Vec<Counts>, String> {
    let calls = calls()?;
    let cases = TABLE.iter().flat_map(|row| row.cases.iter().flatten());
    if calls.len() != CALLS * cases.count() || calls.contains(&0) {
        return Err("callgrind did not count each call".to_owned());
    }
    let mut calls = calls.chunks(CALLS);
    let count = |row: &Row| {
        let calls = row.cases.map(|case| case.and_then(|_| calls.next()));
        let is_same = |calls: &[u64]| calls.iter().all(|call| *call == calls[0]);
        if calls[0].is_some_and(is_same) || row.varies() {
            Ok(calls.map(|calls| calls?.last().copied()))
        } else {
            Err(format!("{} does not cost the same at each call", row.what))
        }
    };
    TABLE.iter().map(count).collect()
}

/// Prints the rows, and says which limits are exceeded.
fn print(counts: &[Counts]) -> Vec<String> {
    println!("| instructions | this crate | by hand | `headers` |");
    println!("|---|---:|---:|---:|");
    let mut excesses = Vec::new();
    let mut above = None;
    for (row, &counts) in TABLE.iter().zip(counts) {
        let [ours, by_hand, theirs] = counts.map(Cell);
        println!("| {} | {ours} | {by_hand} | {theirs} |", row.what);
        let exceeded = row
            .limits
            .iter()
            .filter_map(|limit| limit.excess(counts, above));
        excesses.extend(exceeded.map(|excess| format!("{} {excess}", row.what)));
        above = Some(counts);
    }
    excesses
}

/// A count with a comma between thousands, or nothing.
struct Cell(Option<u64>);

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(count @ 0..=999) => write!(f, "{count}"),
            Some(count) => write!(f, "{},{:03}", Self(Some(count / 1000)), count % 1000),
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if arguments == [CASES] {
        for row in TABLE {
            // If it fails, its name is the last.
            eprintln!("{}", row.what);
            row.cases.iter().flatten().for_each(|case| case());
        }
        return ExitCode::SUCCESS;
    }
    // `cargo bench` passes this. `cargo test --benches` does not, and what it builds is not
    // optimized.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let excesses = count_all().map_or_else(|error| vec![error], |counts| print(&counts));
    for excess in &excesses {
        eprintln!("error: {excess}");
    }
    ExitCode::from(u8::from(!excesses.is_empty()))
}
