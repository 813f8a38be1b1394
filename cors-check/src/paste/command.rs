//! The command line that asks what a paste says: ready to copy.

use cors_check::transcript::{self, Complaint, copied::Copied};
use cors_flow::{Origin, Url, is_safelisted};
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};

use crate::follow;
use crate::hints;
use crate::options::{Options, Target};
use crate::outcome::CannotTell;

/// The command that asks as these options say. What is not known is in capital letters.
pub fn asking(options: &Options) -> String {
    let mut words = vec!["cors-check".to_owned()];
    let origin = options.origin.as_ref().map_or("ORIGIN", Origin::as_str);
    words.extend(["--origin".into(), word(origin)]);
    if let Some(mode) = options.credentials {
        words.extend(["--credentials".into(), mode.to_string()]);
    }
    let copy = options.copy.clone().unwrap_or_default();
    let has_body = copy.body.is_some() || !options.data.is_empty();
    let default = if has_body { Method::POST } else { Method::GET };
    if let Some(method) = options.method.as_ref().filter(|method| **method != default) {
        words.extend(["-X".into(), word(method.as_str())]);
    }
    let is_default = |(name, value): &&(HeaderName, HeaderValue)| name != ACCEPT || value != "*/*";
    for (name, value) in options.headers.iter().filter(is_default) {
        words.extend(["-H".into(), word(&header(name, value))]);
    }
    for name in &options.read {
        words.extend(["--read".into(), word(name.as_str())]);
    }
    for data in &options.data {
        words.extend(["-d".into(), word(data)]);
    }
    if options.insecure {
        words.push("-k".into());
    }
    let body = copy
        .body
        .map(|body| String::from_utf8_lossy(&body).into_owned());
    if let (Some(body), true) = (body, options.data.is_empty()) {
        // With `-d`, that would be a file's name.
        if body.starts_with('@') {
            words.push("curl".into());
            words.extend(["--data-raw".into(), word(&body)]);
        } else {
            words.extend(["-d".into(), word(&body)]);
        }
    }
    words.push(match &options.target {
        Some(Target::Url(url)) => word(url.as_str()),
        _ => "URL".into(),
    });
    words.join(" ")
}

/// The options, and what a request says besides.
pub fn following(options: &Options, request: &Copied) -> Result<Options, CannotTell> {
    let mut own = options.clone();
    follow::page(&mut own, request)?;
    follow::request(&mut own, request)?;
    Ok(own)
}

/// The commands for several requests; if none of them can be asked for, why.
pub fn for_each(
    options: &Options,
    requests: &[Result<Copied, transcript::copied::Error>],
) -> Result<String, CannotTell> {
    let mut all = Vec::new();
    let mut left_out = None;
    for request in requests {
        let request = request.as_ref().map_err(CannotTell::from);
        match request.and_then(|request| following(options, request)) {
            Ok(own) => all.push(own),
            Err(why) => left_out = left_out.or(Some(why)),
        }
    }
    match (all.first(), left_out) {
        (None, Some(why)) => Err(why),
        (first, left_out) => {
            let commands: Vec<_> = all.iter().map(asking).collect();
            let left_out = left_out.map(|CannotTell(why)| why);
            Ok(hints::none_asked(
                &commands,
                first.unwrap_or(options),
                left_out,
            ))
        }
    }
}

/// What a browser's message says becomes what the options would say.
pub fn follow_complaint(options: &mut Options, complaint: &Complaint) {
    if options.origin.is_none() {
        options.origin = complaint
            .origin
            .as_ref()
            .and_then(|origin| origin.parse().ok());
    }
    options.credentials = options.credentials.or(complaint.mode);
    let url = complaint.url.as_ref().and_then(|url| Url::parse(url).ok());
    options.target = url.map(Target::Url);
    if options.method.is_none() {
        let method = complaint.method.as_ref();
        options.method = method.and_then(|method| method.parse().ok());
    }
    let header = complaint.header.as_ref().and_then(|name| name.parse().ok());
    if let Some(name) = header.filter(|name| !options.gives(name)) {
        options.headers.push((name, HeaderValue::from_static("\"")));
    }
}

/// A header of which only the name is known has a quote as its value. Another value that calls for a preflight is
/// easier to read.
fn header(name: &HeaderName, value: &HeaderValue) -> String {
    let value = match (name, value.as_bytes()) {
        (&CONTENT_TYPE, b"\"") => "application/json".into(),
        (name, b"\"") if !is_safelisted(name, b"1") => "1".into(),
        (_, value) => String::from_utf8_lossy(value),
    };
    if value.is_empty() {
        format!("{name};")
    } else {
        format!("{name}: {value}")
    }
}

/// One word for a shell: as it is, in quotes, or with escapes if a terminal could not show it.
pub fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    if text.chars().all(|c| matches!(c, ' '..='~')) {
        return crate::hints::quoted(text);
    }
    let mut word = "$'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            '\n' => word.push_str("\\n"),
            '\r' => word.push_str("\\r"),
            '\t' => word.push_str("\\t"),
            ' '..='~' => word.push(c),
            c if u32::from(c) > 0xFFFF => word.extend(["\\U", &format!("{:08x}", u32::from(c))]),
            c => word.extend(["\\u", &format!("{:04x}", u32::from(c))]),
        }
    }
    word + "'"
}
