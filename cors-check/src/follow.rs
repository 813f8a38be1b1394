//! Follows a copied request: what it says becomes what the options would say.

use std::ffi::OsString;

use clap::CommandFactory;
use cors_check::transcript::copied::{
    self, Author, Body, Copied, Part, Source, author, percent_encoded,
};
use http::Method;
use http::header::{HeaderName, HeaderValue};

use crate::hints;
use crate::limits;
use crate::options::{self, Copy, Options, Target};
use crate::outcome::CannotTell;

/// What separates the parts of a form. No browser's is the same.
const BOUNDARY: &str = "------------------------cors-check-form-boundary";

/// The command's own arguments, up to `curl`; and the words after that, which are curl's.
pub fn split(arguments: impl Iterator<Item = OsString>) -> (Vec<OsString>, Vec<OsString>) {
    let mut own: Vec<OsString> = arguments.collect();
    let command = Options::command();
    let takes_value = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        let is_called = |arg: &clap::Arg| {
            let names = arg.get_long_and_visible_aliases().into_iter().flatten();
            let all = arg.get_all_aliases().into_iter().flatten();
            let long = names.chain(all).any(|name| argument == format!("--{name}"));
            let short = arg.get_short();
            long || short.is_some_and(|short| argument == format!("-{short}"))
        };
        let mut args = command.get_arguments();
        args.any(|arg| arg.get_action().takes_values() && is_called(arg))
    };
    let is_curl = |at: &usize| {
        matches!(own[*at].to_str(), Some("curl" | "curl.exe")) && !takes_value(&own[at - 1])
    };
    let Some(at) = (1..own.len()).find(is_curl) else {
        return (own, Vec::new());
    };
    let words = own.split_off(at + 1);
    (own, words)
}

/// Follows the words after `curl`.
pub fn words(options: &mut Options, words: Vec<OsString>) -> Result<(), CannotTell> {
    let words = words.into_iter().map(OsString::into_string);
    let words = words.collect::<Result<Vec<_>, _>>();
    let words =
        words.map_err(|_| "the curl command is not UTF-8: write it in a file, and paste that")?;
    let copied = copied::curl(words)?;
    page(options, &copied)?;
    let Some(origin) = &options.origin else {
        return Err(hints::COPY_WITHOUT_ORIGIN.into());
    };
    let other = copied
        .header("origin")
        .filter(|copied| *copied != origin.as_str());
    let other = other.map(str::to_owned);
    request(options, &copied)?;
    if let Some(copy) = &mut options.copy {
        copy.other_page = other;
    }
    Ok(())
}

/// Sets the page that asks, if the copy says it.
pub fn page(options: &mut Options, copied: &Copied) -> Result<(), CannotTell> {
    if let (None, Some(origin)) = (&options.origin, copied.origin()) {
        let invalid = |error| hints::invalid_origin(&error);
        options.origin = Some(origin.parse().map_err(invalid)?);
    }
    Ok(())
}

/// Sets what else the copy says. What the options say already counts more.
pub fn request(options: &mut Options, copied: &Copied) -> Result<(), CannotTell> {
    match copied.header("sec-fetch-mode") {
        Some("navigate") => return Err(hints::NAVIGATION.into()),
        Some("no-cors") => return Err(hints::NO_CORS.into()),
        Some("websocket") => return Err(hints::WEBSOCKET.into()),
        _ => {}
    }
    options.target = copied.known_url().cloned().map(Target::Url);
    options.credentials = options.credentials.or(copied.mode);
    connect(options, copied)?;
    let mut copy = Copy::default();
    let given: Vec<HeaderName> = options
        .headers
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    if let Some((method, names)) = copied.preflight() {
        copy.is_preflight = true;
        options.method = Some(parsed_method(method)?);
        for name in names {
            // Whatever the name, a quote in the value calls for a preflight.
            options
                .headers
                .push((parsed_name(name)?, HeaderValue::from_static("\"")));
        }
    } else {
        if options.method.is_none() {
            options.method = copied.method.as_deref().map(parsed_method).transpose()?;
        }
        copy.body = body(&copied.body)?;
        if let Body::Form(_) = copied.body {
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            add(options, "content-type", &kind)?;
        }
    }
    for (name, value) in &copied.headers {
        let lower = name.to_ascii_lowercase();
        match author(name) {
            Author::Page if copy.is_preflight => {}
            Author::Page | Author::BrowserMostLikely if given.contains(&parsed_name(name)?) => {}
            Author::Page => add(options, name, value)?,
            Author::Browser if lower == "cookie" => add(options, name, value)?,
            author => {
                if author == Author::BrowserMostLikely && !copy.is_preflight {
                    copy.perhaps.push(lower.clone());
                }
                copy.left_out
                    .extend(shown(&lower, copy.is_preflight).map(str::to_owned));
            }
        }
    }
    copy.left_out.sort_unstable();
    copy.left_out.dedup();
    options.copy = Some(copy);
    Ok(())
}

/// What is said of a header that was left out.
fn shown(name: &str, is_preflight: bool) -> Option<&str> {
    match name {
        // Those come back, as the browser sends them.
        "origin" | "host" => None,
        name if is_preflight && name.starts_with("access-control-request-") => None,
        name if name.starts_with("sec-") => Some("sec-*"),
        name => Some(name),
    }
}

/// Sets a header that the page sent, unless it is set already.
pub fn add_missing(options: &mut Options, name: &str, value: &str) -> Result<(), CannotTell> {
    if options.gives(&parsed_name(name)?) {
        return Ok(());
    }
    add(options, name, value)
}

fn connect(options: &mut Options, copied: &Copied) -> Result<(), CannotTell> {
    let connection = &copied.connection;
    options.insecure |= connection.insecure;
    if options.cacert.is_none() {
        options.cacert = connection.cacert.clone().map(Into::into);
    }
    if options.cert.is_none() {
        options.cert = connection.cert.clone().map(Into::into);
        options.key = connection.key.clone().map(Into::into);
    }
    if options.proxy.is_none() {
        options.proxy.clone_from(&connection.proxy);
    }
    if let (None, Some(seconds)) = (options.max_time, &connection.max_time) {
        options.max_time = Some(options::seconds(seconds)?);
    }
    for entry in connection.resolve.iter().rev() {
        // The last one counts: one of the options.
        options.resolve.insert(0, options::resolve(entry)?);
    }
    Ok(())
}

fn add(options: &mut Options, name: &str, value: &str) -> Result<(), CannotTell> {
    let name = parsed_name(name)?;
    let value = HeaderValue::from_bytes(value.as_bytes());
    let value = value.map_err(|_| "a header of the copy has a control character: copy it again")?;
    options.headers.push((name, value));
    Ok(())
}

fn parsed_method(method: &str) -> Result<Method, CannotTell> {
    let parsed = Method::from_bytes(method.as_bytes());
    Ok(parsed.map_err(|_| "the copy's method is not valid: copy the whole command")?)
}

fn parsed_name(name: &str) -> Result<HeaderName, CannotTell> {
    let parsed = HeaderName::from_bytes(name.as_bytes());
    Ok(parsed.map_err(|_| "a header's name in the copy is not valid: copy the whole command")?)
}

/// The bytes of a body, with those of the files that it names.
fn body(body: &Body) -> Result<Option<Vec<u8>>, CannotTell> {
    Ok(match body {
        Body::None => None,
        Body::Data(parts) => {
            let mut bytes = Vec::new();
            for part in parts {
                if part.joined {
                    bytes.push(b'&');
                }
                bytes.extend(part_of(part)?);
            }
            Some(bytes)
        }
        Body::Form(fields) => {
            let mut bytes = Vec::new();
            for field in fields {
                let filename = field.filename.as_ref();
                let filename = filename.map(|name| format!("; filename=\"{name}\""));
                let filename = filename.unwrap_or_default();
                let kind = match (&field.content_type, &field.filename) {
                    (Some(kind), _) => format!("\r\nContent-Type: {kind}"),
                    (None, Some(_)) => "\r\nContent-Type: application/octet-stream".to_owned(),
                    (None, None) => String::new(),
                };
                let head = format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"{filename}{kind}\r\n\r\n",
                    field.name
                );
                bytes.extend(head.into_bytes());
                bytes.extend(source(&field.value)?);
                bytes.extend(b"\r\n");
            }
            bytes.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
            Some(bytes)
        }
    })
}

fn part_of(part: &Part) -> Result<Vec<u8>, CannotTell> {
    let bytes = source(&part.source)?;
    if !part.encoded {
        return Ok(bytes);
    }
    Ok((part.prefix.clone() + &percent_encoded(&bytes)).into_bytes())
}

fn source(source: &Source) -> Result<Vec<u8>, CannotTell> {
    Ok(match source {
        Source::Text(text) => text.clone().into_bytes(),
        Source::File {
            name,
            stripped: true,
        } => limits::read_text("--data @", name.as_ref())?,
        Source::File { name, .. } => limits::read_file("--data @", name.as_ref())?,
    })
}
