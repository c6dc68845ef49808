//! Decides which other hosts a sitemap may list: those of the property, and those whose robots.txt
//! names the sitemap (<https://www.sitemaps.org/protocol.html#sitemaps_cross_submits>).

use net::Deadline;
use search_console::Property;
use url::Url;

use crate::site::fetch::{AddressPolicy, Fetcher};
use crate::site::robots_files::RobotsFiles;

/// Hosts whose robots.txt is read for one sitemap.
const MOST_HOSTS: usize = 20;

/// Reads the robots.txt of hosts of listed pages.
pub(crate) struct Permission<'a> {
    pub(crate) robots: &'a RobotsFiles,
    pub(crate) fetcher: &'a Fetcher,
    /// Property that may cover the hosts.
    pub(crate) property: Option<&'a Property>,
    pub(crate) deadline: Deadline,
}

impl Permission<'_> {
    /// Those of the hosts in `foreign` whose pages one of `sitemaps` may list: the sitemap itself,
    /// or the index that lists it.
    pub(crate) async fn hosts(
        &self,
        foreign: &[Url],
        sitemaps: &[&Url],
        address_policy: AddressPolicy,
    ) -> Vec<Url> {
        let mut permitted = Vec::new();
        for host in foreign.iter().take(MOST_HOSTS) {
            let is_covered = self.property.is_some_and(|property| property.covers(host));
            if is_covered || self.is_named(host, sitemaps, address_policy).await {
                permitted.push(host.clone());
            }
        }
        permitted
    }

    async fn is_named(&self, host: &Url, sitemaps: &[&Url], address_policy: AddressPolicy) -> bool {
        let said = self
            .robots
            .of(self.fetcher, host, address_policy, self.deadline);
        let robots = said.await;
        robots.is_some_and(|robots| robots.names(sitemaps))
    }
}
