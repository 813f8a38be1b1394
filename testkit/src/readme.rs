//! Sections of a file that are made from data, each between two comments with its name.

use std::path::Path;
use std::{env, fs};

/// Checks that a section of a file (a README, or docs in a source file) is what it should be. Under
/// `UPDATE_EXPECT=1` it is written instead.
///
/// # Panics
///
/// If it is not, with the section as it should be.
pub fn assert_section(file: impl AsRef<Path>, section: &str, expected: &str) {
    let file = file.as_ref();
    let text = fs::read_to_string(file).expect("the file can be read");
    let begin = format!("<!-- {section} -->\n");
    let end = format!("<!-- /{section} -->");
    let begin = text.find(&begin).map(|at| at + begin.len());
    let end = text.find(&end).and_then(|at| text[..at].rfind('\n'));
    let (Some(begin), Some(end)) = (begin, end) else {
        panic!("there is no section `{section}` in {}", file.display());
    };
    let found = text.get(begin..end).unwrap_or_default();
    if found == expected {
        return;
    }
    if env::var_os("UPDATE_EXPECT").is_some() {
        let text = [
            &text[..begin],
            expected,
            "\n",
            &text[end.max(begin - 1) + 1..],
        ]
        .concat();
        return fs::write(file, text).expect("the file can be written");
    }
    panic!("the section `{section}` should be:\n\n{expected}\n\nand is:\n\n{found}");
}
