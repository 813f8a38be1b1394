//! What becomes of a cookie that a cross-origin response sets: which browsers keep it, which send it
//! with the page's next request, and why the others do not.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use cors_flow::CredentialsMode::Include;
//! use cors_flow::cookie::{Browser, Context, KeepError, Remedy, SetCookie};
//!
//! let page = "https://app.example".parse()?;
//! let login = "https://api.example/login".parse()?;
//! let context = Context::new(&page, &login, Include, SystemTime::now());
//!
//! let line = SetCookie::from_bytes(b"sid=1; Path=/; HttpOnly");
//! let error = line.keep(&context, Browser::Chrome).unwrap_err();
//! assert!(matches!(error, KeepError::CrossSiteByDefault { .. }));
//! assert_eq!(
//!     error.to_string(),
//!     "without SameSite it counts as Lax, and app.example and api.example are two sites",
//! );
//! assert_eq!(error.remedies(&context), [Remedy::CrossSiteAttributes]);
//!
//! let line = SetCookie::from_bytes(b"sid=1; Path=/; HttpOnly; SameSite=None; Secure; Partitioned");
//! let me = "https://api.example/me".parse()?;
//! let next = Context::new(&page, &me, Include, SystemTime::now());
//! for browser in Browser::ALL {
//!     let cookie = line.keep(&context, browser)?;
//!     cookie.send(&next)?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A line is read by a parser of this module: that of the crate `cookie` refuses what browsers accept,
//! such as a cookie without a name, and reads dates and repeated attributes in other ways.
//!
//! # Sources
//!
//! The rules are those of RFC 6265bis ([draft-ietf-httpbis-rfc6265bis]), of [layered cookies] and of the
//! Fetch standard, and what browsers were measured to do beyond them. For Safari they come from MDN's
//! compatibility data and WebKit's documentation, as it was not measured.
//!
//! What nobody sees in a response is left out: frames and workers, what a browser holds already, the
//! settings of a person, the Storage Access API.
//!
//! [draft-ietf-httpbis-rfc6265bis]: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
//! [layered cookies]: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-layered-cookies

mod browser;
mod context;
mod cross_site;
mod date;
mod fate;
pub(crate) mod jar;
mod keep;
mod line;
mod mend;
mod remedy;
mod send;
pub(crate) mod site;

pub use self::browser::Browser;
pub use self::context::Context;
pub(crate) use self::date::parse_date;
pub use self::fate::Fate;
pub use self::keep::{KeepError, Prefix};
pub use self::line::{SameSite, SetCookie};
pub use self::mend::remedies;
pub(crate) use self::remedy::FOR_OTHER_SITES;
pub use self::remedy::Remedy;
pub use self::send::{Cookie, Identity, ReadError, SendError};
pub use self::site::{SiteDifference, site_difference};
