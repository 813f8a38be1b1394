//! The playground's own client: it sends each case over a real socket, and asks the crate.

use headers::HeaderMapExt;
use headers_allow_credentials::cors::{check, CredentialsMode};
use http::header::{
    HeaderMap, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, LOCATION, ORIGIN,
};
use http::Method;
use reqwest::RequestBuilder;
use serde::Serialize;

use crate::cases::Case;

const NOT_READ: &str = "The playground's client cannot read it as HTTP";

/// Whether a page may read the response to a case, by the crate and by what is written instead.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    pub shared: bool,
    /// For the person who looks: `None` where it is shared.
    pub reason: Option<String>,
    /// The same for a program: the name of the crate's error.
    pub code: Option<String>,
    /// The same check with the types of `headers`.
    pub headers: bool,
    /// The same check with `get(..) == "true"`.
    pub get: bool,
    /// Whether the preflight allows the actual request, where there is a preflight.
    pub preflight: Option<bool>,
}

impl Verdict {
    fn of(origin: &str, credentials: CredentialsMode, response: &HeaderMap) -> Self {
        let outcome = check(origin, credentials, response);
        Self {
            shared: outcome.is_ok(),
            reason: outcome.err().map(|error| error.to_string()),
            code: outcome.err().map(|error| format!("{error:?}")),
            headers: by_headers(origin, credentials, response),
            get: by_get(origin, credentials, response),
            preflight: None,
        }
    }

    /// A network error: nothing came that could be shared.
    fn refused(reason: &str) -> Self {
        Self {
            shared: false,
            reason: Some(reason.to_owned()),
            code: Some("NetworkError".to_owned()),
            headers: false,
            get: false,
            preflight: None,
        }
    }

    /// The verdict of a response, and that of the next one on the way: both must allow.
    fn and(self, what: &str, next: Self) -> Self {
        Self {
            headers: self.headers && next.headers,
            get: self.get && next.get,
            ..if self.shared {
                next
            } else {
                let reason = self.reason.map(|reason| format!("{what}: {reason}"));
                Self { reason, ..self }
            }
        }
    }
}

/// As one would write it with the typed headers of `headers`.
fn by_headers(origin: &str, credentials: CredentialsMode, response: &HeaderMap) -> bool {
    let Some(allowed) = response.typed_get::<headers::AccessControlAllowOrigin>() else {
        return false;
    };
    let include = credentials == CredentialsMode::Include;
    if !include && allowed == headers::AccessControlAllowOrigin::ANY {
        return true;
    }
    let named = match allowed.origin() {
        Some(named) => named.to_string() == origin,
        None => false,
    };
    let allows = || {
        response
            .typed_get::<headers::AccessControlAllowCredentials>()
            .is_some()
    };
    named && (!include || allows())
}

/// As one would write it with `get` and a comparison.
fn by_get(origin: &str, credentials: CredentialsMode, response: &HeaderMap) -> bool {
    let Some(allowed) = response.get(ACCESS_CONTROL_ALLOW_ORIGIN) else {
        return false;
    };
    let include = credentials == CredentialsMode::Include;
    if !include && allowed == "*" {
        return true;
    }
    let allows = || {
        let value = response.get(ACCESS_CONTROL_ALLOW_CREDENTIALS);
        value.is_some_and(|value| value == "true")
    };
    allowed == origin && (!include || allows())
}

/// An HTTP client that reads responses as browsers do, as far as it can be told to.
pub struct Client(reqwest::Client);

impl Client {
    pub fn new() -> Result<Self, reqwest::Error> {
        reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            // Some answers end their connection: one that is kept could be ending as it is used again.
            .pool_max_idle_per_host(0)
            .http1_only()
            // Browsers read a folded line as one, and pass over a line that is no header.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .build()
            .map(Self)
    }

    /// Sends a case as a page of that origin would: preceded by a preflight where it needs one, and on
    /// to where it is redirected.
    pub async fn run(&self, case: &Case, url: &str, page: &str) -> Verdict {
        let origin = case.origin(page);
        let method = Method::from_bytes(case.method.as_bytes()).expect("a case's method is one");
        let preflight = match case.preflight {
            Some(_) => Some(self.preflight(case, origin, url).await),
            None => None,
        };
        let mut request = self.0.request(method, url).header(ORIGIN, origin);
        for (name, value) in &case.headers {
            request = request.header(*name, *value);
        }
        // Sent even where the preflight forbids it: the other ways to check may allow it.
        let actual = self.follow(case, origin, request).await;
        match preflight {
            None => actual,
            Some(preflight) => Verdict {
                preflight: Some(preflight.shared),
                ..preflight.and("The preflight's response", actual)
            },
        }
    }

    async fn preflight(&self, case: &Case, origin: &str, url: &str) -> Verdict {
        let names: Vec<_> = case.headers.iter().map(|(name, _)| *name).collect();
        let request = self
            .0
            .request(Method::OPTIONS, url)
            .header(ORIGIN, origin)
            .header(ACCESS_CONTROL_REQUEST_METHOD, case.method)
            .header(
                ACCESS_CONTROL_REQUEST_HEADERS,
                names.join(",").to_ascii_lowercase(),
            );
        match request.send().await {
            Ok(response) if !response.status().is_success() => {
                Verdict::refused("its status is not 200 to 299: answer OPTIONS with 204")
            }
            Ok(response) => Verdict::of(origin, case.credentials, response.headers()),
            Err(_) => Verdict::refused(NOT_READ),
        }
    }

    async fn follow(&self, case: &Case, origin: &str, request: RequestBuilder) -> Verdict {
        let response = match request.send().await {
            Ok(response) => response,
            Err(_) => return Verdict::refused(NOT_READ),
        };
        let verdict = Verdict::of(origin, case.credentials, response.headers());
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|line| line.to_str().ok());
        match location.and_then(|location| response.url().join(location).ok()) {
            Some(next) if response.status().is_redirection() => {
                // A case is redirected once, to one that is not.
                let request = self.0.get(next).header(ORIGIN, origin);
                verdict.and(
                    "The redirect",
                    Box::pin(self.follow(case, origin, request)).await,
                )
            }
            _ => verdict,
        }
    }
}
