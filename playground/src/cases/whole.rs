//! A whole request of a page: a PUT with a token, of whose response it reads the `ETag`. With
//! credentials, a server that says `*` makes four mistakes, and each shows once the one before is
//! fixed.

use cors_flow::Origin;

use super::Case;

const ORIGIN: &str = "With credentials, `*` in Allow-Origin is not a wildcard.";
const METHODS: &str = "With credentials, `*` in Allow-Methods is not a wildcard.";
const HEADERS: &str = "With credentials, `*` in Allow-Headers is not a wildcard.";
const EXPOSE: &str = "With credentials, `*` in Expose-Headers is not a wildcard.";
const ALL: &str = "If all four lists name what is asked, the page gets what it asked for.";

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    for (fixed, (id, rule)) in [
        ("whole-star-origin", ORIGIN),
        ("whole-star-methods", METHODS),
        ("whole-star-headers", HEADERS),
        ("whole-star-expose", EXPOSE),
        ("whole-named", ALL),
    ]
    .into_iter()
    .enumerate()
    {
        let value = |number, right| if fixed >= number { right } else { "*" };
        let shared = |case: Case| {
            case.origin_line(value(1, page.as_str()))
                .credentials_line("true")
        };
        let case = shared(Case::new(page, "A whole request", id, rule))
            .line("Access-Control-Allow-Methods", value(2, "PUT"))
            .line("Access-Control-Allow-Headers", value(3, "x-csrf-token"))
            .asks_first("PUT", &[("X-CSRF-Token", "1")]);
        cases.push(
            shared(case)
                .line("ETag", "\"1\"")
                .line("Access-Control-Expose-Headers", value(4, "etag"))
                .reads("ETag"),
        );
    }
}
