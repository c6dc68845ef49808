//! Chooses the pages with the smallest hashes, so that every run over the same sitemap chooses the
//! same pages in any order, and every page is equally likely.

use std::collections::BTreeMap;

use sitemap_validator::{Entry, EntrySink, Kind};

use crate::model::address::Identities;
use crate::site::fetch::AddressPolicy;

/// A page to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) address: String,
    /// Addresses that the sitemap may link to.
    pub(crate) address_policy: AddressPolicy,
}

/// The pages chosen so far.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    size: usize,
    identities: Identities,
    /// By hash.
    chosen: BTreeMap<u64, Page>,
}

impl Sample {
    /// An empty sample that takes up to `size` pages.
    pub(crate) fn of(size: usize) -> Self {
        Self {
            size,
            identities: Identities::default(),
            chosen: BTreeMap::new(),
        }
    }

    /// Offers the page at `address`, whose hash is `hash`. Addresses other than http and https are
    /// ignored.
    pub(crate) fn offer(&mut self, hash: u64, address: &str) {
        if self.has_room_for(hash) && is_http(address) {
            self.insert(hash, address.to_owned(), AddressPolicy::Public);
        }
    }

    /// Offers all pages of `other`, the sample of a sitemap whose links may lead to `reach`.
    pub(crate) fn join(&mut self, other: Self, address_policy: AddressPolicy) {
        for (hash, page) in other.chosen {
            if self.has_room_for(hash) {
                self.insert(hash, page.address, address_policy);
            }
        }
    }

    /// The pages, by hash.
    pub(crate) fn into_pages(self) -> Vec<Page> {
        self.chosen.into_values().collect()
    }

    fn has_room_for(&self, hash: u64) -> bool {
        let is_small = || {
            self.chosen
                .last_key_value()
                .is_some_and(|(last, _)| hash < *last)
        };
        self.chosen.len() < self.size || is_small()
    }

    fn insert(&mut self, hash: u64, address: String, address_policy: AddressPolicy) {
        self.chosen.entry(hash).or_insert(Page {
            address,
            address_policy,
        });
        if self.chosen.len() > self.size {
            self.chosen.pop_last();
        }
    }
}

fn is_http(address: &str) -> bool {
    let scheme = address
        .split_once("://")
        .map(|(scheme, _)| scheme.trim_start());
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    })
}

impl EntrySink for Sample {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if self.size > 0 && !matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            let address = entry.loc();
            let hash = self.identities.of(&address);
            self.offer(hash, &address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_are_chosen_in_any_order() {
        let pages = [(7, "g"), (1, "a"), (9, "i"), (3, "c"), (1, "a"), (5, "e")]
            .map(|(hash, name)| (hash, format!("http://{name}")));
        let addresses = |sample: Sample| -> Vec<String> {
            let pages = sample.into_pages().into_iter();
            pages.map(|page| page.address).collect()
        };
        let mut forward = Sample::of(3);
        let mut backward = Sample::of(3);
        pages
            .iter()
            .for_each(|(hash, page)| forward.offer(*hash, page));
        let mut half = Sample::of(3);
        pages[..3]
            .iter()
            .for_each(|(hash, page)| half.offer(*hash, page));
        pages[3..]
            .iter()
            .rev()
            .for_each(|(hash, page)| backward.offer(*hash, page));
        backward.join(half, AddressPolicy::Public);
        let expected = ["http://a", "http://c", "http://e"];
        assert_eq!(addresses(forward), expected);
        assert_eq!(addresses(backward), expected);
        let mut none = Sample::default();
        none.offer(1, "http://a");
        assert!(none.into_pages().is_empty());
    }

    #[test]
    fn pages_are_over_http_and_keep_the_reach_of_their_sitemap() {
        let mut all = Sample::of(9);
        for (hash, address_policy) in [
            (1, AddressPolicy::Public),
            (2, AddressPolicy::Anywhere),
            (1, AddressPolicy::Anywhere),
        ] {
            let mut one = Sample::of(9);
            one.offer(hash, "HTTPS://a.example/");
            one.offer(hash + 10, "ftp://a.example/");
            one.offer(hash + 20, "mailto:a@a.example");
            one.offer(hash + 30, "/a");
            all.join(one, address_policy);
        }
        let pages = all.into_pages();
        let reaches: Vec<AddressPolicy> = pages.iter().map(|page| page.address_policy).collect();
        assert_eq!(reaches, [AddressPolicy::Public, AddressPolicy::Anywhere]);
    }
}
