//! Writes to the terminal.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anstream::adapter::strip_str;
use search_console::auth::AccessToken;

use super::{Format, Rendered, csv, github, html, human, json, junit, markdown, sarif};
use crate::model::{FailureReport, RunReport};

/// Destination of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, written completely or not at all; without a report it is left alone.
    File(PathBuf),
}

/// Writes `report` in `format`. Colours are left out where they are not wanted (`NO_COLOR`,
/// `CLICOLOR`, no terminal).
///
/// # Errors
/// If standard output fails: a report that was not delivered is a failure.
pub(crate) fn print(
    report: &RunReport,
    format: Format,
    destination: &Destination,
) -> io::Result<()> {
    let rendered = match format {
        Format::Human => human::render(report),
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report),
        Format::Github => github::render(report),
        Format::Sarif => sarif::render(report),
        Format::Junit => junit::render(report),
        Format::Html => html::render(report),
        Format::Csv => csv::render(report),
    };
    let mut rendered = rendered;
    let is_marked = matches!(format, Format::Human | Format::Json | Format::Markdown);
    if let Some(note) = super::emulator_note(report).filter(|_| !is_marked) {
        rendered.stderr.push_str(&format!("emulator: {note}\n"));
    }
    match destination {
        Destination::Stdout => write(&rendered),
        Destination::File(path) => write_file(path, rendered),
    }
}

/// Writes text other than reports: a manual or a completion script.
///
/// # Errors
/// When standard output does not take it.
pub(crate) fn print_text(text: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()
}

/// Writes a failure that belongs to no report to standard error.
pub(crate) fn print_error(failure: &FailureReport) {
    let rendered = Rendered {
        stdout: String::new(),
        stderr: human::failure(failure),
    };
    // There is nowhere left to complain.
    let _ = write(&rendered);
}

/// Makes GitHub's runner mask `token` from now on
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).
pub(crate) fn print_mask(token: &AccessToken) {
    let stdout = token.exposed(|token| format!("::add-mask::{token}\n"));
    let rendered = Rendered {
        stdout,
        stderr: String::new(),
    };
    // The token is in no output of ours; the mask is for what others might print.
    let _ = write(&rendered);
}

/// Prints an instruction on standard error while the program waits until it is carried out.
pub(crate) fn print_notice(text: &str) {
    let rendered = Rendered {
        stdout: String::new(),
        stderr: format!("{text}\n"),
    };
    // The report repeats the instruction.
    let _ = write(&rendered);
}

/// Prints the URL of the server on standard error.
pub(crate) fn print_address(address: &str) {
    let rendered = Rendered {
        stdout: String::new(),
        stderr: format!("listening on {address}\n"),
    };
    // Whoever does not hear it named the address.
    let _ = write(&rendered);
}

fn write_file(path: &Path, mut rendered: Rendered) -> io::Result<()> {
    let text = strip_str(&std::mem::take(&mut rendered.stdout)).to_string();
    write(&rendered)?;
    if text.is_empty() {
        return Ok(());
    }
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    std::fs::write(&draft, text).map_err(named)?;
    std::fs::rename(&draft, path).map_err(named)
}

fn write(rendered: &Rendered) -> io::Result<()> {
    if !rendered.stdout.is_empty() {
        let mut stdout = AutoStream::auto(io::stdout().lock());
        stdout.write_all(rendered.stdout.as_bytes())?;
        stdout.flush()?;
    }
    if !rendered.stderr.is_empty() {
        let mut stderr = AutoStream::auto(io::stderr().lock());
        // The exit code tells the same.
        let _ = stderr.write_all(rendered.stderr.as_bytes());
    }
    Ok(())
}
