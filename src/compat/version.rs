//! A browser's version: how it is written, and how it compares with another.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::{error, fmt};

/// A browser's version: a major number and, if one is written, a minor number.
///
/// It prints exactly as it was written: `4` or `3.5`. `4` and `4.0` compare equal, and `3.10` is
/// later than `3.5`. Any other text is a [`ParseVersionError`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Version;
///
/// let written: Version = "4".parse()?;
/// assert_eq!(written, Version::new(4, 0));
/// assert_eq!(written.to_string(), "4");
/// assert_eq!(Version::new(4, 0).to_string(), "4.0");
/// assert!(Version::new(3, 10) > Version::new(3, 5));
/// # Ok::<(), headers_allow_credentials::compat::ParseVersionError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Version {
    major: u32,
    minor: Option<u32>,
}

impl Version {
    /// The version `major.minor`, which prints with both numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::Version;
    ///
    /// const FIREFOX: Version = Version::new(3, 5);
    /// assert_eq!(FIREFOX.to_string(), "3.5");
    /// ```
    #[must_use]
    pub const fn new(major: u32, minor: u32) -> Self {
        Self {
            major,
            minor: Some(minor),
        }
    }

    /// The first number.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(headers_allow_credentials::compat::Version::new(3, 5).major(), 3);
    /// ```
    #[must_use]
    pub const fn major(self) -> u32 {
        self.major
    }

    /// The second number, zero if none is written.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(headers_allow_credentials::compat::Version::new(3, 5).minor(), 5);
    /// ```
    #[must_use]
    pub const fn minor(self) -> u32 {
        match self.minor {
            Some(minor) => minor,
            None => 0,
        }
    }

    /// `FromStr` as a `const fn`.
    pub(super) const fn from_bytes(text: &[u8]) -> Option<Self> {
        match number(text) {
            Some((major, [])) => Some(Self { major, minor: None }),
            Some((major, [b'.', rest @ ..])) => match number(rest) {
                Some((minor, [])) => Some(Self::new(major, minor)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The decimal number at the start of a text, and what follows it. `None` if there is no number, or
/// if it would not print as it is written: too large, or with a leading zero.
const fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let (mut value, mut rest) = match text {
        [b'0', b'0'..=b'9', ..] => return None,
        [digit @ b'0'..=b'9', rest @ ..] => ((*digit - b'0') as u32, rest),
        _ => return None,
    };
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = match value.checked_mul(10) {
            Some(tens) => match tens.checked_add((*digit - b'0') as u32) {
                Some(value) => value,
                None => return None,
            },
            None => return None,
        };
        rest = after;
    }
    Some((value, rest))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        match self.minor {
            Some(minor) => write!(f, ".{minor}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Version {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        Self::from_bytes(text.as_bytes()).ok_or(ParseVersionError(()))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major(), self.minor()).cmp(&(other.major(), other.minor()))
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.major(), self.minor()).hash(state);
    }
}

/// The text is not a [`Version`]. The message says what one is and does not repeat the text.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Version;
///
/// assert_eq!(
///     "4.x".parse::<Version>().unwrap_err().to_string(),
///     "not a version: expected one or two whole numbers, as in `4` or `3.5`, each without leading \
///      zeros and at most 4294967295",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseVersionError(());

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a version: expected one or two whole numbers, as in `4` or `3.5`, each without \
             leading zeros and at most {}",
            u32::MAX
        )
    }
}

impl error::Error for ParseVersionError {}
