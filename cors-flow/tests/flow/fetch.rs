//! `Page::fetch`, over the services that people have.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::routing::{get, post, put};
use cors_flow::{FetchError, Page, Report, SetupError};
use expect_test::expect;
use headers_allow_credentials::cors::CredentialsMode::Include;
use http::header::{ETAG, LOCATION, SET_COOKIE};
use http::{HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use hyper::service::Service as _;
use testkit::readme::assert_section;
use tower::{Service, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;

use crate::{API, PAGE, origin, request};

fn page() -> Page {
    Page::new(origin(PAGE))
}

fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_credentials(true)
        .allow_origin(HeaderValue::from_static(PAGE))
}

#[tokio::test]
async fn asks_axum_with_tower_http() {
    let route = put(|body: String| async move { ([(ETAG, "\"1\"")], body) });
    let app = Router::new().route("/me", route);
    let asked = || {
        let request = request("PUT", API)
            .header("x-csrf-token", "1")
            .body("hello".to_owned());
        request.credentials(Include).read("etag")
    };
    let mut bad = app.clone().layer(layer());
    let report = page().fetch(&mut bad, asked()).await.unwrap();
    expect![[r#"
        > OPTIONS https://api.example/me
        > origin: https://app.example
        > access-control-request-method: PUT
        > access-control-request-headers: x-csrf-token
        < 200
        < access-control-allow-origin: https://app.example
        < access-control-allow-credentials: true
        < allow: PUT
        Not allowed: Access-Control-Allow-Methods does not list `PUT`: to let this page send the request, add it. Also: Access-Control-Allow-Headers lacks `x-csrf-token`: to let this page send it, add it.

        Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

        What the server has to send:
          to OPTIONS https://api.example/me
            200
            access-control-allow-origin: https://app.example
            access-control-allow-credentials: true
            access-control-allow-methods: PUT
            access-control-allow-headers: x-csrf-token
            vary: origin
          to PUT https://api.example/me
            access-control-allow-origin: https://app.example
            access-control-allow-credentials: true
            access-control-expose-headers: etag
            vary: origin
    "#]].assert_eq(&report.to_string());

    let name = "x-csrf-token".parse().unwrap();
    let cors = layer()
        .allow_methods([Method::PUT])
        .allow_headers([name])
        .expose_headers([ETAG]);
    let report = page().fetch(&mut app.layer(cors), asked()).await.unwrap();
    assert!(report.allowed(), "{report}");
    assert_eq!(report.exchanges()[1].headers().unwrap()[ETAG], "\"1\"");
}

#[tokio::test]
async fn prints_what_the_readme_shows() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let cors = layer().allow_origin(HeaderValue::from_static("https://app.example.com"));
    let mut app = Router::new().route("/me", put("saved")).layer(cors);
    let asked = request("PUT", "https://api.example.com/me").credentials(Include);
    let mut page = Page::new(origin("https://app.example.com"));
    let report = page.fetch(&mut app, asked).await.unwrap();
    assert_section(readme, "refused", &format!("```text\n{report}```"));

    let login = post(|| async { [(SET_COOKIE, "sid=1; Path=/; HttpOnly")] });
    let mut app = Router::new().route("/login", login).layer(layer());
    let asked = request("POST", "https://api.example/login").credentials(Include);
    let mut page = Page::new(origin(PAGE));
    let report = page.fetch(&mut app, asked.keep("sid")).await.unwrap();
    assert!(!report.allowed());
    assert_section(readme, "login", &format!("> {}", report.cookies()[0]));
}

#[tokio::test]
async fn asks_a_plain_hyper_service() {
    let server = hyper::service::service_fn(|request: http::Request<Full<Bytes>>| async move {
        let origin = &request.headers()["origin"];
        let response = Response::builder().header("access-control-allow-origin", origin);
        response.body(Full::<Bytes>::default())
    });
    let mut service = service_fn(|request| server.call(request));
    let asked = request("POST", API).body(Full::from("hello"));
    let mut page = page();
    let report = page.fetch(&mut service, asked).await.unwrap();
    assert!(report.allowed(), "{report}");
    assert_eq!(report.origin(), Some(page.origin()));
}

/// A body that cannot be cloned.
#[tokio::test]
async fn asks_a_service_of_another_body() {
    let app = Router::new()
        .route("/me", get(|| async { "hello" }))
        .layer(layer());
    let mut app = app.map_request(|request: http::Request<String>| request.map(Body::from));
    let asked = request("GET", API).credentials(Include);
    let report = page().fetch(&mut app, asked).await.unwrap();
    assert!(report.allowed(), "{report}");
}

/// What arrived at the server: method, URI, host, length of the body.
type Log = Arc<Mutex<Vec<String>>>;

/// Redirects with the status that is the path, from one host to another.
async fn redirect(State(log): State<Log>, request: http::Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1000).await.unwrap();
    let host = head.headers["host"].to_str().unwrap();
    let line = format!("{} {} {host} {}", head.method, head.uri, body.len());
    log.lock().unwrap().push(line);
    let response = Response::builder().header("access-control-allow-origin", "*");
    let response = response.header("access-control-allow-methods", "*");
    let code = head
        .uri
        .path()
        .trim_start_matches('/')
        .parse()
        .unwrap_or(200);
    let response = match (head.method, code) {
        (Method::OPTIONS, _) | (_, 200) => response,
        (_, code) => response
            .status(code)
            .header(LOCATION, "//b.example:444/end"),
    };
    response.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn follows_redirects_to_the_same_service() {
    for (code, method, last) in [
        (301, "POST", "GET https://b.example:444/end b.example:444 0"),
        (303, "PUT", "GET https://b.example:444/end b.example:444 0"),
        (
            307,
            "POST",
            "POST https://b.example:444/end b.example:444 5",
        ),
        (308, "PUT", "PUT https://b.example:444/end b.example:444 5"),
    ] {
        let log = Log::default();
        let mut app = Router::new().fallback(redirect).with_state(log.clone());
        let asked = request(method, &format!("https://api.example:443/{code}#x"));
        let report = page()
            .fetch(&mut app, asked.body("hello".to_owned()))
            .await
            .unwrap();
        assert!(report.allowed(), "{report}");
        let log = log.lock().unwrap();
        let requests: Vec<_> = log
            .iter()
            .filter(|line| !line.starts_with("OPTIONS"))
            .collect();
        let first = format!("{method} https://api.example/{code} api.example 5");
        assert_eq!(requests, [&first, last]);
        // A preflight has no body.
        assert!(
            log.iter()
                .filter(|line| line.starts_with("OPTIONS"))
                .all(|line| line.ends_with(" 0"))
        );
    }
}

#[tokio::test]
async fn does_not_ask_what_no_page_can_ask() {
    let mut service =
        service_fn(|_: http::Request<String>| async { Err::<Response<()>, _>("it was asked") });
    let error = page()
        .fetch(&mut service, request("TRACE", API))
        .await
        .unwrap_err();
    assert!(
        matches!(error, FetchError::Setup(SetupError::ForbiddenMethod)),
        "{error}"
    );
    assert!(error.source().is_none());

    let long = format!("https://api.example/{}", "x".repeat(70_000));
    let error = page()
        .fetch(&mut service, request("GET", &long))
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Url(_)), "{error}");
    assert_eq!(error.source().unwrap().to_string(), "uri too long");

    let error = page()
        .fetch(&mut service, request("GET", API))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the service failed: it was asked");
    assert_eq!(error.source().unwrap().to_string(), "it was asked");
}

/// Is ready only at the second call, or never.
struct Lazy {
    polls: usize,
    fails: bool,
}

impl Service<http::Request<String>> for Lazy {
    type Response = Response<()>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.polls += 1;
        if self.fails {
            return Poll::Ready(Err(std::io::Error::other("not today")));
        }
        if self.polls % 2 == 1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<String>) -> Self::Future {
        assert_eq!(self.polls % 2, 0, "it was not ready");
        let response = Response::builder().header("access-control-allow-methods", "*");
        let origin = &request.headers()["origin"];
        let response = response
            .header("access-control-allow-origin", origin)
            .body(());
        std::future::ready(Ok(response.unwrap()))
    }
}

#[tokio::test]
async fn waits_until_the_service_is_ready() {
    let mut service = Lazy {
        polls: 0,
        fails: false,
    };
    let report = page()
        .fetch(&mut service, request("PUT", API))
        .await
        .unwrap();
    assert!(report.allowed(), "{report}");
    assert_eq!(service.polls, 4, "for the preflight and for the request");

    let mut service = Lazy {
        polls: 0,
        fails: true,
    };
    let error = page()
        .fetch(&mut service, request("PUT", API))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the service failed: not today");
}

/// A page in a task of a runtime of several threads.
#[tokio::test]
async fn is_a_future_that_can_be_sent() {
    fn send<T: Send>(future: T) -> T {
        future
    }
    let mut page = page();
    let mut app = Router::<()>::new();
    let report: Result<Report, _> = send(page.fetch(&mut app, request("GET", API))).await;
    assert_eq!(
        report.unwrap().exchanges()[0].status(),
        Some(StatusCode::NOT_FOUND)
    );
}
