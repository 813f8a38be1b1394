//! What arrived: which browser sent which request. A browser that never sent a request has not
//! withheld its response. One that was redirected to another origin must say so in the `Origin` that
//! it sends there.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;

use axum::http::HeaderValue;
use cors_flow::Origin;
use serde::Serialize;

/// How many questions are remembered: those of two browsers, each with the most generated cases.
const KEPT: usize = 1 << 15;

/// A case, the user agent that asked for it, the way in which the page did, and how many redirects
/// led here.
pub type Question<'a> = (&'a str, &'a str, &'a str, u8);

/// Whose `Origin` a request has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SentOrigin {
    /// The page's own.
    Page,
    Null,
    Other,
    Absent,
}

impl SentOrigin {
    pub fn of(origin: Option<&HeaderValue>, page: &Origin) -> Self {
        match origin {
            None => Self::Absent,
            Some(origin) if origin == "null" => Self::Null,
            Some(origin) if origin == page.as_str() => Self::Page,
            Some(_) => Self::Other,
        }
    }
}

/// What a browser has sent of a case, to one URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Arrived {
    pub preflight: Option<SentOrigin>,
    pub request: Option<SentOrigin>,
}

impl Arrived {
    pub fn note(&mut self, is_preflight: bool, origin: SentOrigin) {
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
pub struct Arrivals {
    by_hash: HashMap<u64, Arrived>,
    order: VecDeque<u64>,
    // Nobody can choose names that collide, as the hash has a random key.
    hasher: RandomState,
}

impl Arrivals {
    pub fn note(&mut self, question: Question<'_>, is_preflight: bool, origin: SentOrigin) {
        let hash = self.hasher.hash_one(question);
        if !self.by_hash.contains_key(&hash) {
            if self.order.len() == KEPT {
                let oldest = self.order.pop_front();
                oldest.and_then(|oldest| self.by_hash.remove(&oldest));
            }
            self.order.push_back(hash);
        }
        let arrived = self.by_hash.entry(hash).or_default();
        arrived.note(is_preflight, origin);
    }

    pub fn recall(&self, question: Question<'_>) -> Arrived {
        let hash = self.hasher.hash_one(question);
        self.by_hash.get(&hash).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrivals, Arrived, SentOrigin, KEPT};

    #[test]
    fn both_requests_of_a_preflighted_case_are_remembered() {
        let mut arrivals = Arrivals::default();
        let question = ("true", "Browser/1", "fetch", 0);
        assert_eq!(arrivals.recall(question), Arrived::default());
        arrivals.note(question, true, SentOrigin::Null);
        let mut arrived = Arrived {
            preflight: Some(SentOrigin::Null),
            request: None,
        };
        assert_eq!(arrivals.recall(question), arrived);
        arrivals.note(question, false, SentOrigin::Page);
        arrived.request = Some(SentOrigin::Page);
        assert_eq!(arrivals.recall(question), arrived);
        for other in [
            ("true", "Browser/1", "xhr", 0),
            ("true", "Browser/2", "fetch", 0),
            ("true", "Browser/1", "fetch", 1),
        ] {
            assert_eq!(arrivals.recall(other), Arrived::default());
        }
    }

    #[test]
    fn any_number_of_strangers_fills_no_more_than_four_megabytes() {
        let mut arrivals = Arrivals::default();
        for number in 0..4 * KEPT {
            let question = ("true", &number.to_string()[..], "fetch", 0);
            arrivals.note(question, false, SentOrigin::Absent);
        }
        let sent = |number: usize| {
            let question = ("true", &number.to_string()[..], "fetch", 0);
            arrivals.recall(question).request
        };
        let last = Some(SentOrigin::Absent);
        assert_eq!((sent(4 * KEPT - 1), sent(3 * KEPT - 1)), (last, None));
        assert_eq!((arrivals.by_hash.len(), arrivals.order.len()), (KEPT, KEPT));
        // The standard library's map leaves an eighth of its places free, and keeps a byte for
        // each.
        let place = size_of::<(u64, Arrived)>() + 1;
        let map = 8 * arrivals.by_hash.capacity() / 7 * place;
        let order = arrivals.order.capacity() * size_of::<u64>();
        assert!(map + order <= 4 << 20, "{map} and {order} bytes");
    }
}
