//! Handles tags: tracks open elements and checks their content.

use quick_xml::events::BytesStart;

use super::attributes;
use super::characters;
use super::document::{Document, Flow};
use super::fields::{self, Scene};
use super::mark::Mark;
use super::namespaces::{self, MAX_DECLARATIONS, Namespace};
use super::reporter::Reporter;
use super::schema::{self, Context, Field, Placement};
use super::token::Token;
use crate::report::Kind;
use crate::rules;

/// A start tag with its name split into prefix and local part.
pub(super) struct Tag<'tag> {
    pub(super) name: &'tag [u8],
    prefix: &'tag [u8],
    pub(super) local: &'tag [u8],
    pub(super) token: Token<'tag>,
}

impl<'tag> Tag<'tag> {
    pub(super) fn new(name: &'tag [u8], token: Token<'tag>) -> Self {
        let (prefix, local) = memchr::memchr(b':', name).map_or((&b""[..], name), |colon| {
            (&name[..colon], &name[colon + 1..])
        });
        Self {
            name,
            prefix,
            local,
            token,
        }
    }
}

impl Document<'_, '_> {
    /// Handles a start tag.
    pub(crate) fn start(
        &mut self,
        start: &BytesStart<'_>,
        token: Token<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Flow {
        let max_depth = self.options.limits.max_depth;
        if self.stack.depth() >= max_depth {
            reporter.at(&rules::xml::NESTING_TOO_DEEP, token.range(), || {
                rules::xml::nesting_too_deep(max_depth)
            });
            return Flow::Stop;
        }
        let name = start.name();
        let name: &[u8] = name.as_ref();
        if !start.attributes_raw().is_empty() {
            self.declare_namespaces(start, token, reporter);
            self.note_base(start);
        }
        let tag = Tag::new(name, token);
        let context = match self.stack.top().map(|open| open.context) {
            None => self.root(&tag, start, reporter),
            Some(parent) => Some(self.child(parent, &tag, start, reporter)),
        };
        let Some(context) = context else {
            return Flow::Stop;
        };
        self.stack.push(name, context, Mark::new(token.range()));
        Flow::Continue
    }

    /// Handles an end tag.
    pub(crate) fn end(&mut self, name: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
        if self.stack.top_name() == name && self.stack.depth() > 0 {
            self.close(reporter);
            return;
        }
        let levels = self.stack.levels_to(name);
        reporter.at(&rules::xml::MALFORMED, token.range(), || {
            if levels == 0 {
                rules::xml::malformed_unmatched(name)
            } else {
                rules::xml::malformed_mismatched(self.stack.top_name(), name)
            }
        });
        // Elements that are still open inside it end with it.
        for _ in 0..levels {
            self.close(reporter);
        }
    }

    fn declare_namespaces(
        &mut self,
        start: &BytesStart<'_>,
        token: Token<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        let limit = self.options.limits.max_attributes;
        let depth = self.stack.depth();
        let mut has_room = true;
        // At most the number of attributes, which is limited.
        let mut misspelt = Vec::new();
        let mut prefixes = Vec::new();
        let mut has_empty = false;
        let name = start.name();
        let root: &[u8] = name.as_ref();
        // In feeds, the same prefixes are used for other extensions.
        let is_sitemap = match self.kind {
            Some(kind) => matches!(kind, Kind::Urlset | Kind::SitemapIndex),
            None => root.ends_with(b"urlset") || root.ends_with(b"sitemapindex"),
        };
        attributes::walk(start, token, limit, reporter, |name, value| {
            if name == b"xmlns" {
                has_room &= self.namespaces.declare(b"", value, depth);
            } else if let Some(prefix) = name.strip_prefix(b"xmlns:") {
                has_room &= self.namespaces.declare(prefix, value, depth);
                has_empty |= value.is_empty();
            } else if let Some(colon) = memchr::memchr(b':', name) {
                prefixes.push(name[..colon].to_vec());
            }
            let meant = || {
                let prefix = name.strip_prefix(b"xmlns:").filter(|_| is_sitemap)?;
                namespaces::usual(prefix).filter(|wanted| wanted.as_bytes() != value)
            };
            if name.starts_with(b"xmlns")
                && let Some(wanted) = namespaces::misspelt(value).or_else(meant)
            {
                misspelt.push((value.to_vec(), wanted));
            }
        });
        for prefix in prefixes {
            self.resolve(&prefix, token, reporter);
        }
        if has_empty {
            reporter.at(&rules::xml::MALFORMED, token.range(), || {
                rules::xml::malformed("a prefix is declared to stand for no namespace")
            });
        }
        for (found, wanted) in misspelt {
            reporter.at(
                &rules::namespace::EXTENSION_NAMESPACE_WRONG,
                token.range(),
                || rules::namespace::extension_namespace_wrong(&found, wanted),
            );
        }
        if !has_room {
            reporter.at(&rules::xml::TOO_MANY_ATTRIBUTES, token.range(), || {
                rules::xml::too_many_attributes_namespaces(MAX_DECLARATIONS)
            });
        }
    }

    /// Classifies the first element, or one after the root; `None` stops parsing.
    fn root(
        &mut self,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Option<Context> {
        self.report_text_before_root(reporter);
        let range = tag.token.range();
        if self.has_root {
            reporter.at(&rules::xml::MALFORMED, range, || {
                rules::xml::malformed("a second root element follows the first")
            });
            return Some(Context::Ignored);
        }
        self.has_root = true;
        let namespace = self.resolve(tag.prefix, tag.token, reporter);
        if tag.local.eq_ignore_ascii_case(b"html") || namespace == Namespace::Xhtml {
            reporter.at(
                &rules::file::HTML_NOT_SITEMAP,
                range,
                rules::file::html_not_sitemap,
            );
            return None;
        }
        self.kind = schema::kind_of_root(tag.local, namespace);
        self.root_namespace = namespace;
        let Some(kind) = self.kind else {
            reporter.at(&rules::element::ROOT_UNKNOWN, range, || {
                rules::element::root_unknown(tag.name)
            });
            return None;
        };
        if matches!(kind, Kind::Urlset | Kind::SitemapIndex) {
            report_namespace(namespace, tag, start, reporter);
        }
        Some(Context::Root)
    }

    /// Classifies a nested element.
    fn child(
        &mut self,
        parent: Context,
        tag: &Tag<'_>,
        start: &BytesStart<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        let namespace = self.resolve(tag.prefix, tag.token, reporter);
        let is_ours = namespace == self.root_namespace || namespace == Namespace::Sitemap;
        let Some(kind) = self.kind.filter(|_| is_ours) else {
            if !check_name(tag, reporter) {
                return Context::Ignored;
            }
            return self.foreign_child(parent, namespace, tag, start, reporter);
        };
        if kind == Kind::Atom && parent == Context::Entry && tag.local == b"link" {
            self.take_atom_link(tag, start, reporter);
        }
        match schema::place(kind, parent, tag.local) {
            Placement::Right(Context::Entry) => {
                self.open_entry(kind, &Mark::new(tag.token.range()), reporter);
                Context::Entry
            }
            Placement::Right(Context::Field(field)) => self.open_field(kind, field, tag, reporter),
            Placement::Right(Context::Guid) => self.open_guid(start),
            Placement::Right(context) => {
                check_name(tag, reporter);
                context
            }
            Placement::NestedRoot => {
                reporter.at(&rules::element::ROOT_NESTED, tag.token.range(), || {
                    rules::element::root_nested(tag.name)
                });
                Context::Root
            }
            Placement::Wrong => {
                self.report_unexpected(tag, reporter);
                if parent == Context::Entry && matches!(tag.local, b"url" | b"sitemap") {
                    // The end tag of the previous entry is missing: this is the next entry, not a
                    // nested one.
                    self.close_entry(reporter);
                    self.stack.pop();
                    self.open_entry(kind, &Mark::new(tag.token.range()), reporter);
                    return Context::Entry;
                }
                Context::Ignored
            }
            Placement::Unknown => {
                if check_name(tag, reporter) {
                    reporter.at(&rules::element::UNKNOWN, tag.token.range(), || {
                        rules::element::unknown(tag.name)
                    });
                }
                Context::Ignored
            }
        }
    }

    pub(super) fn report_unexpected(&self, tag: &Tag<'_>, reporter: &mut Reporter<'_>) {
        reporter.at(&rules::element::UNEXPECTED, tag.token.range(), || {
            rules::element::unexpected(tag.name, self.stack.top_name())
        });
    }

    fn resolve(&self, prefix: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) -> Namespace {
        self.namespaces.resolve(prefix).unwrap_or_else(|| {
            let rule = &rules::namespace::PREFIX_UNDECLARED;
            reporter.at(rule, token.range(), || {
                rules::namespace::prefix_undeclared(prefix)
            });
            Namespace::Undeclared
        })
    }

    pub(super) fn open_entry(&mut self, kind: Kind, tag: &Mark, reporter: &mut Reporter<'_>) {
        self.entries
            .count(kind, tag, reporter.window, reporter.diagnostics);
        self.entry.loc.clear();
        self.entry.lastmod.clear();
        self.entry.guid.clear();
        self.entry.seen = [false; 4];
        self.entry.is_open = true;
        self.extensions.begin_entry();
    }

    fn open_field(
        &mut self,
        kind: Kind,
        field: Field,
        tag: &Tag<'_>,
        reporter: &mut Reporter<'_>,
    ) -> Context {
        let is_repeated = std::mem::replace(&mut self.entry.seen[field as usize], true);
        if is_repeated {
            if matches!(kind, Kind::Urlset | Kind::SitemapIndex) {
                reporter.at(&rules::element::DUPLICATE, tag.token.range(), || {
                    rules::element::duplicate(tag.name)
                });
            }
            return Context::Ignored;
        }
        self.entry.value(field).clear();
        Context::Field(field)
    }

    /// Closes the innermost element.
    fn close(&mut self, reporter: &mut Reporter<'_>) {
        match self.stack.top().map(|open| open.context) {
            Some(Context::Entry) => self.close_entry(reporter),
            Some(Context::Field(field)) => {
                if let Some(open) = self.stack.pop() {
                    self.check_field(field, &open.mark, reporter);
                }
                if field == Field::Loc {
                    self.check_sources_before(reporter);
                }
                self.leave();
                return;
            }
            Some(Context::Detail(detail)) => {
                if let Some(open) = self.stack.pop() {
                    self.check_detail(detail, &open.mark, reporter);
                }
                self.leave();
                return;
            }
            Some(Context::Group(group)) => {
                if let Some(open) = self.stack.top() {
                    self.close_group(group, &open.mark, reporter);
                }
            }
            _ => {}
        }
        self.stack.pop();
        self.leave();
    }

    pub(super) fn close_entry(&mut self, reporter: &mut Reporter<'_>) {
        if !std::mem::replace(&mut self.entry.is_open, false) {
            return;
        }
        let Some(kind) = self.kind else { return };
        if kind == Kind::Rss {
            self.take_guid(reporter);
        }
        let window = reporter.window;
        if self.entry.seen[Field::Loc as usize] {
            let loc = self.entry.loc.bytes(window);
            let lastmod = self.entry.lastmod.bytes(window);
            if !loc.is_empty() {
                let lastmod = (!lastmod.is_empty()).then_some(lastmod);
                let alternates = &self.extensions.alternates;
                if alternates.lack(loc) {
                    let place = || self.stack.top().map(|open| open.mark.place(window));
                    let draft = rules::hreflang::missing_self;
                    let rule = &rules::hreflang::MISSING_SELF;
                    reporter.diagnostics.at_place(rule, place, draft);
                }
                self.entries.deliver(kind, loc, lastmod, Some(alternates));
            }
            return;
        }
        let place = || self.stack.top().map(|open| open.mark.place(window));
        if matches!(kind, Kind::Urlset | Kind::SitemapIndex) {
            reporter
                .diagnostics
                .at_place(&rules::loc::MISSING, place, rules::loc::missing);
        } else {
            let draft = rules::feed::link_missing;
            reporter
                .diagnostics
                .at_place(&rules::feed::LINK_MISSING, place, draft);
        }
    }

    pub(super) fn check_field(
        &mut self,
        field: Field,
        element: &Mark,
        reporter: &mut Reporter<'_>,
    ) {
        let Some(kind) = self.kind else { return };
        let limit = self.options.limits.max_token_bytes;
        let (window, diagnostics) = (reporter.window, &mut *reporter.diagnostics);
        let scene = Scene {
            kind,
            window,
            diagnostics,
            element,
        };
        match field {
            Field::Loc => fields::check_loc(scene, &self.entry.loc, self.entries, limit),
            Field::Lastmod => {
                let lastmod = &self.entry.lastmod;
                fields::check_lastmod(scene, lastmod, self.entries, self.options.now, limit);
            }
            Field::Changefreq => {
                fields::check_changefreq(scene, &self.entry.other, self.entries, limit);
            }
            Field::Priority => {
                fields::check_priority(scene, &self.entry.other, self.entries, limit);
            }
        }
    }
}

/// True if the element's name is valid; if not, reports it.
fn check_name(tag: &Tag<'_>, reporter: &mut Reporter<'_>) -> bool {
    let is_name = characters::is_name(tag.name);
    if !is_name {
        reporter.at(&rules::xml::MALFORMED, tag.token.range(), || {
            rules::xml::malformed("a `<` begins no tag here; as text it is written `&lt;`")
        });
    }
    is_name
}

fn report_namespace(
    namespace: Namespace,
    tag: &Tag<'_>,
    start: &BytesStart<'_>,
    reporter: &mut Reporter<'_>,
) {
    let range = tag.token.range();
    let declared = || {
        let wanted = if tag.prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{}", String::from_utf8_lossy(tag.prefix))
        };
        let attribute = start.try_get_attribute(wanted.as_str()).ok().flatten();
        attribute.map_or_else(Vec::new, |attribute| attribute.value.to_vec())
    };
    match namespace {
        Namespace::Sitemap => {}
        // An undeclared prefix has its own rule.
        Namespace::Undeclared => {}
        Namespace::None => reporter.at(&rules::namespace::MISSING, range, || {
            rules::namespace::missing(tag.name)
        }),
        Namespace::Legacy => reporter.at(&rules::namespace::LEGACY, range, || {
            rules::namespace::legacy(&declared())
        }),
        _ => {
            reporter.at(&rules::namespace::WRONG, range, || {
                rules::namespace::wrong(&declared())
            });
        }
    }
}
