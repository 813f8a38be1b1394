//! Signs by which well-known products say what a response is about, and what they mean.

use http::StatusCode;
use http::header::{HeaderMap, HeaderName};

use super::{Cause, Finding, Sign};

/// What a sign means.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    /// The same as this status, whatever the response's own is.
    Status(StatusCode),
    /// Nothing answers OPTIONS. To other requests it may also mean that they are not signed.
    NoOptions,
    CertificateDemanded,
    CertificateRefused,
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

/// What a header holds, in lower case.
const IN_HEADERS: &[(&str, &str, Meaning)] = &[
    ("cf-mitigated", "challenge", Meaning::RobotCheck),
    ("x-amzn-waf-action", "challenge", Meaning::RobotCheck),
    ("x-amzn-waf-action", "captcha", Meaning::RobotCheck),
    ("x-vercel-mitigated", "challenge", Meaning::RobotCheck),
    ("ngrok-error-code", "err_ngrok_3200", Meaning::NotDeployed),
    ("x-railway-fallback", "true", Meaning::NotDeployed),
    ("x-render-routing", "no-server", Meaning::NotDeployed),
    (
        "x-vercel-error",
        "deployment_not_found",
        Meaning::NotDeployed,
    ),
    (
        "ngrok-error-code",
        "err_ngrok_6024",
        Meaning::WarningPage("ngrok-skip-browser-warning"),
    ),
    // Of API Gateway.
    (
        "x-amzn-errortype",
        "missingauthenticationtoken",
        Meaning::NoOptions,
    ),
    ("x-rack-cors", "no-origin", Meaning::Origin),
    ("x-rack-cors", "no-path", Meaning::NotSetUp),
    ("x-rack-cors", "deny-method", Meaning::Method),
    ("x-rack-cors", "deny-header", Meaning::Headers),
];

/// What the line of a body is, in lower case and without dots at its end. As a part of it, it may be data.
const BODIES: &[(&str, Meaning)] = &[
    ("just a moment", Meaning::RobotCheck),
    ("no such app", Meaning::NotDeployed),
    ("heroku | no such app", Meaning::NotDeployed),
    ("400 the ssl certificate error", Meaning::CertificateRefused),
    // Of actix-cors.
    ("requested method is not allowed", Meaning::Method),
    (
        "one or more headers requested are not allowed",
        Meaning::Headers,
    ),
];

/// What the line of a body has, in lower case.
const IN_BODIES: &[(&str, Meaning)] = &[
    ("attention required! | cloudflare", Meaning::Firewall),
    ("incapsula incident", Meaning::Firewall),
    ("mod_security", Meaning::Firewall),
    ("modsecurity", Meaning::Firewall),
    ("url was rejected. please consult", Meaning::Firewall),
    ("there isn't a github pages site here", Meaning::NotDeployed),
    ("http request was sent to https port", Meaning::PlainHttp),
    ("an http request to an https server", Meaning::PlainHttp),
    ("http to an ssl-enabled server port", Meaning::PlainHttp),
    ("host and port requires tls", Meaning::PlainHttp),
    ("no required ssl certificate", Meaning::CertificateDemanded),
    // Of CloudFront.
    (
        "not configured to allow the http request method",
        Meaning::Status(StatusCode::METHOD_NOT_ALLOWED),
    ),
    // Of S3.
    ("cors is not enabled for this bucket", Meaning::NotSetUp),
];

/// The headers that have a meaning, some of them more than once.
pub(super) fn headers() -> impl Iterator<Item = &'static str> {
    IN_HEADERS.iter().map(|(name, ..)| *name)
}

/// What the headers mean.
pub(crate) fn of_headers(headers: &HeaderMap) -> Option<Meaning> {
    let holds = |name: &str, what: &str| {
        let mut lines = headers.get_all(name).iter();
        lines.any(|line| contains(line.as_bytes(), what))
    };
    let mut signs = IN_HEADERS.iter();
    let sign = signs.find(|(name, what, _)| holds(name, what))?;
    Some(sign.2)
}

/// What the line of a body means.
pub(crate) fn of_body(line: &[u8]) -> Option<Meaning> {
    let whole = line.trim_ascii();
    let end = whole.iter().rposition(|byte| *byte != b'.');
    let whole = &whole[..end.map_or(0, |at| at + 1)];
    let is_it = |(what, _): &&(&str, Meaning)| whole.eq_ignore_ascii_case(what.as_bytes());
    let sign = BODIES.iter().find(is_it);
    let sign = sign.or_else(|| IN_BODIES.iter().find(|(what, _)| contains(line, what)));
    Some(sign?.1)
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
    /// Puts it in place of what the status and the headers seem to say. False if they say more, or if it is
    /// about what only a preflight asks for.
    pub(crate) fn apply(self, finding: &mut Finding) -> bool {
        if !is_vague(finding) {
            return false;
        }
        let status = finding.status.unwrap_or_default();
        let asked = finding.asked_headers();
        let refuses = |method, headers| Cause::Refuses {
            status,
            method,
            headers,
        };
        let cause = match self {
            Self::Status(meant) => {
                finding.meant = Some(meant);
                return true;
            }
            Self::NoOptions | Self::Method | Self::Headers if finding.asked.is_empty() => {
                return false;
            }
            Self::NoOptions => {
                finding.meant = Some(StatusCode::NOT_FOUND);
                return true;
            }
            Self::CertificateDemanded => Cause::CertificateDemanded(status),
            Self::CertificateRefused => Cause::CertificateRefused(status),
            Self::Origin => {
                finding.is_of_origin = true;
                return true;
            }
            Self::RobotCheck => Cause::RobotCheck,
            Self::Firewall => Cause::Firewall(status),
            Self::NotDeployed => Cause::NotDeployed(status),
            Self::PlainHttp => {
                let mut url = finding.url.clone().filter(|url| url.scheme() == "http");
                if let Some(url) = &mut url {
                    // It cannot fail: both have ports.
                    let _ = url.set_scheme("https");
                }
                Cause::PlainHttp(url)
            }
            Self::WarningPage(header) => Cause::WarningPage(HeaderName::from_static(header)),
            Self::NotSetUp => Cause::NotSetUp,
            Self::Method => refuses(finding.asked_method(), Vec::new()),
            Self::Headers if asked.len() == 1 => refuses(None, asked),
            Self::Headers => Cause::RefusesOneOf {
                status,
                headers: asked,
            },
        };
        finding.causes = vec![cause];
        true
    }
}
