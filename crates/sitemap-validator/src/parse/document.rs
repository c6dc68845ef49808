//! State of an XML document, and handlers for tokens other than tags.

use super::attributes;
use super::entries::Entries;
use super::extension::Extensions;
use super::namespaces::{Namespace, Namespaces};
use super::reference::Reference;
use super::reporter::Reporter;
use super::schema::{Context, Field};
use super::stack::Stack;
use super::token::Token;
use super::usual::Parts;
use super::value::Value;
use crate::options::Options;
use crate::report::Kind;
use crate::rules;
use crate::value::loc::Addresses;
use crate::window::{Place, Window};
use url::Url;

/// Decision to continue or stop parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Continue parsing.
    Continue,
    /// Stop; the reason is reported.
    Stop,
}

/// The current entry, or the last one.
#[derive(Debug)]
pub(super) struct OpenEntry {
    pub(super) loc: Value,
    pub(super) lastmod: Value,
    /// The permanent address of an item of RSS.
    pub(super) guid: Value,
    /// Value of an element that is checked but not kept.
    pub(super) other: Value,
    /// Flags of the fields that it has, by [`Field`].
    pub(super) seen: [bool; 4],
    pub(super) is_open: bool,
}

impl OpenEntry {
    pub(super) fn value(&mut self, field: Field) -> &mut Value {
        match field {
            Field::Loc => &mut self.loc,
            Field::Lastmod => &mut self.lastmod,
            Field::Changefreq | Field::Priority => &mut self.other,
        }
    }
}

/// The state of the document.
pub(crate) struct Document<'document, 'call> {
    pub(super) entries: &'document mut Entries<'call>,
    pub(super) options: &'call Options,
    pub(super) kind: Option<Kind>,
    pub(super) root_namespace: Namespace,
    pub(super) stack: Stack,
    pub(super) namespaces: Namespaces,
    pub(super) entry: OpenEntry,
    pub(super) extensions: Extensions,
    /// Parts of the entry that the fast path recognised last.
    pub(super) usual_parts: Parts,
    /// URLs of images, compared with the sitemap's.
    pub(super) image_addresses: Addresses<'call>,
    /// URLs of videos and translations, which may be on any host.
    pub(super) link_addresses: Addresses<'call>,
    /// True if it had another encoding, which is reported already.
    pub(super) is_transcoded: bool,
    pub(super) has_declaration: bool,
    pub(super) has_root: bool,
    /// Base addresses of Atom in force, with the depth of the elements that declare them.
    pub(super) bases: Vec<(usize, Url)>,
    /// Text before the root; reported unless a declaration follows.
    pub(super) text_before_root: Option<Place>,
    /// The offset after a byte order mark.
    start: u64,
    /// Number of bytes that may still be parsed again.
    left_to_reread: usize,
}

/// Maximum number of bytes of unclosed tags that are parsed again for tags inside of them. Each
/// search for the end of a tag may scan a whole window.
const MAX_REPARSED_BYTES: usize = 8 << 20;

impl<'document, 'call> Document<'document, 'call> {
    pub(crate) fn new(
        options: &'call Options,
        entries: &'document mut Entries<'call>,
        start: u64,
    ) -> Self {
        let value = || Value::new(options.limits.max_token_bytes);
        Self {
            entries,
            options,
            kind: None,
            root_namespace: Namespace::None,
            stack: Stack::default(),
            namespaces: Namespaces::default(),
            entry: OpenEntry {
                loc: value(),
                lastmod: value(),
                guid: value(),
                other: value(),
                seen: [false; 4],
                is_open: false,
            },
            extensions: Extensions::default(),
            usual_parts: Parts::default(),
            image_addresses: Addresses::new(options.location.as_ref())
                .also_of(&options.also_of)
                .of_domains(&options.domains),
            link_addresses: Addresses::new(None),
            is_transcoded: false,
            has_declaration: false,
            has_root: false,
            bases: Vec::new(),
            text_before_root: None,
            start,
            left_to_reread: MAX_REPARSED_BYTES,
        }
    }

    /// True if this many bytes may be parsed again; counts them.
    pub(super) fn may_parse_again(&mut self, bytes: usize) -> bool {
        match self.left_to_reread.checked_sub(bytes) {
            Some(left) => {
                self.left_to_reread = left;
                true
            }
            None => false,
        }
    }

    /// Type of the document according to its root.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Copies the required parts of the bytes before `keep_from`, which will be dropped.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        self.stack.keep(window, keep_from);
        self.extensions.keep(window, keep_from);
        for value in [
            &mut self.entry.loc,
            &mut self.entry.guid,
            &mut self.entry.lastmod,
            &mut self.entry.other,
        ] {
            value.keep(window, keep_from);
        }
    }

    /// Handles the XML declaration.
    pub(crate) fn declaration(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        if self.has_root || self.has_declaration {
            reporter.at(&rules::xml::MALFORMED, token.range(), || {
                rules::xml::malformed("an XML declaration stands inside the document")
            });
        } else if token.start != self.start {
            // Reported as a declaration that is not first.
            self.text_before_root = None;
            let draft = rules::xml::decl_not_first;
            reporter.at(&rules::xml::DECL_NOT_FIRST, token.range(), draft);
        }
        self.has_declaration = true;
    }

    /// Handles a document type declaration, which is not parsed.
    pub(crate) fn doctype(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        let draft = rules::xml::doctype_present;
        reporter.at(&rules::xml::DOCTYPE_PRESENT, token.range(), draft);
    }

    /// Handles text between tags.
    pub(crate) fn text(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        if let Some(value) = self.open_value() {
            value.push_text(reporter.window, token);
            return;
        }
        match self.stack.top().map(|open| open.context) {
            Some(Context::Ignored) => {}
            Some(_) => self.text_between(token, reporter),
            None => self.text_outside(token, reporter),
        }
    }

    /// The value for the text of the innermost element.
    fn open_value(&mut self) -> Option<&mut Value> {
        match self.stack.top()?.context {
            Context::Field(field) => Some(self.entry.value(field)),
            Context::Detail(_) => Some(&mut self.entry.other),
            Context::Guid => Some(&mut self.entry.guid),
            _ => None,
        }
    }

    /// Handles a CDATA section; `content` is the text between `<![CDATA[` and `]]>`.
    pub(crate) fn cdata(&mut self, content: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
        if self.stack.depth() == 0 {
            self.text(token, reporter);
        } else {
            let start = token.start + "<![CDATA[".len() as u64;
            self.text(
                Token {
                    raw: content,
                    start,
                    ..token
                },
                reporter,
            );
        }
    }

    /// Handles a reference; `name` is the text between `&` and `;`.
    pub(crate) fn reference(&mut self, name: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
        let resolved = attributes::report(name, token.start, reporter);
        let Some(value) = self.open_value() else {
            if matches!(resolved, Reference::Character(_)) {
                self.text(token, reporter);
            }
            return;
        };
        if let Reference::Character(character) = resolved {
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).as_bytes();
            value.push_resolved(reporter.window, bytes, token.range());
        } else {
            value.push_resolved(reporter.window, token.raw, token.range());
        }
    }

    /// Handles text that starts with an ampersand but is not a reference.
    pub(crate) fn ampersand(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        let first = token.start..token.start + 1;
        reporter.at(
            &rules::xml::ENTITY_UNESCAPED,
            first,
            rules::xml::entity_unescaped,
        );
        if let Some(value) = self.open_value() {
            value.push_resolved(reporter.window, token.raw, token.range());
        }
    }

    /// Checks that the document is complete.
    pub(crate) fn finish(&mut self, reporter: &mut Reporter<'_>) {
        self.report_text_before_root(reporter);
        let end = reporter.window.end();
        if !self.has_root {
            reporter.at(
                &rules::xml::TRUNCATED,
                end..end,
                rules::xml::truncated_no_root,
            );
        } else if self.stack.depth() > 0 {
            reporter.at(&rules::xml::TRUNCATED, end..end, || {
                rules::xml::truncated(self.stack.top_name())
            });
        } else if self.entries.urls == 0 && self.entries.sitemaps == 0 {
            reporter
                .diagnostics
                .of_file(&rules::file::SITEMAP_EMPTY, rules::file::sitemap_empty);
        }
        self.entries.finish(reporter.diagnostics);
    }

    fn text_between(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        let text = token.raw.trim_ascii();
        if text.is_empty() || !matches!(self.kind, Some(Kind::Urlset | Kind::SitemapIndex)) {
            return;
        }
        let start = token.start + (token.raw.len() - token.raw.trim_ascii_start().len()) as u64;
        let range = start..start + text.len() as u64;
        reporter.at(&rules::element::TEXT_UNEXPECTED, range, || {
            rules::element::text_unexpected(text, self.stack.top_name())
        });
    }

    fn text_outside(&mut self, token: Token<'_>, reporter: &mut Reporter<'_>) {
        let mut raw = token.raw;
        let mut start = token.start;
        if start < self.start {
            raw = &raw[raw.len().min(3)..];
            start = self.start;
        }
        let text = raw.trim_ascii();
        if text.is_empty() {
            return;
        }
        start += (raw.len() - raw.trim_ascii_start().len()) as u64;
        let range = start..start + text.len() as u64;
        if self.has_root {
            reporter.at(&rules::xml::MALFORMED, range, || {
                rules::xml::malformed("text follows the root element")
            });
        } else if self.text_before_root.is_none() {
            self.text_before_root = Some(reporter.window.place(range));
        }
    }

    /// Reports the text before the root, since a declaration can no longer follow.
    pub(super) fn report_text_before_root(&mut self, reporter: &mut Reporter<'_>) {
        if let Some(place) = self.text_before_root.take() {
            reporter.diagnostics.at_place(
                &rules::xml::MALFORMED,
                || Some(place),
                || rules::xml::malformed("text stands before the root element"),
            );
        }
    }
}
