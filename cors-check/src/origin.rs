//! Serialized origins, as browsers write them in a request's `Origin`.
//!
//! Browsers compare one with the response byte for byte. Any other spelling of the same origin would
//! never match, and the response would get the blame: so `--origin` refuses it, and says what to change.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The text itself if it is a serialized origin, else what to change.
pub fn parse(text: &str) -> Result<String, &'static str> {
    if text == "null" {
        return Ok(text.into());
    }
    if text.contains([' ', ',']) {
        return Err("expected one origin, not a list");
    }
    let (scheme, rest) = text.split_once("://").ok_or(
        "expected `scheme://host` or `scheme://host:port`, such as `https://app.example`, or `null`",
    )?;
    check_scheme(scheme)?;
    if scheme == "file" {
        return Err("expected `null`, which is the origin of a local file");
    }
    if let Some(end) = rest.find(['/', '?', '#', '\\']) {
        return Err(match &rest[end..] {
            "/" => "leave out the slash at the end, which an origin does not have",
            _ => "leave out the path: an origin ends after its host and port",
        });
    }
    if rest.contains('@') {
        return Err("leave out the user name, which an origin does not have");
    }
    // The colons inside an IPv6 address are no separators.
    match rest.rsplit_once(':') {
        Some((host, port)) if !rest.ends_with(']') => {
            check_host(host)?;
            check_port(scheme, port)?;
        }
        _ => check_host(rest)?,
    }
    Ok(text.into())
}

fn check_scheme(scheme: &str) -> Result<(), &'static str> {
    if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("expected the scheme in lower case, as browsers write it");
    }
    let is_valid = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.');
    if scheme.starts_with(|first: char| first.is_ascii_lowercase()) && scheme.bytes().all(is_valid)
    {
        Ok(())
    } else {
        Err("expected a scheme before `://`, such as `https`")
    }
}

fn check_host(host: &str) -> Result<(), &'static str> {
    if host.is_empty() {
        return Err("expected a host after `://`");
    }
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("expected the host in lower case, as browsers write it");
    }
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.strip_suffix(']').unwrap_or_default();
        return match address.parse() {
            Ok(parsed) if serialized(parsed) == address => Ok(()),
            _ => Err("expected an IPv6 address in its shortest form, such as `[::1]`"),
        };
    }
    let is_valid = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_');
    if !host.bytes().all(is_valid) {
        return Err("expected a host name without a wildcard, in Punycode if it is not ASCII");
    }
    // To a browser, a name whose last label is a number is an address, even `127.1`.
    let last_label = host.rsplit('.').next().unwrap_or_default();
    let is_address = !last_label.is_empty() && last_label.bytes().all(|byte| byte.is_ascii_digit());
    if is_address && host.parse::<Ipv4Addr>().is_err() {
        return Err("expected four numbers in an IPv4 address, such as `127.0.0.1`");
    }
    Ok(())
}

/// An IPv6 address as browsers write it: no part of it is in the form of IPv4.
fn serialized(address: Ipv6Addr) -> String {
    match (address.to_ipv4_mapped(), address.segments()) {
        (Some(_), [.., high, low]) => format!("::ffff:{high:x}:{low:x}"),
        (_, _) => address.to_string(),
    }
}

fn check_port(scheme: &str, port: &str) -> Result<(), &'static str> {
    match port.parse::<u16>() {
        Ok(number) if number.to_string() == port => {}
        _ => return Err("expected a port up to 65535 after the colon, without leading zeros"),
    }
    match (scheme, port) {
        ("http" | "ws", "80") | ("https" | "wss", "443") | ("ftp", "21") => {
            Err("leave out the port: it is the scheme's default, which browsers do not write")
        }
        _ => Ok(()),
    }
}
