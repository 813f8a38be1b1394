//! Options and other words, as most programs tell them apart.

use super::Error;

/// What a program's options are.
pub(super) struct Options {
    /// The long names of those that take a value.
    pub long: &'static [&'static str],
    /// The letters of those that take one.
    pub short: &'static str,
    /// All other letters.
    pub flags: &'static str,
}

/// The words of a command, read.
#[derive(Default)]
pub(super) struct Arguments {
    /// Each option, by its long name or its letter, and its value, which is empty if it takes none.
    pub options: Vec<(String, String)>,
    /// All other words.
    pub words: Vec<String>,
}

impl Options {
    /// Reads the words. A long option that is not known takes no value: if it did, its value is left over, and
    /// is a second URL to the caller.
    pub fn read(&self, words: impl IntoIterator<Item = String>) -> Result<Arguments, Error> {
        let mut arguments = Arguments::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value =
                |name: &str| words.next().ok_or(Error::MissingArgument(name.to_owned()));
            if word == "--" {
                arguments.words.extend(words);
                break;
            }
            if let Some(name) = word.strip_prefix("--") {
                let (name, value) = match name.split_once('=') {
                    Some((name, value)) => (name, value.to_owned()),
                    None if self.long.contains(&name) => (name, value(&word)?),
                    None => (name, String::new()),
                };
                arguments.options.push((name.to_owned(), value));
                continue;
            }
            let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                arguments.words.push(word);
                continue;
            };
            for (at, letter) in letters.char_indices() {
                let is_flag = self.flags.contains(letter);
                if !is_flag && !self.short.contains(letter) {
                    return Err(Error::Word(word));
                }
                let rest = &letters[at + letter.len_utf8()..];
                let value = match (is_flag, rest) {
                    (true, _) => String::new(),
                    (false, "") => value(&word)?,
                    (false, rest) => rest.to_owned(),
                };
                arguments.options.push((letter.to_string(), value));
                if !is_flag {
                    break;
                }
            }
        }
        Ok(arguments)
    }
}
