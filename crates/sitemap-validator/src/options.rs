//! Options of a validation.

use jiff::Timestamp;
use url::Url;

use crate::rules::Levels;

/// Parameters of a validation in addition to the bytes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// URL of the sitemap; without it host and scheme of the entries are not compared.
    pub location: Option<Url>,
    /// Addresses whose hosts it may list as well as its own: the robots.txt files that name the sitemap
    /// (<https://www.sitemaps.org/protocol.html#sitemaps_cross_submits>), and the address to which
    /// `location` redirects.
    pub also_of: Vec<Url>,
    /// Domains of which it may list every host and scheme, as a domain property of Search Console
    /// covers them.
    pub domains: Vec<String>,
    /// True if the caller reads the sitemaps that an index lists, and judges their hosts itself.
    pub follows_index: bool,
    /// File name, whose extension is compared with the content; a response from `location` may be
    /// compressed regardless of its URL.
    pub name: Option<String>,
    /// True if a header declares what is served to be gzip.
    pub says_gzip: bool,
    /// True if robots.txt names the sitemap, or it is submitted in Search Console, so that it may
    /// list pages outside of its own folder.
    /// <https://www.sitemaps.org/protocol.html#location>
    pub is_announced: bool,
    /// The current time, for detecting future dates.
    pub now: Timestamp,
    /// Limits of the input.
    pub limits: Limits,
    /// Maximum number of findings per rule; all violations are counted.
    pub max_findings_per_rule: usize,
    /// Disables the fast path, to compare the results.
    #[cfg(test)]
    pub(crate) without_shortcut: bool,
    /// Severities of rules that differ from their defaults.
    pub levels: Levels,
}

impl Options {
    /// Default of [`Self::max_findings_per_rule`].
    pub const DEFAULT_FINDINGS_PER_RULE: usize = 20;

    /// Creates options with the protocol's limits, for a sitemap without a location.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            location: None,
            also_of: Vec::new(),
            domains: Vec::new(),
            follows_index: false,
            says_gzip: false,
            name: None,
            is_announced: false,
            now,
            limits: Limits::default(),
            max_findings_per_rule: Self::DEFAULT_FINDINGS_PER_RULE,
            #[cfg(test)]
            without_shortcut: false,
            levels: Levels::default(),
        }
    }
}

impl Options {
    /// True if the document is a robots.txt by its URL or name, since its content does not show it.
    #[must_use]
    pub fn is_robots(&self) -> bool {
        let location = self.location.as_ref();
        location.is_some_and(|url| url.path() == "/robots.txt")
            || self.name.as_deref() == Some("robots.txt")
    }
}

/// Limits of the input; the first two are the protocol's, the others protect the parser.
///
/// <https://www.sitemaps.org/protocol.html#index>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes after decompression; parsing stops there.
    pub max_bytes: u64,
    /// URLs in a sitemap, or sitemaps in an index.
    pub max_entries: u64,
    /// Bytes of one tag, comment, value or line; this much memory is allocated at the start.
    pub max_token_bytes: usize,
    /// Elements open at one time.
    pub max_depth: usize,
    /// Attributes of one element.
    pub max_attributes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 52_428_800,
            max_entries: 50_000,
            max_token_bytes: 64 << 10,
            max_depth: 64,
            max_attributes: 64,
        }
    }
}
