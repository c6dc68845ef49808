//! State of the emulated Search Console: properties and submitted sitemaps.
//!
//! # Guarantees
//! - Each change is atomic, under one lock.
//! - A submission keeps the previous state for stale reads.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::property::{Permission, Property};

/// State of a submitted sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapState {
    /// Time of the last submission.
    pub last_submitted: Timestamp,
    /// Time at which the last download ended, successfully or not.
    pub last_downloaded: Option<Timestamp>,
    /// True if there was no download since the last submission.
    pub is_pending: bool,
    /// Result of the last download.
    pub report: Option<SitemapReport>,
    /// Number of submissions.
    pub submissions: u64,
}

/// Result of a download.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitemapReport {
    /// Type of the document.
    pub kind: SitemapKind,
    /// Number of errors.
    pub errors: u64,
    /// Number of warnings.
    pub warnings: u64,
    /// Number of page URLs, or of sitemaps in an index.
    pub urls: u64,
    /// Number of images.
    pub images: u64,
    /// Number of videos.
    pub videos: u64,
    /// Number of news articles.
    pub news: u64,
    /// URLs of the sitemaps in an index.
    pub children: Vec<String>,
    /// Cause of a failed download; Google returns only the number of errors.
    pub failure: Option<String>,
}

/// Type of a sitemap: `WmxSitemapType` of the discovery document, and the index, which Google marks
/// with `isSitemapsIndex`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SitemapKind {
    /// `NOT_SITEMAP`.
    #[default]
    NotSitemap,
    /// `URL_LIST`: text with one URL per line.
    UrlList,
    /// `SITEMAP`, a `urlset`.
    UrlSet,
    /// `SITEMAP`, a `sitemapindex`.
    Index,
    /// `RSS_FEED`.
    RssFeed,
    /// `ATOM_FEED`.
    AtomFeed,
}

/// Current state of a sitemap, and its state before the last submission.
#[derive(Debug, Clone)]
struct SitemapRecord {
    now: SitemapState,
    before: Option<SitemapState>,
}

/// Selects one of the two states of a sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Current,
    BeforeLastSubmission,
}

/// The properties and sitemaps.
#[derive(Debug)]
pub(crate) struct State {
    properties: Vec<Property>,
    sitemaps: BTreeMap<(String, String), SitemapRecord>,
    /// Properties whose verification token is in place.
    placed: BTreeSet<String>,
    /// Owners of verified properties.
    verified: BTreeMap<String, Vec<String>>,
}

impl State {
    pub(crate) fn new(properties: Vec<Property>) -> Self {
        Self {
            properties,
            sitemaps: BTreeMap::new(),
            placed: BTreeSet::new(),
            verified: BTreeMap::new(),
        }
    }

    /// The properties that are not patterns.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Property> {
        self.properties
            .iter()
            .filter(|property| !property.is_pattern())
    }

    /// The account's permission for `site`, if it is one of its properties.
    pub(crate) fn permission(&self, site: &str) -> Option<Permission> {
        let named = |property: &&Property| property.matches_name(site);
        self.listed()
            .find(named)
            .or_else(|| self.properties.iter().find(named))
            .map(|property| property.permission)
    }

    /// Sets the permission for `site`, which is added if it does not exist.
    pub(crate) fn set_permission(&mut self, site: &str, permission: Permission) {
        match self
            .properties
            .iter_mut()
            .find(|property| property.site_url == site)
        {
            Some(property) => property.permission = permission,
            None => self.properties.push(Property::new(site, permission)),
        }
    }

    /// Adds `site` like `sites.add`: unverified, unless it already exists or was verified.
    pub(crate) fn add_site(&mut self, site: &str) {
        if self.verified.contains_key(site) {
            self.set_permission(site, Permission::Owner);
        } else if self.permission(site).is_none() {
            self.set_permission(site, Permission::UnverifiedUser);
        }
    }

    /// Puts the verification token of `site` in place.
    pub(crate) fn place_token(&mut self, site: &str) {
        self.placed.insert(site.to_owned());
    }

    /// Verifies `site` for `account`; returns its owners, or `None` if the token is not in place.
    pub(crate) fn verify(&mut self, site: &str, account: &str) -> Option<Vec<String>> {
        if !self.placed.contains(site) {
            return None;
        }
        let owners = self.verified.entry(site.to_owned()).or_default();
        if !owners.iter().any(|owner| owner == account) {
            owners.push(account.to_owned());
        }
        Some(owners.clone())
    }

    /// Sets the owners of `site`; `None` if it is not verified.
    pub(crate) fn set_owners(&mut self, site: &str, owners: Vec<String>) -> Option<Vec<String>> {
        let known = self.verified.get_mut(site)?;
        *known = owners;
        Some(known.clone())
    }

    /// Removes `site` and its sitemaps.
    pub(crate) fn delete_site(&mut self, site: &str) {
        self.properties.retain(|property| property.site_url != site);
        self.sitemaps.retain(|(of, _), _| of != site);
    }

    pub(crate) fn submit(&mut self, site: &str, sitemap: &str, now: Timestamp) {
        let key = (site.to_owned(), sitemap.to_owned());
        let before = self.sitemaps.remove(&key).map(|record| record.now);
        let submitted = SitemapState {
            last_submitted: now,
            last_downloaded: before.as_ref().and_then(|state| state.last_downloaded),
            is_pending: true,
            report: before.as_ref().and_then(|state| state.report.clone()),
            submissions: before.as_ref().map_or(0, |state| state.submissions) + 1,
        };
        self.sitemaps.insert(
            key,
            SitemapRecord {
                now: submitted,
                before,
            },
        );
    }

    /// Records the end of a download, if the sitemap still exists.
    ///
    /// `submissions` is the number of submissions when the download started: a sitemap that was
    /// submitted again since then stays pending for its next download.
    pub(crate) fn downloaded(
        &mut self,
        site: &str,
        sitemap: &str,
        submissions: u64,
        report: SitemapReport,
        now: Timestamp,
    ) -> Option<SitemapState> {
        let state = &mut self
            .sitemaps
            .get_mut(&(site.to_owned(), sitemap.to_owned()))?
            .now;
        state.last_downloaded = Some(now);
        state.is_pending = state.submissions != submissions;
        state.report = Some(report);
        Some(state.clone())
    }

    /// Removes a sitemap; returns true if it existed.
    pub(crate) fn delete_sitemap(&mut self, site: &str, sitemap: &str) -> bool {
        self.sitemaps
            .remove(&(site.to_owned(), sitemap.to_owned()))
            .is_some()
    }

    pub(crate) fn sitemap(&self, site: &str, sitemap: &str, view: View) -> Option<&SitemapState> {
        self.sitemaps
            .get(&(site.to_owned(), sitemap.to_owned()))
            .and_then(|record| record.state(view))
    }

    /// The sitemaps of `site` with their URLs, ordered by URL.
    pub(crate) fn sitemaps<'a>(
        &'a self,
        site: &'a str,
        view: View,
    ) -> impl Iterator<Item = (&'a str, &'a SitemapState)> {
        self.sitemaps
            .iter()
            .filter(move |((of, _), _)| of == site)
            .filter_map(move |((_, path), record)| Some((path.as_str(), record.state(view)?)))
    }
}

impl SitemapRecord {
    fn state(&self, view: View) -> Option<&SitemapState> {
        match view {
            View::Current => Some(&self.now),
            View::BeforeLastSubmission => self.before.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "https://example.com/";
    const SITEMAP: &str = "https://example.com/sitemap.xml";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_stale_view_shows_the_state_before_the_last_submission() {
        let mut state = State::new(Vec::new());
        state.submit(SITE, SITEMAP, at(1));
        assert!(
            state
                .sitemap(SITE, SITEMAP, View::BeforeLastSubmission)
                .is_none()
        );
        state.submit(SITE, SITEMAP, at(2));
        let submitted = |view| state.sitemap(SITE, SITEMAP, view).unwrap().last_submitted;
        assert_eq!(submitted(View::BeforeLastSubmission), at(1));
        assert_eq!(submitted(View::Current), at(2));
    }

    #[test]
    fn a_download_started_before_a_submission_leaves_it_pending() {
        let mut state = State::new(Vec::new());
        state.submit(SITE, SITEMAP, at(1));
        state.submit(SITE, SITEMAP, at(2));
        let report = SitemapReport::default();
        let late = state.downloaded(SITE, SITEMAP, 1, report.clone(), at(3));
        assert!(late.unwrap().is_pending);
        let last = state.downloaded(SITE, SITEMAP, 2, report, at(4));
        assert!(!last.unwrap().is_pending);
    }

    #[test]
    fn an_added_site_is_unverified_until_a_permission_is_set() {
        let mut state = State::new(Vec::new());
        state.add_site(SITE);
        assert_eq!(state.permission(SITE), Some(Permission::UnverifiedUser));
        state.set_permission(SITE, Permission::Owner);
        state.add_site(SITE);
        assert_eq!(state.permission(SITE), Some(Permission::Owner));
    }
}
