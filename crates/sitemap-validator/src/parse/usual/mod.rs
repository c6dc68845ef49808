//! Fast path for entries of the most common forms, without the XML reader.
//!
//! Nearly all sitemaps are generated, with entries of the same forms: fields, links to translations,
//! and the images, videos and articles of Google's extensions, with white space between them. Such an
//! entry is recognised by comparing bytes (`entry`), and its parts are checked like all others; that
//! takes a fraction of the time. Entries of any other form are left to the XML reader.
//!
//! # Guarantees
//! The report is the same without the fast path.

mod entry;
#[cfg(test)]
mod tests;
mod text;

use entry::{Fields, Found, MAX_SEARCHED, Part, Shape, Span, tag_length};

use super::document::Document;
use super::extension::{Detail, Group, Link};
use super::mark::Mark;
use super::namespaces::Namespace;
use super::reporter::Reporter;
use super::schema::{Context, Field};
use super::tags::Tag;
use super::token::Token;
use super::value::Value;
use crate::report::Kind;
use crate::window::Window;

pub(super) use entry::Parts;

/// Limits below this length, depth or number could be exceeded by the common forms themselves.
const LEAST_TOKEN_BYTES: usize = 256;
const LEAST_DEPTH: usize = 8;
const LEAST_ATTRIBUTES: usize = 8;

/// Bytes at an offset of the document.
#[derive(Clone, Copy)]
struct Source<'window> {
    bytes: &'window [u8],
    from: u64,
}

impl<'window> Source<'window> {
    fn slice(self, span: Span) -> &'window [u8] {
        &self.bytes[span.start()..span.end()]
    }

    fn mark(self, span: Span) -> Mark {
        Mark::new(self.from + span.start() as u64..self.from + span.end() as u64)
    }

    fn token(self, span: Span) -> Token<'window> {
        Token {
            raw: self.slice(span),
            start: self.from + span.start() as u64,
            is_original: true,
        }
    }

    /// The start tag without attributes at this span.
    fn tag(self, span: Span) -> Tag<'window> {
        let name = Span::new(span.start() + 1, span.end() - 1);
        Tag::new(self.slice(name), self.token(span))
    }
}

impl Document<'_, '_> {
    /// Handles all entries of the common forms that follow; returns their number of bytes.
    ///
    /// `bytes` start at the offset `from`, after a tag of the root or of an entry.
    pub(crate) fn usual_entries(
        &mut self,
        bytes: &[u8],
        from: u64,
        reporter: &mut Reporter<'_>,
    ) -> usize {
        let mut taken = 0;
        let Some((kind, name)) = self.usual_name().filter(|_| bytes.len() < MAX_SEARCHED) else {
            return taken;
        };
        let mut parts = std::mem::take(&mut self.usual_parts);
        loop {
            let shape = Shape {
                kind,
                name,
                limit: self.options.limits.max_token_bytes,
                namespaces: &self.namespaces,
                root_namespace: self.root_namespace,
            };
            let source = Source {
                bytes: &bytes[taken..],
                from: from + taken as u64,
            };
            let Some(entry) = shape.find(source.bytes, &mut parts) else {
                break;
            };
            let tag = |entry: Span| Span::new(entry.start(), entry.start() + 1 + name.len());
            taken += match entry {
                Found::Plain(entry, fields) => {
                    self.take_plain(source, kind, tag(entry), &fields, reporter);
                    entry.end()
                }
                Found::Extended(entry) => {
                    self.take_usual(source, kind, tag(entry), &parts, reporter);
                    entry.end()
                }
            };
        }
        self.usual_parts = parts;
        taken
    }

    /// Returns the text after the `<` of an entry's start tag, if an entry can follow.
    fn usual_name(&self) -> Option<(Kind, &'static [u8])> {
        #[cfg(test)]
        if self.options.without_shortcut {
            return None;
        }
        let limits = &self.options.limits;
        let open = self.stack.top()?;
        let namespace = self.namespaces.resolve(b"")?;
        let is_ours = namespace == self.root_namespace || namespace == Namespace::Sitemap;
        if open.context != Context::Root
            || self.stack.depth() != 1
            || !is_ours
            || limits.max_token_bytes < LEAST_TOKEN_BYTES
            || limits.max_depth < LEAST_DEPTH
            || limits.max_attributes < LEAST_ATTRIBUTES
        {
            return None;
        }
        match self.kind? {
            kind @ Kind::Urlset => Some((kind, b"url>")),
            kind @ Kind::SitemapIndex => Some((kind, b"sitemap>")),
            Kind::Rss | Kind::Atom | Kind::Text | Kind::Robots => None,
        }
    }

    fn take_plain(
        &mut self,
        source: Source<'_>,
        kind: Kind,
        tag: Span,
        fields: &Fields,
        reporter: &mut Reporter<'_>,
    ) {
        self.open_entry(kind, &source.mark(tag), reporter);
        for (field, span) in fields.iter().flatten() {
            self.entry.seen[*field as usize] = true;
            let value = self.entry.value(*field);
            value.clear();
            value.push_text(reporter.window, source.token(*span));
            let tag = Span::new(span.start() - tag_length(*field), span.start());
            self.check_field(*field, &source.mark(tag), reporter);
        }
        self.close_entry(reporter);
    }

    fn take_usual(
        &mut self,
        source: Source<'_>,
        kind: Kind,
        tag: Span,
        parts: &Parts,
        reporter: &mut Reporter<'_>,
    ) {
        let mark = |span: Span| source.mark(span);
        self.open_entry(kind, &mark(tag), reporter);
        // A finding about all links of an entry is at its tag.
        if parts.has_links() {
            let name = source.tag(tag).name;
            self.stack.push(name, Context::Entry, mark(tag));
        }
        // The start tags of the open groups, the inner one last.
        let mut groups = [tag; 2];
        for part in parts.iter() {
            match part {
                Part::Field(field, tag, text) => {
                    self.entry.seen[*field as usize] = true;
                    let value = self.entry.value(*field);
                    value.clear();
                    push(value, source, *text, reporter.window);
                    self.check_field(*field, &mark(*tag), reporter);
                    if *field == Field::Loc {
                        self.check_sources_before(reporter);
                    }
                }
                Part::Link(link) => {
                    let value = |span: Option<Span>| span.map(|span| source.slice(span));
                    let values = Link::of(
                        value(link.rel),
                        value(link.hreflang),
                        value(link.href),
                        link.has_media,
                    );
                    self.take_link(&values, mark(link.tag).range(), reporter);
                }
                Part::Open(group, tag) => {
                    groups[usize::from(*group == Group::Publication)] = *tag;
                    self.open_group(*group, &source.tag(*tag), reporter);
                }
                Part::Close(group) => {
                    let tag = groups[usize::from(*group == Group::Publication)];
                    self.close_group(*group, &mark(tag), reporter);
                }
                Part::Detail(detail, tag, text) => {
                    self.take_usual_detail(source, *detail, *tag, *text, reporter);
                }
            }
        }
        self.close_entry(reporter);
        if parts.has_links() {
            self.stack.pop();
        }
    }

    fn take_usual_detail(
        &mut self,
        source: Source<'_>,
        detail: Detail,
        tag: Span,
        text: text::Text,
        reporter: &mut Reporter<'_>,
    ) {
        let context = self.begin_detail(detail, &source.tag(tag), reporter);
        if matches!(context, Context::Detail(_)) {
            push(&mut self.entry.other, source, text, reporter.window);
            self.check_detail(detail, &source.mark(tag), reporter);
        }
    }
}

/// Appends text to a value as the XML reader would: in pieces, with its references resolved.
#[inline]
fn push(value: &mut Value, source: Source<'_>, text: text::Text, window: &Window) {
    if !text.has_references {
        value.push_text(window, source.token(text.span));
        return;
    }
    for piece in text::pieces(source.slice(text.span)) {
        let first = text.span.start();
        let token = |start: usize, end: usize| source.token(Span::new(first + start, first + end));
        match piece {
            text::Piece::Text(start, end) => value.push_text(window, token(start, end)),
            text::Piece::Character(character, start, end) => {
                let mut buffer = [0; 4];
                let bytes = character.encode_utf8(&mut buffer).as_bytes();
                value.push_resolved(window, bytes, token(start, end).range());
            }
        }
    }
}
