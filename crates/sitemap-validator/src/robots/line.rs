//! Parses one line: key, value, and the value's position.

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

/// A line with a key and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) key: Key,
    /// The value, without surrounding white space and comment.
    pub(super) value: String,
    /// Byte range of the value in the line.
    pub(super) range: Range<usize>,
}

impl Line {
    /// Parses a line without its line break; `None` if it has no record.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'#', line).unwrap_or(line.len());
        let text = &line[..end];
        let (key, start) = match memchr::memchr(b':', text) {
            Some(colon) => (&text[..colon], colon + 1),
            // Google also accepts white space in place of the colon between exactly two words.
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

/// True if the line is a rule, a `User-agent` or a `Sitemap` record.
pub(super) fn is_record(line: &[u8]) -> bool {
    Line::parse(line).is_some_and(|line| line.key != Key::Other)
}

/// Parses a key, including the misspellings that Google accepts; like Google, it compares only the prefix
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
