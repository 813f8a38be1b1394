//! The words of a command, as the shell that it was copied for splits them.

/// Why the words of a command cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsplit {
    /// A quote is not closed.
    Open,
    /// A variable or another command's output is part of it, which only the shell knows.
    Unknown,
}

/// The words of the first command in a text for bash or zsh, and how long that command is. It ends at a
/// line end, `;`, `|` or `&`; redirections are left out.
///
/// This is quoting as in POSIX (“Shell Command Language”, section 2.2), with `$'..'`, in which Chrome
/// copies what has a control character or a quote.
///
/// ```
/// use cors_check::transcript::copied::shell::bash;
///
/// let (words, _) = bash(r"curl 'https://a.test/' -d $'it\'s' 2>&1 | less")?;
/// assert_eq!(words, ["curl", "https://a.test/", "-d", "it's"]);
/// # Ok::<_, cors_check::transcript::copied::shell::Unsplit>(())
/// ```
///
/// # Errors
///
/// If a quote is open at the end, or if only the shell knows a word.
pub fn bash(text: &str) -> Result<(Vec<String>, usize), Unsplit> {
    let (words, length, _) = bash_with_input(text)?;
    Ok((words, length))
}

/// The same, and whether the command's input is redirected.
pub(super) fn bash_with_input(text: &str) -> Result<(Vec<String>, usize, bool), Unsplit> {
    let mut has_input = false;
    let mut words = Vec::new();
    // A word that was begun: an empty pair of quotes is one.
    let mut word: Option<String> = None;
    let mut chars = text.char_indices().peekable();
    let mut end = text.len();
    while let Some((at, c)) = chars.next() {
        match c {
            // A page's text has spaces that do not break.
            ' ' | '\t' | '\u{a0}' => words.extend(word.take()),
            '\r' if matches!(chars.peek(), Some((_, '\n')) | None) => {}
            '\n' | ';' | '|' | '&' => {
                end = at;
                break;
            }
            // A comment.
            '#' if word.is_none() => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            '<' | '>' => {
                // The number of a stream, as in `2>`.
                let digits = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
                if !word.as_ref().is_some_and(digits) {
                    words.extend(word.take());
                }
                word = None;
                has_input |= c == '<';
                skip_redirection(&mut chars);
            }
            '\\' => match chars.next() {
                Some((_, '\n')) | None => {}
                Some((_, '\r')) if matches!(chars.peek(), Some((_, '\n'))) => {
                    chars.next();
                }
                Some((_, c)) => word.get_or_insert_default().push(c),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some((_, '\'')) => break,
                        Some((_, c)) => word.push(c),
                        None => return Err(Unsplit::Open),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some((_, '"')) => break,
                        Some((_, '\\')) => match chars.next() {
                            Some((_, c @ ('$' | '`' | '"' | '\\'))) => word.push(c),
                            Some((_, '\n')) => {}
                            Some((_, c)) => word.extend(['\\', c]),
                            None => return Err(Unsplit::Open),
                        },
                        Some((_, '`')) => return Err(Unsplit::Unknown),
                        Some((_, '$')) if is_variable(chars.peek()) => {
                            return Err(Unsplit::Unknown);
                        }
                        Some((_, c)) => word.push(c),
                        None => return Err(Unsplit::Open),
                    }
                }
            }
            '$' if matches!(chars.peek(), Some((_, '\''))) => {
                chars.next();
                ansi_c(&mut chars, word.get_or_insert_default())?;
            }
            // Of editors that make quotes of their own.
            '\u{2018}' | '\u{201c}' if word.is_none() => {
                let word = word.get_or_insert_default();
                let close = if c == '\u{2018}' {
                    '\u{2019}'
                } else {
                    '\u{201d}'
                };
                loop {
                    match chars.next() {
                        Some((_, c)) if c == close => break,
                        Some((_, c)) => word.push(c),
                        None => return Err(Unsplit::Open),
                    }
                }
            }
            // PowerShell goes on so.
            '`' if text[at + 1..].starts_with(['\n', '\r']) => {
                chars.next_if(|(_, c)| *c == '\r');
                chars.next_if(|(_, c)| *c == '\n');
            }
            '`' => return Err(Unsplit::Unknown),
            '$' if is_variable(chars.peek()) => return Err(Unsplit::Unknown),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok((words, end, has_input))
}

fn is_variable(next: Option<&(usize, char)>) -> bool {
    next.is_some_and(|(_, c)| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '('))
}

/// What a redirection leads to: `&1`, or a file's name.
fn skip_redirection(chars: &mut std::iter::Peekable<std::str::CharIndices>) {
    while chars
        .next_if(|(_, c)| matches!(c, '>' | '&' | ' '))
        .is_some()
    {}
    while chars
        .next_if(|(_, c)| !matches!(c, ' ' | '\t' | '\n' | ';' | '|' | '&'))
        .is_some()
    {}
}

/// The rest of `$'..'`, with its escapes as bash reads them.
fn ansi_c(
    chars: &mut std::iter::Peekable<std::str::CharIndices>,
    word: &mut String,
) -> Result<(), Unsplit> {
    while let Some((_, c)) = chars.next() {
        match c {
            '\'' => return Ok(()),
            '\\' => {}
            c => {
                word.push(c);
                continue;
            }
        }
        let Some((_, c)) = chars.next() else { break };
        match c {
            'a' => word.push('\x07'),
            'b' => word.push('\x08'),
            'e' | 'E' => word.push('\x1B'),
            'f' => word.push('\x0C'),
            'n' => word.push('\n'),
            'r' => word.push('\r'),
            't' => word.push('\t'),
            'v' => word.push('\x0B'),
            'x' => word.extend(number(chars, 2, 16, None)),
            // Two of them may be a pair of UTF-16.
            'u' => word.extend(surrogates(chars)),
            'U' => word.extend(number(chars, 8, 16, None)),
            '0'..='7' => word.extend(number(chars, 2, 8, c.to_digit(8))),
            '\\' | '\'' | '"' | '?' => word.push(c),
            c => word.extend(['\\', c]),
        }
    }
    Err(Unsplit::Open)
}

fn digits(
    chars: &mut std::iter::Peekable<std::str::CharIndices>,
    most: usize,
    radix: u32,
    first: Option<u32>,
) -> u32 {
    let mut value = first.unwrap_or(0);
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(radix)) else {
            break;
        };
        chars.next();
        value = value.saturating_mul(radix).saturating_add(digit);
    }
    value
}

fn number(
    chars: &mut std::iter::Peekable<std::str::CharIndices>,
    most: usize,
    radix: u32,
    first: Option<u32>,
) -> Option<char> {
    char::from_u32(digits(chars, most, radix, first))
}

fn surrogates(chars: &mut std::iter::Peekable<std::str::CharIndices>) -> Option<char> {
    let high = digits(chars, 4, 16, None);
    if !(0xD800..0xDC00).contains(&high) {
        return char::from_u32(high);
    }
    let mut ahead = chars.clone();
    let is_escape =
        ahead.next().is_some_and(|(_, c)| c == '\\') && ahead.next().is_some_and(|(_, c)| c == 'u');
    let low = digits(&mut ahead, 4, 16, None);
    if !is_escape || !(0xDC00..0xE000).contains(&low) {
        return Some(char::REPLACEMENT_CHARACTER);
    }
    *chars = ahead;
    char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))
}

/// The words of the first command in a text for Windows' `cmd`, and how long that command is.
///
/// First `cmd` reads it: outside of quotes, `^` takes the next character as it is, and joins lines; `&`, `|`
/// and a line end are the command's end. Then the program splits what is left, by the rules of
/// Microsoft's C runtime.
///
/// ```
/// use cors_check::transcript::copied::shell::cmd;
///
/// let (words, _) = cmd(r#"curl ^"https://a.test/?a=^%^20b^" -d ^"^\^"x^\^"^""#)?;
/// assert_eq!(words, ["curl", "https://a.test/?a=%20b", "-d", "\"x\""]);
/// # Ok::<_, cors_check::transcript::copied::shell::Unsplit>(())
/// ```
///
/// # Errors
///
/// If a quote is open at the end.
pub fn cmd(text: &str) -> Result<(Vec<String>, usize), Unsplit> {
    let mut line = String::new();
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    let mut end = text.len();
    while let Some((at, c)) = chars.next() {
        match c {
            '^' if !quoted => {
                let next = chars.next();
                let next = match next {
                    Some((_, '\r')) => chars.next_if(|(_, c)| *c == '\n').or(next),
                    next => next,
                };
                match next {
                    // The line goes on. A second line end is one.
                    Some((_, '\n')) => {
                        chars.next_if(|(_, c)| *c == '\r');
                        line.extend(chars.next_if(|(_, c)| *c == '\n').map(|(_, c)| c));
                    }
                    Some((_, c)) => line.push(c),
                    None => {}
                }
            }
            '"' => {
                quoted = !quoted;
                line.push(c);
            }
            '\r' if matches!(chars.peek(), Some((_, '\n'))) => {}
            '\n' | '&' | '|' if !quoted || c == '\n' => {
                end = at;
                break;
            }
            c => line.push(c),
        }
    }
    Ok((arguments(&line)?, end))
}

/// How a program of Windows splits its command line (`CommandLineToArgvW`).
fn arguments(line: &str) -> Result<Vec<String>, Unsplit> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' if !quoted => words.extend(word.take()),
            '\\' => {
                let mut backslashes = 1;
                while chars.next_if_eq(&'\\').is_some() {
                    backslashes += 1;
                }
                let word = word.get_or_insert_default();
                if chars.peek() != Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', backslashes));
                    continue;
                }
                word.extend(std::iter::repeat_n('\\', backslashes / 2));
                if backslashes % 2 == 1 {
                    chars.next();
                    word.push('"');
                }
            }
            '"' if quoted && chars.next_if_eq(&'"').is_some() => {
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    if quoted {
        return Err(Unsplit::Open);
    }
    words.extend(word);
    Ok(words)
}
