//! The library of the command `cors-check`: [`transcript`], which reads what people paste.

pub mod transcript;
