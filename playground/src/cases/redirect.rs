//! Responses that lead elsewhere: to a case on the same server, or on another, which is a third
//! origin.
//!
//! A case that is [answered to one origin](Case::answered_to) shares nothing if another arrives, so
//! a page that gets the last response has sent the right `Origin` at each hop. Which `Origin`
//! arrived is recorded as well.

use std::fmt::Display;

use cors_flow::{CredentialsMode::SameOrigin, Origin};

use super::{Answer, Case, Engine, MODES};

const GROUP: &str = "Redirects";
const ASKS_AGAIN: &str =
    "After one preflight it sends another after each redirect, even for a GET that needs none.";
const PAGES_ORIGIN: &str =
    "In a preflight after a redirect to a third origin, it sends the page's origin instead of `null`.";
const ASKS_AGAIN_AS_THE_PAGE: &str =
    "After a redirect to a third origin, it sends another preflight, even for a GET that needs none, and \
     with the page's origin.";
const STILL_AUTHORIZATION: &str =
    "After a redirect to another origin, its preflight still asks for \
                                   `Authorization`, which it no longer sends.";
const SAME_LOCATION: &str = "It follows a repeated Location if all its lines are the same.";
const GETS_REDIRECT: &str =
    "It does not follow a repeated Location, and gives the page the redirect itself.";

/// `api` and `elsewhere` are the origins of the API's two halves. Each of them can answer every
/// case.
pub fn list(page: &Origin, api: &Origin, elsewhere: &Origin, cases: &mut Vec<Case>) {
    one_server(page, cases);
    landings(page, cases);
    two_servers(page, api, elsewhere, cases);
    methods(page, elsewhere, cases);
    locations(page, elsewhere, cases);
}

fn one_server(page: &Origin, cases: &mut Vec<Case>) {
    let each = "Each response on the way is checked.";
    let before = "A redirect is checked before it is followed.";
    for (id, credentials, to, rule) in [
        ("redirect", Some("true"), "true", each),
        ("redirect-absent", None, "true", before),
        ("redirect-capital", Some("True"), "true", before),
        ("redirect-to-absent", Some("true"), "absent", each),
    ] {
        let mut case = Case::new(page, GROUP, id, rule)
            .status(302)
            .own_origin_line();
        if let Some(value) = credentials {
            case = case.credentials_line(value);
        }
        cases.push(case.line("Location", format!("/case/{to}")));
    }
    for status in [301, 303, 307, 308] {
        let rule = "301, 302, 303, 307 and 308 are followed.";
        let case = Case::new(page, GROUP, &format!("redirect-{status}"), rule);
        cases.push(
            shared(case, page)
                .status(status)
                .line("Location", "/case/true"),
        );
    }
    let case = Case::new(page, GROUP, "redirect-300", "300 is not followed.");
    cases.push(
        shared(case, page)
            .status(300)
            .line("Location", "/case/absent"),
    );
    let case = Case::new(
        page,
        GROUP,
        "redirect-nowhere",
        "Without a Location there is no redirect.",
    );
    cases.push(shared(case, page).status(302));
    let rule = "A browser follows at most 20 redirects.";
    let case = Case::new(page, GROUP, "redirect-loop", rule);
    cases.push(
        shared(case, page)
            .status(302)
            .line("Location", "/case/redirect-loop"),
    );
}

/// Shared with that origin, credentials and all.
fn shared(case: Case, origin: impl Display) -> Case {
    let origin = origin.to_string();
    case.origin_line(origin).credentials_line("true")
}

/// Where the redirects below end. Asked for directly, they show that the answer is to one origin
/// only.
fn landings(page: &Origin, cases: &mut Vec<Case>) {
    let rule = "A page's own origin is not `null`.";
    let null = Case::new(page, GROUP, "landing-null", rule).answered_to("null");
    cases.push(shared(null, "null"));
    let null = Case::new(page, GROUP, "landing-null-wildcard", rule).answered_to("null");
    cases.push(null.mode(SameOrigin).origin_line("*"));
    let rule = "Without a redirect, the request has the page's origin.";
    let own = Case::new(page, GROUP, "landing-page", rule).answered_to(page.as_str());
    cases.push(shared(own, page));
}

fn two_servers(page: &Origin, api: &Origin, elsewhere: &Origin, cases: &mut Vec<Case>) {
    let kept = "A redirect within one server keeps the page's origin.";
    let lost = "A redirect to a third origin changes the request's origin to `null`.";
    let stays = "Once `null`, the origin stays `null`.";
    for (id, location, rule) in [
        (
            "redirect-same-server",
            "/case/landing-page".to_owned(),
            kept,
        ),
        (
            "redirect-same-server-null",
            "/case/landing-null".into(),
            kept,
        ),
        (
            "redirect-elsewhere",
            format!("{elsewhere}/case/landing-null"),
            lost,
        ),
        (
            "redirect-elsewhere-wildcard",
            format!("{elsewhere}/case/landing-null-wildcard"),
            lost,
        ),
        (
            "redirect-elsewhere-page",
            format!("{elsewhere}/case/landing-page"),
            lost,
        ),
        (
            "redirect-and-back",
            format!("{elsewhere}/case/redirect-back"),
            stays,
        ),
        (
            "redirect-and-back-page",
            format!("{elsewhere}/case/redirect-back-page"),
            stays,
        ),
    ] {
        for mode in MODES {
            let case = Case::new(page, GROUP, &format!("{id}-{mode}"), rule).mode(mode);
            cases.push(shared(case, page).status(302).line("Location", &location));
        }
    }
    for (id, to) in [
        ("redirect-back", "landing-null"),
        ("redirect-back-page", "landing-page"),
    ] {
        let case = Case::new(page, GROUP, id, stays)
            .answered_to("null")
            .status(302);
        cases.push(shared(case, "null").line("Location", format!("{api}/case/{to}")));
    }
}

/// What happens to a method, to a preflight, and to Authorization.
fn methods(page: &Origin, elsewhere: &Origin, cases: &mut Vec<Case>) {
    let again = "A request that needs a preflight needs another at the next hop.";
    for (id, to) in [
        ("redirect-put", "landing-put"),
        ("redirect-put-refused", "landing-put-refused"),
    ] {
        let case = shared(Case::new(page, GROUP, id, again), page).preflights("PUT", &[]);
        let case = shared(case, page).status(307);
        cases.push(case.line("Location", format!("/case/{to}")));
    }
    let case = shared(Case::new(page, GROUP, "landing-put", again), page).preflights("PUT", &[]);
    cases.push(shared(case, page));
    let lost = "In the preflight after a redirect to a third origin, too, the origin is `null`.";
    for (to, origin) in [("null", "null"), ("page", page.as_str())] {
        for mode in MODES {
            let id = format!("redirect-put-elsewhere-{to}-{mode}");
            let case = Case::new(page, GROUP, &id, lost).mode(mode);
            let case = shared(shared(case, page).preflights("PUT", &[]), page).status(307);
            let location = format!("{elsewhere}/case/landing-put-{to}");
            let case = case.line("Location", location);
            cases.push(if to == "null" {
                case.differs(Engine::Firefox, PAGES_ORIGIN)
            } else {
                case.sends_another(Engine::Firefox, PAGES_ORIGIN)
            });
        }
        let landing =
            Case::new(page, GROUP, &format!("landing-put-{to}"), lost).answered_to(origin);
        cases.push(shared(
            shared(landing, origin).preflights("PUT", &[]),
            origin,
        ));
    }
    let case = Case::new(page, GROUP, "landing-put-refused", again).preflights("PUT", &[]);
    cases.push(shared(case, page));
    let rule = "303 turns every method but GET and HEAD into GET.";
    let case =
        shared(Case::new(page, GROUP, "redirect-put-303", rule), page).preflights("PUT", &[]);
    let case = shared(case, page).status(303);
    cases.push(
        case.line("Location", "/case/landing-put-refused")
            .differs(Engine::Firefox, ASKS_AGAIN)
            .differs(Engine::WebKit, ASKS_AGAIN),
    );
    let mut case = shared(
        Case::new(
            page,
            GROUP,
            "redirect-preflight",
            "A redirect of a preflight is not followed.",
        ),
        page,
    )
    .line("Location", "/case/landing-put")
    .preflights("PUT", &[]);
    if let Some(Answer::Lines(status, _)) = &mut case.preflight {
        *status = 302;
    }
    cases.push(shared(case, page));
    let rule = "Authorization is not sent on to another origin, so nothing has to allow it there.";
    let case = Case::new(page, GROUP, "redirect-authorization", rule)
        .own_origin_line()
        .line("Access-Control-Allow-Headers", "authorization")
        .mode(SameOrigin)
        .asks_first("GET", &[("Authorization", "Basic cjpy")]);
    let case = case.own_origin_line().status(307);
    cases.push(
        case.line(
            "Location",
            format!("{elsewhere}/case/landing-null-wildcard"),
        )
        .differs(Engine::Firefox, ASKS_AGAIN_AS_THE_PAGE)
        .differs(Engine::WebKit, STILL_AUTHORIZATION),
    );
}

fn locations(page: &Origin, elsewhere: &Origin, cases: &mut Vec<Case>) {
    let host = elsewhere.as_str().trim_start_matches("http://");
    for (id, location, rule) in [
        (
            "redirect-user",
            format!("http://user:secret@{host}/case/landing-null"),
            "A Location with a user name is refused once the request is cross-origin.",
        ),
        (
            "redirect-data",
            "data:text/plain,ok".to_owned(),
            "Only `http` and `https` are followed.",
        ),
        (
            "redirect-malformed",
            "http://[".to_owned(),
            "A Location that is not a URL is refused.",
        ),
    ] {
        let case = shared(Case::new(page, GROUP, id, rule), page).status(302);
        cases.push(case.line("Location", location));
    }
    let rule = "Two lines of Location are refused, whatever they say.";
    for (id, other) in [
        ("redirect-location-twice", "/case/true"),
        ("redirect-two-locations", "/case/landing-page"),
    ] {
        let case = shared(Case::new(page, GROUP, id, rule), page).status(302);
        let case = case.line("Location", "/case/true").line("Location", other);
        let case = case.differs(Engine::WebKit, GETS_REDIRECT);
        cases.push(if other == "/case/true" {
            case.differs(Engine::Chromium, SAME_LOCATION)
                .differs(Engine::Firefox, SAME_LOCATION)
        } else {
            case
        });
    }
}
