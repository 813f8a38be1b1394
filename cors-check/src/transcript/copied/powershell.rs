//! `Invoke-WebRequest`, as Chrome and Firefox copy it.

use super::{Body, Copied, Error, curl};

enum Token {
    /// In quotes.
    Text(String),
    /// A parameter, a name, or a sign.
    Bare(String),
}

/// The request, and the length of the command.
pub(super) fn read(text: &str) -> Result<(Copied, usize), Error> {
    let tokens = tokens(text)?;
    let mut tokens = tokens.iter().peekable();
    let mut url = None;
    let mut method = None;
    let mut body = None;
    let mut headers = Vec::new();
    let mut cookies = Vec::new();
    while let Some(token) = tokens.next() {
        let Token::Bare(bare) = token else { continue };
        let is = |name: &str| bare.eq_ignore_ascii_case(name);
        let mut text = || {
            let next = tokens.find(|token| matches!(token, Token::Text(_)));
            match next {
                Some(Token::Text(text)) => Ok(text.clone()),
                _ => Err(Error::Code),
            }
        };
        if is("-Uri") {
            url = Some(text()?);
        } else if is("-Method") {
            method = Some(match tokens.next() {
                Some(Token::Text(text) | Token::Bare(text)) => text.clone(),
                None => return Err(Error::Code),
            });
        } else if is("-ContentType") {
            headers.push(("Content-Type".to_owned(), text()?));
        } else if is("$session.UserAgent") {
            headers.push(("User-Agent".to_owned(), text()?));
        } else if is("System.Net.Cookie") {
            cookies.push([text()?, text()?].join("="));
        } else if is("-Body") {
            body = Some(text()?);
        } else if is("-Headers") {
            let mut name = None;
            for token in tokens.by_ref() {
                match (token, name.take()) {
                    (Token::Bare(sign), _) if sign == "}" => break,
                    (Token::Bare(sign), kept) if sign == "=" => name = kept,
                    (Token::Text(text), None) => name = Some(text.clone()),
                    (Token::Text(value), Some(name)) => headers.push((name, value.clone())),
                    // A name without quotes.
                    (Token::Bare(text), None) if text.starts_with(char::is_alphabetic) => {
                        name = Some(text.clone());
                    }
                    (Token::Bare(_), _) => {}
                }
            }
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let mut copied = Copied::get(curl::parse(&url.ok_or(Error::MissingUrl)?)?);
    copied.method = method;
    copied.headers = headers;
    if let Some(body) = body {
        copied.body = Body::of_text(body);
    }
    Ok((copied, text.len()))
}

fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    const OPEN: Error = Error::Unsplit(super::Unsplit::Open);
    let mut tokens = Vec::new();
    let mut bare = String::new();
    let mut chars = text.chars().peekable();
    let end = |bare: &mut String, tokens: &mut Vec<Token>| {
        if !bare.is_empty() {
            tokens.push(Token::Bare(std::mem::take(bare)));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                end(&mut bare, &mut tokens);
                let mut quoted = String::new();
                loop {
                    match chars.next().ok_or(OPEN)? {
                        '"' if chars.next_if_eq(&'"').is_some() => quoted.push('"'),
                        '"' => break,
                        '`' => quoted.push(match chars.next().ok_or(OPEN)? {
                            'n' => '\n',
                            'r' => '\r',
                            't' => '\t',
                            '0' => '\0',
                            c => c,
                        }),
                        // `$([char]233)`
                        '$' if chars.peek() == Some(&'(') => {
                            let code: String = chars.by_ref().take_while(|c| *c != ')').collect();
                            let code = code.trim_start_matches("([char]");
                            let code = code.parse().ok().and_then(char::from_u32);
                            quoted.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
                        }
                        c => quoted.push(c),
                    }
                }
                tokens.push(Token::Text(quoted));
            }
            '\'' => {
                end(&mut bare, &mut tokens);
                let mut quoted = String::new();
                loop {
                    match chars.next().ok_or(OPEN)? {
                        '\'' if chars.next_if_eq(&'\'').is_some() => quoted.push('\''),
                        '\'' => break,
                        c => quoted.push(c),
                    }
                }
                tokens.push(Token::Text(quoted));
            }
            '`' => {}
            c if c.is_whitespace()
                || matches!(c, '(' | ')' | '{' | '}' | '=' | ',' | ';' | '@') =>
            {
                end(&mut bare, &mut tokens);
                if matches!(c, '}' | '=') {
                    tokens.push(Token::Bare(c.into()));
                }
            }
            c => bare.push(c),
        }
    }
    end(&mut bare, &mut tokens);
    Ok(tokens)
}
