//! Who asks.

use crate::cookie::jar::Jar;
use crate::{Flow, Origin, Request, SetupError};

/// A page: an origin, which is what a server sees of it, and its cookies.
///
/// The cookies that a response sets go with the page's next requests, never with a preflight. They are
/// kept and sent as Chrome does by default; what other browsers do is in
/// [`Report::cookies`](crate::Report::cookies). A clone has a copy of them.
///
/// With the feature `tower`, `Page::fetch` asks a service as a browser would for this page.
///
/// # Examples
///
/// ```
/// let page = cors_flow::Page::new("https://app.example.com".parse()?);
/// assert_eq!(page.origin().as_str(), "https://app.example.com");
/// # Ok::<(), cors_flow::OriginError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    origin: Origin,
    jar: Jar,
}

impl Page {
    /// A page of that origin, without cookies.
    ///
    /// # Examples
    ///
    /// See [`Page`].
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            jar: Jar::default(),
        }
    }

    /// The page's origin.
    ///
    /// # Examples
    ///
    /// See [`Page`].
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What happens if the page asks for that, for a driver of your own. It begins with the page's
    /// cookies; [`remember`](Self::remember) takes those that it ends with.
    ///
    /// # Errors
    ///
    /// The same [`SetupError`] as that of [`Flow::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let flow = page.flow(&Request::get("https://api.example.com/me".parse()?))?;
    /// assert!(flow.is_cross_origin());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flow<B>(&self, request: &Request<B>) -> Result<Flow, SetupError> {
        Ok(Flow::new(&self.origin, request)?.with_jar(self.jar.clone()))
    }

    /// Takes over the cookies of a flow that the page [began](Self::flow).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{CredentialsMode::Include, Page, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let mut page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::get("https://api.example.com/".parse()?).credentials(Include);
    /// let mut flow = page.flow(&request)?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("set-cookie", HeaderValue::from_static("sid=1"));
    /// flow.receive(StatusCode::OK, &headers);
    /// page.remember(&flow);
    /// assert_eq!(page.flow(&request)?.actual().headers["cookie"], "sid=1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remember(&mut self, flow: &Flow) {
        if let Some(jar) = flow.jar() {
            self.jar = jar.clone();
        }
    }
}
