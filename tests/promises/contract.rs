//! What other crates and applications rely on: traits and sizes, and what they have to build. The
//! names and signatures are in `tests/data/public-api.txt`, with which `.ci/run interface` compares.

mod dependencies;
mod traits;
