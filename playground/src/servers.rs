//! The three servers: the page's, and the two halves of the API.

pub mod api;
mod caller;
pub mod page;
pub mod raw;
mod run;

use std::future::Future;
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, Duration};
use tokio_io_timeout::TimeoutStream;

/// How many connections a server has open. A browser opens six to each.
pub const MOST_CONNECTIONS: usize = 64;

/// Serves HTTP/1.1, with names written as people and most servers write them. A connection is
/// closed once its next head has not arrived whole within `patience`, or once its client has taken
/// nothing of an answer for as long.
pub async fn serve(listener: TcpListener, router: Router, patience: Duration) {
    let converse = move |stream| {
        let service = TowerToHyperService::new(router.clone());
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(patience));
        let mut server = http1::Builder::new();
        server
            .title_case_headers(true)
            .timer(TokioTimer::new())
            .header_read_timeout(patience);
        let connection = server.serve_connection(TokioIo::new(Box::pin(stream)), service);
        async move {
            // A browser that disconnects midway does not affect the others.
            connection.await.ok();
        }
    };
    accept(listener, converse).await;
}

/// Takes every connection, so many at a time: the next ones wait until one has ended. If accepting
/// one fails, say because the program has too many files open, the server goes on.
async fn accept<F>(listener: TcpListener, converse: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it all works, only slower.
                stream.set_nodelay(true).ok();
                let conversation = converse(stream);
                tokio::spawn(async move {
                    conversation.await;
                    drop(place);
                });
            }
            Err(error) => {
                // Nobody may be there to read it.
                writeln!(std::io::stderr(), "cannot accept a connection: {error}").ok();
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
