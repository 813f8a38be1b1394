//! What is remembered of browsers, and of strangers.

use playground::arrivals::{Arrivals, Arrived, SentOrigin, KEPT};

#[test]
fn both_requests_of_a_preflighted_case_are_remembered() {
    let mut arrivals = Arrivals::default();
    let question = ("true", "Browser/1", "fetch", 0);
    assert_eq!(arrivals.recall(question), Arrived::default());
    arrivals.note(question, true, SentOrigin::Null);
    let mut arrived = Arrived {
        preflight: Some(SentOrigin::Null),
        request: None,
    };
    assert_eq!(arrivals.recall(question), arrived);
    arrivals.note(question, false, SentOrigin::Page);
    arrived.request = Some(SentOrigin::Page);
    assert_eq!(arrivals.recall(question), arrived);
    for other in [
        ("true", "Browser/1", "xhr", 0),
        ("true", "Browser/2", "fetch", 0),
        ("true", "Browser/1", "fetch", 1),
    ] {
        assert_eq!(arrivals.recall(other), Arrived::default());
    }
}

#[test]
fn any_number_of_strangers_fills_no_more_than_four_megabytes() {
    let mut arrivals = Arrivals::default();
    for number in 0..4 * KEPT {
        let question = ("true", &number.to_string()[..], "fetch", 0);
        arrivals.note(question, false, SentOrigin::Absent);
    }
    let sent = |number: usize| {
        let question = ("true", &number.to_string()[..], "fetch", 0);
        arrivals.recall(question).request
    };
    let last = Some(SentOrigin::Absent);
    let edges = [4 * KEPT - 1, 3 * KEPT, 3 * KEPT - 1].map(sent);
    assert_eq!(edges, [last, last, None]);
    assert!(arrivals.size() <= 4 << 20, "{} bytes", arrivals.size());
}
