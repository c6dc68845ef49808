//! The baseline of a submission: the content of the sitemap when it was last confirmed.

use jiff::Timestamp;
use sitemap_validator::Severity;
use url::Url;

use super::open_store::{Need, open_store};
use super::store_location::StoreLocation;
use crate::model::percent::Percent;
use crate::model::{Change, EngineOutcome, EngineReport, FindingReport, Remedy, RunOption};
use crate::store::{Snapshot, Store, StoreError, SubmissionRecord};

/// The store; a temporary one contains no submissions.
pub(crate) struct Baseline {
    store: Store,
    /// True if a decision depends on it.
    is_needed: bool,
}

impl Baseline {
    /// Opens the store. If the default store is unusable, the submission continues without it.
    ///
    /// # Errors
    /// If the given store, or one that `max_shrink` requires, cannot be opened.
    pub(crate) fn open(
        location: StoreLocation,
        max_shrink: Option<Percent>,
    ) -> Result<Self, StoreError> {
        let is_needed = max_shrink.is_some();
        let need = if is_needed {
            Need::Lasting("--max-shrink")
        } else {
            Need::Optional
        };
        let store = open_store(location, need)?.store;
        Ok(Self { store, is_needed })
    }

    /// Uses an open store.
    pub(crate) const fn of(store: Store, is_needed: bool) -> Self {
        Self { store, is_needed }
    }

    /// Changes of `sitemap` since it was last confirmed; `None` if unknown.
    ///
    /// # Errors
    /// If a decision depends on it and the store cannot be read.
    pub(crate) async fn change(
        &self,
        sitemap: &Url,
        listed: &Snapshot,
        now: Timestamp,
    ) -> Result<Option<Change>, StoreError> {
        match self.store.last_snapshot(sitemap, now).await {
            Ok(before) => Ok(before.map(|before| listed.since(&before))),
            Err(error) if self.is_needed => Err(error),
            Err(error) => {
                tracing::warn!(%error, "changes since the last submission are not known");
                Ok(None)
            }
        }
    }

    /// Number of URLs of `sitemap` when it was last confirmed; `None` if unknown.
    ///
    /// # Errors
    /// If a decision depends on it and the store cannot be read.
    pub(crate) async fn last_urls(
        &self,
        sitemap: &Url,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        match self.store.last_urls(sitemap, now).await {
            Err(error) if !self.is_needed => {
                tracing::warn!(%error, "the number of URLs at the last submission is not known");
                Ok(None)
            }
            told => told,
        }
    }

    /// Stores the result of a submission. A failure is only logged, since the submission is
    /// complete.
    pub(crate) async fn keep(
        &self,
        sitemap: &Url,
        done: &EngineReport,
        urls: Option<u64>,
        snapshot: Snapshot,
        at: Timestamp,
    ) {
        let property = done.property.as_deref().and_then(|name| name.parse().ok());
        let Some(property) = property else {
            return;
        };
        let confirmed = done.outcome == EngineOutcome::Confirmed;
        let exit_code = done.failure.as_ref().map_or(0, |one| one.exit_code.code());
        let record = SubmissionRecord {
            property,
            sitemap: sitemap.clone(),
            at,
            confirmed,
            exit_code,
            urls,
            snapshot: Some(snapshot),
        };
        if let Err(error) = self.store.record_submission(record).await {
            tracing::warn!(%error, "the submission was not stored");
        }
    }
}

/// The finding that a sitemap lost more of its entries than `most` allows.
pub(crate) fn shrink_guard(most: Percent, change: Change) -> Option<FindingReport> {
    let now = change.before + change.added - change.removed;
    let lost = change.before.saturating_sub(now);
    if !most.is_exceeded_by(lost, change.before) {
        return None;
    }
    let before = change.before;
    let message = format!(
        "the sitemap shrank from {before} entries to {now} since it was last confirmed, by more than {most}"
    );
    let help = Remedy::new("check why they are gone; if that is intended, submit once without ")
        .option(RunOption::MaxShrink);
    Some(FindingReport::about_the_whole("shrunk", Severity::Error, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(before: u64, added: u64, removed: u64) -> bool {
        let change = Change {
            before,
            added,
            removed,
            changed: 0,
        };
        shrink_guard("20%".parse().unwrap(), change).is_some()
    }

    #[test]
    fn only_the_number_of_remaining_entries_counts() {
        assert!(!guard(100, 0, 20));
        assert!(guard(100, 0, 21));
        assert!(!guard(100, 90, 100));
        assert!(!guard(0, 5, 0));
        assert!(guard(10, 0, 10));
    }
}
