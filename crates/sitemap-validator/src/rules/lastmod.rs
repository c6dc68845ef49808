//! Rules about the date of the last change.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;
use crate::value::lastmod::Fault;

pub(crate) static INVALID: Rule = Rule {
    id: "lastmod-invalid",
    severity: Severity::Warning,
    summary: "A date is not in W3C Datetime format.",
    reason: "Engines cannot parse the date and ignore it; the page is still listed. Search Console reports an invalid date.",
    source: "https://www.w3.org/TR/NOTE-datetime",
    remedy: "Write `2026-01-31`, or `2026-01-31T12:00:00Z` with the time zone.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><lastmod>2024-05-08 08:53:11 AM</lastmod></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2024-05-08T08:53:11Z</lastmod></url>",
    },
};

pub(crate) fn invalid(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!("the date {} {}", quote(value), fault.describe()))
}

pub(crate) static IMPLAUSIBLE: Rule = Rule {
    id: "lastmod-implausible",
    severity: Severity::Warning,
    summary: "A date is before 1990.",
    reason: "There were no web pages before 1990; such a date is usually an unset value, and Google uses `lastmod` only if it is consistently accurate.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write the date of the page's last change, or omit `lastmod`.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><lastmod>0001-01-01T00:00:00Z</lastmod></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn implausible(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the date {} is before 1990; it is probably an unset value",
        quote(value)
    ))
}

pub(crate) static FUTURE: Rule = Rule {
    id: "lastmod-future",
    severity: Severity::Warning,
    summary: "A date is in the future.",
    reason: "Google uses `lastmod` only if it is consistently accurate; a date in the future is not.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write the time of the page's last change; check the clock and the time zone.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><lastmod>2099-01-01</lastmod></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn future(value: &[u8]) -> Draft {
    Draft::new(format!("the date {} is in the future", quote(value)))
}

pub(crate) static ALL_SAME: Rule = Rule {
    id: "lastmod-all-same",
    severity: Severity::Info,
    summary: "All pages have the same date.",
    reason: "Google uses `lastmod` only if it is consistently accurate; the time of a build is not the time of a change.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write for each page when its content last changed, or omit `lastmod`.",
    example: Example {
        bad: "<url><loc>https://www.example.com/0</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/1</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/2</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/3</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/4</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/5</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/6</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/7</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/8</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/9</loc><lastmod>2026-01-01</lastmod></url>",
        good: "<url><loc>https://www.example.com/0</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/1</loc><lastmod>2026-01-02</lastmod></url>\n<url><loc>https://www.example.com/2</loc><lastmod>2026-01-03</lastmod></url>\n<url><loc>https://www.example.com/3</loc><lastmod>2026-01-04</lastmod></url>\n<url><loc>https://www.example.com/4</loc><lastmod>2026-01-05</lastmod></url>\n<url><loc>https://www.example.com/5</loc><lastmod>2026-01-06</lastmod></url>\n<url><loc>https://www.example.com/6</loc><lastmod>2026-01-07</lastmod></url>\n<url><loc>https://www.example.com/7</loc><lastmod>2026-01-08</lastmod></url>\n<url><loc>https://www.example.com/8</loc><lastmod>2026-01-09</lastmod></url>\n<url><loc>https://www.example.com/9</loc><lastmod>2026-01-10</lastmod></url>",
    },
};

/// Minimum number of entries with the same date, to exclude a coincidence.
pub(crate) const ALL_SAME_LEAST: u64 = 10;

pub(crate) fn all_same(entries: u64, value: &[u8]) -> Draft {
    let value = quote(value);
    Draft::new(format!("all {entries} entries have the date {value}"))
}
