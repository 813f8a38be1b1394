//! The library's promises, a file each. Two are elsewhere: `tests/every_four_bytes.rs`, which has to be
//! optimized, and `tests/no_allocation.rs`, which counts allocations.

mod compat;
mod contract;
mod cors;
mod decode;
mod encode;
mod messages;
mod models;
mod readme;
mod recorded;
mod servers;
