//! Finds the sitemaps of a site.

use net::Deadline;
use url::Url;

use super::fetch_error::FetchError;
use super::fetcher::Fetcher;
use super::patience::Patience;
use super::reach::Reach;
use super::robots;

/// Where a site's sitemaps are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Discovered {
    /// Its robots.txt names them.
    Named(Vec<Url>),
    /// It names none; this is where one usually is, if there is one.
    Guessed(Url),
}

/// Asks the robots.txt of `site`.
///
/// # Errors
/// [`FetchError`] when nobody can say: a server in trouble may have a robots.txt that names some.
pub(crate) async fn find_sitemaps(
    fetcher: &Fetcher,
    site: &Url,
    patience: Patience,
    deadline: Deadline,
) -> Result<Discovered, FetchError> {
    let robots_url = robots::robots_url(site);
    let attempt = || robots::read(fetcher, &robots_url, Reach::Start, deadline);
    let read = patience.retry(deadline, attempt).await;
    let named = match read {
        Ok(robots) => robots::sitemaps(&robots, &robots_url),
        Err(error) if error.is_refusal() => Vec::new(),
        Err(error) => return Err(error),
    };
    if named.is_empty() {
        let mut guess = site.clone();
        guess.set_path("/sitemap.xml");
        return Ok(Discovered::Guessed(guess));
    }
    Ok(Discovered::Named(named))
}
