//! Pages and audits as Markdown.

use std::fmt::Write as _;

use super::inline;
use crate::model::quantity::{count, grouped};
use crate::model::{AuditReport, IndexState, PageReport, Totals};

pub(super) fn write_pages(text: &mut String, pages: &[PageReport]) {
    text.push_str("\n| page | state | reason | last crawl |\n|---|---|---|---|\n");
    for page in pages {
        let state = page.state.map_or("not asked", IndexState::as_str);
        let crawled = page
            .crawled_at
            .map_or_else(String::new, |time| format!("{time:.0}"));
        let meaning = page.meaning.unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {state} | {meaning} | {crawled} |",
            inline(&page.url)
        );
    }
}

pub(super) fn write_audit(text: &mut String, audit: &AuditReport) {
    let _ = writeln!(text, "\n#### {}\n", inline(&audit.property));
    write_totals_head(text, "");
    write_totals_row(text, None, &audit.totals);
    for reason in audit
        .reasons
        .iter()
        .filter(|one| one.state != IndexState::Indexed)
    {
        let advice = reason.advice.unwrap_or_default();
        let _ = writeln!(
            text,
            "\n- **{}**, {}: {} — {advice}",
            reason.state.as_str(),
            count(reason.pages, "page"),
            reason.meaning
        );
    }
    for page in audit.errors.iter().take(20) {
        let _ = writeln!(
            text,
            "  - {} ({})",
            inline(&page.url),
            page.reason.unwrap_or_default()
        );
    }
    let _ = writeln!(
        text,
        "\n{} inspected in this run, {} left for the next; {} inspections left today.",
        count(audit.inspected, "page"),
        grouped(audit.remaining),
        grouped(audit.quota.left.into())
    );
}

/// The head of a table of totals, with a first column called `first` if that is not empty.
pub(super) fn write_totals_head(text: &mut String, first: &str) {
    let (head, rule) = if first.is_empty() {
        (String::new(), "")
    } else {
        (format!("| {first} "), "|---")
    };
    let _ = writeln!(
        text,
        "{head}| listed | indexed | pending | excluded | error | not inspected |\n{rule}|--:|--:|--:|--:|--:|--:|"
    );
}

pub(super) fn write_totals_row(text: &mut String, first: Option<&str>, totals: &Totals) {
    if let Some(first) = first {
        let _ = write!(text, "| {} ", inline(first));
    }
    let cells = [
        totals.listed,
        totals.indexed,
        totals.pending,
        totals.excluded,
        totals.error,
        totals.not_inspected,
    ];
    for cell in cells {
        let _ = write!(text, "| {} ", grouped(cell));
    }
    text.push_str("|\n");
}
