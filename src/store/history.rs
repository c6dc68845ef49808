//! Stored results for reports: pages with their last inspection, and all inspections.

use jiff::Timestamp;
use rusqlite::params;
use search_console::Property;

use super::pages::last;
use super::{Store, StoreError, millis, time};
use crate::model::Reason;

/// One listed page with its last inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageNow {
    /// Its address.
    pub(crate) url: String,
    /// The sitemap that lists it.
    pub(crate) sitemap: String,
    /// Result and time of the last inspection; `None` before the first.
    pub(crate) last: Option<(Reason, Timestamp)>,
    /// Start of the state.
    pub(crate) since: Option<Timestamp>,
    /// Time of Google's last crawl.
    pub(crate) crawled_at: Option<Timestamp>,
}

/// A past inspection, in chronological order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Past {
    /// Id of the page.
    pub(crate) page: i64,
    /// Time.
    pub(crate) at: Timestamp,
    /// Result.
    pub(crate) reason: Reason,
}

impl Store {
    /// Passes each listed page of `property` to `take`, in the order of URLs, and returns the final
    /// state.
    pub(crate) async fn fold_pages<T: Send + 'static>(
        &self,
        property: &Property,
        mut taken: T,
        take: impl Fn(&mut T, PageNow) + Send + 'static,
    ) -> Result<T, StoreError> {
        let name = property.name().to_owned();
        self.with("read the pages", move |connection| {
            let mut select = connection.prepare(
                "SELECT page.url, sitemap.url, reason, inspected_at, since, crawled_at FROM page
                 JOIN property ON property.id = page.property
                 JOIN sitemap ON sitemap.id = page.sitemap
                 WHERE property.name = ?1 ORDER BY page.url",
            )?;
            let mut rows = select.query([name])?;
            while let Some(row) = rows.next()? {
                let page = PageNow {
                    url: row.get(0)?,
                    sitemap: row.get(1)?,
                    last: last(row.get(2)?, row.get(3)?),
                    since: row.get::<_, Option<i64>>(4)?.map(time),
                    crawled_at: row.get::<_, Option<i64>>(5)?.map(time),
                };
                take(&mut taken, page);
            }
            Ok(taken)
        })
        .await
    }

    /// Passes each inspection of a listed page of `property` to `take`, in chronological order.
    pub(crate) async fn fold_past<T: Send + 'static>(
        &self,
        property: &Property,
        mut taken: T,
        take: impl Fn(&mut T, Past) + Send + 'static,
    ) -> Result<T, StoreError> {
        let name = property.name().to_owned();
        self.with("read the past", move |connection| {
            let mut select = connection.prepare(
                "SELECT inspection.page, at, inspection.reason FROM inspection
                 JOIN page ON page.id = inspection.page
                 JOIN property ON property.id = page.property
                 WHERE property.name = ?1 AND page.sitemap IS NOT NULL ORDER BY at",
            )?;
            let mut rows = select.query([name])?;
            while let Some(row) = rows.next()? {
                let reason: String = row.get(2)?;
                let past = Past {
                    page: row.get(0)?,
                    at: time(row.get(1)?),
                    reason: Reason::named(&reason).unwrap_or(Reason::Other),
                };
                take(&mut taken, past);
            }
            Ok(taken)
        })
        .await
    }

    /// True if an audit has listed pages of `property`, even if no sitemap lists them now.
    pub(crate) async fn is_audited(&self, property: &Property) -> Result<bool, StoreError> {
        let name = property.name().to_owned();
        self.with("look for an audit", move |connection| {
            connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM page JOIN property ON property.id = page.property
                     WHERE property.name = ?1 AND listed_at IS NOT NULL)",
                [name],
                |row| row.get(0),
            )
        })
        .await
    }

    /// The submissions to `property` since `since`, with their results.
    pub(crate) async fn submissions_since(
        &self,
        property: &Property,
        since: Timestamp,
    ) -> Result<Vec<(String, Timestamp, bool)>, StoreError> {
        let name = property.name().to_owned();
        self.with("read the submissions", move |connection| {
            let mut select = connection.prepare(
                "SELECT sitemap.url, at, confirmed FROM submission
                 JOIN sitemap ON sitemap.id = submission.sitemap
                 JOIN property ON property.id = sitemap.property
                 WHERE property.name = ?1 AND at >= ?2 ORDER BY at",
            )?;
            let rows = select.query_map(params![name, millis(since)], |row| {
                Ok((row.get(0)?, time(row.get(1)?), row.get(2)?))
            })?;
            rows.collect()
        })
        .await
    }
}
