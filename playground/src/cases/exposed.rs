//! What a page may read of a response that it got: which of its headers.

use cors_flow::Origin;

use super::{Case, FAULT, LINES, MODES, SYNTAX};

const NAMED: &str = "A header must be exposed by name; upper and lower case do not matter.";
const WILDCARD: &str = "`*` exposes every header; with credentials, only the header named `*`.";
const SAFELISTED: &str = "Seven headers may always be read.";
const FORBIDDEN: &str = "No page may read a cookie from a response.";

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    for (id, expose, rule) in [
        ("expose-absent", &[][..], NAMED),
        ("expose-empty", &[""], NAMED),
        ("expose-named", &["X-Exposed"], NAMED),
        ("expose-lower", &["x-exposed"], NAMED),
        ("expose-upper", &["X-EXPOSED"], NAMED),
        ("expose-among-others", &["ETag, X-Exposed, a"], NAMED),
        ("expose-other", &["ETag"], NAMED),
        ("expose-longer", &["X-Exposed-More"], NAMED),
        ("expose-shorter", &["X-Expose"], NAMED),
        ("expose-wildcard", &["*"], WILDCARD),
        ("expose-wildcard-first", &["*, ETag"], WILDCARD),
        ("expose-wildcard-last", &["ETag, *"], WILDCARD),
        ("expose-wildcard-and-named", &["*, X-Exposed"], WILDCARD),
        ("expose-two-wildcards", &["**"], WILDCARD),
        ("expose-malformed", &["X-Exposed, a b"], FAULT),
        ("expose-fault-before", &["a b, X-Exposed"], FAULT),
        ("expose-quoted", &["\"X-Exposed\""], FAULT),
        ("expose-quoted-comma", &["\"a, X-Exposed, b\""], FAULT),
        ("expose-semicolon", &["X-Exposed; ETag"], FAULT),
        ("expose-not-ascii", &["X-Exposed, \u{e9}"], FAULT),
        ("expose-wildcard-then-fault", &["*, a b"], FAULT),
        ("expose-fault-then-wildcard", &["a b, *"], FAULT),
        ("expose-empty-items", &[",, X-Exposed ,"], SYNTAX),
        ("expose-spaces", &[" \tX-Exposed\t ,\tETag"], SYNTAX),
        ("expose-lines", &["ETag", "X-Exposed"], LINES),
        ("expose-empty-line", &["", "X-Exposed"], LINES),
        ("expose-fault-in-line", &["X-Exposed", "a b"], LINES),
        ("expose-wildcard-line", &["ETag", "*"], LINES),
    ] {
        cases.extend(both_modes(page, id, "X-Exposed", "1", expose, rule));
    }
    for (id, name, value) in [
        ("expose-cache-control", "Cache-Control", "no-store"),
        ("expose-content-language", "Content-Language", "en"),
        ("expose-content-length", "Content-Length", ""),
        ("expose-content-type", "Content-Type", "text/plain"),
        ("expose-expires", "Expires", "0"),
        (
            "expose-last-modified",
            "Last-Modified",
            "Mon, 23 Nov 2026 12:00:00 GMT",
        ),
        ("expose-pragma", "Pragma", "no-cache"),
    ] {
        cases.extend(both_modes(page, id, name, value, &[], SAFELISTED));
    }
    let fault = "Those seven may be read even if the list fails.";
    cases.extend(both_modes(
        page,
        "expose-content-type-fault",
        "Content-Type",
        "text/plain",
        &["a b"],
        fault,
    ));
    for (id, name, expose) in [
        ("expose-set-cookie-named", "Set-Cookie", &["Set-Cookie"][..]),
        ("expose-set-cookie-wildcard", "Set-Cookie", &["*"]),
        ("expose-set-cookie2-named", "Set-Cookie2", &["Set-Cookie2"]),
        ("expose-set-cookie2-wildcard", "Set-Cookie2", &["*"]),
    ] {
        cases.extend(both_modes(
            page,
            id,
            name,
            harmless(name),
            expose,
            FORBIDDEN,
        ));
    }
    let asterisk = "With credentials, `*` is the name of a header.";
    cases.extend(both_modes(
        page,
        "expose-asterisk",
        "*",
        "1",
        &["*"],
        asterisk,
    ));
    cases.push(
        Case::new(
            page,
            GROUP,
            "expose-withheld",
            "Nothing may be read of a response that is withheld.",
        )
        .line("X-Exposed", "1")
        .line("Access-Control-Expose-Headers", "X-Exposed")
        .reads("X-Exposed"),
    );
}

/// A value of that header that does nothing in a browser.
pub fn harmless(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        // Of a path that nothing here uses, and expired at once.
        "set-cookie" | "set-cookie2" => "playground=unread; Path=/unread; Max-Age=0",
        _ => "1",
    }
}

const GROUP: &str = "Headers that the page may read";

/// A response that the page gets, and of which it wants to read that header.
fn both_modes<'a>(
    page: &'a Origin,
    id: &'a str,
    name: &'a str,
    value: &'a str,
    expose: &'a [&'a str],
    rule: &'a str,
) -> impl Iterator<Item = Case> + 'a {
    MODES.into_iter().map(move |mode| {
        let mut case = Case::new(page, GROUP, &format!("{id}-{mode}"), rule)
            .mode(mode)
            .own_origin_line()
            .credentials_line("true");
        // The server writes the length itself.
        if name != "Content-Length" {
            case = case.line(name, value);
        }
        for line in expose {
            case = case.line("Access-Control-Expose-Headers", line);
        }
        case.reads(name)
    })
}
