//! The library's promises, a file each. Two are programs of their own: `tests/every_four_bytes.rs`, which
//! has to be optimized, and `no_allocation.rs`, which sets an allocator that counts.

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
