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
    /// A file, written completely or not at all; without a report it is not changed.
    File(PathBuf),
}

/// Writes `report` in `format`. Colours are disabled by `NO_COLOR`, `CLICOLOR`, and without a
/// terminal.
///
/// # Errors
/// If standard output fails, since an unwritten report is a failure.
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

/// Writes text that is not a report: a manual or a completion script.
///
/// # Errors
/// If standard output fails.
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
    // A failed write to standard error cannot be reported anywhere.
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
    // This program never prints the token; the mask protects it in the output of other steps.
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
    // Ignore a failed write, since the user chose the address.
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
        // Ignore a failed write: the exit code reports failures as well.
        let _ = stderr.write_all(rendered.stderr.as_bytes());
    }
    Ok(())
}
