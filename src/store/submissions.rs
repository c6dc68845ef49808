//! Submissions and their results.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use search_console::Property;
use url::Url;

use super::properties::{property_id, sitemap_id};
use super::{A_DAY, Snapshot, Store, StoreError, millis, time};

/// One submission of one sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubmissionRecord {
    /// The property.
    pub(crate) property: Property,
    /// The sitemap.
    pub(crate) sitemap: Url,
    /// Time.
    pub(crate) at: Timestamp,
    /// True if the engine's record showed it.
    pub(crate) confirmed: bool,
    /// Its exit code.
    pub(crate) exit_code: u8,
    /// Pages that it listed.
    pub(crate) urls: Option<u64>,
    /// Its entries, which are stored if it was confirmed.
    pub(crate) snapshot: Option<Snapshot>,
}

impl Store {
    /// Stores a submission, and its entries if it was confirmed.
    pub(crate) async fn record_submission(
        &self,
        record: SubmissionRecord,
    ) -> Result<(), StoreError> {
        self.with("keep a submission", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let property = property_id(&transaction, record.property.name())?;
            let sitemap = sitemap_id(&transaction, property, record.sitemap.as_str())?;
            let at = millis(record.at);
            transaction.execute(
                "INSERT OR REPLACE INTO submission (sitemap, at, confirmed, exit_code, urls)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![sitemap, at, record.confirmed, record.exit_code, record.urls],
            )?;
            if let (true, Some(snapshot)) = (record.confirmed, record.snapshot) {
                transaction.execute(
                    "INSERT OR REPLACE INTO snapshot (sitemap, at, entries) VALUES (?1, ?2, ?3)",
                    params![sitemap, at, snapshot.into_bytes()],
                )?;
            }
            transaction.commit()
        })
        .await
    }

    /// Number of URLs of `sitemap` at its last confirmed submission to any property. A submission
    /// from the future counts only if there is no other.
    pub(crate) async fn last_urls(
        &self,
        sitemap: &Url,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let (sitemap, far_ahead) = (sitemap.to_string(), millis(now + A_DAY));
        self.with("find the last submission", move |connection| {
            let urls: Option<Option<u64>> = connection
                .query_row(
                    "SELECT urls FROM submission
                     JOIN sitemap ON sitemap.id = submission.sitemap
                     WHERE sitemap.url = ?1 AND confirmed
                     ORDER BY at > ?2, at DESC LIMIT 1",
                    params![sitemap, far_ahead],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(urls.flatten())
        })
        .await
    }

    /// True if a submission to `property`, or of one of `sitemaps` to any property, was confirmed.
    pub(crate) async fn is_submitted(
        &self,
        property: &Property,
        sitemaps: &[Url],
    ) -> Result<bool, StoreError> {
        let name = property.name().to_owned();
        let urls: Vec<String> = sitemaps.iter().map(Url::to_string).collect();
        self.with("find a submission", move |connection| {
            let mut select = connection.prepare(
                "SELECT EXISTS (SELECT 1 FROM submission
                     JOIN sitemap ON sitemap.id = submission.sitemap
                     JOIN property ON property.id = sitemap.property
                     WHERE confirmed AND (property.name = ?1 OR sitemap.url = ?2))",
            )?;
            let mut is_submitted = select.query_row(params![name, ""], |row| row.get(0))?;
            for url in urls {
                is_submitted = is_submitted
                    || select.query_row(params![name, url], |row| row.get::<_, bool>(0))?;
            }
            Ok(is_submitted)
        })
        .await
    }

    /// Time of the first confirmed submission to `property`.
    pub(crate) async fn first_confirmed(
        &self,
        property: &Property,
    ) -> Result<Option<Timestamp>, StoreError> {
        let name = property.name().to_owned();
        self.with("find the first submission", move |connection| {
            let first: Option<i64> = connection.query_row(
                "SELECT min(at) FROM submission
                 JOIN sitemap ON sitemap.id = submission.sitemap
                 JOIN property ON property.id = sitemap.property
                 WHERE property.name = ?1 AND confirmed",
                [name],
                |row| row.get(0),
            )?;
            Ok(first.map(time))
        })
        .await
    }
}
