//! Snapshots of sitemaps at their last confirmation, as hashes.
//!
//! A URL has a 64-bit hash. Among 50,000 URLs, a collision occurs in one of fifteen billion
//! sitemaps and only miscounts by one.

use std::cmp::Ordering;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use sitemap_validator::{Entry, EntrySink};
use twox_hash::XxHash64;
use url::Url;

use super::{A_DAY, Store, StoreError, millis};
use crate::model::Change;

/// Value for a page without `lastmod`.
const NO_DATE: i64 = i64::MIN;

/// The pages of a sitemap: hash of the URL and `lastmod`, sorted and without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Snapshot(Vec<(u64, i64)>);

/// Collects a snapshot while a sitemap is read. For an index, it contains the listed sitemaps.
#[derive(Debug, Default)]
pub(crate) struct SnapshotSink(Vec<(u64, i64)>);

impl EntrySink for SnapshotSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        let lastmod = entry.lastmod_time().map_or(NO_DATE, millis);
        self.add(&entry.loc(), lastmod);
    }
}

impl SnapshotSink {
    fn add(&mut self, address: &str, lastmod: i64) {
        self.0
            .push((XxHash64::oneshot(0, address.as_bytes()), lastmod));
    }

    /// The snapshot.
    pub(crate) fn finish(mut self) -> Snapshot {
        self.0.sort_unstable();
        self.0.dedup_by_key(|(hash, _)| *hash);
        Snapshot(self.0)
    }
}

impl Snapshot {
    /// The number of pages.
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// The latest `lastmod`.
    pub(crate) fn newest_lastmod(&self) -> Option<Timestamp> {
        let newest = self.0.iter().map(|(_, lastmod)| *lastmod).max()?;
        let is_date = newest != NO_DATE;
        is_date
            .then(|| Timestamp::from_millisecond(newest).ok())
            .flatten()
    }

    /// Changes since `before`.
    pub(crate) fn since(&self, before: &Self) -> Change {
        let mut change = Change {
            before: before.len(),
            ..Change::default()
        };
        let (mut old, mut new) = (before.0.iter().peekable(), self.0.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return change,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((old, _)), Some((new, _))) => old.cmp(new),
            };
            match order {
                Ordering::Less => {
                    change.removed += 1;
                    old.next();
                }
                Ordering::Greater => {
                    change.added += 1;
                    new.next();
                }
                Ordering::Equal => {
                    let (old, new) = (old.next(), new.next());
                    change.changed += u64::from(old != new);
                }
            }
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        let pair = |(hash, lastmod): (u64, i64)| [hash.to_le_bytes(), lastmod.to_le_bytes()];
        self.0.into_iter().flat_map(pair).flatten().collect()
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let number = |part: &[u8]| part.try_into().map(u64::from_le_bytes).unwrap_or_default();
        let pair = |pair: &[u8]| (number(&pair[..8]), number(&pair[8..]).cast_signed());
        Self(bytes.chunks_exact(16).map(pair).collect())
    }
}

impl Store {
    /// The entries of `sitemap` at its last confirmed submission to any property. A submission from
    /// the future counts only if there is no other.
    pub(crate) async fn last_snapshot(
        &self,
        sitemap: &Url,
        now: Timestamp,
    ) -> Result<Option<Snapshot>, StoreError> {
        let (sitemap, far_ahead) = (sitemap.to_string(), millis(now + A_DAY));
        self.with("find the last snapshot", move |connection| {
            let bytes: Option<Vec<u8>> = connection
                .query_row(
                    "SELECT entries FROM snapshot
                     JOIN sitemap ON sitemap.id = snapshot.sitemap
                     WHERE sitemap.url = ?1
                     ORDER BY at > ?2, at DESC LIMIT 1",
                    params![sitemap, far_ahead],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(bytes.map(|bytes| Snapshot::from_bytes(&bytes)))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn snapshot(pages: impl IntoIterator<Item = (u16, Option<i64>)>) -> Snapshot {
        let mut sink = SnapshotSink::default();
        for (number, lastmod) in pages {
            let address = format!("https://example.com/{number}");
            sink.add(&address, lastmod.unwrap_or(NO_DATE));
        }
        sink.finish()
    }

    #[test]
    fn differences_are_counted() {
        let before = snapshot([(1, None), (2, Some(5)), (3, None)]);
        let after = snapshot([(2, Some(6)), (3, None), (4, None), (4, None)]);
        let change = after.since(&before);
        let expected = Change {
            before: 3,
            added: 1,
            removed: 1,
            changed: 1,
        };
        assert_eq!(change, expected);
        assert_eq!(after.len(), 3);
    }

    proptest! {
        #[test]
        fn bytes_lead_back_and_counts_add_up(
            old in prop::collection::btree_map(0_u16..60, prop::option::of(0_i64..3), 0..40),
            new in prop::collection::btree_map(0_u16..60, prop::option::of(0_i64..3), 0..40),
        ) {
            let (before, after) = (snapshot(old.clone()), snapshot(new.clone()));
            prop_assert_eq!(&Snapshot::from_bytes(&after.clone().into_bytes()), &after);
            let change = after.since(&before);
            let added = new.keys().filter(|page| !old.contains_key(page)).count() as u64;
            let changed = new.iter().filter(|(page, at)| old.get(page).is_some_and(|was| was != *at));
            prop_assert_eq!(change.added, added);
            prop_assert_eq!(change.changed, changed.count() as u64);
            prop_assert_eq!(before.len() + change.added - change.removed, after.len());
        }
    }
}
