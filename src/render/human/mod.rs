//! Writes for people: one line per sitemap, its findings in the manner of rustc, and failures with
//! cause and remedy.

mod audit;
mod history;
mod pages;
mod rules;
mod table;

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use sitemap_validator::{Excerpt, Kind, Severity};

use super::Rendered;
use super::quantity::{bytes, count, grouped};
use crate::model::{
    Answer, Change, EngineReport, ExitCode, FailureReport, FindingReport, RunReport,
    SitemapOutcome, SitemapReport, Task,
};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = AnsiColor::Cyan.on_default().bold();

/// The report in words: what was found on standard output, what failed on standard error.
pub(super) fn render(report: &RunReport) -> Rendered {
    let mut rendered = Rendered::default();
    for sitemap in &report.sitemaps {
        write_findings(&mut rendered.stdout, sitemap);
        let _ = writeln!(rendered.stdout, "{}", line(report.command, sitemap));
    }
    if let Some(answer) = &report.answer {
        write_answer(&mut rendered.stdout, answer);
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

fn write_answer(text: &mut String, answer: &Answer) {
    match answer {
        Answer::Sites(sites) if sites.is_empty() => text.push_str("no properties\n"),
        Answer::Sites(sites) => {
            for site in sites {
                let _ = writeln!(text, "{}  {}", site.property, site.permission);
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

/// A failure in words.
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

fn write_findings(text: &mut String, sitemap: &SitemapReport) {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    for finding in &sitemap.findings {
        let rendered = renderer.render(&[group(finding, finding.document(&sitemap.url))]);
        for line in rendered.lines().filter(|line| !is_file_mark(line)) {
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    }
    if sitemap.findings_hidden > 0 {
        let _ = writeln!(
            text,
            "{} of these rules not shown\n",
            count(sitemap.findings_hidden, "more finding")
        );
    }
}

/// True if `line` is only the renderer's mark for another file. The excerpt has no path, since the
/// renderer would count columns from the start of the excerpt.
fn is_file_mark(line: &str) -> bool {
    strip_str(line).to_string().trim() == ":::"
}

fn group<'a>(finding: &'a FindingReport, url: &'a str) -> Group<'a> {
    let level = match finding.severity {
        Severity::Fatal => Level::ERROR.with_name("fatal"),
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.rule);
    let mut origin = Origin::path(url);
    if let (Some(line), Some(column)) = (finding.line, finding.column) {
        origin = origin.line(as_usize(line)).char_column(as_usize(column));
    }
    let mut group = Group::with_title(title).element(origin);
    if let (Some(excerpt), Some(line)) = (&finding.excerpt, finding.line) {
        group = group.element(snippet(excerpt, line));
    }
    match &finding.help {
        Some(help) => group.element(Level::HELP.message(help.to_string())),
        None => group,
    }
}

fn snippet(excerpt: &Excerpt, line: u64) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    const CUT: &str = "...";
    let before = if excerpt.cut_before { CUT } else { "" };
    let after = if excerpt.cut_after { CUT } else { "" };
    let start = excerpt.highlight.start + before.len();
    let end = excerpt.highlight.end + before.len();
    Snippet::source(format!("{before}{}{after}", excerpt.text))
        .line_start(as_usize(line))
        .annotation(AnnotationKind::Primary.span(start..end))
}

fn as_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The one line that is written also when all is well.
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

/// The errors that did not hold back what was submitted: `, with 2 errors`.
pub(super) fn with_errors(errors: u64) -> String {
    match errors {
        0 => String::new(),
        errors => format!(", with {}", count(errors, "error")),
    }
}

/// Content of a sitemap as far as it is known: `1,234 URLs, 56.7 kB`.
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
