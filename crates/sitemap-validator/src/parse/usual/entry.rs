//! Recognises an entry of the common forms by its bytes.

use super::text::{self, Text};
use crate::parse::extension::{Detail, Group, Word};
use crate::parse::namespaces::{Namespace, Namespaces};
use crate::parse::schema::Field;
use crate::report::Kind;

/// Maximum number of parts of an entry; those with more are left to the XML reader.
const MAX_PARTS: usize = 4096;

/// Maximum number of bytes that are searched.
pub(super) const MAX_SEARCHED: usize = u32::MAX as usize;

/// A range of the searched bytes; small, since each entry has many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Indexes are below [`MAX_SEARCHED`].
    pub(super) const fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    pub(super) const fn start(self) -> usize {
        self.start as usize
    }

    pub(super) const fn end(self) -> usize {
        self.end as usize
    }
}

/// Number of fields of an entry.
const FIELDS: usize = 4;

/// A field, and its value without references.
pub(super) type PlainField = (Field, Span);

/// The fields of an entry in order.
pub(super) type Fields = [Option<PlainField>; FIELDS];

/// An entry that was recognised.
pub(super) enum Found {
    /// An entry that has nothing but fields, without references.
    Plain(Span, Fields),
    /// Another entry, whose parts were written.
    Extended(Span),
}

/// A part of an entry, in the order of the document.
#[derive(Debug)]
pub(super) enum Part {
    /// A field, with its start tag.
    Field(Field, Span, Text),
    /// A link to a translation, or another link.
    Link(LinkSpans),
    /// Start tag of a group.
    Open(Group, Span),
    /// A value of a group, with its start tag.
    Detail(Detail, Span, Text),
    /// End tag of a group.
    Close(Group),
}

/// The parts of one entry; reused for the next.
#[derive(Debug, Default)]
pub(in crate::parse) struct Parts {
    parts: Vec<Part>,
    has_links: bool,
}

impl Parts {
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Part> {
        self.parts.iter()
    }

    #[inline]
    fn push(&mut self, part: Part) -> Option<()> {
        if self.parts.len() == MAX_PARTS {
            return None;
        }
        self.parts.push(part);
        Some(())
    }

    /// True if the entry has links.
    pub(super) const fn has_links(&self) -> bool {
        self.has_links
    }
}

/// The values of a link.
#[derive(Debug)]
pub(super) struct LinkSpans {
    pub(super) tag: Span,
    pub(super) rel: Option<Span>,
    pub(super) hreflang: Option<Span>,
    pub(super) href: Option<Span>,
    pub(super) has_media: bool,
}

/// The form of entries in a document.
pub(super) struct Shape<'document> {
    pub(super) kind: Kind,
    /// The text of an entry's start tag after `<`.
    pub(super) name: &'static [u8],
    /// Maximum number of bytes of a value or tag.
    pub(super) limit: usize,
    pub(super) namespaces: &'document Namespaces,
    pub(super) root_namespace: Namespace,
}

/// The open groups: one in the entry, and a publication in an article.
#[derive(Default)]
struct Groups {
    open: Option<(Group, Span)>,
    publication: Option<Span>,
    /// True if the article has a publication; only one is permitted.
    has_publication: bool,
}

impl Groups {
    /// The innermost group.
    fn top(&self) -> Option<Group> {
        let publication = self.publication.map(|_| Group::Publication);
        publication.or_else(|| self.open.map(|(group, _)| group))
    }

    /// Closes the innermost group; returns it with its name.
    fn pop(&mut self) -> Option<(Group, Span)> {
        match self.publication.take() {
            Some(name) => Some((Group::Publication, name)),
            None => self.open.take(),
        }
    }

    /// Opens a group; `None` for a second publication.
    fn push(&mut self, group: Group, name: Span) -> Option<()> {
        if group == Group::Publication {
            self.publication = Some(name);
            return (!std::mem::replace(&mut self.has_publication, true)).then_some(());
        }
        self.open = Some((group, name));
        self.has_publication = false;
        Some(())
    }
}

impl Shape<'_> {
    /// Returns the next entry, if it is complete and of a common form. The parts of one with more
    /// than plain fields are written to `parts`.
    pub(super) fn find(&self, bytes: &[u8], parts: &mut Parts) -> Option<Found> {
        let start = skip_space(bytes, 0);
        let mut at = start + 1;
        if bytes.get(start) != Some(&b'<') || !bytes[at..].starts_with(self.name) {
            return None;
        }
        at += self.name.len();
        let mut fields: Fields = [None; FIELDS];
        for slot in 0..=FIELDS {
            at = skip_space(bytes, at);
            let tag = bytes.get(at..)?.strip_prefix(b"<")?;
            if let Some(end) = tag.strip_prefix(b"/") {
                let is_loc = |(field, _): &PlainField| *field == Field::Loc;
                let has_loc = fields.iter().flatten().any(is_loc);
                let end = end.strip_prefix(self.name).filter(|_| has_loc)?;
                let entry = Span::new(start, bytes.len() - end.len());
                return Some(Found::Plain(entry, fields));
            }
            let Some((field, behind)) = self.plain_field(bytes, tag) else {
                break;
            };
            let is_known = fields.iter().flatten().any(|(seen, _)| *seen == field.0);
            if is_known || slot == FIELDS {
                return None;
            }
            fields[slot] = Some(field);
            at = behind;
        }
        self.find_extended(bytes, start, at, &fields, parts)
            .map(Found::Extended)
    }

    /// Returns the field whose tag starts here (after the `<`), and the index after it.
    #[inline]
    fn plain_field(&self, bytes: &[u8], tag: &[u8]) -> Option<(PlainField, usize)> {
        let (field, content) = field_of(tag)?;
        let length = memchr::memchr3(b'<', b'&', b']', content)?;
        let (closed, behind) = field_of(content[length..].strip_prefix(b"</")?)?;
        let is_of_pages = matches!(field, Field::Changefreq | Field::Priority);
        if closed != field
            || length > self.limit
            || (is_of_pages && self.kind == Kind::SitemapIndex)
        {
            return None;
        }
        let start = bytes.len() - content.len();
        let span = Span::new(start, start + length);
        Some(((field, span), bytes.len() - behind.len()))
    }

    /// Returns the entry with these fields so far that starts at the index `start` and continues at
    /// `at`.
    fn find_extended(
        &self,
        bytes: &[u8],
        start: usize,
        mut at: usize,
        fields: &Fields,
        parts: &mut Parts,
    ) -> Option<Span> {
        parts.parts.clear();
        parts.has_links = false;
        let mut seen = [false; FIELDS];
        for (field, span) in fields.iter().flatten() {
            seen[*field as usize] = true;
            let tag = Span::new(span.start() - tag_length(*field), span.start());
            parts.push(Part::Field(*field, tag, Text::plain(*span)))?;
        }
        let mut groups = Groups::default();
        loop {
            at = skip_space(bytes, at);
            let tag = bytes.get(at..)?.strip_prefix(b"<")?;
            if let Some(end) = tag.strip_prefix(b"/") {
                let Some((group, name)) = groups.pop() else {
                    let is_whole = seen[Field::Loc as usize];
                    let end = end.strip_prefix(self.name).filter(|_| is_whole)?;
                    return Some(Span::new(start, bytes.len() - end.len()));
                };
                let behind = end.strip_prefix(&bytes[name.start()..name.end()])?;
                at = bytes.len() - behind.strip_prefix(b">")?.len();
                parts.push(Part::Close(group))?;
                continue;
            }
            let field = field_of(tag).filter(|_| groups.top().is_none());
            at = if let Some((field, content)) = field {
                let is_of_pages = matches!(field, Field::Changefreq | Field::Priority);
                let is_known = std::mem::replace(&mut seen[field as usize], true);
                if is_known || (is_of_pages && self.kind == Kind::SitemapIndex) {
                    return None;
                }
                let content = bytes.len() - content.len();
                let text = self.text(bytes, content)?;
                let end = bytes[text.span.end()..].strip_prefix(b"</")?;
                let (closed, behind) = field_of(end)?;
                if closed != field {
                    return None;
                }
                let tag = Span::new(at, content);
                parts.push(Part::Field(field, tag, text))?;
                bytes.len() - behind.len()
            } else {
                self.extension(bytes, at, &mut groups, parts)?
            };
        }
    }

    /// Recognises an element of an extension whose `<` is at the index `start`; returns the index
    /// after it, or after the start tag of a group.
    fn extension(
        &self,
        bytes: &[u8],
        start: usize,
        groups: &mut Groups,
        parts: &mut Parts,
    ) -> Option<usize> {
        let at = start + 1;
        let colon = at + prefix_length(&bytes[at..])?;
        let namespace = self.namespaces.resolve(&bytes[at..colon])?;
        if self.kind != Kind::Urlset || namespace == self.root_namespace {
            return None;
        }
        let end = colon + 1 + name_length(&bytes[colon + 1..]);
        let local = &bytes[colon + 1..end];
        if namespace == Namespace::Xhtml {
            if local != b"link" || groups.top().is_some() {
                return None;
            }
            let link = self.link(bytes, start, end)?;
            let end = link.tag.end();
            parts.has_links = true;
            parts.push(Part::Link(link))?;
            return Some(end);
        }
        let word = Word::find(namespace, local)?;
        if word.parent() != groups.top() || bytes.get(end) != Some(&b'>') {
            return None;
        }
        let name = Span::new(at, end);
        let tag = Span::new(start, end + 1);
        match word {
            Word::Group(group) => {
                groups.push(group, name)?;
                parts.push(Part::Open(group, tag))?;
                Some(tag.end())
            }
            // It has an attribute, or lacks it.
            Word::Detail(Detail::VideoLimit(_)) => None,
            Word::Detail(detail) => {
                let text = self.text(bytes, tag.end())?;
                let rest = bytes[text.span.end()..].strip_prefix(b"</")?;
                let behind = rest.strip_prefix(&bytes[name.start()..name.end()])?;
                let behind = behind.strip_prefix(b">")?;
                parts.push(Part::Detail(detail, tag, text))?;
                Some(bytes.len() - behind.len())
            }
        }
    }

    /// Recognises a link whose `<` is at the index `start`, and whose name ends at `at`.
    fn link(&self, bytes: &[u8], start: usize, mut at: usize) -> Option<LinkSpans> {
        let mut link = LinkSpans {
            tag: Span::new(start, start),
            rel: None,
            hreflang: None,
            href: None,
            has_media: false,
        };
        let mut others = [false; 2];
        loop {
            let next = skip_space(bytes, at);
            let rest = bytes.get(next..)?;
            if rest.starts_with(b"/>") {
                link.tag = Span::new(start, next + 2);
                return (next + 2 - start <= self.limit).then_some(link);
            }
            if next == at {
                return None;
            }
            let length = memchr::memchr(b'=', &rest[..rest.len().min(10)])?;
            let quote = *rest
                .get(length + 1)
                .filter(|quote| matches!(quote, b'"' | b'\''))?;
            let start = next + length + 2;
            let end = text::up_to_quote(bytes, start, quote)?;
            let span = Some(Span::new(start, end));
            let known = match &rest[..length] {
                b"rel" => link.rel.replace(span?).is_some(),
                b"hreflang" => link.hreflang.replace(span?).is_some(),
                b"href" => link.href.replace(span?).is_some(),
                b"media" => std::mem::replace(&mut link.has_media, true),
                b"type" => std::mem::replace(&mut others[0], true),
                b"title" => std::mem::replace(&mut others[1], true),
                _ => return None,
            };
            // A repeated attribute is reported.
            if known {
                return None;
            }
            at = end + 1;
        }
    }

    #[inline]
    fn text(&self, bytes: &[u8], start: usize) -> Option<Text> {
        let text = text::up_to_tag(bytes, start)?;
        (text.span.end() - start <= self.limit).then_some(text)
    }
}

/// Returns the field whose tag starts here (after the `<`), and the text after the tag.
fn field_of(tag: &[u8]) -> Option<(Field, &[u8])> {
    // Comparisons with constants compile to few instructions.
    if let Some(rest) = tag.strip_prefix(b"loc>") {
        Some((Field::Loc, rest))
    } else if let Some(rest) = tag.strip_prefix(b"lastmod>") {
        Some((Field::Lastmod, rest))
    } else if let Some(rest) = tag.strip_prefix(b"changefreq>") {
        Some((Field::Changefreq, rest))
    } else {
        let rest = tag.strip_prefix(b"priority>")?;
        Some((Field::Priority, rest))
    }
}

pub(super) const fn tag_length(field: Field) -> usize {
    match field {
        Field::Loc => "<loc>".len(),
        Field::Lastmod => "<lastmod>".len(),
        Field::Changefreq => "<changefreq>".len(),
        Field::Priority => "<priority>".len(),
    }
}

/// Returns the length of a prefix of letters and digits that a colon follows.
fn prefix_length(name: &[u8]) -> Option<usize> {
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric());
    let length = length.count();
    let is_prefix = name.first()?.is_ascii_alphabetic() && name.get(length) == Some(&b':');
    is_prefix.then_some(length)
}

/// Returns the length of a name in the vocabulary of the extensions.
fn name_length(name: &[u8]) -> usize {
    let is_in_name = |byte: &&u8| byte.is_ascii_lowercase() || **byte == b'_';
    name.iter().take_while(is_in_name).count()
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(space).count()
}
