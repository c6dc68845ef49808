//! Counts of pages by state and reason, and pages in one state.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::IndexState;

/// Pages by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Totals {
    /// Pages that sitemaps list.
    pub(crate) listed: u64,
    /// In the index.
    pub(crate) indexed: u64,
    /// Not in the index yet.
    pub(crate) pending: u64,
    /// Excluded by design.
    pub(crate) excluded: u64,
    /// Not indexed because of an error.
    pub(crate) error: u64,
    /// Not inspected yet.
    pub(crate) not_inspected: u64,
}

/// Number of pages with one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ReasonCount {
    /// Its name.
    pub(crate) reason: &'static str,
    /// The state that it is a reason for.
    pub(crate) state: IndexState,
    /// Pages with it.
    pub(crate) pages: u64,
    /// Meaning.
    pub(crate) meaning: &'static str,
    /// Remedy.
    pub(crate) advice: Option<&'static str>,
}

/// One page in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// Its address.
    pub(crate) url: String,
    /// Its state; null before it was inspected.
    pub(crate) state: Option<IndexState>,
    /// The error.
    pub(crate) reason: Option<&'static str>,
    /// Start of this state.
    #[schemars(with = "Option<String>")]
    pub(crate) since: Option<Timestamp>,
    /// Time of the last inspection.
    #[schemars(with = "Option<String>")]
    pub(crate) inspected_at: Option<Timestamp>,
    /// Time of Google's last crawl.
    #[schemars(with = "Option<String>")]
    pub(crate) crawled_at: Option<Timestamp>,
}

impl Totals {
    /// Counts a page in `state`; `None` before its first inspection.
    pub(crate) fn add(&mut self, state: Option<IndexState>) {
        self.listed += 1;
        *match state {
            None => &mut self.not_inspected,
            Some(IndexState::Indexed) => &mut self.indexed,
            Some(IndexState::Pending) => &mut self.pending,
            Some(IndexState::Excluded) => &mut self.excluded,
            Some(IndexState::Error) => &mut self.error,
        } += 1;
    }

    /// The pages in `state`.
    pub(crate) const fn of(&self, state: IndexState) -> u64 {
        match state {
            IndexState::Indexed => self.indexed,
            IndexState::Pending => self.pending,
            IndexState::Excluded => self.excluded,
            IndexState::Error => self.error,
        }
    }

    /// Adds the pages of `other`.
    pub(crate) fn merge(&mut self, other: Self) {
        self.listed += other.listed;
        self.indexed += other.indexed;
        self.pending += other.pending;
        self.excluded += other.excluded;
        self.error += other.error;
        self.not_inspected += other.not_inspected;
    }
}
