//! Serialized origins, as browsers write them in a request's `Origin`.
//!
//! Browsers compare one with the response byte for byte. Any other spelling of the same origin
//! would never match, and the response would get the blame: so `--origin` refuses it, and gives the
//! right one.

use url::Url;

/// The text itself if it is a serialized origin, otherwise what to write instead.
///
/// # Errors
///
/// A sentence for whoever wrote the text.
pub fn parse(text: &str) -> Result<String, String> {
    if text == "null" {
        return Ok(text.into());
    }
    if text.trim() != text {
        return Err("leave out the spaces around the origin".into());
    }
    if text.contains([' ', ',']) {
        return Err("expected one origin, not a list".into());
    }
    if text.contains('*') {
        return Err("expected one origin, without a wildcard".into());
    }
    let expected =
        "expected `scheme://host` or `scheme://host:port`, such as `https://app.example`";
    let url = match Url::parse(text) {
        Ok(url) if text.contains("://") => url,
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(format!("{expected}, or `null`"))
        }
        Err(error) => return Err(format!("{error}: {expected}")),
    };
    if url.scheme() == "file" {
        return Err("expected `null`, which is the origin of a local file".into());
    }
    match serialized(&url) {
        Some(serialized) if serialized == text => Ok(serialized),
        Some(serialized) => Err(format!("browsers write this origin as `{serialized}`")),
        None => Err(expected.into()),
    }
}

fn serialized(url: &Url) -> Option<String> {
    let origin = url.origin();
    if origin.is_tuple() {
        return Some(origin.ascii_serialization());
    }
    // By the standard, this origin is opaque. But browsers do write it out, for example for an
    // extension's page.
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map(|port| format!(":{port}"));
    Some([url.scheme(), "://", host, &port.unwrap_or_default()].concat())
}
