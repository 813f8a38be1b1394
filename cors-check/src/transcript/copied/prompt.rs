//! What a terminal shows before a command, and before the lines that continue it.

use std::cell::OnceCell;

use super::powershell;

/// Programs whose commands are read, besides PowerShell's.
const PROGRAMS: [&str; 8] = [
    "curl", "curl.exe", "http", "https", "wget", "wget.exe", "xh", "xhs",
];

/// What prompts end with: those of sh, zsh, fish, and of themes that are in wide use.
const PROMPTS: [char; 12] = [
    '$', '>', '#', '%', '`', '~', '\u{276f}', '\u{279c}', '\u{3bb}', '\u{bb}', '\u{2717}',
    '\u{2718}',
];

/// What ends a command, or opens a list of them: after it, another one begins.
const SEPARATORS: [&str; 5] = ["|", "&&", ";", "--", "("];

/// Words before a command that change nothing in it.
const WRAPPERS: [&str; 8] = [
    "await", "command", "do", "exec", "return", "sudo", "then", "time",
];

/// Whether a program's name comes after this, or before.
fn is_end(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\u{a0}' | '(' | '>' | ']' | '`')
}

/// Where a command begins in a line, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Begins {
    /// It can be read. `has_input` is whether another one's output goes into it, and `is_said` whether what stands
    /// before it is no prompt.
    At {
        at: usize,
        has_input: bool,
        is_said: bool,
    },
    /// It asks for something, and is of another program.
    Unknown { at: usize },
    /// It is a sentence or a title that names a method and a URL.
    Said { at: usize },
}

/// Whether a command begins in this line.
pub(in super::super) fn begins(line: &str) -> Option<Begins> {
    /// A prompt is not longer, and each word that could be a program's name takes time.
    const MOST: usize = 200;
    let mut at = 0;
    let has_url = OnceCell::new();
    for word in line.split_inclusive(is_end) {
        if at > MOST {
            break;
        }
        if let Some((skipped, is_said)) = is_command(line, at, word, &has_url) {
            let before = line[..at].trim_end();
            let has_input = before.ends_with('|') && !before.ends_with("||");
            let at = at + skipped;
            return Some(Begins::At {
                at,
                has_input,
                is_said,
            });
        }
        at += word.len();
    }
    if !line.contains("://") {
        return None;
    }
    let is_unsafe = |word: &&str| {
        let mut unsafe_names = ["put", "patch", "delete", "post"].iter();
        unsafe_names.any(|name| name.eq_ignore_ascii_case(word))
    };
    if let Some(at) = after_prompt(line) {
        let mut words = line[at..].split(|c: char| !c.is_ascii_alphanumeric());
        return words
            .any(|word| is_unsafe(&word))
            .then_some(Begins::Unknown { at });
    }
    // Somebody says what was asked.
    let words = line.split_whitespace();
    let mut words = words.map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    let method =
        words.find(|word| is_unsafe(word) && word.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    let at = method.as_ptr() as usize - line.as_ptr() as usize;
    Some(Begins::Said { at })
}

/// If one that can be read begins with that word: how much of the word is a folder, or a prompt; and whether nothing
/// before it is one. `has_url` is of the line from the first such word on.
fn is_command(
    line: &str,
    at: usize,
    word: &str,
    has_url: &OnceCell<bool>,
) -> Option<(usize, bool)> {
    let name = word.strip_suffix(is_end).unwrap_or(word);
    let sign = &word[name.len()..];
    let rest = &line[at + word.len()..];
    let skipped = name
        .rfind(['/', '$'])
        .filter(|_| name != "$session")
        .map_or(0, |at| at + 1);
    let path = &name[skipped..];
    let is_of_powershell = powershell::NAMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
        || (name == "$session" && rest.starts_with("= "));
    let is_of_shell = PROGRAMS.contains(&path)
        && (path.starts_with("curl") || *has_url.get_or_init(|| names_url(rest)));
    let is_named = match sign {
        "(" => name == "fetch",
        " " | "\t" | "\u{a0}" => is_of_powershell || is_of_shell,
        _ => false,
    };
    if !is_named {
        return None;
    }
    let before = line[..at].trim_end();
    let first = line[..at].split_whitespace().next();
    // `$r = iwr ..`, `const r = await fetch(..`
    let value = before.strip_suffix("await").unwrap_or(before).trim_end();
    let is_assigned = !is_of_shell && value.ends_with(['=', '+']);
    let is_typed = is_assigned || first == Some("\u{279c}") || is_start(before);
    (is_typed || (is_of_shell && is_call(rest))).then_some((skipped, !is_typed))
}

/// Whether these are a command's words, whatever stands before its name: first an option or a URL, and a URL.
fn is_call(rest: &str) -> bool {
    let first = rest.trim_start().trim_start_matches(['"', '\'', '$']);
    rest.contains("://") && (first.starts_with('-') || first.starts_with("http"))
}

/// Whether a command may come after this.
fn is_start(before: &str) -> bool {
    let before = before.trim_end();
    if before.is_empty()
        || before.ends_with(PROMPTS)
        || SEPARATORS.iter().any(|end| before.ends_with(end))
    {
        return true;
    }
    let (rest, word) = before
        .rsplit_once(char::is_whitespace)
        .unwrap_or(("", before));
    let is_assignment = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    (is_assignment || WRAPPERS.contains(&word)) && is_start(rest)
}

/// Whether these words have a URL among them, or something that only the shell knows. Names of programs are words
/// of sentences, too.
fn names_url(words: &str) -> bool {
    let is_url = |word: &str| {
        let word = word.trim_matches(['"', '\'']);
        let begins = |start: &str| word.starts_with(start);
        let dot = word.split_once('.').map(|(_, after)| after);
        word.contains("://")
            || begins("$")
            || begins("localhost")
            || begins(":")
            || dot.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    words.trim_end().ends_with(['\\', '^', '`']) || words.split_whitespace().any(is_url)
}

/// Where the line goes on after a prompt that nothing but one ends with.
fn after_prompt(line: &str) -> Option<usize> {
    let ends = ["$ ", "% ", "\u{276f} ", "\u{279c} ", ">>> "];
    let end = ends
        .iter()
        .filter_map(|end| line.find(end).map(|at| at + end.len()))
        .min();
    end.or_else(|| {
        let is_windows = line.starts_with("PS ") || line.get(1..3) == Some(":\\");
        line.find('>').filter(|_| is_windows).map(|at| at + 1)
    })
}

/// What shells show before a line that continues a command: sh, PowerShell, cmd, and zsh within quotes.
const CONTINUATIONS: [&str; 6] = [">> ", "> ", "More? ", "quote> ", "dquote> ", "pipe> "];

/// The text without what the shell shows before the lines that continue the first one; and, of a length of
/// that text, how much was removed.
pub(super) fn removed(text: &str) -> (String, impl Fn(usize) -> usize) {
    let mut plain = String::new();
    // Where in `plain` something was removed, and how much so far.
    let mut places = Vec::new();
    let mut total = 0;
    let mut lines = text.split_inclusive('\n');
    plain.push_str(lines.next().unwrap_or_default());
    let mut is_going_on = true;
    for line in lines {
        let bare = line.trim_end_matches(['\r', '\n']);
        let shown = CONTINUATIONS
            .iter()
            .find(|shown| bare.starts_with(**shown) || bare == shown.trim_end());
        is_going_on &= shown.is_some();
        let length = shown
            .filter(|_| is_going_on)
            .map_or(0, |shown| shown.len().min(bare.len()));
        if length > 0 {
            total += length;
            places.push((plain.len(), total));
        }
        plain.push_str(&line[length..]);
    }
    let removed = move |length| {
        let after = places.partition_point(|(at, _)| *at < length);
        after.checked_sub(1).map_or(0, |last| places[last].1)
    };
    (plain, removed)
}
