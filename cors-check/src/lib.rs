//! The parts of the command `cors-check`: what a browser would do ([`flow`]), and the readers of
//! what people type and paste.
//!
//! They are here for the command, its tests, and the rest of its repository. This is not a stable
//! interface: it changes with any release. Without the default feature `command` there is no more
//! than this, and nothing here does input or output of its own.

#[doc(hidden)]
pub mod flow;
#[doc(hidden)]
pub mod heads;
#[doc(hidden)]
pub mod origin;
#[doc(hidden)]
pub mod pasted;
