//! Recovers from syntax errors at the next entry.
//!
//! An XML parser must stop after a fatal error, since its position is unknown. A sitemap, however, is
//! a list: each start tag of an entry starts the next page. The bytes before it are skipped and
//! counted in the finding, and the report is incomplete.

use std::io;

use super::document::Document;
use super::reporter::Reporter;
use super::schema::Context;
use super::token::Token;
use crate::decode::Input;
use crate::diagnostics::Diagnostics;
use crate::report::Kind;
use crate::rules;
use crate::window::Place;

/// Maximum number of recoveries per document, since each may search a whole window.
const MAX_RECOVERIES: u32 = 100;

/// Reason why parsing cannot continue.
enum Cause {
    /// Error message of the XML reader.
    Malformed(String),
    /// The end of this kind of markup was not found.
    Unclosed(&'static str),
    /// A tag or comment exceeds this limit in bytes.
    TooLong(usize),
}

/// A place after which parsing is not possible.
pub(super) struct Broken {
    cause: Cause,
    place: Place,
    offset: u64,
}

impl Broken {
    pub(super) fn malformed(message: String, at: Token<'_>, reporter: &Reporter<'_>) -> Self {
        Self::new(Cause::Malformed(message), at, reporter)
    }

    pub(super) fn unclosed(what: &'static str, at: Token<'_>, reporter: &Reporter<'_>) -> Self {
        Self::new(Cause::Unclosed(what), at, reporter)
    }

    pub(super) fn too_long(limit: usize, at: Token<'_>, reporter: &Reporter<'_>) -> Self {
        Self::new(Cause::TooLong(limit), at, reporter)
    }

    fn new(cause: Cause, at: Token<'_>, reporter: &Reporter<'_>) -> Self {
        Self {
            cause,
            // It may no longer be in memory when the next entry is found.
            place: reporter.window.place(at.start..at.start + 1),
            offset: at.start,
        }
    }

    fn report(self, skipped: Option<u64>, is_truncated: bool, diagnostics: &mut Diagnostics) {
        let place = || Some(self.place);
        match self.cause {
            Cause::Unclosed(what) if is_truncated => {
                diagnostics.at_place(&rules::xml::TRUNCATED, place, || {
                    rules::xml::truncated_inside(what)
                });
            }
            Cause::Unclosed(what) => {
                diagnostics.at_place(&rules::xml::MALFORMED, place, || {
                    rules::xml::malformed_fatal(&format!("this {what} is not closed"), skipped)
                });
            }
            Cause::Malformed(message) => {
                diagnostics.at_place(&rules::xml::MALFORMED, place, || {
                    rules::xml::malformed_fatal(&message, skipped)
                });
            }
            Cause::TooLong(limit) => {
                diagnostics.at_place(&rules::xml::TOKEN_TOO_LONG, place, || {
                    rules::xml::token_too_long_markup(limit, skipped)
                });
            }
        }
    }
}

/// Finds the places where parsing can continue.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    times: u32,
}

impl Recovery {
    /// True if a part of the document was skipped.
    pub(super) fn has_skipped(&self) -> bool {
        self.times > 0
    }

    /// Reports the error; returns the offset of the next entry, or of the end of the list.
    pub(super) fn go_on(
        &mut self,
        broken: Broken,
        input: &mut Input<'_>,
        document: &mut Document<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> io::Result<Option<u64>> {
        self.times += 1;
        let goes_on = self.times <= MAX_RECOVERIES;
        let marks = document.kind().and_then(marks).filter(|_| goes_on);
        let next = match marks {
            Some(marks) => search(input, broken.offset + 1, marks, diagnostics)?,
            None => None,
        };
        let skipped = next.map(|next| next - broken.offset);
        // If the list continues or has ended, the file is not truncated.
        let is_truncated = goes_on && next.is_none() && !document.has_ended();
        broken.report(skipped, is_truncated, diagnostics);
        document.leave_entry();
        Ok(next)
    }
}

impl Document<'_, '_> {
    /// True if its root element was closed.
    fn has_ended(&self) -> bool {
        self.has_root && self.stack.depth() == 0
    }

    /// Closes all open elements inside the list without checking them.
    fn leave_entry(&mut self) {
        let is_inside = |context| !matches!(context, Context::Root | Context::Channel);
        while self.stack.top().is_some_and(|open| is_inside(open.context)) {
            self.stack.pop();
        }
        self.namespaces.close(self.stack.depth());
        self.entry.is_open = false;
    }
}

/// Start of an entry, and end of the list.
type Marks = [&'static [u8]; 2];

fn marks(kind: Kind) -> Option<Marks> {
    match kind {
        Kind::Urlset => Some([b"<url", b"</urlset"]),
        Kind::SitemapIndex => Some([b"<sitemap", b"</sitemapindex"]),
        Kind::Rss => Some([b"<item", b"</channel"]),
        Kind::Atom => Some([b"<entry", b"</feed"]),
        Kind::Text | Kind::Robots => None,
    }
}

/// Searches for the first of the marks from an offset on.
fn search(
    input: &mut Input<'_>,
    from: u64,
    marks: Marks,
    diagnostics: &mut Diagnostics,
) -> io::Result<Option<u64>> {
    let longest = marks.iter().map(|mark| mark.len() as u64 + 1).max();
    let mut position = from;
    loop {
        if let Some(index) = find(input.window.from(position), marks) {
            return Ok(Some(position + index as u64));
        }
        // The window may end in the middle of a mark.
        let behind = input.window.end().saturating_sub(longest.unwrap_or(0));
        position = position.max(behind);
        if !input.advance(position, diagnostics)? {
            return Ok(None);
        }
    }
}

fn find(bytes: &[u8], marks: Marks) -> Option<usize> {
    memchr::memchr_iter(b'<', bytes).find(|index| {
        let rest = &bytes[*index..];
        marks.iter().any(|mark| {
            let behind = rest.strip_prefix(*mark).and_then(<[u8]>::first);
            behind.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_whole_names() {
        let urlset = marks(Kind::Urlset).unwrap();
        assert_eq!(find(b"a <urls> <url", urlset), None);
        assert_eq!(find(b"a <urls> <url\n>", urlset), Some(9));
        assert_eq!(find(b"--></urlset >", urlset), Some(3));
    }
}
