//! The pages that sitemaps list.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};
use url::Url;

use super::properties::sitemap_id;
use super::{A_DAY, PropertyId, Store, StoreError, millis, time};
use crate::model::Reason;
use crate::model::address::fetchable;

/// A page in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PageId(pub(super) i64);

impl PageId {
    /// For hashes.
    pub(crate) const fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

#[cfg(test)]
impl PageId {
    /// An id that does not exist in a store.
    pub(crate) const fn for_tests(number: i64) -> Self {
        Self(number)
    }
}

/// A page in a sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedPage {
    url: Url,
    lastmod: Option<Timestamp>,
}

impl ListedPage {
    /// The page at `address`, which last changed at `lastmod`; `None` if it cannot be fetched over
    /// HTTP. The stored URL has no fragment, user name or password.
    pub(crate) fn new(address: &str, lastmod: Option<Timestamp>) -> Option<Self> {
        let url = fetchable(address)?;
        Some(Self { url, lastmod })
    }

    /// URL of the page.
    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }
}

/// Stored facts about a page, for planning inspections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageRow {
    /// Its number.
    pub(crate) id: PageId,
    /// True if its `lastmod` has changed since the last inspection.
    pub(crate) has_changed: bool,
    /// Result and time of the last inspection.
    pub(crate) last: Option<(Reason, Timestamp)>,
}

/// Changes of a sitemap's pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Synced {
    /// Pages listed.
    pub(crate) listed: u64,
    /// Pages that no sitemap of the property listed before.
    pub(crate) added: u64,
    /// Pages that are no longer listed.
    pub(crate) removed: u64,
}

impl Store {
    /// Stores the pages that the sitemap at `sitemap` lists, in one transaction.
    pub(crate) async fn sync_pages(
        &self,
        property: PropertyId,
        sitemap: &Url,
        pages: Vec<ListedPage>,
        now: Timestamp,
    ) -> Result<Synced, StoreError> {
        let sitemap = sitemap.to_string();
        let (now, far_ahead) = (millis(now), millis(now + A_DAY));
        self.with("list the pages", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sitemap = sitemap_id(&transaction, property.0, &sitemap)?;
            // A page in two sitemaps belongs to the one that was read last. It must not count as
            // new each time its sitemap changes, so compare with the pages of all sitemaps.
            let before = listed_anywhere(&transaction, property)?;
            let mut upsert = transaction.prepare(
                "INSERT INTO page (property, url, sitemap, listed_at, lastmod)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET sitemap = ?3, listed_at = ?4, lastmod = ?5",
            )?;
            for page in &pages {
                let lastmod = page.lastmod.map(millis);
                upsert.execute(params![
                    property.0,
                    page.url.as_str(),
                    sitemap,
                    now,
                    lastmod
                ])?;
            }
            drop(upsert);
            let removed = transaction.execute(
                "UPDATE page SET sitemap = NULL
                 WHERE sitemap = ?1 AND (listed_at < ?2 OR listed_at > ?3)",
                params![sitemap, now, far_ahead],
            )?;
            let listed: u64 = listed(&transaction, sitemap)?;
            let after = listed_anywhere(&transaction, property)?;
            transaction.commit()?;
            let removed = removed as u64;
            Ok(Synced {
                listed,
                added: (after + removed).saturating_sub(before),
                removed,
            })
        })
        .await
    }

    /// The pages of `property` that the sitemaps at `sitemaps` list.
    pub(crate) async fn pages(
        &self,
        property: PropertyId,
        sitemaps: Vec<Url>,
    ) -> Result<Vec<PageRow>, StoreError> {
        self.with("list the pages", move |connection| {
            let mut rows = Vec::new();
            let mut select = connection.prepare(
                "SELECT page.id, lastmod IS NOT lastmod_seen, reason, inspected_at FROM page
                 JOIN sitemap ON sitemap.id = page.sitemap
                 WHERE sitemap.property = ?1 AND sitemap.url = ?2",
            )?;
            for sitemap in sitemaps {
                let found = select.query_map(params![property.0, sitemap.as_str()], |row| {
                    Ok(PageRow {
                        id: PageId(row.get(0)?),
                        has_changed: row.get(1)?,
                        last: last(row.get(2)?, row.get(3)?),
                    })
                })?;
                for row in found {
                    rows.push(row?);
                }
            }
            Ok(rows)
        })
        .await
    }

    /// The id of the page at `url`, which is inserted if it does not exist.
    pub(crate) async fn page(&self, property: PropertyId, url: &Url) -> Result<PageId, StoreError> {
        let url = url.to_string();
        self.with("name the page", move |connection| {
            connection.execute(
                "INSERT INTO page (property, url) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![property.0, url],
            )?;
            connection.query_row(
                "SELECT id FROM page WHERE property = ?1 AND url = ?2",
                params![property.0, url],
                |row| row.get(0).map(PageId),
            )
        })
        .await
    }
}

fn listed(connection: &rusqlite::Connection, sitemap: i64) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM page WHERE sitemap = ?1",
        [sitemap],
        |row| row.get(0),
    )
}

fn listed_anywhere(
    connection: &rusqlite::Connection,
    property: PropertyId,
) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM page JOIN sitemap ON sitemap.id = page.sitemap
         WHERE sitemap.property = ?1",
        [property.0],
        |row| row.get(0),
    )
}

/// A stored verdict. An unknown reason of another version is kept in the store.
pub(super) fn last(reason: Option<String>, at: Option<i64>) -> Option<(Reason, Timestamp)> {
    let reason = Reason::named(&reason?).unwrap_or(Reason::Other);
    Some((reason, time(at?)))
}
