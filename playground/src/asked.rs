//! Who asked for what: a browser that never sent a request has not withheld its response.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;

use serde::Serialize;

/// How many questions are remembered: those of two browsers, each with the most generated cases.
const KEPT: usize = 1 << 15;

/// A case, the user agent that asked for it, and the way in which the page did.
pub type Question<'a> = (&'a str, &'a str, &'a str);

/// What a browser has sent of a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Asked {
    preflighted: bool,
    sent: bool,
}

/// The latest questions. A stranger may ask as many as they like, with names as long as they like:
/// this keeps a hash of each and forgets the oldest, and so stays within four megabytes.
#[derive(Default)]
pub struct Memory {
    asked: HashMap<u64, Asked>,
    order: VecDeque<u64>,
    // Nobody can choose names that collide, as the hash has a random key.
    hasher: RandomState,
}

impl Memory {
    pub fn note(&mut self, question: Question<'_>, preflight: bool) {
        let hash = self.hasher.hash_one(question);
        if !self.asked.contains_key(&hash) {
            if self.order.len() == KEPT {
                let oldest = self.order.pop_front();
                oldest.and_then(|oldest| self.asked.remove(&oldest));
            }
            self.order.push_back(hash);
        }
        let asked = self.asked.entry(hash).or_default();
        asked.preflighted |= preflight;
        asked.sent |= !preflight;
    }

    pub fn recall(&self, question: Question<'_>) -> Asked {
        let hash = self.hasher.hash_one(question);
        self.asked.get(&hash).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Memory, KEPT};

    #[test]
    fn both_requests_of_a_preflighted_case_are_remembered() {
        let mut memory = Memory::default();
        let question = ("true", "Browser/1", "fetch");
        assert_eq!(memory.recall(question), Asked::default());
        memory.note(question, true);
        let (preflighted, sent) = (true, false);
        assert_eq!(memory.recall(question), Asked { preflighted, sent });
        memory.note(question, false);
        let sent = true;
        assert_eq!(memory.recall(question), Asked { preflighted, sent });
        assert_eq!(
            memory.recall(("true", "Browser/1", "xhr")),
            Asked::default()
        );
        assert_eq!(
            memory.recall(("true", "Browser/2", "fetch")),
            Asked::default()
        );
    }

    #[test]
    fn a_million_strangers_fill_no_more_than_four_megabytes() {
        let mut memory = Memory::default();
        for number in 0..1_000_000 {
            memory.note(("true", &number.to_string(), "fetch"), false);
        }
        assert!(memory.recall(("true", "999999", "fetch")).sent);
        assert!(!memory.recall(("true", "0", "fetch")).sent);
        assert_eq!((memory.asked.len(), memory.order.len()), (KEPT, KEPT));
        // The standard library's map leaves an eighth of its places free, and keeps a byte for each.
        let place = size_of::<(u64, Asked)>() + 1;
        let map = 8 * memory.asked.capacity() / 7 * place;
        let order = memory.order.capacity() * size_of::<u64>();
        assert!(map + order <= 4 << 20, "{map} and {order} bytes");
    }
}
