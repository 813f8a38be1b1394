//! What the CORS check reads of a response: the two headers, and the names that they go by.

use cors_flow::{
    CredentialsMode::{Include, Omit, SameOrigin},
    Origin,
};

use super::{Case, Engine};

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    one_credentials_line(page, cases);
    repeated_credentials_lines(page, cases);
    names(page, cases);
    one_origin_line(page, cases);
    repeated_origin_lines(page, cases);
    without_credentials(page, cases);
}

fn one_credentials_line(page: &Origin, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| {
        Case::new(page, "Allow-Credentials, one line", id, rule).own_origin_line()
    };
    cases
        .push(case("true", "`true`, byte for byte, shares the response.").credentials_line("true"));
    cases.push(case("absent", "Without a line the response is withheld."));
    for (id, value) in [
        ("case-capital", "True"),
        ("case-upper", "TRUE"),
        ("case-second", "tRue"),
        ("case-last", "truE"),
        ("case-halves", "trUE"),
        ("case-mixed", "TrUe"),
    ] {
        cases.push(case(id, "The value is case-sensitive.").credentials_line(value));
    }
    for (id, value) in [
        ("false", "false"),
        ("false-capital", "False"),
        ("false-upper", "FALSE"),
        ("one", "1"),
        ("zero", "0"),
        ("yes", "yes"),
        ("on", "on"),
        ("null", "null"),
        ("wildcard", "*"),
        ("structured-true", "?1"),
    ] {
        cases.push(case(id, "`true` is the only value.").credentials_line(value));
    }
    for (id, value) in [
        ("quoted", "\"true\""),
        ("single-quoted", "'true'"),
        ("parameter", "true;q=1"),
        ("semicolon", "true;"),
        ("assignment", "=true"),
        ("percent", "%74rue"),
        ("comment", "true (yes)"),
    ] {
        cases.push(case(id, "The value has no syntax of its own.").credentials_line(value));
    }
    for (id, value) in [
        ("full-width", "ｔｒｕｅ".as_bytes()),
        ("umlaut", "trüe".as_bytes()),
        ("not-utf-8", b"true\xFF"),
        ("cyrillic", "trуe".as_bytes()),
    ] {
        cases.push(case(id, "The value must be exactly `true`.").credentials_line(value));
    }
    for (id, value) in [
        ("prefix", "tru"),
        ("first-letter", "t"),
        ("letter-more", "truee"),
        ("letter-before", "ttrue"),
        ("space-inside", "tr ue"),
        ("tab-inside", "tr\tue"),
        ("twice-unseparated", "truetrue"),
        ("twice-space", "true true"),
    ] {
        cases.push(case(id, "The value must be exactly `true`.").credentials_line(value));
    }
    for (id, value) in [
        ("list", "true, true"),
        ("list-no-space", "true,true"),
        ("list-of-one", "true,"),
        ("list-empty-first", ",true"),
        ("list-mixed", "true, false"),
    ] {
        cases.push(
            case(id, "A list is compared as it is, not item by item.").credentials_line(value),
        );
    }
    cases.push(
        case("empty", "An empty line counts, and is not `true`.")
            .raw("Access-Control-Allow-Credentials:"),
    );
    cases.push(
        case("space", "Spaces alone are stripped to an empty value.").credentials_line("   "),
    );
    for (id, line) in [
        (
            "no-space-after-colon",
            "Access-Control-Allow-Credentials:true",
        ),
        ("spaces-before", "Access-Control-Allow-Credentials:    true"),
        ("spaces-after", "Access-Control-Allow-Credentials: true    "),
        ("tab-before", "Access-Control-Allow-Credentials:\ttrue"),
        ("tab-after", "Access-Control-Allow-Credentials: true\t"),
        (
            "spaces-and-tabs",
            "Access-Control-Allow-Credentials: \t true \t ",
        ),
    ] {
        cases.push(case(id, "Spaces and tabs around a value are not part of it.").raw(line));
    }
    cases.push(
        case(
            "many-spaces-after",
            "Spaces and tabs around a value are not part of it.",
        )
        .credentials_line(format!("true{}", " ".repeat(500))),
    );
    for (id, value) in [
        ("no-break-space-after", &b"true\xC2\xA0"[..]),
        ("no-break-space-latin-1", b"\xA0true"),
        ("byte-order-mark", b"\xEF\xBB\xBFtrue"),
        ("zero-width-space", b"true\xE2\x80\x8B"),
    ] {
        cases.push(
            case(id, "Only tab, LF, CR and space are HTTP whitespace.").credentials_line(value),
        );
    }
    cases.push(case("long", "8 KiB of garbage is garbage.").credentials_line("true".repeat(2048)));
}

fn repeated_credentials_lines(page: &Origin, cases: &mut Vec<Case>) {
    let rule = "Lines are joined with `, ` before they are compared.";
    for (id, values) in [
        ("true-true", &["true", "true"][..]),
        ("true-false", &["true", "false"]),
        ("false-true", &["false", "true"]),
        ("true-capital", &["true", "True"]),
        ("true-empty", &["true", ""]),
        ("empty-true", &["", "true"]),
        ("empty-empty", &["", ""]),
        ("true-three-times", &["true", "true", "true"]),
        ("empty-true-empty", &["", "true", ""]),
        ("true-empty-true", &["true", "", "true"]),
        ("halves", &["tr", "ue"]),
    ] {
        let mut case =
            Case::new(page, "Allow-Credentials, repeated lines", id, rule).own_origin_line();
        for value in values {
            case = case.credentials_line(value);
        }
        cases.push(case);
    }
    let case =
        |id: &str, rule: &str| Case::new(page, "Allow-Credentials, repeated lines", id, rule);
    cases.push(
        case(
            "true-apart",
            "Lines of one name need not be adjacent to be joined.",
        )
        .credentials_line("true")
        .own_origin_line()
        .credentials_line("true"),
    );
    cases.push(
        case(
            "true-other-case-name",
            "Names that differ only in case are the same name.",
        )
        .own_origin_line()
        .credentials_line("true")
        .line("access-control-allow-credentials", "true"),
    );
    let mut sixteen = case("true-sixteen-times", rule).own_origin_line();
    for _ in 0..16 {
        sixteen = sixteen.credentials_line("true");
    }
    cases.push(sixteen);
}

const SPACE_BEFORE_COLON: &str = "It accepts whitespace between a header's name and the colon.";
const WHITESPACE_BEFORE_COLON: &str =
    "HTTP leaves it to a client how to read whitespace before the colon (RFC 9112, 5.1).";

fn names(page: &Origin, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new(page, "Names", id, rule);
    let rule = "Names compare without regard to ASCII case.";
    for (id, origin, credentials) in [
        (
            "name-lower",
            "access-control-allow-origin",
            "access-control-allow-credentials",
        ),
        (
            "name-upper",
            "ACCESS-CONTROL-ALLOW-ORIGIN",
            "ACCESS-CONTROL-ALLOW-CREDENTIALS",
        ),
        (
            "name-mixed",
            "aCCESS-cONTROL-aLLOW-oRIGIN",
            "Access-control-Allow-credentials",
        ),
    ] {
        cases.push(
            case(id, rule)
                .line(origin, page.as_str())
                .line(credentials, "true"),
        );
    }
    for (id, name) in [
        ("name-underscores", "Access_Control_Allow_Credentials"),
        ("name-singular", "Access-Control-Allow-Credential"),
        ("name-prefixed", "X-Access-Control-Allow-Credentials"),
    ] {
        cases.push(
            case(id, "Another name is another header.")
                .own_origin_line()
                .line(name, "true"),
        );
    }
    cases.push(
        case("name-quoted", "A quote is not part of a name.")
            .own_origin_line()
            .line("\"Access-Control-Allow-Credentials\"", "true"),
    );
    cases.push(
        case("name-space-after", WHITESPACE_BEFORE_COLON)
            .own_origin_line()
            .line("Access-Control-Allow-Credentials ", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("origin-name-space-after", WHITESPACE_BEFORE_COLON)
            .line("Access-Control-Allow-Origin ", page.as_str())
            .credentials_line("true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("name-tab-after", WHITESPACE_BEFORE_COLON)
            .own_origin_line()
            .line("Access-Control-Allow-Credentials\t", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("name-space-after-beside", WHITESPACE_BEFORE_COLON)
            .own_origin_line()
            .credentials_line("true")
            .line("Access-Control-Allow-Credentials ", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case(
            "name-order",
            "The order of the two headers does not matter.",
        )
        .credentials_line("true")
        .own_origin_line(),
    );
}

fn one_origin_line(page: &Origin, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new(page, "Allow-Origin, one line", id, rule);
    let own = page.as_str();
    let host = own.trim_start_matches("http://");
    let (address, port) = host
        .split_once(':')
        .expect("a page's origin names its port");
    let exact = "Allow-Origin must be the serialized origin, byte for byte.";
    for (id, value, rule) in [
        (
            "origin-absent",
            None,
            "Without Allow-Origin the response is withheld.",
        ),
        (
            "origin-wildcard",
            Some("*".to_owned()),
            "The wildcard does not count in mode `include`.",
        ),
        (
            "origin-null",
            Some("null".into()),
            "`null` is an origin too, and not this one.",
        ),
        (
            "origin-slash",
            Some(format!("{page}/")),
            "An origin has no trailing slash.",
        ),
        (
            "origin-path",
            Some(format!("{page}/index.html")),
            "An origin has no path.",
        ),
        (
            "origin-query",
            Some(format!("{page}?")),
            "An origin has no query.",
        ),
        (
            "origin-fragment",
            Some(format!("{page}#")),
            "An origin has no fragment.",
        ),
        (
            "origin-https",
            Some(format!("https://{host}")),
            "The scheme is part of the origin.",
        ),
        ("origin-upper-scheme", Some(format!("HTTP://{host}")), exact),
        (
            "origin-no-scheme",
            Some(host.to_owned()),
            "The scheme is part of the origin.",
        ),
        (
            "origin-relative",
            Some(format!("//{host}")),
            "The scheme is part of the origin.",
        ),
        ("origin-one-slash", Some(format!("http:/{host}")), exact),
        (
            "origin-no-port",
            Some(format!("http://{address}")),
            "The port is part of the origin.",
        ),
        (
            "origin-other-port",
            Some(format!("http://{address}:1")),
            "The port is part of the origin.",
        ),
        (
            "origin-port-zero",
            Some(format!("http://{address}:0{port}")),
            exact,
        ),
        (
            "origin-localhost",
            Some(format!("http://localhost:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-short-address",
            Some(format!("http://127.1:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-dot",
            Some(format!("http://{address}.:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-user",
            Some(format!("http://user@{host}")),
            "An origin has no user.",
        ),
        (
            "origin-host-wildcard",
            Some("http://*".into()),
            "An origin is not a pattern.",
        ),
        (
            "origin-port-wildcard",
            Some(format!("http://{address}:*")),
            "An origin is not a pattern.",
        ),
        (
            "origin-two-wildcards",
            Some("**".into()),
            "An origin is not a pattern.",
        ),
        ("origin-quoted", Some(format!("\"{page}\"")), exact),
        ("origin-in-angles", Some(format!("<{page}>")), exact),
        (
            "origin-list",
            Some(format!("{page}, http://other.invalid")),
            "The value is one origin, not a list.",
        ),
        (
            "origin-list-of-same",
            Some(format!("{page}, {page}")),
            "The value is one origin, not a list.",
        ),
        (
            "origin-list-of-one",
            Some(format!("{page},")),
            "The value is one origin, not a list.",
        ),
        (
            "origin-list-by-space",
            Some(format!("{page} http://other.invalid")),
            "The value is one origin, not a list.",
        ),
        (
            "origin-and-wildcard",
            Some(format!("{page}, *")),
            "The value is one origin, not a list.",
        ),
        ("origin-cut", Some(own[..own.len() - 1].to_owned()), exact),
        ("origin-longer", Some(format!("{page}0")), exact),
        (
            "origin-self",
            Some("self".into()),
            "The only keyword is `*`.",
        ),
        (
            "origin-true",
            Some("true".into()),
            "The only keyword is `*`.",
        ),
    ] {
        let mut case = case(id, rule);
        if let Some(value) = value {
            case = case.origin_line(value);
        }
        cases.push(case.credentials_line("true"));
    }
    cases.push(
        case(
            "origin-empty",
            "An empty line counts, and is not an origin.",
        )
        .raw("Access-Control-Allow-Origin:")
        .credentials_line("true"),
    );
    cases.push(
        case(
            "origin-padded",
            "Spaces and tabs around a value are not part of it.",
        )
        .origin_line(format!(" \t{page}\t "))
        .credentials_line("true"),
    );
    cases.push(
        case(
            "origin-no-break-space",
            "Only tab, LF, CR and space are HTTP whitespace.",
        )
        .origin_line(format!("{page}\u{a0}"))
        .credentials_line("true"),
    );
}

fn repeated_origin_lines(page: &Origin, cases: &mut Vec<Case>) {
    let own = page.as_str();
    for (id, values) in [
        ("origin-twice", [own, own]),
        ("origin-then-other", [own, "http://other.invalid"]),
        ("other-then-origin", ["http://other.invalid", own]),
        ("origin-then-wildcard", [own, "*"]),
        ("wildcard-then-origin", ["*", own]),
        ("origin-then-null", [own, "null"]),
        ("origin-then-empty", [own, ""]),
        ("empty-then-origin", ["", own]),
    ] {
        cases.push(
            Case::new(
                page,
                "Allow-Origin, repeated lines",
                id,
                "Lines are joined with `, ` before they are compared.",
            )
            .origin_line(values[0])
            .origin_line(values[1])
            .credentials_line("true"),
        );
    }
    let lower = "access-control-allow-origin";
    let case = |id: &str| {
        Case::new(
            page,
            "Allow-Origin, repeated lines",
            id,
            "Names that differ only in case are the same name.",
        )
    };
    cases.push(
        case("origin-then-empty-lower")
            .own_origin_line()
            .line(lower, "")
            .credentials_line("true"),
    );
    cases.push(
        case("empty-lower-then-origin")
            .line(lower, "")
            .own_origin_line()
            .credentials_line("true"),
    );
    cases.push(
        case("origin-then-origin-lower")
            .own_origin_line()
            .line(lower, own)
            .credentials_line("true"),
    );
}

fn without_credentials(page: &Origin, cases: &mut Vec<Case>) {
    let unseen = "Outside `include`, Allow-Credentials is ignored.";
    let wildcard = "Outside `include` the wildcard suffices.";
    let exact = "In every mode, Allow-Origin must be the serialized origin, byte for byte.";
    let joined = "In every mode lines are joined before they are compared.";
    let own = page.as_str();
    let slash = format!("{page}/");
    for (mode, group) in [
        (Omit, "Credentials mode `omit`"),
        (SameOrigin, "Credentials mode `same-origin`"),
    ] {
        for (id, origins, credentials, rule) in [
            (
                "origin",
                &[own][..],
                &[][..],
                "Outside `include` the origin suffices.",
            ),
            ("origin-true", &[own], &["true"], unseen),
            ("origin-false", &[own], &["false"], unseen),
            ("origin-upper", &[own], &["TRUE"], unseen),
            ("origin-true-true", &[own], &["true", "true"], unseen),
            ("wildcard", &["*"], &[], wildcard),
            ("wildcard-true", &["*"], &["true"], wildcard),
            ("wildcard-false", &["*"], &["false"], wildcard),
            ("wildcard-twice", &["*", "*"], &[], joined),
            ("origin-twice", &[own, own], &[], joined),
            ("wildcard-empty", &["*", ""], &[], joined),
            (
                "wildcard-padded",
                &["  *  "],
                &[],
                "Spaces and tabs around a value are not part of it.",
            ),
            (
                "wildcard-list",
                &["*, *"],
                &[],
                "The value is one origin, not a list.",
            ),
            ("none", &[], &[], "Allow-Origin is required in every mode."),
            (
                "none-true",
                &[],
                &["true"],
                "Allow-Credentials alone shares nothing.",
            ),
            ("null", &["null"], &["true"], exact),
            ("slash", &[&slash], &[], exact),
            ("empty", &[""], &[], exact),
        ] {
            let mut case = Case::new(page, group, &format!("{mode}-{id}"), rule).mode(mode);
            for value in origins {
                case = case.origin_line(value);
            }
            for value in credentials {
                case = case.credentials_line(value);
            }
            cases.push(case);
        }
    }
}

pub fn opaque_origin(page: &Origin, cases: &mut Vec<Case>) {
    let own = page.as_str();
    let opaque = Origin::opaque();
    for (id, mode, origins, credentials, rule) in [
        (
            "opaque-null",
            Include,
            &["null"][..],
            Some("true"),
            "An opaque origin is serialized as `null`.",
        ),
        (
            "opaque-absent",
            Include,
            &["null"],
            None,
            "For `null`, too, Allow-Credentials must be `true`.",
        ),
        (
            "opaque-capital",
            Include,
            &["null"],
            Some("True"),
            "For `null`, too, Allow-Credentials must be `true`.",
        ),
        (
            "opaque-upper-null",
            Include,
            &["NULL"],
            Some("true"),
            "`null` is case-sensitive.",
        ),
        (
            "opaque-page",
            Include,
            &[own],
            Some("true"),
            "The page's origin is not its sandboxed frame's.",
        ),
        (
            "opaque-wildcard",
            Include,
            &["*"],
            Some("true"),
            "The wildcard does not count in mode `include`.",
        ),
        (
            "opaque-none",
            Include,
            &[],
            Some("true"),
            "A missing Allow-Origin is not the origin `null`.",
        ),
        (
            "opaque-twice",
            Include,
            &["null", "null"],
            Some("true"),
            "Lines are joined with `, ` before they are compared.",
        ),
        (
            "opaque-omit-wildcard",
            Omit,
            &["*"],
            None,
            "Outside `include` the wildcard suffices.",
        ),
        (
            "opaque-same-origin-null",
            SameOrigin,
            &["null"],
            None,
            "Outside `include` the origin suffices.",
        ),
    ] {
        let mut case = Case::new(&opaque, "An opaque origin", id, rule).mode(mode);
        for value in origins {
            case = case.origin_line(value);
        }
        if let Some(value) = credentials {
            case = case.credentials_line(value);
        }
        cases.push(case);
    }
}
