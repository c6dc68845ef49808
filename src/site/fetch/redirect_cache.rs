//! Stores documents that were redirected to another origin: links from them are restricted like
//! links from that origin.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

/// Maximum number of documents, since a process may run for a long time and an index may list many.
const MOST: usize = 10_000;

/// The documents of one fetcher.
#[derive(Debug, Default)]
pub(super) struct RedirectCache(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    to: HashMap<Url, Url>,
    has_forgotten: bool,
}

impl RedirectCache {
    /// Records that the document at `start` was redirected to `end`.
    pub(super) fn note(&self, start: &Url, end: &Url) {
        let mut known = self.lock();
        if start.origin() == end.origin() {
            known.to.remove(start);
        } else if known.to.len() < MOST || known.to.contains_key(start) {
            known.to.insert(start.clone(), end.clone());
        } else {
            known.has_forgotten = true;
        }
    }

    /// URL that the document at `start` was redirected to, if it has another origin.
    pub(super) fn to(&self, start: &Url) -> Option<Url> {
        self.lock().to.get(start).cloned()
    }

    /// True if redirects were dropped.
    pub(super) fn has_forgotten(&self) -> bool {
        self.lock().has_forgotten
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_redirect_that_ends_is_removed() {
        let redirects = RedirectCache::default();
        let start = url("http://a.example/s.xml");
        redirects.note(&start, &url("http://a.example/t.xml"));
        assert_eq!(redirects.to(&start), None);
        let end = url("https://b.example/s.xml");
        redirects.note(&start, &end);
        assert_eq!(redirects.to(&start), Some(end));
        redirects.note(&start, &start);
        assert_eq!(redirects.to(&start), None);
    }

    #[test]
    fn it_does_not_grow_without_end_and_knows_that_it_did_not() {
        let redirects = RedirectCache::default();
        let start = |number: usize| url(&format!("http://10.0.0.1/{number}"));
        let end = url("https://b.example/s.xml");
        for number in 0..MOST {
            redirects.note(&start(number), &end);
        }
        assert!(!redirects.has_forgotten());
        redirects.note(&start(MOST), &end);
        assert!(redirects.has_forgotten());
        assert_eq!(
            (redirects.to(&start(0)), redirects.to(&start(MOST))),
            (Some(end), None)
        );
        assert_eq!(redirects.lock().to.len(), MOST);
    }
}
