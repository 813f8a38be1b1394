//! A note arises if it should, and only then. Mixed content has its own file.

use CredentialsMode::{Include, Omit, SameOrigin};
use cors_flow::{Note, Request};
use headers_allow_credentials::cors::CredentialsMode;
use http::HeaderValue;

use crate::{API, PAGE, answered, flow, request, status, url, with_headers};

#[test]
fn on_dropped_headers() {
    let lines = [
        ("Cookie", "a=b"),
        ("X-A", "1"),
        ("Origin", "x"),
        ("Cookie", "c=d"),
    ];
    let names = ["cookie", "origin"].map(|name| name.parse().unwrap());
    for (lines, expected) in [(&lines[..], Some(names)), (&lines[1..2], None)] {
        let flow = flow(&with_headers(request("GET", API), lines));
        let expected: Vec<_> = expected
            .map(|names| Note::Dropped(names.into()))
            .into_iter()
            .collect();
        assert_eq!(flow.report().notes(), expected);
    }
}

#[test]
fn on_a_cookie_that_is_not_sent() {
    for (mode, to, withheld) in [
        (Omit, API, true),
        (Omit, PAGE, true),
        (SameOrigin, API, true),
        (SameOrigin, PAGE, false),
        (Include, API, false),
    ] {
        let asked = request("GET", to).credentials(mode);
        let cookie = HeaderValue::from_static("a=b");
        let flow = self::flow(&asked.clone().cookie(cookie));
        let expected: Vec<_> = withheld
            .then_some(Note::CookieWithheld(mode))
            .into_iter()
            .collect();
        assert_eq!(flow.report().notes(), expected, "{mode} {to}");
        assert!(self::flow(&asked).report().notes().is_empty());
    }
}

#[test]
fn on_authorization_by_wildcard() {
    let both = [("Authorization", "x"), ("X-A", "1")];
    for (mode, lines, answer, expected) in [
        (SameOrigin, &both[..], "200 allow-headers=*", true),
        (Omit, &both, "200 allow-headers=*", true),
        (Include, &both, "200 allow-headers=*", false),
        (Omit, &both, "200 allow-headers=x-a", false),
        (Omit, &both, "200 allow-headers=*,authorization", false),
        (Omit, &both, "200 allow-methods=POST", false),
        (Omit, &both[1..], "200 allow-headers=*", false),
    ] {
        let asked = with_headers(request("PUT", API).credentials(mode), lines);
        let report = answered(&asked, answer);
        let expected: &[_] = if expected {
            &[Note::AuthorizationByWildcard]
        } else {
            &[]
        };
        assert_eq!(report.notes(), expected, "{report}");
    }
}

#[test]
fn on_same_locations() {
    for (answer, expected) in [
        ("302 location=/a location=/a", true),
        ("302 location=/a location=/a location=/a", true),
        ("302 location=/a location=/a location=/b", false),
        // It leads nowhere.
        ("200 location=/a location=/a", false),
    ] {
        let report = answered(&request("GET", API), answer);
        let expected: &[_] = if expected {
            &[Note::SameLocations]
        } else {
            &[]
        };
        assert_eq!(report.notes(), expected, "{report}");
    }
}

#[test]
fn on_null() {
    for (answer, expected) in [
        ("200 allow-origin=null", true),
        ("200 allow-origin=Null", false),
        ("200 allow-origin=https://b.example", false),
        // Twice is another mistake.
        ("200 allow-origin=null allow-origin=null", false),
        ("200 allow-credentials=-", false),
    ] {
        for method in ["GET", "PUT"] {
            let report = answered(&request(method, API).credentials(Include), answer);
            let expected: &[_] = if expected { &[Note::NullNamed] } else { &[] };
            assert_eq!(report.notes(), expected, "{report}");
        }
    }
    // After some redirects it passes, and has to go all the same.
    let report = answered(&request("GET", API), "302 location=//b.example/ | 200");
    let expected = [Note::NullAllowed(Some(url("https://b.example/")))];
    assert_eq!(
        (report.allowed(), report.notes()),
        (true, &expected[..]),
        "{report}"
    );
}

#[test]
fn on_an_origin_that_may_have_become_null() {
    let unknown = Request::to_unknown_url("GET".parse().unwrap());
    for (answers, expected) in [
        ("200", false),
        ("302 location=/x | 200", false),
        ("302 location=//a.example/ | 200", true),
        (
            "302 location=/x | 302 location=//a.example/ | 302 location=//b.example/",
            true,
        ),
    ] {
        let report = answered(&unknown, answers);
        let expected: &[_] = if expected { &[Note::MaybeNull] } else { &[] };
        assert_eq!(report.notes(), expected, "{report}");
    }
    let report = answered(&request("GET", API), "302 location=//a.example/ | 200");
    assert!(!report.notes().contains(&Note::MaybeNull), "{report}");
}

#[test]
fn on_what_is_foretold_or_unanswered() {
    let unanswered =
        |names: &[&str]| Note::Unanswered(names.iter().map(|name| name.parse().unwrap()).collect());
    for (answer, read, expected) in [
        ("200 expose-headers=", &["expires"][..], vec![]),
        (
            "200 expose-headers=",
            &["etag"],
            vec![unanswered(&["etag"])],
        ),
        (
            "200 expose-headers=etag",
            &["etag", "expires"],
            vec![Note::Foretold],
        ),
        (
            "200",
            &["etag", "set-cookie", "x-a"],
            vec![unanswered(&["etag", "x-a"])],
        ),
        ("200", &["expires"], vec![]),
        ("200", &[], vec![]),
        ("200 | 200", &["etag"], vec![]),
    ] {
        let asked = request("PUT", API);
        let asked = read.iter().fold(asked, |request, name| request.read(*name));
        let report = answered(&asked, answer);
        assert_eq!(report.notes(), expected, "{report}");
    }
}

#[test]
fn of_a_driver_are_there_once() {
    let mut report = answered(&request("GET", API), "200");
    let note = Note::Driver("it was asked by night.".into());
    report.note(note.clone());
    report.note(note.clone());
    assert_eq!(report.notes(), [note]);
}

/// Of three engines, only Chromium refuses these.
#[test]
fn on_a_status_that_one_engine_refuses() {
    for (code, notes) in [(200, 0), (401, 0), (407, 1)] {
        let report = answered(&request("GET", API), &code.to_string());
        let expected = vec![Note::StatusRefused(status(code)); notes];
        assert!(report.allowed() && report.notes() == expected, "{report}");
    }
}
