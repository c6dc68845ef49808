//! Rules about RSS and Atom feeds and text sitemaps.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static TEXT_LINE_NOT_URL: Rule = Rule {
    id: "text-line-not-url",
    severity: Severity::Error,
    summary: "A line of a text sitemap is not a URL.",
    reason: "A text sitemap contains one full URL per line and nothing else.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Remove headings, comments and separators; write one full URL per line.",
    example: Example {
        bad: "https://www.example.com/\nabout us",
        good: "https://www.example.com/\nhttps://www.example.com/about-us",
    },
};

pub(crate) fn text_line_not_url(value: &[u8]) -> Draft {
    Draft::new(format!("the line {} is not a full URL", quote(value)))
}

pub(crate) static LINK_MISSING: Rule = Rule {
    id: "feed-link-missing",
    severity: Severity::Error,
    summary: "An entry of a feed has no link.",
    reason: "Engines take the URL from `link`, or in RSS from a `guid` that is a permanent link; an entry without one lists no page.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Add the link: `<link>URL</link>` in RSS, `<link href=\"URL\"/>` in Atom.",
    example: Example {
        bad: "<rss version=\"2.0\"><channel><title>News</title>\n<item><title>One</title></item>\n</channel></rss>",
        good: "<rss version=\"2.0\"><channel><title>News</title>\n<item><title>One</title><link>https://www.example.com/one</link></item>\n</channel></rss>",
    },
};

pub(crate) fn link_missing() -> Draft {
    Draft::new("the entry has no `link`")
}

pub(crate) static DATE_INVALID: Rule = Rule {
    id: "feed-date-invalid",
    severity: Severity::Warning,
    summary: "A date in a feed cannot be parsed.",
    reason: "An engine that cannot parse the date cannot detect new entries.",
    source: "https://www.rssboard.org/rss-specification#hrelementsOfLtitemgt",
    remedy: "Write `Wed, 02 Oct 2024 13:00:00 GMT` in RSS, and `2024-10-02T13:00:00Z` in Atom.",
    example: Example {
        bad: "<rss version=\"2.0\"><channel><title>News</title>\n<item><link>https://www.example.com/one</link><pubDate>2026-01-31</pubDate></item>\n</channel></rss>",
        good: "<rss version=\"2.0\"><channel><title>News</title>\n<item><link>https://www.example.com/one</link><pubDate>Sat, 31 Jan 2026 12:00:00 GMT</pubDate></item>\n</channel></rss>",
    },
};

pub(crate) fn date_invalid(value: &[u8], format: &str) -> Draft {
    Draft::new(format!(
        "the date {} is not in the format of {format}",
        quote(value)
    ))
}

pub(crate) fn date_invalid_spelt_out(value: &[u8], name: &[u8]) -> Draft {
    Draft::new(format!(
        "the date {} is not in the format of RSS, which takes the first three letters of {}",
        quote(value),
        quote(name)
    ))
}
