//! Which browser sent which request. A browser that never sent a request has not withheld its
//! response. One that was redirected to another origin must say so in the `Origin` that it sends
//! there.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;

use axum::http::HeaderValue;
use serde::Serialize;

/// How many questions are remembered: those of two browsers, each with the most generated cases.
const KEPT: usize = 1 << 15;

/// A case, the user agent that asked for it, the way in which the page did, and how many redirects
/// led here.
pub type Question<'a> = (&'a str, &'a str, &'a str, u8);

/// The `Origin` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The page's own.
    Page,
    Null,
    Other,
    Absent,
}

impl Origin {
    pub fn of(origin: Option<&HeaderValue>, page: &str) -> Self {
        match origin {
            None => Self::Absent,
            Some(origin) if origin == page => Self::Page,
            Some(origin) if origin == "null" => Self::Null,
            Some(_) => Self::Other,
        }
    }
}

/// What a browser has sent of a case, to one URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Asked {
    pub preflight: Option<Origin>,
    pub request: Option<Origin>,
}

impl Asked {
    pub fn note(&mut self, is_preflight: bool, origin: Origin) {
        if is_preflight {
            self.preflight = Some(origin);
        } else {
            self.request = Some(origin);
        }
    }
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
    pub fn note(&mut self, question: Question<'_>, is_preflight: bool, origin: Origin) {
        let hash = self.hasher.hash_one(question);
        if !self.asked.contains_key(&hash) {
            if self.order.len() == KEPT {
                let oldest = self.order.pop_front();
                oldest.and_then(|oldest| self.asked.remove(&oldest));
            }
            self.order.push_back(hash);
        }
        let asked = self.asked.entry(hash).or_default();
        asked.note(is_preflight, origin);
    }

    pub fn recall(&self, question: Question<'_>) -> Asked {
        let hash = self.hasher.hash_one(question);
        self.asked.get(&hash).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Memory, Origin, KEPT};

    #[test]
    fn both_requests_of_a_preflighted_case_are_remembered() {
        let mut memory = Memory::default();
        let question = ("true", "Browser/1", "fetch", 0);
        assert_eq!(memory.recall(question), Asked::default());
        memory.note(question, true, Origin::Null);
        let mut asked = Asked {
            preflight: Some(Origin::Null),
            request: None,
        };
        assert_eq!(memory.recall(question), asked);
        memory.note(question, false, Origin::Page);
        asked.request = Some(Origin::Page);
        assert_eq!(memory.recall(question), asked);
        for other in [
            ("true", "Browser/1", "xhr", 0),
            ("true", "Browser/2", "fetch", 0),
            ("true", "Browser/1", "fetch", 1),
        ] {
            assert_eq!(memory.recall(other), Asked::default());
        }
    }

    #[test]
    fn a_million_strangers_fill_no_more_than_four_megabytes() {
        let mut memory = Memory::default();
        for number in 0..1_000_000 {
            let question = ("true", &number.to_string()[..], "fetch", 0);
            memory.note(question, false, Origin::Absent);
        }
        let sent = |number| memory.recall(("true", number, "fetch", 0)).request;
        assert_eq!((sent("999999"), sent("0")), (Some(Origin::Absent), None));
        assert_eq!((memory.asked.len(), memory.order.len()), (KEPT, KEPT));
        // The standard library's map leaves an eighth of its places free, and keeps a byte for
        // each.
        let place = size_of::<(u64, Asked)>() + 1;
        let map = 8 * memory.asked.capacity() / 7 * place;
        let order = memory.order.capacity() * size_of::<u64>();
        assert!(map + order <= 4 << 20, "{map} and {order} bytes");
    }
}
