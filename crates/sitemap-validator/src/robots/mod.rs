//! Parses robots.txt: sitemaps and access rules.
//!
//! It follows [RFC 9309](https://www.rfc-editor.org/rfc/rfc9309) and, for details that it leaves open,
//! [Google's page](https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt).
//!
//! # Guarantees
//! - Like Google, it ignores everything after [`MAX_BYTES`]; any bytes can be parsed.
//! - The time of a match is at most proportional to the product of the lengths of pattern and URL.

mod check;
mod group;
mod line;
mod pattern;

use url::Url;

use group::Groups;
pub use group::Rules;
use line::{Key, Line};

pub(crate) use check::check;

/// Maximum number of bytes that are parsed; the rest is ignored
/// (<https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#file-size>).
pub const MAX_BYTES: usize = 500 << 10;

/// A parsed robots.txt.
#[derive(Debug, Clone, Default)]
pub struct Robots {
    groups: Groups,
    sitemaps: Vec<String>,
}

impl Robots {
    /// Parses the bytes of a robots.txt, up to [`MAX_BYTES`].
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        let mut robots = Self::default();
        let bytes = &bytes[..bytes.len().min(MAX_BYTES)];
        // Like Google, also without the end of a byte order mark.
        let mark = std::iter::zip(bytes, b"\xEF\xBB\xBF").take_while(|(byte, mark)| byte == mark);
        let text = &bytes[mark.count()..];
        for line in text.split(|byte| matches!(byte, b'\n' | b'\r')) {
            robots.add(line);
        }
        robots
    }

    /// Parses a line; returns it if it is a `Sitemap:` record.
    fn add(&mut self, line: &[u8]) -> Option<Line> {
        let line = Line::parse(line)?;
        match line.key {
            Key::UserAgent => self.groups.begin(&line.value),
            Key::Allow => self.groups.rule(true, &line.value),
            Key::Disallow => self.groups.rule(false, &line.value),
            Key::Sitemap => {
                self.sitemaps.push(line.value.clone());
                return Some(line);
            }
            Key::Other => {}
        }
        None
    }

    /// The values of the `Sitemap:` records as written, in order; they may be invalid URLs.
    pub fn sitemaps(&self) -> impl Iterator<Item = &str> {
        self.sitemaps.iter().map(String::as_str)
    }

    /// True if the crawler with the product token `agent`, such as `Googlebot`, may fetch `url`.
    /// The robots.txt is assumed to be that of the host of `url`.
    #[must_use]
    pub fn allows(&self, agent: &str, url: &Url) -> bool {
        self.rules_for(agent).allow_url(url)
    }

    /// Returns the rules for the crawler with the product token `agent`, for checking many URLs.
    #[must_use]
    pub fn rules_for(&self, agent: &str) -> Rules {
        self.groups.rules(agent)
    }
}

#[cfg(test)]
mod google;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allows(text: &str, agent: &str, path: &str) -> bool {
        let url = Url::parse("https://example.com").unwrap();
        Robots::parse(text.as_bytes()).allows(agent, &url.join(path).unwrap())
    }

    #[test]
    fn the_longest_match_wins_and_a_tie_allows() {
        // The examples of Google's page.
        let cases = [
            ("allow: /p\ndisallow: /", "/page", true),
            ("allow: /folder\ndisallow: /folder", "/folder/page", true),
            ("allow: /page\ndisallow: /*.htm", "/page.htm", false),
            ("allow: /page\ndisallow: /*.ph", "/page.php5", true),
            ("allow: /$\ndisallow: /", "/", true),
            ("allow: /$\ndisallow: /", "/page.htm", false),
            ("disallow:", "/page", true),
            ("disallow: /fish", "/fishheads/yummy.html", false),
            ("disallow: /fish", "/Fish.asp", true),
            ("disallow: /fish/", "/fish", true),
            ("disallow: /*.php$", "/folder/filename.php", false),
            ("disallow: /*.php$", "/filename.php?parameters", true),
            (
                "disallow: /fish*.php",
                "/fishheads/catfish.php?parameters",
                false,
            ),
            ("disallow: /a%3cd.html", "/a%3Cd.html", false),
            ("disallow: /münchen", "/m%c3%bcnchen", false),
            ("disallow: /", "/robots.txt", true),
            ("disallow: *?", "/x?y", false),
            ("disallow: /a*b*c*d$", "/axxbxcxcxd", false),
            ("allow: /index.html\ndisallow: /", "/", true),
            ("allow: /index.html\ndisallow: /", "/index.html", true),
            ("allow: /index.html\ndisallow: /", "/x", false),
            ("allow: /a/index.htm\ndisallow: /", "/a/", true),
            ("allow: /a/index.htm\ndisallow: /", "/a/x", false),
            ("allow: /a/index.php\ndisallow: /", "/a/", false),
        ];
        for (rules, path, expected) in cases {
            let text = format!("user-agent: *\n{rules}\n");
            assert_eq!(allows(&text, "Googlebot", path), expected, "{rules} {path}");
        }
    }

    #[test]
    fn the_group_of_the_crawler_counts_and_groups_join() {
        let text = "Disallow: /nobody\n\
            User-agent: *\nDisallow: /all\n\
            User-Agent : googlebot/2.1 # ours\nSitemap: https://example.com/s.xml\nuser-agent: other\n\
            Disallow: /ours\n\
            crawl-delay: 5\n\
            user-agent: GoogleBot\nDissallow /more\n";
        for (agent, path, expected) in [
            ("Googlebot", "/all", true),
            ("Googlebot", "/ours", false),
            ("Googlebot", "/more", false),
            ("Googlebot", "/nobody", true),
            ("Other", "/ours", false),
            ("Other", "/more", true),
            ("Unnamed", "/all", false),
            ("Unnamed", "/ours", true),
        ] {
            assert_eq!(allows(text, agent, path), expected, "{agent} {path}");
        }
        let robots = Robots::parse(text.as_bytes());
        assert_eq!(
            robots.sitemaps().collect::<Vec<_>>(),
            ["https://example.com/s.xml"]
        );
        assert!(!robots.rules_for("Unnamed").is_empty());
        let free = Robots::parse(b"user-agent: *\ndisallow:\n");
        assert!(free.rules_for("Unnamed").is_empty());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_accepted(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            lines in prop::collection::vec("(user-agent|allow|disallow|sitemap|x)? ?:? ?[*$/a%3C#é ]{0,12}", 0..12),
            path in "[*$/a%3C?é]{0,12}",
        ) {
            let root = Url::parse("https://example.com/").unwrap();
            let page = root.join(&format!("/x{path}")).unwrap();
            for text in [bytes, lines.join("\n").into_bytes()] {
                let robots = Robots::parse(&text);
                let is_free = robots.rules_for("Googlebot").is_empty();
                prop_assert!(robots.allows("Googlebot", &page) || !is_free);
                prop_assert!(robots.allows("Googlebot", &root.join("/robots.txt").unwrap()));
            }
        }

        #[test]
        fn a_pattern_without_signs_matches_what_begins_with_it(
            pattern in "/[a-c]{0,4}", address in "/[a-c]{0,6}",
        ) {
            let text = format!("user-agent: *\ndisallow: {pattern}\n");
            prop_assert_eq!(allows(&text, "any", &address), !address.starts_with(&pattern));
            let anchored = format!("user-agent: *\ndisallow: {pattern}$\n");
            prop_assert_eq!(allows(&anchored, "any", &address), address != pattern);
            let starred = format!("user-agent: *\ndisallow: /*{}\n", &pattern[1..]);
            prop_assert_eq!(allows(&starred, "any", &address), !address[1..].contains(&pattern[1..]));
        }
    }

    #[test]
    fn nothing_beyond_the_limit_is_read() {
        let mut text = "#".repeat(MAX_BYTES - 1) + "\n";
        text.push_str("user-agent: *\ndisallow: /\n");
        assert!(allows(&text, "Googlebot", "/"));
    }
}
