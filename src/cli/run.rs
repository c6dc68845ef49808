//! Runs a command line up to its report.

use std::ffi::OsString;
use std::io;

use super::command_line::parse_arguments;
use super::completions::completions;
use super::config_file::ConfigError;
use super::dispatch::{self, OutputOptions};
use super::man::man;
use super::parser_message::print_parser_message;
use super::{Command, hardening, logging, settings};
use crate::app::ServeOptions;
use crate::app::run_error::SystemError;
use crate::app::runtime::with_runtime;
use crate::model::{ExitCode, FailureReport, RunReport};
use crate::render;

/// Next step of the program.
pub(crate) enum Next {
    /// Nothing: exit with this code.
    Exit(ExitCode),
    /// Run the MCP server.
    Serve(ServeOptions),
}

/// Runs the command line `arguments`, the first of which is the program's name.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Next {
    let parsed = match parse_arguments(arguments) {
        Ok(parsed) => parsed,
        Err(message) => return Next::Exit(print_parser_message(message)),
    };
    logging::install(parsed.cli.log);
    hardening::forbid_core_dumps();
    let command = parsed.cli.command;
    if let Command::Mcp(args) = &command {
        let options = match parsed.fault {
            None => args.options().map_err(FailureReport::from),
            Some(fault) => Err(fault.into()),
        };
        return match options {
            Ok(options) => Next::Serve(options),
            Err(failure) => Next::Exit(print_failure(failure)),
        };
    }
    Next::Exit(match dispatch::output_options(&command) {
        Some(output_options) => {
            let parts = parsed.sites.unwrap_or_else(|| vec![command]);
            report(&parts, parsed.fault, &output_options)
        }
        None => exit_code(print_document(&command)),
    })
}

/// Prints a document about the program itself.
fn print_document(command: &Command) -> io::Result<()> {
    match command {
        Command::Completions { shell } => render::print_text(&completions(*shell)),
        _ => render::print_text(&man()?),
    }
}

/// Runs `parts`, which differ only in their site, and prints the report.
fn report(
    parts: &[Command],
    fault: Option<ConfigError>,
    output_options: &OutputOptions,
) -> ExitCode {
    let worked = match fault {
        None => work(parts, output_options),
        Some(fault) => Err(fault.into()),
    };
    let report = worked
        .unwrap_or_else(|failure| RunReport::failed(output_options.task, failure))
        .with_emulator(settings::emulator());
    let printed = exit_code(render::print(
        &report,
        output_options.format,
        &output_options.destination,
    ));
    let copied = exit_code(output_options.copies.write(&report));
    match report.exit_code {
        // A failed run is more important than an unwritten report.
        ExitCode::Ok => ExitCode::worst([printed, copied]),
        failed => failed,
    }
}

fn work(parts: &[Command], output_options: &OutputOptions) -> Result<RunReport, FailureReport> {
    if let [Command::Explain(args)] = parts {
        return Ok(dispatch::explain(args, output_options.task));
    }
    let masks_tokens = settings::masks_tokens(output_options.format);
    let mask = masks_tokens.then_some(render::print_mask as fn(&_));
    with_runtime(settings::named_roots(), async |clients, mut shutdown| {
        let clients = clients.with_mask(mask);
        dispatch::carry_out(parts, output_options.task, &clients, &mut shutdown).await
    })
}

/// Prints a failure that belongs to no report, and returns its exit code.
pub(crate) fn print_failure(failure: FailureReport) -> ExitCode {
    render::print_error(&failure);
    failure.exit_code
}

/// Exit code of a write. A reader that closes the pipe, as `head` does, is not a failure.
fn exit_code(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::Ok,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::Ok,
        Err(source) => {
            let error = SystemError {
                action: "write the report",
                source,
            };
            render::print_error(&error.into());
            ExitCode::Unexpected
        }
    }
}
