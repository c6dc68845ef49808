//! Fetches the robots.txt of a host, and finds the sitemaps that it names.

use bytes::BytesMut;
use net::Deadline;
use sitemap_validator::robots::{MAX_BYTES, Robots};
use url::Url;

use super::address_policy::AddressPolicy;
use super::fetch_error::FetchError;
use super::fetcher::{Fetcher, connection_error};
use crate::model::address::{cleaned, shown};

/// Maximum number of sitemaps from one robots.txt; more are an error or an attack.
const MOST_SITEMAPS: usize = 500;

/// The robots.txt of the host of `url`.
pub(crate) fn robots_url(url: &Url) -> Url {
    let mut robots = url.clone();
    robots.set_path("/robots.txt");
    robots.set_query(None);
    robots.set_fragment(None);
    robots
}

/// Reads the part of the robots.txt at `url` that engines read.
///
/// # Errors
/// [`FetchError`] if it could not be fetched.
pub(crate) async fn read(
    fetcher: &Fetcher,
    url: &Url,
    address_policy: AddressPolicy,
    deadline: Deadline,
) -> Result<Robots, FetchError> {
    let mut answer = fetcher.open(url, address_policy, deadline).await?;
    let mut text = BytesMut::new();
    while text.len() < MAX_BYTES {
        match tokio::time::timeout_at(deadline.at(), answer.chunk()).await {
            Ok(Ok(Some(chunk))) => text.extend_from_slice(&chunk),
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(connection_error(url, &error)),
            Err(_) => return Err(FetchError::timed_out(url.clone())),
        }
    }
    Ok(Robots::parse(&text))
}

/// The sitemaps that `robots` names, in order and without duplicates. A relative URL, which is
/// invalid but common, is resolved against `base`.
pub(crate) fn sitemaps(robots: &Robots, base: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for value in robots.sitemaps().filter(|value| !value.is_empty()) {
        if Url::parse(value) == Err(url::ParseError::RelativeUrlWithoutBase) {
            let value = shown(value);
            tracing::warn!(
                "{base} names the sitemap {value}, which is not a full URL; engines may ignore it"
            );
        }
        match base.join(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                let url = cleaned(url);
                if !found.contains(&url) && found.len() < MOST_SITEMAPS {
                    found.push(url);
                }
            }
            _ => tracing::warn!(robots = %base, "a Sitemap line has no valid URL and is skipped"),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let base = Url::parse("https://example.com/robots.txt").unwrap();
        sitemaps(&Robots::parse(text.as_bytes()), &base)
            .into_iter()
            .map(String::from)
            .collect()
    }

    #[test]
    fn lines_are_found_wherever_they_stand() {
        assert_eq!(
            found(
                "\u{feff}SITEMAP : https://example.com/a.xml # the first\r\n\
                 User-agent: *\r\nDisallow: /x\r\n\
                 sitemap:/b.xml\n\
                 Sitemap: https://example.com/a.xml\n\
                 # Sitemap: https://example.com/comment.xml\n\
                 Sitemap:\n\
                 Sitemap: https://user:hunter2@example.com/b.xml#x\n\
                 Sitemap: ftp://example.com/c.xml"
            ),
            ["https://example.com/a.xml", "https://example.com/b.xml"]
        );
        assert!(found("User-agent: *\nDisallow:").is_empty());
    }

    #[test]
    fn there_is_a_bound() {
        let many: String = (0..MOST_SITEMAPS + 10)
            .map(|number| format!("Sitemap: /{number}.xml\n"))
            .collect();
        assert_eq!(found(&many).len(), MOST_SITEMAPS);
    }
}
