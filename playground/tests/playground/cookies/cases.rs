//! The cases.

use super::case::Allows::{Anyone, Nobody, WithoutCredentials};
use super::case::{Case, Stands};
use super::relation::*;

/// In each of these, the page asks twice with credentials, and only the line is its own.
const LINES: &[(&Relation, &[(&str, &str)])] = &[
    (
        &HTTPS_SAME_SITE,
        &[
            ("plain", "{c}=1"),
            ("everything", "{c}=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=6000"),
            ("httponly", "{c}=1; HttpOnly"),
            // The pair.
            ("nameless", "{c}"),
            ("nameless-equals", "={c}"),
            ("nameless-two-equals", "={c}=1"),
            ("nameless-attribute", "{c}; Secure"),
            ("valueless", "{c}="),
            ("value-equals", "{c}=1=2"),
            ("value-quoted", "{c}=\"1\""),
            ("value-quoted-semicolon", "{c}=\"1;2\""),
            ("value-comma", "{c}=1,2"),
            ("value-space", "{c}=1 2"),
            ("value-backslash", "{c}=1\\2"),
            ("value-not-ascii", "{c}=\u{e9}"),
            ("value-utf8", "{c}=\u{c3}\u{a9}"),
            ("name-not-ascii", "{c}\u{e9}=1"),
            ("name-space", "{c} 1=1"),
            ("name-separators", "{c}(@)=1"),
            ("spaces-around", "  {c}  =  1  ; Secure"),
            ("tabs-around", "{c}\t=\t1"),
            ("no-space", "{c}=1;Secure;Path=/"),
            ("semicolons", "{c}=1;;; ;Secure"),
            ("semicolon-first", ";{c}=1"),
            // Attributes.
            ("unknown", "{c}=1; Priority=High; Foo; Bar=1"),
            ("secure-upper", "{c}=1; SECURE"),
            ("secure-value", "{c}=1; Secure=false"),
            ("attribute-spaces", "{c}=1;  Path  =  /  ;  Secure  "),
            ("attribute-tabs", "{c}=1;\tPath\t=\t/"),
            ("attribute-long", "{c}=1; Path=/{to 1028}"),
            ("attribute-too-long", "{c}=1; Path=/{to 1029}"),
            ("unknown-too-long", "{c}=1; Foo={to 2000}"),
            // Domain.
            ("domain-host", "{c}=1; Domain={host}"),
            ("domain-upper", "{c}=1; DOMAIN=EXAMPLE.COM"),
            ("domain-dot", "{c}=1; Domain=.{host}"),
            ("domain-two-dots", "{c}=1; Domain=..{host}"),
            ("domain-dot-after", "{c}=1; Domain={host}."),
            ("domain-parent", "{c}=1; Domain=example.com"),
            ("domain-parent-dot", "{c}=1; Domain=.example.com"),
            ("domain-sibling", "{c}=1; Domain=app.example.com"),
            ("domain-child", "{c}=1; Domain=a.{host}"),
            ("domain-foreign", "{c}=1; Domain=example.org"),
            ("domain-part", "{c}=1; Domain=ample.com"),
            ("domain-suffix", "{c}=1; Domain=com"),
            ("domain-suffix-dot", "{c}=1; Domain=.com"),
            ("domain-empty", "{c}=1; Domain="),
            ("domain-only-dot", "{c}=1; Domain=."),
            ("domain-no-value", "{c}=1; Domain"),
            ("domain-foreign-then-host", "{c}=1; Domain=example.org; Domain={host}"),
            ("domain-host-then-foreign", "{c}=1; Domain={host}; Domain=example.org"),
            ("domain-foreign-then-empty", "{c}=1; Domain=example.org; Domain="),
            ("domain-host-then-empty", "{c}=1; Domain={host}; Domain="),
            ("domain-port", "{c}=1; Domain={host}:9443"),
            ("domain-url", "{c}=1; Domain=https://{host}"),
            ("domain-space", "{c}=1; Domain=example .com"),
            ("domain-quoted", "{c}=1; Domain=\"example.com\""),
            ("domain-comma", "{c}=1; Domain=example.com, a.example.com"),
            ("domain-not-ascii", "{c}=1; Domain=ex\u{e4}mple.com"),
            ("domain-percent", "{c}=1; Domain=ex%61mple.com"),
            ("domain-address", "{c}=1; Domain=127.0.0.1"),
            ("domain-localhost", "{c}=1; Domain=localhost"),
            ("domain-wildcard", "{c}=1; Domain=*.example.com"),
            // Path.
            ("path-root", "{c}=1; Path=/"),
            ("path-upper", "{c}=1; Path=/ME"),
            ("path-same", "{c}=1; Path=/me"),
            ("path-slash-after", "{c}=1; Path=/me/"),
            ("path-elsewhere", "{c}=1; Path=/elsewhere"),
            ("path-part", "{c}=1; Path=/m"),
            ("path-relative", "{c}=1; Path=me"),
            ("path-empty", "{c}=1; Path="),
            ("path-no-value", "{c}=1; Path"),
            ("path-twice", "{c}=1; Path=/elsewhere; Path=/"),
            ("path-then-elsewhere", "{c}=1; Path=/; Path=/elsewhere"),
            ("path-elsewhere-then-empty", "{c}=1; Path=/elsewhere; Path="),
            ("path-quoted", "{c}=1; Path=\"/elsewhere\""),
            ("path-query", "{c}=1; Path=/me?a"),
            ("path-encoded", "{c}=1; Path=/%6de"),
            ("path-comma", "{c}=1; Path=/, /me"),
            ("path-url", "{c}=1; Path=https://{host}/elsewhere"),
            // SameSite.
            ("same-site-lax", "{c}=1; SameSite=Lax"),
            ("same-site-strict", "{c}=1; SameSite=Strict"),
            ("same-site-none", "{c}=1; SameSite=None"),
            ("same-site-none-secure", "{c}=1; SameSite=None; Secure"),
            ("same-site-none-upper", "{c}=1; SAMESITE=NONE"),
            ("same-site-none-then-lax", "{c}=1; SameSite=None; SameSite=Lax"),
            ("same-site-lax-then-none", "{c}=1; SameSite=Lax; SameSite=None"),
            ("same-site-none-then-unknown", "{c}=1; SameSite=None; SameSite=Bogus"),
            ("same-site-unknown", "{c}=1; SameSite=Bogus"),
            ("same-site-empty", "{c}=1; SameSite="),
            ("same-site-no-value", "{c}=1; SameSite"),
            ("same-site-quoted", "{c}=1; SameSite=\"None\""),
            // Prefixes.
            ("prefix-secure", "__Secure-{c}=1; Secure"),
            ("prefix-secure-without", "__Secure-{c}=1"),
            ("prefix-secure-lower", "__secure-{c}=1"),
            ("prefix-secure-upper", "__SECURE-{c}=1"),
            ("prefix-host", "__Host-{c}=1; Secure; Path=/"),
            ("prefix-host-without-secure", "__Host-{c}=1; Path=/"),
            ("prefix-host-without-path", "__Host-{c}=1; Secure"),
            ("prefix-host-empty-path", "__Host-{c}=1; Secure; Path="),
            ("prefix-host-other-path", "__Host-{c}=1; Secure; Path=/me"),
            ("prefix-host-domain", "__Host-{c}=1; Secure; Path=/; Domain={host}"),
            ("prefix-host-empty-domain", "__Host-{c}=1; Secure; Path=/; Domain="),
            ("prefix-host-lower", "__host-{c}=1; Path=/"),
            ("prefix-host-mixed", "__HoSt-{c}=1; Secure; Path=/"),
            ("prefix-http", "__Http-{c}=1; Secure; HttpOnly"),
            ("prefix-http-without-httponly", "__Http-{c}=1; Secure"),
            ("prefix-http-lower", "__http-{c}=1; Secure"),
            ("prefix-host-http", "__Host-Http-{c}=1; Secure; HttpOnly; Path=/"),
            ("prefix-host-http-without-httponly", "__Host-Http-{c}=1; Secure; Path=/"),
            ("prefix-host-http-without-path", "__Host-Http-{c}=1; Secure; HttpOnly"),
            ("prefix-nearly", "__Hos-{c}=1"),
            ("prefix-in-value", "__Host-{c}"),
            ("prefix-in-value-equals", "=__Secure-{c}"),
            ("prefix-in-value-kept", "__Secure-{c}; Secure"),
            // Partitioned.
            ("partitioned", "{c}=1; Secure; Partitioned"),
            ("partitioned-without-secure", "{c}=1; Partitioned"),
            ("partitioned-value", "{c}=1; Secure; Partitioned=false"),
            // Age.
            ("max-age", "{c}=1; Max-Age=6000"),
            ("max-age-zero", "{c}=1; Max-Age=0"),
            ("max-age-negative", "{c}=1; Max-Age=-1"),
            ("max-age-minus", "{c}=1; Max-Age=-"),
            ("max-age-plus", "{c}=1; Max-Age=+0"),
            ("max-age-letters", "{c}=1; Max-Age=0a"),
            ("max-age-fraction", "{c}=1; Max-Age=0.5"),
            ("max-age-quoted", "{c}=1; Max-Age=\"0\""),
            ("max-age-empty", "{c}=1; Max-Age="),
            ("max-age-huge", "{c}=1; Max-Age=99999999999999999999"),
            ("max-age-huge-negative", "{c}=1; Max-Age=-99999999999999999999"),
            ("max-age-twice", "{c}=1; Max-Age=0; Max-Age=6000"),
            ("max-age-then-zero", "{c}=1; Max-Age=6000; Max-Age=0"),
            ("max-age-zero-then-letters", "{c}=1; Max-Age=0; Max-Age=a"),
            ("expires-future", "{c}=1; Expires=Wed, 01 Jan 2098 00:00:00 GMT"),
            ("expires-past", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            ("expires-past-dashes", "{c}=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT"),
            ("expires-past-short-year", "{c}=1; Expires=Thursday, 01-Jan-70 00:00:01 GMT"),
            ("expires-past-asctime", "{c}=1; Expires=Thu Jan  1 00:00:00 1970"),
            ("expires-iso", "{c}=1; Expires=1970-01-01T00:00:00Z"),
            ("expires-number", "{c}=1; Expires=0"),
            ("expires-negative", "{c}=1; Expires=-1"),
            ("expires-words", "{c}=1; Expires=yesterday"),
            ("expires-empty", "{c}=1; Expires="),
            ("expires-zone", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 PST"),
            ("expires-day-32", "{c}=1; Expires=Thu, 32 Jan 1970 00:00:00 GMT"),
            ("expires-feb-30", "{c}=1; Expires=Thu, 30 Feb 1990 00:00:00 GMT"),
            ("expires-hour-24", "{c}=1; Expires=Thu, 01 Jan 1970 24:00:00 GMT"),
            ("expires-1601", "{c}=1; Expires=Mon, 01 Jan 1601 00:00:00 GMT"),
            ("expires-1600", "{c}=1; Expires=Mon, 01 Jan 1600 00:00:00 GMT"),
            ("expires-colon-after-year", "{c}=1; Expires=Thu, 01 Jan 1970: 00:00:00 GMT"),
            ("expires-colon-after-day", "{c}=1; Expires=Thu, 01: Jan 1970 00:00:00 GMT"),
            ("expires-two-times", "{c}=1; Expires=00:00:00 01:01:01 Jan 1970"),
            ("expires-three-digits", "{c}=1; Expires=Fri, 01 Jan 123 00:00:00 GMT"),
            ("expires-long-month", "{c}=1; Expires=1 January 1990 1:2:3"),
            ("expires-without-time", "{c}=1; Expires=Thu, 01 Jan 1970"),
            ("expires-past-max-age", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=6000"),
            ("expires-future-max-age-zero", "{c}=1; Max-Age=0; Expires=Wed, 01 Jan 2098 00:00:00 GMT"),
            ("expires-past-max-age-wrong", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=a"),
            ("expires-past-then-empty", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires="),
            ("max-age-zero-then-empty", "{c}=1; Max-Age=0; Max-Age="),
            ("max-age-wrong-expires-past", "{c}=1; Max-Age=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            ("nameless-three-equals", "=={c}=1"),
            ("tab-in-same-site", "{c}=1; SameSite=La\tx"),
            ("tab-in-attribute-name", "{c}=1; Ht\ttpOnly"),
            ("expires-twice", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=Wed, 01 Jan 2098 00:00:00 GMT"),
            ("expires-past-then-words", "{c}=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=never"),
            // Size.
            ("size-4095", "{c}={to 4095}"),
            ("size-4096", "{c}={to 4096}"),
            ("size-4096-attributes", "{c}={to 4096}; Path=/; Secure; HttpOnly"),
            ("size-4097", "{c}={to 4097}"),
            ("size-4096-spaces", "{c} =  {to 4096}  "),
            ("size-name-4096", "{c}.{to 4096}="),
            ("size-name-4097", "{c}.{to 4097}="),
            ("size-nameless-4097", "{c}.{to 4097}"),
            // Control bytes.
            ("tab-in-value", "{c}=1\t2"),
            ("tab-in-name", "{c}\t1=1"),
            ("tab-in-attribute", "{c}=1; Foo=1\t2"),
            ("tab-in-path", "{c}=1; Path=/\tme"),
            ("control-in-value", "{c}=1\u{1}2"),
            ("control-in-name", "{c}\u{1}=1"),
            ("control-in-attribute", "{c}=1; Foo=\u{1}"),
            ("delete-in-value", "{c}=1\u{7f}"),
            ("delete-in-attribute", "{c}=1; Foo=\u{7f}"),
            ("escape-after", "{c}=1; \u{1b}"),
            // Two in a line.
            ("comma", "{c}=1, b=2"),
            ("comma-attributes", "{c}=1; Secure, b=2; Path=/"),
            ("comma-second", "a=1; Path=/, {c}=2"),
            ("comma-expires", "{c}=1; Expires=Wed, 01 Jan 2098 00:00:00 GMT, b=2"),
        ],
    ),
    (
        &HTTPS_CROSS_SITE,
        &[
            ("cross-plain", "{c}=1"),
            ("cross-secure", "{c}=1; Secure"),
            ("cross-lax", "{c}=1; SameSite=Lax"),
            ("cross-lax-secure", "{c}=1; SameSite=Lax; Secure"),
            ("cross-strict", "{c}=1; SameSite=Strict; Secure"),
            ("cross-none", "{c}=1; SameSite=None"),
            ("cross-none-secure", "{c}=1; SameSite=None; Secure"),
            ("cross-none-upper", "{c}=1; samesite=NONE; SECURE"),
            ("cross-none-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
            ("cross-partitioned-upper", "{c}=1; SameSite=None; Secure; PARTITIONED"),
            ("cross-partitioned-not-secure", "{c}=1; SameSite=None; Partitioned"),
            ("cross-partitioned-lax", "{c}=1; SameSite=Lax; Secure; Partitioned"),
            ("cross-partitioned-plain", "{c}=1; Secure; Partitioned"),
            ("cross-partitioned-host", "__Host-{c}=1; SameSite=None; Secure; Partitioned; Path=/"),
            ("cross-partitioned-domain", "{c}=1; SameSite=None; Secure; Partitioned; Domain=example.net"),
            ("cross-unknown", "{c}=1; SameSite=Bogus; Secure"),
            ("cross-empty", "{c}=1; SameSite=; Secure"),
            ("cross-lax-then-none", "{c}=1; SameSite=Lax; SameSite=None; Secure"),
            ("cross-none-then-lax", "{c}=1; SameSite=None; SameSite=Lax; Secure"),
            ("cross-none-then-unknown", "{c}=1; SameSite=None; SameSite=Bogus; Secure"),
            ("cross-lax-then-unknown", "{c}=1; SameSite=Lax; SameSite=Bogus; Secure"),
            ("cross-domain", "{c}=1; SameSite=None; Secure; Domain=example.net"),
            ("cross-domain-of-page", "{c}=1; SameSite=None; Secure; Domain=example.com"),
            ("cross-httponly", "{c}=1; SameSite=None; Secure; HttpOnly"),
            ("cross-host", "__Host-{c}=1; SameSite=None; Secure; Path=/"),
            ("cross-max-age", "{c}=1; SameSite=None; Secure; Max-Age=6000"),
            ("cross-comma", "{c}=1; SameSite=None, b=2; Secure"),
            ("cross-path", "{c}=1; SameSite=None; Secure; Path=/elsewhere"),
            ("cross-nameless", "{c}; SameSite=None; Secure"),
        ],
    ),
    (
        &HTTP_SAME_SITE,
        &[
            ("http-plain", "{c}=1"),
            ("http-secure", "{c}=1; Secure"),
            ("http-none", "{c}=1; SameSite=None"),
            ("http-none-secure", "{c}=1; SameSite=None; Secure"),
            ("http-strict", "{c}=1; SameSite=Strict"),
            ("http-prefix-secure", "__Secure-{c}=1; Secure"),
            ("http-partitioned", "{c}=1; Secure; Partitioned"),
            ("http-domain", "{c}=1; Domain=example.org"),
        ],
    ),
    (
        &HTTP_CROSS_SITE,
        &[
            ("http-cross-plain", "{c}=1"),
            ("http-cross-none", "{c}=1; SameSite=None"),
            ("http-cross-none-secure", "{c}=1; SameSite=None; Secure"),
            ("http-cross-unknown", "{c}=1; SameSite=Bogus"),
            ("http-cross-lax", "{c}=1; SameSite=Lax"),
            ("http-cross-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
        ],
    ),
    (
        &LOOPBACK,
        &[
            ("loopback-plain", "{c}=1"),
            ("loopback-secure", "{c}=1; Secure"),
            ("loopback-none", "{c}=1; SameSite=None"),
            ("loopback-none-secure", "{c}=1; SameSite=None; Secure"),
            ("loopback-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
            ("loopback-lax", "{c}=1; SameSite=Lax"),
            ("loopback-domain", "{c}=1; SameSite=None; Secure; Domain=localhost"),
            ("loopback-domain-page", "{c}=1; SameSite=None; Secure; Domain=127.0.0.1"),
            ("loopback-host", "__Host-{c}=1; SameSite=None; Secure; Path=/"),
        ],
    ),
    (
        &HTTP_TO_HTTPS,
        &[
            ("scheme-plain", "{c}=1"),
            ("scheme-secure", "{c}=1; Secure"),
            ("scheme-strict", "{c}=1; SameSite=Strict"),
            ("scheme-lax", "{c}=1; SameSite=Lax; Secure"),
            ("scheme-none", "{c}=1; SameSite=None"),
            ("scheme-none-secure", "{c}=1; SameSite=None; Secure"),
            ("scheme-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
            ("scheme-domain", "{c}=1; SameSite=None; Secure; Domain=example.co.uk"),
            ("scheme-domain-suffix", "{c}=1; SameSite=None; Secure; Domain=co.uk"),
        ],
    ),
    (
        &PUBLIC_SUFFIX,
        &[
            ("suffix-plain", "{c}=1"),
            ("suffix-strict", "{c}=1; SameSite=Strict"),
            ("suffix-none-secure", "{c}=1; SameSite=None; Secure"),
            ("suffix-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
            ("suffix-domain-host", "{c}=1; SameSite=None; Secure; Domain={host}"),
            ("suffix-domain-suffix", "{c}=1; SameSite=None; Secure; Domain=github.io"),
            ("suffix-domain-above", "{c}=1; SameSite=None; Secure; Domain=io"),
        ],
    ),
    (
        &OTHER_PORT,
        &[
            ("port-plain", "{c}=1"),
            ("port-strict", "{c}=1; SameSite=Strict"),
            ("port-host", "__Host-{c}=1; Secure; Path=/"),
            ("port-none", "{c}=1; SameSite=None"),
        ],
    ),
    (
        &LOCALHOST,
        &[
            ("localhost-plain", "{c}=1"),
            ("localhost-secure", "{c}=1; Secure"),
            ("localhost-strict", "{c}=1; SameSite=Strict"),
            ("localhost-domain", "{c}=1; Domain=localhost"),
            ("localhost-domain-dot", "{c}=1; Domain=.localhost"),
            ("localhost-host-prefix-domain", "__Host-{c}=1; Secure; Path=/; Domain=localhost"),
            ("localhost-prefix", "__Secure-{c}=1; Secure"),
        ],
    ),
    (
        &ADDRESS,
        &[
            ("address-plain", "{c}=1"),
            ("address-secure", "{c}=1; Secure"),
            ("address-domain", "{c}=1; Domain=127.0.0.1"),
            ("address-domain-dot", "{c}=1; Domain=.127.0.0.1"),
            ("address-domain-part", "{c}=1; Domain=0.0.1"),
            ("address-strict", "{c}=1; SameSite=Strict"),
        ],
    ),
    (
        &TWO_ADDRESSES,
        &[
            ("addresses-plain", "{c}=1"),
            ("addresses-none-secure", "{c}=1; SameSite=None; Secure"),
        ],
    ),
    (
        &BELOW_LOCALHOST,
        &[
            ("below-localhost-plain", "{c}=1"),
            ("below-localhost-secure", "{c}=1; SameSite=None; Secure"),
            ("below-localhost-domain", "{c}=1; SameSite=None; Secure; Domain=localhost"),
        ],
    ),
    (
        &HEROKU,
        &[
            ("heroku-plain", "{c}=1"),
            ("heroku-none-secure", "{c}=1; SameSite=None; Secure"),
        ],
    ),
    (
        &VERCEL,
        &[
            ("vercel-plain", "{c}=1"),
            ("vercel-none-secure", "{c}=1; SameSite=None; Secure"),
        ],
    ),
    (
        &SUFFIX_ITSELF,
        &[
            ("itself-plain", "{c}=1"),
            ("itself-domain", "{c}=1; Domain=herokuapp.com"),
            ("itself-domain-host-prefix", "__Host-{c}=1; Domain=herokuapp.com; Secure; Path=/"),
            ("itself-domain-com", "{c}=1; Domain=com"),
        ],
    ),
    (
        &ABOVE,
        &[
            ("above-host", "{c}=1; Domain={host}"),
            ("above-site", "{c}=1; Domain=shop.up.railway.app"),
            ("above-suffix", "{c}=1; Domain=up.railway.app"),
            ("above-parent", "{c}=1; Domain=railway.app"),
            ("above-top", "{c}=1; Domain=app"),
        ],
    ),
    (
        &WHOLE_DOMAIN,
        &[
            ("whole-plain", "{c}=1"),
            ("whole-parent", "{c}=1; Domain=example.us"),
        ],
    ),
    (
        &HTTP_TO_OTHERS_HTTPS,
        &[
            ("others-https-plain", "{c}=1; Secure"),
            ("others-https-none-secure", "{c}=1; SameSite=None; Secure"),
            ("others-https-partitioned", "{c}=1; SameSite=None; Secure; Partitioned"),
        ],
    ),
];

pub fn all() -> Vec<Case> {
    let line = |(relation, lines): &(&Relation, &[(&str, &str)])| {
        let of_relation = |(id, line): &(&str, &str)| Case::new(relation, id, line);
        lines.iter().map(of_relation).collect::<Vec<_>>()
    };
    let mut cases: Vec<_> = LINES.iter().flat_map(line).collect();
    cases.extend(modes());
    cases.extend(answers());
    cases.extend(targets());
    cases.extend(deletions());
    cases
}

const CROSS: &str = "{c}=1; SameSite=None; Secure; Path=/";

/// Every pair of modes, in two relations.
fn modes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (relation, of) in [(&HTTPS_SAME_SITE, "same"), (&HTTPS_CROSS_SITE, "cross")] {
        for first in ["omit", "same-origin", "include"] {
            for next in ["omit", "same-origin", "include"] {
                let id = format!("modes-{of}-{first}-{next}");
                cases.push(Case::new(relation, &id, CROSS).modes([first, next]));
            }
        }
    }
    cases
}

/// Where the line stands, and what else the answer says.
fn answers() -> Vec<Case> {
    let mut cases = Vec::new();
    for (relation, of) in [(&HTTPS_SAME_SITE, "same"), (&HTTPS_CROSS_SITE, "cross")] {
        let case = |id: &str| Case::new(relation, &format!("{id}-{of}"), CROSS);
        cases.extend([
            case("set-by-preflight").stands(Stands::Preflight),
            case("set-by-redirect").stands(Stands::Redirect),
            case("refused-nobody").allows(Nobody),
            case("refused-anyone").allows(Anyone),
            case("refused-without-credentials").allows(WithoutCredentials),
            case("refused-redirect")
                .stands(Stands::Redirect)
                .allows(Nobody),
            case("refused-500").status(500).allows(Nobody),
        ]);
        let statuses = [201, 204, 300, 304, 401, 403, 404, 410, 422, 429, 500, 503];
        cases.extend(statuses.map(|status| case(&format!("status-{status}")).status(status)));
    }
    cases
}

/// Other URLs than that which set the cookie.
fn targets() -> Vec<Case> {
    let case = |id, line, path, next| Case::new(&HTTPS_SAME_SITE, id, line).paths(path, next);
    let domain = "{c}=1; Domain=example.com; Path=/";
    vec![
        case("default-path-below", "{c}=1", "/auth/login", "/auth/me"),
        case("default-path-deep", "{c}=1", "/auth/login", "/auth/v1/me"),
        case("default-path-itself", "{c}=1", "/auth/login", "/auth"),
        case("default-path-slash", "{c}=1", "/auth/login", "/auth/"),
        case("default-path-root", "{c}=1", "/auth/login", "/"),
        case("default-path-beside", "{c}=1", "/auth/login", "/authx"),
        case("default-path-other", "{c}=1", "/auth/login", "/v1/auth"),
        case("default-path-upper", "{c}=1", "/auth/login", "/AUTH/me"),
        case(
            "default-path-of-folder",
            "{c}=1",
            "/auth/login/",
            "/auth/login",
        ),
        case("default-path-encoded", "{c}=1", "/a%20b/login", "/a%20b/me"),
        case("relative-path", "{c}=1; Path=me", "/auth/login", "/auth/me"),
        case("empty-path", "{c}=1; Path=", "/auth/login", "/me"),
        case(
            "host-prefix-default-path",
            "__Host-{c}=1; Secure",
            "/auth/login",
            "/auth/me",
        ),
        case(
            "path-above",
            "{c}=1; Path=/auth",
            "/auth/v1/login",
            "/auth/me",
        ),
        case("path-slash-itself", "{c}=1; Path=/auth/", "/login", "/auth"),
        case(
            "path-slash-below",
            "{c}=1; Path=/auth/",
            "/login",
            "/auth/me",
        ),
        case("path-two-slashes", "{c}=1; Path=//", "/login", "/me"),
        case("path-dots", "{c}=1; Path=/auth/../me", "/login", "/me"),
        case("path-with-space", "{c}=1; Path=/a b", "/login", "/a%20b"),
        case(
            "sibling-host-only",
            "{c}=1; Path=/",
            "/login",
            "//other.example.com/me",
        ),
        case("sibling-domain", domain, "/login", "//other.example.com/me"),
        case(
            "sibling-domain-dot",
            "{c}=1; Domain=.example.com",
            "/login",
            "//other.example.com/me",
        ),
        case(
            "sibling-domain-host",
            "{c}=1; Domain={host}",
            "/login",
            "//other.example.com/me",
        ),
        case("parent-domain", domain, "/login", "//example.com/me"),
        case(
            "child-host-only",
            "{c}=1; Path=/",
            "/login",
            "//a.{host}/me",
        ),
        case(
            "child-domain-host",
            "{c}=1; Domain={host}",
            "/login",
            "//a.{host}/me",
        ),
        case(
            "child-domain-empty",
            "{c}=1; Domain=",
            "/login",
            "//a.{host}/me",
        ),
        case(
            "child-domain-host-then-empty",
            "{c}=1; Domain={host}; Domain=",
            "/login",
            "//a.{host}/me",
        ),
        case(
            "other-site",
            "{c}=1; SameSite=None; Secure; Path=/",
            "/login",
            "//example.net/me",
        ),
        Case::new(
            &SUFFIX_ITSELF,
            "itself-child",
            "{c}=1; Domain=herokuapp.com",
        )
        .paths("/", "//a.herokuapp.com/"),
    ]
}

/// A cookie is there already.
fn deletions() -> Vec<Case> {
    let case = |id, before, line| Case::new(&HTTPS_SAME_SITE, id, line).before(before);
    let cross = |id, before, line| Case::new(&HTTPS_CROSS_SITE, id, line).before(before);
    let past = "{c}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    vec![
        case("replace", "{c}=0", "{c}=1"),
        case(
            "replace-not-at-other-path",
            "{c}=0; Path=/me",
            "{c}=1; Path=/",
        ),
        case(
            "replace-not-at-other-domain",
            "{c}=0",
            "{c}=1; Domain=example.com",
        ),
        case("replace-not-host-only", "{c}=0", "{c}=1; Domain={host}"),
        case("replace-in-other-case", "{c}=0", "{c}=1; SECURE; PATH=/"),
        case("replace-by-too-large", "{c}=0", "{c}={to 4097}"),
        case("replace-by-none", "{c}=0", "{c}=1; SameSite=None"),
        case("delete-max-age", "{c}=0", "{c}=; Max-Age=0"),
        case("delete-expires", "{c}=0", past),
        case(
            "delete-other-path",
            "{c}=0; Path=/me",
            "{c}=; Max-Age=0; Path=/",
        ),
        case(
            "delete-other-domain",
            "{c}=0; Domain=example.com",
            "{c}=; Max-Age=0",
        ),
        case(
            "delete-same-domain",
            "{c}=0; Domain=example.com",
            "{c}=; Max-Age=0; Domain=.example.com",
        ),
        case(
            "delete-foreign-domain",
            "{c}=0",
            "{c}=; Max-Age=0; Domain=example.org",
        ),
        case(
            "delete-none-without-secure",
            "{c}=0; Secure",
            "{c}=; Max-Age=0; SameSite=None",
        ),
        case(
            "delete-host",
            "__Host-{c}=0; Secure; Path=/",
            "__Host-{c}=; Max-Age=0; Secure; Path=/",
        ),
        case(
            "delete-host-without-secure",
            "__Host-{c}=0; Secure; Path=/",
            "__Host-{c}=; Max-Age=0; Path=/",
        ),
        case("delete-wrong-date", "{c}=0", "{c}=; Expires=0"),
        case("delete-empty", "{c}=0", "{c}="),
        case(
            "delete-in-mode-omit",
            "{c}=0; Path=/",
            "{c}=; Max-Age=0; Path=/",
        )
        .modes(["omit", "include"]),
        case(
            "delete-by-preflight",
            "{c}=0; Path=/",
            "{c}=; Max-Age=0; Path=/",
        )
        .stands(Stands::Preflight),
        cross("delete-cross-plain", "{c}=0; SameSite=None; Secure", past),
        cross(
            "delete-cross-none",
            "{c}=0; SameSite=None; Secure",
            "{c}=; Max-Age=0; SameSite=None; Secure",
        ),
        cross(
            "delete-cross-lax",
            "{c}=0; SameSite=None; Secure",
            "{c}=; Max-Age=0; SameSite=Lax; Secure",
        ),
        cross(
            "delete-cross-partitioned",
            "{c}=0; SameSite=None; Secure; Partitioned",
            "{c}=; Max-Age=0; SameSite=None; Secure; Partitioned",
        ),
        cross(
            "delete-cross-not-partitioned",
            "{c}=0; SameSite=None; Secure; Partitioned",
            "{c}=; Max-Age=0; SameSite=None; Secure",
        ),
    ]
}
