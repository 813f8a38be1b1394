//! Logins: what a preflight does not carry, what a redirect removes, and what a 401 asks for.

use CredentialsMode::{Include, Omit, SameOrigin};
use cors_flow::{Finding, Kind, Note, Request, Sent, Step, trace};
use expect_test::expect;
use headers_allow_credentials::cors::CredentialsMode;
use http::HeaderValue;

use crate::{API, PAGE, answered, flow, found, map, request, status, with_headers};

fn notes(request: &Request, answers: &str) -> String {
    let notes = answered(request, answers).notes().to_vec();
    notes
        .iter()
        .map(Note::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A note arises if it should, and only then.
#[test]
fn are_noted() {
    const REMOVED: &str = "the page's Authorization was removed, ";
    const OPTION: &str = "`withcredentials` is an option of the call, not a header: ";
    const NONE_SET: &str = "the response to this POST sets no cookie.";
    let with = |name: &str| with_headers(request("GET", API), &[(name, "x")]);
    let post = |mode| request("POST", API).credentials(mode);
    let cookie = HeaderValue::from_static("a=b");
    for (request, answers, expected) in [
        (
            with("authorization"),
            "200 | 302 location=//b.example/ | 200 allow-origin=*",
            REMOVED,
        ),
        (
            with("authorization"),
            "200 | 302 location=/x | 200 | 200",
            "",
        ),
        (
            with("x-a"),
            "200 | 302 location=//b.example/ | 200 | 200 allow-origin=*",
            "",
        ),
        (with("withCredentials"), "200 | 200", OPTION),
        (with("x-credentials"), "200 | 200", ""),
        (post(Include), "200", NONE_SET),
        (post(Include), "303 location=/ | 200", NONE_SET),
        (post(Include), "303 location=/ set-cookie=a=1 | 200", ""),
        (post(Include), "204 set-cookie=a=1", ""),
        (post(Include), "200 allow-origin=-", ""),
        (post(Include), "404", ""),
        (post(SameOrigin), "200", ""),
        (post(Include).cookie(cookie), "200", ""),
        (post(Include).header("authorization", "x"), "200 | 200", ""),
        (request("GET", API).credentials(Include), "200", ""),
        (request("PUT", API).credentials(Include), "200 | 200", ""),
    ] {
        let notes = notes(&request, answers);
        assert!(notes.starts_with(expected), "{answers}: {notes}");
        assert_eq!(
            notes.lines().count(),
            usize::from(!expected.is_empty()),
            "{notes}"
        );
    }
}

/// What a 401 asks for, however its line is written (RFC 9110, section 11.6.1).
#[test]
fn are_asked_for() {
    let ask = |request: &Request, lines: &[&str]| {
        let mut flow = flow(request);
        while let Step::Send(sent) = flow.step() {
            let mut headers = crate::willing(&sent);
            let lines: Vec<_> = lines
                .iter()
                .map(|line| ("www-authenticate", *line))
                .collect();
            headers.extend(map(&lines));
            flow.receive(
                status(if sent.kind == Sent::Request { 401 } else { 200 }),
                &headers,
            );
        }
        let report = flow.into_report();
        assert!(report.allowed());
        let verdict = &trace::conclusion(&report)[1].text;
        assert!(
            verdict.starts_with("Allowed by CORS, but the server answers 401: "),
            "{verdict}"
        );
        let notes = report.notes().iter().map(|note| format!("{note}\n"));
        notes.collect::<String>()
    };
    let get = request("GET", API);
    let sent = get.clone().header("authorization", "Basic x");
    let told = [
        ask(&get, &[]),
        ask(
            &get,
            &["Basic realm=\"the \\\"api\\\", v1\", charset=\"UTF-8\""],
        ),
        ask(
            &get,
            &["BASIC realm = x , Bearer scope=\"a, b\",realm=\"y\""],
        ),
        ask(&get, &["Negotiate", "NTLM TlRMTVNTUAAC=="]),
        ask(&get, &["Key realm=\"kong\""]),
        ask(&get, &["AzureApiManagementKey realm=\"x\",type=\"header\""]),
        ask(&get, &[",, \u{9b}=\u{9b}", "Bearer realm=\"\u{9b}31m"]),
        ask(&sent, &["Bearer error=\"invalid_token\""]),
        ask(&sent, &[]),
        answered(&get, "401 allow-origin=- www-authenticate=Basic").notes()[0].to_string(),
    ];
    expect![[r#"

        the server asks for Basic (realm `the "api", v1`). For a cross-origin request a browser shows no password prompt: let the page send Authorization itself.

        the server asks for BASIC (realm `x`), or Bearer (realm `y`). For a cross-origin request a browser shows no password prompt: let the page send Authorization itself.

        the server asks for Negotiate, or NTLM. With credentials mode `include`, a browser that is set up to trust the host answers that by itself.

        the server asks for Key (realm `kong`). That is an API key: let the page send it in its header, which is `apikey` unless the server is set up for another.

        the server asks for AzureApiManagementKey (realm `x`). That is an API key: let the page send it in its header, which is `Ocp-Apim-Subscription-Key` unless the server is set up for another.

        the server asks for Bearer (realm `\xc2\x9b31m`). For a cross-origin request a browser shows no password prompt: let the page send Authorization itself.

        the server does not accept the Authorization that the page sent: it asks for Bearer, `invalid_token`.

        the server does not accept the Authorization that the page sent.

        the server asks for Basic. For a cross-origin request a browser shows no password prompt: let the page send Authorization itself."#]].assert_eq(&told.join("\n"));
    // A refusal says it itself.
    let refused = answered(
        &sent,
        "200 | 401 allow-origin=- www-authenticate=Bearer\u{9}realm=x,error=\"invalid_token\",error=y",
    );
    let finding = refused.refused().unwrap().to_string();
    let expected = "the server rejects the page's Authorization (401: Bearer (realm `x`), `invalid_token`): fix";
    assert!(finding.starts_with(expected), "{finding}");
    assert!(refused.notes().is_empty(), "{refused}");
    let many = "Basic, ".repeat(1000);
    assert!(ask(&get, &[&many]).len() < 300);
    // At home, a browser asks the person.
    let home = answered(&request("GET", PAGE), "401 www-authenticate=Basic");
    assert!(home.notes().is_empty());
}

/// The sentences on a preflight that carries no login, to read them aloud.
#[test]
fn are_not_in_a_preflight() {
    let put = |url: &str| request("PUT", url).credentials(Include);
    let say = |url: &str, answers: &str| {
        let report = answered(&put(url), answers);
        let [finding] = report.findings() else {
            panic!("{report}")
        };
        assert_eq!(finding.kind, Kind::Preflight);
        format!("{finding}\n")
    };
    let told = [
        say(API, "401 allow-origin=-"),
        say(
            API,
            "401 www-authenticate=Negotiate www-authenticate=Basic\u{9}realm=x",
        ),
        say(API, "403"),
        say(API, "405 allow-methods=GET"),
        say(API, "400"),
        say("http://api.example/", "400"),
        say(API, "496"),
        say(API, "302 location=/login allow-credentials=-"),
        say(API, "500"),
    ];
    expect![[r#"
        the server wants a login for the preflight (401). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. Also: the preflight's Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
        the server wants a login for the preflight (401: Negotiate, or Basic (realm `x`)). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login.
        the preflight is refused (403), by something in front of the CORS layer (a login, a firewall, a CSRF check), or by the CORS layer itself, because the origin or the method is not on its lists. A preflight never carries a cookie, an Authorization header or a client certificate: let OPTIONS through before such checks.
        the server answers the preflight with 405, and its Access-Control-Allow-Methods does not list `PUT`. That may be why.
        the server rejects the preflight as a bad request (400): the origin or the method is not on its lists, or it demands a login or a client certificate. A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before that.
        the server rejects the preflight as a bad request (400): the origin or the method is not on its lists, or it demands a login or a client certificate. A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before that.
        the server demands a client certificate for the preflight (496). A preflight never carries a cookie, an Authorization header or a client certificate: ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for every method but OPTIONS.
        the preflight is redirected to `https://api.example/login`, and no browser follows that. The redirect leads to a login. A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. Also: the preflight's Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.
        the server failed on the preflight (500): its log says why. Fix that first.
    "#]].assert_eq(&told.concat());
    // The codes are those of the headers.
    let report = answered(&put(API), "401 allow-origin=-");
    assert_eq!(found(&report), "preflight: MissingAllowOrigin Status");
}

#[test]
fn are_demanded_by_tls() {
    let demanded = |request: Request| {
        let mut flow = flow(&request);
        flow.receive_certificate_demand();
        // After the end, this changes nothing.
        flow.receive_certificate_demand();
        let report = flow.into_report();
        assert!(!report.allowed());
        assert_eq!(found(&report), "network: CertificateDemanded");
        report
            .findings()
            .iter()
            .map(Finding::to_string)
            .collect::<String>()
    };
    let told = [
        demanded(request("PUT", API)),
        demanded(request("GET", API).credentials(Omit)),
    ];
    expect![[r#"
        the server demands a client certificate in the TLS handshake, but a preflight never carries a client certificate: ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for every method but OPTIONS.
        the server demands a client certificate in the TLS handshake, but without credentials a request carries none: let the page send it with credentials mode `include`."#]].assert_eq(&told.join("\n"));
}
