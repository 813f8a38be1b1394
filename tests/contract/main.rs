//! What other crates and applications rely on: names, traits and sizes, and what they have to
//! build.

mod dependencies;
mod names;
mod traits;
