//! Reasons for the state of a page, with their meanings and remedies.

use super::IndexState;

/// Reason for the state of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reason {
    /// In the index.
    Indexed,
    /// Google does not know the URL.
    UnknownToGoogle,
    /// Google knows the URL but has not crawled it.
    Discovered,
    /// Google crawled the page but has not indexed it.
    CrawledNotIndexed,
    /// Google's own crawler failed.
    CrawlInterrupted,
    /// Google or the page itself prefers another address.
    CanonicalElsewhere,
    /// The URL redirects to another page.
    Redirect,
    /// An owner requested its removal in Search Console.
    RemovalRequested,
    /// A `noindex` in the page.
    NoindexMeta,
    /// A `noindex` in the response header.
    NoindexHeader,
    /// robots.txt forbids crawling.
    BlockedByRobotsTxt,
    /// 404.
    NotFound,
    /// "Not found" with status 200.
    Soft404,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// Another 4xx.
    ClientError,
    /// 5xx.
    ServerError,
    /// A redirect error.
    RedirectError,
    /// Not a valid URL.
    InvalidUrl,
    /// Google reports a failure without a known reason.
    Other,
}

impl Reason {
    /// All reasons.
    pub(crate) const ALL: [Self; 20] = [
        Self::Indexed,
        Self::UnknownToGoogle,
        Self::Discovered,
        Self::CrawledNotIndexed,
        Self::CrawlInterrupted,
        Self::CanonicalElsewhere,
        Self::Redirect,
        Self::RemovalRequested,
        Self::NoindexMeta,
        Self::NoindexHeader,
        Self::BlockedByRobotsTxt,
        Self::NotFound,
        Self::Soft404,
        Self::Unauthorized,
        Self::Forbidden,
        Self::ClientError,
        Self::ServerError,
        Self::RedirectError,
        Self::InvalidUrl,
        Self::Other,
    ];

    /// The reason with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// The name in reports and in the store; never changes.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Indexed => "indexed",
            Self::UnknownToGoogle => "unknown-to-google",
            Self::Discovered => "discovered",
            Self::CrawledNotIndexed => "crawled-not-indexed",
            Self::CrawlInterrupted => "crawl-interrupted",
            Self::CanonicalElsewhere => "canonical-elsewhere",
            Self::Redirect => "redirect",
            Self::RemovalRequested => "removal-requested",
            Self::NoindexMeta => "noindex-meta",
            Self::NoindexHeader => "noindex-header",
            Self::BlockedByRobotsTxt => "blocked-by-robots-txt",
            Self::NotFound => "not-found",
            Self::Soft404 => "soft-404",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::ClientError => "client-error",
            Self::ServerError => "server-error",
            Self::RedirectError => "redirect-error",
            Self::InvalidUrl => "invalid-url",
            Self::Other => "other",
        }
    }

    /// The state that it is a reason for.
    pub(crate) const fn state(self) -> IndexState {
        match self {
            Self::Indexed => IndexState::Indexed,
            Self::UnknownToGoogle
            | Self::Discovered
            | Self::CrawledNotIndexed
            | Self::CrawlInterrupted => IndexState::Pending,
            Self::CanonicalElsewhere
            | Self::Redirect
            | Self::RemovalRequested
            | Self::NoindexMeta
            | Self::NoindexHeader => IndexState::Excluded,
            Self::BlockedByRobotsTxt
            | Self::NotFound
            | Self::Soft404
            | Self::Unauthorized
            | Self::Forbidden
            | Self::ClientError
            | Self::ServerError
            | Self::RedirectError
            | Self::InvalidUrl
            | Self::Other => IndexState::Error,
        }
    }

    /// Meaning.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Indexed => "in Google's index",
            Self::UnknownToGoogle => "Google does not know this URL, or has dropped it",
            Self::Discovered => "Google knows this URL but has not crawled it yet",
            Self::CrawledNotIndexed => "Google crawled this page but has not indexed it",
            Self::CrawlInterrupted => "Google's crawler failed for internal reasons",
            Self::CanonicalElsewhere => "another URL is canonical, or this one redirects",
            Self::Redirect => "the URL redirects to another page",
            Self::RemovalRequested => {
                "an owner requested the removal of the URL from Google's results"
            }
            Self::NoindexMeta => "noindex in the page (robots meta tag)",
            Self::NoindexHeader => "noindex in the response (X-Robots-Tag header)",
            Self::BlockedByRobotsTxt => "blocked by robots.txt",
            Self::NotFound => "the server returned 404 to Google",
            Self::Soft404 => "soft 404: the page returns 200 but looks like \"not found\"",
            Self::Unauthorized => "the server required a login from Google (401)",
            Self::Forbidden => "the server denied Google access (403)",
            Self::ClientError => "the server returned a 4xx error to Google",
            Self::ServerError => "the server returned a 5xx error to Google",
            Self::RedirectError => "redirect error",
            Self::InvalidUrl => "Google considers the URL invalid",
            Self::Other => "Google could not index the page, and the API gives no reason",
        }
    }

    /// Advice if a sitemap of the property was already submitted.
    pub(crate) const fn advice_once(self, is_submitted: bool) -> Option<&'static str> {
        match self {
            Self::UnknownToGoogle if is_submitted => Some(
                "wait: the sitemap is submitted, and Google takes days or weeks to visit new pages; links from indexed pages speed it up",
            ),
            _ => self.advice(),
        }
    }

    /// Advice; `None` if the page is indexed.
    pub(crate) const fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::Indexed => return None,
            Self::UnknownToGoogle => {
                "submit the sitemap that lists it, and link to it from pages that are indexed"
            }
            Self::Discovered => "wait; if it lasts for weeks, link to it from indexed pages",
            Self::CrawledNotIndexed => {
                "wait some days; if it lasts, improve the content of the page"
            }
            Self::CrawlInterrupted => "wait; Google tries again",
            Self::CanonicalElsewhere => {
                "list the canonical URL in the sitemap instead, unless this is intended"
            }
            Self::Redirect => "list the target of the redirect in the sitemap instead",
            Self::RemovalRequested => {
                "cancel the request in Search Console (Removals), or remove the page from the sitemap"
            }
            Self::NoindexMeta => "remove the noindex from the page, or the page from the sitemap",
            Self::NoindexHeader => {
                "remove noindex from the X-Robots-Tag header, or the page from the sitemap"
            }
            Self::BlockedByRobotsTxt => {
                "allow the page in robots.txt, or remove it from the sitemap"
            }
            Self::NotFound => "restore the page, redirect it, or remove it from the sitemap",
            Self::Soft404 => "return 404 if the page is gone; otherwise add content",
            Self::Unauthorized | Self::Forbidden => "allow Google to read the page without a login",
            Self::ClientError => "find out why the server rejects Google's requests",
            Self::ServerError => "look for Googlebot's requests in the server's log",
            Self::RedirectError => "shorten the redirect chain, and let it end at a page",
            Self::InvalidUrl => "correct the URL in the sitemap",
            Self::Other => "inspect the URL in Search Console, which shows more",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::named(reason.as_str()), Some(reason));
        }
        assert_eq!(Reason::named("no such"), None);
    }

    #[test]
    fn every_reason_but_indexed_has_advice() {
        for reason in Reason::ALL {
            assert_eq!(
                reason.advice().is_none(),
                reason.state() == IndexState::Indexed
            );
        }
    }
}
