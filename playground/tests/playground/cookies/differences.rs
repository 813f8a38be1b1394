//! The rules by which an engine is known to differ from the crate. Each is a way to rewrite a line: the
//! engine does with the line what the crate says of the rewritten one.

use super::case::Case;

pub struct Rule {
    pub why: &'static str,
    rewrite: fn(&Case, &str) -> String,
}

impl Rule {
    pub fn rewrite(&self, case: &Case, line: &str) -> String {
        (self.rewrite)(case, line)
    }
}

/// Stands before a value without a name, so that it has one. It is not part of an answer.
pub const NAMELESS: &str = "+=";

/// Stands for the `__` of a prefix that means nothing.
pub const UNKNOWN_PREFIX: &str = "++";

pub const CHROMIUM: &[Rule] = &[
    Rule {
        why: "It accepts a `+` in `Max-Age`.",
        rewrite: |_, line| age_read(line, |value| value.strip_prefix('+').unwrap_or(value)),
    },
    Rule {
        why: "It drops a line with a tab inside of an attribute.",
        rewrite: |_, line| {
            let has_tab = |part: &str| part.trim().contains('\t');
            let attributes = line.split(';').skip(1);
            dropped_if(
                line,
                attributes
                    .flat_map(|attribute| attribute.splitn(2, '='))
                    .any(has_tab),
            )
        },
    },
    Rule {
        why: "The prefix `__Host-` excludes a `Domain` even if that is a public suffix, and the host.",
        rewrite: |case, line| {
            let host = case.relation().host(&case.id);
            let is_host = |value: &str| value.trim_start_matches('.').eq_ignore_ascii_case(&host);
            let mut excludes = line.trim_start().to_ascii_lowercase().starts_with("__host-");
            excludes &= last(line, "domain").is_some_and(is_host);
            dropped_if(line, excludes)
        },
    },
];

pub const FIREFOX: &[Rule] = &[
    Rule {
        why: "It reads a `-` alone in `Max-Age` as 0.",
        rewrite: |_, line| age_read(line, |value| if value == "-" { "0" } else { value }),
    },
    Rule {
        why: "It reads dates that do not exist, such as 30 February, and dates without a time.",
        rewrite: |_, line| {
            mapped(line, |name, value| {
                let is_date = name.eq_ignore_ascii_case("expires");
                let value = value
                    .replace(" 24:00:00", " 23:59:59")
                    .replace("30 Feb", "28 Feb");
                let time = if value.contains(':') { "" } else { " 00:00:00" };
                Some(format!("{name}={value}{time}")).filter(|_| is_date && !value.is_empty())
            })
        },
    },
    Rule {
        why: "It ignores a date whose year has three digits.",
        rewrite: |_, line| {
            undated(line, |word| {
                word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
            })
        },
    },
    Rule {
        why: "It sends U+FFFD for what is not UTF-8 in a value.",
        rewrite: |_, line| {
            let Some((name, rest)) = line.split_once('=') else {
                return line.to_owned();
            };
            let bytes: Vec<u8> = rest.chars().filter_map(|c| u8::try_from(c).ok()).collect();
            let rest = String::from_utf8_lossy(&bytes).into_owned();
            let rest: String = rest.bytes().map(char::from).collect();
            format!("{name}={rest}")
        },
    },
];

/// Beside Firefox's rules. Its cookies are libsoup's.
pub const WEBKIT: &[Rule] = &[
    Rule {
        why: "A name ends at a comma, too, and a name or value at a control byte or a byte beyond ASCII; \
              unless a `;` is next, the rest of the line is not read.",
        rewrite: |_, line| read_on(line),
    },
    Rule {
        why: "It keeps a line with the byte 0x7F.",
        rewrite: |_, line| line.replace('\u{7f}', DELETE),
    },
    Rule {
        why: "What has no name is a value, also after `=`.",
        rewrite: |_, line| {
            let (pair, rest) = line.split_at(line.find(';').unwrap_or(line.len()));
            match pair.trim().strip_prefix('=') {
                Some("") => line.to_owned(),
                Some(value) => format!("{NAMELESS}{value}{rest}"),
                None if pair.contains('=') || pair.trim().is_empty() => line.to_owned(),
                None => format!("{NAMELESS}{line}"),
            }
        },
    },
    Rule {
        why: "It keeps names and values longer than 4,096 bytes.",
        rewrite: |_, line| {
            let pair = line.split(';').next().unwrap_or_default();
            let is_long = pair.len() > 4096;
            // So many that an answer says it in short.
            let shorter = || line.replacen(&"x".repeat(3900), &"x".repeat(70), 1);
            if is_long { shorter() } else { line.to_owned() }
        },
    },
    Rule {
        why: "It reads attributes that are longer than 1,024 bytes.",
        rewrite: |_, line| {
            mapped(line, |name, value| {
                (value.len() > 1024).then(|| format!("{name}={}", &value[..1024]))
            })
        },
    },
    Rule {
        why: "It knows no prefixes.",
        rewrite: |_, line| {
            let start = line.trim_start();
            match start.strip_prefix(NAMELESS).unwrap_or(start).strip_prefix("__") {
                Some(_) => line.replacen("__", UNKNOWN_PREFIX, 1),
                None => line.to_owned(),
            }
        },
    },
    Rule {
        why: "It does not know `Partitioned`.",
        rewrite: |_, line| {
            mapped(line, |name, _| {
                name.eq_ignore_ascii_case("partitioned").then(|| "x".to_owned())
            })
        },
    },
    Rule {
        why: "Only `Lax` and `Strict` count of `SameSite`, so that `None` needs no `Secure` and \
              changes no other.",
        rewrite: |_, line| {
            mapped(line, |name, value| {
                let counts = ["lax", "strict"].contains(&&*value.to_ascii_lowercase());
                (name.eq_ignore_ascii_case("samesite") && !counts).then(|| "x".to_owned())
            })
        },
    },
    Rule {
        why: "`Secure` over `http` is dropped on this machine, too.",
        rewrite: |case, line| {
            let is_http = !case.relation().asks_https();
            dropped_if(line, is_http && last(line, "secure").is_some())
        },
    },
    Rule {
        why: "It drops a `Domain` with letters in upper case, unless it is the host.",
        rewrite: |case, line| {
            let host = case.relation().host(&case.id);
            let is_foreign = |value: &str| {
                let is_upper = value.bytes().any(|byte| byte.is_ascii_uppercase());
                let value = value.strip_prefix('.').unwrap_or(value);
                is_upper && !value.eq_ignore_ascii_case(&host)
            };
            dropped_if(line, last(line, "domain").is_some_and(is_foreign))
        },
    },
    Rule {
        why: "It drops a `Domain` without a dot, such as `localhost`.",
        rewrite: |_, line| {
            let is_one = |value: &str| {
                let value = value.strip_prefix('.').unwrap_or(value);
                !value.is_empty() && !value.contains('.')
            };
            dropped_if(line, last(line, "domain").is_some_and(is_one))
        },
    },
    Rule {
        why: "The end of an IP address is a parent of it.",
        rewrite: |case, line| {
            let host = case.relation().host(&case.id);
            let is_address = host.ends_with(|c: char| c.is_ascii_digit());
            mapped(line, |name, value| {
                let is_end = !value.is_empty() && host.ends_with(&format!(".{value}"));
                let is_it = name.eq_ignore_ascii_case("domain") && is_address && is_end;
                is_it.then(|| format!("{name}={host}"))
            })
        },
    },
    Rule {
        why: "A host that is a public suffix itself keeps no cookies.",
        rewrite: |case, line| dropped_if(line, case.relation().is_public_suffix()),
    },
    Rule {
        why: "Its Public Suffix List is Debian's of 2023, without `up.railway.app`.",
        rewrite: |_, line| {
            mapped(line, |name, value| {
                let is_listed = ["up.railway.app", "railway.app"].contains(&value);
                (name.eq_ignore_ascii_case("domain") && is_listed)
                    .then(|| format!("{name}=shop.up.railway.app"))
            })
        },
    },
    Rule {
        why: "It reads `Max-Age` with a `+`, and an empty one as 0.",
        rewrite: |_, line| {
            age_read(line, |value| match value.strip_prefix('+') {
                None if value.is_empty() => "0",
                rest => rest.unwrap_or(value),
            })
        },
    },
    Rule {
        why: "It reads fewer dates: none with the name of a month in full, for example.",
        rewrite: |_, line| {
            mapped(line, |name, value| {
                let is_unread = name.eq_ignore_ascii_case("expires") && !has_usual_parts(value);
                is_unread.then(|| format!("{name}=x"))
            })
        },
    },
    Rule {
        why: "The last of `Max-Age` and `Expires` counts, unless it is a `Max-Age` that cannot be read.",
        rewrite: last_age,
    },
    Rule {
        why: "It keeps `Lax` and `Strict` of another site, only to send them with none of the page's \
              requests: what was there before is gone.",
        rewrite: |case, line| {
            let kept = mapped(line, |name, _| {
                name.eq_ignore_ascii_case("samesite").then(|| "x".to_owned())
            });
            let value = last(line, "samesite").map(str::to_ascii_lowercase);
            let is_strict = value.is_some_and(|value| value == "lax" || value == "strict");
            if is_strict && case.is_cross_site() {
                format!("{kept};Max-Age=0")
            } else {
                line.to_owned()
            }
        },
    },
];

const SPACE: [char; 2] = [' ', '\t'];

/// A byte beyond ASCII, which no line has once it is cut.
pub const DELETE: &str = "\u{80}";

/// What libsoup reads of a line.
fn read_on(line: &str) -> String {
    let ends_value = |c: char| !matches!(c, ' '..='\u{7f}') || c == ';';
    let ends_name = |c: char| ends_value(c) || c == ',' || c == '=';
    let mut read = String::new();
    let mut rest = line;
    let take = |rest: &mut &str, read: &mut String, ends: &dyn Fn(char) -> bool| {
        let start = rest.trim_start_matches(SPACE);
        let (taken, left) = start.split_at(start.find(ends).unwrap_or(start.len()));
        *read += taken;
        *rest = left;
    };
    loop {
        take(&mut rest, &mut read, &ends_name);
        if let Some(value) = rest.strip_prefix('=') {
            read.push('=');
            rest = value;
            take(&mut rest, &mut read, &ends_value);
        }
        match rest.strip_prefix(';') {
            Some(left) => rest = left,
            None => return read,
        }
        read.push(';');
    }
}

/// Whether it has the parts of a date in one of the orders that HTTP knows, after a day of the week.
fn has_usual_parts(date: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let rest = date.trim_start_matches(is_letter);
    let rest = if rest.len() < date.len() {
        rest.strip_prefix(',').unwrap_or(rest).trim_start()
    } else {
        rest
    };
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |word: &str| word.len() == 3 && word.chars().all(is_letter);
    let is_time = |word: &str| word.split(':').count() == 3 && word.split(':').all(is_number);
    let words: Vec<_> = rest
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    match words[..] {
        [month, day, time, year, ..] if is_month(month) => {
            is_number(day) && is_time(time) && is_number(year)
        }
        [day, month, year, time, ..] => {
            is_number(day) && is_month(month) && is_number(year) && is_time(time)
        }
        _ => false,
    }
}

fn last_age(_: &Case, line: &str) -> String {
    let is_number = |value: &str| {
        let digits = value.strip_prefix('-').unwrap_or(value);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let counts = |part: &str| {
        let (name, value) = named(part);
        name.eq_ignore_ascii_case("expires")
            || name.eq_ignore_ascii_case("max-age") && is_number(value)
    };
    let parts: Vec<_> = line.split(';').collect();
    let last = parts.iter().skip(1).rposition(|part| counts(part));
    let kept = parts.iter().enumerate().map(|(at, part)| {
        let (name, _) = named(part);
        let is_age = ["expires", "max-age"].contains(&&*name.to_ascii_lowercase());
        let is_other = last.is_some_and(|last| last + 1 != at);
        if at > 0 && is_age && is_other {
            "x"
        } else {
            part
        }
    });
    kept.collect::<Vec<_>>().join(";")
}

/// The line with `Max-Age` read in another way.
fn age_read(line: &str, read: impl Fn(&str) -> &str) -> String {
    mapped(line, |name, value| {
        let is_age = name.eq_ignore_ascii_case("max-age");
        is_age.then(|| format!("{name}={}", read(value)))
    })
}

/// The line without the dates that have such a word.
fn undated(line: &str, is_wrong: fn(&str) -> bool) -> String {
    mapped(line, |name, value| {
        let is_undated = name.eq_ignore_ascii_case("expires") && value.split(' ').any(is_wrong);
        is_undated.then(|| name.to_owned())
    })
}

/// The line with some of its attributes written in another way.
fn mapped(line: &str, map: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut parts = line.split(';');
    let pair = parts.next().unwrap_or_default().to_owned();
    let attributes = parts.map(|part| {
        let (name, value) = named(part);
        map(name, value).unwrap_or_else(|| part.to_owned())
    });
    [pair]
        .into_iter()
        .chain(attributes)
        .collect::<Vec<_>>()
        .join(";")
}

/// The value of the last attribute of that name.
fn last<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let attributes = line.split(';').skip(1).map(named);
    let is_it = |(other, _): &(&str, &str)| other.eq_ignore_ascii_case(name);
    Some(attributes.filter(is_it).last()?.1)
}

fn named(attribute: &str) -> (&str, &str) {
    let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
    (name.trim_matches(SPACE), value.trim_matches(SPACE))
}

fn dropped_if(line: &str, is_dropped: bool) -> String {
    let foreign = if is_dropped {
        ";Domain=invalid.invalid"
    } else {
        ""
    };
    format!("{line}{foreign}")
}
