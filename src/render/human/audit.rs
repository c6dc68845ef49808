//! An audit as text: totals, reasons, pages in error, and the number of remaining pages.

use std::fmt::Write as _;

use super::pages::style;
use super::{FAINT, GOOD};
use crate::model::quantity::{count, grouped};
use crate::model::{AuditEnd, AuditReport, IndexState, Totals};

/// Maximum number of listed pages in error.
const MOST_ERRORS: usize = 20;

pub(super) fn write(text: &mut String, audit: &AuditReport) {
    let sitemaps = count(audit.sitemaps.len() as u64, "sitemap");
    let pages = count(audit.totals.listed, "page");
    let _ = writeln!(text, "{}: {pages} in {sitemaps}", audit.property);
    write_totals(text, &audit.totals);
    for reason in &audit.reasons {
        if reason.state == IndexState::Indexed {
            continue;
        }
        let style = style(reason.state);
        let _ = writeln!(
            text,
            "\n{style}{}{style:#}: {} ({})",
            reason.state.as_str(),
            count(reason.pages, "page"),
            reason.meaning
        );
        if let Some(advice) = reason.advice {
            let _ = writeln!(text, "  {FAINT}help{FAINT:#}: {advice}");
        }
        let with_it = audit
            .errors
            .iter()
            .filter(|page| page.reason == Some(reason.reason));
        for page in with_it.take(MOST_ERRORS) {
            let _ = writeln!(text, "  {}", page.url);
        }
        let shown = audit.errors.len().min(MOST_ERRORS) as u64;
        if reason.state == IndexState::Error && reason.pages > shown {
            let _ = writeln!(text, "  and more; `--format json` lists a hundred");
        }
    }
    let _ = writeln!(text, "\n{}", ending(audit));
}

/// One line for each state.
pub(super) fn write_totals(text: &mut String, totals: &Totals) {
    for state in IndexState::ALL {
        let style = style(state);
        write_total(
            text,
            &format!("{style}{:<13}{style:#}", state.as_str()),
            totals.of(state),
            totals,
        );
    }
    write_total(
        text,
        &format!("{:<13}", "not inspected"),
        totals.not_inspected,
        totals,
    );
}

fn write_total(text: &mut String, name: &str, pages: u64, totals: &Totals) {
    let share = (pages * 1_000).checked_div(totals.listed).unwrap_or(0);
    let amount = grouped(pages);
    let _ = writeln!(
        text,
        "  {name} {amount:>9}  {:>3}.{} %",
        share / 10,
        share % 10
    );
}

fn ending(audit: &AuditReport) -> String {
    let asked = format!("inspected {} in this run", count(audit.inspected, "page"));
    let left = format!(
        "{} of {} inspections left today",
        grouped(audit.quota.left.into()),
        grouped(audit.quota.per_day.into())
    );
    let remaining = count(audit.remaining, "page");
    match audit.ended {
        AuditEnd::Complete => format!("{GOOD}complete{GOOD:#}: {asked}, {left}"),
        AuditEnd::Budget => format!("budget used: {asked}, {remaining} left for the next; {left}"),
        AuditEnd::Deadline => format!("time is up: {asked}, {remaining} left for the next; {left}"),
        AuditEnd::Stopped => format!("stopped: {asked}, {remaining} left for the next; {left}"),
        AuditEnd::Failed => format!("interrupted: {asked}, {remaining} left; {left}"),
    }
}
