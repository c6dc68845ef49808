//! Rules about translations.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::loc::{ENCODE_SPACE, has_space};
use crate::rules::{Example, Rule};
use crate::severity::Severity;
use crate::value::language::Fault;

pub(crate) static INVALID: Rule = Rule {
    id: "hreflang-invalid",
    severity: Severity::Warning,
    summary: "The language of a translation is not valid.",
    reason: "Google supports a language of ISO 639-1, optionally with a script of ISO 15924 and a country of ISO 3166-1, or `x-default`; it ignores other values.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Write `en`, `en-GB` or `x-default`; the code of the United Kingdom is `GB`, and there are no codes for continents.",
    example: Example {
        bad: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en-UK\" href=\"https://www.example.com/de\"/>\n</url>",
        good: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en-GB\" href=\"https://www.example.com/de\"/>\n</url>",
    },
};

pub(crate) fn invalid(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!(
        "the language {} {}",
        quote(value),
        fault.describe()
    ))
}

pub(crate) static HREF_RELATIVE: Rule = Rule {
    id: "hreflang-href-relative",
    severity: Severity::Warning,
    summary: "The URL of a translation is not a full URL.",
    reason: "Google requires the full URL, including the scheme, and ignores the translation otherwise.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Write the full URL, with `https://` and the host.",
    example: Example {
        bad: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"/de\"/>\n</url>",
        good: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    },
};

pub(crate) fn href_relative(value: &[u8]) -> Draft {
    if has_space(value) {
        return Draft::new(format!(
            "the URL {} of this translation contains a space",
            quote(value)
        ))
        .help(ENCODE_SPACE);
    }
    Draft::new(format!(
        "the address {} of this translation is not a full URL",
        quote(value)
    ))
}

pub(crate) fn href_relative_missing() -> Draft {
    Draft::new("this translation has no address: `href` is missing")
}

pub(crate) static DUPLICATE: Rule = Rule {
    id: "hreflang-duplicate",
    severity: Severity::Warning,
    summary: "A page has two translations for one language.",
    reason: "Google cannot determine which one is correct.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Keep one of them.",
    example: Example {
        bad: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/de\"/>\n</url>",
        good: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    },
};

pub(crate) fn duplicate(value: &[u8]) -> Draft {
    Draft::new(format!("the language {} is repeated", quote(value)))
}

pub(crate) static MISSING_SELF: Rule = Rule {
    id: "hreflang-missing-self",
    severity: Severity::Warning,
    summary: "A page does not list itself among its translations.",
    reason: "Google requires each version to list itself and all others; otherwise it may ignore all of them.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Add a link with the language and the URL of this page.",
    example: Example {
        bad: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
        good: "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    },
};

pub(crate) fn missing_self() -> Draft {
    Draft::new("this page lists translations, but not itself")
}

pub(crate) static TOO_MANY: Rule = Rule {
    id: "hreflang-too-many",
    severity: Severity::Warning,
    summary: "A page has more translations than are checked.",
    reason: "This is a limit of this check, not of Google; there are fewer combinations of language and country in use.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Check whether the list is intended.",
    example: Example {
        bad: "$ grep -c hreflang= page.xml\n251",
        good: "$ grep -c hreflang= page.xml\n250",
    },
};

pub(crate) fn too_many(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} translations of one page are not checked"
    ))
}

/// Rule `hreflang-no-return`.
pub static NO_RETURN: Rule = Rule {
    id: "hreflang-no-return",
    severity: Severity::Warning,
    summary: "A page lists a translation that does not link back to it.",
    reason: "Two pages must link to each other; otherwise the annotation is ignored.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Add the missing `xhtml:link` to the entry of the translation.",
    example: Example {
        bad: "<url><loc>https://www.example.com/en/</loc><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>\n<url><loc>https://www.example.com/de/</loc><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>",
        good: "<url><loc>https://www.example.com/en/</loc><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>\n<url><loc>https://www.example.com/de/</loc><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/></url>",
    },
};
