//! Writes text: one line per sitemap, its findings in the style of rustc, and failures with cause
//! and remedy.

mod audit;
mod findings;
mod history;
mod pages;
mod rules;
mod table;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use sitemap_validator::Kind;

use super::Rendered;
use crate::model::quantity::{bytes, count, grouped};
use crate::model::{
    Answer, Change, DeletionReport, EngineReport, ExitCode, FailureReport, RunReport,
    SitemapOutcome, SitemapReport, Task,
};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = AnsiColor::Cyan.on_default().bold();

/// The report as text: findings on standard output, failures on standard error.
pub(super) fn render(report: &RunReport) -> Rendered {
    let mut rendered = Rendered::default();
    for sitemap in &report.sitemaps {
        findings::write(&mut rendered.stdout, sitemap);
        let _ = writeln!(rendered.stdout, "{}", line(report.command, sitemap));
    }
    if let Some(answer) = &report.answer {
        write_answer(&mut rendered.stdout, answer);
    }
    if let Some(note) = super::emulator_note(report) {
        let _ = writeln!(rendered.stdout, "{DOUBTFUL}emulator{DOUBTFUL:#}: {note}");
    }
    for reported in report.failures() {
        rendered.stderr.push_str(&failure(reported));
    }
    if report.exit_code != ExitCode::Ok {
        let code = report.exit_code;
        let _ = writeln!(
            rendered.stderr,
            "exit code {}: {}",
            code.code(),
            code.name()
        );
    }
    rendered
}

fn deletion(deleted: &DeletionReport) -> String {
    let (sitemap, property) = (&deleted.sitemap, &deleted.property);
    if deleted.was_submitted {
        format!("removed {sitemap} from {property}\n")
    } else {
        format!("{property} has no record of {sitemap}, so nothing was removed\n")
    }
}

fn write_answer(text: &mut String, answer: &Answer) {
    match answer {
        Answer::Sites(sites) if sites.is_empty() => text.push_str("no properties\n"),
        Answer::Sites(sites) => {
            for site in sites {
                let _ = writeln!(text, "{}  {}", site.property, site.permission);
            }
        }
        Answer::Deleted(deleted) => text.push_str(&deletion(deleted)),
        Answer::Verifications(verified) => {
            for one in verified {
                let (style, word) = match one.error {
                    None => (GOOD, "verified"),
                    Some(_) => (BAD, "failed"),
                };
                let permission = one.permission.as_deref().unwrap_or("no permission");
                let _ = writeln!(
                    text,
                    "{style}{word}{style:#} {} ({}, {permission})",
                    one.property, one.method
                );
                if !one.owners.is_empty() {
                    let _ = writeln!(text, "  owners: {}", one.owners.join(", "));
                }
            }
        }
        Answer::Pages(pages) => pages.iter().for_each(|page| pages::write(text, page)),
        Answer::Audits(audits) => audits.iter().for_each(|audit| audit::write(text, audit)),
        Answer::History(reports) => {
            reports
                .iter()
                .for_each(|report| history::write(text, report));
        }
        Answer::Analytics(analytics) => table::write_analytics(text, analytics),
        Answer::Rules(rules) => rules::write(text, rules),
        Answer::Checks(checks) => {
            checks
                .iter()
                .for_each(|check| table::write_check(text, check));
        }
    }
}

/// A failure as text.
pub(super) fn failure(failure: &FailureReport) -> String {
    let mut text = format!("{BAD}error{BAD:#}: {}\n", failure.message);
    for cause in &failure.causes {
        let _ = writeln!(text, "  {FAINT}cause{FAINT:#}: {cause}");
    }
    if let Some(remedy) = &failure.remedy {
        let _ = writeln!(text, "  {FAINT}help{FAINT:#}: {remedy}");
    }
    text
}

/// Summary line, which is also written on success.
fn line(command: Task, sitemap: &SitemapReport) -> String {
    let (style, word) = match sitemap.outcome {
        SitemapOutcome::Confirmed => (GOOD, "confirmed"),
        SitemapOutcome::Valid => (GOOD, "valid"),
        SitemapOutcome::DryRun => (GOOD, "dry run"),
        SitemapOutcome::Submitted => (DOUBTFUL, "not confirmed"),
        SitemapOutcome::Pending => (DOUBTFUL, "pending"),
        SitemapOutcome::Failed => (BAD, "failed"),
        SitemapOutcome::Invalid => (BAD, "invalid"),
    };
    let mut details: Vec<String> = content(sitemap).into_iter().collect();
    if command == Task::Validate
        && sitemap.kind == Some(Kind::SitemapIndex)
        && sitemap.children.is_none()
        && let Some(listed) = sitemap.sitemaps.filter(|listed| *listed > 0)
    {
        let listed = count(listed, "listed sitemap");
        details.push(format!("{listed} not checked: add `--crawl`"));
    }
    details.extend(verdict(sitemap));
    details.extend(sitemap.change.and_then(change));
    for engine in &sitemap.engines {
        details.extend(engine_details(command, engine));
    }
    let errors = match sitemap.outcome {
        SitemapOutcome::Confirmed => with_errors(sitemap.errors()),
        _ => String::new(),
    };
    let mut text = format!("{style}{word}{style:#}{errors} {}", sitemap.url);
    if !details.is_empty() {
        let _ = write!(text, " ({})", details.join(", "));
    }
    text
}

/// Errors that did not prevent the submission: `, with 2 errors`.
pub(super) fn with_errors(errors: u64) -> String {
    match errors {
        0 => String::new(),
        errors => format!(", with {}", count(errors, "error")),
    }
}

/// Known content of a sitemap: `1,234 URLs, 56.7 kB`.
pub(super) fn content(sitemap: &SitemapReport) -> Option<String> {
    let entries = match sitemap.kind {
        Some(Kind::Robots) => format!("robots.txt with {}", count(sitemap.sitemaps?, "sitemap")),
        Some(Kind::SitemapIndex) => {
            let index = format!("index of {}", count(sitemap.sitemaps?, "sitemap"));
            match (&sitemap.children, sitemap.urls) {
                (Some(_), Some(urls)) => format!("{index}, {}", count(urls, "URL")),
                _ => index,
            }
        }
        _ => count(sitemap.urls?, "URL"),
    };
    Some(match sitemap.bytes {
        Some(size) => format!("{entries}, {}", bytes(size)),
        None => entries,
    })
}

/// Numbers of findings: `2 errors, 1 warning`.
pub(super) fn verdict(sitemap: &SitemapReport) -> Option<String> {
    let counts = [(sitemap.errors(), "error"), (sitemap.warnings(), "warning")];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, name)| count(amount, name))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Changes: `3 new, 1 gone, 2 changed`.
fn change(change: Change) -> Option<String> {
    let counts = [
        (change.added, "new"),
        (change.removed, "gone"),
        (change.changed, "changed"),
    ];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, name)| format!("{} {name}", grouped(amount)))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn engine_details(command: Task, engine: &EngineReport) -> Vec<String> {
    let mut details = Vec::new();
    if let Some(property) = &engine.property {
        details.push(format!("{} {property}", engine.engine));
    }
    if let Some(time) = engine.last_submitted {
        let word = match command {
            Task::Submit if engine.attempts > 0 => "recorded",
            _ => "submitted",
        };
        details.push(format!("{word} {time:.0}"));
    }
    if let Some(time) = engine.last_downloaded {
        details.push(format!("downloaded {time:.0}"));
    }
    details
}
