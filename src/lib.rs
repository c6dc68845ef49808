//! Fetches and validates a site's sitemap, submits it to search engines, and reads back that they
//! recorded it.
//!
//! The command's own crate: what others may build on is in `sitemap-validator` and
//! `search-console`. Public is only what the binary and the tests of the documentation need.
//!
//! # The way of a run
//! [`cli`] describes what may be typed → `settings` turns it into values that make sense →
//! `commands` fetches, validates, decides, submits and reads back → `report` writes it once →
//! [`exit_code`] tells whoever started it.

pub mod cli;
pub mod exit_code;

mod commands;
mod credentials;
mod engine;
mod failure;
mod fetch;
mod freshness;
mod hardening;
mod input;
mod inspection;
mod links;
mod logging;
mod outside;
mod policy;
mod progress;
mod report;
mod settings;
mod shutdown;

use std::ffi::OsString;
use std::io;

use crate::cli::{Command, Format};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::outside::Outside;
use crate::report::{Copies, RunReport, Task};
use crate::shutdown::Shutdown;

/// Runs the command line `arguments`, the first of which is the program's name.
pub fn main(arguments: impl Iterator<Item = OsString>) -> std::process::ExitCode {
    let cli = match settings::parse_arguments(arguments) {
        Ok(cli) => cli,
        Err(answer) => return report::print_answer(&answer).into(),
    };
    logging::install(cli.log);
    hardening::forbid_core_dumps();
    let code = match &cli.command {
        Command::Completions { shell } => {
            written(report::print_text(&commands::completions(*shell)))
        }
        Command::Man => written(commands::man().and_then(|pages| report::print_text(&pages))),
        Command::Submit(args) => {
            let copies = settings::copies(&args.copies, args.format);
            run(&cli.command, Task::Submit, args.format, &copies)
        }
        Command::Validate(args) => {
            let copies = settings::copies(&args.copies, args.format);
            run(&cli.command, Task::Validate, args.format, &copies)
        }
        Command::Status(args) => {
            let copies = settings::copies(&args.copies, args.format);
            run(&cli.command, Task::Status, args.format, &copies)
        }
        Command::Sites(args) => run(&cli.command, Task::Sites, args.format, &Copies::default()),
    };
    code.into()
}

/// Does the work and reports it.
fn run(command: &Command, task: Task, format: Format, copies: &Copies) -> ExitCode {
    let report = work(command, task).unwrap_or_else(|failure| RunReport::failed(task, &failure));
    let code = report.exit_code;
    let printed = written(report::print(&report, format));
    let copied = written(copies.write(&report));
    match ExitCode::worst([printed, copied]) {
        ExitCode::Ok => code,
        unwritten => unwritten,
    }
}

fn work(command: &Command, task: Task) -> Result<RunReport, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Failure::System {
            doing: "start the asynchronous runtime",
            source,
        })?;
    let report = runtime.block_on(carry_out(command, task));
    // A resolver or a pipe that does not answer must not keep the process.
    runtime.shutdown_background();
    report
}

async fn carry_out(command: &Command, task: Task) -> Result<RunReport, Failure> {
    let mut shutdown = Shutdown::listen().map_err(|source| Failure::System {
        doing: "listen for signals",
        source,
    })?;
    let outside = Outside::open()?;
    let sitemaps = match command {
        Command::Submit(args) => commands::submit(args, &outside, &mut shutdown).await?,
        Command::Validate(args) => commands::validate(args, &outside, &mut shutdown).await?,
        Command::Status(args) => commands::status(args, &outside, &mut shutdown).await?,
        Command::Sites(args) => {
            let sites = commands::sites(args, &outside, &mut shutdown).await?;
            return Ok(RunReport::of_sites(sites));
        }
        // Need neither network nor signals, and were answered before.
        Command::Completions { .. } | Command::Man => Vec::new(),
    };
    Ok(RunReport::of_sitemaps(task, sitemaps))
}

/// A report that nobody got is a failure, unless the reader went away on purpose, as `head` does.
fn written(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::Ok,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::Ok,
        Err(source) => {
            let failure = Failure::System {
                doing: "write the report",
                source,
            };
            report::print_error(&failure.describe());
            ExitCode::Unexpected
        }
    }
}
