//! The beginning of a body. No more of it is read, and only if it may say why there is an error.

use std::time::Duration;

use cors_check::transcript::MOST_OF_BODY;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, HeaderMap};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use tokio::time::{Instant, timeout, timeout_at};

use crate::excerpt::{self, excerpt};

/// How long the beginning of a body may take to come, to be looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// How long the beginning of a text may take.
const MOMENT: Duration = Duration::from_millis(500);

/// What begins every gzip (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

pub struct Body {
    begin: Vec<u8>,
    rest: Option<Incoming>,
    /// What has come is an error already, or is not in the coding that it says.
    pub is_broken: bool,
}

impl Body {
    /// Looks at what has come.
    pub async fn begun(headers: &HeaderMap, mut body: Incoming) -> Self {
        let is_gzip = headers.get(CONTENT_ENCODING);
        let is_gzip = is_gzip.is_some_and(|coding| coding == "gzip");
        let (begin, is_broken, has_ended) = match timeout(GLANCE, body.frame()).await {
            Ok(Some(Err(_))) => (Bytes::new(), true, true),
            Ok(Some(Ok(frame))) => {
                let data = frame.into_data().unwrap_or_default();
                let is_other = data.len() >= GZIP.len() && !data.starts_with(&GZIP);
                (data, is_gzip && is_other, false)
            }
            Ok(None) => (Bytes::new(), false, true),
            // It comes later.
            Err(_) => (Bytes::new(), false, false),
        };
        Self {
            begin: begin.into(),
            rest: (!has_ended).then_some(body),
            is_broken,
        }
    }

    /// What it says for itself: see [`excerpt`]. It waits for a moment.
    pub async fn excerpt(
        mut self,
        status: StatusCode,
        headers: &HeaderMap,
        is_error: bool,
        deadline: Instant,
    ) -> Option<String> {
        let end = deadline.min(Instant::now() + MOMENT);
        let rest = self.rest.take().filter(|_| excerpt::is_text(headers));
        if let Some(mut rest) = rest {
            while self.begin.len() < MOST_OF_BODY {
                match timeout_at(end, rest.frame()).await {
                    Ok(Some(Ok(frame))) => self.begin.extend(frame.into_data().unwrap_or_default()),
                    _ => break,
                }
            }
        }
        self.begin.truncate(MOST_OF_BODY);
        excerpt(status, headers, &self.begin, is_error)
    }
}
