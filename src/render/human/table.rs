//! Rows of search analytics, and the checks of `doctor`, as text.

use std::fmt::Write as _;

use super::{BAD, DOUBTFUL, FAINT, GOOD};
use crate::model::{AnalyticsReport, CheckOutcome, CheckReport};

/// Maximum width of the key column; longer keys exceed it.
const WIDEST_KEY: usize = 60;

pub(super) fn write_analytics(text: &mut String, analytics: &AnalyticsReport) {
    let _ = writeln!(
        text,
        "{}, {} to {}",
        analytics.property, analytics.start, analytics.end
    );
    let widths: Vec<usize> = analytics
        .dimensions
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let keys = analytics.rows.iter().filter_map(|row| row.keys.get(column));
            let longest = keys.map(|key| key.chars().count()).max().unwrap_or(0);
            longest.clamp(name.len(), WIDEST_KEY)
        })
        .collect();
    let columns = |keys: &mut dyn Iterator<Item = &str>| {
        keys.zip(&widths).fold(String::new(), |line, (key, width)| {
            line + &format!("{key:<width$}  ")
        })
    };
    let head = columns(&mut analytics.dimensions.iter().copied());
    let _ = writeln!(
        text,
        "{FAINT}{head}    clicks  impressions     ctr  position{FAINT:#}"
    );
    for row in &analytics.rows {
        let keys = columns(&mut row.keys.iter().map(String::as_str));
        let _ = writeln!(
            text,
            "{keys}{:>10} {:>12} {:>6.1}% {:>9.1}",
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
    // Failures and their causes follow the table.
    if let (Some(remedy), None) = (&check.remedy, &check.error) {
        let _ = writeln!(text, "{:22}{FAINT}help{FAINT:#}: {remedy}", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnalyticsRow;

    #[test]
    fn keys_stand_in_columns() {
        let row = |page: &str, query: &str| AnalyticsRow {
            keys: vec![page.to_owned(), query.to_owned()],
            clicks: 7.0,
            impressions: 100.0,
            ctr: 0.07,
            position: 3.25,
        };
        let analytics = AnalyticsReport {
            property: "sc-domain:example.com".to_owned(),
            start: "2026-11-01".to_owned(),
            end: "2026-11-02".to_owned(),
            dimensions: vec!["page", "query"],
            rows: vec![row("https://example.com/a", "x"), row("/b", "long query")],
            has_more: false,
        };
        let mut text = String::new();
        write_analytics(&mut text, &analytics);
        let plain = anstream::adapter::strip_str(&text).to_string();
        insta::assert_snapshot!(plain, @r"
        sc-domain:example.com, 2026-11-01 to 2026-11-02
        page                   query           clicks  impressions     ctr  position
        https://example.com/a  x                    7          100    7.0%       3.2
        /b                     long query           7          100    7.0%       3.2
        ");
    }
}
