//! Permitted positions of elements.
//!
//! <https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd>,
//! <https://www.sitemaps.org/schemas/sitemap/0.9/siteindex.xsd>

use super::extension::{Detail, Group};
use super::namespaces::Namespace;
use crate::report::Kind;

/// Kind of an open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// The root element.
    Root,
    /// The channel of an RSS feed.
    Channel,
    /// A page, a sitemap, or a feed item.
    Entry,
    /// A value of an entry.
    Field(Field),
    /// A group of an extension.
    Group(Group),
    /// A value of an extension.
    Detail(Detail),
    /// The permanent address of an item of RSS.
    Guid,
    /// An element that is not checked, including its content.
    Ignored,
}

/// A value of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The URL.
    Loc,
    /// The date of the last change.
    Lastmod,
    /// The change frequency.
    Changefreq,
    /// The priority.
    Priority,
}

/// Position of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// A permitted position.
    Right(Context),
    /// A root inside the root.
    NestedRoot,
    /// An element of the protocol in the wrong position.
    Wrong,
    /// Not an element of the protocol.
    Unknown,
}

/// Returns the document's type by its root; `None` for unknown roots.
pub(crate) fn kind_of_root(name: &[u8], namespace: Namespace) -> Option<Kind> {
    match (name, namespace) {
        (b"urlset", _) => Some(Kind::Urlset),
        (b"sitemapindex", _) => Some(Kind::SitemapIndex),
        (b"rss", Namespace::None) => Some(Kind::Rss),
        (b"feed", Namespace::Atom) => Some(Kind::Atom),
        _ => None,
    }
}

/// Classifies the position of a child in the document's own namespace.
pub(crate) fn place(kind: Kind, parent: Context, name: &[u8]) -> Placement {
    match kind {
        Kind::Urlset | Kind::SitemapIndex => place_in_sitemap(kind, parent, name),
        Kind::Rss | Kind::Atom | Kind::Text | Kind::Robots => {
            Placement::Right(match (kind, parent, name) {
                (Kind::Rss, Context::Root, b"channel") => Context::Channel,
                (Kind::Rss, Context::Channel, b"item") => Context::Entry,
                (Kind::Rss, Context::Entry, b"link") => Context::Field(Field::Loc),
                (Kind::Rss, Context::Entry, b"guid") => Context::Guid,
                (Kind::Rss, Context::Entry, b"pubDate") => Context::Field(Field::Lastmod),
                // `updated` is in Atom 1.0, `modified` in draft 0.3.
                (Kind::Atom, Context::Entry, b"updated" | b"modified") => {
                    Context::Field(Field::Lastmod)
                }
                (Kind::Atom, Context::Root, b"entry") => Context::Entry,
                _ => Context::Ignored,
            })
        }
    }
}

fn place_in_sitemap(kind: Kind, parent: Context, name: &[u8]) -> Placement {
    let is_index = kind == Kind::SitemapIndex;
    match (parent, name) {
        (Context::Ignored, _) => Placement::Right(Context::Ignored),
        (Context::Root, b"url") if !is_index => Placement::Right(Context::Entry),
        (Context::Root, b"sitemap") if is_index => Placement::Right(Context::Entry),
        (Context::Entry, b"loc") => Placement::Right(Context::Field(Field::Loc)),
        (Context::Entry, b"lastmod") => Placement::Right(Context::Field(Field::Lastmod)),
        (Context::Entry, b"changefreq") if !is_index => {
            Placement::Right(Context::Field(Field::Changefreq))
        }
        (Context::Entry, b"priority") if !is_index => {
            Placement::Right(Context::Field(Field::Priority))
        }
        (Context::Root, b"urlset" | b"sitemapindex") => Placement::NestedRoot,
        (Context::Field(_) | Context::Detail(_), _) => Placement::Wrong,
        (_, b"urlset" | b"sitemapindex" | b"url" | b"sitemap") => Placement::Wrong,
        (_, b"loc" | b"lastmod" | b"changefreq" | b"priority") => Placement::Wrong,
        _ => Placement::Unknown,
    }
}
