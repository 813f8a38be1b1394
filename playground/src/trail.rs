//! How a request is recognized after redirects: the page says in the query in which way it asks,
//! and each `Location` adds the case that it began with and the number of redirects so far.

use http::Uri;

use crate::cases::{Answer, Case};

/// One more than a browser follows.
pub const MOST_HOPS: u8 = 21;

/// What the query says.
pub struct Trail {
    /// `fetch`, `request` or `xhr`; empty for the playground's own client, which needs no trail.
    pub way: String,
    /// The id of the case that the page asked for.
    pub from: String,
    pub hop: u8,
}

impl Trail {
    pub fn of(case: &Case, uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
        };
        Self {
            way: value("way").unwrap_or_default(),
            from: value("from").unwrap_or_else(|| case.id.clone()),
            hop: value("hop")
                .and_then(|hop| hop.parse().ok())
                .filter(|hop| *hop <= MOST_HOPS)
                .unwrap_or_default(),
        }
    }

    /// The answer, with the trail in each `Location` that leads to a case.
    pub fn lead_on(&self, mut answer: Answer) -> Answer {
        if self.way.is_empty() || self.hop >= MOST_HOPS {
            return answer;
        }
        if let Answer::Lines(_, lines) = &mut answer {
            let leads_on = |line: &[u8]| {
                line.starts_with(b"Location: ") && line.windows(6).any(|part| part == b"/case/")
            };
            let Self { way, from, hop } = self;
            let query = format!("?way={way}&from={from}&hop={}", hop + 1);
            for line in lines.iter_mut().filter(|line| leads_on(line)) {
                line.extend(query.as_bytes());
            }
        }
        answer
    }
}
