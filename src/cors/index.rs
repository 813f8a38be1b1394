//! Which of many names a list lacks, at a cost of names plus items.
//!
//! To compare each item with each name is fastest for a few names. But a stranger may send a server
//! 64 KiB of names, and a server may send 64 KiB of items: hundreds of millions of comparisons.
//! Here, each item is looked up in a hash table of names, which is on the stack. If there are more
//! names than it holds, the list is read again for each table full of them.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use http::header::{GetAll, HeaderValue};

use super::list::{folded, items, read, Malformed};

/// Calls `check` with each name that the list lacks, ignoring ASCII case, up to the first error. It
/// also says whether the list has a `*`. A name that is sent again may be left out.
///
/// The names are from lines that [`read`] has accepted.
#[cold]
#[inline(never)]
pub(super) fn check_many<E>(
    names: &GetAll<'_, HeaderValue>,
    list: &GetAll<'_, HeaderValue>,
    check: impl Fn(&[u8], bool) -> Result<(), E>,
) -> Result<Result<(), E>, Malformed> {
    // Random, so that a stranger cannot choose names that all have the same hash.
    let key = RandomState::new().build_hasher().finish() >> (u64::BITS - KEY_BITS);
    let mut names = items(names, |line| hash(key, line));
    let mut next = names.next();
    // To clear a large table would be most of the cost of a hundred names.
    let mut outcome = check_some::<_, 128>(&mut next, &mut names, list, key, &check)?;
    while outcome.is_ok() && next.is_some() {
        outcome = check_some::<_, 2048>(&mut next, &mut names, list, key, &check)?;
    }
    Ok(outcome)
}

/// The same for `next` and the names after it, as many as a table of this size holds, in one pass
/// over the list.
#[inline(never)]
fn check_some<'a, E, const SIZE: usize>(
    next: &mut Option<(&'a [u8], u32)>,
    names: &mut impl Iterator<Item = (&'a [u8], u32)>,
    list: &GetAll<'_, HeaderValue>,
    key: u64,
    check: impl Fn(&[u8], bool) -> Result<(), E>,
) -> Result<Result<(), E>, Malformed> {
    let (mut index, mut wildcard) = (Index::<SIZE>::new(), false);
    while next.map_or(false, |(name, hash)| index.insert(name, hash)) {
        *next = names.next();
    }
    read(
        list,
        |line| hash(key, line),
        |item, hash| {
            index.strike(item, hash);
            wildcard |= item == b"*";
        },
    )?;
    let mut unlisted = index.left();
    Ok(unlisted.try_for_each(|name| check(name, wildcard)))
}

/// A hash table of different names. Those with the same hash, modulo its size, are a chain.
struct Index<'a, const SIZE: usize> {
    /// In the order of insertion.
    entries: [Entry<'a>; SIZE],
    /// How many there are.
    len: u16,
    /// The last entry of each chain.
    chains: [Link; SIZE],
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    /// Empty once it is struck out.
    name: &'a [u8],
    hash: u32,
    /// The entry before it in its chain.
    before: Link,
}

/// The place of an entry, counted from 1, or 0 for none.
type Link = u16;

impl<'a, const SIZE: usize> Index<'a, SIZE> {
    fn new() -> Self {
        let entry = Entry {
            name: b"",
            hash: 0,
            before: 0,
        };
        Self {
            entries: [entry; SIZE],
            len: 0,
            chains: [0; SIZE],
        }
    }

    /// Whether it has the name, or has room for it.
    fn insert(&mut self, name: &'a [u8], hash: u32) -> bool {
        if self.find(name, hash).is_some() {
            return true;
        }
        let last = &mut self.chains[hash as usize % SIZE];
        match self.entries.get_mut(usize::from(self.len)) {
            None => false,
            Some(entry) => {
                let before = *last;
                *entry = Entry { name, hash, before };
                self.len += 1;
                *last = self.len;
                true
            }
        }
    }

    /// Strikes the name out, if it is there.
    #[inline]
    fn strike(&mut self, name: &[u8], hash: u32) {
        if let Some(at) = self.find(name, hash) {
            self.entries[at].name = b"";
        }
    }

    #[inline]
    fn find(&self, name: &[u8], hash: u32) -> Option<usize> {
        let mut link = self.chains[hash as usize % SIZE];
        while link != 0 {
            let at = usize::from(link) - 1;
            let entry = &self.entries[at];
            // Browsers send names in lower case, and many servers list them so.
            if entry.hash == hash && (entry.name == name || entry.name.eq_ignore_ascii_case(name)) {
                return Some(at);
            }
            link = entry.before;
        }
        None
    }

    /// The names that are not struck out, in the order of insertion.
    fn left(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let entries = &self.entries[..usize::from(self.len)];
        let names = entries.iter().map(|entry| entry.name);
        names.filter(|name| !name.is_empty())
    }
}

/// With no more, [`hash`] does not overflow.
const KEY_BITS: u32 = 29;

/// For [`read`]: a hash of the token that the line begins with, ignoring ASCII case, and its length.
///
/// The bytes are a polynomial's coefficients, and the key is its variable, modulo a prime. So two
/// names have the same value with no more keys than they have bytes.
#[inline]
fn hash(key: u64, line: &[u8]) -> (u32, usize) {
    const PRIME: u64 = (1 << 31) - 1;

    let (mut hash, mut len) = (0, 0);
    for &byte in line {
        let folded = folded(byte);
        if folded == 0 {
            break;
        }
        // Not quite the remainder, but less than 2^32, as the product is less than 2^61.
        let product = (hash + u64::from(folded)) * key;
        hash = (product & PRIME) + (product >> 31);
        len += 1;
    }
    #[allow(clippy::cast_possible_truncation)]
    (hash as u32, len)
}
