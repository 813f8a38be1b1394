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
pub const KEPT: usize = 1 << 15;

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

    /// How many bytes it takes. The standard library's map leaves an eighth of its places free, and keeps
    /// a byte for each.
    pub fn size(&self) -> usize {
        let place = size_of::<(u64, Arrived)>() + 1;
        let map = 8 * self.by_hash.capacity() / 7 * place;
        map + self.order.capacity() * size_of::<u64>()
    }

    pub fn recall(&self, question: Question<'_>) -> Arrived {
        let hash = self.hasher.hash_one(question);
        self.by_hash.get(&hash).copied().unwrap_or_default()
    }
}
