//! The playground, and what three browser engines make of its cases.
//!
//! `tests/data/` records the engines' answers. Each test run compares the crate with them, which needs no
//! browser. With `ENGINES=chromium,firefox-esr,surf` the engines named must be installed, and must answer
//! as recorded, and as the crate on `GENERATED` cases made from `SEED` (the day's number). With `RECORD=1`
//! their answers are written down instead of being compared.

mod arrivals;
mod cases;
mod cookies;
mod http2;
mod live {
    pub mod asked;
    pub mod authority;
    pub mod browser;
    pub mod names;
}
mod page;
mod program;
mod servers;
mod trail;
mod typed;
