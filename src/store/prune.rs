//! Deletes entries that are too old to be used.

use jiff::{SignedDuration, Timestamp};
use rusqlite::TransactionBehavior;

use super::{A_DAY, Store, StoreError, millis};

/// Maximum age of inspections and submissions.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Maximum age of quota entries; only those of the day count.
const LEDGER_KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

impl Store {
    /// Deletes inspections older than 90 days, except the last of each page; submissions of that
    /// age, except the first and the last confirmed ones; pages that are neither listed nor were
    /// inspected in that time; and quota entries of past days.
    pub(crate) async fn prune(&self, now: Timestamp) -> Result<(), StoreError> {
        let (old, spent) = (millis(now - KEPT), millis(now - LEDGER_KEPT));
        let far_ahead = millis(now + A_DAY);
        self.with("forget what is old", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM spent WHERE at < ?1", [spent])?;
            // Keep the last one before the limit: it is the state at the start of the period.
            transaction.execute(
                "DELETE FROM inspection WHERE at < ?1 AND EXISTS (
                     SELECT 1 FROM inspection AS later
                     WHERE later.page = inspection.page
                       AND later.at > inspection.at AND later.at < ?1)",
                [old],
            )?;
            transaction.execute(
                "DELETE FROM submission WHERE at < ?1 AND NOT (confirmed AND at IN (
                     SELECT min(at) FROM submission AS s
                         WHERE s.sitemap = submission.sitemap AND s.confirmed
                     UNION SELECT max(at) FROM submission AS s
                         WHERE s.sitemap = submission.sitemap AND s.confirmed AND s.at <= ?2))",
                [old, far_ahead],
            )?;
            let gone = "SELECT id FROM page WHERE sitemap IS NULL
                        AND coalesce(listed_at, 0) < ?1 AND coalesce(inspected_at, 0) < ?1";
            transaction.execute(
                &format!("DELETE FROM inspection WHERE page IN ({gone})"),
                [old],
            )?;
            transaction.execute(&format!("DELETE FROM page WHERE id IN ({gone})"), [old])?;
            transaction.commit()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SubmissionRecord;

    #[tokio::test]
    async fn a_submission_of_the_future_does_not_push_out_the_last_one() {
        let store = Store::in_memory().unwrap();
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let sitemap: url::Url = "https://example.com/sitemap.xml".parse().unwrap();
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        for (ago, urls) in [(200, 1), (100, 2), (-365, 3)] {
            let record = SubmissionRecord {
                property: "https://example.com/".parse().unwrap(),
                sitemap: sitemap.clone(),
                at: now - days(ago),
                confirmed: true,
                exit_code: 0,
                urls: Some(urls),
                snapshot: None,
            };
            store.record_submission(record).await.unwrap();
        }
        store.prune(now).await.unwrap();
        assert_eq!(store.last_urls(&sitemap, now).await.unwrap(), Some(2));
    }
}
