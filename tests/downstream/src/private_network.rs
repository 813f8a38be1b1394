use headers::Header;
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderName, HeaderValue};

static NAME: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// `Access-Control-Allow-Private-Network: true`, in the answer to a preflight: a public page may
/// reach this private server.
///
/// The grammar is that of `Access-Control-Allow-Credentials`: `%s"true" ; case-sensitive`.
///
/// # Examples
///
/// ```
/// use downstream::AccessControlAllowPrivateNetwork;
/// use headers::HeaderMapExt;
///
/// let mut headers = http::HeaderMap::new();
/// headers.typed_insert(AccessControlAllowPrivateNetwork);
/// assert_eq!(headers["access-control-allow-private-network"], "true");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessControlAllowPrivateNetwork;

impl Header for AccessControlAllowPrivateNetwork {
    fn name() -> &'static HeaderName {
        &NAME
    }

    fn decode<'i, I>(values: &mut I) -> Result<Self, headers::Error>
    where
        I: Iterator<Item = &'i HeaderValue>,
    {
        match (values.next(), values.next()) {
            (Some(line), None) => {
                AccessControlAllowCredentials::from_bytes(line.as_bytes())?;
                Ok(Self)
            }
            _ => Err(headers::Error::invalid()),
        }
    }

    fn encode<E: Extend<HeaderValue>>(&self, values: &mut E) {
        values.extend(Some(AccessControlAllowCredentials.into()));
    }
}
