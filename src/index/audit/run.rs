//! Inspects a queue of pages concurrently, until all are done, the budget is used up, or the audit
//! is stopped.

use std::future::ready;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use net::Deadline;
use url::Url;

use super::{Finding, InspectionError, Inspector};
use crate::store::{Claim, Claimant, PageId, RENEWAL, StoreError};

/// Maximum number of concurrent inspections. The quota limits the rate; concurrency hides the
/// latency of responses.
const AT_ONCE: usize = 8;

/// Time limit for one page, including the wait for the quota per minute.
const PATIENCE: Duration = Duration::from_secs(180);

/// Time limit at the end for running inspections, which already count against the quota.
const GRACE: Duration = Duration::from_secs(5);

/// Time between two looks at a page that another audit inspects.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Maximum number of consecutive rejected pages before the audit ends.
const MOST_IN_A_ROW: u32 = 20;

/// An audit of one property.
pub(crate) struct Audit<'a> {
    pub(crate) inspector: &'a Inspector<'a>,
    /// Time of the plan: pages that another process inspected since are skipped.
    pub(crate) planned: Timestamp,
    /// Owner of the claims on pages that are being inspected.
    pub(crate) claimant: Claimant,
}

/// End of an audit.
#[derive(Debug)]
pub(crate) enum Ended {
    /// All planned pages were inspected.
    Complete,
    /// The daily quota is used up, according to the store.
    Spent,
    /// An error that also affects all other pages.
    Failed(InspectionError),
}

/// Work of an audit.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Pages with a result.
    pub(crate) inspected: u64,
    /// Pages whose inspection Google rejected.
    pub(crate) refused: Vec<InspectionError>,
    /// Reason why the audit ended.
    pub(crate) ended: Ended,
}

/// Observer of inspections.
pub(crate) trait Progressing: Sync {
    /// The inspection of a page begins.
    fn one_begun(&self);
    /// The inspection of a page is complete.
    fn one_done(&self, finding: &Finding);
}

impl Audit<'_> {
    /// Inspects `queue` in its order. May be dropped at any time: results so far are stored.
    pub(crate) async fn run(&self, queue: &[PageId], progress: &impl Progressing) -> Tally {
        let mut tally = Tally {
            inspected: 0,
            refused: Vec::new(),
            ended: Ended::Complete,
        };
        let mut in_a_row = 0;
        let is_over = AtomicBool::new(false);
        let mut results = stream::iter(queue.to_vec())
            .take_while(|_| ready(!is_over.load(Ordering::Relaxed)))
            .map(|page| self.page(page, progress).boxed())
            .buffer_unordered(AT_ONCE);
        loop {
            let next = results.next();
            let answer = if is_over.load(Ordering::Relaxed) {
                tokio::time::timeout(GRACE, next).await.unwrap_or(None)
            } else {
                next.await
            };
            let Some(answer) = answer else {
                return tally;
            };
            match answer {
                Ok(None) => {}
                Ok(Some(finding)) => {
                    in_a_row = 0;
                    tally.inspected += 1;
                    progress.one_done(&finding);
                }
                // The audit has ended already, and only its first error is reported.
                Err(_) if is_over.load(Ordering::Relaxed) => {}
                Err(InspectionError::Spent { .. }) => {
                    is_over.store(true, Ordering::Relaxed);
                    tally.ended = Ended::Spent;
                }
                Err(error) if error.concerns_all() || in_a_row >= MOST_IN_A_ROW => {
                    is_over.store(true, Ordering::Relaxed);
                    tally.ended = Ended::Failed(error);
                }
                Err(error) => {
                    in_a_row += 1;
                    tally.refused.push(error);
                }
            }
        }
    }

    async fn page(
        &self,
        page: PageId,
        progress: &impl Progressing,
    ) -> Result<Option<Finding>, InspectionError> {
        let Some(url) = self.claim(page).await? else {
            return Ok(None);
        };
        progress.one_begun();
        let inspect = self.inspector.inspect(&url, Deadline::after(PATIENCE));
        tokio::select! {
            inspected = inspect => inspected.map(Some),
            failed = self.keep_claim(page) => Err(failed.into()),
        }
    }

    /// URL of `page`, as soon as no other audit inspects it; `None` if it has been inspected.
    async fn claim(&self, page: PageId) -> Result<Option<Url>, InspectionError> {
        let Inspector { store, clock, .. } = self.inspector;
        loop {
            let claim = store.claim_page(page, self.claimant, self.planned, clock());
            match claim.await? {
                Claim::Granted(url) => return Ok(Some(url)),
                Claim::Done => return Ok(None),
                Claim::Taken => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Renews the claim on `page` until the store fails.
    async fn keep_claim(&self, page: PageId) -> StoreError {
        let Inspector { store, clock, .. } = self.inspector;
        loop {
            tokio::time::sleep(RENEWAL).await;
            if let Err(error) = store.renew_claim(page, self.claimant, clock()).await {
                return error;
            }
        }
    }
}
