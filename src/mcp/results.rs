//! Results of the tools. Totals come first, then lists, then a cursor.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use search_console::sitemaps::Sitemap;
use serde::Serialize;
use sitemap_validator::Kind;
use sitemap_validator::rules::{ENTRIES_DROPPED, find};

use super::paging::cut_to;
use super::wording::reword_sitemap;
use crate::model::address::shown;
use crate::model::{
    AnalyticsReport, AuditReport, CheckReport, ChildReport, ExitCode, FailureReport, FindingReport,
    PageReport, Problem, ReasonCount, SiteReport, SitemapReport, Totals,
};

/// Maximum number of sitemaps of an index in a result.
const MOST_CHILDREN: usize = 50;

/// Properties.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Sites {
    /// The account's e-mail address.
    pub(super) account: String,
    /// Number of properties of the account.
    pub(super) total: usize,
    /// The properties, by name.
    pub(super) sites: Vec<SiteReport>,
    /// Value of `cursor` for the next page; null on the last page.
    pub(super) next_cursor: Option<String>,
}

/// Records of the sitemaps of a property.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Sitemaps {
    /// The property.
    pub(super) site: String,
    /// Number of submitted sitemaps.
    pub(super) total: usize,
    /// The sitemaps, by URL.
    pub(super) sitemaps: Vec<Record>,
    /// Value of `cursor` for the next page; null on the last page.
    pub(super) next_cursor: Option<String>,
}

/// Record of a sitemap.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Record {
    /// Its URL.
    pub(super) sitemap: String,
    /// The property.
    pub(super) site: String,
    /// Time of the last submission.
    #[schemars(with = "Option<String>")]
    pub(super) last_submitted: Option<Timestamp>,
    /// Time of Google's last download.
    #[schemars(with = "Option<String>")]
    pub(super) last_downloaded: Option<Timestamp>,
    /// True if Google has not processed it yet.
    pub(super) is_pending: bool,
    /// True if it is a sitemap index.
    pub(super) is_index: bool,
    /// Errors that Google counts in it.
    pub(super) errors: i64,
    /// Warnings that Google counts in it.
    pub(super) warnings: i64,
    /// Pages that Google counts in it.
    pub(super) urls: Option<i64>,
}

impl Record {
    pub(super) fn of(record: &Sitemap, site: &str) -> Self {
        Self {
            sitemap: shown(&record.path).into_owned(),
            site: site.to_owned(),
            last_submitted: record.last_submitted,
            last_downloaded: record.last_downloaded,
            is_pending: record.is_pending,
            is_index: record.is_sitemaps_index,
            errors: record.errors,
            warnings: record.warnings,
            urls: record.submitted_urls(),
        }
    }
}

/// Content of a sitemap.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Validated {
    /// Its URL.
    pub(super) sitemap: String,
    /// True if it and its crawled sitemaps have no errors.
    pub(super) is_valid: bool,
    /// Type: `urlset`, `sitemapindex`, `rss`, `atom` or `text`; null if it is not a sitemap.
    pub(super) kind: Option<&'static str>,
    /// Pages that it lists; for a crawled index, those of all its sitemaps.
    pub(super) urls: u64,
    /// Sitemaps that it lists.
    pub(super) sitemaps: u64,
    /// Bytes, after decompression.
    pub(super) bytes: u64,
    /// Sitemaps of a crawled index: unreadable ones come first, then those with the most errors.
    /// Their findings are among `findings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) children: Option<Vec<ChildReport>>,
    /// Number of checked sitemaps of the index that are not listed.
    pub(super) children_hidden: usize,
    /// All errors.
    pub(super) errors: u64,
    /// All warnings.
    pub(super) warnings: u64,
    /// Findings with place and remedy, up to the requested number.
    pub(super) findings: Vec<FindingReport>,
    /// Number of findings that are not listed.
    pub(super) findings_hidden: u64,
}

impl Validated {
    /// The part of `report` that fits an agent's context, with at most `most_findings` findings.
    /// The sitemap was read.
    pub(super) fn of(mut report: SitemapReport, most_findings: usize) -> Self {
        hide_foreign_text(&mut report);
        let children_hidden = cut_children(&mut report);
        let (errors, warnings) = (report.errors(), report.warnings());
        let findings_hidden = cut_to(&mut report.findings, most_findings) as u64;
        Self {
            sitemap: report.url,
            is_valid: report.exit_code == ExitCode::Ok,
            kind: report.kind.map(Kind::as_str),
            urls: report.urls.unwrap_or_default(),
            sitemaps: report.sitemaps.unwrap_or_default(),
            bytes: report.bytes.unwrap_or_default(),
            children: report.children,
            children_hidden,
            errors,
            warnings,
            findings: report.findings,
            findings_hidden: report.findings_hidden + findings_hidden,
        }
    }
}

/// Replaces the messages of a document that is not a sitemap by those of their rules: an agent must
/// not be able to read other documents, such as those of an internal service, through messages.
fn hide_foreign_text(report: &mut SitemapReport) {
    // Any list of lines counts as a text sitemap, unless most of its lines are not URLs.
    let is_list = report.kind == Some(Kind::Text);
    let is_dropped = |finding: &FindingReport| finding.rule == ENTRIES_DROPPED.id;
    let is_foreign = report.kind.is_none() || is_list && report.findings.iter().any(is_dropped);
    let children = report.children.as_deref().unwrap_or_default();
    let foreign_children: HashSet<&str> = children
        .iter()
        .filter(|child| is_foreign_child(child))
        .map(|child| child.url.as_str())
        .collect();
    for finding in &mut report.findings {
        let is_hidden = match &finding.sitemap {
            Some(sitemap) => foreign_children.contains(sitemap.as_str()),
            None => is_foreign,
        };
        if let Some(rule) = find(finding.rule).filter(|_| is_hidden) {
            finding.message = rule.summary.to_owned();
        }
    }
}

/// True if the document was read and may be something else than a sitemap. Not all findings of a
/// child are listed, so one error is enough for a list of lines.
fn is_foreign_child(child: &ChildReport) -> bool {
    let is_list = child.kind == Some(Kind::Text.as_str());
    child.urls.is_some() && (child.kind.is_none() || is_list && child.errors > 0)
}

/// Keeps the most important sitemaps of an index; returns the number of dropped ones.
fn cut_children(report: &mut SitemapReport) -> usize {
    report.children.as_mut().map_or(0, |children| {
        children.sort_by_key(|child| {
            let is_read = child.error.is_none();
            (is_read, Reverse(child.errors), Reverse(child.warnings))
        });
        cut_to(children, MOST_CHILDREN)
    })
}

/// Result of a submission.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Submitted {
    /// Result of the sitemap. For an index with many sitemaps, unreadable ones come first, then
    /// those with the most errors.
    #[serde(flatten)]
    pub(super) report: SitemapReport,
    /// Number of checked sitemaps of the index that are not listed.
    pub(super) children_hidden: usize,
}

impl Submitted {
    /// The part of `report` that fits an agent's context.
    pub(super) fn of(mut report: SitemapReport) -> Self {
        hide_foreign_text(&mut report);
        let children_hidden = cut_children(&mut report);
        reword_sitemap(&mut report);
        Self {
            report,
            children_hidden,
        }
    }
}

/// Pages that were inspected.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Inspected {
    /// The pages, in the given order.
    pub(super) pages: Vec<PageReport>,
}

/// Indexing of a property from earlier audits.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IndexingStatus {
    /// The property.
    pub(super) site: String,
    /// All pages by state.
    pub(super) totals: Totals,
    /// Reasons for the states, the most frequent first.
    pub(super) reasons: Vec<ReasonCount>,
    /// The requested pages, by URL.
    pub(super) pages: Vec<Problem>,
    /// Value of `cursor` for the next pages; null on the last page.
    pub(super) next_cursor: Option<String>,
}

/// Audits, one for each property.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PagesAudited {
    /// The audits of the properties that cover the sitemaps; those that failed come first.
    pub(super) audits: Vec<PropertyAudited>,
    /// Number of audited properties that are not listed.
    pub(super) audits_hidden: usize,
    /// Failures of sitemaps that could not be audited.
    pub(super) failures: Vec<FailureReport>,
    /// Number of failures that are not listed.
    pub(super) failures_hidden: usize,
    /// Value of `cursor` for the next call, if the time limit was reached before all due pages were
    /// inspected; otherwise null.
    pub(super) next_cursor: Option<String>,
}

/// The audit of one property.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PropertyAudited {
    /// Result of the audit; unreadable sitemaps come first.
    #[serde(flatten)]
    pub(super) report: AuditReport,
    /// Number of read sitemaps that are not listed.
    pub(super) sitemaps_hidden: usize,
}

/// Rows of search analytics.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Analysed {
    /// The rows, with their period and dimensions.
    #[serde(flatten)]
    pub(super) report: AnalyticsReport,
    /// Value of `cursor` for the next rows; null on the last page.
    pub(super) next_cursor: Option<String>,
}

/// Result of a diagnosis.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Diagnosis {
    /// True if no check failed.
    pub(super) is_healthy: bool,
    /// The checks, each of which depends on the ones before it.
    pub(super) checks: Vec<CheckReport>,
}
