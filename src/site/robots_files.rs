//! Remembers the robots.txt of each host of a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use net::Deadline;
use sitemap_validator::robots::{Robots, Rules};
use tokio::sync::{Mutex, OnceCell};
use url::Url;

use crate::model::address::identity;
use crate::site::fetch::{AddressPolicy, Fetcher, RetryProfile, read_robots, robots_url};

/// The crawler whose robots.txt rules count.
pub(crate) const AGENT: &str = "Googlebot";

/// How long a robots.txt is waited for that only adds to what is known.
const LONGEST_GLANCE: Duration = Duration::from_secs(5);

/// The robots.txt of one host; `None` if it could not be read.
type Said = Option<Arc<HostRobots>>;

/// The robots.txt files of a run.
#[derive(Default)]
pub(crate) struct RobotsFiles {
    /// By origin.
    known: Mutex<HashMap<String, Arc<OnceCell<Said>>>>,
}

/// The robots.txt of a host.
#[derive(Debug, Default)]
pub(crate) struct HostRobots {
    robots: Robots,
    /// Rules by crawler, cached because finding them is expensive.
    rules: Lock<HashMap<&'static str, Arc<Rules>>>,
}

impl HostRobots {
    fn new(robots: Robots) -> Self {
        Self {
            robots,
            rules: Lock::default(),
        }
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
    /// The robots.txt of the host of `url`; a host without one allows everything. `None` if it
    /// could not be read.
    pub(crate) async fn of(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Said {
        let origin = url.origin().ascii_serialization();
        let cell = Arc::clone(self.known.lock().await.entry(origin).or_default());
        let said = cell.get_or_init(|| ask(fetcher, robots_url(url), address_policy, deadline));
        said.await.clone()
    }
}

impl RobotsFiles {
    /// The same, without waiting for a server in trouble.
    pub(crate) async fn glance(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Said {
        let origin = url.origin().ascii_serialization();
        let cell = Arc::clone(self.known.lock().await.entry(origin).or_default());
        let deadline = if deadline.remaining() > LONGEST_GLANCE {
            Deadline::after(LONGEST_GLANCE)
        } else {
            deadline
        };
        let said = cell.get_or_try_init(|| async {
            match read_robots(fetcher, &robots_url(url), address_policy, deadline).await {
                Ok(robots) => Ok(Some(Arc::new(HostRobots::new(robots)))),
                Err(error) if error.is_refusal() => Ok(Some(Arc::default())),
                Err(error) => Err(error),
            }
        });
        said.await.ok().cloned().flatten()
    }
}

async fn ask(
    fetcher: &Fetcher,
    address: Url,
    address_policy: AddressPolicy,
    deadline: Deadline,
) -> Said {
    let attempt = || read_robots(fetcher, &address, address_policy, deadline);
    match RetryProfile::Silent.retry(deadline, attempt).await {
        Ok(robots) => Some(Arc::new(HostRobots::new(robots))),
        Err(error) if error.is_refusal() => Some(Arc::default()),
        Err(error) => {
            tracing::info!(%error, "what {address} says is not known");
            None
        }
    }
}
