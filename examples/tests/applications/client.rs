//! In a client: reqwest and bare hyper read live responses, over HTTP/1.1 and over HTTP/2 in plain
//! text, and decode the header as a browser does.

use std::future::Future;
use std::net::SocketAddr;

use axum::response::AppendHeaders;
use axum::Router;
use headers::HeaderMapExt;
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::{HeaderMap, ACCESS_CONTROL_ALLOW_CREDENTIALS};
use http::{Request, Response, Version};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

type Ours = AccessControlAllowCredentials;
type Theirs = headers::AccessControlAllowCredentials;
type Verdict = Result<Option<Ours>, ParseError>;

/// The lines that a server sends, what we make of them, and whether `headers`' own type accepts
/// them.
const RESPONSES: [(&[&str], Verdict, bool); 7] = [
    (&["true"], Ok(Some(AccessControlAllowCredentials)), true),
    (&[], Ok(None), false),
    (&["True"], Err(ParseError::WrongCase), false),
    (&["false"], Err(ParseError::False), false),
    (&["true", "true"], Err(ParseError::Repeated), true),
    (&["true", "false"], Err(ParseError::Repeated), true),
    (&["false", "true"], Err(ParseError::Repeated), false),
];

/// Serves each of the responses, and reads it by what the client received.
async fn decode_all<B, F>(version: Version, get: impl Fn(SocketAddr) -> F)
where
    F: Future<Output = Response<B>>,
{
    for (lines, ours, theirs) in RESPONSES {
        let app = Router::new().fallback(move || async move {
            AppendHeaders(
                lines
                    .iter()
                    .map(|line| (ACCESS_CONTROL_ALLOW_CREDENTIALS, *line)),
            )
        });
        let response = get(crate::serve(app).await).await;
        assert_eq!(response.version(), version);

        let headers: &HeaderMap = response.headers();
        assert_eq!(Ours::from_headers(headers), ours, "{lines:?}");
        assert_eq!(headers.typed_try_get::<Ours>().ok(), ours.ok(), "{lines:?}");
        assert_eq!(
            headers.typed_get::<Ours>(),
            ours.ok().flatten(),
            "{lines:?}"
        );
        assert_eq!(headers.typed_get::<Theirs>().is_some(), theirs, "{lines:?}");
    }
}

async fn connect(server: SocketAddr) -> TokioIo<TcpStream> {
    TokioIo::new(TcpStream::connect(server).await.unwrap())
}

/// HTTP/1.1 needs the header, HTTP/2 the whole address.
fn request(server: SocketAddr) -> Request<Empty<Bytes>> {
    Request::get(format!("http://{server}/"))
        .header("host", server.to_string())
        .body(Empty::new())
        .unwrap()
}

#[tokio::test]
async fn reqwest_over_http_1() {
    decode_all(Version::HTTP_11, |server| async move {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = client.get(format!("http://{server}")).send().await;
        Response::<reqwest::Body>::from(response.unwrap())
    })
    .await;
}

#[tokio::test]
async fn reqwest_over_http_2() {
    decode_all(Version::HTTP_2, |server| async move {
        let client = reqwest::Client::builder()
            .no_proxy()
            .http2_prior_knowledge()
            .build()
            .unwrap();
        let response = client.get(format!("http://{server}")).send().await;
        Response::<reqwest::Body>::from(response.unwrap())
    })
    .await;
}

#[tokio::test]
async fn hyper_over_http_1() {
    decode_all(Version::HTTP_11, |server| async move {
        let stream = connect(server).await;
        let (mut sender, connection) = conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request(server)).await.unwrap()
    })
    .await;
}

#[tokio::test]
async fn hyper_over_http_2() {
    decode_all(Version::HTTP_2, |server| async move {
        let stream = connect(server).await;
        let handshake = conn::http2::handshake(TokioExecutor::new(), stream);
        let (mut sender, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request(server)).await.unwrap()
    })
    .await;
}
