//! May the actual request be sent: what the response to a preflight allows.

use std::{error, fmt, str};

use http::header::{GetAll, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS};
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD};
use http::StatusCode;

use super::check::check_bytes;
use super::index::check_many;
use super::list::{find, is_token, items, read, skip, Malformed};
use super::{CheckError, CredentialsMode};

/// Whether a browser sends the request that a preflight asked about.
///
/// It takes the preflight's own request headers, the *actual* request's credentials mode (a
/// preflight itself carries no credentials), and the preflight's response: its status and its
/// headers. From the request, it reads only `Origin`, `Access-Control-Request-Method` and
/// `Access-Control-Request-Headers`; the last two say what the browser asks to send. You can take
/// all three from a proxy or a log, or write them in a test.
///
/// The response must pass the CORS [`check`](super::check), have a status of 200 to 299, and allow
/// the method and each of the headers:
///
/// - `Access-Control-Allow-Methods` lists the method byte for byte. `GET`, `HEAD` and `POST` need
///   not be listed.
/// - `Access-Control-Allow-Headers` lists each header, ignoring ASCII case.
/// - In both lists `*` covers what is not listed, except `Authorization`, which must always be
///   named. With credentials mode `include`, `*` is only the name of a method or header called `*`.
///
/// It judges the preflight only. The response to the actual request must pass
/// [`check`](super::check) as well before a page can read it.
///
/// One part of the rule does not show in the headers: if a page listens for the progress of its
/// upload (the standard's *use-CORS-preflight flag*), a response without
/// `Access-Control-Allow-Methods` allows any method. This function treats the flag as unset.
///
/// Browsers do not follow one part of the rule: without credentials, Chromium, Firefox and WebKit
/// let `*` cover `Authorization`. If the server names `Authorization`, that works in all of them
/// and by the standard. [`PreflightError::is_only_authorization_by_wildcard`] tells whether that
/// part alone refuses a request.
///
/// # Cost
///
/// This crate allocates nothing. For up to 2,048 different names, the cost is linear in the request and in
/// the response, and does not depend on what a stranger puts into them: up to 16 names are compared
/// with each name that the response lists, and more are looked up in an index on the stack (of 4
/// KiB, and beyond 128 names of 52 KiB). For each 2,048 names more, the list is read once again.
///
/// The index needs a random key, which [`RandomState`](std::collections::hash_map::RandomState) makes. On a few
/// targets, such as `x86_64-pc-windows-gnu`, std allocates for that once per thread. Without a source of randomness,
/// as on `wasm32-unknown-unknown`, a stranger can guess the key, and choose names that make the check slow.
///
/// Measured on x86-64 by the repository's `cargo bench --bench instructions`: 2,700 instructions for
/// 3 names of 3, 5,900 for 10 of 10, 54,000 for 100 of 100; a list of 64 KiB costs 6 a byte if it is
/// one long name, and 8 if it is all commas; 64 KiB of names and a list of 64 KiB cost about
/// 31,000,000, which takes 3 to 5 ms.
///
/// # Errors
///
/// The first of these that fails, as a [`PreflightError`]: the request, the CORS check, the status,
/// both lists, the method, then the headers in the order sent. The rules are the Fetch standard's,
/// sections “CORS-preflight fetch” and “Headers” (“extract header list values”: one item that is
/// not a token fails the whole list, and with it the preflight).
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::{check_preflight, CredentialsMode, PreflightError};
///
/// let request = http::Request::options("/burrow")
///     .header("origin", "https://rabbit.invalid")
///     .header("access-control-request-method", "PUT")
///     .header("access-control-request-headers", "content-type,x-csrf-token")
///     .body(())?;
/// let response = http::Response::builder()
///     .status(204)
///     .header("access-control-allow-origin", "https://rabbit.invalid")
///     .header("access-control-allow-credentials", "true")
///     .header("access-control-allow-methods", "GET, PUT")
///     .header("access-control-allow-headers", "*")
///     .body(())?;
/// let preflight = |mode| {
///     check_preflight(request.headers(), mode, response.status(), response.headers())
/// };
/// assert_eq!(preflight(CredentialsMode::SameOrigin), Ok(()));
///
/// let error = preflight(CredentialsMode::Include).unwrap_err();
/// assert_eq!(error, PreflightError::WildcardAllowHeaders { index: 0 });
/// assert_eq!(
///     error.display(request.headers()).to_string(),
///     "Access-Control-Allow-Headers cannot use `*` with credentials: to let this page \
///      send `content-type`, add it",
/// );
/// # Ok::<(), http::Error>(())
/// ```
pub fn check_preflight(
    request: &HeaderMap,
    credentials: CredentialsMode,
    status: StatusCode,
    response: &HeaderMap,
) -> Result<(), PreflightError> {
    // The request, as the standard's steps 3 to 5 and “append a request `Origin` header” make it.
    let origin = single(request, &ORIGIN).filter(|origin| is_origin(origin));
    let (origin, method) = match (origin, asked_method(request)) {
        (Some(origin), Some(method)) => (origin, method),
        _ => return Err(PreflightError::InvalidRequest),
    };
    let asked = request.get_all(&ACCESS_CONTROL_REQUEST_HEADERS);
    let names = Names::read(&asked)?;

    // 7. If the CORS check succeeds and the status is an ok status, then:
    check_bytes(origin, credentials, response).map_err(PreflightError::Check)?;
    if !status.is_success() {
        return Err(PreflightError::Status);
    }
    // 7.1. Extract `Access-Control-Allow-Methods`, 7.2. `Access-Control-Allow-Headers`; 7.3. if
    // either is failure, a network error. 7.4. is for the use-CORS-preflight flag.
    let methods = Methods::read(response, method)?;
    let include = credentials == CredentialsMode::Include;
    // 7.6. `Authorization` is listed; 7.7. so is each other unsafe name, or a wildcard covers it.
    // Both in one pass, so that the error is about the first name in the order sent.
    let list = response.get_all(&ACCESS_CONTROL_ALLOW_HEADERS);
    let headers = match names.few() {
        Some(few) => check_few(few, &list, include),
        None => check_many(&asked, &list, |name, wildcard| {
            let before = |asked: &(&[u8], ())| !asked.0.eq_ignore_ascii_case(name);
            let index = || items(&asked, skip).take_while(before).count();
            check_unlisted(name, wildcard, include, index)
        }),
    };
    let headers = headers.map_err(|Malformed| PreflightError::InvalidAllowHeaders)?;
    // 7.5. The method is listed, safelisted, or covered by a wildcard. It fails before a header does.
    methods.check(method, include)?;
    headers
}

/// Checks each name, unless the list is malformed.
fn check_few(
    names: &[&[u8]],
    list: &GetAll<'_, HeaderValue>,
    include: bool,
) -> Result<Result<(), PreflightError>, Malformed> {
    let (mut listed, mut wildcard) = (0, false);
    read(
        list,
        |line| find(names, line),
        |item, found| {
            listed |= found;
            wildcard |= item == b"*";
        },
    )?;
    let mut unlisted = names
        .iter()
        .enumerate()
        .filter(|(bit, _)| listed & 1 << bit == 0);
    Ok(unlisted.try_for_each(|(index, name)| check_unlisted(name, wildcard, include, || index)))
}

/// Whether a wildcard covers a name that is not listed, and otherwise the error about its index.
fn check_unlisted(
    name: &[u8],
    wildcard: bool,
    include: bool,
    index: impl FnOnce() -> usize,
) -> Result<(), PreflightError> {
    // The one CORS non-wildcard request-header name.
    if name.eq_ignore_ascii_case(b"authorization") {
        Err(PreflightError::AuthorizationNotNamed { index: index() })
    } else if !wildcard {
        Err(PreflightError::HeaderNotAllowed { index: index() })
    } else if include {
        Err(PreflightError::WildcardAllowHeaders { index: index() })
    } else {
        Ok(())
    }
}

/// Whether `Access-Control-Allow-Headers` is a list with `*`.
fn lists_wildcard(response: &HeaderMap) -> bool {
    let mut wildcard = false;
    let lines = response.get_all(&ACCESS_CONTROL_ALLOW_HEADERS);
    let is_list = read(&lines, skip, |item, ()| wildcard |= item == b"*").is_ok();
    is_list && wildcard
}

/// The value of a header that has exactly one line.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (Some(line), None) => Some(line.as_bytes()),
        _ => None,
    }
}

fn asked_method(request: &HeaderMap) -> Option<&[u8]> {
    single(request, &ACCESS_CONTROL_REQUEST_METHOD).filter(|method| is_token(method))
}

/// Whether this looks like an `Origin`: `null`, or a scheme, `://`, and a host that may be empty
/// and may have a port. The standard's grammar (section “`Origin` header”) is narrower, but
/// browsers also send origins of extensions and of hosts such as `a_b.invalid`, so of the host only
/// the bytes are checked.
fn is_origin(value: &[u8]) -> bool {
    let is = |class| move |&byte: &u8| ORIGIN_BYTES[usize::from(byte)] & class != 0;
    let scheme = value.iter().take_while(|byte| is(SCHEME)(byte)).count();
    match value.split_at(scheme) {
        ([b'A'..=b'Z' | b'a'..=b'z', ..], [b':', b'/', b'/', host @ ..]) => {
            host.iter().all(is(HOST))
        }
        _ => value == b"null",
    }
}

/// A byte that a scheme may have (RFC 3986, section 3.1).
const SCHEME: u8 = 1;
/// A byte that may follow the scheme: printable, not a comma, and not a delimiter of another part
/// of a URL.
const HOST: u8 = 2;

static ORIGIN_BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
            table[byte as usize] |= SCHEME;
        }
        if !matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\' | b',') {
            table[byte as usize] |= HOST;
        }
        byte += 1;
    }
    table
};

/// What `Access-Control-Allow-Methods` says of the request's method.
#[derive(Default)]
struct Methods {
    listed: bool,
    in_another_case: bool,
    wildcard: bool,
}

impl Methods {
    fn read(response: &HeaderMap, method: &[u8]) -> Result<Self, PreflightError> {
        let mut methods = Self::default();
        read(
            &response.get_all(&ACCESS_CONTROL_ALLOW_METHODS),
            |line| find(&[method], line),
            |item, found| {
                if found != 0 {
                    methods.listed |= item == method;
                    methods.in_another_case |= item != method;
                }
                methods.wildcard |= item == b"*";
            },
        )
        .map_err(|Malformed| PreflightError::InvalidAllowMethods)?;
        Ok(methods)
    }

    fn check(&self, method: &[u8], include: bool) -> Result<(), PreflightError> {
        // CORS-safelisted methods.
        if self.listed || matches!(method, b"GET" | b"HEAD" | b"POST") || self.wildcard && !include
        {
            Ok(())
        } else if self.in_another_case {
            Err(PreflightError::MethodWrongCase)
        } else if self.wildcard {
            Err(PreflightError::WildcardAllowMethods)
        } else {
            Err(PreflightError::MethodNotAllowed)
        }
    }
}

/// How many names are looked for one by one. For more, an index is faster.
const FEW: usize = 16;

/// The request's names, if they are few.
struct Names<'a> {
    few: [&'a [u8]; FEW],
    count: usize,
}

impl<'a> Names<'a> {
    fn read(lines: &GetAll<'a, HeaderValue>) -> Result<Self, PreflightError> {
        let mut names = Self {
            few: [b""; FEW],
            count: 0,
        };
        read(lines, skip, |name, ()| {
            if let Some(place) = names.few.get_mut(names.count) {
                *place = name;
            }
            names.count += 1;
        })
        .map_err(|Malformed| PreflightError::InvalidRequest)?;
        Ok(names)
    }

    /// All of them, unless they are many.
    fn few(&self) -> Option<&[&'a [u8]]> {
        self.few.get(..self.count)
    }
}

/// Why a browser does not send the request that a preflight asked about.
///
/// Its [`Display`](fmt::Display) message is one line. It says which header, what is wrong, and what
/// the server should send. It contains none of the input: it gives a refused header by its index.
/// [`display`](Self::display) names the header or method instead.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::PreflightError;
///
/// assert_eq!(
///     PreflightError::WildcardAllowMethods.to_string(),
///     "Access-Control-Allow-Methods cannot use `*` with credentials: to let this page use \
///      the request's method, add it",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PreflightError {
    /// The request is not a preflight: `Origin` or `Access-Control-Request-Method` is missing or
    /// repeated, or one of these or `Access-Control-Request-Headers` is malformed.
    InvalidRequest,
    /// The preflight's response does not pass the CORS check.
    Check(CheckError),
    /// The status of the preflight's response is outside 200 to 299.
    Status,
    /// A line of `Access-Control-Allow-Methods` is not a list of tokens. This fails every request,
    /// even a `GET`.
    InvalidAllowMethods,
    /// A line of `Access-Control-Allow-Headers` is not a list of tokens. This fails every request,
    /// even one that asked for no header.
    InvalidAllowHeaders,
    /// `Access-Control-Allow-Methods` lists neither `*` nor the method, even in another case, and
    /// the method is not `GET`, `HEAD` or `POST`.
    MethodNotAllowed,
    /// The method is listed, but only in another case, such as `PATCH` for `patch`. With
    /// credentials mode `include`, `*` may be listed as well.
    MethodWrongCase,
    /// The method is not listed, even in another case, but `*` is, and the credentials mode is
    /// `include`.
    WildcardAllowMethods,
    /// `Access-Control-Allow-Headers` lists neither this header of the request nor `*`.
    HeaderNotAllowed {
        /// Its place among the names in `Access-Control-Request-Headers`, counted from 0.
        index: usize,
    },
    /// This header of the request is not listed, but `*` is, and the credentials mode is `include`.
    WildcardAllowHeaders {
        /// Its place among the names in `Access-Control-Request-Headers`, counted from 0.
        index: usize,
    },
    /// The request has `Authorization`, and `Access-Control-Allow-Headers` does not list it. By the
    /// standard, `*` never covers it, but today's browsers let `*` cover it without credentials.
    AuthorizationNotNamed {
        /// Its place among the names in `Access-Control-Request-Headers`, counted from 0.
        index: usize,
    },
}

impl PreflightError {
    /// The name of the refused header: the one at the error's `index` in
    /// `Access-Control-Request-Headers`, spelled as it is there. Pass the request that was passed
    /// to [`check_preflight`].
    ///
    /// `None` if the error is not about one of the request's headers, or if another request is
    /// passed that has no such name.
    ///
    /// The name comes from the request, so an attacker may have chosen it: keep that in mind before
    /// you log it.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::PreflightError;
    /// use http::{header::ACCESS_CONTROL_REQUEST_HEADERS, HeaderMap, HeaderValue};
    ///
    /// let mut request = HeaderMap::new();
    /// let names = HeaderValue::from_static("content-type,x-csrf-token");
    /// request.insert(ACCESS_CONTROL_REQUEST_HEADERS, names);
    /// let error = PreflightError::HeaderNotAllowed { index: 1 };
    /// assert_eq!(error.header_name(&request), Some("x-csrf-token"));
    /// assert_eq!(PreflightError::MethodNotAllowed.header_name(&request), None);
    /// ```
    #[must_use]
    pub fn header_name(self, request: &HeaderMap) -> Option<&str> {
        let wanted = match self {
            Self::HeaderNotAllowed { index }
            | Self::WildcardAllowHeaders { index }
            | Self::AuthorizationNotNamed { index } => index,
            _ => return None,
        };
        let (mut found, mut index) = (None, 0);
        read(
            &request.get_all(&ACCESS_CONTROL_REQUEST_HEADERS),
            skip,
            |name, ()| {
                if index == wanted {
                    found = Some(name);
                }
                index += 1;
            },
        )
        .ok()?;
        str::from_utf8(found?).ok()
    }

    /// The message with the name, in backticks, of the refused header or method. Pass the request
    /// that was passed to [`check_preflight`].
    ///
    /// It is the error's own message if it is about neither, or if another request is passed that
    /// has no such name.
    ///
    /// The name comes from the request, so an attacker may have chosen it. It is a token, which is
    /// printable ASCII without spaces, and as long as the request has it.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::PreflightError;
    /// use http::{header::ACCESS_CONTROL_REQUEST_HEADERS, HeaderMap, HeaderValue};
    ///
    /// let mut request = HeaderMap::new();
    /// let names = HeaderValue::from_static("content-type,x-csrf-token");
    /// request.insert(ACCESS_CONTROL_REQUEST_HEADERS, names);
    /// let error = PreflightError::HeaderNotAllowed { index: 1 };
    /// assert_eq!(
    ///     error.display(&request).to_string(),
    ///     "Access-Control-Allow-Headers lacks `x-csrf-token`: to let this page send it, add it",
    /// );
    /// ```
    #[must_use]
    pub fn display(self, request: &HeaderMap) -> impl fmt::Display + '_ {
        let (error, name) = (self, self.name(request));
        Message { error, name }
    }

    /// The name of the refused header or method.
    fn name(self, request: &HeaderMap) -> Option<&str> {
        match self {
            Self::MethodNotAllowed | Self::MethodWrongCase | Self::WildcardAllowMethods => {
                str::from_utf8(asked_method(request)?).ok()
            }
            _ => self.header_name(request),
        }
    }

    /// Whether the one rule that no browser follows is all that refuses the request: by the Fetch
    /// standard (section “CORS-preflight fetch”), `*` does not cover `Authorization`, but without
    /// credentials Chromium, Firefox and WebKit let it. Such a request is sent by browsers, although
    /// [`check_preflight`] refuses it.
    ///
    /// Pass the credentials mode and the response's headers that were passed to
    /// [`check_preflight`]. It is `false` for any other error, with credentials mode `include`, and
    /// if `Access-Control-Allow-Headers` does not list `*`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::{CredentialsMode, PreflightError};
    /// use http::{header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderMap, HeaderValue};
    ///
    /// let mut response = HeaderMap::new();
    /// response.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    /// let error = PreflightError::AuthorizationNotNamed { index: 0 };
    /// let only = |mode| error.is_only_authorization_by_wildcard(mode, &response);
    /// assert!(only(CredentialsMode::Omit));
    /// assert!(!only(CredentialsMode::Include));
    /// ```
    #[must_use]
    pub fn is_only_authorization_by_wildcard(
        self,
        credentials: CredentialsMode,
        response: &HeaderMap,
    ) -> bool {
        // “Only”, although the error is about the first refused header: everything else was checked
        // before the headers, and without credentials `*` covers all the other headers.
        matches!(self, Self::AuthorizationNotNamed { .. })
            && credentials != CredentialsMode::Include
            && lists_wildcard(response)
    }
}

impl fmt::Display for PreflightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (error, name) = (*self, None);
        Message { error, name }.fmt(f)
    }
}

impl error::Error for PreflightError {}

/// What to say of an error, with the name of the refused header or method if that is known.
struct Message<'a> {
    error: PreflightError,
    name: Option<&'a str>,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use PreflightError as E;

        let name = self.name;
        match self.error {
            E::InvalidRequest => f.write_str(
                "not a preflight request: pass one Origin, one Access-Control-Request-Method, and \
                 valid Access-Control-Request-Headers",
            ),
            E::Check(error) => write!(f, "the preflight's {error}"),
            E::Status => f.write_str(
                "the preflight's response has a status outside 200 to 299: send 204 to OPTIONS, \
                 without a redirect or authentication",
            ),
            E::InvalidAllowMethods => f.write_str(
                "Access-Control-Allow-Methods is malformed, which fails every request: send methods \
                 separated by commas, without quotes",
            ),
            E::InvalidAllowHeaders => f.write_str(
                "Access-Control-Allow-Headers is malformed, which fails every request: send names \
                 separated by commas, without quotes",
            ),
            E::MethodNotAllowed => write!(
                f,
                "Access-Control-Allow-Methods does not list {}: to let this page send the request, \
                 add it",
                Method(name),
            ),
            E::MethodWrongCase => write!(
                f,
                "Access-Control-Allow-Methods lists {} only in another case, but case matters: use \
                 the same case",
                Method(name),
            ),
            E::WildcardAllowMethods => write!(
                f,
                "Access-Control-Allow-Methods cannot use `*` with credentials: to let this page use \
                 {}, add it",
                Method(name),
            ),
            E::HeaderNotAllowed { index } => write!(
                f,
                "Access-Control-Allow-Headers lacks {}: to let this page send it, add it",
                Header { name, index },
            ),
            E::WildcardAllowHeaders { index } => write!(
                f,
                "Access-Control-Allow-Headers cannot use `*` with credentials: to let this \
                 page send {}, add it",
                Header { name, index },
            ),
            E::AuthorizationNotNamed { .. } => f.write_str(
                "Access-Control-Allow-Headers does not list Authorization by name: to let this page \
                 send it, add `Authorization`",
            ),
        }
    }
}

/// The request's method, if it is known.
struct Method<'a>(Option<&'a str>);

impl fmt::Display for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "`{name}`"),
            None => f.write_str("the request's method"),
        }
    }
}

/// A header of the request: its name, or else its place.
struct Header<'a> {
    name: Option<&'a str>,
    index: usize,
}

impl fmt::Display for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name, self.index) {
            (Some(name), _) => write!(f, "`{name}`"),
            (None, index) => write!(f, "item {index} (from 0) of Access-Control-Request-Headers"),
        }
    }
}
