//! What the page reports after a run: what its browser did with each case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arrivals::Arrived;
use crate::cases::WAYS;
use crate::state::Playground;

pub const EXPECTED: &str =
    "expected a report as the page sends it: JSON with `userAgent`, `seed`, \
                            `ms`, `cookie`, `logins`, `results` and `tried`";

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Report {
    user_agent: String,
    seed: Option<String>,
    ms: f64,
    /// Whether each step of the cookie's journey went as expected.
    cookie: Vec<bool>,
    /// Whether the cookie of each login comes back, and whether it should.
    #[serde(default)]
    logins: BTreeMap<String, (String, String)>,
    results: Vec<Outcome>,
    /// For each try, whether the page got it, and whether it should; nothing if it was not sent.
    #[serde(default)]
    tried: Vec<Option<(Option<bool>, bool)>>,
}

/// Whether the page got what it asked for in a case, in each way of asking: nothing if no answer
/// came in time.
#[derive(Deserialize, Serialize)]
struct Outcome {
    id: String,
    #[serde(flatten)]
    ways: BTreeMap<String, Option<bool>>,
    /// What arrived, which the page cannot see.
    #[serde(skip_deserializing)]
    arrived: BTreeMap<String, Vec<Arrived>>,
}

impl Report {
    /// The report with what arrived of each case: `None` if it has ways of asking that the page has
    /// not.
    pub fn with_arrived(mut self, playground: &Playground) -> Option<Self> {
        for Outcome { id, ways, arrived } in &mut self.results {
            for way in ways.keys() {
                let way = WAYS.into_iter().find(|known| known == way)?;
                let of_way = playground.arrived(id, &self.user_agent, way);
                arrived.insert(way.to_owned(), of_way);
            }
        }
        Some(self)
    }
}
