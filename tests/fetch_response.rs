//! In a browser engine: what a fetch does with a response that has arrived, and where credentials
//! come into it. Names and steps are the Fetch standard's: “Main fetch”, “HTTP fetch”, “CORS check”.
//!
//! The CORS check is there twice: as this crate has it, and spelled out step by step over the type of
//! the one header, as an engine on `headers` has it. Spelled out over `headers`' own type, it shares
//! a response which browsers withhold.

use headers::{Header, HeaderMapExt};
use headers_allow_credentials::cors::{self, CredentialsMode};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};

const RABBIT: &str = "https://rabbit.invalid";
const FOX: &str = "https://fox.invalid";

#[derive(Clone, Copy)]
enum Mode {
    SameOrigin,
    Cors,
    NoCors,
}

#[derive(Clone, Copy)]
struct Request {
    origin: &'static str,
    /// The origin of the URL that it asks for.
    url_origin: &'static str,
    mode: Mode,
    credentials_mode: CredentialsMode,
}

/// A page at one origin asks another for something private.
const REQUEST: Request = Request {
    origin: RABBIT,
    url_origin: FOX,
    mode: Mode::Cors,
    credentials_mode: CredentialsMode::Include,
};

#[derive(Clone, Copy, PartialEq)]
enum ResponseTainting {
    Basic,
    Cors,
    Opaque,
}

/// What the page gets: a filtered response, of which it can read an opaque one not at all.
#[derive(Debug, PartialEq)]
enum Response {
    BasicFiltered,
    CorsFiltered,
    OpaqueFiltered,
    NetworkError,
}

type CorsCheck = fn(&Request, &HeaderMap) -> bool;

/// The steps of “Main fetch” that choose the response tainting, and those that filter by it.
fn main_fetch(request: &Request, response: &HeaderMap, cors_check: CorsCheck) -> Response {
    let tainting = match request.mode {
        _ if request.url_origin == request.origin => ResponseTainting::Basic,
        Mode::SameOrigin => return Response::NetworkError,
        Mode::NoCors => ResponseTainting::Opaque,
        Mode::Cors => ResponseTainting::Cors,
    };
    if !http_fetch(request, tainting, response, cors_check) {
        return Response::NetworkError;
    }
    match tainting {
        ResponseTainting::Basic => Response::BasicFiltered,
        ResponseTainting::Cors => Response::CorsFiltered,
        ResponseTainting::Opaque => Response::OpaqueFiltered,
    }
}

/// The step of “HTTP fetch” once the response is there: whether it is not a network error.
fn http_fetch(
    request: &Request,
    tainting: ResponseTainting,
    response: &HeaderMap,
    cors_check: CorsCheck,
) -> bool {
    tainting != ResponseTainting::Cors || cors_check(request, response)
}

/// “CORS check” by this crate.
fn by_check(request: &Request, response: &HeaderMap) -> bool {
    cors::check(request.origin, request.credentials_mode, response).is_ok()
}

/// “CORS check” with the typed headers: the last step is `AllowCredentials`' to get right.
fn by_types<AllowCredentials: Header>(request: &Request, response: &HeaderMap) -> bool {
    let Some(allowed) = response.typed_get::<headers::AccessControlAllowOrigin>() else {
        return false;
    };
    let include = request.credentials_mode == CredentialsMode::Include;
    if !include && allowed == headers::AccessControlAllowOrigin::ANY {
        return true;
    }
    if allowed.origin().map(ToString::to_string).as_deref() != Some(request.origin) {
        return false;
    }
    !include || response.typed_get::<AllowCredentials>().is_some()
}

const BY_OUR_TYPE: CorsCheck = by_types::<AccessControlAllowCredentials>;
const BY_THEIR_TYPE: CorsCheck = by_types::<headers::AccessControlAllowCredentials>;

/// A response with that `Access-Control-Allow-Origin` and those lines beside it.
fn response(allow_origin: &'static str, allow_credentials: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        "access-control-allow-origin",
        HeaderValue::from_static(allow_origin),
    );
    for line in allow_credentials {
        headers.append(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static(line),
        );
    }
    headers
}

/// As every engine does that was asked: Blink, Gecko and `WebKit`.
#[test]
fn repeated_line_is_withheld_and_headers_type_would_share_it() {
    for lines in [["true", "true"], ["true", "false"]] {
        let repeated = response(RABBIT, &lines);
        let fetch = |cors_check| main_fetch(&REQUEST, &repeated, cors_check);
        assert_eq!(fetch(by_check), Response::NetworkError);
        assert_eq!(fetch(BY_OUR_TYPE), Response::NetworkError);
        assert_eq!(fetch(BY_THEIR_TYPE), Response::CorsFiltered);
        // What the engine prints to the console of the page.
        assert_eq!(
            cors::check(REQUEST.origin, REQUEST.credentials_mode, &repeated),
            Err(cors::Error::InvalidAllowCredentials(ParseError::Repeated)),
        );
    }
}

#[test]
fn credentialed_response_is_shared_with_the_origin_it_names_alone() {
    for (response, outcome) in [
        (response(RABBIT, &["true"]), Response::CorsFiltered),
        (response(RABBIT, &["True"]), Response::NetworkError),
        (response(RABBIT, &[]), Response::NetworkError),
        (response("*", &["true"]), Response::NetworkError),
        (response(FOX, &["true"]), Response::NetworkError),
        (HeaderMap::new(), Response::NetworkError),
    ] {
        let fetch = |cors_check| main_fetch(&REQUEST, &response, cors_check);
        assert_eq!(fetch(by_check), outcome, "{response:?}");
        assert_eq!(fetch(BY_OUR_TYPE), outcome, "{response:?}");
    }
}

#[test]
fn response_to_a_request_without_credentials_may_repeat_the_line() {
    for credentials_mode in [CredentialsMode::Omit, CredentialsMode::SameOrigin] {
        let request = Request {
            credentials_mode,
            ..REQUEST
        };
        for allow_origin in ["*", RABBIT] {
            let response = response(allow_origin, &["true", "true"]);
            let fetch = |cors_check| main_fetch(&request, &response, cors_check);
            assert_eq!(fetch(by_check), Response::CorsFiltered);
            assert_eq!(fetch(BY_OUR_TYPE), Response::CorsFiltered);
        }
    }
}

#[test]
fn only_a_response_tainted_cors_is_checked() {
    let fetch = |url_origin, mode| {
        let request = Request {
            url_origin,
            mode,
            ..REQUEST
        };
        main_fetch(&request, &HeaderMap::new(), |_, _| panic!("checked"))
    };
    assert_eq!(fetch(RABBIT, Mode::Cors), Response::BasicFiltered);
    assert_eq!(fetch(FOX, Mode::NoCors), Response::OpaqueFiltered);
    assert_eq!(fetch(FOX, Mode::SameOrigin), Response::NetworkError);
}
