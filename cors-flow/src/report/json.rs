//! The report for programs.

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::{Advice, Alternative, Cause, CookieFinding, Error, Finding, Report, code_of};
use crate::cookie::{Browser, Fate};

/// The version of the form. It changes if a field changes its meaning or goes.
const VERSION: u32 = 1;

impl Report {
    /// The report for programs: JSON on one line, without a line end, and in printable ASCII.
    ///
    /// | field | |
    /// |---|---|
    /// | `version` | `1`. It changes if a field changes its meaning or goes; fields may be added |
    /// | `allowed` | whether the page gets what it asked for |
    /// | `origin` | the page's origin; `null` (not the text) if only the header itself was judged |
    /// | `mode` | the credentials mode |
    /// | `steps` | the decisions, in order |
    /// | `advice` | what the server has to send, each request in turn ([`Report::advice`]) |
    /// | `alternatives` | what the page can do instead ([`Report::alternatives`]) |
    /// | `cookies` | what becomes of each cookie that the responses set, in order |
    /// | `unsent` | the method of the request, if only its preflight was sent |
    /// | `unanswered` | the headers to read for which the answer is unknown |
    /// | `notes` | sentences for a person |
    ///
    /// Each of `steps` has:
    ///
    /// | field | |
    /// |---|---|
    /// | `kind` | what was decided on: `preflight`, `response`, `redirect`, `exposed`, `cookie` or `network` |
    /// | `url` | the URL that was asked; `null` if it is not known |
    /// | `method` | the method that was sent: `OPTIONS` for a preflight; `null` if it is not known |
    /// | `status` | the response's status; `null` if there was no response |
    /// | `allowed` | whether the decision is in favour of the page |
    /// | `code` | the name of the error ([`Error::code`](crate::Error::code)), or `null` |
    /// | `then` | the codes of what would fail next, once that is fixed |
    /// | `causes` | what the response shows of who answered, and why: the names of [`Cause`](crate::Cause)s |
    /// | `header` | the header that it is about, in lower case, or `null` |
    /// | `foretold` | whether it was judged by the preflight's response |
    /// | `message` | a sentence for a person |
    ///
    /// Each of `cookies` has:
    ///
    /// | field | |
    /// |---|---|
    /// | `name` | the cookie's name |
    /// | `url` | the URL that sets it; `null` if it is not known |
    /// | `line` | which of the response's lines of `Set-Cookie` it is in, from 0 |
    /// | `browsers` | `chrome`, `firefox`, `safari` and `blocking`: any browser that blocks third-party cookies |
    /// | `message` | a few sentences for a person |
    ///
    /// Each of `browsers` has:
    ///
    /// | field | |
    /// |---|---|
    /// | `kept` | whether the browser keeps it; `null` if that depends on a URL that is not known. A line that deletes the cookie keeps none, and has no `code` |
    /// | `sent` | whether the page's next request carries it; `null` as for `kept` |
    /// | `code` | why it is not kept or not sent ([`Fate::code`](crate::cookie::Fate::code)), or `null` |
    ///
    /// Each of `advice` has:
    ///
    /// | field | |
    /// |---|---|
    /// | `to` | what to answer: `preflight` or `response` |
    /// | `method` | the method of the request: `OPTIONS` for a preflight |
    /// | `url` | its URL; `null` if it is not known |
    /// | `status` | the status: the server's own, if that is right or does not matter |
    /// | `headers` | pairs of a name, in lower case, and a value |
    ///
    /// Each of `alternatives` has:
    ///
    /// | field | |
    /// |---|---|
    /// | `code` | the name of the [`Alternative`](crate::advice::Alternative) |
    /// | `message` | the same, as a command |
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
    /// flow.receive(StatusCode::OK, &HeaderMap::new());
    /// let json: serde_json::Value = serde_json::from_str(&flow.report().to_json())?;
    /// assert_eq!(json["allowed"], false);
    /// assert_eq!(json["steps"][0]["code"], "MissingAllowOrigin");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let names = |name: &HeaderName| name.as_str().to_owned();
        let report = json!({
            "version": VERSION,
            "allowed": self.allowed(),
            "origin": self.origin.as_ref().map(crate::Origin::as_str),
            "mode": self.mode.as_str(),
            "steps": self.findings.iter().map(|finding| self.step(finding)).collect::<Vec<_>>(),
            "advice": self.advice().iter().map(advice).collect::<Vec<_>>(),
            "alternatives": self.alternatives().iter().map(alternative).collect::<Vec<_>>(),
            "cookies": self.cookies().iter().map(cookie).collect::<Vec<_>>(),
            "unsent": self.unsent.as_ref().map(|unsent| unsent.method.as_str()),
            "unanswered": self.unanswered.iter().map(names).collect::<Vec<_>>(),
            "notes": self.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        // Valid in JSON as they are, but some of them control a terminal, or turn the text around.
        let mut json = String::new();
        for c in report.to_string().chars() {
            match c {
                '\u{7f}'.. => {
                    let mut units = [0; 2];
                    let units = c.encode_utf16(&mut units).iter();
                    json.extend(units.map(|unit| format!("\\u{unit:04x}")));
                }
                _ => json.push(c),
            }
        }
        json
    }

    fn step(&self, finding: &Finding) -> Value {
        let exchange = finding.exchange.and_then(|at| self.exchanges.get(at));
        let exchange = exchange.filter(|_| self.origin.is_some());
        json!({
            "kind": finding.kind.as_str(),
            "url": finding.url.as_ref().map(url::Url::as_str),
            "method": exchange.map(|exchange| exchange.sent.method.as_str()),
            "status": finding.status.map(|status| status.as_u16()),
            "allowed": finding.allowed(),
            "code": finding.code(),
            "then": finding.then.iter().map(Error::code).collect::<Vec<_>>(),
            "causes": finding.causes.iter().map(Cause::code).collect::<Vec<_>>(),
            "header": finding.header.as_ref().map(HeaderName::as_str),
            "foretold": finding.foretold,
            "message": finding.to_string(),
        })
    }
}

fn advice(advice: &Advice) -> Value {
    let header = |(name, value): &(HeaderName, HeaderValue)| {
        json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])
    };
    json!({
        "to": advice.to.as_str(),
        "method": advice.method.as_str(),
        "url": advice.url.as_ref().map(url::Url::as_str),
        "status": advice.status.as_u16(),
        "headers": advice.headers.iter().map(header).collect::<Vec<_>>(),
    })
}

fn alternative(alternative: &Alternative) -> Value {
    json!({"code": code_of(alternative), "message": alternative.to_string()})
}

fn cookie(cookie: &CookieFinding) -> Value {
    let browser = |browser: Browser| {
        let fate = cookie.fate(browser);
        let is_known = *fate != Fate::Unknown;
        let fate = json!({
            "kept": is_known.then_some(fate.is_kept()),
            "sent": is_known.then_some(fate.is_sent()),
            "code": fate.code(),
        });
        (browser.as_str().to_owned(), fate)
    };
    json!({
        "name": String::from_utf8_lossy(cookie.name()),
        "url": cookie.url().map(url::Url::as_str),
        "line": cookie.line(),
        "browsers": Value::Object(Browser::ALL.into_iter().map(browser).collect()),
        "message": cookie.to_string(),
    })
}
