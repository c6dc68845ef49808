//! Output formats: each converts a [`RunReport`] to text for standard output and standard error;
//! [`print`] writes that text once, at the end of a run.

mod copies;
mod csv;
mod format;
mod github;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod print;
mod sarif;

use crate::model::RunReport;

pub(crate) use copies::Copies;
pub(crate) use format::Format;
pub(crate) use print::{
    Destination, print, print_address, print_error, print_mask, print_notice, print_text,
};

/// `report` as Markdown.
pub(crate) fn as_markdown(report: &RunReport) -> String {
    markdown::render(report).stdout
}

/// Note on a report that does not come from Google.
fn emulator_note(report: &RunReport) -> Option<String> {
    let address = report.emulator.as_ref()?;
    Some(format!(
        "{address} answered in place of Google (SEARCH_CONSOLE_EMULATOR_HOST)"
    ))
}

/// Report as text, by the stream that it goes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rendered {
    stdout: String,
    stderr: String,
}
