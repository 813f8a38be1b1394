//! The library's promises, a file each. They are one program, as building each by itself, optimized,
//! takes twice as long. `tests/no_allocation.rs` counts what is allocated, which would slow them.

mod compat;
mod contract;
mod cors;
mod decode;
mod encode;
mod every_four_bytes;
mod messages;
mod models;
mod readme;
mod recorded;
mod servers;
