//! Finds the sitemaps of a site.

use net::Deadline;
use url::Url;

use super::fetch::{AddressPolicy, FetchError, Fetcher, RetryProfile, named_sitemaps, robots_url};
use super::robots_files::RobotsFiles;

/// Sitemaps of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Discovered {
    /// Named in its robots.txt.
    Named(Vec<Url>),
    /// Not named in its robots.txt.
    Guessed(Guess),
}

/// Sitemap at a default location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guess {
    /// The first default location with a document, or the most common one.
    pub(crate) url: Url,
    /// The locations that were tried.
    pub(crate) tried: Vec<Url>,
    /// True if there is a robots.txt.
    pub(crate) has_robots: bool,
}

/// Default locations of sitemaps, the most common first.
const USUAL_PATHS: [&str; 5] = [
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/sitemap.xml.gz",
    "/wp-sitemap.xml",
];

/// Reads the sitemaps in the robots.txt of `site`.
///
/// # Errors
/// [`FetchError`] if the robots.txt cannot be read, since it may name sitemaps.
pub(crate) async fn find_sitemaps(
    fetcher: &Fetcher,
    robots_files: &RobotsFiles,
    site: &Url,
    retry_profile: RetryProfile,
    deadline: Deadline,
) -> Result<Discovered, FetchError> {
    let robots_url = robots_url(site);
    let start = AddressPolicy::Start;
    let robots = robots_files
        .read(fetcher, site, start, retry_profile, deadline)
        .await?;
    let named = named_sitemaps(robots.robots(), &robots_url);
    if named.is_empty() {
        let guess = guess(fetcher, &robots_url, robots.exists(), deadline).await;
        return Ok(Discovered::Guessed(guess));
    }
    Ok(Discovered::Named(named))
}

/// Tries the default locations; the sitemap is later read from this response. A server error ends
/// the search, and reading the document reports it.
async fn guess(fetcher: &Fetcher, robots: &Url, has_robots: bool, deadline: Deadline) -> Guess {
    let address_policy = fetcher.address_policy_from(robots);
    let place = |path: &str| {
        let mut url = robots.clone();
        url.set_path(path);
        url
    };
    let mut tried = Vec::new();
    for path in USUAL_PATHS {
        let url = place(path);
        tried.push(url.clone());
        match fetcher.open_ahead(&url, address_policy, deadline).await {
            Err(error) if error.is_absent() => {}
            _ => {
                return Guess {
                    url,
                    tried,
                    has_robots,
                };
            }
        }
    }
    Guess {
        url: place(USUAL_PATHS[0]),
        tried,
        has_robots,
    }
}
