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

#[cfg(test)]
mod tests {
    use super::{Trail, MOST_HOPS};
    use crate::cases::{list, Answer, Case};

    fn redirect(id: &str) -> Case {
        let origin = |text: &str| text.parse().unwrap();
        let cases = list(
            &origin("http://127.0.0.1:1"),
            &origin("http://127.0.0.1:2"),
            &origin("http://127.0.0.1:3"),
        );
        let mut cases = cases.into_iter();
        cases.find(|case| case.id == id).expect("a case of that id")
    }

    /// What a request with that query is answered, as far as it leads on.
    fn location(id: &str, query: &str) -> String {
        let case = redirect(id);
        let uri = format!("/case/{id}{query}").parse().unwrap();
        let Answer::Lines(_, lines) = Trail::of(&case, &uri).lead_on(case.answer.clone()) else {
            panic!("a redirect is lines");
        };
        let lines = lines
            .into_iter()
            .map(|line| String::from_utf8(line).unwrap());
        let mut locations = lines.filter(|line| line.starts_with("Location: "));
        locations.next().expect("a redirect has a Location")
    }

    #[test]
    fn each_location_leads_on_in_the_way_that_was_asked() {
        let first = "Location: /case/true?way=xhr&from=redirect&hop=1";
        assert_eq!(location("redirect", "?way=xhr"), first);
        let second = "Location: /case/true?way=xhr&from=begun&hop=2";
        assert_eq!(location("redirect", "?way=xhr&from=begun&hop=1"), second);
        // The playground's own client gives no `way`, and a Location may lead nowhere.
        assert_eq!(location("redirect", ""), "Location: /case/true");
        assert_eq!(
            location("redirect-data", "?way=xhr"),
            "Location: data:text/plain,ok"
        );
    }

    #[test]
    fn a_trail_ends_after_the_most_redirects() {
        let at = |hop: u8| format!("?way=fetch&from=begun&hop={hop}");
        assert!(location("redirect", &at(MOST_HOPS - 1)).ends_with(&format!("hop={MOST_HOPS}")));
        assert_eq!(location("redirect", &at(MOST_HOPS)), "Location: /case/true");
        // No redirect leads that far, so this was made up: it counts as the first.
        assert!(location("redirect", &at(255)).ends_with("hop=1"));
    }
}
