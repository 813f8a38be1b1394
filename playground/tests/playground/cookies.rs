//! What three browser engines do with a line of `Set-Cookie`, and what the crate says of it.
//!
//! `tests/data/cookies.json` records which cookies came back from each engine. To ask them, libnss-wrapper
//! and libnss3-tools must be installed as well, which give them names and certificates on loopback. They
//! are asked of 250 generated lines, too, unless `GENERATED` says another number.

mod case;
mod cases;
mod column;
mod differences;
mod generated;
mod predicted;
mod recording;
mod relation;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use case::Case;
use column::{Column, COLUMNS};
use generated::generated;
use recording::{Recording, Row};
use relation::Relation;
use server::Server;
use testkit::readme::assert_section;

use crate::live::asked::Asked;
use crate::live::browser::{in_some_start, Browser, Surroundings};

/// What the crate says of each case is what each engine was recorded to do, but for the rules by which
/// engines differ. Each of those is seen in some case.
#[test]
fn crate_agrees_with_the_recording() {
    let recording = Recording::read();
    let cases = cases::all();
    assert!(cases.len() >= 300, "{} cases", cases.len());
    let recorded: Vec<_> = recording.cases.iter().map(|row| &row.case).collect();
    assert_eq!(
        recorded,
        cases.iter().collect::<Vec<_>>(),
        "record again (“The engines' recordings” in CONTRIBUTING.md says how)"
    );
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for Row { case, answers } in &recording.cases {
        for column in &COLUMNS {
            let (expected, reasons) = column.expected(case);
            if answers[column.name] != expected {
                let answer = &answers[column.name];
                problems.push(format!(
                    "{} {}: {answer:?}, not {expected:?}",
                    column.name, case.id
                ));
            }
            seen.extend(reasons.into_iter().map(|why| (column.name, why)));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for column in &COLUMNS {
        for rule in column.rules {
            let key = (column.name, rule.why);
            assert!(seen.contains(&key), "no case shows it: {key:?}");
        }
    }
}

/// The engines that `ENGINES` names do as recorded, and as the crate says of generated lines.
#[test]
fn live_engines_agree() {
    let Some(asked) = Asked::by_environment(250) else {
        return;
    };
    let listed = cases::all();
    let day: Vec<_> = (0..asked.generated)
        .map(|index| generated(asked.seed, index))
        .collect();
    let all: Vec<_> = listed.iter().chain(&day).cloned().collect();
    let mut recording = if asked.record {
        Recording::of(&listed)
    } else {
        Recording::read()
    };
    for browser in &asked.browsers {
        for column in Column::of(browser) {
            let start = Instant::now();
            let answers = in_some_start(|| ask(browser, column, &all));
            if asked.record {
                recording.write_down(browser, column, &answers);
            }
            let recorded = recording.cases.iter().map(|Row { case, answers }| {
                let answer = answers[column.name].clone();
                (case, answer)
            });
            let said = day.iter().map(|case| (case, column.expected(case).0));
            let differ: Vec<_> = recorded
                .chain(said)
                .filter(|(case, expected)| answers[&case.id] != *expected)
                .map(|(case, expected)| {
                    format!("{:?}, not {expected:?}: {case:?}", answers[&case.id])
                })
                .collect();
            assert!(
                differ.is_empty(),
                "SEED={}: {} did something else:\n{}",
                asked.seed,
                column.name,
                differ.join("\n")
            );
            let kept = day
                .iter()
                .filter(|case| !answers[&case.id].is_empty())
                .count();
            println!(
                "SEED={}: {} ({}): {} cases as recorded, {} generated lines as the crate says, of \
                 which {kept} came back, in {:.1} s",
                asked.seed,
                column.name,
                browser.version(),
                listed.len(),
                day.len(),
                start.elapsed().as_secs_f64()
            );
            // What never came back would agree with anything.
            assert!(
                day.len() < 100 || (day.len() / 10..day.len()).contains(&kept),
                "{kept}"
            );
        }
    }
    if asked.record {
        recording.save();
    }
}

/// A browser that asks for nothing for as long has stopped: it takes milliseconds for a case.
const STALLED: Duration = Duration::from_secs(30);

/// What came back in each case, by the case's id, if the browser asked at all.
fn ask(
    browser: &Browser,
    column: &Column,
    cases: &[Case],
) -> Result<BTreeMap<String, String>, String> {
    let server = Server::start(cases);
    let around = Surroundings {
        names: Some(&server.names),
        blocks_third_parties: column.blocks_third_parties,
    };
    let (mut left, mut since) = (0, Instant::now());
    let agent = browser.visit(&server.start, &around, |patience| {
        let report = server.next_report(patience);
        let unasked = server.unasked();
        if unasked.len() != left {
            (left, since) = (unasked.len(), Instant::now());
        }
        if report.is_some() || since.elapsed() < STALLED {
            return Ok(report);
        }
        let why = format!(
            "{} asks for nothing more since {STALLED:?}, with {} of {} cases left: {:?}",
            column.name,
            unasked.len(),
            cases.len(),
            unasked.first()
        );
        assert_eq!(unasked.len(), cases.len(), "{why}");
        Err(why)
    })?;
    assert!(browser.is(&agent), "not {}: {agent}", browser.command);
    Ok(server.answers())
}

/// The README's figures, its relations and its differences are the recording's.
#[test]
fn readme_says_what_is_recorded() {
    let recording = Recording::read();
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    assert_section(readme, "cookies", &agreement(&recording));
    assert_section(readme, "cookie differences", &table(&recording));
}

/// In how many cases each engine does as the crate says.
fn agreement(recording: &Recording) -> String {
    let rows = COLUMNS.iter().map(|column| {
        let agrees = |row: &&Row| row.answers[column.name] == column.said(&row.case);
        let count = recording.cases.iter().filter(agrees).count();
        let version = &recording.engines[column.engine];
        let setting = if column.blocks_third_parties {
            ", third-party cookies blocked"
        } else {
            ""
        };
        format!("| {version}{setting} | `{:?}` | {count} |", column.browser)
    });
    let head = [
        format!(
            "| of {} cases | as the crate says of | in |",
            recording.cases.len()
        ),
        "|---|---|---|".to_owned(),
    ];
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// The rules by which engines differ, each with the cases that show it.
fn table(recording: &Recording) -> String {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Row { case, .. } in &recording.cases {
        let mut engines: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for column in &COLUMNS {
            for why in column.expected(case).1 {
                engines.entry(why).or_default().insert(column.engine);
            }
        }
        for (why, engines) in engines {
            rows.entry((engines, why))
                .or_default()
                .push(format!("`{}`", case.id));
        }
    }
    let rows = rows.iter().map(|((engines, why), ids)| {
        let engines: Vec<_> = engines.iter().copied().collect();
        format!("| {} | {why} | {} |", engines.join(", "), ids.join(", "))
    });
    let head = ["| engine | why it differs | cases |", "|---|---|---|"].map(str::to_owned);
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_case_is_taken_for_another() {
    let cases = cases::all();
    let ids: BTreeSet<_> = cases.iter().map(|case| &case.id).collect();
    assert_eq!(ids.len(), cases.len());
    for relation in relation::ALL {
        assert!(
            cases.iter().any(|case| case.relation() == *relation),
            "{relation:?}"
        );
    }
    let case = Case::new(Relation::named("LOOPBACK"), "a-b", "{c}=1");
    assert_eq!(
        case.pairs("a_b=1; a_b_c=2; x_a_b=3; __Host-a_b=4; a_b"),
        "__Host-{c}=4; {c}; {c}=1"
    );
}

#[test]
fn what_a_line_stands_for_is_as_long_as_it_says() {
    let case = Case::new(Relation::named("HTTPS_SAME_SITE"), "size", "");
    let line = case.expand(" {c} = {to 4096} ; Path=/{to 1028}; Domain={host}");
    let parts: Vec<_> = line
        .split(';')
        .map(|part| part.replace([' ', '='], ""))
        .collect();
    assert_eq!([parts[0].len(), parts[1].len()], [4096, 1028]);
    assert!(line.ends_with("Domain=size.example.com"));
}
