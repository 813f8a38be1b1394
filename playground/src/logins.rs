//! A login at another site: the lines of `Set-Cookie` that answer it, and what the crate says of each.

use std::time::SystemTime;

use cors_flow::cookie::{Browser, Context, Fate, SetCookie};
use cors_flow::{CredentialsMode, Origin, Url};
use http::header::{HeaderMap, COOKIE};
use serde_json::{json, Map, Value};

/// What the API answers to a login, or to a logout.
struct Login {
    id: &'static str,
    /// What is particular about it.
    rule: &'static str,
    line: &'static str,
}

/// In this order, as the last one deletes what another has set. The names are distinctive: cookies ignore
/// ports, so other servers on this host share the jar.
const LOGINS: [Login; 9] = [
    Login {
        id: "plain",
        rule: "As a framework sends it by default",
        line: "playground-plain=1; Path=/login; HttpOnly",
    },
    Login {
        id: "lax",
        rule: "`Lax` cookies go with links from other sites, not with requests by scripts",
        line: "playground-lax=1; Path=/login; HttpOnly; SameSite=Lax",
    },
    Login {
        id: "none",
        rule: "`None` needs `Secure`",
        line: "playground-none=1; Path=/login; HttpOnly; SameSite=None",
    },
    Login {
        id: "none-secure",
        rule: "For other sites, unless the browser blocks third-party cookies",
        line: "playground-none-secure=1; Path=/login; HttpOnly; SameSite=None; Secure",
    },
    Login {
        id: "partitioned",
        rule: "For other sites, kept apart for each",
        line: "playground-partitioned=1; Path=/login; HttpOnly; SameSite=None; Secure; Partitioned",
    },
    Login {
        id: "domain",
        rule: "For the page’s own host, which is not the API’s",
        line: "playground-domain=1; Domain=127.0.0.1; Path=/login; SameSite=None; Secure",
    },
    Login {
        id: "path",
        rule: "For a path that is not asked next",
        line: "playground-path=1; Path=/login/elsewhere; SameSite=None; Secure",
    },
    Login {
        id: "host",
        rule: "A prefix that promises `Secure`, `Path=/` and no `Domain`",
        line: "__Host-playground=1; Path=/; HttpOnly; SameSite=None; Secure",
    },
    Login {
        id: "logout",
        rule: "Deletes the fourth",
        line: "playground-none-secure=; Path=/login; SameSite=None; Secure; Max-Age=0",
    },
];

/// The line of `Set-Cookie` that answers a login.
pub fn line(id: &str) -> Option<&'static str> {
    let login = LOGINS.iter().find(|login| login.id == id)?;
    Some(login.line)
}

/// The lines that delete all that the logins set. A browser that keeps a line keeps the same with
/// `Max-Age=0`, too.
pub fn forgetting() -> impl Iterator<Item = String> {
    LOGINS
        .iter()
        .map(|login| format!("{}; Max-Age=0", login.line))
}

/// Which of the logins' cookies came with a request: their names, and never a value.
pub fn names(request: &HeaderMap) -> Vec<String> {
    let lines = request.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b';'));
    let names = pairs.filter_map(|pair| pair.split(|&byte| byte == b'=').next());
    let own = names.filter_map(|name| {
        let is_it = |login: &&Login| cookie(login.line).name() == name.trim_ascii();
        Some(cookie(LOGINS.iter().find(is_it)?.line))
    });
    own.map(|own| String::from_utf8_lossy(own.name()).into_owned())
        .collect()
}

/// The API under its other name, which makes it another site.
fn elsewhere(api: &Origin) -> Url {
    let mut url: Url = api.as_str().parse().expect("an origin is a URL");
    url.set_host(Some("localhost"))
        .expect("an http URL takes a host");
    url
}

/// For the page: where it logs in and asks next, and what the crate says of each line, by browser.
pub fn described(page: &Origin, api: &Origin) -> Value {
    let api = elsewhere(api);
    let at = |path: &str| api.join(path).expect("a path");
    let (next, now) = (at("/login/names"), SystemTime::now());
    let logins = LOGINS.iter().map(|login| {
        let url = at(&format!("/login/{}", login.id));
        let context = |url| Context::new(page, url, CredentialsMode::Include, now);
        let (set, asked) = (context(&url), context(&next));
        let line = cookie(login.line);
        let said = Browser::ALL.map(|browser| {
            let fate = Fate::of(&line, &set, &asked, browser);
            (browser.to_string(), said(&fate))
        });
        json!({
            "id": login.id,
            "rule": login.rule,
            "line": format!("Set-Cookie: {}", login.line),
            "url": url.as_str(),
            "name": String::from_utf8_lossy(line.name()),
            "crate": Map::from_iter(said),
        })
    });
    json!({
        "logins": logins.collect::<Vec<_>>(),
        "host": api.host_str(),
        "next": next.as_str(),
        // Below the one path that the next request does not have.
        "elsewhere": at("/login/elsewhere/names").as_str(),
        "forget": at("/login/forget").as_str(),
    })
}

fn cookie(line: &str) -> SetCookie {
    SetCookie::from_bytes(line.as_bytes())
}

/// With whether the cookie comes back: it is `sent` next, or only `kept`, or `gone`.
fn said(fate: &Fate) -> Value {
    let (comes, word, reason) = match fate {
        Fate::Sent => ("sent", "Kept and sent", None),
        Fate::NotSent(error) => ("kept", "Kept, not sent", Some(format!("{error:#}"))),
        Fate::Dropped(error) => ("gone", "Dropped", Some(format!("{error:#}"))),
        Fate::Deleted => ("gone", "Deleted", None),
        Fate::Unknown => unreachable!("the URLs are known"),
    };
    json!({ "comes": comes, "word": word, "reason": reason })
}
