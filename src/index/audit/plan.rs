//! Chooses pages for inspection, and their order. Pure: time is a value.

use std::cmp::Reverse;
use std::time::Duration;

use jiff::Timestamp;
use twox_hash::XxHash64;

use crate::model::IndexState;
use crate::store::{PageId, PageRow};

/// Time after which a failed or changed page is due: a little less than a day, so that a daily run
/// inspects it.
const SOON: Duration = Duration::from_secs(20 * 3600);

/// Seconds of an hour.
const HOUR: i64 = 3600;

/// Maximum time in the future, in seconds; later results were written with a fast clock.
const AHEAD: i64 = 24 * HOUR;

/// Age up to which a result counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Freshness {
    /// For an unchanged page that is indexed or excluded.
    pub(crate) settled: Duration,
}

/// Pages to inspect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The pages, the most urgent first.
    pub(crate) queue: Vec<PageId>,
    /// Number of pages with a recent result.
    pub(crate) fresh: usize,
}

/// Reason why a page is due; the first variant is the most urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    New,
    Changed,
    Failing,
    Old,
}

/// Plans the inspection of due `pages`: new ones, then those whose `lastmod` changed, then those in
/// error or pending, then those with an old result; within each group the oldest result first.
///
/// Pages of the same hour are shuffled by `seed`. Two concurrent audits then rarely inspect the
/// same page, a part of a site is a fair sample, and pages that Google always rejects do not block
/// others.
pub(crate) fn plan(pages: &[PageRow], freshness: Freshness, now: Timestamp, seed: u64) -> Plan {
    let mut due: Vec<(Due, Reverse<i64>, u64, PageId)> = pages
        .iter()
        .filter_map(|page| {
            let (why, age) = due(page, freshness, now)?;
            let place = XxHash64::oneshot(seed, &page.id.to_bytes());
            Some((why, Reverse(age / HOUR), place, page.id))
        })
        .collect();
    due.sort_unstable();
    due.dedup_by_key(|(_, _, _, page)| *page);
    Plan {
        fresh: pages.len() - due.len(),
        queue: due.into_iter().map(|(_, _, _, page)| page).collect(),
    }
}

/// Reason why `page` is due, and the age of its result in seconds.
fn due(page: &PageRow, freshness: Freshness, now: Timestamp) -> Option<(Due, i64)> {
    let Some((reason, at)) = page.last else {
        return Some((Due::New, 0));
    };
    let age = match now.duration_since(at).as_secs() {
        // The clock was wrong then, so the age is unknown.
        age if age < -AHEAD => i64::MAX,
        age => age,
    };
    let older_than = |limit: Duration| u64::try_from(age).is_ok_and(|age| age >= limit.as_secs());
    let settled = matches!(reason.state(), IndexState::Indexed | IndexState::Excluded);
    let soon = SOON.min(freshness.settled);
    if page.has_changed && older_than(soon) {
        Some((Due::Changed, age))
    } else if !settled && older_than(soon) {
        Some((Due::Failing, age))
    } else if settled && older_than(freshness.settled) {
        Some((Due::Old, age))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;
    use jiff::SignedDuration;

    const FRESHNESS: Freshness = Freshness {
        settled: Duration::from_secs(14 * 86_400),
    };

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn page(id: i64, hours: Option<i64>, reason: Reason, has_changed: bool) -> PageRow {
        PageRow {
            id: PageId::for_tests(id),
            has_changed,
            last: hours.map(|hours| (reason, now() - SignedDuration::from_hours(hours))),
        }
    }

    #[test]
    fn new_then_changed_then_failing_then_old_and_never_what_is_fresh() {
        let pages = [
            page(1, Some(15 * 24), Reason::Indexed, false),
            page(2, Some(16 * 24), Reason::CanonicalElsewhere, false),
            page(3, Some(13 * 24), Reason::Indexed, false),
            page(4, Some(21), Reason::NotFound, false),
            page(5, Some(30), Reason::Discovered, false),
            page(6, Some(19), Reason::ServerError, false),
            page(7, Some(21), Reason::Indexed, true),
            page(8, Some(1), Reason::Indexed, true),
            page(9, None, Reason::Other, false),
        ];
        let plan = plan(&pages, FRESHNESS, now(), 7);
        let queue: Vec<PageId> = [9, 7, 5, 4, 2, 1].map(PageId::for_tests).into();
        assert_eq!((plan.queue, plan.fresh), (queue, 3));
    }

    #[test]
    fn an_answer_from_the_future_is_fresh_for_a_day() {
        let pages = [page(1, Some(-2), Reason::NotFound, true)];
        assert_eq!(plan(&pages, FRESHNESS, now(), 7).fresh, 1);
        let pages =
            [-365 * 24, -25, -24].map(|hours| page(hours, Some(hours), Reason::Indexed, false));
        let plan = plan(&pages, FRESHNESS, now(), 7);
        assert_eq!((plan.queue.len(), plan.fresh), (2, 1));
    }

    #[test]
    fn another_seed_gives_another_order_of_what_is_equally_pressing() {
        let news = (0..50).map(|id| page(id, None, Reason::Other, false));
        let failing = (50..100).map(|id| page(id, Some(30), Reason::NotFound, false));
        let pages: Vec<PageRow> = news.chain(failing).collect();
        let [one, other] = [1, 2].map(|seed| plan(&pages, FRESHNESS, now(), seed).queue);
        assert_ne!(one[..50], other[..50]);
        assert_ne!(one[50..], other[50..]);
        for mut queue in [one, other] {
            assert!(queue[..50].iter().all(|page| *page < PageId::for_tests(50)));
            queue.sort_unstable();
            queue.dedup();
            assert_eq!(queue.len(), 100);
        }
    }

    #[test]
    fn a_freshness_of_zero_inspects_everything() {
        let pages = [page(1, Some(0), Reason::Indexed, false)];
        let none = Freshness {
            settled: Duration::ZERO,
        };
        assert_eq!(plan(&pages, none, now(), 7).queue.len(), 1);
    }
}
