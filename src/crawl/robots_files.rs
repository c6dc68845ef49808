//! Remembers the robots.txt of each host of a run.

use std::collections::HashMap;
use std::sync::Arc;

use search_console::Deadline;
use search_console::retry::{RetryPolicy, retry};
use sitemap_validator::robots::Robots;
use tokio::sync::Mutex;
use url::Url;

use crate::fetch::{FetchError, Fetcher, Reach, read_robots, robots_url};

/// How often a robots.txt is tried.
const ATTEMPTS: u32 = 3;

/// The robots.txt files that were asked for.
#[derive(Default)]
pub(crate) struct RobotsFiles {
    /// By origin; `None` where it is not known what it says.
    known: Mutex<HashMap<String, Option<Arc<Robots>>>>,
}

impl RobotsFiles {
    /// What the robots.txt of the host of `url` says; a host that has none forbids nothing. `None`
    /// when nobody could say.
    pub(crate) async fn of(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        reach: Reach,
        deadline: Deadline,
    ) -> Option<Arc<Robots>> {
        let origin = url.origin().ascii_serialization();
        // Held while it is fetched, so that nobody fetches it twice; there are few hosts.
        let mut known = self.known.lock().await;
        if let Some(robots) = known.get(&origin) {
            return robots.clone();
        }
        let address = robots_url(url);
        let policy = RetryPolicy {
            max_attempts: ATTEMPTS,
            ..RetryPolicy::default()
        };
        let read = retry(policy, deadline, FetchError::retry, || {
            read_robots(fetcher, &address, reach, deadline)
        })
        .await;
        let robots = match read {
            Ok(robots) => Some(Arc::new(robots)),
            Err(error) if error.is_refusal() => Some(Arc::default()),
            Err(error) => {
                tracing::info!(%error, "what {address} says is not known");
                None
            }
        };
        known.insert(origin, robots.clone());
        robots
    }
}
