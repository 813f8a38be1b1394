//! In the hands of its users: servers and clients of today's libraries over real sockets, and the
//! examples that a user copies.

mod client;
mod examples;
mod server;

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use tokio::net::TcpListener;

/// A loopback port that the system picks, so that tests can run side by side.
pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Serves over HTTP/1.1 and HTTP/2, whichever the client speaks, until the test ends.
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let (listener, address) = listen().await;
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}
