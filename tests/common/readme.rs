//! The README's sections that are made from data, between two comments of a section's name.

/// Holds a section of the README to what it should be.
pub fn hold(section: &str, expected: &str) {
    let readme = include_str!("../../README.md");
    let (begin, end) = (
        format!("<!-- {section} -->\n"),
        format!("<!-- /{section} -->"),
    );
    let found = readme
        .split_once(&begin)
        .and_then(|(_, rest)| rest.split_once(&end));
    let (found, _) = found.unwrap_or_else(|| panic!("the README has no section `{section}`"));
    assert!(
        found.trim_end() == expected,
        "the README's section `{section}` should be:\n\n{expected}\n\nand is:\n\n{found}"
    );
}
