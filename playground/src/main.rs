//! A page on one port and an API on two others: every case of what credentials change, in the
//! browser that opens the page and by this crate, side by side.

use std::error::Error;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::sync::Arc;

use clap::Parser;
use cors_flow::Origin;
use playground::judge::Verdict;
use playground::servers::{api, page, raw, serve};
use playground::state::{path, Playground};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::Duration;

/// How long a client may keep a server waiting.
const PATIENCE: Duration = Duration::from_secs(30);

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
    if options.port == 80 {
        return Err("some cases need an origin that names its port: pick another than 80".into());
    }
    let for_page = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .map_err(|error| {
            format!(
                "cannot listen on port {} ({error}): pick another with --port",
                options.port
            )
        })?;
    let for_api = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let for_raw = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let playground = Arc::new(Playground::new(
        origin(&for_page)?,
        origin(&for_api)?,
        origin(&for_raw)?,
    ));

    tokio::spawn(serve(
        for_api,
        api::router(Arc::clone(&playground)),
        PATIENCE,
    ));
    tokio::spawn(raw::serve(for_raw, Arc::clone(&playground), PATIENCE));
    if options.json {
        let Playground { page, api, raw, .. } = &*playground;
        let [page, api, raw] = [page, api, raw].map(Origin::as_str);
        let origins = json!({ "page": page, "api": api, "elsewhere": raw });
        writeln!(io::stdout(), "{origins}")?;
    } else {
        // A reader that closes the pipe, as `| head` does, is not an error.
        print_table(&playground)
            .await
            .or_else(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Ok(()),
                _ => Err(error),
            })?;
    }
    let router = page::router(Arc::clone(&playground), options.json, PATIENCE);
    serve(for_page, router, PATIENCE).await;
    Ok(())
}

fn origin(listener: &TcpListener) -> Result<Origin, Box<dyn Error>> {
    Ok(format!("http://{}", listener.local_addr()?).parse()?)
}

/// Runs the listed cases through the client, and prints what the crate says of each.
async fn print_table(playground: &Arc<Playground>) -> io::Result<()> {
    let mut out = io::stdout();
    let mut group = "";
    let mut verdicts = Vec::new();
    let cases: Vec<_> = playground.cases(0, 0).collect();
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
