//! Collects the translations of a page.
//!
//! <https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap>

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::events::BytesStart;

use crate::parse::document::Document;
use crate::parse::reference;
use crate::parse::reporter::Reporter;
use crate::parse::tags::Tag;
use crate::rules;
use crate::value::language;
use crate::value::loc::{self, Form, form};

/// Maximum number of translations per page that are compared with each other.
const MAX_TRANSLATIONS: usize = 250;

/// A translation of a page, or the page itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alternate<'document> {
    /// The language as written, with script and country, if present.
    pub hreflang: Cow<'document, str>,
    /// The URL as written, with references resolved.
    pub href: Cow<'document, str>,
}

/// The translations of one page.
#[derive(Debug, Default)]
pub(crate) struct Alternates {
    /// Concatenated languages and URLs.
    text: Vec<u8>,
    known: Vec<(Range<usize>, Range<usize>)>,
    has_more: bool,
}

impl Alternates {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.known.clear();
        self.has_more = false;
    }

    /// True if there are translations, but none with this URL.
    pub(crate) fn lack(&self, address: &[u8]) -> bool {
        let any = |is_it: &dyn Fn(&[u8]) -> bool| {
            let mut addresses = self.known.iter().map(|(_, href)| &self.text[href.clone()]);
            addresses.any(is_it)
        };
        if self.known.is_empty() || self.has_more || any(&|href| href == address) {
            return false;
        }
        // The same URL may be written differently.
        let parsed = loc::parsed(address);
        parsed.is_none() || !any(&|href| loc::parsed(href) == parsed)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Alternate<'_>> {
        let text = |range: &Range<usize>| String::from_utf8_lossy(&self.text[range.clone()]);
        self.known.iter().map(move |(hreflang, href)| Alternate {
            hreflang: text(hreflang),
            href: text(href),
        })
    }

    fn has_language(&self, language: &[u8]) -> bool {
        let mut languages = self.known.iter().map(|(hreflang, _)| hreflang.clone());
        languages.any(|known| self.text[known].eq_ignore_ascii_case(language))
    }

    fn add(&mut self, hreflang: &[u8], href: &[u8]) {
        let start = self.text.len();
        self.text.extend_from_slice(hreflang);
        let middle = self.text.len();
        self.text.extend_from_slice(href);
        self.known.push((start..middle, middle..self.text.len()));
    }
}

/// The relevant attributes of a link.
#[derive(Default)]
pub(crate) struct Link<'tag> {
    is_alternate: bool,
    has_media: bool,
    hreflang: Option<Cow<'tag, [u8]>>,
    href: Option<Cow<'tag, [u8]>>,
}

impl<'tag> Link<'tag> {
    /// Resolves the references in the values of attributes.
    pub(in crate::parse) fn of(
        rel: Option<&'tag [u8]>,
        hreflang: Option<&'tag [u8]>,
        href: Option<&'tag [u8]>,
        has_media: bool,
    ) -> Self {
        let resolved =
            |value: Option<&'tag [u8]>| value.map(|value| trimmed(reference::resolve_all(value)));
        Self {
            is_alternate: resolved(rel).is_some_and(|rel| is_alternate(&rel)),
            has_media,
            hreflang: resolved(hreflang),
            href: resolved(href),
        }
    }

    /// Ignores invalid attributes, which were reported for the tag.
    fn in_tag(start: &'tag BytesStart<'_>) -> Self {
        let mut link = Self::default();
        let mut attributes = start.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let value = match attribute.value {
                Cow::Borrowed(value) => trimmed(reference::resolve_all(value)),
                Cow::Owned(value) => Cow::Owned(value),
            };
            match attribute.key.as_ref() {
                b"rel" => link.is_alternate = is_alternate(&value),
                b"media" => link.has_media = true,
                b"hreflang" => link.hreflang = Some(value),
                b"href" => link.href = Some(value),
                _ => {}
            }
        }
        link
    }
}

fn is_alternate(rel: &[u8]) -> bool {
    rel.eq_ignore_ascii_case(b"alternate")
}

fn trimmed(value: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match value {
        Cow::Borrowed(value) => Cow::Borrowed(value.trim_ascii()),
        Cow::Owned(value) => Cow::Owned(value.trim_ascii().to_vec()),
    }
}

impl Document<'_, '_> {
    /// Handles a link from the page to one of its translations.
    pub(super) fn take_alternate(
        &mut self,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        self.take_link(&Link::in_tag(start), tag.token.range(), reporter);
    }

    /// Handles a link whose tag is at a range.
    pub(in crate::parse) fn take_link(
        &mut self,
        link: &Link<'_>,
        range: Range<u64>,
        reporter: &mut Reporter<'_>,
    ) {
        // Links without a language (to an app, a feed or a mobile page) are not translations.
        if !link.is_alternate || link.has_media {
            return;
        }
        let Some(hreflang) = &link.hreflang else {
            return;
        };
        if let Err(fault) = language::check_hreflang(hreflang) {
            reporter.at(&rules::hreflang::INVALID, range.clone(), || {
                rules::hreflang::invalid(hreflang, fault)
            });
        }
        let Some(href) = &link.href else {
            let draft = rules::hreflang::href_relative_missing;
            reporter.at(&rules::hreflang::HREF_RELATIVE, range, draft);
            return;
        };
        if !matches!(form(href, &mut self.link_addresses), Form::Here) {
            reporter.at(&rules::hreflang::HREF_RELATIVE, range.clone(), || {
                rules::hreflang::href_relative(href)
            });
        }
        let alternates = &mut self.extensions.alternates;
        if alternates.known.len() == MAX_TRANSLATIONS {
            if !std::mem::replace(&mut alternates.has_more, true) {
                reporter.at(&rules::hreflang::TOO_MANY, range, || {
                    rules::hreflang::too_many(MAX_TRANSLATIONS)
                });
            }
            return;
        }
        if alternates.has_language(hreflang) {
            reporter.at(&rules::hreflang::DUPLICATE, range, || {
                rules::hreflang::duplicate(hreflang)
            });
        }
        alternates.add(hreflang, href);
    }
}
