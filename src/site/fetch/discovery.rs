//! Finds the sitemaps of a site.

use net::Deadline;
use url::Url;

use super::address_policy::AddressPolicy;
use super::fetch_error::FetchError;
use super::fetcher::Fetcher;
use super::retry_profile::RetryProfile;
use super::robots;

/// Sitemaps of a site.
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
    retry_profile: RetryProfile,
    deadline: Deadline,
) -> Result<Discovered, FetchError> {
    let robots_url = robots::robots_url(site);
    let attempt = || robots::read(fetcher, &robots_url, AddressPolicy::Start, deadline);
    let read = retry_profile.retry(deadline, attempt).await;
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
