//! A connection that lets pass what browsers accept and the HTTP library does not: an answer before
//! the request has been sent, an HTTP/1.0 response with chunks, and [control bytes](super::controls) in
//! `Set-Cookie`.
//!
//! Some servers answer at once and close, whatever arrives. Browsers take such an answer. The HTTP
//! library refuses bytes that come before it has sent anything, and gives up if it cannot send the
//! rest. So nothing is passed on before something is written, and what can no longer be written
//! counts as sent: then the answer tells, or that there is none.
//!
//! If the request arrives just before such a server closes, the server's system resets the
//! connection, and the client's system drops what it has not read yet. By TLS this is likely, since
//! the client may send as soon as the server may. So an answer by TLS gets a moment to arrive first.
//!
//! HTTP/1.0 and 1.1 differ in how a body ends and what becomes of the connection, neither of which
//! matters here: so each response is passed on as one of HTTP/1.1.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use http::Uri;
use hyper::body::Bytes;
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::time::timeout;
use tower_service::Service;

use super::controls::Controls;

/// What the first response on a connection may begin with.
const OLD: &[u8] = b"HTTP/1.0";

/// How long an answer by TLS may take to come before the request.
#[derive(Clone, Default)]
pub struct Moment {
    is_long: Arc<AtomicBool>,
}

impl Moment {
    /// For another try.
    pub fn lengthen(&self) {
        self.is_long.store(true, Ordering::Relaxed);
    }

    fn duration(&self) -> Duration {
        let is_long = self.is_long.load(Ordering::Relaxed);
        Duration::from_millis(if is_long { 200 } else { 5 })
    }
}

/// A connector whose connections are such.
#[derive(Clone)]
pub struct LenientConnector<C> {
    connector: C,
    moment: Moment,
}

impl<C> LenientConnector<C> {
    pub fn new(connector: C, moment: Moment) -> Self {
        Self { connector, moment }
    }
}

impl<C> Service<Uri> for LenientConnector<C>
where
    C: Service<Uri>,
    C::Future: Send + 'static,
    C::Response: Read + Unpin + Send,
{
    type Response = Lenient<C::Response>;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, C::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), C::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let is_secure = uri.scheme_str() == Some("https");
        let moment = self.moment.duration();
        let connecting = self.connector.call(uri);
        Box::pin(async move {
            let mut lenient = Lenient::new(connecting.await?);
            if is_secure {
                // Whether something came or not, what comes next is the request.
                let _ = timeout(moment, poll_fn(|context| lenient.poll_ahead(context))).await;
            }
            Ok(lenient)
        })
    }
}

pub struct Lenient<T> {
    io: T,
    /// What came before the request was sent.
    ahead: Bytes,
    has_written: bool,
    /// Whoever wants to read, until something is written.
    reader: Option<Waker>,
    /// Nothing more can be written.
    is_broken: bool,
    /// How many bytes of the version were as expected so far; None after the first that was not.
    version: Option<usize>,
    controls: Controls,
}

impl<T> Lenient<T> {
    fn new(io: T) -> Self {
        Self {
            io,
            ahead: Bytes::new(),
            has_written: false,
            reader: None,
            is_broken: false,
            version: Some(0),
            controls: Controls::new(),
        }
    }

    /// Ready once something has come, or the connection has ended.
    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<()>
    where
        T: Read + Unpin,
    {
        // An error comes again when the answer is read.
        self.poll_fill(context).map(drop)
    }

    /// Reads what comes next to `ahead`.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>>
    where
        T: Read + Unpin,
    {
        let mut bytes = [0; 4096];
        let mut buffer = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.io).poll_read(context, buffer.unfilled()))?;
        let mut read = buffer.filled().to_vec();
        for byte in &mut read {
            match self.version.and_then(|at| Some((at, OLD.get(at)?))) {
                Some((at, expected)) if byte == expected => {
                    if at + 1 == OLD.len() {
                        *byte = b'1';
                    }
                    self.version = Some(at + 1);
                }
                _ => {
                    self.version = None;
                    break;
                }
            }
        }
        self.ahead = self.controls.replaced(&read).into();
        Poll::Ready(Ok(()))
    }

    /// From here on an answer may be read.
    fn let_read(&mut self) {
        self.has_written = true;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    /// What counts as done if it cannot be done any more.
    fn unless_broken<V>(&mut self, result: io::Result<V>, done: V) -> io::Result<V> {
        if result.is_ok() {
            return result;
        }
        self.is_broken = true;
        self.let_read();
        Ok(done)
    }
}

impl<T: Read + Unpin> Read for Lenient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.has_written {
            self.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        if self.ahead.is_empty() {
            ready!(self.poll_fill(context))?;
        }
        let length = self.ahead.len().min(buffer.remaining());
        buffer.put_slice(&self.ahead.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl<T: Write + Unpin> Write for Lenient<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_broken {
            return Poll::Ready(Ok(bytes.len()));
        }
        let poll = Pin::new(&mut self.io).poll_write(context, bytes);
        poll.map(|result| {
            self.let_read();
            self.unless_broken(result, bytes.len())
        })
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_broken {
            return Poll::Ready(Ok(()));
        }
        let poll = Pin::new(&mut self.io).poll_flush(context);
        poll.map(|result| self.unless_broken(result, ()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

impl<T: Connection> Connection for Lenient<T> {
    fn connected(&self) -> Connected {
        self.io.connected()
    }
}
