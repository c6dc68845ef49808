//! Finds translations that do not name each other, in bounded memory.
//!
//! Each page and each link takes 24 bytes, up to a million together. Up to 16 MB of URLs are stored
//! as examples for findings: 40 MB in total, plus 4 MB per sitemap that is being read.

use std::borrow::Cow;

use sitemap_validator::rules::{CRAWL_LIMIT, HREFLANG_NO_RETURN};
use sitemap_validator::{Entry, EntrySink, Kind};

use crate::model::Tally;
use crate::model::address::{Identities, shown};

/// Maximum number of stored pages and links.
const MOST_LINKS: usize = 1_000_000;

/// Maximum number of bytes of stored URLs.
const MOST_NAMES: usize = 16 << 20;

/// Maximum number of bytes of stored URLs per sitemap while it is read.
const MOST_NAMES_OF_ONE: usize = 4 << 20;

/// Position of a URL that is not stored.
const UNNAMED: u32 = u32::MAX;

/// Link from a page to a translation; a link to itself shows that the page is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    page: u64,
    translation: u64,
    /// Position of the page's URL in the names.
    name: u32,
    /// The sitemap that lists the page, by its number.
    sitemap: u32,
}

/// The links of the sitemaps so far.
#[derive(Debug, Default)]
pub(crate) struct Translations {
    is_wanted: bool,
    identities: Identities,
    links: Vec<Link>,
    names: String,
    is_full: bool,
}

impl Translations {
    /// An empty set, which stores links only if `is_wanted`.
    pub(crate) fn new(is_wanted: bool) -> Self {
        Self {
            is_wanted,
            ..Self::default()
        }
    }

    /// True if some were left out.
    pub(crate) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds the links of the sitemap with this number.
    pub(crate) fn join(&mut self, other: Self, sitemap: usize) {
        let sitemap = u32::try_from(sitemap).unwrap_or(u32::MAX);
        let has_room = self.names.len() + other.names.len() <= MOST_NAMES;
        let shift = u32::try_from(self.names.len()).ok().filter(|_| has_room);
        if has_room {
            self.names.push_str(&other.names);
        }
        self.is_full |= other.is_full;
        // The links of one page are adjacent.
        for page in other.links.chunk_by(|one, next| one.page == next.page) {
            if !self.has_room(page.len()) {
                continue;
            }
            self.links.extend(page.iter().map(|link| {
                let named = shift.filter(|_| link.name != UNNAMED);
                Link {
                    name: named.map_or(UNNAMED, |shift| shift + link.name),
                    sitemap,
                    ..*link
                }
            }));
        }
    }

    /// Calls `note` for each link to a page that is listed and does not link back: with the number
    /// of the sitemap, the page and the translation, if their URLs are stored.
    pub(crate) fn each_without_return(
        mut self,
        mut note: impl FnMut(usize, Option<&str>, Option<&str>),
    ) {
        self.links.sort_unstable();
        let links = &self.links;
        // The first link of a page.
        let listed = |page: u64| {
            let start = links.partition_point(|link| link.page < page);
            links.get(start).filter(|link| link.page == page)
        };
        let has = |page: u64, translation: u64| {
            let wanted = (page, translation);
            let at = links.binary_search_by(|link| (link.page, link.translation).cmp(&wanted));
            at.is_ok()
        };
        for link in links.iter().filter(|link| link.page != link.translation) {
            let Some(translation) = listed(link.translation) else {
                continue;
            };
            if !has(link.translation, link.page) {
                let (page, other) = (self.name(link.name), self.name(translation.name));
                note(link.sitemap as usize, page, other);
            }
        }
    }

    /// True if all links of one page fit. A page is kept completely or not at all: a part of it
    /// would miss links back.
    const fn has_room(&mut self, links: usize) -> bool {
        let has_room = self.links.len() + links <= MOST_LINKS;
        self.is_full |= !has_room;
        has_room
    }

    fn remember(&mut self, address: &str) -> u32 {
        let start = u32::try_from(self.names.len()).unwrap_or(UNNAMED);
        if self.names.len() + address.len() >= MOST_NAMES_OF_ONE {
            return UNNAMED;
        }
        self.names.push_str(address);
        self.names.push('\n');
        start
    }

    fn name(&self, at: u32) -> Option<&str> {
        self.names.get(at as usize..)?.split('\n').next()
    }
}

impl EntrySink for Translations {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if !self.is_wanted || matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            return;
        }
        if !self.has_room(1 + entry.alternates().count()) {
            return;
        }
        let address = entry.loc();
        let page = self.identities.of(&address);
        let name = self.remember(&address);
        let link = |translation| Link {
            page,
            translation,
            name,
            sitemap: 0,
        };
        self.links.push(link(page));
        let identities = &mut self.identities;
        let translations = entry
            .alternates()
            .map(|alternate| identities.of(&alternate.href));
        let others = translations.filter(|translation| *translation != page);
        self.links.extend(others.map(link));
    }
}

/// Notes the translations that do not name the page that names them; `sitemap` gives the address of
/// the sitemap with a number.
pub(crate) fn note_translations<'a>(
    tally: &mut Tally,
    translations: Translations,
    sitemap: impl Fn(usize) -> Option<&'a str>,
) {
    if translations.is_full() {
        tally.violated(&CRAWL_LIMIT, None, || {
            "not all pages and translations were compared: there are too many".to_owned()
        });
    }
    translations.each_without_return(|number, page, translation| {
        let [page, translation] =
            [page, translation].map(|name| name.map_or(Cow::Borrowed("a page"), shown));
        tally.violated(&HREFLANG_NO_RETURN, sitemap(number), || {
            format!("{page} names {translation} as its translation, which does not name it back")
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use sitemap_validator::{Options, validate_with};

    fn of(entries: &[(&str, &[&str])]) -> Translations {
        let mut xml = String::from(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">",
        );
        for (page, alternates) in entries {
            xml += &format!("<url><loc>https://a.example/{page}</loc>");
            for alternate in *alternates {
                xml += &format!(
                    "<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://a.example/{alternate}\"/>"
                );
            }
            xml += "</url>";
        }
        xml += "</urlset>";
        let mut translations = Translations::new(true);
        let options = Options::new("2026-01-01T00:00:00Z".parse().unwrap());
        validate_with(xml.as_bytes(), &options, &mut translations).unwrap();
        translations
    }

    #[test]
    fn links_have_to_come_back() {
        let mut all = Translations::new(true);
        all.join(of(&[("en", &["en", "de", "fr", "elsewhere"])]), 0);
        all.join(of(&[("de", &["de", "en"]), ("fr", &[])]), 1);
        let mut found = Vec::new();
        all.each_without_return(|sitemap, page, translation| {
            found.push(format!(
                "{sitemap} {} {}",
                page.unwrap(),
                translation.unwrap()
            ));
        });
        assert_eq!(found, ["0 https://a.example/en https://a.example/fr"]);
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let mut all = Translations::new(true);
        all.join(of(&[("s%C3%BCd", &["%7Een"]), ("~en", &["süd"])]), 0);
        all.each_without_return(|_, page, _| panic!("{page:?}"));
    }

    #[test]
    fn the_links_of_a_page_are_kept_all_or_none() {
        let mut all = Translations::new(true);
        let pages: Vec<String> = (0..5).map(|number| number.to_string()).collect();
        let names: Vec<&str> = pages.iter().map(String::as_str).collect();
        let entries: Vec<(&str, &[&str])> = names.iter().map(|page| (*page, &names[..])).collect();
        let filler = Link {
            page: 1,
            translation: 1,
            name: UNNAMED,
            sitemap: 0,
        };
        // Room for the first page, and for half of the second.
        all.links = vec![filler; MOST_LINKS - 7];
        all.join(of(&entries), 0);
        assert!(all.is_full());
        assert_eq!(all.links.len(), MOST_LINKS - 2);
        all.each_without_return(|_, page, _| panic!("{page:?}"));

        let mut one = Translations::new(true);
        one.links = vec![filler; MOST_LINKS - 3];
        let mut xml = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">".to_owned();
        xml += &"<url><loc>https://a.example/x</loc></url>".repeat(5);
        xml += "</urlset>";
        let options = Options::new("2026-01-01T00:00:00Z".parse().unwrap());
        validate_with(xml.as_bytes(), &options, &mut one).unwrap();
        assert_eq!(one.links.len(), MOST_LINKS);
    }

    #[test]
    fn nothing_is_stored_unless_wanted() {
        let mut unwanted = Translations::new(false);
        let options = Options::new("2026-01-01T00:00:00Z".parse().unwrap());
        validate_with(&b"https://a.example/\n"[..], &options, &mut unwanted).unwrap();
        assert!(unwanted.links.is_empty() && unwanted.names.is_empty());
    }
}
