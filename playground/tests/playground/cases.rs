//! What three browser engines make of every case of the playground, and what the crate says of it over
//! real sockets. An engine that is asked opens the playground's page, which has 1,000 near-misses, too,
//! unless `GENERATED` says another number.
//!
//! Of each case that is refused there is another, in which the server has followed the crate's advice. That
//! one has to be allowed, by the crate and by each engine.

mod recording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use cors_flow::Url;
use recording::{Recording, Row};
use testkit::readme::assert_section;
use testkit::response::headers;

use crate::live::asked::Asked;
use crate::live::browser::{in_some_start, Browser, Surroundings, BROWSERS};
use crate::program::{Case, Difference, Origins, Playground};
use crate::typed;

/// The listed cases and, of those that are refused, what they are once the server follows the advice. To ask
/// for all takes a while, so it is done once.
fn all() -> &'static (Origins, Vec<Case>) {
    static ALL: OnceLock<(Origins, Vec<Case>)> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut playground = Playground::start();
        let cases = playground.cases("?advised=true");
        (std::mem::take(&mut playground.origins), cases)
    })
}

/// The cases of the page without a query.
fn listed() -> Vec<&'static Case> {
    let (_, cases) = all();
    let listed = cases.iter().filter(|case| case.advised().is_none());
    listed.collect()
}

/// The crate and every engine, as recorded, agree on each case except for the listed differences,
/// and every listed difference is a real one.
#[test]
fn crate_agrees_with_the_recording() {
    let (origins, _) = all();
    let recording = Recording::read();
    let cases = listed();
    // So that no change can empty this test.
    for (group, least) in [
        ("Methods that a preflight allows", 60),
        ("Headers that a preflight allows", 60),
        ("Headers that the page may read", 80),
        ("Whether a request needs a preflight", 80),
        ("Redirects", 40),
    ] {
        let count = cases.iter().filter(|case| case.group == group).count();
        assert!(count >= least, "{group}: {count} cases");
    }
    let mut problems = Vec::new();
    for case in &cases {
        match recording.row(&case.id) {
            Some(row) if row.asks_as(case, origins) => {
                for browser in &BROWSERS {
                    if !row.answers[browser.engine].differs_as_listed(case, browser.engine) {
                        problems.push(format!("{}: {}", case.id, browser.engine));
                    }
                    if !sent_as_listed(case, browser.engine, row) {
                        problems.push(format!(
                            "{}: {} sent something else",
                            case.id, browser.engine
                        ));
                    }
                }
            }
            Some(_) => problems.push(format!("{}: recorded as another case", case.id)),
            None => problems.push(format!("{}: not recorded", case.id)),
        }
    }
    let known: BTreeSet<_> = cases.iter().map(|case| &case.id).collect();
    let gone = recording
        .cases
        .iter()
        .filter(|row| !known.contains(&row.id));
    problems.extend(gone.map(|row| format!("{}: recorded, but no longer a case", row.id)));
    assert!(
        problems.is_empty(),
        "The cases and tests/data/engines.json differ (“The engines' recordings” in \
         CONTRIBUTING.md says how to make a new one):\n{}",
        problems.join("\n")
    );
}

/// Cases that are refused, and those in which the server has followed the advice.
fn refused_and_advised(cases: &[Case]) -> (Vec<&Case>, BTreeMap<&str, &Case>) {
    let is_refused =
        |case: &&Case| !case.generated && !case.verdict.allowed && case.advised().is_none();
    let refused = cases.iter().filter(is_refused).collect();
    let advised = cases
        .iter()
        .filter_map(|case| Some((case.advised()?, case)));
    (refused, advised.collect())
}

/// The crate allows what it refused, once the server follows its advice. What no server can mend is counted,
/// in the README.
#[test]
fn advice_mends_what_is_refused() {
    let (_, cases) = all();
    let (refused, advised) = refused_and_advised(cases);
    let again: Vec<_> = advised
        .values()
        .filter(|case| !case.verdict.allowed)
        .collect();
    assert!(again.is_empty(), "refused again: {again:#?}");
    let unmended = refused
        .iter()
        .filter(|case| !advised.contains_key(&*case.id));
    let mut why: BTreeMap<_, usize> = BTreeMap::new();
    for case in unmended {
        let why = why.entry(match case.verdict.code.as_deref() {
            Some("Forbidden") => "the page wants to read a header that no server can let it read",
            Some("NetworkError") => "the playground's client does not read the response",
            _ => panic!("no advice: {case:#?}"),
        });
        *why.or_default() += 1;
    }
    let why: Vec<_> = why
        .iter()
        .map(|(why, count)| format!("in {count}, {why}"))
        .collect();
    let counted = format!(
        "Of the {} cases that the crate refuses, its advice mends {}. There is no advice for the others: {}.",
        refused.len(),
        advised.len(),
        why.join("; ")
    );
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    assert_section(readme, "advice", &counted);
}

/// Whether an engine was led on as the playground's client was, with the same `Origin` at each hop,
/// unless it is listed as different. If it is listed only for what it sends, it must have sent
/// something else.
fn sent_as_listed(case: &Case, engine: &str, row: &Row) -> bool {
    let mut listed = case.differs.iter().filter(|listed| listed.engine == engine);
    let Some(hops) = row.hops.get(engine) else {
        return !row.leads_on() && listed.all(|listed| !listed.ways.is_empty());
    };
    let as_client = hops.is(&case.verdict.hops);
    match listed.next() {
        Some(listed) if listed.ways.is_empty() => !as_client,
        Some(_) => true,
        None => as_client,
    }
}

/// The engines that `ENGINES` names answer as recorded, and as the crate on generated near-misses.
#[test]
fn live_engines_agree() {
    let Some(asked) = Asked::by_environment(1000) else {
        return;
    };
    let Asked {
        browsers,
        record,
        seed,
        generated,
    } = asked;

    let playground = Playground::start();
    let tries = typed::all();
    let typed: Vec<_> = tries.iter().map(typed::Typed::fields).collect();
    let typed = serde_json::to_string(&typed).expect("fields are JSON");
    let (seed_given, count) = (seed.to_string(), generated.to_string());
    let advised = "true".to_owned();
    let pairs = [
        ("seed", &seed_given),
        ("count", &count),
        ("try", &typed),
        ("advised", &advised),
    ];
    let url = Url::parse_with_params(&playground.page, pairs).expect("the page has a URL");
    let query = format!("?{}", url.query().unwrap_or_default());
    let cases = playground.cases(&query);
    let (_, advised) = refused_and_advised(&cases);
    let (near_misses, listed): (Vec<_>, Vec<_>) = cases
        .iter()
        .filter(|case| case.advised().is_none())
        .partition(|case| case.generated);
    assert_eq!(near_misses.len(), generated);
    let allowed = near_misses
        .iter()
        .filter(|case| case.verdict.allowed)
        .count();
    println!("SEED={seed}: {generated} near-misses, {allowed} of them allowed");
    // Each kind is to meet each way.
    let kind = |case: &Case| (case.preflight.is_some(), case.read.is_some());

    let mut recording = if record {
        Recording::of(&listed, &playground.origins)
    } else {
        Recording::read()
    };
    for browser in browsers {
        let command = browser.command;
        let report = in_some_start(|| {
            let report = browser.visit(url.as_str(), &Surroundings::default(), |patience| {
                Ok(playground.next_report(patience))
            })?;
            let is_whole = report.is_whole().then_some(report);
            is_whole.ok_or_else(|| format!("{command} had no answer to some case in time"))
        });
        assert!(browser.is(&report.agent), "not {command}: {}", report.agent);
        let answers = report.answers(&cases, browser.engine);
        assert_eq!(report.cookie, [true; 4], "{command}: the cookie's way");
        let logins = &report.logins;
        assert_eq!(logins.len(), 9, "{command}: {logins:?}");
        let as_said = logins.values().all(|(did, said)| did == said);
        assert!(as_said, "{command}: {logins:?}");
        assert_eq!(report.tried.len(), tries.len(), "{command}");
        for (typed, &(browser, ours)) in tries.iter().zip(&report.tried) {
            let model = typed.model(&playground.page);
            let expected = model.expected();
            assert_eq!(ours, expected.is_ok(), "{command}: {model}");
            // The one rule that no engine follows.
            let by_wildcard = expected.is_err_and(|error| {
                let response = headers(model.response.iter().map(|(name, value)| (name, value)));
                error.is_only_authorization_by_wildcard(model.mode, &response)
            });
            assert_eq!(browser, Some(ours || by_wildcard), "{command}: {model}");
        }
        if record {
            recording.write_down(browser, &answers);
        }
        let differ: Vec<_> = recording
            .cases
            .iter()
            .filter(|row| {
                let (answer, hops) = &answers[&row.id];
                let recorded = row.hops.get(browser.engine);
                *answer != row.answers[browser.engine] || recorded.is_some_and(|it| it != hops)
            })
            .map(|row| &row.id)
            .collect();
        assert!(
            differ.is_empty(),
            "{command} does not answer as recorded: {differ:?}"
        );

        // Only a browser that sent what the crate's client sent has agreed with it.
        let sent_another: Vec<_> = cases
            .iter()
            .filter(|case| {
                let (answer, hops) = &answers[&case.id];
                let is_listed = case.differs.iter().any(|it| it.engine == browser.engine);
                answer.is(&case.verdict.allowed) && !is_listed && !hops.is(&case.verdict.hops)
            })
            .map(|case| (&case.id, &answers[&case.id], &case.verdict))
            .collect();
        assert!(sent_another.is_empty(), "{command}: {sent_another:#?}");

        let unmended: Vec<_> = advised
            .values()
            .filter(|case| !answers[&case.id].0.is(&true))
            .map(|case| (&case.id, &case.preflight, &case.wire, &answers[&case.id]))
            .collect();
        assert!(
            unmended.is_empty(),
            "{command} refuses a server that follows the advice: {unmended:#?}"
        );

        let met: BTreeSet<_> = near_misses
            .iter()
            .filter(|case| case.credentials != "omit")
            .map(|case| (kind(case), answers[&case.id].0.ways()))
            .collect();
        assert!(generated < 100 || met.len() == 9, "{command}: {met:?}");

        let unlisted: Vec<_> = near_misses
            .iter()
            .filter(|case| !answers[&case.id].0.differs_as_listed(case, browser.engine))
            .map(|case| (&case.credentials, &case.wire, &case.verdict))
            .collect();
        assert!(
            unlisted.is_empty(),
            "SEED={seed}: {command} and the crate differ: {unlisted:#?}"
        );
        println!(
            "{command} ({}): {} cases as recorded, {} allowed once the advice is followed, {} of {generated} \
             near-misses as the crate and the rest as listed, in {:.1} s",
            browser.version(),
            listed.len(),
            advised.len(),
            near_misses
                .iter()
                .filter(|case| answers[&case.id].0.is(&case.verdict.allowed))
                .count(),
            report.ms / 1000.0
        );
    }
    if record {
        recording.save();
    }
}

/// The README's figures and its list of differences are the recording's.
#[test]
fn readme_says_what_is_recorded() {
    let cases = listed();
    let recording = Recording::read();
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    assert_section(readme, "agreement", &agreement(&cases, &recording));
    let by_client = |case: &Case, why: &str| case.client.as_deref() == Some(why);
    let of_engines = differences(&cases, |case, why| !by_client(case, why));
    assert_section(readme, "differences", &of_engines);
    let others = cases
        .iter()
        .filter(|case| case.client.is_some() && case.differs.is_empty());
    let client = format!(
        "{}\n\nIn {} other cases, the client does not read what an engine may read, but the verdicts agree.",
        differences(&cases, by_client),
        others.count(),
    );
    assert_section(readme, "client", &client);
}

/// How many cases each way to check agrees on with each engine, as a Markdown table.
fn agreement(cases: &[&Case], recording: &Recording) -> String {
    let engines = BROWSERS.each_ref().map(|browser| browser.engine);
    let row = |name: &str, verdict: fn(&Case) -> bool| {
        let counts = engines.map(|engine| {
            let agrees = |case: &&&Case| {
                recording
                    .answer(case, engine)
                    .is_some_and(|answer| answer.is(&verdict(case)))
            };
            cases.iter().filter(agrees).count().to_string()
        });
        format!("| {name} | {} |", counts.join(" | "))
    };
    let versions = engines.map(|engine| recording.engines[engine].as_str());
    [
        format!("| of {} cases | {} |", cases.len(), versions.join(" | ")),
        format!("|---|{}", "---|".repeat(engines.len())),
        row("this crate, in the flow of `cors-flow`", |case| {
            case.verdict.allowed
        }),
        row("the types of `headers`", |case| case.verdict.headers),
        row("`get`, `to_str` and `split`", |case| case.verdict.get),
    ]
    .join("\n")
}

/// On which cases engines are recorded to differ from the crate, of those and for those reasons
/// that are picked, as a Markdown table.
fn differences(cases: &[&Case], is_picked: impl Fn(&Case, &str) -> bool) -> String {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in cases {
        let mut engines: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for Difference { engine, why, .. } in &case.differs {
            if is_picked(case, why) {
                engines.entry(why).or_default().push(engine.as_str());
            }
        }
        for row in engines {
            rows.entry(row).or_default().push(format!("`{}`", case.id));
        }
    }
    let rows = rows.iter().map(|((why, engines), ids)| {
        format!("| {} | {why} | {} |", engines.join(", "), ids.join(", "))
    });
    let head = [
        "| engine | why it differs | cases |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_unknown_engine_is_a_failure() {
    let absent = std::panic::catch_unwind(|| Browser::named("netscape"));
    assert!(absent.is_err());
}

#[test]
fn rows_of_the_recording_are_read_back_as_written() {
    let recording = Recording::read();
    assert_eq!(
        Recording::parse(&recording.to_json()).to_json(),
        recording.to_json()
    );
    assert!(recording
        .cases
        .iter()
        .all(|row: &Row| row.answers.len() == BROWSERS.len()));
}
