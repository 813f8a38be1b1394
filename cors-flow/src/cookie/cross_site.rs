//! What keeps a cookie out of cross-site requests, whether it is to be kept or to be sent.

use super::{Browser, SameSite};

/// Why a cookie takes no part in a cross-site `fetch`.
#[derive(Clone, Copy)]
pub(super) enum Refusal {
    /// Its `SameSite`, which is `Lax` or `Strict`: no `fetch` is a navigation.
    SameSite(SameSite),
    /// It has none, or an unknown one, which counts as `Lax`.
    Default,
    /// It is a third party's, and not `Partitioned`.
    ThirdParty,
}

/// If the browser refuses it (RFC 6265bis, sections “Storage Model” and “Retrieval Algorithm”, and what
/// browsers do with third-party cookies).
pub(super) fn refusal(
    browser: Browser,
    same_site: Option<SameSite>,
    is_partitioned: bool,
) -> Option<Refusal> {
    match same_site {
        Some(same_site @ (SameSite::Lax | SameSite::Strict)) => Some(Refusal::SameSite(same_site)),
        None | Some(SameSite::Unknown) if browser.is_chromium() => Some(Refusal::Default),
        _ if browser.blocks_third_parties() && !is_partitioned => Some(Refusal::ThirdParty),
        _ => None,
    }
}
