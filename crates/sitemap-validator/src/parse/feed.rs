//! URLs of feed entries, which are not simply the text of an element.

use quick_xml::events::BytesStart;
use url::Url;

use super::document::Document;
use super::mark::Mark;
use super::reference;
use super::reporter::Reporter;
use super::schema::{Context, Field};
use super::tags::Tag;
use crate::report::Kind;
use crate::value::loc;

/// Maximum number of base URLs.
const MAX_BASES: usize = 64;

impl Document<'_, '_> {
    /// Handles the URL of an Atom entry, which is an attribute.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7>
    pub(super) fn take_atom_link(
        &mut self,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        let attribute = |name| start.try_get_attribute(name).ok().flatten();
        let is_page = attribute("rel").is_none_or(|relation| &*relation.value == b"alternate");
        let Some(address) = attribute("href").filter(|_| is_page) else {
            return;
        };
        if std::mem::replace(&mut self.entry.seen[Field::Loc as usize], true) {
            return;
        }
        let text = reference::resolve_all(&address.value);
        let text = text.trim_ascii();
        // The base of the link itself counts as well.
        let own = base_of(start, self.bases.last().map(|(_, base)| base));
        let base = own
            .as_ref()
            .or_else(|| self.bases.last().map(|(_, base)| base));
        let resolved = base.and_then(|base| base.join(std::str::from_utf8(text).ok()?).ok());
        let text = resolved
            .as_ref()
            .map_or(text, |url| url.as_str().as_bytes());
        self.entry.loc.clear();
        let range = tag.token.range();
        self.entry
            .loc
            .push_resolved(reporter.window, text, range.clone());
        self.check_field(Field::Loc, &Mark::new(range), reporter);
    }

    /// Records the base URL of an Atom element.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc4287#section-2>
    pub(super) fn note_base(&mut self, start: &BytesStart<'_>) {
        let is_atom = match self.kind {
            Some(kind) => kind == Kind::Atom,
            None => start.local_name().as_ref() == b"feed",
        };
        if !is_atom || self.bases.len() == MAX_BASES {
            return;
        }
        let outer = self.bases.last().map(|(_, base)| base);
        if let Some(base) = base_of(start, outer) {
            self.bases.push((self.stack.depth(), base));
        }
    }

    /// Removes the base URL of the element that was just closed.
    pub(super) fn leave(&mut self) {
        let depth = self.stack.depth();
        self.namespaces.close(depth);
        while self
            .bases
            .pop_if(|(declared, _)| *declared >= depth)
            .is_some()
        {}
    }

    /// Opens the `guid` of an item, which is its URL unless `isPermaLink` is false.
    ///
    /// <https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt>
    pub(super) fn open_guid(&mut self, start: &BytesStart<'_>) -> Context {
        let attribute = start.try_get_attribute("isPermaLink").ok().flatten();
        if attribute.is_some_and(|attribute| &*attribute.value == b"false") {
            return Context::Ignored;
        }
        self.entry.guid.clear();
        Context::Guid
    }

    /// Uses the `guid` of an item as its URL if it has no `link`.
    pub(super) fn take_guid(&mut self, reporter: &mut Reporter<'_>) {
        let guid = self.entry.guid.bytes(reporter.window);
        let is_url = loc::parsed(guid).is_some_and(|url| matches!(url.scheme(), "http" | "https"));
        if self.entry.seen[Field::Loc as usize] || !is_url {
            return;
        }
        self.entry.seen[Field::Loc as usize] = true;
        std::mem::swap(&mut self.entry.loc, &mut self.entry.guid);
        let Some(mark) = self.stack.top().map(|open| open.mark.clone()) else {
            return;
        };
        self.check_field(Field::Loc, &mark, reporter);
    }
}

/// Returns the base URL of an element, resolved against the outer one.
fn base_of(start: &BytesStart<'_>, outer: Option<&Url>) -> Option<Url> {
    let attribute = start.try_get_attribute("xml:base").ok()??;
    let text = reference::resolve_all(&attribute.value);
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    match outer {
        Some(outer) => outer.join(text).ok(),
        None => Url::parse(text).ok(),
    }
}
