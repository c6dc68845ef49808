//! Fetches and validates a site's sitemap, submits it to search engines, and reads back that they
//! recorded it.
//!
//! The command's own crate: what others may build on is in `sitemap-validator` and
//! `search-console`. Public is only what the binary and the tests of the documentation need.
//!
//! # Layers
//! Imports go downwards only: `cli` and `mcp` → `app`, `render` → `engine`, `index`, `site` →
//! `store` → [`model`].

pub mod cli;
pub mod model;

mod app;
mod engine;
mod index;
mod mcp;
mod render;
mod site;
mod store;

use std::ffi::OsString;
use std::io;

use crate::app::clients::Outside;
use crate::app::run_error::SystemError;
use crate::app::shutdown::Shutdown;
use crate::cli::config_file::ConfigError;
use crate::cli::dispatch::Manner;
use crate::cli::{Command, McpArgs};
use crate::model::{ExitCode, FailureReport, RunReport};

/// Runs the command line `arguments`, the first of which is the program's name.
pub fn main(arguments: impl Iterator<Item = OsString>) -> std::process::ExitCode {
    let asked = match cli::settings::parse_arguments(arguments) {
        Ok(asked) => asked,
        Err(answer) => return cli::print_parser_message(answer).into(),
    };
    cli::logging::install(asked.cli.log);
    cli::hardening::forbid_core_dumps();
    let code = match (cli::dispatch::manner(&asked.cli.command), asked.cli.command) {
        (Some(manner), command) => {
            let parts = asked.sites.unwrap_or_else(|| vec![command]);
            run(&parts, asked.fault, &manner)
        }
        (None, Command::Mcp(args)) => match asked.fault {
            None => serve(&args),
            Some(fault) => refused(fault),
        },
        (None, Command::Completions { shell }) => {
            written(render::print_text(&cli::completions(shell)))
        }
        (None, _) => written(cli::man().and_then(|pages| render::print_text(&pages))),
    };
    code.into()
}

/// Does the work, of which there are `parts`, and reports it.
fn run(parts: &[Command], fault: Option<ConfigError>, manner: &Manner) -> ExitCode {
    let task = manner.task;
    let worked = match fault {
        None => work(parts, manner),
        Some(fault) => Err(fault.into()),
    };
    let report = worked.unwrap_or_else(|failure| RunReport::failed(task, failure));
    let code = report.exit_code;
    let printed = written(render::print(&report, manner.format, &manner.destination));
    let copied = written(manner.copies.write(&report));
    match code {
        // Whoever reads the code alone needs to know whether to run again: what became of the
        // sitemaps says more of that than a report that nobody got.
        ExitCode::Ok => ExitCode::worst([printed, copied]),
        failed => failed,
    }
}

/// Serves agents. Standard output is theirs, so what goes wrong is told on standard error.
fn serve(args: &McpArgs) -> ExitCode {
    let options = match args.options() {
        Ok(options) => options,
        Err(error) => return refused(error),
    };
    let served = with_runtime(async |outside, mut shutdown| {
        mcp::serve(options, outside, &mut shutdown).await
    });
    served.unwrap_or_else(refused)
}

fn refused(failure: impl Into<FailureReport>) -> ExitCode {
    let failure: FailureReport = failure.into();
    render::print_error(&failure);
    failure.exit_code
}

fn work(parts: &[Command], manner: &Manner) -> Result<RunReport, FailureReport> {
    if let [Command::Explain(args)] = parts {
        return Ok(cli::dispatch::explain(args, manner.task));
    }
    let mask = cli::settings::masks_tokens(manner.format).then_some(render::print_mask as fn(&_));
    with_runtime(async |outside, mut shutdown| {
        let outside = outside.with_mask(mask);
        cli::dispatch::carry_out(parts, manner.task, &outside, &mut shutdown).await
    })
}

/// Does `work` with the way outside open and signals listened for.
fn with_runtime<T>(
    work: impl AsyncFnOnce(Outside, Shutdown) -> Result<T, FailureReport>,
) -> Result<T, FailureReport> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| SystemError {
            action: "start the asynchronous runtime",
            source,
        })?;
    let done = runtime.block_on(async {
        let shutdown = Shutdown::listen().map_err(|source| SystemError {
            action: "listen for signals",
            source,
        })?;
        work(Outside::open(cli::settings::named_roots())?, shutdown).await
    });
    // A resolver or a pipe that does not answer must not keep the process.
    runtime.shutdown_background();
    done
}

/// A report that nobody got is a failure, said at once, unless the reader went away on purpose, as `head` does.
fn written(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::Ok,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::Ok,
        Err(source) => {
            let failure = SystemError {
                action: "write the report",
                source,
            };
            render::print_error(&failure.into());
            ExitCode::Unexpected
        }
    }
}
