//! The man page, and what shells complete.

use std::io::{self, Write};

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;
use clap_mangen::roff::{Roff, roman};

use crate::options::Options;

/// What can be made from the options.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Generated {
    Man,
    CompleteBash,
    CompleteZsh,
    CompleteFish,
}

/// Writes it to standard output.
pub fn generate(what: Generated) -> io::Result<()> {
    let mut command = Options::command();
    let mut text = Vec::new();
    let shell = match what {
        Generated::Man => None,
        Generated::CompleteBash => Some(Shell::Bash),
        Generated::CompleteZsh => Some(Shell::Zsh),
        Generated::CompleteFish => Some(Shell::Fish),
    };
    match shell {
        Some(shell) => clap_complete::generate(shell, &mut command, "cors-check", &mut text),
        None => man(command, &mut text)?,
    }
    io::stdout().lock().write_all(&text)
}

/// The help, section by section. Those after the options have lines of their own, which a man page
/// would fill.
fn man(command: clap::Command, to: &mut impl Write) -> io::Result<()> {
    let more = command.get_after_help().map(ToString::to_string);
    let man = clap_mangen::Man::new(command);
    man.render_title(to)?;
    man.render_name_section(to)?;
    man.render_synopsis_section(to)?;
    man.render_description_section(to)?;
    man.render_options_section(to)?;
    for section in more.unwrap_or_default().split("\n\n") {
        let mut roff = Roff::new();
        // A heading, or more of the same section.
        let (heading, text) = match section.split_once(":\n") {
            Some((heading, text)) if !heading.starts_with(' ') => (Some(heading), text),
            _ => (None, section),
        };
        if let Some(heading) = heading {
            roff.control("SH", [heading.to_uppercase().as_str()]);
        }
        roff.control("nf", []);
        let lines = text
            .lines()
            .map(|line| line.strip_prefix("  ").unwrap_or(line));
        for line in lines {
            roff.text([roman(line)]);
        }
        roff.control("fi", []).control("PP", []);
        roff.to_writer(to)?;
    }
    Ok(())
}
