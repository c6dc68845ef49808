//! Rules about the video extension.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::loc::{ENCODE_SPACE, has_space};
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static MISSING_THUMBNAIL: Rule = Rule {
    id: "video-missing-thumbnail",
    severity: Severity::Warning,
    summary: "A video has no thumbnail.",
    reason: "Google requires a thumbnail for each video and ignores a video without one.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Give each `video:video` a `video:thumbnail_loc`.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_thumbnail(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`video:thumbnail_loc` is empty"
    } else {
        "`video:thumbnail_loc` is missing"
    })
}

pub(crate) static MISSING_TITLE: Rule = Rule {
    id: "video-missing-title",
    severity: Severity::Warning,
    summary: "A video has no title.",
    reason: "Google requires a title for each video and ignores a video without one.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Give each `video:video` a `video:title`.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_title(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`video:title` is empty"
    } else {
        "`video:title` is missing"
    })
}

pub(crate) static MISSING_DESCRIPTION: Rule = Rule {
    id: "video-missing-description",
    severity: Severity::Warning,
    summary: "A video has no description.",
    reason: "Google requires a description for each video and ignores a video without one.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Give each `video:video` a `video:description`.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn missing_description(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`video:description` is empty"
    } else {
        "`video:description` is missing"
    })
}

pub(crate) static MISSING_CONTENT_OR_PLAYER: Rule = Rule {
    id: "video-missing-content-or-player",
    severity: Severity::Warning,
    summary: "A video has neither a file URL nor a player URL.",
    reason: "Google requires one of `video:content_loc` and `video:player_loc`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Add `video:content_loc` with the URL of the file, or `video:player_loc`.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

pub(crate) fn missing_content_or_player() -> Draft {
    Draft::new("`video:content_loc` and `video:player_loc` are missing")
}

pub(crate) static CONTENT_EQUALS_LOC: Rule = Rule {
    id: "video-content-equals-loc",
    severity: Severity::Warning,
    summary: "The URL of a video file is the URL of its page.",
    reason: "A page is not a video file, so Google does not find the video.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write the URL of the file itself.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/</video:content_loc>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

pub(crate) fn content_equals_loc(name: &[u8]) -> Draft {
    Draft::new(format!("{} is also the address of the page", quote(name)))
}

pub(crate) static URL_INVALID: Rule = Rule {
    id: "video-url-invalid",
    severity: Severity::Warning,
    summary: "A URL of a video is not a full URL.",
    reason: "Google cannot fetch it and ignores the video; the page is still listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write the full URL, with `https://` and the host.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

pub(crate) fn url_invalid(name: &[u8], value: &[u8]) -> Draft {
    let contains_space = has_space(value);
    let (name, value) = (quote(name), quote(value));
    if contains_space {
        return Draft::new(format!("{name} contains a space: {value}")).help(ENCODE_SPACE);
    }
    Draft::new(format!("{name} is not a full URL: {value}"))
}

pub(crate) static DESCRIPTION_TOO_LONG: Rule = Rule {
    id: "video-description-too-long",
    severity: Severity::Warning,
    summary: "The description of a video is too long.",
    reason: "Google permits 2,048 characters.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Shorten it.",
    example: Example {
        bad: "$ wc -m < description.txt\n2049",
        good: "$ wc -m < description.txt\n2048",
    },
};

/// Maximum length of a description in characters.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>
pub(crate) const DESCRIPTION_TOO_LONG_LIMIT: usize = 2048;

pub(crate) fn description_too_long(characters: usize) -> Draft {
    Draft::new(format!(
        "the description has {characters} characters; {DESCRIPTION_TOO_LONG_LIMIT} are permitted"
    ))
}

pub(crate) static DURATION_RANGE: Rule = Rule {
    id: "video-duration-range",
    severity: Severity::Warning,
    summary: "The duration of a video is out of range.",
    reason: "Google permits 1 to 28,800 seconds (eight hours).",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write whole seconds from 1 to 28800.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:duration>0</video:duration>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:duration>90</video:duration>\n</video:video></url>",
    },
};

pub(crate) fn duration_range(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the duration {} is not a number of seconds from 1 to 28800",
        quote(value)
    ))
}

pub(crate) static RATING_RANGE: Rule = Rule {
    id: "video-rating-range",
    severity: Severity::Warning,
    summary: "The rating of a video is out of range.",
    reason: "Google permits 0.0 to 5.0.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write a number from 0.0 to 5.0.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:rating>9.5</video:rating>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:rating>4.5</video:rating>\n</video:video></url>",
    },
};

pub(crate) fn rating_range(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the rating {} is not a number from 0.0 to 5.0",
        quote(value)
    ))
}

pub(crate) static DATE_INVALID: Rule = Rule {
    id: "video-date-invalid",
    severity: Severity::Warning,
    summary: "A date of a video cannot be parsed.",
    reason: "Google supports dates in W3C Datetime format; without a valid date it cannot determine when a video expires.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write `2026-01-31` or `2026-01-31T12:00:00+01:00`.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:publication_date>yesterday</video:publication_date>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:publication_date>2026-01-31</video:publication_date>\n</video:video></url>",
    },
};

pub(crate) fn date_invalid(name: &[u8], value: &[u8]) -> Draft {
    let (name, value) = (quote(name), quote(value));
    Draft::new(format!("{name} is not a date in W3C format: {value}"))
}

pub(crate) static VALUE_INVALID: Rule = Rule {
    id: "video-value-invalid",
    severity: Severity::Warning,
    summary: "A value of a video is not one of the permitted ones.",
    reason: "`family_friendly`, `requires_subscription` and `live` are `yes` or `no`; `restriction` and `platform` need `relationship=\"allow\"` or `\"deny\"`. Search Console reports an invalid tag or attribute value, and Google ignores it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write one of the permitted values.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:live>true</video:live>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:live>yes</video:live>\n</video:video></url>",
    },
};

pub(crate) fn value_invalid(name: &str, value: &[u8]) -> Draft {
    Draft::new(format!(
        "`{name}` is {}, which is neither `yes` nor `no`",
        quote(value)
    ))
    .help("Write `yes` or `no`.")
}

pub(crate) fn relationship_invalid(name: &str, value: Option<&[u8]>) -> Draft {
    let draft = match value {
        Some(value) => Draft::new(format!(
            "the `relationship` of `{name}` is {}, which is neither `allow` nor `deny`",
            quote(value)
        )),
        None => Draft::new(format!("`{name}` has no attribute `relationship`")),
    };
    draft.help("Write `relationship=\"allow\"` or `relationship=\"deny\"`.")
}

pub(crate) static TOO_MANY_TAGS: Rule = Rule {
    id: "video-too-many-tags",
    severity: Severity::Warning,
    summary: "A video has too many tags.",
    reason: "Google permits 32.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Keep the most relevant tags.",
    example: Example {
        bad: "$ grep -c '<video:tag>' video.xml\n33",
        good: "$ grep -c '<video:tag>' video.xml\n32",
    },
};

/// Maximum number of tags per video.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>
pub(crate) const TOO_MANY_TAGS_LIMIT: u32 = 32;

pub(crate) fn too_many_tags() -> Draft {
    Draft::new(format!(
        "this video has more than {TOO_MANY_TAGS_LIMIT} tags"
    ))
}

pub(crate) static DEPRECATED_TAG: Rule = Rule {
    id: "video-deprecated-tag",
    severity: Severity::Info,
    summary: "An element of the video extension no longer has an effect.",
    reason: "Google has ignored it since August 2022.",
    source: "https://developers.google.com/search/blog/2022/05/spring-cleaning-sitemap-extensions",
    remedy: "Remove it.",
    example: Example {
        bad: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:category>Cooking</video:category>\n</video:video></url>",
        good: "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    },
};

pub(crate) fn deprecated_tag(name: &[u8]) -> Draft {
    Draft::new(format!("Google ignores {}", quote(name)))
}
