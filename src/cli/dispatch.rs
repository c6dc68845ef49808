//! Leads each subcommand to what carries it out, and to how its report is written.

use crate::app;
use crate::app::clients::Outside;
use crate::app::heartbeat::{self, HeartbeatUrl};
use crate::app::run_error::{NotBegun, Stopped};
use crate::app::shutdown::{Shutdown, Stop};
use crate::cli::settings;
use crate::cli::{Command, ExplainArgs};
use crate::model::{
    AuditReport, Details, FailureReport, HeartbeatReport, Input, RunReport, SitemapReport, Source,
    Task,
};
use crate::render::Format;
use crate::render::{Copies, Destination};

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
        Command::Explain(args) => (Task::Explain, args.format, None),
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

/// Does what is asked for, in `parts` that are alike but for the site; one that cannot be begun does
/// not keep the others from it.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn carry_out(
    parts: &[Command],
    task: Task,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<RunReport, FailureReport> {
    // A wrong address is told before anything is submitted.
    let heartbeat = match parts {
        [Command::Submit(args), ..] => args.heartbeat()?,
        _ => None,
    };
    let mut gathered = Gathered::default();
    let mut parts_left = parts.iter();
    while let Some(part) = parts_left.next() {
        match gathered.add(part, outside, shutdown).await {
            Ok(()) => {}
            Err(failure) if parts.len() == 1 => return Err(failure),
            Err(failure) => gathered.details.errors.push(failure),
        }
        if let Some(stop) = gathered.stopped() {
            for part in parts_left.by_ref() {
                let site = named(part);
                let failure = NotBegun { site, stop };
                gathered.details.errors.push(failure.into());
            }
        }
    }
    let report = gathered.into_report(task);
    let Some(heartbeat) = heartbeat else {
        return Ok(report);
    };
    let told = if report.is_success() {
        beat(&heartbeat, outside, shutdown).await
    } else {
        HeartbeatReport::withheld()
    };
    Ok(report.with_heartbeat(told))
}

async fn beat(url: &HeartbeatUrl, outside: &Outside, shutdown: &mut Shutdown) -> HeartbeatReport {
    let transport = outside.transport();
    tokio::select! {
        pinged = url.ping(&*transport, outside.now()) => heartbeat::report(pinged),
        stop = shutdown.requested() => HeartbeatReport::failed(Stopped(stop)),
    }
}

/// What a part of a run is about, as far as it is understood: what is not may hold a secret.
fn named(part: &Command) -> String {
    let (input, site) = match part {
        Command::Submit(args) => (&args.input, Some(&args.site)),
        Command::Status(args) => (&args.input, Some(&args.site)),
        Command::Audit(args) => (&args.input, Some(&args.site)),
        Command::Validate(args) => (&args.input, None),
        // Have no sites.
        _ => return "the rest".to_owned(),
    };
    let inputs = settings::inputs(input, Input::parse).unwrap_or_default();
    let sources = inputs.into_iter().map(Source::from);
    let sitemaps: Vec<String> = sources.map(|source| source.to_string()).collect();
    let site = || settings::site(site?).ok().flatten();
    match &sitemaps[..] {
        [] => site().map_or_else(|| "a site".to_owned(), |site| site.name().to_owned()),
        sitemaps => sitemaps.join(", "),
    }
}

/// What the parts of a run came to so far.
#[derive(Default)]
struct Gathered {
    sitemaps: Vec<SitemapReport>,
    details: Details,
    /// Whether any of what was asked went well.
    has_part: bool,
}

impl Gathered {
    async fn add(
        &mut self,
        part: &Command,
        outside: &Outside,
        shutdown: &mut Shutdown,
    ) -> Result<(), FailureReport> {
        let details = &mut self.details;
        let mut has_part = true;
        match part {
            Command::Submit(args) => {
                let reports = app::submit(args.options()?, outside, shutdown).await?;
                self.sitemaps.extend(reports);
            }
            Command::Validate(args) => {
                let reports = app::validate(args.options()?, outside, shutdown).await?;
                self.sitemaps.extend(reports);
            }
            Command::Status(args) => {
                let reports = app::status(args.options()?, outside, shutdown).await?;
                self.sitemaps.extend(reports);
            }
            Command::Sites(args) => {
                details.sites = Some(app::sites(args.options()?, outside, shutdown).await?);
            }
            Command::Inspect(args) => {
                let pages = app::inspect(args.options()?, outside, shutdown).await?;
                has_part = pages.iter().any(|page| page.error.is_none());
                details.pages = Some(pages);
            }
            Command::Audit(args) => {
                let audited = app::audit(args.options()?, outside, shutdown).await?;
                has_part = audited.has_part();
                let audits = details.audits.get_or_insert_default();
                audits.extend(audited.reports);
                details.errors.extend(audited.failures);
            }
            Command::Report(args) => {
                details.history = Some(app::report(args.options(outside.now())?, outside).await?);
            }
            Command::SearchAnalytics(args) => {
                let analytics = app::search_analytics(args.options()?, outside, shutdown).await?;
                details.analytics = Some(analytics);
            }
            Command::Doctor(args) => {
                details.checks = Some(app::doctor(args.options()?, outside, shutdown).await?);
            }
            Command::Explain(args) => details.rules = Some(app::explain(args.rule)),
            // Make no report.
            Command::Mcp(_) | Command::Completions { .. } | Command::Man => {}
        }
        self.has_part |= has_part;
        Ok(())
    }

    /// The signal that came, if one did.
    fn stopped(&self) -> Option<Stop> {
        let audits = self.details.audits.iter().flatten();
        let of_audits = audits.flat_map(AuditReport::failures);
        let of_sitemaps = self.sitemaps.iter().flat_map(SitemapReport::failures);
        self.details
            .errors
            .iter()
            .chain(of_audits)
            .chain(of_sitemaps)
            .find_map(|failure| Stop::of(failure.exit_code))
    }

    fn into_report(self, task: Task) -> RunReport {
        match task {
            Task::Submit | Task::Validate | Task::Status => {
                RunReport::of_sitemaps(task, self.sitemaps, self.details.errors)
            }
            _ => RunReport::answering(task, self.details, self.has_part),
        }
    }
}

/// Explains rules; that takes nothing from outside.
pub(crate) fn explain(args: &ExplainArgs, task: Task) -> RunReport {
    let details = Details {
        rules: Some(app::explain(args.rule)),
        ..Details::default()
    };
    RunReport::answering(task, details, true)
}
