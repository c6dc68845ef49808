//! Indexing of a property as text with sparklines.

use std::fmt::Write as _;

use super::audit::write_totals;
use super::pages::style;
use super::{FAINT, GOOD};
use crate::model::quantity::{count, grouped};
use crate::model::{HistoryReport, IndexState, Point, Share};

/// Columns of a sparkline.
const WIDTH: usize = 60;

/// Bars from zero to the maximum.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Maximum number of listed pages in error.
const MOST_ERRORS: usize = 20;

pub(super) fn write(text: &mut String, history: &HistoryReport) {
    if history.audited {
        write_pages(text, history);
    } else {
        let _ = writeln!(
            text,
            "{}: not audited yet, so its pages are not known\n  {FAINT}help{FAINT:#}: run `sitemap-submit audit --site {}`",
            history.property, history.property
        );
    }
    write_submissions(text, history);
}

fn write_pages(text: &mut String, history: &HistoryReport) {
    let pages = count(history.totals.listed, "page");
    let _ = writeln!(
        text,
        "{}: {pages}, {:.0}",
        history.property, history.generated_at
    );
    write_totals(text, &history.totals);
    write_timeline(text, &history.timeline);
    write_shares(text, "by sitemap", &history.by_sitemap);
    write_shares(text, "by folder", &history.by_prefix);
    write_errors(text, history);
}

fn write_submissions(text: &mut String, history: &HistoryReport) {
    let confirmed = history
        .submissions
        .iter()
        .filter(|one| one.confirmed)
        .count() as u64;
    if let Some(last) = history.submissions.iter().rev().find(|one| one.confirmed) {
        let _ = writeln!(
            text,
            "\n{}, the last on {:.0}",
            count(confirmed, "confirmed submission"),
            last.at
        );
    }
}

fn write_timeline(text: &mut String, points: &[Point]) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let _ = writeln!(text, "\n{FAINT}from {} to {}{FAINT:#}", first.day, last.day);
    for state in IndexState::ALL {
        let values: Vec<u64> = points.iter().map(|point| point.of(state)).collect();
        if values.iter().all(|value| *value == 0) {
            continue;
        }
        let style = style(state);
        let _ = writeln!(
            text,
            "  {style}{:<9}{style:#} {} {} to {}",
            state.as_str(),
            sparkline(&values),
            grouped(first.of(state)),
            grouped(last.of(state)),
        );
    }
}

/// One bar per value, or per group of values, with the last value of the group.
fn sparkline(values: &[u64]) -> String {
    let groups = values.len().div_ceil(WIDTH).max(1);
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    values
        .chunks(groups)
        .filter_map(|chunk| chunk.last())
        .map(|value| {
            let level = (value * (BARS.len() as u64 - 1)).div_ceil(most);
            BARS[usize::try_from(level).unwrap_or(0).min(BARS.len() - 1)]
        })
        .collect()
}

fn write_shares(text: &mut String, title: &str, shares: &[Share]) {
    if shares.len() < 2 {
        return;
    }
    let _ = writeln!(
        text,
        "\n{FAINT}{title:<40}   listed  indexed  pending excluded    error{FAINT:#}"
    );
    for share in shares {
        let totals = share.totals;
        let _ = writeln!(
            text,
            "  {:<38} {:>8} {:>8} {:>8} {:>8} {:>8}",
            share.name,
            grouped(totals.listed),
            grouped(totals.indexed),
            grouped(totals.pending),
            grouped(totals.excluded),
            grouped(totals.error),
        );
    }
}

fn write_errors(text: &mut String, history: &HistoryReport) {
    if history.errors.is_empty() {
        let _ = writeln!(text, "\n{GOOD}no page in error{GOOD:#}");
        return;
    }
    let _ = writeln!(text, "\n{FAINT}in error{FAINT:#}");
    for page in history.errors.iter().take(MOST_ERRORS) {
        let since = page.since.map_or_else(String::new, |since| {
            format!(", for {}", age(history, since))
        });
        let reason = page.reason.unwrap_or_default();
        let _ = writeln!(text, "  {} ({reason}{since})", page.url);
    }
    let hidden = history.totals.error.saturating_sub(MOST_ERRORS as u64);
    if hidden > 0 {
        let _ = writeln!(text, "  and {}", count(hidden, "more page"));
    }
}

/// Age in days.
fn age(history: &HistoryReport, since: jiff::Timestamp) -> String {
    let hours = history.generated_at.duration_since(since).as_hours();
    let days = u64::try_from(hours / 24).unwrap_or(0);
    if days == 0 {
        "less than a day".to_owned()
    } else {
        count(days, "day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_has_a_bar_for_each_value_or_group() {
        assert_eq!(sparkline(&[0, 1, 7]), "▁▂█");
        assert_eq!(sparkline(&[5]), "█");
        assert_eq!(sparkline(&[0; 3]), "▁▁▁");
        assert_eq!(sparkline(&[9; 90]).chars().count(), 45);
    }
}
