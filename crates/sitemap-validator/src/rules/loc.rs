//! Rules about page URLs.

use crate::draft::Draft;
use crate::quote::quote;
use crate::quote::visible;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

/// Advice for a URL with a space in it.
pub(crate) const ENCODE_SPACE: &str = "Percent-encode the space as `%20`.";

/// True if a URL contains white space.
pub(crate) fn has_space(url: &[u8]) -> bool {
    url.iter().any(u8::is_ascii_whitespace)
}

pub(crate) static MISSING: Rule = Rule {
    id: "loc-missing",
    severity: Severity::Error,
    summary: "An entry has no URL.",
    reason: "The protocol requires `loc` in every entry; without it the other elements have no meaning.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Add `<loc>` with the full URL, or remove the entry.",
    example: Example {
        bad: "<url><lastmod>2026-01-01</lastmod></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn missing() -> Draft {
    Draft::new("the entry has no `loc`")
}

pub(crate) static EMPTY: Rule = Rule {
    id: "loc-empty",
    severity: Severity::Error,
    summary: "A URL is empty.",
    reason: "The protocol requires a URL in every entry.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Write the full URL, or remove the entry.",
    example: Example {
        bad: "<url><loc></loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn empty() -> Draft {
    Draft::new("the address is empty")
}

pub(crate) static NOT_ABSOLUTE: Rule = Rule {
    id: "loc-not-absolute",
    severity: Severity::Error,
    summary: "A URL has no scheme or no host.",
    reason: "Engines request the URL as written; there is no base URL to resolve it against.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write the full URL, with `https://` and the host.",
    example: Example {
        bad: "<url><loc>/about</loc></url>",
        good: "<url><loc>https://www.example.com/about</loc></url>",
    },
};

pub(crate) fn not_absolute(value: &[u8]) -> Draft {
    Draft::new(format!("the address {} is not a full URL", quote(value)))
}

pub(crate) static SCHEME: Rule = Rule {
    id: "loc-scheme",
    severity: Severity::Error,
    summary: "The scheme of a URL is neither http nor https.",
    reason: "Engines crawl pages only over HTTP.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "List the page's http or https URL, or remove the entry.",
    example: Example {
        bad: "<url><loc>ftp://www.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn scheme(scheme: &[u8]) -> Draft {
    Draft::new(format!(
        "the scheme {} is neither http nor https",
        quote(scheme)
    ))
}

pub(crate) static TOO_LONG: Rule = Rule {
    id: "loc-too-long",
    severity: Severity::Error,
    summary: "A URL is too long.",
    reason: "The protocol requires fewer than 2,048 characters.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Shorten the URL; session and tracking parameters do not belong in a sitemap.",
    example: Example {
        bad: "$ awk 'length >= 2048 { print FNR }' sitemap.txt\n3",
        good: "$ awk 'length >= 2048 { print FNR }' sitemap.txt",
    },
};

/// Length in characters that a URL must stay below.
///
/// <https://www.sitemaps.org/protocol.html#locdef>
pub(crate) const TOO_LONG_LIMIT: usize = 2048;

pub(crate) fn too_long(characters: usize) -> Draft {
    Draft::new(format!(
        "the address has {characters} characters; fewer than {TOO_LONG_LIMIT} are required"
    ))
}

pub(crate) static INVALID_URL: Rule = Rule {
    id: "loc-invalid-url",
    severity: Severity::Error,
    summary: "A URL cannot be parsed.",
    reason: "The protocol requires URLs according to RFC 3986; the host or port of this one is not valid.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Correct the host and the port.",
    example: Example {
        bad: "<url><loc>https://www.example.com:99999/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn invalid_url(value: &[u8], cause: url::ParseError) -> Draft {
    Draft::new(format!(
        "the address {} is not a URL: {cause}",
        quote(value)
    ))
}

pub(crate) static NOT_ENCODED: Rule = Rule {
    id: "loc-not-encoded",
    severity: Severity::Warning,
    summary: "A URL contains characters that must be percent-encoded.",
    reason: "RFC 3986 does not permit spaces, quotes, angle brackets or braces in a URL, and permits a percent sign only before two hexadecimal digits; readers interpret such URLs differently.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Percent-encode the character, a space as `%20` and a percent sign as `%25`.",
    example: Example {
        bad: "<url><loc>https://www.example.com/two words</loc></url>",
        good: "<url><loc>https://www.example.com/two%20words</loc></url>",
    },
};

pub(crate) fn not_encoded_character(byte: u8) -> Draft {
    Draft::new(format!(
        "the character `{}` must be percent-encoded in a URL",
        visible(char::from(byte))
    ))
}

/// Message for a URL that was escaped twice, so that the reference is literal text.
pub(crate) fn not_encoded_reference(reference: &[u8]) -> Draft {
    Draft::new(format!(
        "the URL contains {}: it was escaped twice",
        quote(reference)
    ))
    .help("Escape the ampersand once: `&amp;` in XML, `&` in a text sitemap.")
}

pub(crate) fn not_encoded_invisible(character: char) -> Draft {
    Draft::new(format!(
        "the URL contains the invisible character U+{:04X}",
        u32::from(character)
    ))
    .help("Remove the character; a URL with it is another URL.")
}

pub(crate) fn not_encoded_percent() -> Draft {
    Draft::new("a percent sign is not followed by two hexadecimal digits")
}

pub(crate) static HOST_MISMATCH: Rule = Rule {
    id: "loc-host-mismatch",
    severity: Severity::Error,
    summary: "A URL is on another host than the sitemap.",
    reason: "All URLs of a sitemap must be on the sitemap's own host; engines drop others unless the other host's robots.txt names this sitemap, or one owner has verified both hosts. If the sitemap redirects to another host, both hosts count as its own.",
    source: "https://www.sitemaps.org/protocol.html#location",
    remedy: "Move the URL to a sitemap on its own host, or name this sitemap in that host's robots.txt.",
    example: Example {
        bad: "<url><loc>https://shop.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn host_mismatch(amount: &str, found: &str, expected: &str, is_all: bool) -> Draft {
    let draft = Draft::new(format!(
        "{amount} on {found}, but the sitemap is on {expected}"
    ));
    if is_all {
        draft.help(format!(
            "Check that the generator's base URL is set to {expected}; if {found} is right, name this sitemap in its robots.txt."
        ))
    } else {
        draft
    }
}

pub(crate) static SCHEME_MISMATCH: Rule = Rule {
    id: "loc-scheme-mismatch",
    severity: Severity::Error,
    summary: "A URL has another scheme than the sitemap.",
    reason: "The protocol requires all URLs to use the sitemap's scheme, and Search Console lists a difference among its errors.",
    source: "https://support.google.com/webmasters/answer/7451001",
    remedy: "Serve the sitemap and list the URLs over https.",
    example: Example {
        bad: "<url><loc>http://www.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn scheme_mismatch(amount: &str, found: &str, expected: &str, is_all: bool) -> Draft {
    let draft = Draft::new(format!("{amount} {found}, but the sitemap is {expected}"));
    if is_all {
        draft.help("Check the scheme of the generator's base URL; serve the sitemap and list the URLs over https.")
    } else {
        draft
    }
}

pub(crate) static OUTSIDE_SCOPE: Rule = Rule {
    id: "loc-outside-scope",
    severity: Severity::Warning,
    summary: "A URL is outside the sitemap's folder.",
    reason: "Unless it is named in robots.txt or submitted in Search Console, a sitemap covers only its own folder and those below. After a redirect, the folder is that of the requested URL, since engines were given that URL.",
    source: "https://www.sitemaps.org/protocol.html#location",
    remedy: "Move the sitemap up to the root, name it in robots.txt, or submit it in Search Console.",
    example: Example {
        bad: "<url><loc>https://www.example.com/about</loc></url>",
        good: "<url><loc>https://www.example.com/shop/shoes</loc></url>",
    },
};

pub(crate) fn outside_scope(folder: &str) -> Draft {
    Draft::new(format!(
        "the URL is outside the sitemap's folder `{folder}`"
    ))
}

pub(crate) static WHITESPACE: Rule = Rule {
    id: "loc-whitespace",
    severity: Severity::Info,
    summary: "A URL is surrounded by white space.",
    reason: "Engines trim it; other readers may not.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Write the URL directly between the tags.",
    example: Example {
        bad: "<url><loc> https://www.example.com/ </loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn whitespace() -> Draft {
    Draft::new("the URL is surrounded by white space")
}

pub(crate) static FRAGMENT: Rule = Rule {
    id: "loc-fragment",
    severity: Severity::Warning,
    summary: "A URL has a fragment.",
    reason: "Engines drop the part after the `#`, so several URLs become one.",
    source: "https://developers.google.com/search/docs/crawling-indexing/url-structure",
    remedy: "List the page without the fragment.",
    example: Example {
        bad: "<url><loc>https://www.example.com/#team</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn fragment(value: &[u8]) -> Draft {
    Draft::new(format!("the address {} has a fragment", quote(value)))
}

pub(crate) static SESSION_ID: Rule = Rule {
    id: "loc-session-id",
    severity: Severity::Warning,
    summary: "A URL contains a session id.",
    reason: "The URL of the page differs on each visit, so engines crawl the same page repeatedly.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "List the URL without the session id.",
    example: Example {
        bad: "<url><loc>https://www.example.com/?PHPSESSID=1f2e</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn session_id(parameter: &[u8]) -> Draft {
    Draft::new(format!(
        "the URL contains the session id {}",
        quote(parameter)
    ))
}

pub(crate) static CREDENTIALS: Rule = Rule {
    id: "loc-credentials",
    severity: Severity::Warning,
    summary: "A URL contains a user name or a password.",
    reason: "Anyone who can read the sitemap can read it, and engines do not log in.",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    remedy: "Remove the part before the `@`, and change the password.",
    example: Example {
        bad: "<url><loc>https://me:secret@www.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn credentials() -> Draft {
    Draft::new("the URL contains a user name or a password")
}

pub(crate) static DUPLICATE: Rule = Rule {
    id: "loc-duplicate",
    severity: Severity::Warning,
    summary: "A URL is listed twice.",
    reason: "The duplicate uses up the limit and may contradict the first entry. URLs are compared by 64-bit hashes: in a full sitemap the probability of a single false finding is below one in ten thousand million.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "List each URL once.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/about</loc></url>",
    },
};

pub(crate) fn duplicate(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the address {} is already listed above",
        quote(value)
    ))
}
