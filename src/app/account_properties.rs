//! The properties of an account, for sitemaps that list pages of several hosts.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use net::Deadline;
use search_console::Property;
use search_console::sites::Site;

use crate::engine::Google;
use crate::site::crawl::Account;

impl Account for Google {
    fn properties(&self, deadline: Deadline) -> BoxFuture<'_, Vec<Property>> {
        let listed = async move {
            match self.sites(deadline).await {
                Ok(sites) => usable(sites),
                Err(error) => {
                    tracing::info!(%error, "the properties of the account are not known");
                    Vec::new()
                }
            }
        };
        listed.boxed()
    }
}

/// Properties that were listed before.
pub(super) struct KnownProperties(Vec<Property>);

impl KnownProperties {
    pub(super) fn of(sites: &[Site]) -> Self {
        Self(usable(sites))
    }
}

impl Account for KnownProperties {
    fn properties(&self, _: Deadline) -> BoxFuture<'_, Vec<Property>> {
        std::future::ready(self.0.clone()).boxed()
    }
}

/// Those in which the account may submit, and which this version can read.
fn usable(sites: &[Site]) -> Vec<Property> {
    let usable = sites
        .iter()
        .filter(|site| site.permission_level.may_submit());
    usable
        .filter_map(|site| site.site_url.parse().ok())
        .collect()
}
