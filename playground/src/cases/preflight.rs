//! Requests that need a preflight, and the CORS check of both responses.

use cors_flow::{
    CredentialsMode::{Omit, SameOrigin},
    Origin,
};

use super::Case;

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    const GROUP: &str = "Preflighted requests";
    const HEADER: &[(&str, &str)] = &[("X-Playground", "1")];
    let case = |id: &str, rule: &str| Case::new(page, GROUP, id, rule);
    let answer = |case: Case| case.own_origin_line().credentials_line("true");
    let alike = "A preflight's response is checked like any other, with the actual request's mode.";
    for (id, method, headers) in [
        ("preflight-put", "PUT", &[][..]),
        ("preflight-delete", "DELETE", &[]),
        ("preflight-header", "GET", HEADER),
        ("preflight-method-and-header", "PUT", HEADER),
    ] {
        cases.push(answer(answer(case(id, alike)).preflights(method, headers)));
    }
    let opaque = Case::new(&Origin::opaque(), GROUP, "preflight-opaque", alike);
    cases.push(answer(answer(opaque).preflights("PUT", &[])));
    for (id, values) in [
        ("preflight-absent", &[][..]),
        ("preflight-capital", &["True"]),
        ("preflight-false", &["false"]),
        ("preflight-twice", &["true", "true"]),
        ("preflight-list", &["true, true"]),
        ("preflight-empty-too", &["true", ""]),
    ] {
        for (method, headers, by) in [("PUT", &[][..], "method"), ("GET", HEADER, "header")] {
            let mut case = case(
                &format!("{id}-{by}"),
                "If Allow-Credentials in the preflight's response is not `true`, the request is not sent.",
            )
            .own_origin_line();
            for value in values {
                case = case.credentials_line(value);
            }
            cases.push(answer(case.preflights(method, headers)));
        }
    }
    let origin = "Allow-Origin of a preflight's response is checked as in any other.";
    cases.push(answer(
        case("preflight-wildcard", origin)
            .origin_line("*")
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    cases.push(answer(
        case("preflight-no-origin", origin)
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    cases.push(answer(
        case("preflight-slash", origin)
            .origin_line(format!("{page}/"))
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    let both = "The actual response is checked, too.";
    let passed = |id: &str| {
        case(id, both)
            .own_origin_line()
            .credentials_line("true")
            .preflights("PUT", &[])
    };
    cases.push(passed("preflight-then-absent").own_origin_line());
    cases.push(
        passed("preflight-then-capital")
            .own_origin_line()
            .credentials_line("True"),
    );
    cases.push(
        passed("preflight-then-wildcard")
            .origin_line("*")
            .credentials_line("true"),
    );
    for mode in [Omit, SameOrigin] {
        cases.push(
            case(
                &format!("preflight-{mode}"),
                "Outside `include`, a preflight's Allow-Credentials is ignored, too.",
            )
            .mode(mode)
            .origin_line("*")
            .credentials_line("False")
            .preflights("PUT", &[])
            .origin_line("*")
            .credentials_line("False"),
        );
    }
}
