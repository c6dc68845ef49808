//! Lists the pages of a sitemap, or of the sitemaps of an index.

use futures_util::FutureExt;
use net::Deadline;
use search_console::Property;
use sitemap_validator::Kind;
use url::Url;

use super::ListingError;
use super::page_sink::PageSink;
use crate::model::{FailureReport, Source};
use crate::site::fetch::AddressPolicy;
use crate::site::reading::Reader;
use crate::site::walk::Walk;
use crate::store::ListedPage;

/// Maximum number of sitemaps of an index that are read concurrently.
const AT_ONCE: usize = 2;

/// Maximum number of listed pages: ten thousand days of Google's inspection quota.
const MOST_PAGES: usize = 1_000_000;

/// One sitemap that lists pages.
#[derive(Debug)]
pub(crate) struct ListedSitemap {
    /// Its address.
    pub(crate) url: Url,
    /// The pages of the property that it lists, or the error that prevented reading it.
    pub(crate) pages: Result<Vec<ListedPage>, FailureReport>,
    /// Number of pages on other sites, which are skipped.
    pub(crate) foreign: u64,
}

/// Receives the pages of one sitemap, before the next is read.
pub(crate) trait Taken: Send {
    /// Called once for each sitemap that lists pages.
    fn take(
        &mut self,
        sitemap: ListedSitemap,
    ) -> impl Future<Output = Result<(), FailureReport>> + Send;
}

/// Reads the pages of sitemaps.
pub(crate) struct Lister<'a> {
    pub(crate) reader: Reader<'a>,
    /// Only pages and sitemaps of this property are read.
    pub(crate) property: &'a Property,
}

impl Lister<'_> {
    /// Passes the pages of the sitemap at `start` to `taken`, or those of each sitemap of an index.
    /// A sitemap that cannot be read is passed as an error, and the others follow.
    ///
    /// # Errors
    /// Errors of `taken`.
    pub(crate) async fn walk(
        &self,
        start: &Url,
        deadline: Deadline,
        taken: &mut impl Taken,
    ) -> Result<(), FailureReport> {
        let first = match self.open(start, AddressPolicy::Start, deadline).await {
            Ok((Some(Kind::SitemapIndex), sink)) => sink.sitemaps,
            Ok((_, sink)) => return taken.take(self.listed(start, sink)).await,
            Err(failure) => return taken.take(unread(start, failure)).await,
        };
        let address_policy = self.reader.fetcher.address_policy_from(start);
        let visit = |child| self.child(child, address_policy, deadline).boxed();
        let mut walk = Walk::new(first, AT_ONCE, visit);
        let mut pages = 0;
        while let Some(child) = walk.next().await {
            pages += child.pages.as_ref().map_or(0, Vec::len);
            let sitemap = child.url.clone();
            if pages > MOST_PAGES {
                let limit = ListingError::TooManyPages {
                    sitemap: sitemap.clone(),
                    limit: MOST_PAGES,
                };
                return taken.take(unread(&sitemap, limit)).await;
            }
            taken.take(child).await?;
        }
        Ok(())
    }

    async fn child(
        &self,
        child: Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> ListedSitemap {
        let child = &child;
        // Sitemaps on other hosts list no pages of the property, so do not fetch them.
        if !self.property.covers(child) {
            let elsewhere = ListingError::Elsewhere {
                sitemap: child.clone(),
                property: self.property.name().to_owned(),
            };
            return unread(child, elsewhere);
        }
        match self.open(child, address_policy, deadline).await {
            Ok((Some(Kind::SitemapIndex), _)) => {
                let nested = ListingError::Nested {
                    sitemap: child.clone(),
                };
                unread(child, nested)
            }
            Ok((_, sink)) => self.listed(child, sink),
            Err(failure) => unread(child, failure),
        }
    }

    async fn open(
        &self,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Result<(Option<Kind>, PageSink), FailureReport> {
        let source = Source::Url(url.clone());
        let (report, sink) = self
            .reader
            .within(address_policy)
            .read_with(&source, deadline, &PageSink::default)
            .await?;
        if report.kind.is_none() {
            let sitemap = url.clone();
            return Err(ListingError::NotASitemap { sitemap }.into());
        }
        if !report.complete {
            let sitemap = url.clone();
            return Err(ListingError::Incomplete { sitemap }.into());
        }
        Ok((report.kind, sink))
    }

    fn listed(&self, url: &Url, sink: PageSink) -> ListedSitemap {
        let all = sink.pages.len();
        let covered = |page: &ListedPage| self.property.covers(page.url());
        let pages: Vec<ListedPage> = sink.pages.into_iter().filter(covered).collect();
        ListedSitemap {
            url: url.clone(),
            foreign: (all - pages.len()) as u64,
            pages: Ok(pages),
        }
    }
}

fn unread(url: &Url, failure: impl Into<FailureReport>) -> ListedSitemap {
    ListedSitemap {
        url: url.clone(),
        pages: Err(failure.into()),
        foreign: 0,
    }
}
