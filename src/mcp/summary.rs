//! The texts of results.

use std::fmt::{Display, Write as _};

use jiff::Timestamp;
use jiff::tz::Offset;

use super::answer::Summary;
use super::results::{
    Analysed, Diagnosis, IndexingStatus, Inspected, PagesAudited, Record, Sitemaps, Sites,
    Submitted, Validated,
};
use crate::model::{AuditEnd, CheckOutcome, DeletionReport, IndexState, Totals};

/// Maximum number of entries of a list in a text; the structured content has all.
const MOST_LINES: usize = 10;

/// Adds up to [`MOST_LINES`] lines, and the number of the others.
fn list<T>(text: &mut String, entries: &[T], line: impl Fn(&T) -> String) {
    for entry in entries.iter().take(MOST_LINES) {
        let _ = write!(text, "\n- {}", line(entry));
    }
    let hidden = entries.len().saturating_sub(MOST_LINES);
    if hidden > 0 {
        let _ = write!(text, "\n- and {hidden} more");
    }
}

fn continued(text: &mut String, cursor: Option<&String>) {
    if cursor.is_some() {
        text.push_str("\nCall again with `cursor` for more.");
    }
}

fn day(time: Option<Timestamp>) -> String {
    time.map_or_else(
        || "never".to_owned(),
        |time| Offset::UTC.to_datetime(time).date().to_string(),
    )
}

fn or_none<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| value.to_string())
}

fn states(totals: &Totals) -> String {
    let mut text = format!("{} pages listed", totals.listed);
    for state in IndexState::ALL {
        let _ = write!(text, ", {} {}", totals.of(state), state.as_str());
    }
    let _ = write!(text, ", {} not inspected", totals.not_inspected);
    text
}

impl Summary for Sites {
    fn summary(&self) -> String {
        let mut text = format!("{} properties of {}", self.total, self.account);
        list(&mut text, &self.sites, |one| {
            format!("{} ({})", one.property, one.permission)
        });
        continued(&mut text, self.next_cursor.as_ref());
        text
    }
}

impl Summary for Sitemaps {
    fn summary(&self) -> String {
        let mut text = format!("{} sitemaps submitted to {}", self.total, self.site);
        list(&mut text, &self.sitemaps, Record::summary);
        continued(&mut text, self.next_cursor.as_ref());
        text
    }
}

impl Summary for Record {
    fn summary(&self) -> String {
        format!(
            "{}: submitted {}, downloaded {}{}, {} errors, {} warnings, {} URLs",
            self.sitemap,
            day(self.last_submitted),
            day(self.last_downloaded),
            if self.is_pending { ", pending" } else { "" },
            self.errors,
            self.warnings,
            or_none(self.urls)
        )
    }
}

impl Summary for Validated {
    fn summary(&self) -> String {
        let mut text = format!(
            "{}: {}, {} URLs, {} sitemaps, {} errors, {} warnings",
            self.sitemap,
            match (self.is_valid, self.kind) {
                (true, kind) => format!("valid {}", kind.unwrap_or("sitemap")),
                (false, Some(kind)) => format!("invalid {kind}"),
                (false, None) => "not a sitemap".to_owned(),
            },
            self.urls,
            self.sitemaps,
            self.errors,
            self.warnings
        );
        list(&mut text, &self.findings, |one| {
            let place = one
                .line
                .map_or_else(String::new, |line| format!(" in line {line}"));
            format!("{}: {}{place}: {}", one.severity, one.rule, one.message)
        });
        text
    }
}

impl Summary for Submitted {
    fn summary(&self) -> String {
        let report = &self.report;
        let mut text = format!(
            "{}: {}, {} errors, {} warnings",
            report.url,
            report.outcome.as_str(),
            report.errors(),
            report.warnings()
        );
        list(&mut text, &report.engines, |one| {
            format!(
                "{}: {}, submitted {}",
                one.engine,
                one.outcome.as_str(),
                day(one.last_submitted)
            )
        });
        text
    }
}

impl Summary for DeletionReport {
    fn summary(&self) -> String {
        let (sitemap, site) = (&self.sitemap, &self.property);
        match (self.was_submitted, self.is_gone) {
            (false, _) => format!("{site} had no record of {sitemap}, so nothing was removed"),
            (true, true) => format!("{sitemap} was removed from {site}"),
            (true, false) => format!("{site} still has a record of {sitemap}"),
        }
    }
}

impl Summary for Inspected {
    fn summary(&self) -> String {
        let mut text = format!("{} pages inspected", self.pages.len());
        list(&mut text, &self.pages, |one| {
            match (&one.error, one.state) {
                (Some(error), _) => format!("{}: {}", one.url, error.message),
                (None, state) => format!(
                    "{}: {} ({})",
                    one.url,
                    state.map_or("unknown", IndexState::as_str),
                    one.meaning.unwrap_or("no reason")
                ),
            }
        });
        text
    }
}

impl Summary for IndexingStatus {
    fn summary(&self) -> String {
        let mut text = format!("{}: {}", self.site, states(&self.totals));
        list(&mut text, &self.reasons, |one| {
            format!("{} {}: {}", one.pages, one.state.as_str(), one.meaning)
        });
        let _ = write!(text, "\n{} pages are in the data.", self.pages.len());
        continued(&mut text, self.next_cursor.as_ref());
        text
    }
}

impl Summary for PagesAudited {
    fn summary(&self) -> String {
        let mut text = format!(
            "{} properties audited",
            self.audits.len() + self.audits_hidden
        );
        list(&mut text, &self.audits, |one| {
            let report = &one.report;
            let end = match report.ended {
                AuditEnd::Complete => "complete",
                AuditEnd::Budget => "the budget or the daily quota is used up",
                AuditEnd::Deadline => "the time limit was reached",
                AuditEnd::Stopped => "stopped",
                AuditEnd::Failed => "failed",
            };
            let unread = report.sitemaps.iter().filter(|one| one.error.is_some());
            format!(
                "{}: {} inspected, {} still due, {end}; {} sitemaps could not be read; {}",
                report.property,
                report.inspected,
                report.remaining,
                unread.count(),
                states(&report.totals)
            )
        });
        list(&mut text, &self.failures, |one| one.message.clone());
        continued(&mut text, self.next_cursor.as_ref());
        text
    }
}

impl Summary for Analysed {
    fn summary(&self) -> String {
        let report = &self.report;
        let mut text = format!(
            "{}, {} to {}: {} rows",
            report.property,
            report.start,
            report.end,
            report.rows.len()
        );
        list(&mut text, &report.rows, |one| {
            let keys = match one.keys.as_slice() {
                [] => "all".to_owned(),
                keys => keys.join(", "),
            };
            format!(
                "{keys}: {} clicks, {} impressions, position {:.1}",
                one.clicks, one.impressions, one.position
            )
        });
        continued(&mut text, self.next_cursor.as_ref());
        text
    }
}

impl Summary for Diagnosis {
    fn summary(&self) -> String {
        let mut text = if self.is_healthy {
            "no check failed".to_owned()
        } else {
            "a submission would fail".to_owned()
        };
        let open: Vec<_> = self
            .checks
            .iter()
            .filter(|one| matches!(one.outcome, CheckOutcome::Failed | CheckOutcome::Warning))
            .collect();
        list(&mut text, &open, |one| {
            let remedy = one.remedy.as_ref();
            let help = remedy.map_or_else(String::new, |remedy| format!("; help: {remedy}"));
            format!("{}: {}{help}", one.check, one.message)
        });
        text
    }
}
