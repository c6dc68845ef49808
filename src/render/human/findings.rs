//! Writes findings in the style of rustc.

use std::collections::HashMap;
use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;
use sitemap_validator::{Excerpt, Severity};

use crate::model::quantity::count;
use crate::model::{FindingReport, SitemapReport};

/// Maximum number of findings per rule and document with an excerpt; the others are listed by line.
const MOST_IN_FULL: usize = 3;

/// Maximum number of listed lines.
const MOST_LINES: usize = 10;

/// The findings of one rule in a document.
type OfRule<'a> = (&'a str, &'a str);

pub(super) fn write(text: &mut String, sitemap: &SitemapReport) {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut shown: HashMap<OfRule<'_>, usize> = HashMap::new();
    let mut rest: Vec<(OfRule<'_>, Vec<&FindingReport>)> = Vec::new();
    for finding in &sitemap.findings {
        let key = (finding.document(&sitemap.url), finding.rule);
        let number = shown.entry(key).or_default();
        *number += 1;
        if *number > MOST_IN_FULL {
            match rest.iter_mut().find(|(known, _)| *known == key) {
                Some((_, others)) => others.push(finding),
                None => rest.push((key, vec![finding])),
            }
            continue;
        }
        let rendered = renderer.render(&[group(finding, finding.document(&sitemap.url))]);
        for line in rendered.lines().filter(|line| !is_file_mark(line)) {
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    }
    for ((document, rule), others) in &rest {
        let _ = writeln!(
            text,
            "{} of {rule} in {document}{}\n",
            count(others.len() as u64, "more finding"),
            lines(others)
        );
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
    // Keep the advice short: `explain` prints the rest.
    if finding.severity == Severity::Info {
        return group;
    }
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

/// Lines of the findings: `, at lines 12, 13, 20, ...`.
fn lines(findings: &[&FindingReport]) -> String {
    let numbers = findings.iter().filter_map(|finding| finding.line);
    let listed: Vec<String> = numbers
        .take(MOST_LINES)
        .map(|line| line.to_string())
        .collect();
    match (listed.is_empty(), findings.len() > MOST_LINES) {
        (true, _) => String::new(),
        (false, false) => format!(", at lines {}", listed.join(", ")),
        (false, true) => format!(", at lines {}, ...", listed.join(", ")),
    }
}

fn as_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
