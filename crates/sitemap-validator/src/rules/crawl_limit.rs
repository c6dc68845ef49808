//! `crawl-limit`: a crawl ended at one of its limits.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "crawl-limit",
    severity: Severity::Error,
    summary: "A crawl ended at one of its limits.",
    reason: "What was not looked at may be wrong. The finding names the limit.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Allow more time with `--deadline` where that was up; else validate what was left out for itself, as the finding says.",
};
