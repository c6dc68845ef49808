//! Counts the pages of a property by state.

use std::collections::HashMap;

use url::Url;

use crate::model::{IndexState, Problem, Reason, ReasonCount, Totals};
use crate::store::PageNow;

/// Maximum number of prefixes; the pages of all others are counted together.
const MOST_PREFIXES: usize = 30;

/// The same for sitemaps: an index may list tens of thousands.
const MOST_SITEMAPS: usize = 100;

/// Name of the group of the others.
const OTHERS: &str = "(other)";

/// Counts of pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct IndexingSummary {
    pub(crate) totals: Totals,
    by_sitemap: HashMap<String, Totals>,
    /// By the first segment of the path.
    by_prefix: HashMap<String, Totals>,
    reasons: HashMap<Reason, u64>,
    /// Pages in error, in the order of URLs, up to the limit.
    pub(crate) errors: Vec<Problem>,
    most_errors: usize,
    is_submitted: bool,
}

impl IndexingSummary {
    /// An empty summary, which lists at most `most_errors` pages in error.
    pub(crate) fn listing(most_errors: usize) -> Self {
        Self {
            most_errors,
            ..Self::default()
        }
    }

    /// Records that a sitemap of the property was submitted, so that this is not advised.
    pub(crate) const fn note_submission(&mut self, is_submitted: bool) {
        self.is_submitted = is_submitted;
    }

    /// Adds a page.
    pub(crate) fn add(&mut self, page: PageNow) {
        let reason = page.last.map(|(reason, _)| reason);
        let state = reason.map(Reason::state);
        self.totals.add(state);
        match self.by_sitemap.get_mut(&page.sitemap) {
            Some(totals) => totals.add(state),
            None => self
                .by_sitemap
                .entry(page.sitemap.clone())
                .or_default()
                .add(state),
        }
        self.by_prefix
            .entry(prefix(&page.url))
            .or_default()
            .add(state);
        if let Some(reason) = reason {
            *self.reasons.entry(reason).or_default() += 1;
        }
        if state == Some(IndexState::Error) && self.errors.len() < self.most_errors {
            self.errors.push(page.into());
        }
    }

    /// The reasons, the most frequent first.
    pub(crate) fn reasons(&self) -> Vec<ReasonCount> {
        let count = |(reason, pages): (&Reason, &u64)| ReasonCount {
            reason: reason.as_str(),
            state: reason.state(),
            pages: *pages,
            meaning: reason.meaning(),
            advice: reason.advice_once(self.is_submitted),
        };
        let mut counts: Vec<ReasonCount> = self.reasons.iter().map(count).collect();
        counts.sort_by_key(|count| (std::cmp::Reverse(count.pages), count.reason));
        counts
    }

    /// The prefixes with the most pages, the most pages first.
    pub(crate) fn prefixes(&self) -> Vec<(String, Totals)> {
        largest(&self.by_prefix, MOST_PREFIXES)
    }

    /// The sitemaps with the most pages, the most pages first.
    pub(crate) fn sitemaps(&self) -> Vec<(String, Totals)> {
        largest(&self.by_sitemap, MOST_SITEMAPS)
    }
}

/// The `most` largest groups by pages, and the others as one.
fn largest<'a>(
    parts: impl IntoIterator<Item = (&'a String, &'a Totals)>,
    most: usize,
) -> Vec<(String, Totals)> {
    let mut all: Vec<(String, Totals)> = parts
        .into_iter()
        .map(|(name, totals)| (name.clone(), *totals))
        .collect();
    all.sort_by(|(left, a), (right, b)| b.listed.cmp(&a.listed).then_with(|| left.cmp(right)));
    if all.len() > most {
        let mut rest = Totals::default();
        for (_, totals) in all.drain(most..) {
            rest.merge(totals);
        }
        all.push((OTHERS.to_owned(), rest));
    }
    all
}

impl From<PageNow> for Problem {
    fn from(page: PageNow) -> Self {
        Self {
            url: page.url,
            state: page.last.map(|(reason, _)| reason.state()),
            reason: page.last.map(|(reason, _)| reason.as_str()),
            since: page.since,
            inspected_at: page.last.map(|(_, at)| at),
            crawled_at: page.crawled_at,
        }
    }
}

/// The first folder of a URL: `/blog/` of `https://example.com/blog/a`, `/` of a page at the root.
fn prefix(url: &str) -> String {
    let Ok(url) = Url::parse(url) else {
        return OTHERS.to_owned();
    };
    match url.path()[1..].split_once('/') {
        Some((first, _)) => format!("/{first}/"),
        None => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn page(url: &str, reason: Option<Reason>) -> PageNow {
        PageNow {
            url: url.to_owned(),
            sitemap: "https://example.com/s.xml".to_owned(),
            last: reason.map(|reason| (reason, Timestamp::UNIX_EPOCH)),
            since: None,
            crawled_at: None,
        }
    }

    #[test]
    fn pages_are_counted_by_state_reason_and_folder() {
        let mut summary = IndexingSummary::listing(1);
        summary.add(page("https://example.com/", Some(Reason::Indexed)));
        summary.add(page("https://example.com/a", None));
        summary.add(page("https://example.com/blog/x", Some(Reason::NotFound)));
        summary.add(page("https://example.com/blog/y/z", Some(Reason::NotFound)));
        let expected = Totals {
            listed: 4,
            indexed: 1,
            error: 2,
            not_inspected: 1,
            ..Totals::default()
        };
        assert_eq!(summary.totals, expected);
        assert_eq!(summary.by_sitemap["https://example.com/s.xml"], expected);
        let reasons = summary.reasons();
        assert_eq!((reasons[0].reason, reasons[0].pages), ("not-found", 2));
        let prefixes = summary.prefixes();
        assert_eq!(
            (prefixes[0].0.as_str(), prefixes[1].0.as_str()),
            ("/", "/blog/")
        );
        assert_eq!(summary.errors.len(), 1);
    }

    #[test]
    fn rare_folders_are_counted_together() {
        let mut summary = IndexingSummary::listing(0);
        for number in 0..100 {
            summary.add(page(&format!("https://example.com/{number}/"), None));
        }
        let prefixes = summary.prefixes();
        let (name, rest) = prefixes.last().unwrap();
        assert_eq!(
            (prefixes.len(), name.as_str(), rest.listed),
            (31, "(other)", 70)
        );
    }

    #[test]
    fn small_sitemaps_are_counted_together() {
        let mut summary = IndexingSummary::listing(0);
        for number in 0..150 {
            let sitemap = format!("https://example.com/{number}.xml");
            let url = "https://example.com/";
            summary.add(PageNow {
                sitemap,
                ..page(url, None)
            });
        }
        let sitemaps = summary.sitemaps();
        let (name, rest) = sitemaps.last().unwrap();
        assert_eq!(
            (sitemaps.len(), name.as_str(), rest.listed),
            (101, "(other)", 50)
        );
    }
}
