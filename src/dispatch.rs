//! Leads each subcommand to what carries it out, and to how its report is written.

use crate::cli::{Command, Format};
use crate::commands;
use crate::failure::Failure;
use crate::outside::Outside;
use crate::report::{Copies, Destination, Details, RunReport, Task};
use crate::settings;
use crate::shutdown::Shutdown;

/// How the report of a run is written.
pub(crate) struct Manner {
    pub(crate) task: Task,
    pub(crate) format: Format,
    pub(crate) destination: Destination,
    pub(crate) copies: Copies,
}

/// How the report of `command` is written; `None` when it makes none.
pub(crate) fn manner(command: &Command) -> Option<Manner> {
    let (task, format, copies) = match command {
        Command::Submit(args) => (Task::Submit, args.format, Some(&args.copies)),
        Command::Validate(args) => (Task::Validate, args.format, Some(&args.copies)),
        Command::Status(args) => (Task::Status, args.format, Some(&args.copies)),
        Command::Sites(args) => (Task::Sites, args.format, None),
        Command::Inspect(args) => (Task::Inspect, args.format, None),
        Command::Audit(args) => (Task::Audit, args.format, None),
        Command::Report(args) => (Task::Report, args.format, None),
        Command::SearchAnalytics(args) => (Task::SearchAnalytics, args.format, None),
        Command::Doctor(args) => (Task::Doctor, args.format, None),
        Command::Mcp(_) | Command::Completions { .. } | Command::Man => return None,
    };
    let destination = match command {
        Command::Report(args) => args
            .output
            .clone()
            .map_or(Destination::Stdout, Destination::File),
        _ => Destination::Stdout,
    };
    Some(Manner {
        task,
        format,
        destination,
        copies: copies.map_or_else(Copies::default, |args| settings::copies(args, format)),
    })
}

/// Does what `command` asks for.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn carry_out(
    command: &Command,
    task: Task,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<RunReport, Failure> {
    let mut has_part = true;
    let mut details = Details::default();
    match command {
        Command::Submit(args) => {
            let sitemaps = commands::submit(args, outside, shutdown).await?;
            return Ok(RunReport::of_sitemaps(task, sitemaps));
        }
        Command::Validate(args) => {
            let sitemaps = commands::validate(args, outside, shutdown).await?;
            return Ok(RunReport::of_sitemaps(task, sitemaps));
        }
        Command::Status(args) => {
            let sitemaps = commands::status(args, outside, shutdown).await?;
            return Ok(RunReport::of_sitemaps(task, sitemaps));
        }
        Command::Sites(args) => {
            details.sites = Some(commands::sites(args, outside, shutdown).await?);
        }
        Command::Inspect(args) => {
            let pages = commands::inspect(args, outside, shutdown).await?;
            has_part = pages.iter().any(|page| page.error.is_none());
            details.pages = Some(pages);
        }
        Command::Audit(args) => {
            let audited = commands::audit(args, outside, shutdown).await?;
            has_part = audited.has_part();
            details.audits = Some(audited.reports);
            details.errors = audited.failures;
        }
        Command::Report(args) => details.history = Some(commands::report(args, outside).await?),
        Command::SearchAnalytics(args) => {
            details.analytics = Some(commands::search_analytics(args, outside, shutdown).await?);
        }
        Command::Doctor(args) => {
            details.checks = Some(commands::doctor(args, outside, shutdown).await?);
        }
        // Make no report.
        Command::Mcp(_) | Command::Completions { .. } | Command::Man => {}
    }
    Ok(RunReport::answering(task, details, has_part))
}
