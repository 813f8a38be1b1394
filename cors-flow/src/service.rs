//! The driver for a service, such as a server's router in a test.

use std::error;
use std::future::poll_fn;

use http::header::{HOST, HeaderValue};
use http::uri::InvalidUri;
use tower_service::Service;
use url::{Position, Url};

use crate::{Outgoing, Page, Report, Request, SetupError, Step};

/// Why a service could not be asked.
///
/// # Examples
///
/// ```
/// use cors_flow::FetchError;
///
/// let error = FetchError::Service("the database is down".into());
/// assert_eq!(error.to_string(), "the service failed: the database is down");
/// ```
#[non_exhaustive]
#[derive(Debug)]
pub enum FetchError {
    /// The page's call throws, so that a browser sends nothing.
    Setup(SetupError),
    /// The service gave an error instead of a response.
    Service(Box<dyn error::Error + Send + Sync>),
    /// An [`http::Uri`] cannot hold the URL: it is longer than 65,534 bytes.
    Url(InvalidUri),
}

impl error::Error for FetchError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Setup(_) => None,
            Self::Service(error) => Some(&**error),
            Self::Url(error) => Some(error),
        }
    }
}

impl From<SetupError> for FetchError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

impl Page {
    /// Asks a service as a browser would for this page: with a preflight if the request needs one, and
    /// following redirects, all to the same service, whatever their host. Cookies are kept from one call to
    /// the next.
    ///
    /// Each request has the absolute URL and `Host`, as a proxy or an HTTP/2 server sees it. The bodies
    /// of responses are dropped. The service is an axum `Router`, what `tower::service_fn` makes, an
    /// HTTP client, .. If it takes only bodies of a type that cannot be cloned, such as
    /// `axum::body::Body`, adapt it by `tower::ServiceExt::map_request`.
    ///
    /// # Errors
    ///
    /// A [`FetchError`] if the page's call throws, or the service fails. A response that a browser refuses is
    /// not an error but a [`Report`] that is not [`allowed`](Report::allowed).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    /// use http::Response;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut service = tower::service_fn(|request: http::Request<String>| async move {
    ///     let origin = &request.headers()["origin"];
    ///     Response::builder().header("access-control-allow-origin", origin).body(())
    /// });
    /// let mut page = Page::new("https://app.example.com".parse()?);
    /// let report = page.fetch(&mut service, Request::get("https://api.example.com/".parse()?)).await?;
    /// assert!(report.allowed(), "{report}");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn fetch<S, B, R>(
        &mut self,
        service: &mut S,
        request: Request<B>,
    ) -> Result<Report, FetchError>
    where
        S: Service<http::Request<B>, Response = http::Response<R>>,
        S::Error: Into<Box<dyn error::Error + Send + Sync>>,
        B: Clone + Default,
    {
        let mut flow = self.flow(&request)?;
        loop {
            let sent = match flow.step() {
                Step::Send(sent) => sent,
                Step::Done(_) => {
                    self.remember(&flow);
                    return Ok(flow.into_report());
                }
            };
            let body = request.body.as_ref().filter(|_| sent.body);
            let message = match message(sent, body.cloned().unwrap_or_default()) {
                Ok(message) => message,
                // It is the server's own Location.
                Err(error) if !flow.report().exchanges().is_empty() => {
                    flow.receive_nothing(error.to_string());
                    continue;
                }
                Err(error) => return Err(error),
            };
            let failed = |error: S::Error| FetchError::Service(error.into());
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(failed)?;
            let (head, _body) = service.call(message).await.map_err(failed)?.into_parts();
            flow.receive(head.status, &head.headers);
        }
    }
}

fn message<B>(sent: Outgoing, body: B) -> Result<http::Request<B>, FetchError> {
    let mut message = http::Request::new(body);
    *message.method_mut() = sent.method;
    *message.uri_mut() = sent.url.as_str().parse().map_err(FetchError::Url)?;
    *message.headers_mut() = sent.headers;
    if let Some(host) = host(&sent.url) {
        message.headers_mut().insert(HOST, host);
    }
    Ok(message)
}

/// The URL's host and, unless it is the scheme's default, its port.
fn host(url: &Url) -> Option<HeaderValue> {
    HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]).ok()
}
