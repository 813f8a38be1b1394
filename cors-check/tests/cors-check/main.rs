//! What the command `cors-check` promises, a module for each part of it. What a browser makes of an
//! answer is tested in `cors-flow`.

mod ask;
mod copied;
mod credentials;
mod excerpt;
mod har;
mod hsts;
mod json;
mod network;
mod paste;
mod probes;
mod program;
mod proxy;
mod readings;
mod readme;
mod recorded;
mod server;
mod strangers;
mod transcript;
mod usage;
