//! Why nothing could be asked: what failed and what to try, in a line.

use std::error::Error as StdError;
use std::{fmt, io};

use rustls::AlertDescription as Alert;
use rustls::CertificateError as Bad;

use cors_flow::escaped;

use super::proxy::ProxyError;

/// What was tried.
pub struct Failure<'a> {
    /// Fit for a terminal.
    pub host: &'a str,
    /// By TLS.
    pub secure: bool,
    /// The platform has no certificates to trust.
    pub no_roots: bool,
    /// A client certificate was at hand.
    pub has_certificate: bool,
}

impl Failure<'_> {
    /// What failed and what to try, in a line.
    pub fn of(&self, error: &(dyn StdError + 'static)) -> String {
        let host = self.host;
        let secure = self.secure;
        let causes = causes(error);
        for cause in &causes {
            match cause.downcast_ref() {
                Some(ProxyError::Failed { proxy, error }) => {
                    let (scheme, rest) = proxy.split_once("://").unwrap_or_default();
                    let failure = Failure {
                        host: rest.rsplit_once(':').map_or(rest, |(host, _)| host),
                        secure: scheme == "https",
                        ..*self
                    };
                    let why = failure.of(error.as_ref());
                    return format!("the proxy {proxy} cannot be used: {why}");
                }
                Some(error) => return error.to_string(),
                None => {}
            }
            if let Some(NotFound(why)) = cause.downcast_ref() {
                let why = escaped(why.as_bytes());
                return format!(
                    "the name {host} cannot be resolved ({why}): check its spelling and the \
                     network, or give its address with `--resolve`"
                );
            }
            if let Some(error) = cause.downcast_ref() {
                return self.of_tls(error);
            }
            if let Some(error) = cause.downcast_ref::<hyper::Error>() {
                if error.is_parse_too_large() {
                    return self.of_size();
                }
                if error.is_parse() {
                    let hint = if secure { "" } else { ", or try `https://`" };
                    return format!(
                        "what {host} sends is not valid HTTP: check the port, or look for a malformed \
                         header line with `curl -v`{hint}"
                    );
                }
            }
            if is_http2(*cause) {
                // It does not tell what is wrong with a head.
                return format!(
                    "the head of {host}'s response is not valid HTTP/2, or is larger than 256 KiB: \
                     check its header lines"
                );
            }
        }
        let io = causes
            .iter()
            .rev()
            .find_map(|cause| cause.downcast_ref::<io::Error>());
        match io.map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionRefused) => {
                format!(
                    "{host} refused the connection: check the port, and that the server is running"
                )
            }
            Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => format!(
                "{host} cannot be reached: check the network, or give another address with \
                 `--resolve`"
            ),
            // An IPv6 address that is local to a link, say.
            Some(io::ErrorKind::InvalidInput | io::ErrorKind::AddrNotAvailable) => {
                format!(
                    "cannot connect to {host}: check the address, or give another with `--resolve`"
                )
            }
            Some(io::ErrorKind::TimedOut) => {
                format!("{host} cannot be reached in time: check the port and the network")
            }
            _ if causes.iter().any(|cause| is_of_connecting(*cause)) => {
                let last = causes.last().map(ToString::to_string).unwrap_or_default();
                let last = escaped(last.as_bytes());
                format!("cannot connect to {host} ({last}): check the address and the network")
            }
            _ => {
                let last = causes.last().map(ToString::to_string).unwrap_or_default();
                let last = escaped(last.as_bytes());
                let hint = if secure { "http://" } else { "https://" };
                format!(
                    "{host} closed the connection before it sent a whole response ({last}): try \
                     again, check the server's log, or try `{hint}`"
                )
            }
        }
    }

    /// A head that is too large.
    pub fn of_size(&self) -> String {
        format!(
            "the head of {}'s response is larger than 256 KiB or 16,384 lines, or its Content-Length is \
             impossible, and browsers do not accept that either: send fewer or shorter headers",
            self.host
        )
    }

    fn of_tls(&self, error: &rustls::Error) -> String {
        let host = self.host;
        let what = escaped(error.to_string().as_bytes());
        match error {
            rustls::Error::InvalidCertificate(bad) => {
                let (wrong, hint) = of_certificate(bad, self.no_roots);
                format!("the certificate of {host} {wrong}: {hint}, or accept any with `-k`")
            }
            rustls::Error::InvalidMessage(_) => {
                format!("what {host} sends is not TLS: check the port, or try `http://`")
            }
            rustls::Error::AlertReceived(alert)
                if self.has_certificate && is_of_certificate(*alert) =>
            {
                format!(
                    "{host} does not accept the client certificate of `--cert` ({what}): give one from an \
                     authority that the server trusts, with its intermediate certificates"
                )
            }
            rustls::Error::AlertReceived(
                Alert::UnrecognisedName | Alert::NoApplicationProtocol,
            ) => {
                format!(
                    "{host} refused the TLS connection ({what}): check the host name, and that the \
                     server speaks HTTP"
                )
            }
            _ => format!(
                "no secure connection to {host} ({what}): check that the server supports TLS 1.2 or 1.3"
            ),
        }
    }
}

/// What is wrong with a certificate, and what to do.
pub fn of_certificate(bad: &Bad, no_roots: bool) -> (String, &'static str) {
    let what = escaped(bad.to_string().as_bytes());
    let (wrong, hint) = match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => {
            ("has expired, and browsers refuse it as well", "renew it")
        }
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => (
            "is not valid yet, and browsers refuse it as well",
            "check the clocks",
        ),
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => (
            "is not valid for that name, and browsers refuse it as well",
            "use a name that it is for",
        ),
        Bad::UnknownIssuer if no_roots => (
            "cannot be checked, as this platform has no root certificates",
            "install them (often the package `ca-certificates`), give a file with `--cacert`",
        ),
        Bad::UnknownIssuer => (
            "is self-signed, or from an authority that is not trusted here, and browsers that do not trust it \
             refuse it as well",
            "give the authority's certificate with `--cacert`",
        ),
        // rustls has no variant for it.
        Bad::Other(_) if what.contains("CaUsedAsEndEntity") => (
            "is a CA certificate, which neither this command nor Firefox accepts for a server",
            "make one that is not (`openssl req -x509 -addext basicConstraints=critical,CA:FALSE ..`)",
        ),
        _ => {
            let wrong = format!("is not valid ({what}), and most likely not to a browser either");
            return (wrong, "replace it");
        }
    };
    (wrong.into(), hint)
}

/// What is sent for want of a client certificate, or of a better one.
fn is_of_certificate(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::AccessDenied
            | Alert::BadCertificate
            | Alert::CertificateExpired
            | Alert::CertificateRequired
            | Alert::CertificateRevoked
            | Alert::CertificateUnknown
            | Alert::DecryptError
            | Alert::HandshakeFailure
            | Alert::NoCertificate
            | Alert::UnknownCA
            | Alert::UnsupportedCertificate
    )
}

/// Whether a server that asked for a client certificate and got none may have ended the connection for
/// that: it says so, or just closes.
pub fn may_be_of_certificate(error: &(dyn StdError + 'static)) -> bool {
    let is_of_it = |cause: &&(dyn StdError + 'static)| {
        if let Some(rustls::Error::AlertReceived(alert)) = cause.downcast_ref() {
            return is_of_certificate(*alert);
        }
        let is_closed = cause.downcast_ref::<hyper::Error>();
        let is_closed = is_closed.is_some_and(hyper::Error::is_incomplete_message);
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let ends = [
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::ConnectionAborted,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::UnexpectedEof,
        ];
        is_closed || io.is_some_and(|kind| ends.contains(&kind))
    };
    causes(error).iter().any(is_of_it)
}

/// Whether the HTTP/2 library did not accept what the other side sent.
pub fn is_of_http2(error: &(dyn StdError + 'static)) -> bool {
    causes(error).into_iter().any(is_http2)
}

fn is_http2(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref().is_some_and(|error: &h2::Error| {
        error.is_library() && error.reason() == Some(h2::Reason::PROTOCOL_ERROR)
    })
}

/// Whether the other side ended a connection that there was.
pub fn is_reset(error: &(dyn StdError + 'static)) -> bool {
    let causes = causes(error);
    let is_reset = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionReset;
    let mut io = causes.iter().filter_map(|cause| cause.downcast_ref());
    io.any(is_reset) && !causes.iter().any(|cause| is_of_connecting(*cause))
}

/// Whether there was no connection, rather than one that ended.
fn is_of_connecting(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref::<hyper_util::client::legacy::Error>()
        .is_some_and(hyper_util::client::legacy::Error::is_connect)
}

/// An error and all that caused it. One of `io` may wrap another, which `source` skips.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> Vec<&'a (dyn StdError + 'static)> {
    let mut causes = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        causes.push(error);
        let held = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    causes
}

/// Why a name has no address.
#[derive(Debug)]
pub struct NotFound(pub String);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for NotFound {}
