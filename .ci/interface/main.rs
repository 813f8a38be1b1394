//! Lists a crate's public API, an item a line, from the JSON that rustdoc makes of it.
//!
//! What each type has from blanket and auto traits is left out: a change of that shows in the tests of
//! what other crates rely on.

use std::env;
use std::error::Error;

use public_api::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let json = env::args_os()
        .nth(1)
        .ok_or("expected the path of rustdoc's JSON")?;
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()?;
    print!("{api}");
    Ok(())
}
