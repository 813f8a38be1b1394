//! A response's headers from lines.

use http::header::{HeaderMap, HeaderName, HeaderValue};

/// A header's name in any case, and its value.
pub type Line = (&'static str, Vec<u8>);

/// A header map of these lines, in this order.
///
/// # Panics
///
/// If `http` cannot hold a name or a value.
#[must_use]
pub fn headers<N, V>(lines: impl IntoIterator<Item = (N, V)>) -> HeaderMap
where
    N: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    let lines = lines.into_iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_ref()).expect("a header's name");
        let value = HeaderValue::from_bytes(value.as_ref()).expect("a header's value");
        (name, value)
    });
    let mut headers = HeaderMap::new();
    headers.extend(lines);
    headers
}

/// The same for lines of the two headers that the CORS check reads: `Access-Control-Allow-Origin`,
/// and `Access-Control-Allow-Credentials`.
#[must_use]
pub fn response<O, C>(allow_origin: &[O], allow_credentials: &[C]) -> HeaderMap
where
    O: AsRef<[u8]>,
    C: AsRef<[u8]>,
{
    let origin = allow_origin
        .iter()
        .map(|line| ("access-control-allow-origin", line.as_ref()));
    let credentials = allow_credentials
        .iter()
        .map(|line| ("access-control-allow-credentials", line.as_ref()));
    headers(origin.chain(credentials))
}
