//! `Invoke-WebRequest` and its like, as Chrome and Firefox copy it, and as people write it.

use super::{Body, Copied, Error, curl};

enum Token {
    /// In quotes.
    Text(String),
    /// A parameter, a name, or a sign.
    Bare(String),
}

/// Parameters that take no value.
const SWITCHES: [&str; 16] = [
    "-allowinsecureredirect",
    "-allowunencryptedauthentication",
    "-debug",
    "-disablekeepalive",
    "-followrellink",
    "-noproxy",
    "-passthru",
    "-preserveauthorizationonredirect",
    "-preservehttpmethodonredirect",
    "-resume",
    "-skipcertificatecheck",
    "-skipheadervalidation",
    "-skiphttperrorcheck",
    "-usebasicparsing",
    "-usedefaultcredentials",
    "-verbose",
];

/// The command's names, in lower case.
pub(super) const NAMES: [&str; 4] = ["invoke-webrequest", "invoke-restmethod", "iwr", "irm"];

/// The request, and the length of the command.
pub(super) fn read(text: &str) -> Result<(Copied, usize), Error> {
    let (tokens, length) = tokens(text)?;
    let mut tokens = tokens.iter().peekable();
    let mut url = None;
    let mut method = None;
    let mut body = None;
    let mut headers = Vec::new();
    let mut cookies = Vec::new();
    let mut insecure = false;
    let mut is_begun = false;
    while let Some(token) = tokens.next() {
        let bare = match token {
            Token::Bare(bare) if !is_begun || bare.starts_with('-') => bare.to_ascii_lowercase(),
            Token::Text(_) if !is_begun => continue,
            // What no parameter stands before is the URL.
            token => {
                if url.replace(known(token)?).is_some() {
                    return Err(Error::SeveralUrls);
                }
                continue;
            }
        };
        // As in PowerShell, the beginning of a name is enough.
        let is = |name: &str| {
            bare == name || (bare.len() > 2 && bare.starts_with('-') && name.starts_with(&bare))
        };
        let mut text = || {
            let next = tokens.find(|token| matches!(token, Token::Text(_)));
            match next {
                Some(Token::Text(text)) => Ok(text.clone()),
                _ => Err(Error::Code),
            }
        };
        if NAMES.contains(&&bare[..]) {
            is_begun = true;
        } else if is("$session.useragent") {
            headers.push(("User-Agent".to_owned(), text()?));
        } else if is("system.net.cookie") {
            cookies.push([text()?, text()?].join("="));
        } else if is_begun && is("-headers") {
            let mut name = None;
            let mut is_read = false;
            for token in tokens.by_ref() {
                match (token, name.take()) {
                    (Token::Bare(sign), _) if sign == "}" => {
                        is_read = true;
                        break;
                    }
                    (Token::Bare(sign), kept) if sign == "=" => name = kept,
                    (Token::Text(text), None) => name = Some(text.clone()),
                    // A name without quotes.
                    (Token::Bare(text), None) if text.starts_with(char::is_alphabetic) => {
                        name = Some(text.clone());
                    }
                    // A number, or a variable.
                    (value, Some(name)) => headers.push((name, known(value)?)),
                    (other, None) => {
                        known(other)?;
                    }
                }
            }
            if !is_read {
                return Err(Error::Code);
            }
        } else if SWITCHES.iter().any(|name| is(name)) {
            insecure |= is("-skipcertificatecheck");
        } else if bare.contains(':') {
            // `-Method:PUT`
            return Err(Error::Word(bare));
        } else if is_begun && tokens.peek().is_some_and(|next| is_parameter(next)) {
            // A switch that is not known.
        } else if is_begun {
            let value = tokens.next().ok_or(Error::Code)?;
            if is("-uri") {
                url = Some(known(value)?);
            } else if is("-method") || is("-custommethod") {
                method = Some(known(value)?.to_ascii_uppercase());
            } else if is("-contenttype") {
                headers.push(("Content-Type".to_owned(), known(value)?));
            } else if is("-useragent") {
                headers.push(("User-Agent".to_owned(), known(value)?));
            } else if is("-body") {
                body = Some(known(value)?);
            } else if is("-form")
                || is("-infile")
                || is("-authentication")
                || is("-token")
                || is("-credential")
            {
                return Err(Error::Code);
            }
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let mut copied = Copied::get(curl::parse(&url.ok_or(Error::MissingUrl)?)?);
    copied.method = method;
    copied.headers = headers;
    copied.connection.insecure = insecure;
    if let Some(body) = body {
        copied.body = Body::of_text(body);
    }
    Ok((copied, length))
}

fn is_parameter(token: &Token) -> bool {
    matches!(token, Token::Bare(word) if word.starts_with('-'))
}

/// The word, unless it is a variable: only PowerShell knows their values.
fn known(token: &Token) -> Result<String, Error> {
    match token {
        Token::Bare(word) if word.starts_with(['$', '=', '}', '[']) => Err(Error::Code),
        Token::Bare(word) | Token::Text(word) => Ok(word.clone()),
    }
}

/// What stands for a string with a variable in it.
const UNKNOWN: &str = "$";

fn tokens(text: &str) -> Result<(Vec<Token>, usize), Error> {
    const OPEN: Error = Error::Unsplit(super::Unsplit::Open);
    let mut tokens = Vec::new();
    let mut bare = String::new();
    let mut chars = text.char_indices().peekable();
    let mut depth = 0_usize;
    // Where the command itself began, after what prepares it; and where it was piped to another.
    let mut is_begun = false;
    let mut is_over = false;
    let mut length = text.len();
    let end = |bare: &mut String, tokens: &mut Vec<Token>| {
        if !bare.is_empty() {
            tokens.push(Token::Bare(std::mem::take(bare)));
        }
    };
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' if is_over || (is_begun && depth == 0) => {
                length = at;
                break;
            }
            _ if is_over => {}
            '"' => {
                end(&mut bare, &mut tokens);
                let mut quoted = String::new();
                let mut is_known = true;
                loop {
                    match chars.next().ok_or(OPEN)?.1 {
                        '"' if chars.next_if(|(_, c)| *c == '"').is_some() => quoted.push('"'),
                        '"' => break,
                        '`' => quoted.push(match chars.next().ok_or(OPEN)?.1 {
                            'n' => '\n',
                            'r' => '\r',
                            't' => '\t',
                            '0' => '\0',
                            c => c,
                        }),
                        // `$([char]233)`
                        '$' if chars.next_if(|(_, c)| *c == '(').is_some() => {
                            let code = chars.by_ref().map(|(_, c)| c).take_while(|c| *c != ')');
                            let code: String = code.collect();
                            let code = code
                                .strip_prefix("[char]")
                                .and_then(|code| code.parse().ok());
                            let code = code.and_then(char::from_u32);
                            is_known &= code.is_some();
                            quoted.extend(code);
                        }
                        '$' => {
                            let is_name = |(_, c): &(usize, char)| {
                                c.is_alphabetic() || matches!(c, '_' | '{')
                            };
                            is_known &= !chars.peek().is_some_and(is_name);
                            quoted.push('$');
                        }
                        c => quoted.push(c),
                    }
                }
                tokens.push(if is_known {
                    Token::Text(quoted)
                } else {
                    Token::Bare(UNKNOWN.to_owned())
                });
            }
            '\'' => {
                end(&mut bare, &mut tokens);
                let mut quoted = String::new();
                loop {
                    match chars.next().ok_or(OPEN)?.1 {
                        '\'' if chars.next_if(|(_, c)| *c == '\'').is_some() => quoted.push('\''),
                        '\'' => break,
                        c => quoted.push(c),
                    }
                }
                tokens.push(Token::Text(quoted));
            }
            '`' => {
                // The line goes on.
                end(&mut bare, &mut tokens);
                chars.next_if(|(_, c)| *c == '\r');
                chars.next_if(|(_, c)| *c == '\n');
            }
            '|' | ';' | ')' if is_begun && depth == 0 => {
                end(&mut bare, &mut tokens);
                is_over = true;
            }
            c if c.is_whitespace()
                || matches!(c, '(' | ')' | '{' | '}' | ',' | ';' | '@')
                || (c == '=' && depth > 0) =>
            {
                end(&mut bare, &mut tokens);
                match c {
                    '(' | '{' => depth += 1,
                    '}' | ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if matches!(c, '}' | '=') {
                    tokens.push(Token::Bare(c.into()));
                }
            }
            c => bare.push(c),
        }
        if let (Some(Token::Bare(word)), true) = (tokens.last(), bare.is_empty()) {
            if !is_begun && NAMES.contains(&&word.to_ascii_lowercase()[..]) {
                is_begun = true;
                depth = 0;
            }
        }
    }
    end(&mut bare, &mut tokens);
    Ok((tokens, length))
}
