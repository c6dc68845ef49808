//! Passes entries to the caller.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::parse::{Alternate, Alternates};
use crate::report::Kind;
use crate::value::{feed_date, lastmod};

/// An entry of a sitemap, valid for the duration of the call.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'document> {
    pub(crate) kind: Kind,
    pub(crate) loc: &'document [u8],
    pub(crate) hash: Option<u64>,
    pub(crate) lastmod: Option<&'document [u8]>,
    pub(crate) alternates: Option<&'document Alternates>,
}

impl Entry<'_> {
    /// Type of the document that lists it.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The URL as written, with references resolved and surrounding white space removed.
    ///
    /// It may be invalid, since entries with findings are included.
    #[must_use]
    pub fn loc(&self) -> Cow<'_, str> {
        text(self.loc)
    }

    /// Hash of the bytes of the URL: `XxHash64` with seed 0; `None` if it was not needed.
    #[must_use]
    pub const fn loc_hash(&self) -> Option<u64> {
        self.hash
    }

    /// The date of the last change as written; it may be invalid.
    #[must_use]
    pub fn lastmod(&self) -> Option<Cow<'_, str>> {
        self.lastmod.map(text)
    }

    /// The page's translations in order, at most 250.
    pub fn alternates(&self) -> impl Iterator<Item = Alternate<'_>> {
        self.alternates.into_iter().flat_map(Alternates::iter)
    }

    /// The earliest time that [`Entry::lastmod`] can mean; `None` if it is not a W3C Datetime (in an
    /// RSS feed, not an RSS date).
    #[must_use]
    pub fn lastmod_time(&self) -> Option<Timestamp> {
        if self.kind == Kind::Rss {
            return feed_date::parse_rss(self.lastmod?);
        }
        let second = lastmod::parse(self.lastmod?).ok()?;
        Timestamp::from_second(second).ok()
    }
}

/// Receives every entry that has a URL, in document order.
pub trait EntrySink {
    /// Called once per entry, when the entry is complete.
    fn on_entry(&mut self, _entry: &Entry<'_>) {}
}

/// Ignores all entries.
impl EntrySink for () {}

/// Tries UTF-8 first, which is by far the most common and much faster.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
