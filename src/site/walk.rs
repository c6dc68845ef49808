//! Visits sitemaps that other sitemaps list: each URL once, in order, several at a time.

use std::collections::{HashSet, VecDeque};
use std::future::Future;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use url::Url;

use crate::model::address::identity;

/// Maximum number of sitemaps that wait to be visited.
const MOST_WAITING: usize = 50_000;

/// Maximum number of bytes of their URLs: the capacity of two indexes.
const MOST_WAITING_BYTES: usize = 32 << 20;

/// A sitemap to visit.
pub(super) trait Listed {
    /// Its URL as written.
    fn address(&self) -> &str;
}

impl Listed for Url {
    fn address(&self) -> &str {
        self.as_str()
    }
}

/// Limit on waiting sitemaps that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// Maximum number of waiting sitemaps.
    Sitemaps(usize),
    /// Maximum number of bytes of their URLs.
    Bytes(usize),
}

/// A walk through sitemaps.
pub(super) struct Walk<Item, Visit, Visiting: Future> {
    visit: Visit,
    at_once: usize,
    waiting: VecDeque<Item>,
    /// Bytes of the addresses that wait.
    bytes: usize,
    seen: HashSet<u64>,
    visiting: FuturesOrdered<Visiting>,
    all: usize,
    repeated: usize,
}

impl<Item, Visit, Visiting> Walk<Item, Visit, Visiting>
where
    Item: Listed,
    Visit: Fn(Item) -> Visiting,
    Visiting: Future,
{
    /// A walk that starts with `first` and makes at most `at_once` calls of `visit` at a time.
    pub(super) fn new(first: Vec<Item>, at_once: usize, visit: Visit) -> Self {
        Self {
            visit,
            at_once,
            all: first.len(),
            bytes: first.iter().map(|item| item.address().len()).sum(),
            waiting: first.into(),
            seen: HashSet::new(),
            visiting: FuturesOrdered::new(),
            repeated: 0,
        }
    }

    /// Result of the next visit, in the order of the sitemaps; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Visiting::Output> {
        while self.visiting.len() < self.at_once
            && let Some(item) = self.waiting.pop_front()
        {
            self.bytes -= item.address().len();
            if self.seen.insert(identity(item.address())) {
                self.visiting.push_back((self.visit)(item));
            } else {
                self.repeated += 1;
            }
        }
        self.visiting.next().await
    }

    /// Adds sitemaps that a visited one lists.
    ///
    /// # Errors
    /// [`Full`] if too many wait now.
    pub(super) fn add(&mut self, items: Vec<Item>) -> Result<(), Full> {
        self.all += items.len();
        self.bytes += items.iter().map(|item| item.address().len()).sum::<usize>();
        self.waiting.extend(items);
        if self.waiting.len() > MOST_WAITING {
            return Err(Full::Sitemaps(MOST_WAITING));
        }
        if self.bytes > MOST_WAITING_BYTES {
            return Err(Full::Bytes(MOST_WAITING_BYTES));
        }
        Ok(())
    }

    /// Number of sitemaps so far, including repeated ones.
    pub(super) const fn all(&self) -> usize {
        self.all
    }

    /// Number of sitemaps that were skipped because they were listed before.
    pub(super) const fn repeated(&self) -> usize {
        self.repeated
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn urls(numbers: impl IntoIterator<Item = usize>) -> Vec<Url> {
        let url = |number| Url::parse(&format!("https://example.com/{number}.xml")).unwrap();
        numbers.into_iter().map(url).collect()
    }

    #[tokio::test]
    async fn each_sitemap_is_visited_once_in_order_with_a_bound_on_visits_at_a_time() {
        let (visiting, most) = (Cell::new(0), Cell::new(0));
        let visit = async |url: Url| {
            visiting.set(visiting.get() + 1);
            most.set(most.get().max(visiting.get()));
            tokio::task::yield_now().await;
            visiting.set(visiting.get() - 1);
            url
        };
        let mut walk = Walk::new(urls([1, 2, 1, 3, 2, 4]), 2, visit);
        let mut visited = Vec::new();
        while let Some(url) = walk.next().await {
            if visited.is_empty() {
                walk.add(urls([4, 5])).unwrap();
            }
            visited.push(url);
        }
        assert_eq!(visited, urls([1, 2, 3, 4, 5]));
        assert_eq!((walk.all(), walk.repeated(), most.get()), (8, 3, 2));
    }

    #[tokio::test]
    async fn waiting_sitemaps_are_bounded() {
        let mut walk = Walk::new(Vec::new(), 1, async |url: Url| url);
        assert_eq!(walk.add(urls(0..MOST_WAITING)), Ok(()));
        assert_eq!(walk.add(urls([0])), Err(Full::Sitemaps(MOST_WAITING)));
        let long = Url::parse(&format!("https://example.com/{}", "x".repeat(1 << 20))).unwrap();
        let mut walk = Walk::new(Vec::new(), 1, async |url: Url| url);
        assert_eq!(
            walk.add(vec![long; 33]),
            Err(Full::Bytes(MOST_WAITING_BYTES))
        );
    }
}
