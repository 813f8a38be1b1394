//! A server with an API that pages of two trusted origins may call with cookies:
//! `cargo run --example server`.
//!
//! For each route, exactly one place sends the header. For the API, that is the CORS layer, which
//! also answers preflights. `/status` is outside the layer and sends the header itself.

use axum::http::header::{HeaderValue, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ORIGIN, VARY};
use axum::http::{HeaderMap, Method};
use axum::response::IntoResponse;
use axum::routing::{get, put};
use axum::Router;
use headers::HeaderMapExt;
use headers_allow_credentials::AccessControlAllowCredentials;
use tower_http::cors::CorsLayer;

/// The pages that are trusted with their users' data. Never echo every origin.
const TRUSTED: [&str; 2] = ["https://app.example.com", "https://admin.example.com"];

/// The application, apart from the port that it listens on.
pub fn app() -> Router {
    // With credentials, `*` is not a wildcard: name the methods and the headers.
    let cors = CorsLayer::new()
        .allow_origin(TRUSTED.map(HeaderValue::from_static))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::PUT])
        .allow_headers([CONTENT_TYPE]);
    Router::new()
        .route("/name", get(|| async { "Flopsy" }))
        .route("/name", put(|name: String| async { name }))
        .layer(cors)
        .route("/status", get(status))
}

/// The two headers by hand, which is enough for a GET that needs no preflight.
async fn status(request: HeaderMap) -> impl IntoResponse {
    let mut headers = HeaderMap::new();
    headers.insert(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = request.get(ORIGIN) {
        if TRUSTED.iter().any(|trusted| origin == trusted) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.typed_insert(AccessControlAllowCredentials);
        }
    }
    (headers, "ready")
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}/name and /status", listener.local_addr()?);
    axum::serve(listener, app()).await
}
