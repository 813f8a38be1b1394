//! No client keeps a server waiting for longer than its patience, or busy with more than a few
//! runs.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::routing::get;
use axum::Router;
use cors_flow::Origin;
use playground::servers::{api, page, raw, serve, MOST_CONNECTIONS};
use playground::state::Playground;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout, Duration, Instant};

/// Of the servers here.
const PATIENCE: Duration = Duration::from_millis(500);
/// What does not come by then never comes.
const LONG: Duration = Duration::from_secs(15);

async fn listen() -> (TcpListener, Origin) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin.parse().unwrap())
}

/// The three servers.
async fn start() -> Arc<Playground> {
    let [for_page, for_api, for_raw] = [listen().await, listen().await, listen().await];
    let playground = Arc::new(Playground::new(for_page.1, for_api.1, for_raw.1));
    let router = page::router(Arc::clone(&playground), true, PATIENCE);
    tokio::spawn(serve(for_page.0, router, PATIENCE));
    let router = api::router(Arc::clone(&playground));
    tokio::spawn(serve(for_api.0, router, PATIENCE));
    tokio::spawn(raw::serve(for_raw.0, Arc::clone(&playground), PATIENCE));
    playground
}

fn host(origin: &Origin) -> &str {
    origin.as_str().strip_prefix("http://").unwrap()
}

async fn sent(origin: &Origin, message: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host(origin)).await.unwrap();
    stream.write_all(message.as_bytes()).await.unwrap();
    stream
}

/// The next part that is received.
async fn part(stream: &mut TcpStream) -> String {
    let mut part = [0; 4096];
    let length = timeout(LONG, stream.read(&mut part))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8_lossy(&part[..length]).into_owned()
}

/// How long a connection lasts on which that is sent, and then a drop now and then; and what was
/// received on it.
async fn lasts(origin: Origin, message: String, drop: &'static str) -> (Duration, String) {
    let begun = Instant::now();
    let mut stream = sent(&origin, &message).await;
    let mut received = String::new();
    let ended = async {
        let mut part = [0; 4096];
        loop {
            match timeout(PATIENCE / 5, stream.read(&mut part)).await {
                Ok(Ok(0) | Err(_)) => break,
                Ok(Ok(length)) => received += &String::from_utf8_lossy(&part[..length]),
                // The read that follows says if it is closed.
                Err(_) => {
                    stream.write_all(drop.as_bytes()).await.ok();
                }
            }
        }
    };
    let ended = timeout(LONG, ended).await;
    assert!(ended.is_ok(), "{message:?}, {drop:?}: it stays open");
    (begun.elapsed(), received)
}

#[tokio::test]
async fn silent_connections_are_closed() {
    let playground = start().await;
    let Playground { page, api, raw, .. } = &*playground;
    let mut clients = JoinSet::new();
    for (origin, path) in [
        (page, "/cookie/seen"),
        (api, "/case/true"),
        (raw, "/case/true"),
    ] {
        let whole = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", host(origin));
        for (message, drop, answered) in [
            ("", "", false),
            ("GET / HT", "", false),
            ("GET / HTTP/1.1\r\n", "A: b\r\n", false),
            (&*whole, "", true),
            // The next head.
            (&*whole, "G", true),
        ] {
            let what = format!("{origin}: {message:?}, {drop:?}");
            let client = lasts(origin.clone(), message.to_owned(), drop);
            clients.spawn(async move { (what, answered, client.await) });
        }
    }
    while let Some(client) = clients.join_next().await {
        let (what, answered, (lasted, received)) = client.unwrap();
        assert!(lasted >= PATIENCE, "{what}: {lasted:?}");
        assert_eq!(
            received.starts_with("HTTP/1.1 200"),
            answered,
            "{what}: {received}"
        );
    }
}

#[tokio::test]
async fn a_body_must_arrive_in_time() {
    let playground = start().await;
    let Playground { page, api, raw, .. } = &*playground;
    let mut clients = JoinSet::new();
    for (origin, path, drop, status) in [
        (page, "/report", "", Some("HTTP/1.1 408 ")),
        (page, "/report", " ", Some("HTTP/1.1 408 ")),
        (page, "/try", " ", Some("HTTP/1.1 408 ")),
        // These take no body.
        (api, "/case/true", " ", None),
        (raw, "/case/true", " ", None),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: 1000\r\n\r\n",
            host(origin)
        );
        let client = lasts(origin.clone(), head, drop);
        let what = format!("{path}, {drop:?}");
        clients.spawn(async move { (what, status, client.await) });
    }
    while let Some(client) = clients.join_next().await {
        let (what, status, (lasted, received)) = client.unwrap();
        if let Some(status) = status {
            assert!(lasted >= PATIENCE, "{what}: {lasted:?}");
            assert!(received.starts_with(status), "{what}: {received}");
            assert!(received.contains("did not arrive in time"), "{received}");
        }
    }
}

/// Far more than the system keeps for a client that takes nothing.
const LARGE: usize = 1 << 26;

#[tokio::test]
async fn a_client_that_takes_no_answer_is_left() {
    let (listener, origin) = listen().await;
    let router = Router::new().route("/", get(|| async { vec![b'a'; LARGE] }));
    tokio::spawn(serve(listener, router, PATIENCE));
    let mut stream = sent(&origin, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    sleep(PATIENCE * 4).await;
    let mut received = Vec::new();
    timeout(LONG, stream.read_to_end(&mut received))
        .await
        .unwrap()
        .ok();
    assert!(received.starts_with(b"HTTP/1.1 200") && received.len() < LARGE);
}

#[tokio::test]
async fn a_client_that_takes_no_raw_answer_is_left() {
    let raw = &start().await.raw;
    let mut stream = sent(raw, "").await;
    let requests = "GET /case/true HTTP/1.1\r\n\r\n".repeat(1000);
    let left = async { while stream.write_all(requests.as_bytes()).await.is_ok() {} };
    timeout(LONG, left).await.expect("it is left");
}

#[tokio::test]
async fn connections_above_the_most_wait() {
    let (listener, origin) = listen().await;
    let router = Router::new().route("/", get(|| async { "ok" }));
    tokio::spawn(serve(listener, router, LONG));
    let mut open = Vec::new();
    for _ in 0..MOST_CONNECTIONS {
        open.push(sent(&origin, "").await);
    }
    let mut next = sent(&origin, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(timeout(PATIENCE, next.readable()).await.is_err());
    open.pop();
    assert!(part(&mut next).await.starts_with("HTTP/1.1 200"));
}

/// A third run waits, and is refused if no place becomes free.
#[tokio::test]
async fn only_a_few_runs_are_judged_at_a_time() {
    let playground = start().await;
    let page = &playground.page;
    let run = |count: u32| {
        format!(
            "GET /cases?count={count} HTTP/1.1\r\nHost: {}\r\n\r\n",
            host(page)
        )
    };
    let mut going = [
        sent(page, &run(10_000)).await,
        sent(page, &run(10_000)).await,
    ];
    for stream in &mut going {
        assert!(part(stream).await.starts_with("HTTP/1.1 200"));
    }
    let begun = Instant::now();
    let refused = part(&mut sent(page, &run(0)).await).await;
    assert!(begun.elapsed() >= PATIENCE, "{:?}", begun.elapsed());
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("\r\nRetry-After: 10\r\n"), "{refused}");
    assert!(
        refused.contains("{\"error\":\"2 runs are still going"),
        "{refused}"
    );

    drop(going);
    // Whoever has left holds no place, once the server has seen that they left.
    let answered = async {
        while !part(&mut sent(page, &run(0)).await)
            .await
            .starts_with("HTTP/1.1 200")
        {}
    };
    timeout(LONG, answered)
        .await
        .expect("a place is free again");
}
