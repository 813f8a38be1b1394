//! A request is recognized after redirects.

use playground::cases::{list, Answer, Case};
use playground::trail::{Trail, MOST_HOPS};

fn redirect(id: &str) -> Case {
    let origin = |text: &str| text.parse().unwrap();
    let cases = list(
        &origin("http://127.0.0.1:1"),
        &origin("http://127.0.0.1:2"),
        &origin("http://127.0.0.1:3"),
    );
    let mut cases = cases.into_iter();
    cases.find(|case| case.id == id).expect("a case of that id")
}

/// What a request with that query is answered, as far as it leads on.
fn location(id: &str, query: &str) -> String {
    let case = redirect(id);
    let uri = format!("/case/{id}{query}").parse().unwrap();
    let Answer::Lines(_, lines) = Trail::of(&case, &uri).lead_on(case.answer.clone()) else {
        panic!("a redirect is lines");
    };
    let lines = lines
        .into_iter()
        .map(|line| String::from_utf8(line).unwrap());
    let mut locations = lines.filter(|line| line.starts_with("Location: "));
    locations.next().expect("a redirect has a Location")
}

#[test]
fn each_location_leads_on_in_the_way_that_was_asked() {
    let first = "Location: /case/true?way=xhr&from=redirect&hop=1";
    assert_eq!(location("redirect", "?way=xhr"), first);
    let second = "Location: /case/true?way=xhr&from=begun&hop=2";
    assert_eq!(location("redirect", "?way=xhr&from=begun&hop=1"), second);
    // The playground's own client gives no `way`, and a Location may lead nowhere.
    assert_eq!(location("redirect", ""), "Location: /case/true");
    assert_eq!(
        location("redirect-data", "?way=xhr"),
        "Location: data:text/plain,ok"
    );
}

#[test]
fn a_trail_ends_after_the_most_redirects() {
    let at = |hop: u8| format!("?way=fetch&from=begun&hop={hop}");
    assert!(location("redirect", &at(MOST_HOPS - 1)).ends_with(&format!("hop={MOST_HOPS}")));
    assert_eq!(location("redirect", &at(MOST_HOPS)), "Location: /case/true");
    // No redirect leads that far, so this was made up: it counts as the first.
    assert!(location("redirect", &at(255)).ends_with("hop=1"));
}
