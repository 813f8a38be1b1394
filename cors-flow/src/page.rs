//! Who asks.

use crate::{Flow, Origin, Request, SetupError};

/// A page: an origin, which is what a server sees of it.
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
}

impl Page {
    /// A page of that origin.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self { origin }
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What happens if the page asks for that, for a driver of your own.
    ///
    /// # Errors
    ///
    /// If the page's call throws, so that a browser sends nothing.
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
        Flow::new(&self.origin, request)
    }
}
