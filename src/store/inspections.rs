//! Results of inspections.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use super::{A_DAY, PageId, Store, StoreError, millis};
use crate::model::Reason;

/// A completed inspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inspected {
    /// The page.
    pub(crate) page: PageId,
    /// Time of the inspection.
    pub(crate) at: Timestamp,
    /// Result.
    pub(crate) reason: Reason,
    /// Time of Google's last crawl.
    pub(crate) crawled_at: Option<Timestamp>,
}

impl Store {
    /// Stores the result of an inspection. The latest one counts, unless it is dated in the future
    /// by a fast clock.
    pub(crate) async fn record_inspection(&self, inspected: Inspected) -> Result<(), StoreError> {
        self.with("keep an inspection", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (page, at) = (inspected.page.0, millis(inspected.at));
            let reason = inspected.reason.as_str();
            transaction.execute(
                "INSERT OR REPLACE INTO inspection (page, at, reason) VALUES (?1, ?2, ?3)",
                params![page, at, reason],
            )?;
            transaction.execute(
                "UPDATE page SET
                    since = CASE WHEN reason = ?2 THEN since ELSE ?3 END,
                    reason = ?2, inspected_at = ?3, crawled_at = ?4, lastmod_seen = lastmod,
                    claimed_at = NULL
                 WHERE id = ?1
                     AND (inspected_at IS NULL OR inspected_at <= ?3 OR inspected_at > ?5)",
                params![
                    page,
                    reason,
                    at,
                    inspected.crawled_at.map(millis),
                    millis(inspected.at + A_DAY)
                ],
            )?;
            transaction.commit()
        })
        .await
    }
}
