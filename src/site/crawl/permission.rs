//! Decides which other hosts a sitemap may list: those of the property, those whose robots.txt names the
//! sitemap (<https://www.sitemaps.org/protocol.html#sitemaps_cross_submits>), and those of another
//! property of the account, if it also has one for the sitemap
//! (<https://support.google.com/webmasters/answer/75712>).

use futures_util::future::BoxFuture;
use net::Deadline;
use search_console::Property;
use url::Url;

use crate::site::fetch::{AddressPolicy, Fetcher};
use crate::site::robots_files::RobotsFiles;

/// Maximum number of hosts whose robots.txt is read for one sitemap.
const MOST_HOSTS: usize = 20;

/// The verified properties of an account, which are looked up when they are needed.
pub(crate) trait Account: Send + Sync {
    /// The properties; none if they cannot be looked up.
    fn properties(&self, deadline: Deadline) -> BoxFuture<'_, Vec<Property>>;
}

/// Decides by properties and robots.txt files.
pub(crate) struct Permission<'a> {
    pub(crate) robots: &'a RobotsFiles,
    pub(crate) fetcher: &'a Fetcher,
    /// Property that may cover the hosts.
    pub(crate) property: Option<&'a Property>,
    /// Account that may have a property for each host.
    pub(crate) account: Option<&'a dyn Account>,
    pub(crate) deadline: Deadline,
}

impl Permission<'_> {
    /// The hosts in `foreign` whose pages one of `sitemaps` may list: the sitemap itself, or its
    /// index.
    pub(crate) async fn hosts(
        &self,
        foreign: &[Url],
        sitemaps: &[&Url],
        address_policy: AddressPolicy,
    ) -> Vec<Url> {
        let mut permitted = Vec::new();
        for host in foreign.iter().take(MOST_HOSTS) {
            let is_owned = match sitemaps.first() {
                Some(sitemap) => self.owns(sitemap, host).await,
                None => false,
            };
            if is_owned || self.is_named(host, sitemaps, address_policy).await {
                permitted.push(host.clone());
            }
        }
        permitted
    }

    /// True if the property covers `other`, or the account has properties for both.
    pub(super) async fn owns(&self, sitemap: &Url, other: &Url) -> bool {
        if self.property.is_some_and(|property| property.covers(other)) {
            return true;
        }
        let Some(account) = self.account else {
            return false;
        };
        let properties = account.properties(self.deadline).await;
        let covers = |url: &Url| properties.iter().any(|property| property.covers(url));
        covers(sitemap) && covers(other)
    }

    async fn is_named(&self, host: &Url, sitemaps: &[&Url], address_policy: AddressPolicy) -> bool {
        let said = self
            .robots
            .of(self.fetcher, host, address_policy, self.deadline);
        let robots = said.await;
        robots.is_some_and(|robots| robots.names(sitemaps))
    }
}
