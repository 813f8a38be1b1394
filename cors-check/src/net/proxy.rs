//! Proxies, as in curl: which one a URL goes through, and how to connect by it.

use std::error::Error as StdError;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::{env, fmt};

use cors_flow::escaped;
use http::header::{HeaderMap, HeaderValue, VIA};
use http::uri::{InvalidUri, Scheme};
use http::{StatusCode, Uri};
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

/// The port of a proxy whose URL has none, as in curl.
const PORT: u16 = 1080;

/// How much of a proxy's answer to CONNECT is kept: its first line.
const LONGEST_LINE: usize = 200;

type BoxError = Box<dyn StdError + Send + Sync>;

/// What `-x` and the environment say.
#[derive(Clone)]
pub struct Proxies(Arc<Settings>);

struct Settings {
    http: Option<Setting>,
    https: Option<Setting>,
    without: String,
}

/// A proxy, and the option or variable that names it.
struct Setting {
    name: &'static str,
    value: String,
}

impl Proxies {
    /// With the value of `-x`, if it is given: an empty one stands for no proxy. As in curl, `http_proxy`
    /// counts in lower case only, since a CGI program has the request's header `Proxy` in the other.
    pub fn new(given: Option<&str>) -> Self {
        let setting = |names: &[&'static str]| match given {
            Some(value) => named("--proxy", value.to_owned()),
            None => names.iter().find_map(|name| named(name, variable(name)?)),
        };
        Self(Arc::new(Settings {
            http: setting(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            https: setting(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            without: ["no_proxy", "NO_PROXY"]
                .into_iter()
                .find_map(variable)
                .unwrap_or_default(),
        }))
    }

    /// The proxy for such a URL, if any.
    pub fn route(&self, uri: &Uri) -> Result<Option<Route>, ProxyError> {
        let settings = &self.0;
        let setting = match uri.scheme_str() {
            Some("https") => &settings.https,
            _ => &settings.http,
        };
        let Some(Setting { name, value }) = setting else {
            return Ok(None);
        };
        let intercepts = |without: &str| {
            let proxy = Matcher::builder().all(value).no(without).build();
            proxy.intercept(uri)
        };
        match (intercepts(""), intercepts(&settings.without)) {
            // Its value may have a password in it.
            (None, _) => Err(ProxyError::Unusable(name)),
            (Some(_), None) => Ok(None),
            // To the library, it is no address.
            _ if settings.without.split(',').any(|entry| entry.trim() == "*") => Ok(None),
            (Some(_), Some(proxy)) => {
                let route = Route::new(&proxy, uri);
                Ok(Some(route.map_err(|_| ProxyError::Unusable(name))?))
            }
        }
    }
}

fn named(name: &'static str, value: String) -> Option<Setting> {
    (!value.is_empty()).then_some(Setting { name, value })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The way to a URL.
pub struct Route {
    /// The proxy's URL without its user and password, fit for a terminal.
    pub shown: String,
    /// Where to connect to.
    proxy: Uri,
    /// What to tell the proxy to connect to.
    target: Uri,
    by: By,
}

enum By {
    /// The proxy gets the request itself.
    Request(Option<HeaderValue>),
    /// CONNECT.
    Tunnel(Option<HeaderValue>),
    Socks5 {
        login: Option<(String, String)>,
        resolves_here: bool,
    },
    Socks4 {
        resolves_here: bool,
    },
}

impl Route {
    fn new(proxy: &Intercept, uri: &Uri) -> Result<Self, InvalidUri> {
        let scheme = proxy.uri().scheme_str().unwrap_or("http");
        let login = proxy.raw_auth();
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        let basic = proxy.basic_auth().cloned();
        let by = match scheme {
            "socks5" | "socks5h" => By::Socks5 {
                login,
                resolves_here: scheme == "socks5",
            },
            "socks4" | "socks4a" => By::Socks4 {
                resolves_here: scheme == "socks4",
            },
            _ if uri.scheme() == Some(&Scheme::HTTPS) => By::Tunnel(basic),
            _ => By::Request(basic),
        };
        let default = if scheme == "https" { 443 } else { PORT };
        // A connector knows no other schemes.
        let carrier = if scheme == "https" { "https" } else { "http" };
        let proxy_at = at(carrier, proxy.uri(), default)?;
        let authority = proxy_at
            .authority()
            .map_or("", |authority| authority.as_str());
        Ok(Self {
            shown: escaped(format!("{scheme}://{authority}").as_bytes()),
            target: at("http", uri, default_port(uri))?,
            proxy: proxy_at,
            by,
        })
    }

    /// Whether the proxy gets the request itself, rather than connecting to the server.
    pub fn takes_request(&self) -> bool {
        matches!(self.by, By::Request(_))
    }

    /// What such a request has to have, too.
    pub fn login(&self) -> Option<&HeaderValue> {
        match &self.by {
            By::Request(login) => login.as_ref(),
            _ => None,
        }
    }
}

fn default_port(uri: &Uri) -> u16 {
    match uri.scheme_str() {
        Some("https") => 443,
        _ => 80,
    }
}

/// The same host, and always a port.
fn at(scheme: &str, uri: &Uri, default: u16) -> Result<Uri, InvalidUri> {
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(default);
    format!("{scheme}://{host}:{port}/").parse()
}

/// Connects by the proxy, or directly if there is none.
#[derive(Clone)]
pub struct ProxyConnector<C> {
    connector: HttpsConnector<C>,
    proxies: Proxies,
}

impl<C> ProxyConnector<C> {
    pub fn new(connector: HttpsConnector<C>, proxies: Proxies) -> Self {
        Self { connector, proxies }
    }
}

impl<C> Service<Uri> for ProxyConnector<C>
where
    C: Service<Uri, Response = TokioIo<TcpStream>> + Clone + Send + 'static,
    C::Future: Send + 'static,
    C::Error: Into<BoxError>,
{
    type Response = Via;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Via, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let mut connector = self.connector.clone();
        let route = self.proxies.route(&uri);
        Box::pin(async move {
            let Some(route) = route? else {
                // TLS with the server is not of this connection.
                let direct = at("http", &uri, default_port(&uri))?;
                return Ok(Via::new(connector.call(direct).await?));
            };
            let failed = |error: BoxError| ProxyError::Failed {
                proxy: route.shown.clone(),
                error,
            };
            let connected = connector.call(route.proxy.clone()).await;
            let via = Via::new(connected.map_err(failed)?);
            let (proxy, target) = (route.proxy.clone(), route.target.clone());
            match route.by {
                By::Request(_) => Ok(Via {
                    takes_request: true,
                    ..via
                }),
                By::Tunnel(login) => {
                    let heard = via.heard.clone();
                    let mut tunnel = Tunnel::new(proxy, Once(Some(via)));
                    if let Some(login) = login {
                        tunnel = tunnel.with_auth(login);
                    }
                    let answered = tunnel.call(target).await;
                    answered
                        .map_err(|error| ProxyError::answered(&route.shown, &heard, error).into())
                }
                By::Socks5 {
                    login,
                    resolves_here,
                } => {
                    let mut socks = SocksV5::new(proxy, Once(Some(via))).local_dns(resolves_here);
                    if let Some((user, password)) = login {
                        socks = socks.with_auth(user, password);
                    }
                    let answered = socks.call(target).await;
                    answered.map_err(|error| failed(error.into()).into())
                }
                By::Socks4 { resolves_here } => {
                    let mut socks = SocksV4::new(proxy, Once(Some(via))).local_dns(resolves_here);
                    let answered = socks.call(target).await;
                    answered.map_err(|error| failed(error.into()).into())
                }
            }
        })
    }
}

/// A connector that has connected already.
struct Once(Option<Via>);

impl Service<Uri> for Once {
    type Response = Via;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Via>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        std::future::ready(
            self.0
                .take()
                .ok_or_else(|| io::ErrorKind::NotConnected.into()),
        )
    }
}

/// A connection to a server, or to a proxy on the way.
pub struct Via {
    io: MaybeHttpsStream<TokioIo<TcpStream>>,
    takes_request: bool,
    heard: Heard,
}

/// The beginning of what came: the library does not tell how a proxy answered CONNECT.
type Heard = Arc<Mutex<Vec<u8>>>;

impl Via {
    fn new(io: MaybeHttpsStream<TokioIo<TcpStream>>) -> Self {
        Self {
            io,
            takes_request: false,
            heard: Heard::default(),
        }
    }
}

impl Connection for Via {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.takes_request)
    }
}

impl Read for Via {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut bytes = [0; 4096];
        let most = bytes.len().min(buffer.remaining());
        let mut read = ReadBuf::new(&mut bytes[..most]);
        ready!(Pin::new(&mut self.io).poll_read(context, read.unfilled()))?;
        if let Ok(mut heard) = self.heard.lock() {
            let more = LONGEST_LINE.saturating_sub(heard.len());
            heard.extend(read.filled().iter().take(more));
        }
        buffer.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl Write for Via {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    // A handshake that is written in parts can be cut off before the other side's alert is read.
    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

/// Why there is no way by a proxy.
#[derive(Debug)]
pub enum ProxyError {
    /// The value of this option or variable is not the URL of a proxy.
    Unusable(&'static str),
    /// It wants a user and a password, or others than these.
    Login { proxy: String },
    /// It answered a request with this status itself, and with this header.
    Refused {
        proxy: String,
        status: StatusCode,
        why: String,
    },
    /// It answered CONNECT with this line.
    Answered { proxy: String, line: String },
    /// It cannot be reached, or does not speak its protocol.
    Failed { proxy: String, error: BoxError },
}

/// In which Squid says that an answer is its own.
const SQUID_ERROR: &str = "x-squid-error";

impl ProxyError {
    /// Of an answer to a request that the proxy got, if it is not the server's.
    pub fn of_answer(proxy: &str, status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let proxy = proxy.to_owned();
        if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Some(Self::Login { proxy });
        }
        let why = headers.get(SQUID_ERROR)?;
        // Who passed it on last did not make it, unless that was a Squid.
        let mut passed = headers.get_all(VIA).iter();
        let last = passed.next_back().map(HeaderValue::as_bytes);
        let last = last.and_then(|via| via.rsplit(|byte| *byte == b',').next());
        let is_squid = |via: &[u8]| {
            via.to_ascii_lowercase()
                .windows(5)
                .any(|word| word == b"squid")
        };
        if last.is_some_and(|last| !is_squid(last)) {
            return None;
        }
        Some(Self::Refused {
            proxy,
            status,
            why: format!("{SQUID_ERROR}: {}", escaped(why.as_bytes())),
        })
    }

    fn answered(proxy: &str, heard: &Heard, error: impl Into<BoxError>) -> Self {
        let heard = heard.lock().map(|heard| heard.clone()).unwrap_or_default();
        let line = heard.split(|byte| matches!(byte, b'\r' | b'\n')).next();
        let line = line.filter(|line| line.starts_with(b"HTTP/"));
        let proxy = proxy.to_owned();
        match line {
            Some(line) if line.get(9..12) == Some(b"407") => Self::Login { proxy },
            Some(line) => Self::Answered {
                proxy,
                line: escaped(line),
            },
            None => Self::Failed {
                proxy,
                error: error.into(),
            },
        }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(name) => write!(
                f,
                "`{name}` is not the URL of a proxy: write `http://HOST:PORT`, or another scheme of \
                 https, socks4, socks4a, socks5 and socks5h. In a user name or a password, write `@`, \
                 `:` and `/` as %40, %3A and %2F"
            ),
            Self::Login { proxy } => write!(
                f,
                "the proxy {proxy} wants a user name and a password (407), or does not accept those \
                 given: write them in its URL, as in `-x http://USER:PASSWORD@HOST:PORT`"
            ),
            Self::Refused { proxy, status, why } => write!(
                f,
                "the proxy {proxy} answers {} instead of the server (`{why}`): ask whoever runs \
                 it, or go without it (`-x ''`, or the host in `NO_PROXY`)",
                status.as_u16()
            ),
            Self::Answered { proxy, line } => write!(
                f,
                "the proxy {proxy} does not connect to the server; it answers `{line}`: ask whoever runs \
                 it, or go without it (`-x ''`, or the host in `NO_PROXY`)"
            ),
            Self::Failed { proxy, error } => {
                write!(
                    f,
                    "the proxy {proxy} failed ({})",
                    escaped(error.to_string().as_bytes())
                )
            }
        }
    }
}

impl StdError for ProxyError {}
