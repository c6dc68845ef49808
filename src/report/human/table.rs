//! Rows of search analytics, and an examination, in words.

use std::fmt::Write as _;

use super::{BAD, DOUBTFUL, FAINT, GOOD};
use crate::report::{AnalyticsReport, CheckOutcome, CheckReport};

/// The widest that the keys of a row are written.
const WIDEST_KEYS: usize = 60;

pub(super) fn write_analytics(text: &mut String, analytics: &AnalyticsReport) {
    let _ = writeln!(
        text,
        "{}, {} to {}",
        analytics.property, analytics.start, analytics.end
    );
    let keys: Vec<String> = analytics
        .rows
        .iter()
        .map(|row| row.keys.join("  "))
        .collect();
    let head = analytics.dimensions.join("  ");
    let widest = keys
        .iter()
        .chain([&head])
        .map(|text| text.chars().count())
        .max();
    let width = widest.unwrap_or(0).min(WIDEST_KEYS);
    let _ = writeln!(
        text,
        "{FAINT}{head:<width$}     clicks  impressions     ctr  position{FAINT:#}"
    );
    for (key, row) in keys.iter().zip(&analytics.rows) {
        let _ = writeln!(
            text,
            "{key:<width$} {:>10} {:>12} {:>6.1}% {:>9.1}",
            row.clicks,
            row.impressions,
            row.ctr * 100.0,
            row.position
        );
    }
    if analytics.rows.is_empty() {
        text.push_str("no rows\n");
    }
    if analytics.has_more {
        text.push_str("there may be more rows; `--limit` gives more\n");
    }
}

pub(super) fn write_check(text: &mut String, check: &CheckReport) {
    let (style, word) = match check.outcome {
        CheckOutcome::Ok => (GOOD, "ok"),
        CheckOutcome::Warning => (DOUBTFUL, "warning"),
        CheckOutcome::Failed => (BAD, "failed"),
        CheckOutcome::Skipped => (FAINT, "skipped"),
    };
    let _ = writeln!(
        text,
        "{style}{word:<8}{style:#} {:<12} {}",
        check.check, check.message
    );
    // A failure is written out below, with its causes.
    if let (Some(remedy), None) = (&check.remedy, &check.error) {
        let _ = writeln!(text, "{:22}{FAINT}help{FAINT:#}: {remedy}", "");
    }
}
