//! Calls the function of `app` that does the work of a subcommand, and collects its report.

use crate::app;
use crate::app::clients::Clients;
use crate::app::heartbeat::{self, HeartbeatUrl};
use crate::app::run_error::{NotBegun, Stopped};
use crate::app::shutdown::{Shutdown, Stop};
use crate::cli::settings;
use crate::cli::{Command, ExplainArgs};
use crate::model::{
    Answer, FailureReport, HeartbeatReport, Input, RunReport, SitemapReport, Source, Task,
};
use crate::render::{self, Format};
use crate::render::{Copies, Destination};

/// Output of a run.
pub(crate) struct OutputOptions {
    pub(crate) task: Task,
    pub(crate) format: Format,
    pub(crate) destination: Destination,
    pub(crate) copies: Copies,
}

/// Output of `command`; `None` if it has no report.
pub(crate) fn output_options(command: &Command) -> Option<OutputOptions> {
    let (task, format, copies) = match command {
        Command::Submit(args) => (Task::Submit, args.format, Some(&args.copies)),
        Command::Validate(args) => (Task::Validate, args.format, Some(&args.copies)),
        Command::Explain(args) => (Task::Explain, args.format, None),
        Command::Status(args) => (Task::Status, args.format, Some(&args.copies)),
        Command::Sites(args) => (Task::Sites, args.format, None),
        Command::Delete(args) => (Task::Delete, args.format, None),
        Command::Verify(args) => (Task::Verify, args.format, None),
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
    Some(OutputOptions {
        task,
        format,
        destination,
        copies: copies.map_or_else(Copies::default, |args| settings::copies(args, format)),
    })
}

/// Runs `parts`, which differ only in their site. A part that cannot start does not prevent the
/// others.
///
/// # Errors
/// If nothing could be started.
pub(crate) async fn carry_out(
    parts: &[Command],
    task: Task,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<RunReport, FailureReport> {
    // Reject an invalid URL before anything is submitted.
    let heartbeat = match parts {
        [Command::Submit(args), ..] => args.heartbeat()?,
        _ => None,
    };
    let mut gathered = Gathered::default();
    let mut parts_left = parts.iter();
    while let Some(part) = parts_left.next() {
        match gathered.add(part, clients, shutdown).await {
            Ok(()) => {}
            Err(failure) if parts.len() == 1 => return Err(failure),
            Err(failure) => gathered.errors.push(failure),
        }
        if let Some(stop) = gathered.stopped() {
            for part in parts_left.by_ref() {
                let site = named(part);
                let failure = NotBegun { site, stop };
                gathered.errors.push(failure.into());
            }
        }
    }
    let report = gathered.into_report(task);
    let Some(heartbeat) = heartbeat else {
        return Ok(report);
    };
    let told = if report.is_success() {
        beat(&heartbeat, clients, shutdown).await
    } else {
        HeartbeatReport::withheld()
    };
    Ok(report.with_heartbeat(told))
}

async fn beat(url: &HeartbeatUrl, clients: &Clients, shutdown: &mut Shutdown) -> HeartbeatReport {
    let transport = clients.transport();
    tokio::select! {
        pinged = url.ping(&*transport, clients.now()) => heartbeat::report(pinged),
        stop = shutdown.requested() => HeartbeatReport::failed(Stopped(stop)),
    }
}

/// Name of a part of a run, without invalid arguments, since they may contain a secret.
fn named(part: &Command) -> String {
    let (input, site) = match part {
        Command::Submit(args) => (&args.input, Some(&args.site)),
        Command::Status(args) => (&args.input, Some(&args.site)),
        Command::Audit(args) => (&args.input, Some(&args.site)),
        Command::Validate(args) => (&args.input, None),
        // These commands do not use the sites of a config file.
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

/// Results of the parts of a run so far.
#[derive(Default)]
struct Gathered {
    sitemaps: Vec<SitemapReport>,
    answer: Option<Answer>,
    /// Failures of parts that could not start.
    errors: Vec<FailureReport>,
    /// True if anything succeeded.
    has_part: bool,
}

impl Gathered {
    async fn add(
        &mut self,
        part: &Command,
        clients: &Clients,
        shutdown: &mut Shutdown,
    ) -> Result<(), FailureReport> {
        let mut has_part = true;
        let answer = match part {
            Command::Submit(args) => {
                let reports = app::submit(args.options()?, clients, shutdown).await?;
                self.sitemaps.extend(reports);
                return Ok(());
            }
            Command::Validate(args) => {
                let reports = app::validate(args.options()?, clients, shutdown).await?;
                self.sitemaps.extend(reports);
                return Ok(());
            }
            Command::Status(args) => {
                let reports = app::status(args.options()?, clients, shutdown).await?;
                self.sitemaps.extend(reports);
                return Ok(());
            }
            Command::Audit(args) => {
                let mut audited = app::audit(args.options()?, clients, shutdown).await?;
                has_part = audited.has_part();
                self.errors.append(&mut audited.failures);
                let mut audits = match self.answer.take() {
                    Some(Answer::Audits(audits)) => audits,
                    _ => Vec::new(),
                };
                audits.append(&mut audited.reports);
                Answer::Audits(audits)
            }
            Command::Inspect(args) => {
                let pages = app::inspect(args.options()?, clients, shutdown).await?;
                has_part = pages.iter().any(|page| page.error.is_none());
                Answer::Pages(pages)
            }
            Command::Sites(args) => {
                Answer::Sites(app::sites(args.options()?, clients, shutdown).await?)
            }
            Command::Delete(args) => {
                Answer::Deleted(app::delete(args.options()?, clients, shutdown).await?)
            }
            Command::Verify(args) => {
                let announce = render::print_notice;
                let verified = app::verify(args.options()?, announce, clients, shutdown).await?;
                has_part = verified.iter().any(|one| one.error.is_none());
                Answer::Verifications(verified)
            }
            Command::Report(args) => {
                Answer::History(app::report(args.options(clients.now())?, clients).await?)
            }
            Command::SearchAnalytics(args) => {
                let options = args.options()?;
                Answer::Analytics(app::search_analytics(options, clients, shutdown).await?)
            }
            Command::Doctor(args) => {
                Answer::Checks(app::doctor(args.options()?, clients, shutdown).await?)
            }
            Command::Explain(args) => Answer::Rules(app::explain(args.rule)),
            // These commands produce no report.
            Command::Mcp(_) | Command::Completions { .. } | Command::Man => return Ok(()),
        };
        self.answer = Some(answer);
        self.has_part |= has_part;
        Ok(())
    }

    /// The signal that ended the run, if one did.
    fn stopped(&self) -> Option<Stop> {
        let of_answer = self.answer.iter().flat_map(Answer::failures);
        let of_sitemaps = self.sitemaps.iter().flat_map(SitemapReport::failures);
        self.errors
            .iter()
            .chain(of_answer)
            .chain(of_sitemaps)
            .find_map(|failure| Stop::of(failure.exit_code))
    }

    fn into_report(self, task: Task) -> RunReport {
        match task {
            Task::Submit | Task::Validate | Task::Status => {
                RunReport::of_sitemaps(task, self.sitemaps, self.errors)
            }
            _ => RunReport::answering(task, self.answer, self.errors, self.has_part),
        }
    }
}

/// Explains rules. This needs neither network nor runtime.
pub(crate) fn explain(args: &ExplainArgs, task: Task) -> RunReport {
    let rules = Answer::Rules(app::explain(args.rule));
    RunReport::answering(task, Some(rules), Vec::new(), true)
}
