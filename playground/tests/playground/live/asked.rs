//! What the environment asks of a test with live engines.

use std::time::{SystemTime, UNIX_EPOCH};

use super::browser::{Browser, BROWSERS};

pub struct Asked {
    pub browsers: Vec<&'static Browser>,
    /// Whether to write down what they answer.
    pub record: bool,
    pub seed: u64,
    /// How many cases to generate.
    pub generated: usize,
}

impl Asked {
    /// `None` if no engine is asked for. So many cases are generated unless the environment says
    /// another number.
    pub fn by_environment(generated: usize) -> Option<Self> {
        let Some(engines) = std::env::var_os("ENGINES") else {
            println!("ENGINES names none: the recording stands in for them");
            return None;
        };
        let engines = engines.into_string().expect("ENGINES is text");
        let browsers: Vec<_> = engines.split(',').map(Browser::named).collect();
        let record = match std::env::var("RECORD").as_deref() {
            Ok("1") => true,
            Ok(_) => panic!("RECORD is 1, or is not set"),
            Err(_) => false,
        };
        assert!(
            !record || browsers.len() == BROWSERS.len(),
            "a recording is of all engines: name them all in ENGINES"
        );
        let number = |name| {
            let number = std::env::var(name).ok()?;
            Some(
                number
                    .parse()
                    .unwrap_or_else(|_| panic!("{name} is a whole number")),
            )
        };
        Some(Self {
            browsers,
            record,
            seed: number("SEED").unwrap_or_else(today),
            generated: number("GENERATED").map_or(generated, |count| {
                usize::try_from(count).expect("so many fit into memory")
            }),
        })
    }
}

/// The number of days since 1970, which seeds the day's cases.
fn today() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.expect("it is later than 1970").as_secs() / (24 * 60 * 60)
}
