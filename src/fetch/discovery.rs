//! Finds the sitemaps of a site.

use bytes::BytesMut;
use search_console::Deadline;
use search_console::retry::{RetryPolicy, retry};
use url::Url;

use super::fetch_error::FetchError;
use super::fetcher::{Fetcher, connection_error};
use super::robots;

/// Google reads this much of a robots.txt and ignores the rest
/// (<https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#file-size>).
const ROBOTS_BYTES: usize = 500 << 10;

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
    deadline: Deadline,
) -> Result<Discovered, FetchError> {
    let mut robots_url = site.clone();
    robots_url.set_path("/robots.txt");
    let text = retry(RetryPolicy::default(), deadline, FetchError::retry, || {
        read_robots(fetcher, &robots_url, deadline)
    })
    .await;
    let named = match text {
        Ok(text) => robots::sitemaps(&text, &robots_url),
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

async fn read_robots(
    fetcher: &Fetcher,
    url: &Url,
    deadline: Deadline,
) -> Result<String, FetchError> {
    let mut answer = fetcher.open(url, deadline).await?;
    let mut text = BytesMut::new();
    while text.len() < ROBOTS_BYTES {
        match tokio::time::timeout_at(deadline.at(), answer.chunk()).await {
            Ok(Ok(Some(chunk))) => text.extend_from_slice(&chunk),
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(connection_error(url, &error)),
            Err(_) => return Err(FetchError::timed_out(url.clone())),
        }
    }
    text.truncate(ROBOTS_BYTES);
    Ok(String::from_utf8_lossy(&text).into_owned())
}
