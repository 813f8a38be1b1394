//! The library's promises, a file each. Two have to be optimized with the library, or count what it
//! allocates: `tests/every_four_bytes.rs` and `tests/no_allocation.rs`.

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
