//! The allocation-free path from bytes to a verdict, and the reasons for a refusal.

use std::{error, fmt};

/// The one valid value as one machine word: a `match` on `b"true"` would compile to a chain of byte
/// comparisons, this compiles to a single one.
const TRUE: u32 = u32::from_ne_bytes(*b"true");

/// The longest value that is examined for a reason, which bounds the cost of a refusal.
const LONGEST_EXPLAINED: usize = 64;

/// Whether these bytes are exactly `true`.
#[inline]
pub(crate) const fn is_true(value: &[u8]) -> bool {
    match *value {
        [a, b, c, d] => u32::from_ne_bytes([a, b, c, d]) == TRUE,
        _ => false,
    }
}

/// The verdict on one value, with the reason if it is refused.
#[inline]
pub(crate) const fn from_bytes(value: &[u8]) -> Result<(), ParseError> {
    if is_true(value) {
        Ok(())
    } else {
        Err(reason(value))
    }
}

/// Why these bytes are not `true`. Inline, so that a caller that asks only whether a value is valid
/// does not pay for the reason.
#[inline]
const fn reason(value: &[u8]) -> ParseError {
    match value {
        [] => ParseError::Empty,
        _ if value.len() > LONGEST_EXPLAINED => ParseError::Other,
        [b'f' | b'F', b'a' | b'A', b'l' | b'L', b's' | b'S', b'e' | b'E'] => ParseError::False,
        [b't' | b'T', b'r' | b'R', b'u' | b'U', b'e' | b'E'] => ParseError::WrongCase,
        _ if has_comma(value) => ParseError::List,
        // With whitespace, it is longer than `true`.
        [_, _, _, _, _, ..] if is_true(trim_http_whitespace(value)) => ParseError::Padded,
        _ => ParseError::Other,
    }
}

const fn has_comma(mut value: &[u8]) -> bool {
    while let [first, rest @ ..] = value {
        if *first == b',' {
            return true;
        }
        value = rest;
    }
    false
}

/// HTTP whitespace is tab, LF, CR and space (Fetch standard). `u8::is_ascii_whitespace` also
/// accepts the form feed, and Rust 1.63 does not have `<[u8]>::trim_ascii`.
const fn trim_http_whitespace(mut value: &[u8]) -> &[u8] {
    while let [b'\t' | b'\n' | b'\r' | b' ', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b'\t' | b'\n' | b'\r' | b' '] = value {
        value = rest;
    }
    value
}

/// Why a browser does not accept a response's `Access-Control-Allow-Credentials`.
///
/// Its [`Display`](fmt::Display) message is one line for the person who debugs the blocked
/// request: what is wrong and what to send instead. Neither the message nor the error contains any
/// of the input, which may come from an attacker and end up in a log.
///
/// The reasons are tried in the order [`Empty`](Self::Empty), [`False`](Self::False),
/// [`WrongCase`](Self::WrongCase), [`List`](Self::List), [`Padded`](Self::Padded),
/// [`Other`](Self::Other), and the first that fits is given. A value of more than 64 bytes is
/// always `Other`, and its bytes are not examined, so a refusal costs little, whatever is sent.
///
/// The rule is the Fetch standard's, sections “HTTP new-header syntax” (the value is `true`,
/// case-sensitive) and “Headers” (*getting* a header joins all its lines with `, `).
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
///
/// let error = AccessControlAllowCredentials::from_bytes(b"True").unwrap_err();
/// assert_eq!(error, ParseError::WrongCase);
/// assert_eq!(
///     error.to_string(),
///     "Access-Control-Allow-Credentials is `true` in the wrong case: send `true` in lower case",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParseError {
    /// Two or more lines of the header, whatever their values: a browser joins them with `, `, and
    /// `true, true` is not `true`. Often a gateway and the application behind it both add the line.
    Repeated,
    /// A line with nothing after the colon.
    Empty,
    /// `false`, in any case. The header has no such value: to refuse credentials, omit it.
    False,
    /// `True`, `TRUE` or another spelling of `true` that is not all lower case.
    WrongCase,
    /// One line with a comma, such as `true, true`: repeated lines that something on the way has
    /// joined, or a list, which the header does not allow.
    List,
    /// `true` with HTTP whitespace (tab, LF, CR or space) around it. An HTTP parser removes such
    /// whitespace, so this value did not come from one.
    Padded,
    /// Anything else, such as `1`, `yes` or `"true"`, and every value of more than 64 bytes.
    Other,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repeated => {
                "Access-Control-Allow-Credentials is sent more than once, often by a proxy and the \
                 application: send a single `true`"
            }
            Self::Empty => {
                "Access-Control-Allow-Credentials is empty: send `true`, or omit the header to refuse \
                 credentials"
            }
            Self::False => {
                "Access-Control-Allow-Credentials cannot be `false`: omit the header to refuse \
                 credentials, or send `true` to allow them"
            }
            Self::WrongCase => {
                "Access-Control-Allow-Credentials is `true` in the wrong case: send `true` in lower \
                 case"
            }
            Self::List => {
                "Access-Control-Allow-Credentials has a comma, as if two lines were joined: send a \
                 single `true`"
            }
            Self::Padded => {
                "Access-Control-Allow-Credentials has whitespace around `true`, which an HTTP parser \
                 strips: pass `true` alone"
            }
            Self::Other => {
                "Access-Control-Allow-Credentials is not `true`: send exactly `true`, or omit the \
                 header to refuse credentials"
            }
        })
    }
}

impl error::Error for ParseError {}
