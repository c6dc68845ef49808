//! Finds the `Sitemap:` lines of a robots.txt.
//!
//! They stand outside of all groups, and their key is matched without regard to case
//! (<https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#sitemap>).

use url::Url;

/// Sitemaps taken from one robots.txt; more are a mistake, or malice.
const MOST_SITEMAPS: usize = 500;

/// The sitemaps that `text` names, in order, each once. A relative address, which the rules
/// forbid but people write, is taken relative to `robots`.
pub(super) fn sitemaps(text: &str, robots: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some(value) = sitemap_value(line) else {
            continue;
        };
        match robots.join(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                if !found.contains(&url) && found.len() < MOST_SITEMAPS {
                    found.push(url);
                }
            }
            _ => tracing::warn!(robots = %robots, "a Sitemap line holds no address and is skipped"),
        }
    }
    found
}

fn sitemap_value(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    if !key.trim().eq_ignore_ascii_case("sitemap") {
        return None;
    }
    // A comment begins after white space: a `#` inside of an address is a fragment.
    let value = value.split(" #").next().unwrap_or(value).trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let robots = Url::parse("https://example.com/robots.txt").unwrap();
        sitemaps(text, &robots)
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
