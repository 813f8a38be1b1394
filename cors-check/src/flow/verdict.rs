//! The outcome of a request.

use std::fmt;

use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use http::header::HeaderName;
use http::StatusCode;
use url::Url;

use super::{Outgoing, RedirectError};

/// Whether the page gets what it asked for, and each decision on the way, in order.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Whether there was at least one decision, and all of them were in favour of the page.
    pub allowed: bool,
    /// The decisions. If a preflight or a response is refused, that decision is the last. If the
    /// page gets the response, there is one for each header that it wants to read.
    pub steps: Vec<Finding>,
    /// The request that was not sent, if the driver stopped before it ([`Flow::stop`]).
    ///
    /// [`Flow::stop`]: super::Flow::stop
    pub unsent: Option<Outgoing>,
    /// The headers that the page wants to read, but for which the answer is unknown because the
    /// request was not sent.
    pub unanswered: Vec<HeaderName>,
}

/// One decision.
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: Kind,
    pub url: Url,
    /// Why it is against the page, if it is.
    pub error: Option<Error>,
    /// A sentence for a person: what was decided and, if it is against the page, what to send. It
    /// repeats nothing from a response.
    pub message: String,
    /// The response's status, if there was a response.
    pub status: Option<StatusCode>,
    /// The header that it is about: one that the page wants to read, or one that the preflight
    /// asked for.
    pub header: Option<HeaderName>,
    /// Whether it was judged by the preflight's response, because the request was not sent.
    pub foretold: bool,
}

impl Finding {
    pub(super) fn new(kind: Kind, url: &Url, mut message: String) -> Self {
        // A message of the library may begin in lower case, as it may follow a colon.
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self {
            kind,
            url: url.clone(),
            error: None,
            message,
            status: None,
            header: None,
            foretold: false,
        }
    }

    pub(super) fn with(self, status: StatusCode) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    #[must_use]
    pub fn allowed(&self) -> bool {
        self.error.is_none()
    }

    /// The error for a program, see [`Error::code`].
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.error.map(Error::code)
    }
}

/// What was decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A preflight's response: whether the request may be sent.
    Preflight,
    /// A response: whether the page may read it or, if it is a redirect, the browser may follow it.
    Response,
    /// One header of the response: whether the page may read it.
    Exposed,
}

impl Kind {
    /// As `--json` writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preflight => "preflight",
            Self::Response => "response",
            Self::Exposed => "exposed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a decision is against the page: an error of the library, or of a redirect.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Preflight(PreflightError),
    Check(CheckError),
    Redirect(RedirectError),
    Exposed(ExposedError),
    /// There was no response, see [`Flow::receive_nothing`](super::Flow::receive_nothing).
    Network,
}

impl Error {
    /// For a program: the error as the library prints it in `{:?}`, such as `WildcardAllowOrigin`
    /// or `Check(MissingAllowOrigin)`; or `NetworkError`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Preflight(error) => format!("{error:?}"),
            Self::Check(error) => format!("{error:?}"),
            Self::Redirect(error) => format!("{error:?}"),
            Self::Exposed(error) => format!("{error:?}"),
            Self::Network => "NetworkError".into(),
        }
    }
}
