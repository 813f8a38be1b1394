//! A command of wget, read from its words.

use super::arguments::Options;
use super::{Body, Copied, Error, Part, Source, curl};

const OPTIONS: Options = Options {
    long: &[
        "accept",
        "append-output",
        "base",
        "bind-address",
        "body-data",
        "body-file",
        "ca-certificate",
        "certificate",
        "connect-timeout",
        "directory-prefix",
        "header",
        "http-password",
        "http-user",
        "limit-rate",
        "load-cookies",
        "max-redirect",
        "method",
        "output-document",
        "output-file",
        "password",
        "post-data",
        "post-file",
        "private-key",
        "progress",
        "read-timeout",
        "referer",
        "save-cookies",
        "timeout",
        "tries",
        "user",
        "user-agent",
        "wait",
    ],
    short: "ABDIOPQRTUXaelotw",
    flags: "46EFHKLNSVbcdhkmnpqrvx",
};

/// Reads the words after `wget` as wget does.
pub(super) fn read(words: impl IntoIterator<Item = String>) -> Result<Copied, Error> {
    /// What wget says of a body if nobody says another type.
    const FORM: &str = "application/x-www-form-urlencoded";
    let mut method = None;
    let mut headers = Vec::new();
    let mut body = Body::None;
    let mut insecure = false;
    let arguments = OPTIONS.read(words)?;
    for (name, value) in arguments.options {
        match &name[..] {
            "method" => method = Some(value),
            "header" => {
                let (name, value) = value.split_once(':').ok_or(Error::Header)?;
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            "referer" => headers.push(("Referer".to_owned(), value)),
            "U" | "user-agent" => headers.push(("User-Agent".to_owned(), value)),
            "post-data" | "body-data" => body = Body::of_text(value),
            "post-file" | "body-file" => {
                let stripped = false;
                body = Body::Data(vec![Part::of(Source::File {
                    name: value,
                    stripped,
                })]);
            }
            "spider" => method = Some("HEAD".to_owned()),
            "no-check-certificate" => insecure = true,
            "certificate" | "private-key" => return Err(Error::Word(format!("--{name}"))),
            // Any of these may be cut short, and then its value is not known to be one.
            name if ["header", "method", "post-data", "body-data"]
                .iter()
                .any(|used| name.len() > 2 && used.starts_with(name)) =>
            {
                return Err(Error::Word(format!("--{name}")));
            }
            _ => {}
        }
    }
    let mut copied = Copied::get(curl::parse(&super::only(arguments.words)?)?);
    copied.method = method;
    copied.headers = headers;
    if body != Body::None && copied.header("content-type").is_none() {
        copied
            .headers
            .push(("Content-Type".to_owned(), FORM.to_owned()));
    }
    copied.body = body;
    copied.connection.insecure = insecure;
    Ok(copied)
}
