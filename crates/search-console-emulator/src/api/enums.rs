//! Spelling of enum values.

use crate::config::EnumSpelling;
use crate::property::Permission;
use crate::state::SitemapKind;

/// Converts a name of the discovery document, such as `RSS_FEED`, to `spelling`.
pub(crate) fn spell(name: &str, spelling: EnumSpelling) -> String {
    match spelling {
        EnumSpelling::Document => name.to_owned(),
        EnumSpelling::Wire => camel_case(name),
    }
}

fn camel_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for (index, word) in name.split('_').enumerate() {
        let word = word.to_ascii_lowercase();
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => {
                text.push(first.to_ascii_uppercase());
                text.push_str(letters.as_str());
            }
            _ => text.push_str(&word),
        }
    }
    text
}

/// Finds `text`, in either spelling, among `names` of the discovery document.
pub(crate) fn read(text: &str, names: &[&'static str]) -> Option<&'static str> {
    names
        .iter()
        .find(|name| text == **name || text == camel_case(name))
        .copied()
}

/// The discovery document's name of a permission.
pub(crate) fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::Owner => "SITE_OWNER",
        Permission::FullUser => "SITE_FULL_USER",
        Permission::RestrictedUser => "SITE_RESTRICTED_USER",
        Permission::UnverifiedUser => "SITE_UNVERIFIED_USER",
    }
}

/// The discovery document's name of a sitemap type.
pub(crate) fn sitemap_type(kind: SitemapKind) -> &'static str {
    match kind {
        SitemapKind::NotSitemap => "NOT_SITEMAP",
        SitemapKind::UrlList => "URL_LIST",
        SitemapKind::UrlSet | SitemapKind::Index => "SITEMAP",
        SitemapKind::RssFeed => "RSS_FEED",
        SitemapKind::AtomFeed => "ATOM_FEED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings() {
        assert_eq!(spell("SITE_FULL_USER", EnumSpelling::Wire), "siteFullUser");
        assert_eq!(spell("WEB", EnumSpelling::Wire), "web");
        assert_eq!(spell("RSS_FEED", EnumSpelling::Document), "RSS_FEED");
        assert_eq!(
            read("searchAppearance", &["SEARCH_APPEARANCE"]),
            Some("SEARCH_APPEARANCE")
        );
        assert_eq!(read("Page", &["PAGE"]), None);
    }
}
