//! The other half of the API: answers that no HTTP library would write, byte by byte.

use std::io;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{timeout, Duration};

use crate::cases::Answer;
use crate::playground::Playground;

/// The largest request head that is read: browsers send far less.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long a connection may say nothing.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub async fn serve(listener: TcpListener, playground: Arc<Playground>) {
    loop {
        let stream = accept(&listener).await;
        let playground = Arc::clone(&playground);
        // A client that disconnects midway does not affect the others.
        tokio::spawn(async move { converse(stream, &playground).await.ok() });
    }
}

/// The next connection. If accepting one fails, say because too many are open, the server goes on.
pub async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it all works, only slower.
                stream.set_nodelay(true).ok();
                return stream;
            }
            Err(error) => {
                eprintln!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(mut stream: TcpStream, playground: &Playground) -> io::Result<()> {
    let mut received = Vec::new();
    loop {
        let (length, method, uri, headers) = loop {
            if let Some(head) = parse(&received)? {
                break head;
            }
            let read = timeout(PATIENCE, stream.read_buf(&mut received)).await??;
            if received.len() > LARGEST_HEAD || read == 0 {
                return Ok(());
            }
        };
        received.drain(..length);
        let Some(case) = playground.case(uri.path()) else {
            return stream
                .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                .await;
        };
        match playground.answer(&case, &method, &uri, &headers) {
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
                stream.write_all(&message).await?;
            }
            Answer::Message(message) => {
                stream.write_all(&message).await?;
                return stream.shutdown().await;
            }
        }
    }
}

/// The length, method, path and headers of a whole request head. None of the requests has a body.
fn parse(received: &[u8]) -> io::Result<Option<(usize, Method, Uri, HeaderMap)>> {
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
    Ok(Some((length, method, uri, headers)))
}
