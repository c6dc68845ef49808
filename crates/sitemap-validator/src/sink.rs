//! Tells the caller of entries as they pass.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::parse::{Alternate, Alternates};
use crate::report::Kind;
use crate::value::{feed_date, lastmod};

/// One entry of a sitemap, valid for the length of the call that hands it over.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'document> {
    pub(crate) kind: Kind,
    pub(crate) loc: &'document [u8],
    pub(crate) lastmod: Option<&'document [u8]>,
    pub(crate) alternates: Option<&'document Alternates>,
}

impl Entry<'_> {
    /// The kind of the document that lists it.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The address as written, entities resolved and surrounding white space removed.
    ///
    /// It need not be a valid URL: entries with findings are handed over too.
    #[must_use]
    pub fn loc(&self) -> Cow<'_, str> {
        text(self.loc)
    }

    /// The date of the last change as written; it need not be a valid date.
    #[must_use]
    pub fn lastmod(&self) -> Option<Cow<'_, str>> {
        self.lastmod.map(text)
    }

    /// The translations that are named of the page, in their order, at most 250.
    pub fn alternates(&self) -> impl Iterator<Item = Alternate<'_>> {
        self.alternates.into_iter().flat_map(Alternates::iter)
    }

    /// The earliest moment that [`Entry::lastmod`] can mean; `None` where it is no date in W3C
    /// Datetime format, or in that of RSS in an RSS feed.
    #[must_use]
    pub fn lastmod_time(&self) -> Option<Timestamp> {
        if self.kind == Kind::Rss {
            return feed_date::parse_rss(self.lastmod?);
        }
        let second = lastmod::parse(self.lastmod?).ok()?;
        Timestamp::from_second(second).ok()
    }
}

/// Is told of every entry that has an address, in document order.
pub trait EntrySink {
    /// Called once per entry, when the entry is complete.
    fn on_entry(&mut self, _entry: &Entry<'_>) {}
}

/// Ignores all entries.
impl EntrySink for () {}

/// Nearly all is UTF-8, which the one function finds many times faster than the other.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
