//! Caches the robots.txt of each host of a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use net::Deadline;
use sitemap_validator::robots::{Robots, Rules};
use tokio::sync::{Mutex, OnceCell};
use url::Url;

use crate::model::address::identity;
use crate::site::build_folder::BuildFolder;
use crate::site::fetch::{
    AddressPolicy, FetchError, Fetcher, RetryProfile, read_robots, robots_url,
};

/// The crawler whose robots.txt rules count.
pub(crate) const AGENT: &str = "Googlebot";

/// Maximum wait for an optional robots.txt.
const LONGEST_GLANCE: Duration = Duration::from_secs(5);

/// The robots.txt of one host; `None` if it could not be read.
type CachedRobots = Option<Arc<HostRobots>>;

/// The robots.txt files of a run: each is fetched once.
#[derive(Default)]
pub(crate) struct RobotsFiles {
    /// By origin.
    known: Mutex<HashMap<String, Arc<OnceCell<CachedRobots>>>>,
    /// True if nothing is fetched.
    is_offline: bool,
}

/// The robots.txt of a host.
#[derive(Debug, Default)]
pub(crate) struct HostRobots {
    robots: Robots,
    /// True if the host has one.
    exists: bool,
    /// Rules by crawler, cached because finding them is expensive.
    rules: Lock<HashMap<&'static str, Arc<Rules>>>,
}

impl HostRobots {
    fn new(robots: Robots) -> Self {
        Self {
            robots,
            exists: true,
            rules: Lock::default(),
        }
    }

    /// True if the host has a robots.txt.
    pub(crate) const fn exists(&self) -> bool {
        self.exists
    }

    /// Its content.
    pub(super) const fn robots(&self) -> &Robots {
        &self.robots
    }

    /// Rules for the crawler.
    pub(crate) fn rules_for(&self, agent: &'static str) -> Arc<Rules> {
        let mut known = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = known
            .entry(agent)
            .or_insert_with(|| Arc::new(self.robots.rules_for(agent)));
        Arc::clone(rules)
    }

    /// True if the crawler may fetch `url`.
    pub(crate) fn allows(&self, agent: &'static str, url: &Url) -> bool {
        self.rules_for(agent).allow_url(url)
    }

    /// True if it names one of `sitemaps`.
    pub(crate) fn names(&self, sitemaps: &[&Url]) -> bool {
        let mut named = self.robots.sitemaps().map(identity);
        named.any(|named| {
            let mut wanted = sitemaps.iter().map(|url| identity(url.as_str()));
            wanted.any(|wanted| wanted == named)
        })
    }
}

impl RobotsFiles {
    /// The robots.txt of a folder that is not deployed yet; those of other hosts are not known.
    pub(crate) fn of_folder(folder: &BuildFolder) -> Self {
        let robots = folder.robots().map(HostRobots::new).unwrap_or_default();
        let origin = folder.base().origin().ascii_serialization();
        let cell = OnceCell::new_with(Some(Some(Arc::new(robots))));
        Self {
            known: Mutex::new(HashMap::from([(origin, Arc::new(cell))])),
            is_offline: true,
        }
    }

    /// The robots.txt of the host of `url`; a host without one allows everything.
    ///
    /// # Errors
    /// [`FetchError`] if it could not be read; the next call tries again.
    pub(crate) async fn read(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        address_policy: AddressPolicy,
        retry_profile: RetryProfile,
        deadline: Deadline,
    ) -> Result<Arc<HostRobots>, FetchError> {
        let cell = self.cell(url).await;
        let address = robots_url(url);
        let fetched = async || {
            let attempt = || fetch(fetcher, &address, address_policy, deadline);
            retry_profile.retry(deadline, attempt).await
        };
        match cell
            .get_or_try_init(async || fetched().await.map(Some))
            .await?
        {
            Some(robots) => Ok(Arc::clone(robots)),
            // An earlier, optional attempt failed.
            None => fetched().await,
        }
    }

    /// The same; `None` if it could not be read, for the rest of the run.
    pub(crate) async fn of(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> CachedRobots {
        let cell = self.cell(url).await;
        let address = robots_url(url);
        let fetched = async || {
            if self.is_offline {
                return None;
            }
            let attempt = || fetch(fetcher, &address, address_policy, deadline);
            match RetryProfile::Silent.retry(deadline, attempt).await {
                Ok(robots) => Some(robots),
                Err(error) => {
                    tracing::info!(%error, "failed to read {address}");
                    None
                }
            }
        };
        cell.get_or_init(fetched).await.clone()
    }

    /// The same, without waiting for a failing server; a later call tries again.
    pub(crate) async fn glance(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> CachedRobots {
        let cell = self.cell(url).await;
        let address = robots_url(url);
        let deadline = if deadline.remaining() > LONGEST_GLANCE {
            Deadline::after(LONGEST_GLANCE)
        } else {
            deadline
        };
        let fetched = async || {
            if self.is_offline {
                return Ok(None);
            }
            let robots = fetch(fetcher, &address, address_policy, deadline).await;
            robots.map(Some)
        };
        cell.get_or_try_init(fetched).await.ok().cloned().flatten()
    }

    async fn cell(&self, url: &Url) -> Arc<OnceCell<CachedRobots>> {
        let origin = url.origin().ascii_serialization();
        Arc::clone(self.known.lock().await.entry(origin).or_default())
    }
}

/// Fetches the robots.txt at `address`; a 4xx response means that there is none.
async fn fetch(
    fetcher: &Fetcher,
    address: &Url,
    address_policy: AddressPolicy,
    deadline: Deadline,
) -> Result<Arc<HostRobots>, FetchError> {
    match read_robots(fetcher, address, address_policy, deadline).await {
        Ok(robots) => Ok(Arc::new(HostRobots::new(robots))),
        Err(error) if error.is_refusal() => Ok(Arc::default()),
        Err(error) => Err(error),
    }
}
