//! Servers on loopback that answer as a test tells them to, and remember what they were asked.

use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread;

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Version};
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
    crypto::ring,
};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub version: Version,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// With a client certificate.
    pub is_identified: bool,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        assert!(self.headers.get_all(name).iter().count() <= 1);
        Some(self.headers.get(name)?.to_str().unwrap())
    }
}

/// A status and header lines.
pub type Answer = (u16, Vec<(&'static str, String)>);

/// What a right server answers: it allows whatever it is asked for, and no cache keeps it.
pub fn right(asked: &Asked) -> Answer {
    let echo = |name| asked.header(name).unwrap_or_default().to_owned();
    let mut lines = vec![
        ("access-control-allow-origin", echo("origin")),
        ("access-control-allow-credentials", "true".into()),
        ("cache-control", "no-store".into()),
    ];
    lines.extend(if asked.method == Method::OPTIONS {
        let (method, headers) = (
            "access-control-request-method",
            "access-control-request-headers",
        );
        [
            ("access-control-allow-methods", echo(method)),
            ("access-control-allow-headers", echo(headers)),
        ]
    } else {
        [
            ("access-control-expose-headers", "etag".into()),
            ("etag", "\"1\"".into()),
        ]
    });
    (200, lines)
}

/// A server that speaks HTTP.
pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub fn new(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::start("127.0.0.1:0", None, answer)
    }

    /// At this address, and by TLS if there is a certificate.
    pub fn start(
        address: &str,
        tls: impl Into<Option<Arc<ServerConfig>>>,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let answering = Answering {
            answer: Arc::new(answer),
            log: Arc::default(),
        };
        answering.start(address, tls.into())
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// The same, if that is one request.
    #[track_caller]
    pub fn asked_once(&self) -> Asked {
        let [asked] = <[Asked; 1]>::try_from(self.asked()).expect("one request");
        asked
    }
}

/// Not the closure's own type, nor the stream's below: for each, the compiler would make all of hyper's
/// server once more.
#[derive(Clone)]
struct Answering {
    answer: Arc<dyn Fn(&Asked) -> Answer + Send + Sync>,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Answering {
    fn start(self, address: &str, tls: Option<Arc<ServerConfig>>) -> Server {
        let listener = TcpListener::bind(address).unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            asked: Arc::clone(&self.log),
        };
        thread::spawn(move || serve(listener, tls, &self));
        server
    }
}

trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

fn serve(listener: TcpListener, tls: Option<Arc<ServerConfig>>, answering: &Answering) {
    listener.set_nonblocking(true).unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let tls = tls.map(TlsAcceptor::from);
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(connected(stream, tls.clone(), answering.clone()));
        }
    });
}

async fn connected(stream: tokio::net::TcpStream, tls: Option<TlsAcceptor>, answering: Answering) {
    let (stream, is_identified): (Box<dyn Connection>, _) = match tls {
        None => (Box::new(stream), false),
        Some(tls) => match tls.accept(stream).await {
            Ok(stream) => {
                let is_identified = stream.get_ref().1.peer_certificates().is_some();
                (Box::new(stream), is_identified)
            }
            Err(_) => return,
        },
    };
    let service = service_fn(move |request| {
        let Answering { answer, log } = answering.clone();
        async move {
            let asked = arrived(request, is_identified).await;
            log.lock().unwrap().push(asked.clone());
            Ok::<_, Infallible>(response(answer(&asked)))
        }
    });
    let server = auto::Builder::new(TokioExecutor::new());
    // A client may leave at any time.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

async fn arrived(request: http::Request<Incoming>, is_identified: bool) -> Asked {
    let (head, body) = request.into_parts();
    Asked {
        method: head.method,
        path: head.uri.path().to_owned(),
        version: head.version,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
        is_identified,
    }
}

/// A line `x-body` is not sent: it is the body.
fn response((status, mut lines): Answer) -> Response<Sent> {
    let body = lines.iter().position(|(name, _)| *name == "x-body");
    let body = body.map(|at| lines.remove(at).1);
    let is_endless = lines.iter().any(|(name, _)| *name == "x-endless");
    let body = body.or_else(|| is_endless.then(|| "x".to_owned()));
    let mut response = Response::new(Sent {
        rest: body.map(Bytes::from),
        is_endless,
    });
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        response.headers_mut().append(name, value);
    }
    response
}

/// A body that may never end.
struct Sent {
    rest: Option<Bytes>,
    is_endless: bool,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.rest.take() {
            Some(rest) => Poll::Ready(Some(Ok(Frame::data(rest)))),
            // Nothing will wake it.
            None if self.is_endless => Poll::Pending,
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && !self.is_endless
    }
}

/// A server that writes these bytes to whoever connects, whatever it is asked, and closes the
/// connection if it is told to.
pub fn raw(bytes: impl Into<Vec<u8>>, close: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let bytes = bytes.into();
    thread::spawn(move || {
        let mut open: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            // That a client leaves is its own affair.
            let _ = stream.read(&mut request);
            let _ = stream.write_all(&bytes);
            if !close {
                open.push(stream);
            }
        }
    });
    address
}

/// What a connection to `talks` is: in clear, or by TLS.
pub trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

/// A server that does this with each connection, and then closes it.
pub fn talks(
    tls: impl Into<Option<Arc<ServerConfig>>>,
    talk: impl Fn(&mut dyn Stream) -> io::Result<()> + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let tls = tls.into();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // That a client leaves is its own affair.
            let _ = match &tls {
                None => talk(&mut stream),
                Some(config) => {
                    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                    talk(&mut StreamOwned::new(connection, stream))
                }
            };
        }
    });
    address
}

/// An authority, and a certificate of its own.
pub struct Tls {
    folder: TempDir,
    pub config: ServerConfig,
}

impl Tls {
    /// For this name.
    pub fn new(name: &str) -> Self {
        Self::issued(&params(name))
    }

    /// For 127.0.0.1, valid from the beginning of one year to that of another.
    pub fn valid(from: i32, to: i32) -> Self {
        let mut params = params("127.0.0.1");
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        Self::issued(&params)
    }

    fn issued(params: &CertificateParams) -> Self {
        let (key, authority_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let authority = authority("authority.invalid");
        let certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let own = params.signed_by(&key, &issuer).unwrap();
        let tls = Self::serving(&certificate, &own, &key);
        let client_key = KeyPair::generate().unwrap();
        let client = self::params("client.invalid")
            .signed_by(&client_key, &issuer)
            .unwrap();
        std::fs::write(tls.client(), client.pem() + &client_key.serialize_pem()).unwrap();
        tls
    }

    /// The authority's certificate for the server, too, as `openssl req -x509` makes one.
    pub fn self_signed(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = authority(name).self_signed(&key).unwrap();
        Self::serving(&certificate, &certificate, &key)
    }

    fn serving(authority: &Certificate, own: &Certificate, key: &KeyPair) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("authority.pem"), authority.pem()).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], key)
            .unwrap();
        Self { folder, config }
    }

    /// The authority's certificate.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// A client's certificate from the same authority, and its key.
    pub fn client(&self) -> PathBuf {
        self.folder.path().join("client.pem")
    }

    /// Asks for a client's certificate, and demands it or not.
    pub fn asks_for_a_certificate(
        &self,
        demands: bool,
        version: &'static SupportedProtocolVersion,
    ) -> Arc<ServerConfig> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(self.authority()).unwrap();
        roots.add(authority).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone());
        let verifier = if demands {
            verifier
        } else {
            verifier.allow_unauthenticated()
        };
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_cert_resolver(self.config.cert_resolver.clone());
        Arc::new(config)
    }

    /// With these protocols to choose from.
    pub fn speaks(&self, protocols: &[&str]) -> Arc<ServerConfig> {
        let mut config = self.config.clone();
        let bytes = |protocol: &&str| protocol.as_bytes().to_vec();
        config.alpn_protocols = protocols.iter().map(bytes).collect();
        Arc::new(config)
    }
}

fn params(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(name);
    // Not that of what it signs: to OpenSSL, that would then be signed by itself.
    params
        .distinguished_name
        .push(DnType::CommonName, "authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}
