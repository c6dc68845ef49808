//! Reads the description that accompanies an index status.
//!
//! `coverageState` is free text in the requested language, so it is a hint for cases that the
//! structured fields leave open. The texts are those of the Page indexing report in English
//! (<https://support.google.com/webmasters/answer/7440203>), old and current; others are
//! [`Coverage::Unrecognised`].

/// State that Google describes in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// "Submitted and indexed", "Indexed, not submitted in sitemap" and other texts about indexed
    /// pages.
    Indexed,
    /// "URL is unknown to Google".
    Unknown,
    /// "Discovered - currently not indexed".
    Discovered,
    /// "Crawled - currently not indexed".
    Crawled,
    /// "Page with redirect".
    Redirect,
    /// "Alternate page with proper canonical tag", "Duplicate without user-selected canonical" and
    /// other texts about duplicates.
    Duplicate,
    /// "Blocked by page removal tool".
    Removed,
    /// "Excluded by 'noindex' tag".
    Noindex,
    /// "Blocked by robots.txt".
    BlockedByRobotsTxt,
    /// "Not found (404)".
    NotFound,
    /// "Soft 404".
    Soft404,
    /// "Blocked due to unauthorized request (401)".
    Unauthorized,
    /// "Blocked due to access forbidden (403)".
    Forbidden,
    /// "Blocked due to other 4xx issue".
    ClientError,
    /// "Server error (5xx)".
    ServerError,
    /// "Redirect error".
    RedirectError,
    /// A text that is none of these, or no text.
    Unrecognised,
}

/// Parts of the texts, in lower case. The first part that occurs decides, so that "soft 404" comes
/// before "404" and "redirect error" before "redirect".
const PARTS: [(&str, Coverage); 24] = [
    ("unknown to google", Coverage::Unknown),
    ("removal tool", Coverage::Removed),
    ("currently not indexed", Coverage::Crawled),
    ("not selected as canonical", Coverage::Duplicate),
    ("duplicate", Coverage::Duplicate),
    ("alternate page", Coverage::Duplicate),
    ("though blocked by robots.txt", Coverage::Indexed),
    ("blocked by robots.txt", Coverage::BlockedByRobotsTxt),
    ("noindex", Coverage::Noindex),
    ("soft 404", Coverage::Soft404),
    ("(404)", Coverage::NotFound),
    ("not found", Coverage::NotFound),
    ("(401)", Coverage::Unauthorized),
    ("unauthorized", Coverage::Unauthorized),
    ("(403)", Coverage::Forbidden),
    ("forbidden", Coverage::Forbidden),
    ("returned 403", Coverage::Forbidden),
    ("4xx", Coverage::ClientError),
    ("5xx", Coverage::ServerError),
    ("redirect error", Coverage::RedirectError),
    ("with redirect", Coverage::Redirect),
    ("indexed, ", Coverage::Indexed),
    ("page indexed", Coverage::Indexed),
    ("and indexed", Coverage::Indexed),
];

impl Coverage {
    /// Reads `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        // "Discovered - currently not indexed" has the same end as "Crawled - ...", and a dash of
        // changing length.
        if text.starts_with("discovered") {
            return Self::Discovered;
        }
        PARTS
            .into_iter()
            .find(|(part, _)| text.contains(part))
            .map_or(Self::Unrecognised, |(_, coverage)| coverage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_page_indexing_report_are_recognised() {
        for (text, expected) in [
            ("Submitted and indexed", Coverage::Indexed),
            ("Indexed, not submitted in sitemap", Coverage::Indexed),
            ("Indexed, low interest", Coverage::Indexed),
            ("Indexed, though blocked by robots.txt", Coverage::Indexed),
            ("Page indexed without content", Coverage::Indexed),
            ("URL is unknown to Google", Coverage::Unknown),
            ("Discovered - currently not indexed", Coverage::Discovered),
            ("Discovered – currently not indexed", Coverage::Discovered),
            ("Crawled - currently not indexed", Coverage::Crawled),
            ("Page with redirect", Coverage::Redirect),
            (
                "Alternate page with proper canonical tag",
                Coverage::Duplicate,
            ),
            (
                "Duplicate without user-selected canonical",
                Coverage::Duplicate,
            ),
            (
                "Duplicate, Google chose different canonical than user",
                Coverage::Duplicate,
            ),
            (
                "Submitted URL not selected as canonical",
                Coverage::Duplicate,
            ),
            ("Blocked by page removal tool", Coverage::Removed),
            ("Excluded by ‘noindex’ tag", Coverage::Noindex),
            ("Submitted URL marked 'noindex'", Coverage::Noindex),
            ("Blocked by robots.txt", Coverage::BlockedByRobotsTxt),
            (
                "Submitted URL blocked by robots.txt",
                Coverage::BlockedByRobotsTxt,
            ),
            ("Not found (404)", Coverage::NotFound),
            ("Submitted URL not found (404)", Coverage::NotFound),
            ("Soft 404", Coverage::Soft404),
            ("Submitted URL seems to be a Soft 404", Coverage::Soft404),
            (
                "Blocked due to unauthorized request (401)",
                Coverage::Unauthorized,
            ),
            (
                "Submitted URL returns unauthorized request (401)",
                Coverage::Unauthorized,
            ),
            ("Blocked due to access forbidden (403)", Coverage::Forbidden),
            ("Submitted URL returned 403", Coverage::Forbidden),
            ("Blocked due to other 4xx issue", Coverage::ClientError),
            ("Server error (5xx)", Coverage::ServerError),
            ("Redirect error", Coverage::RedirectError),
        ] {
            assert_eq!(Coverage::of(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_recognised() {
        for text in ["", "Gecrawlt - zurzeit nicht indexiert", "Crawl anomaly"] {
            assert_eq!(Coverage::of(text), Coverage::Unrecognised, "{text}");
        }
    }
}
