//! Signs by which well-known products say what a response is about, and what they mean.

use http::StatusCode;
use http::header::{HeaderMap, HeaderName};

use super::{Cause, Finding, Sign};

/// Where a sign stands.
enum Place {
    Header(&'static str),
    /// The line of the body.
    Body,
}

/// What a sign means.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    /// The same as this status, whatever the response's own is.
    Status(u16),
    Certificate,
    RobotCheck,
    Firewall,
    NotDeployed,
    PlainHttp,
    /// A page to click through, unless the request has this header.
    WarningPage(&'static str),
    /// The CORS layer says what it refuses: the origin, this URL, this method, or one of the headers.
    Origin,
    NotSetUp,
    Method,
    Headers,
}

use Meaning::{
    Certificate, Firewall, Headers, NotDeployed, NotSetUp, PlainHttp, RobotCheck, Status,
    WarningPage,
};
use Place::{Body, Header};

/// What it holds is in lower case.
const SIGNS: &[(Place, &str, Meaning)] = &[
    (Header("cf-mitigated"), "challenge", RobotCheck),
    (Header("x-amzn-waf-action"), "challenge", RobotCheck),
    (Header("x-amzn-waf-action"), "captcha", RobotCheck),
    (Header("x-vercel-mitigated"), "challenge", RobotCheck),
    (Body, "just a moment...", RobotCheck),
    (Body, "attention required! | cloudflare", Firewall),
    (Body, "incapsula incident", Firewall),
    (Body, "mod_security", Firewall),
    (Body, "modsecurity", Firewall),
    (
        Body,
        "the requested url was rejected. please consult",
        Firewall,
    ),
    (Header("ngrok-error-code"), "err_ngrok_3200", NotDeployed),
    (Header("x-railway-fallback"), "true", NotDeployed),
    (Header("x-render-routing"), "no-server", NotDeployed),
    (
        Header("x-vercel-error"),
        "deployment_not_found",
        NotDeployed,
    ),
    (Body, "no such app", NotDeployed),
    (Body, "there isn't a github pages site here", NotDeployed),
    (
        Header("ngrok-error-code"),
        "err_ngrok_6024",
        WarningPage("ngrok-skip-browser-warning"),
    ),
    (Body, "plain http request was sent to https port", PlainHttp),
    (Body, "an http request to an https server", PlainHttp),
    (Body, "plain http to an ssl-enabled server port", PlainHttp),
    (Body, "combination of host and port requires tls", PlainHttp),
    (Body, "no required ssl certificate", Certificate),
    (Body, "the ssl certificate error", Certificate),
    // Of API Gateway, if there is no such method.
    (
        Header("x-amzn-errortype"),
        "missingauthenticationtoken",
        Status(404),
    ),
    (Body, "missing authentication token", Status(404)),
    // Of CloudFront.
    (
        Body,
        "not configured to allow the http request method",
        Status(405),
    ),
    (Header("x-rack-cors"), "no-origin", Meaning::Origin),
    (Header("x-rack-cors"), "no-path", NotSetUp),
    (Header("x-rack-cors"), "deny-method", Meaning::Method),
    (Header("x-rack-cors"), "deny-header", Headers),
    // Of S3.
    (Body, "cors is not enabled for this bucket", NotSetUp),
    // Of actix-cors.
    (Body, "requested method is not allowed", Meaning::Method),
    (Body, "headers requested are not allowed", Headers),
];

/// What the headers mean.
pub(crate) fn of_headers(headers: &HeaderMap) -> Option<Meaning> {
    let holds = |name: &str, what: &str| {
        let mut lines = headers.get_all(name).iter();
        lines.any(|line| contains(line.as_bytes(), what))
    };
    let mut signs = SIGNS.iter();
    let sign = signs.find(|(place, what, _)| matches!(place, Header(name) if holds(name, what)))?;
    Some(sign.2)
}

/// What the line of a body means.
pub(crate) fn of_body(line: &[u8]) -> Option<Meaning> {
    let mut signs = SIGNS.iter();
    let sign = signs.find(|(place, what, _)| matches!(place, Body) && contains(line, what))?;
    Some(sign.2)
}

fn contains(text: &[u8], what: &str) -> bool {
    let mut places = text.windows(what.len());
    places.any(|place| place.eq_ignore_ascii_case(what.as_bytes()))
}

/// Whether a finding says no more than the status, or that the headers are missing.
fn is_vague(finding: &Finding) -> bool {
    let is_vague = |cause: &Cause| match cause {
        Cause::PreflightStatus(_)
        | Cause::ErrorResponse { is_bare: true, .. }
        | Cause::NoCors { .. }
        | Cause::Cached => true,
        Cause::NotOnList { sign, .. } => matches!(sign, Sign::Headers | Sign::Refusal(_)),
        _ => false,
    };
    !finding.causes.is_empty() && finding.causes.iter().all(is_vague)
}

impl Meaning {
    /// Puts it in place of what the status and the headers seem to say. False if they say more.
    pub(crate) fn apply(self, finding: &mut Finding) -> bool {
        if !is_vague(finding) {
            return false;
        }
        self.replace(finding);
        true
    }

    fn replace(self, finding: &mut Finding) {
        let status = finding.status.unwrap_or_default();
        let asked = finding.asked_headers();
        let refuses = |method, headers| Cause::Refuses {
            status,
            method,
            headers,
        };
        let cause = match self {
            Status(code) => {
                finding.meant = StatusCode::from_u16(code).ok();
                return;
            }
            // Only a preflight asks for them.
            Meaning::Method | Headers if finding.asked.is_empty() => return,
            Certificate => Cause::CertificateDemanded(status),
            Meaning::Origin => {
                finding.is_of_origin = true;
                return;
            }
            RobotCheck => Cause::RobotCheck,
            Firewall => Cause::Firewall(status),
            NotDeployed => Cause::NotDeployed(status),
            PlainHttp => {
                let mut url = finding.url.clone().filter(|url| url.scheme() == "http");
                if let Some(url) = &mut url {
                    // It cannot fail: both have ports.
                    let _ = url.set_scheme("https");
                }
                Cause::PlainHttp(url)
            }
            WarningPage(header) => Cause::WarningPage(HeaderName::from_static(header)),
            NotSetUp => Cause::NotSetUp,
            Meaning::Method => refuses(finding.asked_method(), Vec::new()),
            Headers if asked.len() == 1 => refuses(None, asked),
            Headers => Cause::RefusesOneOf {
                status,
                headers: asked,
            },
        };
        finding.causes = vec![cause];
    }
}
