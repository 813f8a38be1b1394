//! A client that says whether a page could read what it gets:
//! `cargo run --example client -- http://127.0.0.1:3000/name https://app.example.com`.

use headers::HeaderMapExt;
use headers_allow_credentials::cors::{check, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials;
use reqwest::header::ORIGIN;

/// What a page of that origin would be told about this URL, fetched with `credentials: "include"`.
///
/// # Errors
///
/// If there is no response.
pub async fn ask(url: &str, origin: &str) -> Result<String, reqwest::Error> {
    let request = reqwest::Client::new().get(url).header(ORIGIN, origin);
    let response = request.send().await?;
    let headers = response.headers();

    // The header alone: there, once, and exactly `true`?
    let header = match headers.typed_get::<AccessControlAllowCredentials>() {
        Some(AccessControlAllowCredentials) => "Credentials are allowed.".to_owned(),
        // The reason, which `typed_get` does not give.
        None => match AccessControlAllowCredentials::from_headers(headers) {
            Err(reason) => format!("Credentials are not allowed: {reason}."),
            Ok(_) => "Credentials are not allowed: the header is missing.".to_owned(),
        },
    };

    // The whole check, as a browser makes it.
    let verdict = match check(origin, CredentialsMode::Include, headers) {
        Ok(()) => "The page may read the response.".to_owned(),
        Err(error) => format!("The page may not read the response: {error}."),
    };
    Ok(format!("{header}\n{verdict}"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(origin)) = (arguments.next(), arguments.next()) else {
        return Err("expected a URL and a page's origin, such as https://app.example.com".into());
    };
    println!("{}", ask(&url, &origin).await?);
    Ok(())
}
