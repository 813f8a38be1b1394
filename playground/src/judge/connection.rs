//! One request over a connection of its own. Some answers close their connection, which could happen
//! just as it is used again.

use cors_flow::Outgoing;
use http::header::HOST;
use http::{HeaderMap, Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What comes back, if it can be read: as browsers read it, as far as hyper can be told to.
pub async fn send(sent: &Outgoing) -> Option<(StatusCode, HeaderMap)> {
    let url: Uri = sent.url.as_str().parse().ok()?;
    let (host, path) = (url.authority()?, url.path_and_query()?);
    let port = host.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host.host(), port)).await.ok()?;
    let (mut sender, connection) = http1::Builder::new()
        // Browsers read a folded line as one, and pass over a line that is not a header.
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .handshake(TokioIo::new(stream))
        .await
        .ok()?;
    // It ends when what follows has the response's head.
    tokio::spawn(connection);
    let request = Request::builder().method(&sent.method).uri(path.as_str());
    let request = request.header(HOST, host.as_str());
    let mut request = request.body(String::new()).ok()?;
    request.headers_mut().extend(sent.headers.clone());
    let (head, _) = sender.send_request(request).await.ok()?.into_parts();
    Some((head.status, head.headers))
}
