//! Rules about the news extension.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;
use crate::value::lastmod::Fault;

pub(crate) static MISSING_PUBLICATION: Rule = Rule {
    id: "news-missing-publication",
    severity: Severity::Warning,
    summary: "An article has no publication.",
    reason: "Google requires a publication for each article; without it only the page is listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:publication`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_publication(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:publication` is empty"
    } else {
        "`news:publication` is missing"
    })
}

pub(crate) static MISSING_NAME: Rule = Rule {
    id: "news-missing-name",
    severity: Severity::Warning,
    summary: "A publication has no name.",
    reason: "Google requires a publication name for each article; without it only the page is listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:name`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_name(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:name` is empty"
    } else {
        "`news:name` is missing"
    })
}

pub(crate) static MISSING_LANGUAGE: Rule = Rule {
    id: "news-missing-language",
    severity: Severity::Warning,
    summary: "A publication has no language.",
    reason: "Google requires a publication language for each article; without it only the page is listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:language`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_language(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:language` is empty"
    } else {
        "`news:language` is missing"
    })
}

pub(crate) static MISSING_DATE: Rule = Rule {
    id: "news-missing-date",
    severity: Severity::Warning,
    summary: "An article has no date.",
    reason: "Google requires a publication date for each article; without it only the page is listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:publication_date`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_date(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:publication_date` is empty"
    } else {
        "`news:publication_date` is missing"
    })
}

pub(crate) static MISSING_TITLE: Rule = Rule {
    id: "news-missing-title",
    severity: Severity::Warning,
    summary: "An article has no title.",
    reason: "Google requires a title for each article; without it only the page is listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:title`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_title(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:title` is empty"
    } else {
        "`news:title` is missing"
    })
}

pub(crate) static TOO_MANY: Rule = Rule {
    id: "news-too-many",
    severity: Severity::Warning,
    summary: "The sitemap lists too many articles.",
    reason: "Google permits at most 1,000 articles per sitemap.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Split the sitemap and list the parts in a sitemap index.",
    example: Example {
        bad: "$ grep -c '<news:news>' sitemap.xml\n1001",
        good: "$ grep -c '<news:news>' sitemap.xml\n1000",
    },
};

/// Maximum number of articles per sitemap.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>
pub(crate) const TOO_MANY_LIMIT: u64 = 1000;

pub(crate) fn too_many() -> Draft {
    Draft::new(format!(
        "this sitemap lists more than {TOO_MANY_LIMIT} articles"
    ))
}

pub(crate) static MULTIPLE_PER_URL: Rule = Rule {
    id: "news-multiple-per-url",
    severity: Severity::Warning,
    summary: "An entry contains more than one article.",
    reason: "Google permits one `news:news` per page.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Create a separate entry for each article.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn multiple_per_url() -> Draft {
    Draft::new("this page has a second `news:news`")
}

pub(crate) static STALE: Rule = Rule {
    id: "news-stale",
    severity: Severity::Warning,
    summary: "An article is older than two days.",
    reason: "A news sitemap is for articles of the last two days; Google ignores older ones.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Remove older articles from the news sitemap; they stay in the index.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-01</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn stale(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the article of {} is older than two days",
        quote(value)
    ))
}

pub(crate) static LANGUAGE_INVALID: Rule = Rule {
    id: "news-language-invalid",
    severity: Severity::Warning,
    summary: "The language of a publication is not valid.",
    reason: "Google supports ISO 639 codes of two or three letters, and `zh-cn` and `zh-tw`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Write `en` for English, without a country.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>english</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn language_invalid(value: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not a language code of ISO 639",
        quote(value)
    ))
}

pub(crate) static FUTURE: Rule = Rule {
    id: "news-future",
    severity: Severity::Warning,
    summary: "The date of an article is in the future.",
    reason: "Google News lists articles that were published; the date of publication must not be in the future.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Write the date of the original publication, and list the article when it is published.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2099-01-01</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn future(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the article's date {} is in the future",
        quote(value)
    ))
}

pub(crate) static DATE_INVALID: Rule = Rule {
    id: "news-date-invalid",
    severity: Severity::Warning,
    summary: "The date of an article cannot be parsed.",
    reason: "Google supports dates in W3C Datetime format.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Write `2026-01-31` or `2026-01-31T12:00:00+01:00`.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>31 May 2026</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn date_invalid(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!("the date {} {}", quote(value), fault.describe()))
}

pub(crate) static DEPRECATED_TAG: Rule = Rule {
    id: "news-deprecated-tag",
    severity: Severity::Info,
    summary: "An element of the news extension no longer has an effect.",
    reason: "Google no longer uses it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Remove it.",
    example: Example {
        bad: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n<news:keywords>one, two</news:keywords>\n</news:news></url>",
        good: "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    },
};

pub(crate) fn deprecated_tag(name: &[u8]) -> Draft {
    Draft::new(format!("Google ignores {}", quote(name)))
}
