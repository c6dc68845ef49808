//! Claims of pages by audits, so that two audits at once do not inspect the same page.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use url::Url;

use super::{A_DAY, PageId, Store, StoreError, millis};

/// Validity of a claim. An audit renews its claims; those of a killed one expire soon.
const VALID: SignedDuration = SignedDuration::from_secs(10);

/// Time between two renewals of a claim.
pub(crate) const RENEWAL: Duration = Duration::from_secs(4);

/// An audit that claims pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claimant(i64);

impl Claimant {
    /// The claimant with this random number.
    pub(crate) const fn of(random: u64) -> Self {
        Self(random.cast_signed())
    }
}

/// Result of claiming a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The page is claimed and has this URL.
    Granted(Url),
    /// Another audit inspects the page at the moment.
    Taken,
    /// The page was inspected, or does not exist any more.
    Done,
}

/// Stored facts about a page: URL, last inspection, and time and owner of the claim.
type Row = (String, Option<i64>, Option<i64>, Option<i64>);

impl Store {
    /// Claims `page` for `claimant`, unless it was inspected since `planned` or another audit has
    /// claimed it. Inspections and claims from the future are ignored.
    pub(crate) async fn claim_page(
        &self,
        page: PageId,
        claimant: Claimant,
        planned: Timestamp,
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        self.with("claim a page", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let row: Option<Row> = transaction
                .query_row(
                    "SELECT url, inspected_at, claimed_at, claimed_by FROM page WHERE id = ?1",
                    [page.0],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
                )
                .optional()?;
            let Some((url, inspected_at, claimed_at, claimed_by)) = row else {
                return Ok(Claim::Done);
            };
            let done = millis(planned)..=millis(planned + A_DAY);
            let Some(url) = Url::parse(&url).ok() else {
                return Ok(Claim::Done);
            };
            if inspected_at.is_some_and(|at| done.contains(&at)) {
                return Ok(Claim::Done);
            }
            let valid = millis(now - VALID)..=millis(now + VALID);
            if claimed_by != Some(claimant.0) && claimed_at.is_some_and(|at| valid.contains(&at)) {
                return Ok(Claim::Taken);
            }
            transaction.execute(
                "UPDATE page SET claimed_at = ?2, claimed_by = ?3 WHERE id = ?1",
                params![page.0, millis(now), claimant.0],
            )?;
            transaction.commit()?;
            Ok(Claim::Granted(url))
        })
        .await
    }

    /// Renews the claim of `claimant` on `page`.
    pub(crate) async fn renew_claim(
        &self,
        page: PageId,
        claimant: Claimant,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.with("renew a claim", move |connection| {
            connection.execute(
                "UPDATE page SET claimed_at = ?2
                 WHERE id = ?1 AND claimed_by = ?3 AND claimed_at IS NOT NULL",
                params![page.0, millis(now), claimant.0],
            )?;
            Ok(())
        })
        .await
    }

    /// Releases all claims of `claimant`.
    pub(crate) async fn release_claims(&self, claimant: Claimant) -> Result<(), StoreError> {
        self.with("release claims", move |connection| {
            connection.execute(
                "UPDATE page SET claimed_at = NULL
                 WHERE claimed_by = ?1 AND claimed_at IS NOT NULL",
                [claimant.0],
            )?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::Inspected;
    use super::*;
    use crate::model::Reason;

    const ONE: Claimant = Claimant::of(1);
    const OTHER: Claimant = Claimant::of(u64::MAX);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    async fn page() -> (Store, PageId, Url) {
        let store = Store::in_memory().unwrap();
        let property = "sc-domain:example.com".parse().unwrap();
        let property = store.property(&property).await.unwrap();
        let url: Url = "https://example.com/a".parse().unwrap();
        let page = store.page(property, &url).await.unwrap();
        (store, page, url)
    }

    #[tokio::test]
    async fn an_inspected_page_is_done() {
        let (store, page, url) = page().await;
        let planned = at(1_000);
        let claim = || store.claim_page(page, ONE, planned, planned);
        assert_eq!(claim().await.unwrap(), Claim::Granted(url.clone()));
        // The first time is from a clock that was ahead; a page must not wait for that day.
        let granted = Claim::Granted(url);
        for (second, expected) in [
            (90_000, granted.clone()),
            (999, granted),
            (1_001, Claim::Done),
        ] {
            let inspected = Inspected {
                page,
                at: at(second),
                reason: Reason::Indexed,
                crawled_at: None,
            };
            store.record_inspection(inspected).await.unwrap();
            assert_eq!(claim().await.unwrap(), expected);
        }
        let gone = store.claim_page(PageId(77), ONE, planned, planned).await;
        assert_eq!(gone.unwrap(), Claim::Done);
    }

    #[tokio::test]
    async fn a_claim_holds_until_it_expires_or_is_released() {
        let (store, page, url) = page().await;
        let claim = |claimant, second| store.claim_page(page, claimant, at(1_000), at(second));
        let granted = Claim::Granted(url);
        assert_eq!(claim(ONE, 1_000).await.unwrap(), granted);
        assert_eq!(claim(OTHER, 1_005).await.unwrap(), Claim::Taken);
        assert_eq!(claim(ONE, 1_005).await.unwrap(), granted);
        store.renew_claim(page, ONE, at(1_012)).await.unwrap();
        assert_eq!(claim(OTHER, 1_020).await.unwrap(), Claim::Taken);
        assert_eq!(claim(OTHER, 1_023).await.unwrap(), granted);
        // The first has lost it.
        store.renew_claim(page, ONE, at(1_030)).await.unwrap();
        store.release_claims(ONE).await.unwrap();
        assert_eq!(claim(ONE, 1_031).await.unwrap(), Claim::Taken);
        store.release_claims(OTHER).await.unwrap();
        assert_eq!(claim(ONE, 1_031).await.unwrap(), granted);
        // A claim from the future is not waited for.
        assert_eq!(claim(ONE, 5_000).await.unwrap(), granted);
        assert_eq!(claim(OTHER, 1_040).await.unwrap(), granted);
    }
}
