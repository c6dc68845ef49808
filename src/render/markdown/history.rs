//! Indexing reports and the checks of `doctor` as Markdown.

use std::fmt::Write as _;

use super::inline;
use super::pages::{write_totals_head, write_totals_row};
use crate::model::{CheckOutcome, CheckReport, HistoryReport, IndexState};

/// Maximum number of listed pages in error.
const MOST_ERRORS: usize = 50;

pub(super) fn write_history(text: &mut String, history: &HistoryReport) {
    let _ = writeln!(text, "\n#### {}\n", inline(&history.property));
    if !history.audited {
        let _ = writeln!(
            text,
            "Not audited yet, so its pages are not known. Run `sitemap-submit audit --site {}`.",
            history.property
        );
        return;
    }
    write_totals_head(text, "");
    write_totals_row(text, None, &history.totals);
    if let (Some(first), Some(last)) = (history.timeline.first(), history.timeline.last()) {
        let _ = writeln!(text, "\n| | {} | {} |\n|---|--:|--:|", first.day, last.day);
        for state in IndexState::ALL {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                state.as_str(),
                first.of(state),
                last.of(state)
            );
        }
    }
    for (title, shares) in [
        ("sitemap", &history.by_sitemap),
        ("folder", &history.by_prefix),
    ] {
        text.push('\n');
        write_totals_head(text, title);
        for share in shares {
            write_totals_row(text, Some(&share.name), &share.totals);
        }
    }
    if !history.errors.is_empty() {
        text.push_str("\n| page in error | reason | since |\n|---|---|---|\n");
        for page in history.errors.iter().take(MOST_ERRORS) {
            let since = page
                .since
                .map_or_else(String::new, |since| format!("{since:.0}"));
            let reason = page.reason.unwrap_or_default();
            let _ = writeln!(text, "| {} | {reason} | {since} |", inline(&page.url));
        }
    }
}

pub(super) fn write_checks(text: &mut String, checks: &[CheckReport]) {
    text.push_str("\n| check | outcome | seen | what to do |\n|---|---|---|---|\n");
    for check in checks {
        let outcome = match check.outcome {
            CheckOutcome::Ok => "ok",
            CheckOutcome::Warning => "**warning**",
            CheckOutcome::Failed => "**failed**",
            CheckOutcome::Skipped => "skipped",
        };
        let remedy = check
            .remedy
            .as_ref()
            .map_or_else(String::new, |remedy| inline(&remedy.to_string()));
        let message = inline(&check.message);
        let _ = writeln!(
            text,
            "| {} | {outcome} | {message} | {remedy} |",
            check.check
        );
    }
}
