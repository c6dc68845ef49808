//! `file-empty`: the file holds nothing but white space.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "file-empty",
    severity: Severity::Error,
    summary: "The file holds nothing but white space.",
    reason: "An engine that fetches an empty file learns nothing and reports an error; most often the generator failed half way.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Generate the sitemap anew, and check that the generator's output is complete before it is published.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the file is empty")
}
