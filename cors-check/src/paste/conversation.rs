//! Responses with the requests that they answer, as another program sent them.

use cors_check::transcript::{Exchange as Response, Head, copied::Copied};
use cors_flow::{Flow, Sent, Step, Url};
use http::header::ORIGIN;
use http::{Method, StatusCode};

use super::{Judged, command, feed, lacking, note, show};
use crate::follow;
use crate::hints::{self, Hint, Other};
use crate::modes;
use crate::options::Options;
use crate::outcome::CannotTell;
use crate::print::Printer;

/// The places of the responses of one conversation: a preflight's, the request's, and those that redirects
/// lead to.
pub(super) struct Conversation(Vec<usize>);

impl Conversation {
    pub fn first(&self) -> usize {
        self.0[0]
    }

    pub fn heads<'a>(&self, responses: &'a [Response]) -> Vec<&'a Head> {
        self.0.iter().map(|&at| &responses[at].head).collect()
    }
}

/// Which responses belong together, in order.
pub(super) fn all(responses: &[Response]) -> Vec<Conversation> {
    let mut is_taken = vec![false; responses.len()];
    let mut conversations = Vec::new();
    for at in 0..responses.len() {
        if is_taken[at] {
            continue;
        }
        let mut places = vec![at];
        match &responses[at].asked {
            None => {
                let is_bare =
                    |at: usize| responses.get(at).is_some_and(|next| next.asked.is_none());
                let mut last = at;
                while is_bare(last + 1) && goes_on(&responses[last].head, places.len()) {
                    last += 1;
                    places.push(last);
                }
            }
            Some(asked) => {
                if let Some((method, _)) = asked.preflight() {
                    let is_for = |response: &Response| {
                        response.asked.as_ref().is_some_and(|other| {
                            other.preflight().is_none()
                                && other.method() == method
                                && is_same(&other.url, &asked.url)
                        })
                    };
                    let rest = responses.iter().enumerate().skip(at + 1);
                    let mut rest = rest.filter(|(at, _)| !is_taken[*at]);
                    places.extend(rest.find(|(_, other)| is_for(other)).map(|(at, _)| at));
                }
                while let Some(next) = redirected(responses, places[places.len() - 1]) {
                    if is_taken[next] {
                        break;
                    }
                    places.push(next);
                }
            }
        }
        for &place in &places {
            is_taken[place] = true;
        }
        conversations.push(Conversation(places));
    }
    conversations
}

/// Whether a head without a request belongs to the same conversation as that after it: a redirect, or the answer
/// to a preflight.
fn goes_on(head: &Head, length: usize) -> bool {
    let has = |name| head.headers().contains_key(name);
    let names = has("access-control-allow-methods") || has("access-control-allow-headers");
    head.curl_goes_on_to().is_some() || (length == 1 && names)
}

/// The place after a redirect, if what comes there was asked for because of it.
fn redirected(responses: &[Response], at: usize) -> Option<usize> {
    let (this, next) = (&responses[at], responses.get(at + 1)?);
    let location = std::str::from_utf8(this.head.curl_goes_on_to()?).ok()?;
    let asked = next.asked.as_ref()?;
    let url = this.asked.as_ref()?.url.join(location);
    let is_next = next.follows || url.is_ok_and(|url| is_same(&asked.url, &url));
    (is_next && asked.preflight().is_none()).then_some(at + 1)
}

/// Whether two URLs are one, but for the scheme, which may be a guess.
fn is_same(one: &Url, other: &Url) -> bool {
    let parts = |url: &Url| {
        let host = url.host_str().map(str::to_owned);
        (host, url.path().to_owned(), url.query().map(str::to_owned))
    };
    let [first, second] = [one, other].map(Url::port_or_known_default);
    parts(one) == parts(other) && (first == second || one.scheme() != other.scheme())
}

/// What a browser would have made of it.
pub(super) fn judge(
    options: &Options,
    conversation: &Conversation,
    responses: &[Response],
    printer: &mut Printer,
) -> Result<Judged, CannotTell> {
    let asked = |place: usize| responses[conversation.0[place]].asked.as_deref();
    let first = asked(0).ok_or(hints::NO_ORIGIN)?;
    let is_pair = first.preflight().is_some() && conversation.0.len() > 1;
    let actual = if is_pair { asked(1) } else { None }.unwrap_or(first);
    let mut own = options.clone();
    follow::page(&mut own, first)?;
    follow_both(&mut own, first, actual)?;
    // Not by its headers: a copied command sends the same, and no preflight.
    let is_by_browser = responses[conversation.first()].is_of_panel;
    // Perhaps only the response's headers were selected.
    let is_told = |place: usize| {
        !is_by_browser || asked(place).is_some_and(|asked| !asked.headers.is_empty())
    };
    // Most people who type OPTIONS mean a preflight. A panel with the `Origin` has all headers.
    let is_the_pages = options.method == Some(Method::OPTIONS)
        || (is_by_browser && first.header("origin").is_some());
    let is_unfinished = first.method() == "OPTIONS" && first.preflight().is_none() && !is_the_pages;
    if is_unfinished {
        own.method = options.method.clone().or(Some(hints::some_method()));
    }
    let origin = own.origin.as_ref().ok_or(hints::NO_ORIGIN)?;
    let mut flow = Flow::new(origin, &own.keeping(own.request(actual.known_url())))?;
    if is_unfinished {
        return Ok(Judged {
            report: flow.into_report(),
            unclear: Some(hints::unfinished_preflight(&command::asking(&own), is_told(0)).into()),
        });
    }
    let needs_preflight = matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Preflight);
    let lacks_preflight = needs_preflight && first.preflight().is_none();
    if lacks_preflight {
        flow.skip_preflight();
    }
    // Whether the last request was sent with another `Origin` than a browser sends.
    let mut differs = None;
    let mut heads = Vec::new();
    for (place, &at) in conversation.0.iter().enumerate() {
        let Step::Send(sent) = flow.step() else { break };
        let given = asked(place).and_then(|asked| asked.header("origin"));
        let wanted = sent
            .headers
            .get(ORIGIN)
            .and_then(|origin| origin.to_str().ok());
        let wanted = wanted.map(str::to_owned);
        differs = (is_told(place) && given != wanted.as_deref())
            .then(|| (given.map(str::to_owned), wanted));
        if sent.kind == Sent::Preflight && place > 0 {
            break;
        }
        heads.push(&responses[at].head);
        feed(&mut flow, &responses[at].head);
    }
    let mut report = flow.into_report();
    let mut hints = hints::on_request(&own);
    let lacks = responses[conversation.first()].lacks;
    let mut unclear = lacking(lacks, &report, &heads, &own, &mut hints);
    let command = command::asking(&own);
    match differs {
        Some((given, wanted)) if unclear.is_none() && !report.allowed() => {
            unclear =
                Some(hints::origin_differs(given.as_deref(), wanted.as_deref(), &command).into());
        }
        Some((given, wanted)) => hints.push(Hint::OriginDiffers { given, wanted }),
        None => {}
    }
    if lacks_preflight && report.allowed() && !is_by_browser {
        unclear = unclear.or_else(|| Some(hints::without_preflight(&command).into()));
    } else if lacks_preflight {
        hints.push(Hint::PreflightMissing);
    }
    // What curl or another program sent has no mode.
    let other = modes::other(&own, &report);
    hints.extend(
        other.filter(|other| is_by_browser || !matches!(other, Hint::ModeAssumed(Other::Same))),
    );
    let last = report
        .exchanges()
        .last()
        .and_then(cors_flow::Exchange::status);
    let is_conditional = ["if-none-match", "if-modified-since"]
        .iter()
        .any(|name| actual.header(name).is_some());
    if last == Some(StatusCode::NOT_MODIFIED) && is_conditional && !report.allowed() {
        unclear = unclear.or_else(|| Some(hints::NOT_MODIFIED.into()));
    }
    show(&report, &heads, unclear.is_some(), printer);
    note(&mut report, hints, &heads);
    Ok(Judged { report, unclear })
}

/// One more than a request may have headers.
const MOST_NAMES: usize = 10_001;

/// Sets what a request says, and the preflight before it, if that is another.
pub(super) fn follow_both(
    options: &mut Options,
    first: &Copied,
    actual: &Copied,
) -> Result<(), CannotTell> {
    follow::request(options, actual)?;
    let is_pair = !std::ptr::eq(first, actual);
    let preflight = first.preflight().filter(|_| is_pair);
    // What the preflight asked for, the page set.
    for name in preflight
        .into_iter()
        .flat_map(|(_, names)| names)
        .take(MOST_NAMES)
    {
        let value = actual.header(name).unwrap_or("\"");
        follow::add_missing(options, name, value)?;
    }
    if let Some(copy) = &mut options.copy {
        copy.is_preflighted |= is_pair;
        // Nobody asks to have them kept.
        copy.left_out.clear();
    }
    Ok(())
}
