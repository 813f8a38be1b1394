//! The other half of the API: answers that no HTTP library would write, byte by byte.

use std::io;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{timeout, Duration};

use super::accept;
use crate::cases::Answer;
use crate::state::Playground;

/// The largest request head that is read: browsers send far less.
const LARGEST_HEAD: usize = 64 * 1024;

/// Serves what the API's other half cannot write, as patiently as it.
pub async fn serve(listener: TcpListener, playground: Arc<Playground>, patience: Duration) {
    let converse = move |stream| {
        let playground = Arc::clone(&playground);
        async move {
            // A client that disconnects midway does not affect the others.
            converse(stream, &playground, patience).await.ok();
        }
    };
    accept(listener, converse).await;
}

async fn converse(
    mut stream: TcpStream,
    playground: &Playground,
    patience: Duration,
) -> io::Result<()> {
    let mut received = Vec::new();
    while let Some(head) = timeout(patience, next(&mut stream, &mut received)).await?? {
        let (message, is_last) = answer(playground, &head);
        timeout(patience, stream.write_all(&message)).await??;
        if is_last {
            return stream.shutdown().await;
        }
    }
    Ok(())
}

/// The next request's head, taken out of what was received: `None` if none follows.
async fn next(stream: &mut TcpStream, received: &mut Vec<u8>) -> io::Result<Option<Head>> {
    loop {
        if let Some((length, head)) = parse(received)? {
            received.drain(..length);
            return Ok(Some(head));
        }
        let read = stream.read_buf(received).await?;
        if received.len() > LARGEST_HEAD || read == 0 {
            return Ok(None);
        }
    }
}

/// The message, and whether the connection ends with it.
fn answer(playground: &Playground, (method, uri, headers): &Head) -> (Vec<u8>, bool) {
    let Some(case) = playground.case(uri.path()) else {
        let message = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        return (message.to_vec(), true);
    };
    match playground.answer(&case, method, uri, headers) {
        Answer::Lines(status, lines) => {
            let head = format!("HTTP/1.1 {status} \r\n");
            let mut message = head.into_bytes();
            for line in lines {
                message.extend(line);
                message.extend(b"\r\n");
            }
            // What these two statuses are followed by would be taken for the next answer.
            if !matches!(status, 204 | 304) {
                message.extend(b"Content-Length: 2\r\n");
            }
            message.extend(b"\r\n");
            if !matches!(status, 204 | 304) && method != Method::HEAD {
                message.extend(b"ok");
            }
            (message, false)
        }
        Answer::Message(message) => (message, true),
    }
}

type Head = (Method, Uri, HeaderMap);

/// The length of a whole request head, and the head. None of the requests has a body.
fn parse(received: &[u8]) -> io::Result<Option<(usize, Head)>> {
    let mut lines = [httparse::EMPTY_HEADER; 128];
    let mut request = httparse::Request::new(&mut lines);
    let httparse::Status::Complete(length) = request.parse(received).map_err(io::Error::other)?
    else {
        return Ok(None);
    };
    let headers = request.headers.iter().filter_map(|line| {
        let name = HeaderName::from_bytes(line.name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(line.value).ok()?))
    });
    let headers = headers.collect();
    let method = request
        .method
        .unwrap_or_default()
        .parse()
        .map_err(io::Error::other)?;
    let uri = request
        .path
        .unwrap_or_default()
        .parse()
        .map_err(io::Error::other)?;
    Ok(Some((length, (method, uri, headers))))
}
