//! Counts the listed pages that the robots.txt of the sitemap's host forbids to fetch.

use std::borrow::Cow;
use std::sync::Arc;

use sitemap_validator::robots::Rules;

use crate::model::address::shown;
use crate::site::robots_files::AGENT;

/// Maximum number of comparisons with robots.txt rules per document.
const MOST_WORK: u64 = 200_000_000;

/// Pages that the robots.txt of their host forbids to fetch.
#[derive(Debug)]
pub(crate) struct Forbidden {
    rules: Arc<Rules>,
    work_left: u64,
    count: u64,
    first: Option<String>,
}

impl Forbidden {
    /// No pages yet; `rules` are those of the crawler.
    pub(crate) const fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            work_left: MOST_WORK,
            count: 0,
            first: None,
        }
    }

    /// Checks a page.
    pub(crate) fn look(&mut self, address: &str) {
        if self.rules.is_empty() || self.work_left == 0 {
            return;
        }
        let Some(path) = path(address) else { return };
        let work = self.rules.cost() * path.len().max(1) as u64;
        if work > self.work_left {
            self.work_left = 0;
            return;
        }
        self.work_left -= work;
        if !self.rules.allow(&path) {
            self.count += 1;
            self.first.get_or_insert_with(|| address.to_owned());
        }
    }

    /// The message about all forbidden pages, if there are any.
    pub(crate) fn message(&self) -> Option<String> {
        let first = shown(self.first.as_deref()?);
        let count = self.count;
        Some(format!(
            "robots.txt forbids {AGENT} to fetch {count} of its URLs, such as {first}"
        ))
    }

    /// True if robots.txt has so many rules that not all pages were checked.
    pub(crate) const fn has_left_out(&self) -> bool {
        self.work_left == 0
    }
}

/// Path and query of an address; its host is that of the sitemap, which another rule sees to.
fn path(address: &str) -> Option<Cow<'_, str>> {
    let rest = &address[address.find("://")? + 3..];
    let rest = rest.split('#').next()?;
    let start = rest.find(['/', '?']).unwrap_or(rest.len());
    let path = &rest[start..];
    Some(if path.starts_with('/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("/{path}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sitemap_validator::robots::Robots;

    #[test]
    fn the_search_for_what_is_forbidden_ends_when_its_work_is_spent() {
        let robots = Robots::parse(b"user-agent: *\nallow: /a\ndisallow: /p\n");
        let mut forbidden = Forbidden {
            work_left: 2 * 2 * 3,
            ..Forbidden::new(Arc::new(robots.rules_for("Googlebot")))
        };
        for page in ["/p1", "/p2", "/p3", "/p"] {
            forbidden.look(&format!("https://a.example{page}"));
        }
        assert_eq!((forbidden.count, forbidden.work_left), (2, 0));
        assert_eq!(forbidden.first.as_deref(), Some("https://a.example/p1"));
    }

    #[test]
    fn a_path_has_a_slash_and_no_fragment() {
        for (address, expected) in [
            ("https://a.example", "/"),
            ("https://a.example?b=/c", "/?b=/c"),
            ("https://a.example/b?c#d", "/b?c"),
            ("https://a.example#/b", "/"),
        ] {
            assert_eq!(path(address).as_deref(), Some(expected), "{address}");
        }
        assert_eq!(path("/b"), None);
    }
}
