//! The other half of the API: answers that no HTTP library would write, byte by byte.

use std::io;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::cases::Answer;
use crate::playground::Playground;

/// The largest request head that is read: browsers send far less.
const LARGEST_HEAD: usize = 64 * 1024;

pub async fn serve(listener: TcpListener, playground: Arc<Playground>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let playground = Arc::clone(&playground);
        // A client that leaves in the middle is no concern of the others.
        tokio::spawn(async move { converse(stream, &playground).await.ok() });
    }
}

async fn converse(mut stream: TcpStream, playground: &Playground) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    loop {
        let (length, method, path, headers) = loop {
            if let Some(head) = parse(&received)? {
                break head;
            }
            if received.len() > LARGEST_HEAD || stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        };
        received.drain(..length);
        let Some(case) = playground.case(&path) else {
            return stream
                .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                .await;
        };
        playground.note_asked(&path, &headers);
        let answer = match case.preflight {
            Some(preflight) if method == "OPTIONS" => preflight,
            _ => case.answer,
        };
        match answer {
            Answer::Lines(status, lines) => {
                let head = format!("HTTP/1.1 {status} \r\n");
                let mut message = head.into_bytes();
                for line in lines {
                    message.extend(line);
                    message.extend(b"\r\n");
                }
                message.extend(b"Content-Length: 2\r\n\r\nok");
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
fn parse(received: &[u8]) -> io::Result<Option<(usize, String, String, HeaderMap)>> {
    let mut lines = [httparse::EMPTY_HEADER; 64];
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
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    Ok(Some((
        length,
        text(request.method),
        text(request.path),
        headers,
    )))
}
