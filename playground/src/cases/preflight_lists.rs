//! What a preflight allows: methods, request headers, lists of both, and its status.

use cors_flow::{CredentialsMode, Origin};

use super::{Answer, Case, FAULT, LINES, MODES, SYNTAX};

type Headers = &'static [(&'static str, &'static str)];
type Lines = &'static [&'static str];

const X: Headers = &[("X-Playground", "1")];
const XY: Headers = &[("X-Playground", "1"), ("X-Second", "2")];
const AUTHORIZATION: Headers = &[("Authorization", "Basic cjpy")];

const METHOD: &str = "The method must be listed byte for byte, or be GET, HEAD or POST.";
const METHOD_WILDCARD: &str =
    "`*` stands for every method; with credentials, only for the method named `*`.";
const NAME: &str = "Each unsafe header must be listed; names compare without regard to ASCII case.";
const NAME_WILDCARD: &str =
    "`*` stands for every header; with credentials, only for the header named `*`.";
const NAMED: &str = "`Authorization` must be listed by its name: `*` does not cover it.";
const STATUS: &str = "A preflight's status must be 200 to 299.";

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    methods(page, cases);
    names(page, cases);
    statuses(page, cases);
}

/// A request with a preflight that allows all but what these lines leave out, in both modes.
struct Preflighted {
    group: &'static str,
    id: &'static str,
    rule: &'static str,
    method: &'static str,
    headers: Headers,
    methods: Lines,
    names: Lines,
}

impl Preflighted {
    fn cases<'a>(&'a self, page: &'a Origin) -> impl Iterator<Item = Case> + 'a {
        MODES.into_iter().map(move |mode| self.case(page, mode))
    }

    fn case(&self, page: &Origin, mode: CredentialsMode) -> Case {
        let id = format!("{}-{mode}", self.id);
        let mut case = Case::new(page, self.group, &id, self.rule)
            .mode(mode)
            .own_origin_line()
            .credentials_line("true");
        for line in self.methods {
            case = case.line("Access-Control-Allow-Methods", line);
        }
        for line in self.names {
            case = case.line("Access-Control-Allow-Headers", line);
        }
        let case = case.asks_first(self.method, self.headers);
        case.own_origin_line().credentials_line("true")
    }
}

fn methods(page: &Origin, cases: &mut Vec<Case>) {
    for (id, method, methods, rule) in [
        ("methods-listed", "PUT", &["PUT"][..], METHOD),
        ("methods-among-others", "PUT", &["GET, PUT, DELETE"], METHOD),
        ("methods-not-listed", "PUT", &["GET, DELETE"], METHOD),
        ("methods-absent", "PUT", &[], METHOD),
        ("methods-empty", "PUT", &[""], METHOD),
        ("methods-longer", "PUT", &["PUTS"], METHOD),
        ("methods-shorter", "PUT", &["PU"], METHOD),
        ("methods-lower", "PUT", &["put"], METHOD),
        (
            "methods-normalized",
            "put",
            &["PUT"],
            "`put` is sent as PUT.",
        ),
        (
            "methods-patch",
            "patch",
            &["PATCH"],
            "`patch` is not sent as PATCH.",
        ),
        (
            "methods-patch-lower",
            "patch",
            &["patch"],
            "`patch` is not sent as PATCH.",
        ),
        ("methods-unknown", "CHICKEN", &["CHICKEN"], METHOD),
        ("methods-wildcard", "PUT", &["*"], METHOD_WILDCARD),
        ("methods-wildcard-last", "PUT", &["GET, *"], METHOD_WILDCARD),
        (
            "methods-wildcard-and-listed",
            "PUT",
            &["*, PUT"],
            METHOD_WILDCARD,
        ),
        ("methods-wildcard-quoted", "PUT", &["\"*\""], FAULT),
        ("methods-quoted", "PUT", &["\"PUT\""], FAULT),
        ("methods-fault-after", "PUT", &["PUT, \"GET\""], FAULT),
        ("methods-fault-before", "PUT", &["a b, PUT"], FAULT),
        ("methods-space-inside", "PUT", &["PUT DELETE"], FAULT),
        ("methods-semicolons", "PUT", &["GET; PUT"], FAULT),
        ("methods-not-ascii", "PUT", &["PUT, \u{dc}"], FAULT),
        ("methods-empty-items", "PUT", &[", ,PUT,,"], SYNTAX),
        ("methods-spaces", "PUT", &["\tGET\t ,\t PUT \t"], SYNTAX),
        ("methods-lines", "PUT", &["GET", "PUT"], LINES),
        ("methods-empty-line", "PUT", &["", "PUT"], LINES),
        ("methods-fault-in-line", "PUT", &["PUT", "a b"], LINES),
        ("methods-wildcard-line", "PUT", &["GET", "*"], LINES),
    ] {
        let preflighted = Preflighted {
            group: "Methods that a preflight allows",
            id,
            rule,
            method,
            headers: &[],
            methods,
            names: &[],
        };
        cases.extend(preflighted.cases(page));
    }
    for (id, method, methods, rule) in [
        ("methods-get", "GET", &[][..], METHOD),
        ("methods-head", "HEAD", &[], METHOD),
        ("methods-post", "POST", &[], METHOD),
        ("methods-get-not-listed", "GET", &["PUT"], METHOD),
        (
            "methods-get-fault",
            "GET",
            &["\"PUT\""],
            "A malformed list refuses the request, whatever was asked.",
        ),
    ] {
        let preflighted = Preflighted {
            group: "Methods that a preflight allows",
            id,
            rule,
            method,
            headers: X,
            methods,
            names: &["x-playground"],
        };
        cases.extend(preflighted.cases(page));
    }
}

fn names(page: &Origin, cases: &mut Vec<Case>) {
    for (id, headers, names, rule) in [
        ("headers-listed", X, &["x-playground"][..], NAME),
        ("headers-upper", X, &["X-PLAYGROUND"], NAME),
        ("headers-among-others", X, &["a, X-Playground, b"], NAME),
        ("headers-not-listed", X, &["x-other"], NAME),
        ("headers-absent", X, &[], NAME),
        ("headers-empty", X, &[""], NAME),
        ("headers-longer", X, &["x-playgrounds"], NAME),
        ("headers-shorter", X, &["x-playgroun"], NAME),
        ("headers-two", XY, &["X-Second, X-Playground"], NAME),
        ("headers-first-of-two", XY, &["X-Playground"], NAME),
        ("headers-second-of-two", XY, &["X-Second"], NAME),
        ("headers-wildcard", X, &["*"], NAME_WILDCARD),
        ("headers-wildcard-two", XY, &["x-second, *"], NAME_WILDCARD),
        (
            "headers-wildcard-and-listed",
            X,
            &["*, x-playground"],
            NAME_WILDCARD,
        ),
        (
            "headers-authorization",
            AUTHORIZATION,
            &["authorization"],
            NAMED,
        ),
        (
            "headers-authorization-upper",
            AUTHORIZATION,
            &["AUTHORIZATION"],
            NAMED,
        ),
        ("headers-authorization-absent", AUTHORIZATION, &[], NAMED),
        (
            "headers-authorization-not-listed",
            AUTHORIZATION,
            &["x-playground"],
            NAMED,
        ),
        (
            "headers-authorization-wildcard",
            AUTHORIZATION,
            &["*"],
            NAMED,
        ),
        (
            "headers-authorization-and-wildcard",
            &[("Authorization", "Basic cjpy"), ("X-Playground", "1")],
            &["*, Authorization"],
            NAMED,
        ),
        (
            "headers-content-type",
            &[("Content-Type", "application/json")],
            &["Content-Type"],
            NAME,
        ),
        (
            "headers-content-type-absent",
            &[("Content-Type", "application/json")],
            &[],
            NAME,
        ),
        ("headers-malformed", X, &["x-playground, a b"], FAULT),
        ("headers-quoted", X, &["\"x-playground\""], FAULT),
        ("headers-semicolons", X, &["x-playground; x-second"], FAULT),
        ("headers-not-ascii", X, &["x-playground, \u{e9}"], FAULT),
        ("headers-colon", X, &["x-playground: 1"], FAULT),
        ("headers-empty-items", X, &[",, x-playground ,"], SYNTAX),
        ("headers-spaces", X, &[" \tx-playground\t "], SYNTAX),
        ("headers-lines", XY, &["x-playground", "x-second"], LINES),
        ("headers-empty-line", X, &["", "x-playground"], LINES),
        ("headers-fault-in-line", X, &["x-playground", "\""], LINES),
        ("headers-wildcard-line", X, &["x-second", "*"], LINES),
    ] {
        let preflighted = Preflighted {
            group: "Headers that a preflight allows",
            id,
            rule,
            method: "GET",
            headers,
            methods: &[],
            names,
        };
        cases.extend(preflighted.cases(page));
    }
    let not_asked = Preflighted {
        group: "Headers that a preflight allows",
        id: "headers-fault-not-asked",
        rule: "A malformed list refuses the request, whatever was asked.",
        method: "PUT",
        headers: &[],
        methods: &["PUT"],
        names: &["a b"],
    };
    cases.extend(not_asked.cases(page));
}

fn statuses(page: &Origin, cases: &mut Vec<Case>) {
    for status in [
        200, 201, 204, 206, 226, 299, 300, 304, 400, 401, 403, 404, 405, 500,
    ] {
        let preflighted = Preflighted {
            group: "Status of a preflight",
            id: "",
            rule: STATUS,
            method: "PUT",
            headers: X,
            methods: &["PUT"],
            names: &["x-playground"],
        };
        for mode in MODES {
            let mut case = preflighted.case(page, mode);
            case.id = format!("preflight-{status}-{mode}");
            if let Some(Answer::Lines(code, _)) = &mut case.preflight {
                *code = status;
            }
            cases.push(case);
        }
    }
}
