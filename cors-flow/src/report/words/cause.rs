//! What is said of who answered a refused request, and why.

use std::fmt;

use http::StatusCode;
use http::header::HeaderName;

use super::credentials::{EXEMPT, challenged};
use super::{escaped, listed};
use crate::Origin;
use crate::report::cause::{is_error, may_be_of_list};
use crate::report::escape::escaped_url;
use crate::report::{Cause, Destination, Difference, Finding, Kind, Lead, Sign};

/// Fetch standard, “CORS-preflight fetch”: it is sent without credentials.
const NEVER: &str =
    "preflight never carries a cookie, an Authorization header or a client certificate";

/// What to do in place of a redirect to log in.
const INSTEAD_OF_LOGIN: &str = "which a fetch cannot complete: answer a fetch with 401";

const UNAVAILABLE: &str = "the server is down or overloaded, or a gateway cannot reach it";
const NO_ANSWER: &str = "a gateway got no answer from the server behind it";

/// A sentence or more.
pub(super) fn say(cause: &Cause, finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_preflight = finding.kind == Kind::Preflight;
    let of = if is_preflight { "the preflight's " } else { "" };
    match cause {
        Cause::PreflightStatus(status) => preflight_status(*status, finding, f),
        Cause::OnlyStatus(status) => write!(
            f,
            "the preflight has the CORS headers, but its status is {}, and only 200 to 299 will do: let the CORS layer \
             answer OPTIONS itself (204), instead of passing it on.",
            status.as_u16()
        ),
        Cause::PreflightRedirect(lead) => preflight_redirect(lead, f),
        Cause::Redirect(lead) => redirect(lead, f),
        Cause::BareRedirect(lead) => bare_redirect(lead, f),
        Cause::Tainted { by, last } => tainted(by, last, finding, f),
        Cause::RobotCheck => write!(
            f,
            "a firewall answered with a challenge for people, which a fetch cannot pass: exempt this URL in the \
             firewall{}.",
            if is_preflight { ", or at least OPTIONS" } else { "" }
        ),
        Cause::Firewall(status) => {
            let (what, at_least) = if is_preflight {
                ("preflight", ", or at least OPTIONS")
            } else {
                ("request", "")
            };
            write!(
                f,
                "a firewall refuses the {what} ({}): its log says which rule. Exempt this URL{at_least}.",
                status.as_u16()
            )
        }
        Cause::CertificateDemanded(status) if is_preflight => {
            certificate_demanded(status.as_u16(), f)
        }
        Cause::CertificateDemanded(status) => write!(
            f,
            "the server demands a client certificate ({}): install one in the browser, which sends it only with \
             credentials mode `include`.",
            status.as_u16()
        ),
        Cause::CertificateRefused(status) => certificate_refused(status.as_u16(), is_preflight, f),
        Cause::NotDeployed(status) => write!(
            f,
            "nothing is deployed at this host ({}): check the URL, and whether the deployment is up.",
            status.as_u16()
        ),
        Cause::PlainHttp(url) => {
            f.write_str("the server expects HTTPS at this port, and ")?;
            match (url, &finding.url) {
                (Some(url), _) => write!(
                    f,
                    "was asked over plain HTTP: let the page request `{}`.",
                    escaped_url(url)
                ),
                (None, Some(_)) => f.write_str(
                    "the proxy in front of it forwards over plain HTTP: let that forward over HTTPS, or to the \
                     server's port for plain HTTP.",
                ),
                (None, None) => f.write_str("was asked over plain HTTP: let the page use HTTPS."),
            }
        }
        Cause::WarningPage(name) if is_preflight => write!(
            f,
            "the tunnel, not the server, answered the preflight with a warning page for people, and a preflight cannot carry \
             `{}`: turn that page off at the tunnel, or use another tunnel.",
            escaped(name.as_str().as_bytes())
        ),
        Cause::WarningPage(name) => write!(
            f,
            "the tunnel, not the server, answered with a warning page for people: let the page send `{}: 1`, and let the \
             server allow that header.",
            escaped(name.as_str().as_bytes())
        ),
        Cause::NotSetUp => {
            f.write_str("the server says that CORS is not set up for this URL: set it up there.")
        }
        Cause::LedToLogin(lead) => write!(
            f,
            "a redirect has led{} to log in, {INSTEAD_OF_LOGIN}.",
            to(lead)
        ),
        Cause::ErrorResponse {
            status,
            after_preflight,
            is_bare,
        } => error_response(*status, *after_preflight, *is_bare, finding, f),
        Cause::NotOnList { origin, sign } => not_on_list(origin, *sign, finding, f),
        Cause::Differs { origin, by } => {
            write!(f, "{of}Access-Control-Allow-Origin {}: ", difference(*by))?;
            write!(f, "send exactly `{}` and `Vary: Origin`.", escaped(origin.as_str().as_bytes()))
        }
        Cause::Misspelt { name, meant, lacks } => {
            let (name, meant) = (escaped(titled(name).as_bytes()), titled(meant));
            write!(f, "`{name}` is not a response header that browsers know: call it `{meant}`")?;
            if !lacks.is_empty() {
                let lacks: Vec<_> = lacks.iter().map(|item| format!("`{}`", escaped(item.as_bytes()))).collect();
                write!(f, ", and it has to name {}", lacks.join(" and "))?;
            }
            f.write_str(".")
        }
        Cause::Cached => f.write_str(
            "the response comes from a cache, which may have stored it for another page, or for a request without \
             Origin: send `Vary: Origin` with every response of this URL, and empty the cache.",
        ),
        Cause::ExposedByPreflight => {
            f.write_str("The preflight's response has it, but only this response counts.")
        }
        Cause::NoCors { origin, is_allow } => {
            let what = if is_preflight { "OPTIONS at this URL" } else { "this URL" };
            write!(
                f,
                "{of}Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for \
                 {what}"
            )?;
            if *is_allow {
                f.write_str(" (`Allow` is how a framework answers OPTIONS by itself)")?;
            }
            write!(f, ": set it up there. If it is already set up, {}.", lacks(origin, &others(finding), false))
        }
        Cause::Refuses {
            status,
            method,
            headers,
        } => refuses(*status, method.as_deref(), headers, f),
        Cause::RefusesOneOf { status, headers } => {
            let names = listed(headers, "and");
            write!(f, "at least one of {names} is not on the server's list of allowed headers, ")?;
            so_answers(*status, f)
        }
        Cause::Unlisted {
            status,
            method,
            headers,
        } => {
            let mut lists = Vec::new();
            if let Some(method) = method {
                let method = escaped(method.as_bytes());
                lists.push(format!("Access-Control-Allow-Methods does not list `{method}`"));
            }
            if !headers.is_empty() {
                let names = listed(headers, "or");
                lists.push(format!("Access-Control-Allow-Headers does not list {names}"));
            }
            let (lists, code) = (lists.join(", and its "), status.as_u16());
            let is = if finding.says_list { "is" } else { "may be" };
            write!(f, "the server answers the preflight with {code}, and its {lists}. That {is} why.")
        }
    }
}

fn refuses(
    status: StatusCode,
    method: Option<&str>,
    headers: &[HeaderName],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let method = method.map(|method| {
        let method = escaped(method.as_bytes());
        format!("`{method}` is not on the server's list of allowed methods")
    });
    let are = if headers.len() == 1 { "is" } else { "are" };
    let names = listed(headers, "and");
    let headers = match &method {
        _ if headers.is_empty() => None,
        None => Some(format!(
            "{names} {are} not on the server's list of allowed headers"
        )),
        Some(_) => Some(format!("{names} {are} not on that of allowed headers")),
    };
    let reasons: Vec<_> = method.into_iter().chain(headers).collect();
    write!(f, "{}, ", reasons.join(", and "))?;
    so_answers(status, f)
}

fn so_answers(status: StatusCode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if status.is_success() {
        f.write_str("so it answers without Access-Control-Allow-Origin.")
    } else {
        write!(f, "so it answers {}.", status.as_u16())
    }
}

/// What of a preflight may not be on a list, besides the origin.
fn others(finding: &Finding) -> String {
    let is_of_list = finding.status.is_none_or(may_be_of_list);
    if finding.kind != Kind::Preflight || finding.is_of_origin || !is_of_list {
        return String::new();
    }
    let method = finding.asked_method();
    let method = method.map(|method| format!("; the method `{}`", escaped(method.as_bytes())));
    let headers = finding.asked_headers();
    let names = match &headers[..] {
        [] => String::new(),
        [name] => format!("; the header `{name}`"),
        names => format!("; one of the headers {}", listed(names, "and")),
    };
    method.unwrap_or_default() + &names
}

/// The same, of a status that a list may be the reason for.
fn unlisted(finding: &Finding) -> &'static str {
    match finding.asked_headers().is_empty() {
        _ if finding.is_of_origin => "the origin is not on its list",
        true => "the origin or the method is not on its lists",
        false => "the origin, the method or a header is not on its lists",
    }
}

fn preflight_status(
    status: StatusCode,
    finding: &Finding,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let code = status.as_u16();
    let unlisted = unlisted(finding);
    let by = challenged(&finding.challenges);
    match finding.meant.unwrap_or(status).as_u16() {
        401 | 511 => write!(
            f,
            "the server wants a login for the preflight ({code}{by}). A {NEVER}: answer OPTIONS before asking for a login."
        ),
        407 => write!(
            f,
            "a proxy wants a login for the preflight ({code}). A {NEVER}: let the proxy pass OPTIONS without a login."
        ),
        495 => certificate_refused(code, true, f),
        496 => certificate_demanded(code, f),
        400 => write!(
            f,
            "the server rejects the preflight as a bad request (400): {unlisted}, or it demands a login or a client \
             certificate. A {NEVER}: answer OPTIONS before that."
        ),
        403 => write!(
            f,
            "the preflight is refused ({code}), by something in front of the CORS layer (a login, a firewall, a CSRF \
             check), or by the CORS layer itself, because {unlisted}. A {NEVER}: let OPTIONS through before such checks."
        ),
        404 => write!(
            f,
            "nothing answers OPTIONS at this URL ({code}). Often a route is for one method only, so that OPTIONS \
             never gets to the CORS layer: handle CORS before routing, or add a route for OPTIONS. If the URL is \
             wrong, fix that first."
        ),
        405 | 501 => {
            write!(
                f,
                "this URL does not accept OPTIONS ({code}): handle CORS before routing, or let the route accept OPTIONS, too."
            )?;
            // A product that says so in its own way is not a CORS library.
            if finding.is_of_origin || finding.meant.is_some() {
                return Ok(());
            }
            f.write_str(" (Some CORS libraries answer 405 if the method is not on their list.)")
        }
        429 => write!(
            f,
            "the preflight hit a rate limit ({code}): do not count OPTIONS, and send \
             Access-Control-Max-Age, so that browsers ask less often."
        ),
        503 => write!(
            f,
            "{UNAVAILABLE} ({code}). CORS is not the cause: fix that first."
        ),
        502 | 504 | 520..=530 => write!(
            f,
            "{NO_ANSWER} ({code}). CORS is not the cause: fix that first."
        ),
        500.. => write!(
            f,
            "the server failed on the preflight ({code}): its log says why. Fix that first."
        ),
        _ => write!(
            f,
            "the preflight's status is {code}, and only 200 to 299 will do: send 204 to OPTIONS."
        ),
    }
}

fn certificate_demanded(code: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "the server demands a client certificate for the preflight ({code}). A {NEVER}: {EXEMPT}."
    )
}

/// nginx answers 495 only if it was sent one.
fn certificate_refused(code: u16, is_preflight: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "the server does not accept the client certificate that it was sent ({code})"
    )?;
    if is_preflight {
        write!(f, ". A browser's {NEVER}: {EXEMPT}.")
    } else {
        f.write_str(
            ": its log says why. The certificate may be out of date, or from an authority that the server does not \
             trust (nginx: `ssl_client_certificate`).",
        )
    }
}

/// Why it may redirect to the same URL.
const ITSELF: &str = "most likely to see whether a cookie comes back, or because nothing tells the server that it was \
                      asked over HTTPS (`X-Forwarded-Proto`)";

fn preflight_redirect(lead: &Lead, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "the preflight is redirected{}, and no browser follows that",
        to(lead)
    )?;
    match lead.to {
        Destination::Login => write!(
            f,
            ". The redirect leads to a login. A {NEVER}: answer OPTIONS before asking for a login."
        ),
        Destination::Itself => write!(
            f,
            ". That is the same URL, {ITSELF}. A {NEVER}: answer OPTIONS before that."
        ),
        Destination::Https | Destination::Insecure | Destination::Slash | Destination::Host => {
            write!(f, ": {}.", ask(lead))
        }
        Destination::Here | Destination::Elsewhere => {
            write!(
                f,
                ": {}, or answer OPTIONS here. If it leads to a login: a {NEVER}.",
                ask(lead)
            )
        }
    }
}

fn redirect(lead: &Lead, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match lead.to {
        Destination::Login => write!(
            f,
            "the server redirects{} to log in, {INSTEAD_OF_LOGIN}.",
            to(lead)
        ),
        _ => write!(
            f,
            "the server redirects{}, another origin. After that redirect, a browser sends `Origin: null`, which no \
             server should allow: {}.{}",
            to(lead),
            ask(lead),
            match lead.to {
                Destination::Elsewhere => " If it leads to a login, answer 401 instead.",
                _ => "",
            }
        ),
    }
}

fn bare_redirect(lead: &Lead, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match lead.to {
        Destination::Login => redirect(lead, f),
        Destination::Itself => write!(
            f,
            "the server redirects{}, the same URL, {ITSELF}. Answer the request without that.",
            to(lead)
        ),
        _ => write!(
            f,
            "the server redirects{}, and a redirect needs the CORS headers, too: send them, or {}.",
            to(lead),
            ask(lead)
        ),
    }
}

fn tainted(by: &Lead, last: &Lead, finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "a redirect to another origin{} has turned the request's Origin into `null`, which this response does not \
         allow, and should not: any sandboxed page has the origin `null`. ",
        host(by)
    )?;
    if by.to == Destination::Login {
        return write!(f, "The redirect leads to a login, {INSTEAD_OF_LOGIN}.");
    }
    write!(f, "So {}.", ask(last))?;
    match finding.status.filter(|status| is_error(*status)) {
        Some(status) => write!(f, " It answers {}: fix that, too.", status.as_u16()),
        None => Ok(()),
    }
}

fn error_response(
    status: StatusCode,
    after_preflight: bool,
    is_bare: bool,
    finding: &Finding,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let code = status.as_u16();
    let mut by = String::new();
    let (what, then) = match finding.meant.unwrap_or(status).as_u16() {
        401 if finding.has_authorization => {
            by = challenged(&finding.challenges);
            (
                "the server rejects the page's Authorization",
                "fix that first",
            )
        }
        401 => (
            "the server does not accept the request's login, or wants one",
            "fix that first",
        ),
        403 => ("the server refuses the request", "look into that first"),
        404 => (
            "the server has nothing at this URL",
            "if the URL is wrong, fix that first",
        ),
        405 => ("this URL does not accept the method", "fix that first"),
        407 => ("a proxy wants a login", "fix that first"),
        413 => ("the request is too large for the server", "fix that first"),
        429 => ("there were too many requests", "wait, or ask less often"),
        503 => (UNAVAILABLE, "fix that first"),
        502 | 504 | 520..=530 => (NO_ANSWER, "fix that first"),
        500.. => ("the server failed", "its log says why. Fix that first"),
        _ => ("the server does not accept the request", "fix that first"),
    };
    write!(f, "{what} ({code}{by}): {then}. ")?;
    if !is_bare {
        return f.write_str("The page cannot see the error, since error responses need the right CORS headers, too.");
    }
    f.write_str(
        "The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. ",
    )?;
    f.write_str(if after_preflight {
        "The preflight passed, so this comes from something before the CORS layer (a login, a gateway), or from an \
         error page that drops its headers (nginx: `add_header .. always`)."
    } else {
        "If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or \
         from an error page that drops its headers (nginx: `add_header .. always`)."
    })
}

fn not_on_list(
    origin: &Origin,
    sign: Sign,
    finding: &Finding,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let is_preflight = finding.kind == Kind::Preflight;
    let of = if is_preflight { "the preflight's " } else { "" };
    let is_bare = |cause: &Cause| matches!(cause, Cause::ErrorResponse { is_bare: true, .. });
    match sign {
        Sign::Headers if finding.causes.iter().any(is_bare) => {
            f.write_str("something handles CORS here (see its other headers). Perhaps ")?;
        }
        Sign::Headers => write!(
            f,
            "{of}Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): "
        )?,
        Sign::Refusal(status) => write!(
            f,
            "{of}Access-Control-Allow-Origin is missing, and the status is {}: something handles CORS here and refuses this request. ",
            status.as_u16()
        )?,
        Sign::Words(status) => {
            let what = if is_preflight { "preflight" } else { "request" };
            let code = status.as_u16();
            write!(
                f,
                "the server refuses the {what} ({code}), and its message is about the origin or CORS. "
            )?;
        }
        // The preflight shows that the origin is on the list.
        Sign::Preflight => {
            return f.write_str(
                "Access-Control-Allow-Origin is missing, although the preflight's response had it: only answers to \
                 OPTIONS get the headers, and this response needs them, too.",
            );
        }
        Sign::Other => write!(f, "{of}Access-Control-Allow-Origin names another origin: ")?,
        Sign::Own => write!(
            f,
            "{of}Access-Control-Allow-Origin names the server's own origin, and not the page's: "
        )?,
        Sign::Null => write!(f, "{of}Access-Control-Allow-Origin is `null`: ")?,
    }
    let is_named = matches!(sign, Sign::Refusal(_) | Sign::Words(_));
    let others = match sign {
        // What handles CORS may refuse either, and send nothing.
        Sign::Refusal(_) | Sign::Words(_) | Sign::Headers if finding.is_silent() => others(finding),
        _ => String::new(),
    };
    write!(f, "{}.", lacks(origin, &others, is_named))
}

/// The origin is not on the server's list, or one of the others is not. `is_named` is whether a sentence before
/// is about the server.
fn lacks(origin: &Origin, others: &str, is_named: bool) -> String {
    let exactly = format!("exactly `{}`", escaped(origin.as_str().as_bytes()));
    let that_is = in_words(origin);
    let (it, one, its) = if is_named {
        ("It", "One", "its")
    } else {
        ("the server", "one", "the server's")
    };
    if others.is_empty() {
        format!("{it} does not have {exactly} on its list{that_is}")
    } else {
        format!("{one} of these is not on {its} lists: the origin, {exactly}{that_is}{others}")
    }
}

/// What about an origin people get wrong.
fn in_words(origin: &Origin) -> String {
    let text = origin.as_str();
    let Some((scheme, host)) = text.split_once("://") else {
        return " (and should not: it is the origin of any sandboxed page)".into();
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| is_port(port));
    let (scheme, port) = (
        escaped(scheme.as_bytes()),
        if has_port { "this" } else { "no" },
    );
    format!(" (byte for byte: `{scheme}://`, {port} port, no slash at the end)")
}

/// The name as it is usually written.
fn titled(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

fn difference(by: Difference) -> &'static str {
    match by {
        Difference::Slash => "has a slash at its end, and an origin has none",
        Difference::Path => "has a path, and an origin has none",
        Difference::Case => "differs from the page's origin in upper and lower case",
        Difference::Scheme => "has another scheme than the page's origin (`http` is not `https`)",
        Difference::NoScheme => "lacks the scheme of the page's origin",
        Difference::Port => "has another port than the page's origin",
        Difference::DefaultPort => "names the scheme's default port, and an origin leaves it out",
        Difference::Spelling => {
            "is the page's origin written in another way (its case, a slash at its end, its port), and \
             browsers compare byte for byte"
        }
        Difference::Repeated => {
            "has the same value more than once, and browsers accept only one (often a proxy and the application each add the \
             header)"
        }
        Difference::Pattern => "is a pattern, and browsers compare byte for byte",
        Difference::Empty => "is empty",
        Difference::NoOrigin => {
            "is not an origin (an origin begins with a scheme, such as `https://`; a bare word is often a variable that is not set)"
        }
        Difference::Quotes => "has quotes around it",
        Difference::List { has_it: true } => {
            "is a list that contains the page's origin, and browsers accept only one origin"
        }
        Difference::List { has_it: false } => "is a list, and browsers accept only one origin",
    }
}

/// ` to URL`, if it is known.
fn to(lead: &Lead) -> String {
    let url = lead.url.as_ref();
    url.map(|url| format!(" to `{}`", escaped_url(url)))
        .unwrap_or_default()
}

fn host(lead: &Lead) -> String {
    let origin = lead
        .url
        .as_ref()
        .map(|url| url.origin().ascii_serialization());
    origin
        .map(|origin| format!(", {},", escaped(origin.as_bytes())))
        .unwrap_or_default()
}

fn ask(lead: &Lead) -> String {
    let url = lead.to_ask().map(|url| format!("`{}`", escaped_url(&url)));
    let url = url.as_deref().unwrap_or("the URL that it leads to");
    // A server that does not see the HTTPS of the proxy before it.
    let why = match lead.to {
        Destination::Insecure => {
            " (and tell the server that it is asked over HTTPS: `X-Forwarded-Proto`)"
        }
        _ => "",
    };
    format!("let the page request {url} directly{why}")
}
