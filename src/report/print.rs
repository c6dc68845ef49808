//! Writes to the terminal.

use std::io::{self, Write};

use anstream::AutoStream;

use super::{Rendered, RunReport, github, human, json, markdown};
use crate::cli::Format;
use crate::exit_code::ExitCode;
use crate::failure::FailureReport;

/// Writes `report` in `format`. Colours are left out where they are not wanted (`NO_COLOR`,
/// `CLICOLOR`, no terminal).
///
/// # Errors
/// When standard output does not take it: a report that nobody got is no success.
pub(crate) fn print(report: &RunReport, format: Format) -> io::Result<()> {
    let rendered = match format {
        Format::Human => human::render(report),
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report),
        Format::Github => github::render(report),
    };
    write(&rendered)
}

/// Writes text that is no report: a manual, a completion script.
///
/// # Errors
/// When standard output does not take it.
pub(crate) fn print_text(text: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()
}

/// Writes what the command line parser has to say: help, the version, or what is wrong.
pub(crate) fn print_answer(answer: &clap::Error) -> ExitCode {
    // Nothing else could be told, and nowhere.
    let _ = answer.print();
    if answer.use_stderr() {
        ExitCode::Usage
    } else {
        ExitCode::Ok
    }
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
