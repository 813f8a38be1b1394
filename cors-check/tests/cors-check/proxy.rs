//! Proxies, by `-x` and by the environment.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::program::{Outcome, PAGE, cors_check, outcome};
use crate::server::{Server, Tls, raw, right};

/// The names in the environment, which a test sets or not.
const NAMES: [&str; 8] = [
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
];

/// A proxy that connects to loopback, whatever the name, and remembers what it was asked.
struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&heads);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let log = Arc::clone(&log);
                // That a client leaves is its own affair.
                thread::spawn(move || serve(stream.unwrap(), &log));
            }
        });
        Self { address, heads }
    }

    /// What it was asked since the last time.
    fn heads(&self) -> Vec<String> {
        std::mem::take(&mut *self.heads.lock().unwrap())
    }
}

fn serve(mut client: TcpStream, log: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut begin = [0];
    client.peek(&mut begin)?;
    let (head, port) = match begin {
        [5] => socks(&mut client)?,
        _ => request(&mut client)?,
    };
    let (is_request, target) = (head.starts_with("GET "), head.clone());
    log.lock().unwrap().push(head);
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    if is_request {
        let (line, rest) = target.split_once("\r\n").unwrap();
        let path = line.splitn(4, '/').nth(3).unwrap();
        server.write_all(format!("GET /{path}\r\n{rest}").as_bytes())?;
    }
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
    });
    io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Both)
}

/// A head, and the port that it names.
fn request(client: &mut TcpStream) -> io::Result<(String, u16)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    if head.starts_with("CONNECT ") {
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    }
    let target = head.split(' ').nth(1).unwrap();
    let authority = target.split_once("://").map_or(target, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap();
    let port = authority.rsplit(':').next().unwrap().parse().unwrap();
    Ok((head, port))
}

/// SOCKS 5 (RFC 1928) without a login: the host that it names, and the port.
fn socks(client: &mut TcpStream) -> io::Result<(String, u16)> {
    let mut read = |length: u8| {
        let mut bytes = vec![0; length.into()];
        client.read_exact(&mut bytes).map(|()| bytes)
    };
    let count = read(2)?[1];
    read(count)?;
    client.write_all(&[5, 0])?;
    let mut read = |length: u8| {
        let mut bytes = vec![0; length.into()];
        client.read_exact(&mut bytes).map(|()| bytes)
    };
    let host = match read(4)?[3] {
        3 => {
            let length = read(1)?[0];
            String::from_utf8(read(length)?).unwrap()
        }
        _ => format!("{:?}", read(4)?),
    };
    let port = read(2)?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok((host, u16::from_be_bytes([port[0], port[1]])))
}

/// `NAME=VALUE` for the environment, then arguments.
fn run(words: &str, url: &str) -> Outcome {
    let mut command = cors_check();
    for name in NAMES {
        command.env_remove(name);
    }
    command.args(["--origin", PAGE]);
    for word in words.split_whitespace() {
        match word
            .split_once('=')
            .filter(|(name, _)| NAMES.contains(name))
        {
            Some((name, value)) => command.env(name, value),
            None => command.arg(if word == "''" { "" } else { word }),
        };
    }
    outcome(command.arg(url).output().unwrap())
}

#[test]
fn asks_by_a_proxy_as_curl_does() {
    let tls = Tls::new("api.example.com");
    let plain = Server::new(right);
    let secure = Server::start("127.0.0.1:0", tls.speaks(&["h2", "http/1.1"]), right);
    let proxy = Proxy::new();
    let at = proxy.address;
    let http = format!("http://api.example.com:{}/me?x", plain.address.port());
    let https = format!("https://api.example.com:{}/me", secure.address.port());
    let direct = plain.url("/me");
    let trust = format!("--cacert {}", tls.authority().display());
    let authority = format!("api.example.com:{}", secure.address.port());
    let (get, connect) = (
        format!("GET {http} HTTP/1.1\r\n"),
        format!("CONNECT {authority} HTTP/1.1\r\n"),
    );
    // Words with HERE for the proxy, the URL, and how the head begins that comes to the proxy, if any.
    for (words, url, expected) in [
        ("-x HERE", &http, &get[..]),
        ("--proxy http://HERE/", &http, &get),
        ("-x http://HERE", &https, &connect),
        ("-x socks5h://HERE", &http, "api.example.com"),
        ("-x socks5h://HERE", &https, "api.example.com"),
        ("-x socks5://HERE", &direct, "[127, 0, 0, 1]"),
        ("http_proxy=http://HERE", &http, &get),
        ("https_proxy=HERE", &https, &connect),
        ("HTTPS_PROXY=HERE", &https, &connect),
        ("all_proxy=HERE", &http, &get),
        ("ALL_PROXY=HERE", &https, &connect),
        // The first counts, unless it is empty.
        ("http_proxy= all_proxy=HERE", &http, &get),
        ("http_proxy=HERE ALL_PROXY=127.0.0.1:9", &http, &get),
        ("http_proxy=127.0.0.1:9 -x HERE", &http, &get),
        (
            "NO_PROXY=example.org,app.example.com http_proxy=HERE",
            &http,
            &get,
        ),
        // Not for this URL.
        ("HTTP_PROXY=HERE", &direct, ""),
        ("https_proxy=HERE", &direct, ""),
        ("http_proxy=HERE -x ''", &direct, ""),
        ("http_proxy=HERE no_proxy=x,127.0.0.1", &direct, ""),
        ("http_proxy=HERE NO_PROXY=*", &direct, ""),
        ("-x HERE NO_PROXY=127.0.0.0/8", &direct, ""),
    ] {
        let words = format!("{trust} {}", words.replace("HERE", &at.to_string()));
        let (status, stdout, stderr) = run(&words, url);
        assert_eq!((status, stderr.as_str()), (0, ""), "{words}: {stdout}");
        let heads = proxy.heads();
        assert_eq!(
            heads.len(),
            usize::from(!expected.is_empty()),
            "{words}: {heads:?}"
        );
        assert!(heads.concat().starts_with(expected), "{words}: {heads:?}");
    }
}

/// What is in a proxy's URL goes to the proxy, and nowhere else.
#[test]
fn tells_the_login_to_the_proxy_only() {
    let tls = Tls::new("api.example.com");
    let plain = Server::new(right);
    let secure = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    let proxy = Proxy::new();
    for (scheme, server) in [("http", &plain), ("https", &secure)] {
        let url = format!("{scheme}://api.example.com:{}/", server.address.port());
        let words = format!("-k -x http://user:s%40cret@{}", proxy.address);
        let (status, stdout, stderr) = run(&words, &url);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        // `user:s@cret`.
        let login = "Proxy-Authorization: Basic dXNlcjpzQGNyZXQ=\r\n";
        let heads = proxy.heads().concat();
        assert!(heads.contains(login), "{heads}");
        assert!(!stdout.contains("cret"), "{stdout}");
        if scheme == "https" {
            assert_eq!(server.asked_once().header("proxy-authorization"), None);
        }
    }
}

#[test]
fn says_what_a_proxy_answers() {
    let answer = |line: &str| {
        raw(
            format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n"),
            true,
        )
        .to_string()
    };
    let login = answer("407 Proxy Authentication Required");
    let denied = answer("403 x\r\nX-Squid-Error: ERR_ACCESS_DENIED 0");
    let bad = answer("502 Bad\u{1B} Gateway");
    let closed = "127.0.0.1:9".to_owned();
    let (http, https) = ("http://api.invalid/", "https://api.invalid/");
    for (scheme, proxy, url, expected) in [
        (
            "http",
            &login,
            http,
            "wants a user name and a password (407), or does not accept those given: write ",
        ),
        (
            "http",
            &denied,
            http,
            "answers 403 instead of the server (`x-squid-error: ERR_ACCESS_DENIED 0`): ask",
        ),
        (
            "http",
            &login,
            https,
            "wants a user name and a password (407), or ",
        ),
        (
            "http",
            &bad,
            https,
            "does not connect to the server; it answers `HTTP/1.1 502 Bad\\x1b Gateway`: ask",
        ),
        (
            "http",
            &closed,
            http,
            "cannot be used: 127.0.0.1 refused the connection: check the port",
        ),
        (
            "socks5h",
            &closed,
            https,
            "cannot be used: 127.0.0.1 refused the connection: check the port",
        ),
        ("socks4a", &login, https, "cannot be used: "),
        (
            "https",
            &login,
            https,
            "cannot be used: what 127.0.0.1 sends is not TLS",
        ),
    ] {
        let (status, stdout, stderr) = run(&format!("-x {scheme}://user:secret@{proxy}"), url);
        let named = format!("error: the proxy {scheme}://{proxy} ");
        assert!(
            stderr.starts_with(&named) && stderr.contains(expected),
            "{scheme} {url}: {stderr}"
        );
        assert_eq!((status, stderr.lines().count()), (2, 1), "{stdout}");
        assert!(!stderr.contains("secret"), "{stderr}");
    }
    // Without CONNECT, an error may be the server's or the proxy's, if nothing tells.
    for begin in [
        "503 x",
        "403 x\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\nVia: 1.1 b (squid), 1.1 a (tinyproxy)",
    ] {
        let proxy = answer(begin);
        let (status, stdout, _) = run(&format!("http_proxy={proxy}"), http);
        let note = format!(
            "Note: the answer came through the proxy http://{proxy}, which may have produced it"
        );
        assert!(status == 1 && stdout.contains(&note), "{begin}: {stdout}");
    }
    // A value that is none, with a password in it.
    for (words, name) in [
        ("-x ftp://u:secret@p", "--proxy"),
        ("http_proxy=u:secret@", "http_proxy"),
    ] {
        let (status, _, stderr) = run(words, http);
        let wrong = format!("error: `{name}` is not the URL of a proxy: write ");
        assert!(
            stderr.starts_with(&wrong) && !stderr.contains("secret"),
            "{stderr}"
        );
        assert_eq!(status, 2);
    }
}
