//! Handles elements of extensions: their position, and required elements.

use quick_xml::events::BytesStart;

use super::alternates::Alternates;
use super::sources::Sources;
use super::vocabulary::{Detail, Group, Use, Word};
use crate::draft::Draft;
use crate::parse::document::Document;
use crate::parse::mark::Mark;
use crate::parse::namespaces::Namespace;
use crate::parse::reporter::Reporter;
use crate::parse::schema::{self, Context, Placement};
use crate::parse::tags::Tag;
use crate::report::Kind;
use crate::rules::{self, Rule};
use crate::window::Window;

/// Maximum number of unknown extensions that are reported.
const MAX_UNKNOWN: usize = 64;

/// The bit of `news:publication` among the elements of its article.
const PUBLICATION: u32 = 1 << 31;

/// State of the extensions in the current entry and in the document.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    /// The translations of the page.
    pub(crate) alternates: Alternates,
    /// URLs of videos that precede their page's.
    pub(super) sources: Sources,
    /// Elements in the open group, by [`Detail::bit`].
    seen: u32,
    /// Empty elements in the open group.
    empty: u32,
    tags: u32,
    images: u32,
    has_news: bool,
    /// Number of articles in the document.
    articles: u64,
    /// True if an image on another host was reported.
    pub(super) told_of_foreign_image: bool,
    unknown: Vec<u32>,
}

impl Extensions {
    /// Resets the state for a new entry.
    pub(crate) fn begin_entry(&mut self) {
        self.alternates.clear();
        self.sources.clear();
        self.images = 0;
        self.has_news = false;
    }

    /// Copies the required parts of the bytes before `keep_from`, which will be dropped.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        self.sources.keep(window, keep_from);
    }

    fn begin_group(&mut self) {
        self.seen = 0;
        self.empty = 0;
        self.tags = 0;
    }

    /// Records that an element of the open group is empty.
    pub(super) fn record_empty(&mut self, detail: Detail) {
        self.empty |= detail.bit();
    }
}

impl Document<'_, '_> {
    /// Classifies an element outside of the sitemap's own namespace.
    pub(crate) fn foreign_child(
        &mut self,
        parent: Context,
        namespace: Namespace,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        match (self.kind, parent) {
            (_, Context::Ignored) => return Context::Ignored,
            (_, Context::Field(_) | Context::Detail(_)) => {
                self.report_unexpected(tag, reporter);
                return Context::Ignored;
            }
            (Some(Kind::Urlset | Kind::SitemapIndex), _) => {}
            _ => return Context::Ignored,
        }
        match namespace {
            Namespace::Image | Namespace::Video | Namespace::News => {
                self.extension_child(parent, namespace, tag, start, reporter)
            }
            Namespace::Xhtml if parent == Context::Entry && tag.local == b"link" => {
                if self.kind == Some(Kind::Urlset) {
                    self.take_alternate(tag, start, reporter);
                } else {
                    self.report_unexpected(tag, reporter);
                }
                Context::Ignored
            }
            Namespace::Other(id) => {
                self.report_unknown(id, tag, reporter);
                Context::Ignored
            }
            // Some elements of the sitemap have a prefix, but this one does not.
            Namespace::None if self.is_of_protocol(parent, tag.local) => {
                reporter.at(&rules::namespace::MISSING, tag.token.range(), || {
                    rules::namespace::missing(tag.name)
                });
                Context::Ignored
            }
            _ => Context::Ignored,
        }
    }

    /// True if the protocol has an element with this name, in any position.
    fn is_of_protocol(&self, parent: Context, name: &[u8]) -> bool {
        let place = self.kind.map(|kind| schema::place(kind, parent, name));
        place.is_some_and(|place| place != Placement::Unknown)
    }

    fn extension_child(
        &mut self,
        parent: Context,
        namespace: Namespace,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        let Some(word) = Word::find(namespace, tag.local) else {
            reporter.at(&rules::element::UNKNOWN, tag.token.range(), || {
                rules::element::unknown(tag.name)
            });
            return Context::Ignored;
        };
        let wanted = word.parent().map_or(Context::Entry, Context::Group);
        if parent != wanted || self.kind != Some(Kind::Urlset) {
            self.report_unexpected(tag, reporter);
            return Context::Ignored;
        }
        match word {
            Word::Group(group) => self.open_group(group, tag, reporter),
            Word::Detail(detail) => self.open_detail(detail, tag, start, reporter),
        }
    }

    /// Opens a group; a repeated publication is ignored.
    pub(in crate::parse) fn open_group(
        &mut self,
        group: Group,
        tag: &Tag<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        let range = tag.token.range();
        if group == Group::Publication {
            if self.is_repeated(PUBLICATION, tag, reporter) {
                return Context::Ignored;
            }
            return Context::Group(group);
        }
        self.extensions.begin_group();
        match group {
            Group::Image => {
                self.extensions.images += 1;
                if self.extensions.images == rules::image::TOO_MANY_LIMIT + 1 {
                    let draft = rules::image::too_many;
                    reporter.at(&rules::image::TOO_MANY, range, draft);
                }
            }
            Group::News => {
                if std::mem::replace(&mut self.extensions.has_news, true) {
                    let draft = rules::news::multiple_per_url;
                    reporter.at(&rules::news::MULTIPLE_PER_URL, range.clone(), draft);
                }
                self.extensions.articles += 1;
                if self.extensions.articles == rules::news::TOO_MANY_LIMIT + 1 {
                    let draft = rules::news::too_many;
                    reporter.at(&rules::news::TOO_MANY, range, draft);
                }
            }
            Group::Video | Group::Publication => {}
        }
        Context::Group(group)
    }

    fn open_detail(
        &mut self,
        detail: Detail,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        if let Detail::VideoLimit(_) = detail {
            check_relationship(detail, tag, start, reporter);
        }
        self.begin_detail(detail, tag, reporter)
    }

    /// Opens a value, apart from its attributes; a deprecated or repeated one is ignored.
    pub(in crate::parse) fn begin_detail(
        &mut self,
        detail: Detail,
        tag: &Tag<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        match detail.usage() {
            Use::Never => {
                let (rule, draft): (_, fn(&[u8]) -> Draft) = match detail {
                    Detail::ImageOld => {
                        use rules::image::{DEPRECATED_TAG as RULE, deprecated_tag as draft};
                        (&RULE, draft)
                    }
                    Detail::NewsOld => {
                        use rules::news::{DEPRECATED_TAG as RULE, deprecated_tag as draft};
                        (&RULE, draft)
                    }
                    _ => {
                        use rules::video::{DEPRECATED_TAG as RULE, deprecated_tag as draft};
                        (&RULE, draft)
                    }
                };
                reporter.at(rule, tag.token.range(), || draft(tag.name));
                return Context::Ignored;
            }
            Use::Once if self.is_repeated(detail.bit(), tag, reporter) => return Context::Ignored,
            Use::Once => {}
            Use::Often => {
                self.extensions.tags += 1;
                if self.extensions.tags == rules::video::TOO_MANY_TAGS_LIMIT + 1 {
                    let draft = rules::video::too_many_tags;
                    reporter.at(&rules::video::TOO_MANY_TAGS, tag.token.range(), draft);
                }
            }
        }
        self.entry.other.clear();
        Context::Detail(detail)
    }

    fn is_repeated(&mut self, bit: u32, tag: &Tag<'_>, reporter: &mut Reporter<'_>) -> bool {
        let is_repeated = self.extensions.seen & bit != 0;
        self.extensions.seen |= bit;
        if is_repeated {
            reporter.at(&rules::element::DUPLICATE, tag.token.range(), || {
                rules::element::duplicate(tag.name)
            });
        }
        is_repeated
    }

    /// Checks a closing group for missing elements.
    pub(crate) fn close_group(&self, group: Group, mark: &Mark, reporter: &mut Reporter<'_>) {
        let mut require = |bit: u32, rule: &'static Rule, draft: fn(bool) -> Draft| {
            let is_there = self.extensions.seen & bit != 0;
            if !is_there || self.extensions.empty & bit != 0 {
                let place = || Some(mark.place(reporter.window));
                let draft = || draft(is_there);
                reporter.diagnostics.at_place(rule, place, draft);
            }
        };
        match group {
            Group::Image => {
                use rules::image::{LOC_MISSING as RULE, loc_missing as draft};
                require(Detail::ImageLoc.bit(), &RULE, draft);
            }
            Group::Publication => {
                let name = (&rules::news::MISSING_NAME, Detail::PublicationName);
                require(name.1.bit(), name.0, rules::news::missing_name);
                let language = Detail::PublicationLanguage.bit();
                let rule = &rules::news::MISSING_LANGUAGE;
                require(language, rule, rules::news::missing_language);
            }
            Group::News => {
                let rule = &rules::news::MISSING_PUBLICATION;
                require(PUBLICATION, rule, rules::news::missing_publication);
                let rule = &rules::news::MISSING_DATE;
                require(Detail::NewsDate.bit(), rule, rules::news::missing_date);
                let rule = &rules::news::MISSING_TITLE;
                require(Detail::NewsTitle.bit(), rule, rules::news::missing_title);
            }
            Group::Video => {
                let rule = &rules::video::MISSING_THUMBNAIL;
                let draft = rules::video::missing_thumbnail;
                require(Detail::Thumbnail.bit(), rule, draft);
                let rule = &rules::video::MISSING_TITLE;
                require(Detail::VideoTitle.bit(), rule, rules::video::missing_title);
                let rule = &rules::video::MISSING_DESCRIPTION;
                let draft = rules::video::missing_description;
                require(Detail::Description.bit(), rule, draft);
                let source = Detail::ContentLoc.bit() | Detail::PlayerLoc.bit();
                if self.extensions.seen & source & !self.extensions.empty == 0 {
                    let place = || Some(mark.place(reporter.window));
                    reporter.diagnostics.at_place(
                        &rules::video::MISSING_CONTENT_OR_PLAYER,
                        place,
                        rules::video::missing_content_or_player,
                    );
                }
            }
        }
    }

    fn report_unknown(&mut self, id: u32, tag: &Tag<'_>, reporter: &mut Reporter<'_>) {
        let unknown = &mut self.extensions.unknown;
        if unknown.contains(&id) || unknown.len() == MAX_UNKNOWN {
            return;
        }
        unknown.push(id);
        reporter.at(
            &rules::namespace::EXTENSION_UNKNOWN,
            tag.token.range(),
            || rules::namespace::extension_unknown(tag.name),
        );
    }
}

/// Checks that an element states if its value permits or forbids.
fn check_relationship(
    detail: Detail,
    tag: &Tag<'_>,
    start: &BytesStart<'_>,
    reporter: &mut Reporter<'_>,
) {
    let attribute = start.try_get_attribute("relationship").ok().flatten();
    let value = attribute.as_ref().map(|attribute| &*attribute.value);
    if !matches!(value, Some(b"allow" | b"deny")) {
        let rule = &rules::video::VALUE_INVALID;
        reporter.at(rule, tag.token.range(), || {
            rules::video::relationship_invalid(detail.name(), value)
        });
    }
}
