//! Limits of a crawl.

use sitemap_validator::rules::{CRAWL_LIMIT, Levels};

use crate::model::FindingReport;
use crate::site::walk::Full;

/// Limits of a crawl, in addition to its deadline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum number of sitemaps fetched concurrently, which also bounds connections per host and
    /// threads.
    pub(crate) at_once: usize,
    /// Maximum number of hosts, including that of the index.
    pub(crate) hosts: usize,
    /// Maximum number of bytes of all sitemaps together, after decompression.
    pub(crate) bytes: u64,
    /// Maximum number of sitemaps that cannot be read.
    pub(crate) unread: u64,
}

impl Limits {
    /// Default limits. The index itself lists at most 50,000 sitemaps.
    pub(crate) const DEFAULT: Self = Self {
        at_once: 4,
        hosts: 16,
        bytes: 100 << 30,
        unread: 1_000,
    };
}

/// Limit that ended a crawl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Bytes(u64),
    Unread(u64),
    Waiting(usize),
    WaitingBytes(usize),
    Deadline,
}

impl From<Full> for Reached {
    fn from(full: Full) -> Self {
        match full {
            Full::Sitemaps(limit) => Self::Waiting(limit),
            Full::Bytes(limit) => Self::WaitingBytes(limit),
        }
    }
}

impl Reached {
    /// The finding about it; `done` of `all` sitemaps were processed.
    pub(super) fn finding(self, levels: &Levels, done: usize, all: usize) -> Option<FindingReport> {
        let severity = levels.severity(&CRAWL_LIMIT)?;
        let (what, help) = match self {
            Self::Bytes(limit) => (
                format!("more than {limit} bytes were read"),
                "validate the sitemaps of the index in parts",
            ),
            Self::Unread(limit) => (
                format!("{limit} sitemaps could not be read"),
                "fix the errors that prevent reading them",
            ),
            Self::Waiting(limit) => (
                format!("more than {limit} sitemaps waited to be read"),
                "validate the indexes that the robots.txt names one by one",
            ),
            Self::WaitingBytes(limit) => (
                format!("more than {limit} bytes of addresses waited to be read"),
                "validate the indexes that the robots.txt names one by one",
            ),
            Self::Deadline => ("`--deadline` passed".to_owned(), "raise `--deadline`"),
        };
        let message = format!("the crawl ended after {done} of {all} sitemaps: {what}");
        Some(FindingReport::about_the_whole(CRAWL_LIMIT.id, severity, message).help(help))
    }
}
