//! The parts of the compatibility table read, compare and print as their documentation says;
//! `table.rs` tests what the table says.

mod table;

use std::collections::{hash_map::DefaultHasher, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault};

use headers_allow_credentials::compat::{support, Browser, Support, Version, TABLE};
use proptest::prelude::*;

fn version(text: &str) -> Version {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is a version"))
}

#[test]
fn versions_are_ordered_by_number() {
    let ascending = [
        "0",
        "0.1",
        "1",
        "1.1",
        "2.1",
        "3.2",
        "3.5",
        "3.10",
        "3.50",
        "4",
        "4.1",
        "10",
        "10.1",
        "12",
        "4294967295",
        "4294967295.4294967295",
    ]
    .map(version);
    for (at, &low) in ascending.iter().enumerate() {
        assert_eq!(low.cmp(&low), std::cmp::Ordering::Equal);
        for &high in &ascending[at + 1..] {
            assert!(low < high, "{low} is before {high}");
            assert!(high > low, "{high} is after {low}");
            assert_ne!(low, high);
        }
    }
}

#[test]
fn version_without_a_minor_number_is_the_one_with_zero() {
    assert_eq!(version("4"), version("4.0"));
    assert_eq!(version("4"), Version::new(4, 0));
    assert_ne!(version("4"), version("4.1"));
    assert_eq!((version("4").major(), version("4").minor()), (4, 0));
    // A set needs equal members to have equal hashes.
    assert_eq!(
        HashSet::from([version("4"), version("4.0"), Version::new(4, 0)]).len(),
        1
    );
}

/// Otherwise a set of versions would be as slow as a list.
#[test]
fn versions_that_differ_differ_in_hash() {
    let hash = |text| BuildHasherDefault::<DefaultHasher>::default().hash_one(version(text));
    assert_ne!(hash("3.5"), hash("3.10"));
    assert_ne!(hash("3.5"), hash("4.5"));
}

#[test]
fn versions_print_as_written() {
    for text in [
        "0",
        "0.0",
        "4",
        "4.0",
        "3.5",
        "3.10",
        "4294967295",
        "4294967295.4294967295",
    ] {
        assert_eq!(version(text).to_string(), text);
    }
    assert_eq!(Version::new(3, 5).to_string(), "3.5");
    assert_eq!(Version::new(4, 0).to_string(), "4.0");
}

#[test]
fn other_texts_are_not_versions() {
    for text in [
        "",
        ".",
        "4.",
        ".5",
        "4..5",
        "4.5.",
        "4.5.6",
        "v4",
        "4a",
        "4.x",
        "04",
        "00",
        "4.05",
        "4.00",
        " 4",
        "4 ",
        "4. 5",
        "4\n",
        "+4",
        "-4",
        "4.-5",
        "4,5",
        "4_0",
        "0x4",
        "1e3",
        "4294967296",
        "4.4294967296",
        "99999999999999999999999999999999",
        "≤37",
        "٤",
        "preview",
        "(Yes)",
        "?",
    ] {
        assert!(text.parse::<Version>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_version_parses_as_it_prints(major: u32, minor: u32) {
        let new = Version::new(major, minor);
        let parsed = version(&new.to_string());
        prop_assert_eq!((parsed.major(), parsed.minor()), (major, minor));
        prop_assert_eq!(parsed.to_string(), format!("{major}.{minor}"));
        prop_assert_eq!(version(&major.to_string()), Version::new(major, 0));
    }

    #[test]
    fn versions_compare_as_pairs(a: (u32, u32), b: (u32, u32), same_major: bool) {
        let b = if same_major { (a.0, b.1) } else { b };
        prop_assert_eq!(Version::new(a.0, a.1).cmp(&Version::new(b.0, b.1)), a.cmp(&b));
    }

    /// Text that is accepted is printed again unchanged.
    #[test]
    fn what_parses_prints_unchanged(text in "[0-9]{0,11}(\\.[0-9]{0,11})?|.{0,6}") {
        if let Ok(version) = text.parse::<Version>() {
            prop_assert_eq!(version.to_string(), text);
        }
    }
}

#[test]
fn browsers_parse_from_their_names_and_keys_in_any_case() {
    for &browser in Browser::ALL {
        assert_eq!(browser.to_string(), browser.name());
        for text in [browser.name(), browser.bcd_key()] {
            assert_eq!(text.parse(), Ok(browser));
            assert_eq!(text.to_ascii_uppercase().parse(), Ok(browser));
            assert_eq!(text.to_ascii_lowercase().parse(), Ok(browser));
            assert!(format!(" {text}").parse::<Browser>().is_err());
            assert!(format!("{text}x").parse::<Browser>().is_err());
        }
    }
    for text in [
        "",
        "Netscape",
        "chromium",
        "chrome for",
        "internet_explorer",
        "ſafari",
        "?",
    ] {
        assert!(text.parse::<Browser>().is_err(), "{text:?}");
    }
}

#[test]
fn names_are_padded_as_text() {
    assert_eq!(
        format!("{:>7}|{:<5}|", Browser::Chrome, Browser::Edge),
        " Chrome|Edge |"
    );
    assert_eq!(format!("{:^9}|", Browser::Chrome.platform()), " desktop |");
}

/// Every row has an answer from at least one source. The newer source comes first.
#[test]
fn support_is_from_the_data_or_else_from_the_page() {
    for row in TABLE {
        let expected = row.bcd.or(row.mdn).expect("a row that either source has");
        assert_eq!(support(row.browser), expected, "{}", row.browser);
    }
    assert_eq!(support(Browser::Android), Support::Since(version("2")));
    assert_eq!(support(Browser::Servo), Support::Unknown);
    assert_eq!(support(Browser::IeMobile), Support::Yes);
}

#[test]
fn includes_answers_only_what_is_known() {
    let since = Support::Since(version("3.5"));
    for (text, expected) in [
        ("0", false),
        ("3", false),
        ("3.4", false),
        ("3.5", true),
        ("3.10", true),
        ("4", true),
        ("4294967295", true),
    ] {
        assert_eq!(since.includes(version(text)), Some(expected), "{text}");
        assert_eq!(Support::Yes.includes(version(text)), None);
        assert_eq!(Support::Unknown.includes(version(text)), None);
    }
}

#[test]
fn support_prints_as_on_the_page() {
    assert_eq!(Support::Unknown.to_string(), "?");
    assert_eq!(Support::Yes.to_string(), "(Yes)");
    assert_eq!(Support::Since(version("4")).to_string(), "4");
    assert_eq!(Support::Since(version("4.0")).to_string(), "4.0");
}
