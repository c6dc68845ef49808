//! Remembers what Search Console remembers: properties, and the sitemaps submitted to them.
//!
//! # Guarantees
//! - Each change is one step under one lock: it is there whole or not at all.
//! - Before a submission the state it replaces is kept, for reads that shall be stale.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::property::{Permission, Property};

/// What is known of a submitted sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapState {
    /// When it was last submitted.
    pub last_submitted: Timestamp,
    /// When its last download ended, if there was one, successful or not.
    pub last_downloaded: Option<Timestamp>,
    /// Whether the last submission has not been followed by a download yet.
    pub is_pending: bool,
    /// What the last download found.
    pub report: Option<SitemapReport>,
    /// How often it was submitted.
    pub submissions: u64,
}

/// What a download found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitemapReport {
    /// What the document is.
    pub kind: SitemapKind,
    /// Number of errors.
    pub errors: u64,
    /// Number of warnings.
    pub warnings: u64,
    /// Number of URLs of pages, or of sitemaps in an index.
    pub urls: u64,
    /// Number of images.
    pub images: u64,
    /// Number of videos.
    pub videos: u64,
    /// Number of news articles.
    pub news: u64,
    /// The sitemaps of an index.
    pub children: Vec<String>,
    /// Why the download failed, for people; Google tells only the number of errors.
    pub failure: Option<String>,
}

/// The type of a sitemap: `WmxSitemapType` of the discovery document, and the index, which Google
/// tells apart by `isSitemapsIndex`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SitemapKind {
    /// `NOT_SITEMAP`.
    #[default]
    NotSitemap,
    /// `URL_LIST`: text, one URL a line.
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

/// A sitemap, and how it stood before its last submission.
#[derive(Debug, Clone)]
struct Remembered {
    now: SitemapState,
    before: Option<SitemapState>,
}

/// Which of the two states of a sitemap is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Current,
    BeforeLastSubmission,
}

/// The whole memory.
#[derive(Debug)]
pub(crate) struct State {
    properties: Vec<Property>,
    sitemaps: BTreeMap<(String, String), Remembered>,
}

impl State {
    pub(crate) fn new(properties: Vec<Property>) -> Self {
        Self {
            properties,
            sitemaps: BTreeMap::new(),
        }
    }

    /// The properties that have a name of their own.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Property> {
        self.properties
            .iter()
            .filter(|property| !property.is_pattern())
    }

    /// What the account may do with `site`, if it is a property of the account.
    pub(crate) fn permission(&self, site: &str) -> Option<Permission> {
        let named = |property: &&Property| property.is_named(site);
        self.listed()
            .find(named)
            .or_else(|| self.properties.iter().find(named))
            .map(|property| property.permission)
    }

    /// Sets the permission for `site`, adding the property if need be.
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

    /// Adds `site` as `sites.add` does: without verification, unless it is there.
    pub(crate) fn add_site(&mut self, site: &str) {
        if self.permission(site).is_none() {
            self.set_permission(site, Permission::UnverifiedUser);
        }
    }

    /// Removes `site` and its sitemaps.
    pub(crate) fn delete_site(&mut self, site: &str) {
        self.properties.retain(|property| property.site_url != site);
        self.sitemaps.retain(|(of, _), _| of != site);
    }

    pub(crate) fn submit(&mut self, site: &str, sitemap: &str, now: Timestamp) {
        let key = (site.to_owned(), sitemap.to_owned());
        let before = self.sitemaps.remove(&key).map(|remembered| remembered.now);
        let submitted = SitemapState {
            last_submitted: now,
            last_downloaded: before.as_ref().and_then(|state| state.last_downloaded),
            is_pending: true,
            report: before.as_ref().and_then(|state| state.report.clone()),
            submissions: before.as_ref().map_or(0, |state| state.submissions) + 1,
        };
        self.sitemaps.insert(
            key,
            Remembered {
                now: submitted,
                before,
            },
        );
    }

    /// Notes the end of a download, if the sitemap is still there.
    ///
    /// `submissions` is their number when the download began: a sitemap submitted once more since
    /// then stays pending, for the download that its new submission asked for.
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

    /// Removes a sitemap; says whether it was there.
    pub(crate) fn delete_sitemap(&mut self, site: &str, sitemap: &str) -> bool {
        self.sitemaps
            .remove(&(site.to_owned(), sitemap.to_owned()))
            .is_some()
    }

    pub(crate) fn sitemap(&self, site: &str, sitemap: &str, view: View) -> Option<&SitemapState> {
        self.sitemaps
            .get(&(site.to_owned(), sitemap.to_owned()))
            .and_then(|remembered| remembered.shown(view))
    }

    /// The sitemaps of `site` with their addresses, in the order of these.
    pub(crate) fn sitemaps<'a>(
        &'a self,
        site: &'a str,
        view: View,
    ) -> impl Iterator<Item = (&'a str, &'a SitemapState)> {
        self.sitemaps
            .iter()
            .filter(move |((of, _), _)| of == site)
            .filter_map(move |((_, path), remembered)| {
                Some((path.as_str(), remembered.shown(view)?))
            })
    }
}

impl Remembered {
    fn shown(&self, view: View) -> Option<&SitemapState> {
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
    fn a_download_begun_before_a_submission_leaves_it_pending() {
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
