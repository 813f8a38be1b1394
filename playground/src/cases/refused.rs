//! Responses that browsers refuse before they look at the CORS headers, whatever those say, and near
//! ones that they accept.

use cors_flow::Origin;

use super::{Case, Engine};

const GROUP: &str = "Before the CORS check";
const TAKES_TWO: &str = "It accepts lines that differ, of headers that may have only one.";
const GETS_REDIRECT: &str =
    "It does not follow an empty Location, and gives the page the redirect itself.";
const REFUSES_STATUS: &str = "It refuses a response with this status.";

/// `elsewhere` is the origin of the API's other half.
pub fn list(page: &Origin, elsewhere: &Origin, cases: &mut Vec<Case>) {
    let two = "Two lines of a header that may have one value are refused if they differ.";
    let same = "Lines that are the same count as one.";
    for (id, name, values, rule) in [
        (
            "disposition-two",
            "Content-Disposition",
            ["inline", "attachment"],
            two,
        ),
        (
            "disposition-empty",
            "Content-Disposition",
            ["inline", ""],
            two,
        ),
        (
            "disposition-same",
            "Content-Disposition",
            ["inline", "inline"],
            same,
        ),
        ("location-two", "Location", ["/a", "/b"], two),
        ("location-same", "Location", ["/a", "/a"], same),
    ] {
        let with = |case: Case| {
            let case = case.own_origin_line().credentials_line("true");
            let case = values
                .iter()
                .fold(case, |case, value| case.line(name, value));
            if rule == two {
                case.differs(Engine::WebKit, TAKES_TWO)
            } else {
                case
            }
        };
        cases.push(with(Case::new(page, GROUP, id, rule)));
        let preflight = with(Case::new(page, GROUP, &format!("{id}-preflight"), rule));
        cases.push(
            preflight
                .preflights("PUT", &[])
                .own_origin_line()
                .credentials_line("true"),
        );
    }
    let created = with_two_locations(Case::new(page, GROUP, "location-two-created", two));
    cases.push(created.status(201));

    let rule = "Each status that is no redirect's is accepted.";
    for status in [201, 203, 401, 404, 407, 500, 503] {
        let case = Case::new(page, GROUP, &format!("status-{status}"), rule);
        let case = case
            .own_origin_line()
            .credentials_line("true")
            .status(status);
        cases.push(match status {
            407 => case.differs(Engine::Chromium, REFUSES_STATUS),
            _ => case,
        });
    }

    let rule = "Nobody asked to switch protocols, so 101 is refused.";
    let case = Case::new(page, GROUP, "status-101", rule).status(101);
    let case = case.own_origin_line().credentials_line("true");
    cases.push(case.differs(Engine::Firefox, "It accepts the status 101."));

    let host = elsewhere.as_str().trim_start_matches("http://");
    let rule = "Any number of slashes and backslashes before a host count as two.";
    for (id, slashes) in [
        ("redirect-three-slashes", "///"),
        ("redirect-backslash", "//\\"),
        ("redirect-two-backslashes", "\\\\"),
    ] {
        let case = Case::new(page, GROUP, id, rule);
        let case = case.own_origin_line().credentials_line("true").status(302);
        cases.push(case.line("Location", format!("{slashes}{host}/case/landing-null")));
    }
    let rule = "An empty Location leads to the same URL again, and so in a circle.";
    let case = Case::new(page, GROUP, "redirect-empty-location", rule);
    let case = case.own_origin_line().credentials_line("true").status(302);
    let case = case.raw("Location: ");
    cases.push(case.differs(Engine::Chromium, GETS_REDIRECT));
}

fn with_two_locations(case: Case) -> Case {
    let case = case.own_origin_line().credentials_line("true");
    case.line("Location", "/a")
        .line("Location", "/b")
        .differs(Engine::WebKit, TAKES_TWO)
}
