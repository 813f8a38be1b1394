//! What a user would write without this crate: with `http` alone, and with the types of `headers`.

use headers::{
    AccessControlAllowHeaders, AccessControlAllowMethods, AccessControlAllowOrigin,
    AccessControlExposeHeaders, AccessControlRequestHeaders, AccessControlRequestMethod,
    HeaderMapExt, Origin,
};
use headers_allow_credentials::cors::CredentialsMode;
use http::header::{HeaderMap, HeaderName};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_TYPE, EXPIRES, LAST_MODIFIED, ORIGIN, PRAGMA, SET_COOKIE,
};
use http::{Method, StatusCode};

/// Whether the first line of that name is this text.
#[must_use]
pub fn get_is(headers: &HeaderMap, name: HeaderName, text: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()) == Some(text)
}

/// The CORS check by `get` and `to_str`, which sees the first line of each header alone.
#[must_use]
pub fn check_by_get(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    let allowed = response.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    match allowed.and_then(|value| value.to_str().ok()) {
        None => false,
        Some("*") if mode != CredentialsMode::Include => true,
        Some(allowed) if allowed != origin => false,
        Some(_) => {
            mode != CredentialsMode::Include
                || get_is(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
        }
    }
}

/// The CORS check by `headers`' two types, as a browser engine in Rust has it.
#[must_use]
pub fn check_by_headers(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    let Some(allowed) = response.typed_get::<AccessControlAllowOrigin>() else {
        return false;
    };
    if mode != CredentialsMode::Include && allowed == AccessControlAllowOrigin::ANY {
        return true;
    }
    match allowed.origin() {
        Some(allowed) if allowed.to_string() == origin => {}
        _ => return false,
    }
    mode != CredentialsMode::Include
        || response
            .typed_get::<headers::AccessControlAllowCredentials>()
            .is_some()
}

/// What the response to a preflight allows, by `get`, `to_str`, `split` and `to_lowercase`. It sees
/// the first line of each header alone, and accepts what is not a name.
#[must_use]
pub fn preflight_by_hand(
    request: &HeaderMap,
    mode: CredentialsMode,
    status: StatusCode,
    response: &HeaderMap,
) -> bool {
    let text = |headers: &HeaderMap, name: HeaderName| {
        let line = headers.get(name)?.to_str().ok()?;
        Some(line.to_owned())
    };
    let list = |headers: &HeaderMap, name: HeaderName| -> Vec<String> {
        let line = text(headers, name).unwrap_or_default();
        let items = line.split(',').map(str::trim);
        items
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (Some(origin), Some(method)) = (
        text(request, ORIGIN),
        text(request, ACCESS_CONTROL_REQUEST_METHOD),
    ) else {
        return false;
    };
    if !check_by_get(&origin, mode, response) || !status.is_success() {
        return false;
    }
    let include = mode == CredentialsMode::Include;
    let methods = list(response, ACCESS_CONTROL_ALLOW_METHODS);
    let is_any_method = !include && methods.iter().any(|item| item == "*");
    if !is_any_method && !["GET", "HEAD", "POST"].contains(&&*method) && !methods.contains(&method)
    {
        return false;
    }
    let lowercase = |item: &String| item.to_lowercase();
    let names: Vec<String> = list(response, ACCESS_CONTROL_ALLOW_HEADERS)
        .iter()
        .map(lowercase)
        .collect();
    let is_any_name = !include && names.iter().any(|item| item == "*");
    list(request, ACCESS_CONTROL_REQUEST_HEADERS)
        .iter()
        .map(lowercase)
        .all(|name| names.contains(&name) || is_any_name && name != "authorization")
}

/// The same by `headers`' types, which pass over what is not a method or a name.
#[must_use]
pub fn preflight_by_headers(
    request: &HeaderMap,
    mode: CredentialsMode,
    status: StatusCode,
    response: &HeaderMap,
) -> bool {
    let (Some(origin), Some(method)) = (
        request.typed_get::<Origin>(),
        request.typed_get::<AccessControlRequestMethod>(),
    ) else {
        return false;
    };
    if !check_by_headers(&origin.to_string(), mode, response) || !status.is_success() {
        return false;
    }
    let include = mode == CredentialsMode::Include;
    let method = Method::from(method);
    let is_allowed = |methods: AccessControlAllowMethods| {
        let mut methods = methods.iter();
        methods.any(|item| item == method || item == "*" && !include)
    };
    if ![Method::GET, Method::HEAD, Method::POST].contains(&method)
        && !response.typed_get().is_some_and(is_allowed)
    {
        return false;
    }
    let names: Vec<HeaderName> = response
        .typed_get::<AccessControlAllowHeaders>()
        .map_or_else(Vec::new, |names| names.iter().collect());
    let is_any_name = !include && names.iter().any(|item| item == "*");
    let asked = request.typed_get::<AccessControlRequestHeaders>();
    asked.is_none_or(|asked| {
        asked
            .iter()
            .all(|name| names.contains(&name) || is_any_name && name != AUTHORIZATION)
    })
}

/// Whether the page may read the header, by `get`, `to_str`, `split` and `to_lowercase`.
#[must_use]
pub fn exposed_by_hand(name: &HeaderName, mode: CredentialsMode, response: &HeaderMap) -> bool {
    if *name == SET_COOKIE || name == "set-cookie2" {
        return false;
    }
    if SAFELISTED.contains(name) {
        return true;
    }
    let line = response.get(ACCESS_CONTROL_EXPOSE_HEADERS);
    let line = line
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default()
        .to_lowercase();
    line.split(',')
        .map(str::trim)
        .any(|item| item == name.as_str() || item == "*" && mode != CredentialsMode::Include)
}

/// The same by `headers`' type.
#[must_use]
pub fn exposed_by_headers(name: &HeaderName, mode: CredentialsMode, response: &HeaderMap) -> bool {
    if *name == SET_COOKIE || name == "set-cookie2" {
        return false;
    }
    if SAFELISTED.contains(name) {
        return true;
    }
    let exposed = response.typed_get::<AccessControlExposeHeaders>();
    exposed.is_some_and(|exposed| {
        exposed
            .iter()
            .any(|item| item == name || item == "*" && mode != CredentialsMode::Include)
    })
}

const SAFELISTED: [HeaderName; 7] = [
    CACHE_CONTROL,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    EXPIRES,
    LAST_MODIFIED,
    PRAGMA,
];
