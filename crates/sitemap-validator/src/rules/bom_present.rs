//! `bom-present`: the file begins with a byte order mark.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "bom-present",
    severity: Severity::Info,
    summary: "The file begins with a byte order mark.",
    reason: "UTF-8 needs none; XML permits it, and engines skip it.",
    source: "https://www.w3.org/TR/xml/#charencoding",
    remedy: "Nothing has to be done; a writer of UTF-8 can leave it out.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the file begins with a byte order mark, which UTF-8 does not need")
}
