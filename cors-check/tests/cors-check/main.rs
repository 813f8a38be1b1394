//! What the command `cors-check` promises, a module for each part of it. What a browser makes of an
//! answer is tested in `cors-flow`.

mod ask;
mod copied;
mod credentials;
mod har;
mod json;
mod network;
mod paste;
mod pasted;
mod program;
mod readme;
mod server;
mod transcript;
mod usage;
