//! The network: one request, one response's head.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use cors_flow::{Outgoing, escaped};
use http::header::{HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::{Client as HttpClient, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{CertificateError, ClientConfig};
use tokio::time::{Instant, timeout_at};
use tower_service::Service;

use super::body::Body;
use super::failure::{self, Failure, NotFound};
use super::lenient::{LenientConnector, Moment};
use super::proxy::{Proxies, ProxyConnector, ProxyError, Route};
use super::tls::{self, ClientCertificate, ServerCertificates};
use crate::options::{Options, Resolve};
use crate::outcome::CannotTell;

/// The most bytes of a head that are read. Chromium's limit is the same.
const LARGEST_HEAD: usize = 256 * 1024;

/// The most header lines, which fill the largest head with lines of few bytes.
const MOST_LINES: usize = 16 * 1024;

/// Some firewalls let a client through only if its name begins like a browser's.
const AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; cors-check/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Body,
    /// The proxy that the request itself was sent to, if any: the answer may be its own.
    pub proxy: Option<String>,
}

type Http = HttpClient<LenientConnector<HttpsConnector<ProxyConnector<Connector>>>, Full<Bytes>>;

/// Why there is no answer.
pub enum Failed {
    /// A sentence, without its beginning and its full stop.
    Because(String),
    /// The server asked for a client certificate, got none, and ended the connection.
    CertificateDemanded,
}

impl<E: ToString> From<E> for Failed {
    fn from(why: E) -> Self {
        Self::Because(why.to_string())
    }
}

/// Connections that show one client certificate, or none.
struct Connections {
    http: Http,
    /// The same, but offers HTTP/1.1 only.
    http1: Http,
    certificate: ClientCertificate,
}

/// Asks servers.
pub struct Client {
    anonymous: Connections,
    /// With the client certificate that was given.
    identified: Option<Connections>,
    body: Bytes,
    proxies: Proxies,
    certificates: Arc<ServerCertificates>,
    /// How long an answer may take to come before the request.
    moment: Moment,
    patience: Duration,
    deadline: Instant,
}

impl Client {
    pub fn new(options: &Options, body: Vec<u8>, deadline: Instant) -> Result<Self, CannotTell> {
        let (tls, certificates) = tls::config(options)?;
        let moment = Moment::default();
        let connector = Connector {
            resolve: options.resolve.clone().into(),
        };
        // To a proxy, too, TLS is possible.
        let to_proxy = HttpsConnectorBuilder::new()
            .with_tls_config(tls.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let proxies = Proxies::new(options.proxy.as_deref());
        let connector = ProxyConnector::new(to_proxy, proxies.clone());
        let secure = |tls: ClientConfig| {
            HttpsConnectorBuilder::new()
                .with_tls_config(tls)
                .https_or_http()
                .with_server_name_resolver(tls::NameWithoutDot)
                .enable_http1()
        };
        let connections = |certificate: ClientCertificate| {
            let tls = certificate.on(&tls);
            let http1 = secure(tls.clone()).wrap_connector(connector.clone());
            let http = secure(tls).enable_http2().wrap_connector(connector.clone());
            Connections {
                http: client(LenientConnector::new(http, moment.clone())),
                http1: client(LenientConnector::new(http1, moment.clone())),
                certificate,
            }
        };
        Ok(Self {
            anonymous: connections(ClientCertificate::default()),
            identified: ClientCertificate::given(options)?.map(connections),
            body: body.into(),
            proxies,
            certificates,
            moment,
            patience: options.patience(),
            deadline,
        })
    }

    /// How long everything may take.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// When everything has to be done.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The first certificate that was let pass although it is not valid: the host, and what is wrong.
    pub fn passed(&self) -> Option<(String, CertificateError)> {
        self.certificates.passed()
    }

    /// The response's head, and the beginning of its body. `is_identified` is whether the client
    /// certificate goes with it.
    pub async fn send(&self, outgoing: Outgoing, is_identified: bool) -> Result<Answer, Failed> {
        let identified = self.identified.as_ref().filter(|_| is_identified);
        let connections = identified.unwrap_or(&self.anonymous);
        connections.certificate.forget();
        let host = escaped(outgoing.url.host_str().unwrap_or_default().as_bytes());
        let mut request = self.request(outgoing)?;
        let route = self.proxies.route(request.uri())?;
        let by = route.as_ref();
        let by = by.map_or(String::new(), |route| {
            format!(" through the proxy {}", route.shown)
        });
        let proxy = route.filter(Route::takes_request);
        if let Some(login) = proxy.as_ref().and_then(Route::login) {
            let headers = request.headers_mut();
            headers.insert(PROXY_AUTHORIZATION, login.clone());
        }
        let proxy = proxy.map(|proxy| proxy.shown);
        let secure = request.uri().scheme_str() == Some("https");
        // Such a request changes nothing, so it may be sent again.
        let again = (secure && request.method().is_safe()).then(|| request.clone());
        let answer = async {
            let answer = connections.http.request(request).await;
            match (answer, again) {
                (Err(error), Some(again)) => self.ask_again(connections, error, again).await,
                (answer, _) => answer,
            }
        };
        let answer = timeout_at(self.deadline, answer).await;
        let failure = Failure {
            host: &host,
            secure,
            no_roots: self.certificates.lacks_roots(),
            has_certificate: identified.is_some(),
        };
        match answer {
            Ok(Ok(response)) => {
                let (head, body) = response.into_parts();
                // The HTTP library's limits are those of a buffer, and not exact.
                if size(&head.headers) > LARGEST_HEAD {
                    return Err(failure.of_size().into());
                }
                let of_proxy = proxy
                    .as_ref()
                    .and_then(|proxy| ProxyError::of_answer(proxy, head.status, &head.headers));
                if let Some(error) = of_proxy {
                    return Err(error.into());
                }
                Ok(Answer {
                    status: head.status,
                    body: Body::begun(&head.headers, body).await,
                    headers: head.headers,
                    proxy,
                })
            }
            Ok(Err(error)) => {
                let was_asked_for = identified.is_none() && connections.certificate.was_asked_for();
                Err(if was_asked_for && failure::may_be_of_certificate(&error) {
                    Failed::CertificateDemanded
                } else {
                    failure.of(&error).into()
                })
            }
            Err(_) => Err(Failed::Because(format!(
                "{host} did not answer{by} within {} s: try again, or give it more time with \
                 `--max-time`",
                self.patience.as_secs_f64()
            ))),
        }
    }

    /// Asks a second time if the HTTP library may be to blame for the error.
    async fn ask_again(
        &self,
        connections: &Connections,
        error: Error,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Error> {
        if failure::is_of_http2(&error) {
            // Browsers accept more in a head of HTTP/2, such as a `Connection`.
            let answer = connections.http1.request(request).await;
            return answer.map_err(|_| error);
        }
        if failure::is_reset(&error) {
            self.moment.lengthen();
            return connections.http.request(request).await;
        }
        Err(error)
    }

    fn request(&self, outgoing: Outgoing) -> Result<Request<Full<Bytes>>, String> {
        let mut headers = outgoing.headers;
        if !headers.contains_key(USER_AGENT) {
            headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        }
        let body = if outgoing.body {
            self.body.clone()
        } else {
            Bytes::new()
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = outgoing.method;
        *request.uri_mut() = Uri::try_from(String::from(outgoing.url)).map_err(|_| {
            "this URL cannot be sent, as it is longer than 64 KiB or its host has an unusual \
             character: shorten it, or use another name for the host"
        })?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

fn client(connector: LenientConnector<HttpsConnector<ProxyConnector<Connector>>>) -> Http {
    HttpClient::builder(TokioExecutor::new())
        // No connection is used twice: the rest of a body may still be in it.
        .pool_max_idle_per_host(0)
        .pool_timer(TokioTimer::new())
        // Browsers read a folded line as one. A malformed line is an error here: skipping it,
        // as hyper can, could hide a second Allow-Origin that browsers see.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_max_buf_size(LARGEST_HEAD)
        .http1_max_headers(MOST_LINES)
        .http1_title_case_headers(true)
        .http2_max_header_list_size(u32::try_from(LARGEST_HEAD).unwrap_or(u32::MAX))
        .build(connector)
}

/// How many bytes the header lines are on the wire.
fn size(headers: &HeaderMap) -> usize {
    let line = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    headers.iter().map(line).sum()
}

/// Connects to a URL's host, or to where `--resolve` says that it is.
#[derive(Clone)]
struct Connector {
    resolve: Arc<[Resolve]>,
}

impl Service<Uri> for Connector {
    type Response = <HttpConnector as Service<Uri>>::Response;
    type Error = <HttpConnector as Service<Uri>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("https") => 443,
            _ => 80,
        });
        // As in curl, the last one counts.
        let given = self
            .resolve
            .iter()
            .rev()
            .find(|entry| entry.is_for(host, port));
        let given = given.map(|entry| entry.addresses.clone());
        // The connector asks the resolver only about names, so an address is replaced by a name.
        let uri = match &given {
            Some(_) => elsewhere(&uri, port).unwrap_or(uri),
            None => uri,
        };
        let mut connector = HttpConnector::new_with_resolver(Resolver { given });
        connector.enforce_http(false);
        connector.set_nodelay(true);
        Box::pin(async move { connector.call(uri).await })
    }
}

/// The same port at a placeholder name, so that the connector asks the resolver.
fn elsewhere(uri: &Uri, port: u16) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.authority = format!("elsewhere.invalid:{port}").parse().ok();
    Uri::from_parts(parts).ok()
}

/// Resolves a name, by what was given or as the platform does.
#[derive(Clone)]
struct Resolver {
    given: Option<Vec<IpAddr>>,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = NotFound;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NotFound>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let given = self.given.clone();
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = match given {
                // As browsers do, without asking.
                None if is_localhost(name.as_str()) => [
                    (Ipv4Addr::LOCALHOST, 0).into(),
                    (Ipv6Addr::LOCALHOST, 0).into(),
                ]
                .to_vec(),
                Some(given) => given
                    .into_iter()
                    .map(|address| (address, 0).into())
                    .collect(),
                None => tokio::net::lookup_host((name.as_str(), 0))
                    .await
                    .map_err(|error| NotFound(error.to_string()))?
                    .collect(),
            };
            if addresses.is_empty() {
                return Err(NotFound("no address".into()));
            }
            Ok(addresses.into_iter())
        })
    }
}

/// A name of this machine (RFC 6761, section 6.3), with or without a dot at its end.
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = name.rsplit('.').next().unwrap_or_default();
    label.eq_ignore_ascii_case("localhost")
}
