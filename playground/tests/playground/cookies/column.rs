//! The engines, each with its settings, and what the crate says of it.

use cors_flow::cookie::Browser as Rules;

use super::case::Case;
use super::differences::{Rule, CHROMIUM, FIREFOX, WEBKIT};
use crate::live::browser::Browser;

pub struct Column {
    pub name: &'static str,
    pub engine: &'static str,
    pub blocks_third_parties: bool,
    /// That of the crate's browsers with whose rules it is compared.
    pub browser: Rules,
    /// By which it differs.
    pub rules: &'static [Rule],
}

pub const COLUMNS: [Column; 4] = [
    Column {
        name: "chromium",
        engine: "chromium",
        blocks_third_parties: false,
        browser: Rules::Chrome,
        rules: CHROMIUM,
    },
    Column {
        name: "chromium, blocking",
        engine: "chromium",
        blocks_third_parties: true,
        browser: Rules::Blocking,
        rules: CHROMIUM,
    },
    Column {
        name: "firefox",
        engine: "firefox",
        blocks_third_parties: false,
        browser: Rules::Firefox,
        rules: FIREFOX,
    },
    // Not Safari, which has other cookies: of the crate's browsers, Firefox is the nearest.
    Column {
        name: "webkit",
        engine: "webkit",
        blocks_third_parties: false,
        browser: Rules::Firefox,
        rules: WEBKIT,
    },
];

impl Column {
    pub fn of(browser: &Browser) -> impl Iterator<Item = &'static Self> + use<'_> {
        COLUMNS
            .iter()
            .filter(|column| column.engine == browser.engine)
    }

    /// What the crate says of a case.
    pub fn said(&self, case: &Case) -> String {
        case.answer(self.browser, &case.lines())
    }

    /// What the engine is expected to do with a case, and the rules by which it is not what the crate
    /// says.
    pub fn expected(&self, case: &Case) -> (String, Vec<&'static str>) {
        let mut lines = case.lines();
        let mut answer = case.answer(self.browser, &lines);
        let mut reasons = Vec::new();
        for rule in self.rules {
            let rewritten = lines.each_ref().map(|line| rule.rewrite(case, line));
            if rewritten == lines {
                continue;
            }
            lines = rewritten;
            let next = case.answer(self.browser, &lines);
            if next != answer {
                reasons.push(rule.why);
            }
            answer = next;
        }
        (answer, reasons)
    }
}
