//! A page on one port and an API on two others: every case of what credentials change, in the
//! browser that opens the page and by this crate, side by side.

mod api;
mod asked;
mod cases;
mod client;
mod engines;
mod page;
mod playground;
mod recorded;
mod trail;
mod typed;
mod wire;

use std::error::Error;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use clap::Parser;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::net::TcpListener;

use crate::client::{Client, Verdict};
use crate::playground::{path, Playground};

/// Shows what browsers, and this crate, make of cross-origin requests with credentials.
///
/// Starts a page and, on two other ports and so cross-origin to it, an API; all on 127.0.0.1 only.
/// Runs every case through a Rust client, prints what the crate says, and serves the page until it
/// is stopped (Ctrl-C). Open the page in the browser that you want to test.
#[derive(Parser)]
#[command(name = "playground")]
struct Options {
    /// The page's port; 0 takes any free one. The API always takes free ones.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,

    /// For programs: print JSON instead of the table, a line with the page's address and a line
    /// for each report of the page.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let page = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .map_err(|error| {
            format!(
                "cannot listen on port {} ({error}): pick another with --port",
                options.port
            )
        })?;
    let api = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let wire = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let playground = Arc::new(Playground::new(
        origin(&page)?,
        origin(&api)?,
        origin(&wire)?,
        Client::new()?,
    ));

    tokio::spawn(serve(api, api::router(Arc::clone(&playground))));
    tokio::spawn(wire::serve(wire, Arc::clone(&playground)));
    if options.json {
        let Playground {
            page, api, wire, ..
        } = &*playground;
        println!("{}", json!({ "page": page, "api": api, "elsewhere": wire }));
    } else {
        // A reader that closes the pipe, as `| head` does, is not an error.
        print_table(&playground)
            .await
            .or_else(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Ok(()),
                _ => Err(error),
            })?;
    }
    let router = page::router(Arc::clone(&playground), options.json);
    serve(page, router).await;
    Ok(())
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Serves HTTP/1.1, with names written as people and most servers write them.
async fn serve(listener: TcpListener, router: Router) {
    loop {
        let stream = wire::accept(&listener).await;
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let mut server = auto::Builder::new(TokioExecutor::new());
            server
                .http1()
                .title_case_headers(true)
                .timer(TokioTimer::new())
                .header_read_timeout(wire::PATIENCE);
            // A browser that disconnects midway does not affect the others.
            server
                .serve_connection(TokioIo::new(stream), service)
                .await
                .ok();
        });
    }
}

/// Runs the listed cases through the client, and prints what the crate says of each.
async fn print_table(playground: &Playground) -> io::Result<()> {
    let mut out = io::stdout();
    let mut group = "";
    let mut verdicts = Vec::new();
    let cases = playground.cases(0, 0);
    let longest = cases.iter().map(|case| case.id.len()).max();
    let width = longest.unwrap_or_default();
    for case in cases {
        let verdict = playground.judge(&case, &path(&case)).await;
        if group != case.group {
            group = case.group;
            writeln!(out, "\n{group}")?;
        }
        let word = if verdict.allowed {
            "allowed"
        } else {
            "refused"
        };
        let code = verdict.code.as_deref().unwrap_or_default();
        let line = format!(
            "  {word}  {:<11}  {:<width$}  {code}",
            case.credentials, case.id
        );
        writeln!(out, "{}", line.trim_end())?;
        verdicts.push(verdict);
    }
    let allowed = |by: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| by(verdict)).count();
    writeln!(
        out,
        "\n{} cases: {} allowed by this crate, {} by the types of `headers`, {} by `get`.\n\
         \nWhat does your browser say? Open {}/ (Ctrl-C to stop)",
        verdicts.len(),
        allowed(|verdict| verdict.allowed),
        allowed(|verdict| verdict.headers),
        allowed(|verdict| verdict.get),
        playground.page,
    )
}
