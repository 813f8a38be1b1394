//! `fetch(..)`, as Chrome, Firefox and Node's Chrome copy it: a string, and options that are JSON.

use serde_json::{Deserializer, Value};

use super::{Body, Copied, Error, curl};

/// The request, and the length of the call.
pub(super) fn read(text: &str) -> Result<(Copied, usize), Error> {
    let start = text.find('(').ok_or(Error::Code)? + 1;
    let (url, end) = value(text, start)?;
    let mut copied = Copied::get(curl::parse(url.as_str().ok_or(Error::Code)?)?);
    let rest = text[end..].trim_start();
    let Some(options) = rest.strip_prefix(',') else {
        let end = text.len() - rest.len();
        return rest
            .starts_with(')')
            .then_some((copied, end))
            .ok_or(Error::Code);
    };
    let at = text.len() - options.len();
    let (options, end) = value(text, at)?;
    let string = |name: &str| options.get(name).and_then(Value::as_str);
    copied.method = string("method").map(str::to_owned);
    if let Some(body) = string("body") {
        copied.body = Body::of_text(body.to_owned());
    }
    copied.mode = string("credentials").and_then(|mode| mode.parse().ok());
    for (name, value) in options
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let value = value.as_str().ok_or(Error::Code)?;
        copied.headers.push((name.clone(), value.to_owned()));
    }
    if let (Some(referrer), None) = (string("referrer"), copied.header("referer")) {
        let referrer = referrer.to_owned();
        copied.headers.push(("Referer".into(), referrer));
    }
    Ok((copied, end))
}

/// The JSON value that comes there, and where it ends.
fn value(text: &str, at: usize) -> Result<(Value, usize), Error> {
    let mut values = Deserializer::from_str(&text[at..]).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => Ok((value, at + values.byte_offset())),
        _ => Err(Error::Code),
    }
}
