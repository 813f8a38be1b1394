//! In a server: axum, and axum under tower-http's `CorsLayer`.
//!
//! If both a layer and a handler could set the header, one of them has to own it. The tests named
//! `owned_by_…` show the ways that are right; those named `wrong_…` show ways that are wrong,
//! and that the checks catch them.

use axum::body::{to_bytes, Body};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::middleware::map_response;
use axum::response::{AppendHeaders, Response};
use axum::routing::{get, put};
use axum::Router;
use axum_extra::TypedHeader;
use headers::HeaderMapExt;
use headers_allow_credentials::cors::{self, CheckError, CredentialsMode, PreflightError};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN, VARY,
};
use testkit::request::preflight;
use tower::ServiceExt;
use tower_http::cors::CorsLayer;

const RABBIT: &str = "https://rabbit.invalid";

/// What the application answers to a page at that origin: to its GET, or to the OPTIONS of a
/// preflight.
async fn ask(app: &Router, method: Method) -> HeaderMap {
    let mut request = Request::builder().uri("/").header(ORIGIN, RABBIT);
    if method == Method::OPTIONS {
        request = request.header(ACCESS_CONTROL_REQUEST_METHOD, "GET");
    }
    let request = request.method(method).body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    response.headers().clone()
}

fn check(response: &HeaderMap) -> Result<(), CheckError> {
    cors::check(RABBIT, CredentialsMode::Include, response)
}

fn lines(response: &HeaderMap) -> Vec<&HeaderValue> {
    let lines = response.get_all(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    lines.iter().collect()
}

#[tokio::test]
async fn axum_typed_header_as_a_response_part() {
    let app = Router::new().route(
        "/",
        get(|| async {
            (
                [(ACCESS_CONTROL_ALLOW_ORIGIN, RABBIT), (VARY, "origin")],
                TypedHeader(AccessControlAllowCredentials),
                "hello",
            )
        }),
    );
    let response = ask(&app, Method::GET).await;
    assert_eq!(lines(&response), ["true"]);
    assert_eq!(check(&response), Ok(()));
}

/// The header belongs to responses, but a request may bring one along, as a report of a response.
#[tokio::test]
async fn axum_typed_header_as_an_extractor() {
    type Extractor = TypedHeader<AccessControlAllowCredentials>;
    let app = Router::new()
        .route(
            "/needed",
            get(|TypedHeader(header): Extractor| async move { header.as_str() }),
        )
        .route(
            "/welcome",
            get(|header: Option<Extractor>| async move {
                header.map_or("none", |TypedHeader(header)| header.as_str())
            }),
        );
    let invalid = "invalid HTTP header (access-control-allow-credentials)";
    let missing = "Header of type `access-control-allow-credentials` was missing";
    for (path, lines, status, body) in [
        ("/needed", &["true"][..], StatusCode::OK, "true"),
        ("/needed", &[], StatusCode::BAD_REQUEST, missing),
        ("/needed", &["True"], StatusCode::BAD_REQUEST, invalid),
        (
            "/needed",
            &["true", "true"],
            StatusCode::BAD_REQUEST,
            invalid,
        ),
        ("/welcome", &["true"], StatusCode::OK, "true"),
        ("/welcome", &[], StatusCode::OK, "none"),
        ("/welcome", &["True"], StatusCode::BAD_REQUEST, invalid),
        (
            "/welcome",
            &["true", "true"],
            StatusCode::BAD_REQUEST,
            invalid,
        ),
    ] {
        let mut request = Request::builder().uri(path);
        for line in lines {
            request = request.header(ACCESS_CONTROL_ALLOW_CREDENTIALS, *line);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path} {lines:?}");
        let answered = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(answered, body, "{path} {lines:?}");
    }
}

/// All that a preflight needs apart from credentials.
fn cors_layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin([HeaderValue::from_static(RABBIT)])
        .allow_methods([Method::GET])
}

/// The application sends the one line in answer to a preflight and to the actual request.
async fn assert_allowed(app: Router) {
    for method in [Method::OPTIONS, Method::GET] {
        let response = ask(&app, method).await;
        assert_eq!(lines(&response), ["true"]);
        assert_eq!(check(&response), Ok(()));
    }
}

/// The layer answers preflights by itself, so whatever owns the header must cover those answers,
/// too.
#[tokio::test]
async fn owned_by_the_cors_layer() {
    let app = Router::new()
        .route("/", get(|| async { "hello" }))
        .layer(cors_layer().allow_credentials(true));
    assert_allowed(app).await;
}

/// For a rule that the layer cannot express. `typed_insert` would replace the layer's line too.
#[tokio::test]
async fn owned_by_a_middleware_outside_the_cors_layer() {
    for layer in [cors_layer(), cors_layer().allow_credentials(true)] {
        let app = Router::new()
            .route("/", get(|| async { "hello" }))
            .layer(layer)
            .layer(map_response(|mut response: Response| async {
                response
                    .headers_mut()
                    .typed_insert(AccessControlAllowCredentials);
                response
            }));
        assert_allowed(app).await;
    }
}

/// The layer does not append to the lines of what it wraps, but replaces them with its own. So a
/// handler that sets the header under such a layer changes nothing, and does no harm.
#[tokio::test]
async fn cors_layer_replaces_the_lines_of_a_handler() {
    let stale = ["false", "true"].map(|line| (ACCESS_CONTROL_ALLOW_CREDENTIALS, line));
    for handler in [
        get(|| async { TypedHeader(AccessControlAllowCredentials) }),
        get(move || async { AppendHeaders(stale) }),
    ] {
        let app = Router::new()
            .route("/", handler)
            .layer(cors_layer().allow_credentials(true));
        let response = ask(&app, Method::GET).await;
        assert_eq!(lines(&response), ["true"]);
        assert_eq!(check(&response), Ok(()));
    }
}

/// A page's simple requests would work, and those that need a preflight would not.
#[tokio::test]
async fn wrong_if_only_a_handler_under_the_cors_layer_sets_it() {
    let app = Router::new()
        .route(
            "/",
            get(|| async { TypedHeader(AccessControlAllowCredentials) }),
        )
        .layer(cors_layer());
    assert_eq!(check(&ask(&app, Method::GET).await), Ok(()));
    assert_eq!(
        check(&ask(&app, Method::OPTIONS).await),
        Err(CheckError::MissingAllowCredentials),
    );
}

/// What the two checks say of the layer's answer to the preflight of a PUT with an unsafe header.
async fn judge_preflight_of(
    layer: CorsLayer,
) -> (Result<(), CheckError>, Result<(), PreflightError>) {
    let app = Router::new().route("/", put(|| async {})).layer(layer);
    let asked = preflight(RABBIT, "PUT", &["X-CSRF-Token"]);
    let mut request = Request::options("/").body(Body::empty()).unwrap();
    *request.headers_mut() = asked.clone();
    let response = app.oneshot(request).await.unwrap();
    let (mode, headers) = (CredentialsMode::Include, response.headers());
    (
        cors::check(RABBIT, mode, headers),
        cors::check_preflight(&asked, mode, response.status(), headers),
    )
}

/// The layer answers every preflight, and the answer passes the CORS check. But a list that it was
/// not given is empty, and no browser sends the request.
#[tokio::test]
async fn wrong_if_the_cors_layer_is_given_no_methods_or_headers() {
    let origin_and_credentials = || {
        CorsLayer::new()
            .allow_origin([HeaderValue::from_static(RABBIT)])
            .allow_credentials(true)
    };
    let token = HeaderName::from_static("x-csrf-token");
    for (layer, expected) in [
        (
            origin_and_credentials(),
            Err(PreflightError::MethodNotAllowed),
        ),
        (
            origin_and_credentials().allow_methods([Method::PUT]),
            Err(PreflightError::HeaderNotAllowed { index: 0 }),
        ),
        (
            origin_and_credentials().allow_headers([token.clone()]),
            Err(PreflightError::MethodNotAllowed),
        ),
        (
            origin_and_credentials()
                .allow_methods([Method::PUT])
                .allow_headers([token]),
            Ok(()),
        ),
    ] {
        assert_eq!(judge_preflight_of(layer).await, (Ok(()), expected));
    }
}

/// A gateway that appends its own line in front of an application whose layer sends one.
#[tokio::test]
async fn wrong_if_the_cors_layer_and_a_gateway_both_set_it() {
    let app = Router::new()
        .route("/", get(|| async { "hello" }))
        .layer(cors_layer().allow_credentials(true))
        .layer(map_response(|mut response: Response| async {
            response.headers_mut().append(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                AccessControlAllowCredentials.into(),
            );
            response
        }));
    for method in [Method::OPTIONS, Method::GET] {
        let response = ask(&app, method).await;
        assert_eq!(lines(&response), ["true", "true"]);
        assert_eq!(
            check(&response),
            Err(CheckError::InvalidAllowCredentials(ParseError::Repeated)),
        );
    }
}
