//! Prints messages of the command-line parser: help, the version, or an error.

use clap::error::{ContextKind, ContextValue};

use crate::model::address::without_login;
use crate::model::{ExitCode, one_line};

/// Prints `message`, with user input on one line.
pub(crate) fn print_parser_message(mut message: clap::Error) -> ExitCode {
    let given: Vec<(ContextKind, ContextValue)> = message
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => {
                // A URL that was refused may contain a password.
                let shown = match kind {
                    ContextKind::InvalidValue => without_login(text),
                    _ => text.clone(),
                };
                Some((kind, ContextValue::String(one_line(&shown))))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in given {
        message.insert(kind, value);
    }
    // A failed write cannot be reported anywhere.
    let _ = message.print();
    match message.exit_code() {
        0 => ExitCode::Ok,
        _ => ExitCode::Usage,
    }
}
