//! The response to a preflight, as “CORS-preflight fetch” judges it.

use std::fmt;

use headers_allow_credentials::cors::{check_preflight, CredentialsMode, PreflightError};
use http::StatusCode;

use super::{check, contains, extract, extract_list, is_token, matches_in_any_case};
use super::{show, values};
use crate::response::{headers, Line};

pub const ORIGIN: &str = "Origin";
pub const REQUEST_METHOD: &str = "Access-Control-Request-Method";
pub const REQUEST_HEADERS: &str = "Access-Control-Request-Headers";
pub const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
pub const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";

/// A preflight and its response, their lines in the order of the wire.
pub struct Case {
    pub request: Vec<Line>,
    /// The actual request's.
    pub mode: CredentialsMode,
    pub status: u16,
    pub response: Vec<Line>,
}

/// What the preflight is for.
struct Request<'a> {
    origin: &'a [u8],
    method: &'a [u8],
    /// The CORS-unsafe request-header names, in the order sent.
    unsafe_names: Vec<&'a [u8]>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "mode {}", self.mode)?;
        show(&self.request, f)?;
        writeln!(f, "status {}", self.status)?;
        show(&self.response, f)
    }
}

impl Case {
    /// What `check_preflight` says of the case as header maps.
    pub fn ours(&self) -> Result<(), PreflightError> {
        let [request, response] = [&self.request, &self.response]
            .map(|lines| headers(lines.iter().map(|(name, value)| (name, value))));
        let status = StatusCode::from_u16(self.status).expect("a status of three digits");
        check_preflight(&request, self.mode, status, &response)
    }

    /// What the standard says of it, and which error is documented for that.
    pub fn expected(&self) -> Result<(), PreflightError> {
        let request = self.request().ok_or(PreflightError::InvalidRequest)?;
        self.cors_preflight(&request)
    }

    /// What the request's lines say, if they are a preflight's.
    fn request(&self) -> Option<Request<'_>> {
        let [origin] = values(ORIGIN, &self.request)[..] else {
            return None;
        };
        let [method] = values(REQUEST_METHOD, &self.request)[..] else {
            return None;
        };
        let names = values(REQUEST_HEADERS, &self.request)
            .into_iter()
            .map(extract);
        let names: Vec<_> = names.collect::<Result<_, _>>().ok()?;
        let request = Request {
            origin,
            method,
            unsafe_names: names.concat(),
        };
        (is_serialized_origin(origin) && is_token(method)).then_some(request)
    }

    /// Step 7 of “CORS-preflight fetch”.
    fn cors_preflight(&self, request: &Request<'_>) -> Result<(), PreflightError> {
        let include = self.mode == CredentialsMode::Include;
        // 7. If a CORS check for request and response returns success and response's status is an
        // ok status, then:
        check::expected(request.origin, self.mode, &self.response)
            .map_err(PreflightError::Check)?;
        if !(200..=299).contains(&self.status) {
            return Err(PreflightError::Status);
        }
        // 7.1. Let methods be the result of extracting header list values given
        // `Access-Control-Allow-Methods` and response's header list.
        let methods = extract_list(ALLOW_METHODS, &self.response);
        // 7.2. Let headerNames be the result of extracting header list values given
        // `Access-Control-Allow-Headers` and response's header list.
        let header_names = extract_list(ALLOW_HEADERS, &self.response);
        // 7.3. If either methods or headerNames is failure, return a network error.
        let methods = match methods {
            Some(Err(_)) => return Err(PreflightError::InvalidAllowMethods),
            Some(Ok(methods)) => methods,
            None => Vec::new(),
        };
        let header_names = match header_names {
            Some(Err(_)) => return Err(PreflightError::InvalidAllowHeaders),
            Some(Ok(header_names)) => header_names,
            None => Vec::new(),
        };
        // 7.4. is for the use-CORS-preflight flag, which is unset. 7.5. If request's method is not
        // in methods, request's method is not a CORS-safelisted method, and request's credentials
        // mode is "include" or methods does not contain `*`, then return a network error.
        let is_safelisted = [&b"GET"[..], b"HEAD", b"POST"].contains(&request.method);
        if !contains(&methods, request.method)
            && !is_safelisted
            && (include || !contains(&methods, b"*"))
        {
            return Err(if matches_in_any_case(&methods, request.method) {
                PreflightError::MethodWrongCase
            } else if contains(&methods, b"*") {
                PreflightError::WildcardAllowMethods
            } else {
                PreflightError::MethodNotAllowed
            });
        }
        // 7.6. If one of request's header list's names is a CORS non-wildcard request-header name
        // and is not a byte-case-insensitive match for an item in headerNames, then return a
        // network error.
        let mut network_errors = Vec::new();
        for (index, name) in request.unsafe_names.iter().enumerate() {
            if is_authorization(name) && !matches_in_any_case(&header_names, name) {
                network_errors.push((index, PreflightError::AuthorizationNotNamed { index }));
            }
        }
        // 7.7. For each unsafeName of the CORS-unsafe request-header names with request's header
        // list, if unsafeName is not a byte-case-insensitive match for an item in headerNames and
        // request's credentials mode is "include" or headerNames does not contain `*`, return a
        // network error.
        for (index, name) in request.unsafe_names.iter().enumerate() {
            if !matches_in_any_case(&header_names, name)
                && (include || !contains(&header_names, b"*"))
                && !is_authorization(name)
            {
                let error = if contains(&header_names, b"*") {
                    PreflightError::WildcardAllowHeaders { index }
                } else {
                    PreflightError::HeaderNotAllowed { index }
                };
                network_errors.push((index, error));
            }
        }
        // Whichever step finds it, the documented error is about the first name.
        network_errors.sort_by_key(|(index, _)| *index);
        network_errors
            .first()
            .map_or(Ok(()), |(_, error)| Err(*error))
    }
}

/// The one CORS non-wildcard request-header name.
fn is_authorization(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"authorization")
}

/// `null`, or a scheme, `://` and a host that may be empty.
fn is_serialized_origin(origin: &[u8]) -> bool {
    if origin == b"null" {
        return true;
    }
    // All bytes of an origin are printable: what is not text is not an origin.
    let Some((scheme, host)) = std::str::from_utf8(origin)
        .ok()
        .and_then(|origin| origin.split_once("://"))
    else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && host
            .chars()
            .all(|c| c.is_ascii_graphic() && !r"/?#@\,".contains(c))
}
