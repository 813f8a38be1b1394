//! Which headers a CORS filtered response has.

use std::fmt;

use headers_allow_credentials::cors::{check_exposed, CredentialsMode, ExposedError};
use http::header::HeaderName;

use super::{contains, extract_list, matches_in_any_case, show};
use crate::response::{headers, Line};

pub const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

/// A header that a page wants to read, and the response's lines in the order of the wire.
pub struct Case {
    pub name: HeaderName,
    pub mode: CredentialsMode,
    pub lines: Vec<Line>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "header `{}`, mode {}", self.name, self.mode)?;
        show(&self.lines, f)
    }
}

impl Case {
    /// What `check_exposed` says of the case as a header map.
    pub fn ours(&self) -> Result<(), ExposedError> {
        let response = headers(self.lines.iter().map(|(name, value)| (name, value)));
        check_exposed(&self.name, self.mode, &response)
    }

    /// What the standard says of it, and which error is documented for that.
    pub fn expected(&self) -> Result<(), ExposedError> {
        let exposed = self.exposed_header_names();
        if self.is_in_filtered_response(&exposed) {
            return Ok(());
        }
        Err(match extract_list(EXPOSE_HEADERS, &self.lines) {
            _ if self.is_forbidden() => ExposedError::Forbidden,
            None => ExposedError::MissingExposeHeaders,
            Some(Err(_)) => ExposedError::InvalidExposeHeaders,
            Some(Ok(list)) if contains(&list, b"*") => ExposedError::WildcardExposeHeaders,
            Some(Ok(_)) => ExposedError::NotExposed,
        })
    }

    /// Of “Main fetch”: the response's CORS-exposed header-name list.
    fn exposed_header_names(&self) -> Vec<&[u8]> {
        // 1. Let headerNames be the result of extracting header list values given
        // `Access-Control-Expose-Headers` and response's header list.
        let header_names = extract_list(EXPOSE_HEADERS, &self.lines);
        let header_names = match &header_names {
            Some(Ok(header_names)) => header_names.as_slice(),
            // Null and failure: the list stays empty.
            None | Some(Err(_)) => &[],
        };
        if self.mode != CredentialsMode::Include && contains(header_names, b"*") {
            // 2. If request's credentials mode is not "include" and headerNames contains `*`, then
            // set it to all unique header names in response's header list. The one in question is
            // one of them.
            vec![self.name.as_str().as_bytes()]
        } else {
            // 3. Otherwise, if headerNames is non-null or failure, then set it to headerNames.
            header_names.to_vec()
        }
    }

    /// “CORS filtered response”: it excludes any headers whose name is not a CORS-safelisted
    /// response-header name, given the response's CORS-exposed header-name list.
    fn is_in_filtered_response(&self, exposed: &[&[u8]]) -> bool {
        let safelisted = [
            &b"Cache-Control"[..],
            b"Content-Language",
            b"Content-Length",
            b"Content-Type",
            b"Expires",
            b"Last-Modified",
            b"Pragma",
        ];
        let name = self.name.as_str().as_bytes();
        matches_in_any_case(&safelisted, name)
            // Any item in list that is not a forbidden response-header name.
            || matches_in_any_case(exposed, name) && !self.is_forbidden()
    }

    fn is_forbidden(&self) -> bool {
        let name = self.name.as_str().as_bytes();
        matches_in_any_case(&[b"Set-Cookie", b"Set-Cookie2"], name)
    }
}
