//! What a browser's developer tools show: a list of headers, and not the head as it was sent.

/// The first lines of panels, in lower case.
const TITLES: [&str; 8] = [
    "general",
    "headers",
    "request url",
    "request method",
    "response headers",
    "scheme",
    "status",
    "summary",
];

/// The longest name that is taken for a header's.
const LONGEST_NAME: usize = 63;

/// Whether a copy of a panel may begin with this line: a title, a pseudo-header, or a header without
/// a status line before it.
pub(super) fn begins_with(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if line.starts_with(b"curl: (") {
        return false;
    }
    let is_title = |title: &&str| line.eq_ignore_ascii_case(title.as_bytes());
    let is_of_name = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_: ".contains(&byte);
    // A pseudo-header begins with a colon.
    let colon = line.iter().skip(1).position(|&byte| byte == b':');
    let is_header = colon.is_some_and(|at| at < LONGEST_NAME && line[..=at].iter().all(is_of_name));
    is_header || TITLES.iter().any(is_title)
}
