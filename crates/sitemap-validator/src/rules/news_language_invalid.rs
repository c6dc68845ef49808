//! `news-language-invalid`: the language of a publication is unknown.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-language-invalid",
    severity: Severity::Error,
    summary: "The language of a publication is unknown.",
    reason: "Google reads codes of ISO 639, two or three letters, and `zh-cn` and `zh-tw`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Write `en` for English; the country does not belong there.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not a language code of ISO 639",
        quote(value)
    ))
}
