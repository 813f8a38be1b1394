//! What web-platform-tests state about cookies under `cookies/`: `tests/data/wpt-cookies.json` has a line
//! for each fact.

use cors_flow::cookie::{Browser, Context, Cookie, SetCookie};
use cors_flow::{CredentialsMode::Include, Page, Request};
use http::StatusCode;
use http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use serde_json::Value;

use crate::{now, origin, url};

/// A fact's text, in which `{a*9}` stands for nine of a letter.
fn text(value: &Value) -> String {
    let mut text = String::new();
    for part in value.as_str().expect("a text").split('{') {
        let repeated = part.split_once('}').and_then(|(inner, rest)| {
            let (letter, times) = inner.split_once('*')?;
            Some(letter.repeat(times.parse().ok()?) + rest)
        });
        text += &repeated.unwrap_or_else(|| part.to_owned());
    }
    text
}

fn lines(fact: &Value) -> Vec<String> {
    fact["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(text)
        .collect()
}

/// The `Cookie` of a browser's next request: a store that is as simple as can be.
fn sent(fact: &Value, browser: Browser) -> String {
    let (page, set, next) = (text(&fact["page"]), text(&fact["url"]), text(&fact["next"]));
    let asker = fact["asker"].as_str().unwrap_or(&page).to_owned();
    let (page, asker, set, next) = (origin(&page), origin(&asker), url(&set), url(&next));
    let (set, next) = (
        Context::new(&page, &set, Include, now()),
        Context::new(&asker, &next, Include, now()),
    );
    let mut kept: Vec<Cookie> = Vec::new();
    for line in lines(fact) {
        if let Ok(cookie) = SetCookie::from_bytes(line.as_bytes()).keep(&set, browser) {
            let id = |cookie: &Cookie| {
                (
                    cookie.name().to_vec(),
                    cookie.domain().to_owned(),
                    cookie.path().to_vec(),
                )
            };
            match kept.iter().position(|old| id(old) == id(&cookie)) {
                Some(old) => kept[old] = cookie,
                None => kept.push(cookie),
            }
        }
    }
    kept.retain(|cookie| cookie.send(&next).is_ok());
    kept.sort_by_key(|cookie| std::cmp::Reverse(cookie.path().len()));
    let pair = |cookie: &Cookie| {
        let name = String::from_utf8_lossy(cookie.name()).into_owned();
        let separator = if name.is_empty() { "" } else { "=" };
        name + separator + &String::from_utf8_lossy(cookie.value())
    };
    kept.iter().map(pair).collect::<Vec<_>>().join("; ")
}

/// The same of a [`Page`], if HTTP can send the lines.
fn sent_by_page(fact: &Value) -> Option<String> {
    let mut headers = HeaderMap::new();
    for line in lines(fact) {
        headers.append(SET_COOKIE, HeaderValue::from_bytes(line.as_bytes()).ok()?);
    }
    let mut page = Page::new(origin(&text(&fact["page"])));
    let mut flow = page
        .flow(&Request::get(url(&text(&fact["url"]))).credentials(Include))
        .ok()?;
    flow.receive(StatusCode::OK, &headers);
    page.remember(&flow);
    let next = Request::get(url(&text(&fact["next"]))).credentials(Include);
    let cookie = page.flow(&next).ok()?.actual().headers.remove(COOKIE);
    let cookie = cookie.map(|cookie| String::from_utf8_lossy(cookie.as_bytes()).into_owned());
    Some(cookie.unwrap_or_default())
}

#[test]
fn states_facts() {
    let facts: Value = serde_json::from_str(include_str!("../data/wpt-cookies.json")).unwrap();
    let facts = facts.as_array().unwrap();
    assert!(facts.len() >= 150);
    for fact in facts {
        for browser in Browser::ALL {
            let is_of_it = |browsers: &Value| {
                browsers
                    .as_array()
                    .is_none_or(|all| all.contains(&browser.as_str().into()))
            };
            if !is_of_it(&fact["browsers"]) {
                continue;
            }
            let but = fact["but"].get(browser.as_str());
            let expected = text(but.unwrap_or(&fact["cookie"]));
            assert_eq!(sent(fact, browser), expected, "{browser} {fact}");
            if browser == Browser::Chrome && fact["asker"].is_null() {
                let sent = sent_by_page(fact);
                assert!(sent.is_none_or(|sent| sent == expected), "{fact}");
            }
        }
    }
}
