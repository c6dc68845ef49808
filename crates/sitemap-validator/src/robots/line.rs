//! Understands one line: a key, a value, and where the value stands.

use std::ops::Range;

/// Kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    UserAgent,
    Allow,
    Disallow,
    Sitemap,
    Other,
}

/// One line that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) key: Key,
    /// The value, without white space around it and without a comment.
    pub(super) value: String,
    /// Its bytes in the line.
    pub(super) range: Range<usize>,
}

impl Line {
    /// Understands a line without its end; nothing where it says nothing.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'#', line).unwrap_or(line.len());
        let text = &line[..end];
        let (key, start) = match memchr::memchr(b':', text) {
            Some(colon) => (&text[..colon], colon + 1),
            // Google also takes white space for the colon, where there are just two words.
            None => {
                let trimmed = text.trim_ascii();
                let space = trimmed.iter().position(u8::is_ascii_whitespace)?;
                let rest = trimmed[space..].trim_ascii();
                if rest.iter().any(u8::is_ascii_whitespace) {
                    return None;
                }
                let offset = text.len() - text.trim_ascii_start().len();
                (&trimmed[..space], offset + space)
            }
        };
        let rest = &text[start..];
        let value = rest.trim_ascii();
        let begin = start + (rest.len() - rest.trim_ascii_start().len());
        Some(Self {
            key: self::key(key.trim_ascii()),
            value: String::from_utf8_lossy(value).into_owned(),
            range: begin..begin + value.len(),
        })
    }
}

/// True if a line is a rule, or names crawlers or a sitemap.
pub(super) fn is_record(line: &[u8]) -> bool {
    Line::parse(line).is_some_and(|line| line.key != Key::Other)
}

/// The keys, with the misspellings that Google accepts; like Google, any key that begins with one counts
/// (<https://github.com/google/robotstxt/blob/master/robots.cc>).
fn key(name: &[u8]) -> Key {
    let is = |names: &[&str]| {
        names.iter().any(|known| {
            name.get(..known.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(known.as_bytes()))
        })
    };
    if is(&["user-agent", "useragent", "user agent"]) {
        Key::UserAgent
    } else if is(&["allow"]) {
        Key::Allow
    } else if is(&[
        "disallow",
        "dissallow",
        "dissalow",
        "disalow",
        "diasllow",
        "disallaw",
    ]) {
        Key::Disallow
    } else if is(&["sitemap", "site-map"]) {
        Key::Sitemap
    } else {
        Key::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_values_and_places_are_found() {
        let cases = [
            (
                " SITEMAP :\thttps://a/b # x",
                Some((Key::Sitemap, "https://a/b", 11)),
            ),
            ("Disallow /x", Some((Key::Disallow, "/x", 9))),
            ("Disallow:", Some((Key::Disallow, "", 9))),
            ("# Sitemap: x", None),
            ("three words here", None),
            ("", None),
            ("crawl-delay: 1", Some((Key::Other, "1", 13))),
            ("Sitemaps: x", Some((Key::Sitemap, "x", 10))),
            ("Allowed: /x", Some((Key::Allow, "/x", 9))),
            ("Disallows: /x", Some((Key::Disallow, "/x", 11))),
            ("User-agents: x", Some((Key::UserAgent, "x", 13))),
            ("Sitema: x", Some((Key::Other, "x", 8))),
        ];
        for (text, expected) in cases {
            let line = Line::parse(text.as_bytes());
            let seen = line
                .as_ref()
                .map(|line| (line.key, line.value.as_str(), line.range.start));
            assert_eq!(seen, expected, "{text}");
        }
    }
}
