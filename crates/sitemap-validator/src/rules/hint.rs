//! Rules about change frequency and priority.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static CHANGEFREQ_INVALID: Rule = Rule {
    id: "changefreq-invalid",
    severity: Severity::Warning,
    summary: "A change frequency is not one of the seven permitted values.",
    reason: "The schema defines seven values in lower case; Google ignores the element.",
    source: "https://www.sitemaps.org/protocol.html#changefreqdef",
    remedy: "Write always, hourly, daily, weekly, monthly, yearly or never, or remove the element.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><changefreq>sometimes</changefreq></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn changefreq_invalid(value: &[u8]) -> Draft {
    Draft::new(format!("{} is not a change frequency", quote(value)))
}

pub(crate) static CHANGEFREQ_IGNORED: Rule = Rule {
    id: "changefreq-ignored",
    severity: Severity::Info,
    summary: "The sitemap contains change frequencies.",
    reason: "Google ignores `changefreq`; it uses an accurate `lastmod`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "No action is needed; without the element the sitemap is smaller.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><changefreq>daily</changefreq></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn changefreq_ignored() -> Draft {
    Draft::new("Google ignores `changefreq`")
}

pub(crate) static PRIORITY_INVALID: Rule = Rule {
    id: "priority-invalid",
    severity: Severity::Warning,
    summary: "A priority is not a number from 0.0 to 1.0.",
    reason: "The schema permits decimals from 0.0 to 1.0; Google ignores the element.",
    source: "https://www.sitemaps.org/protocol.html#prioritydef",
    remedy: "Write a number such as `0.5`, with a decimal point, or remove the element.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><priority>1.5</priority></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn priority_invalid(value: &[u8]) -> Draft {
    Draft::new(format!("{} is not a priority", quote(value)))
}

pub(crate) static PRIORITY_IGNORED: Rule = Rule {
    id: "priority-ignored",
    severity: Severity::Info,
    summary: "The sitemap contains priorities.",
    reason: "Google ignores `priority`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "No action is needed; without the element the sitemap is smaller.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><priority>0.8</priority></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn priority_ignored() -> Draft {
    Draft::new("Google ignores `priority`")
}
