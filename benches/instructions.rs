//! How many instructions the crate's functions take, beside what a user would write instead, and the
//! limits that they hold: more is an error.
//!
//! `cargo bench --bench instructions` counts them under valgrind's callgrind, which is exact where a
//! clock is not, and prints them as rows of a Markdown table.
//!
//! Each case runs in a process of its own, this program again under callgrind. There is collected
//! only what runs in functions of this file whose names begin with `count_`. They are never inlined
//! and take their arguments as a caller has them, so that both sides of a row do the same work.

use std::fmt::{self, Write as _};
use std::hint::black_box;
use std::io::ErrorKind;
use std::process::{Command, ExitCode};
use std::{env, fs, iter};

use headers::{Header, HeaderMapExt};
use headers_allow_credentials::cors::{check, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials as Ours;
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};

mod common;

use common::{check_by_get, check_by_headers, credentials, get_is, origins, response, ORIGIN};

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

/// How often each case runs: once would do, more would show a cost that does not stay the same.
const CALLS: u64 = 16;

/// Runs a function on what is prepared for it, and holds it to the outcome.
fn on<T: ?Sized>(function: fn(&T) -> bool, argument: &T, outcome: bool) {
    for _ in 0..CALLS {
        assert_eq!(black_box(function)(black_box(argument)), outcome);
    }
}

/// The same for an insertion, of which each call has a map of its own.
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

fn true_line() -> HeaderValue {
    HeaderValue::from_static("true")
}

fn lines(count: usize) -> HeaderMap {
    response(&credentials("true", count))
}

/// What a row of the table must hold, on any machine unless it says so.
enum Limit {
    /// As many instructions as these, on x86-64.
    Between(u64, u64),
    /// Fewer than `headers`' count.
    LessThanHeaders,
    /// At most that many hundredths of `headers`' count.
    OfHeaders(u64),
    /// At most that many hundredths of the hand-written code's count.
    OfHandWritten(u64),
    /// As many as the row above: the input's size does not matter.
    SameAsAbove,
}

/// One row: what is counted, here, as written by hand with `http` alone, and with `headers`' types.
struct Row {
    what: &'static str,
    cases: [Option<fn()>; 3],
    limits: &'static [Limit],
}

static TABLE: [Row; 15] = [
    Row {
        what: "`from_bytes`, `true`",
        cases: [
            Some(|| on(count_from_bytes, b"true".as_slice(), true)),
            None,
            None,
        ],
        limits: &[Limit::Between(5, 6)],
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
        what: "`typed_insert`, where no line was",
        cases: [
            Some(|| insertion(count_typed_insert_ours, 0)),
            Some(|| insertion(count_insert, 0)),
            Some(|| insertion(count_typed_insert_theirs, 0)),
        ],
        limits: &[Limit::LessThanHeaders],
    },
    Row {
        what: "`typed_insert`, over a line",
        cases: [
            Some(|| insertion(count_typed_insert_ours, 1)),
            Some(|| insertion(count_insert, 1)),
            Some(|| insertion(count_typed_insert_theirs, 1)),
        ],
        limits: &[Limit::LessThanHeaders],
    },
    Row {
        what: "`cors::check`, credentials allowed",
        cases: [
            Some(|| checking(count_check, 1, 1, true)),
            Some(|| checking(count_check_by_get, 1, 1, true)),
            Some(|| checking(count_check_by_headers, 1, 1, true)),
        ],
        limits: &[Limit::OfHandWritten(75), Limit::OfHeaders(15)],
    },
    Row {
        what: "`cors::check`, 2 lines of Allow-Origin",
        cases: [Some(|| checking(count_check, 2, 1, false)), None, None],
        limits: &[],
    },
    Row {
        what: "`cors::check`, 1,000 lines of Allow-Origin",
        cases: [Some(|| checking(count_check, 1000, 1, false)), None, None],
        limits: &[Limit::SameAsAbove],
    },
    Row {
        what: "`cors::check`, 2 lines of Allow-Credentials",
        cases: [Some(|| checking(count_check, 1, 2, false)), None, None],
        limits: &[],
    },
    Row {
        what: "`cors::check`, 1,000 lines of Allow-Credentials",
        cases: [Some(|| checking(count_check, 1, 1000, false)), None, None],
        limits: &[Limit::SameAsAbove],
    },
];

/// The counts of a row, in the order of its cases.
type Counts = [Option<u64>; 3];

impl Limit {
    /// What these counts do not hold, in words.
    fn excess(&self, [ours, by_hand, theirs]: Counts, above: Option<Counts>) -> Option<String> {
        let ours = ours.unwrap();
        let (is_held, wanted) = match *self {
            Self::Between(low, high) => (
                (low..=high).contains(&ours) || !cfg!(target_arch = "x86_64"),
                format!("from {low} to {high}"),
            ),
            Self::LessThanHeaders => {
                let theirs = theirs.unwrap();
                (ours < theirs, format!("less than {theirs}"))
            }
            Self::OfHeaders(hundredths) => at_most(hundredths, ours, theirs.unwrap()),
            Self::OfHandWritten(hundredths) => at_most(hundredths, ours, by_hand.unwrap()),
            Self::SameAsAbove => {
                let above = above.unwrap()[0].unwrap();
                (ours == above, format!("{above}, as the row above"))
            }
        };
        (!is_held).then(|| format!("takes {ours} instructions, its limit is {wanted}"))
    }
}

fn at_most(hundredths: u64, ours: u64, other: u64) -> (bool, String) {
    let is_held = 100 * ours <= hundredths * other;
    (is_held, format!("{hundredths} % of {other}"))
}

/// The argument before the number of a row and the number of its case.
const CASE: &str = "--case";

/// Counts the instructions of one case, for a single call.
fn count(row: usize, case: usize) -> Result<u64, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let profile = directory.path().join("callgrind.out");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=instructions::count_*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(env::current_exe().map_err(|error| error.to_string())?)
        .args([CASE, &row.to_string(), &case.to_string()])
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
        return Err(format!(
            "{} failed under valgrind:\n{said}",
            TABLE[row].what
        ));
    }
    let profile = fs::read_to_string(profile).map_err(|error| error.to_string())?;
    let total = profile
        .lines()
        .find_map(|line| line.strip_prefix("totals: "));
    match total.and_then(|total| total.parse::<u64>().ok()) {
        None | Some(0) => Err(format!("callgrind counted nothing for {}", TABLE[row].what)),
        Some(total) if total % CALLS != 0 => Err(format!(
            "{} does not cost the same at each call",
            TABLE[row].what
        )),
        Some(total) => Ok(total / CALLS),
    }
}

/// Counts all rows, prints them, and says which limits are not held.
fn count_all() -> Result<Vec<String>, String> {
    println!("| instructions | this crate | by hand | `headers` |");
    println!("|---|---:|---:|---:|");
    let mut excesses = Vec::new();
    let mut above = None;
    for (number, row) in TABLE.iter().enumerate() {
        let mut counts = [None; 3];
        let mut cells = String::new();
        for (case, count_of_case) in counts.iter_mut().enumerate() {
            if row.cases[case].is_some() {
                *count_of_case = Some(count(number, case)?);
            }
            write!(cells, " {} |", Cell(*count_of_case)).map_err(|error| error.to_string())?;
        }
        println!("| {} |{cells}", row.what);
        let exceeded = row
            .limits
            .iter()
            .filter_map(|limit| limit.excess(counts, above));
        excesses.extend(exceeded.map(|excess| format!("{} {excess}", row.what)));
        above = Some(counts);
    }
    Ok(excesses)
}

/// A count with its thousands set apart, or nothing.
struct Cell(Option<u64>);

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(count @ 0..=999) => write!(f, "{count}"),
            Some(count) => write!(f, "{},{:03}", count / 1000, count % 1000),
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [option, row, case] = arguments.as_slice() {
        if option == CASE {
            let number = |text: &str| text.parse::<usize>().unwrap();
            TABLE[number(row)].cases[number(case)].unwrap()();
            return ExitCode::SUCCESS;
        }
    }
    // `cargo bench` passes this. `cargo test --benches` does not, and what it builds is not optimized.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match count_all() {
        Ok(excesses) if excesses.is_empty() => ExitCode::SUCCESS,
        Ok(excesses) => {
            for excess in excesses {
                eprintln!("error: {excess}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
