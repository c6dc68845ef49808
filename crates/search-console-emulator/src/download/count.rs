//! Counts what is in a sitemap, tolerantly.
//!
//! An error is a document that cannot be read to its end, that is no sitemap, that is empty or too
//! long, and each address that is none; a warning is each `lastmod` that is no W3C date. That is far
//! less than Google looks at, and written apart from the validator of this workspace.

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use url::Url;

use crate::state::{SitemapKind, SitemapReport};

/// Most addresses of one sitemap, see <https://www.sitemaps.org/protocol.html#index>.
const MOST_URLS: u64 = 50_000;

/// Counts what is in `document`.
pub(crate) fn count(document: &[u8]) -> SitemapReport {
    let content = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let content = content.trim_ascii_start();
    let mut report = if content.starts_with(b"<") {
        count_xml(content)
    } else {
        count_lines(content)
    };
    // A document that broke off has its error already, and its number of addresses means nothing.
    let is_read = report.kind != SitemapKind::NotSitemap && report.failure.is_none();
    if is_read && !(1..=MOST_URLS).contains(&report.urls) {
        report.errors += 1;
    }
    report
}

/// A list of addresses; text whose first line is none is no sitemap.
fn count_lines(content: &[u8]) -> SitemapReport {
    let mut report = SitemapReport::default();
    let text = String::from_utf8_lossy(content);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_address(line) {
            report.urls += 1;
        } else {
            report.errors += 1;
        }
        if report.urls == 0 {
            break;
        }
        report.kind = SitemapKind::UrlList;
    }
    if report.kind == SitemapKind::NotSitemap {
        report.errors = 1;
    }
    report
}

fn count_xml(content: &[u8]) -> SitemapReport {
    let mut walk = Walk::default();
    let read = match std::str::from_utf8(content) {
        Ok(text) => walk.through(text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = read {
        walk.report.errors += 1;
        walk.report.failure = Some(format!("broken XML: {error}"));
        return walk.report;
    }
    if walk.report.kind == SitemapKind::NotSitemap || !walk.path.is_empty() {
        walk.report.errors += 1;
    }
    walk.report
}

/// What stands for a reference; one that is not known becomes a character no address holds.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let known = match reference.as_ref() {
        b"amp" => "&",
        b"lt" => "<",
        b"gt" => ">",
        b"quot" => "\"",
        b"apos" => "'",
        _ => "\u{fffd}",
    };
    known.to_owned()
}

/// Where the reader stands, and what it has counted so far.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
    text: String,
    report: SitemapReport,
}

impl Walk {
    /// Goes through all of a document.
    fn through(&mut self, text: &str) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event()? {
                Event::Start(element) => {
                    self.open(&String::from_utf8_lossy(element.name().as_ref()));
                }
                Event::Empty(element) => {
                    self.open(&String::from_utf8_lossy(element.name().as_ref()));
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => self.text += &text.decode()?,
                Event::CData(text) => self.text += &text.decode()?,
                Event::GeneralRef(reference) => self.text += &resolve(&reference),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn open(&mut self, name: &str) {
        if self.path.is_empty() {
            self.report.kind = kind_of_root(local(name));
        }
        self.text.clear();
        let prefixed = name.contains(':');
        match (prefixed, local(name)) {
            (true, "image") => self.report.images += 1,
            (true, "video") => self.report.videos += 1,
            (true, "news") => self.report.news += 1,
            // An Atom link holds its address in an attribute; entries are counted instead.
            (false, "entry") if self.report.kind == SitemapKind::AtomFeed => self.report.urls += 1,
            _ => {}
        }
        self.path.push(name.to_owned());
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else {
            return;
        };
        let parent = self.path.last().map_or("", |parent| local(parent));
        let text = self.text.trim().to_owned();
        self.text.clear();
        match (self.report.kind, parent, name.as_str()) {
            (SitemapKind::UrlSet, "url", _) | (SitemapKind::Index, "sitemap", _)
                if local(&name) == "loc" && !is_extension(&name) =>
            {
                self.address(&text);
            }
            (SitemapKind::RssFeed, "item", "link") => self.address(&text),
            (SitemapKind::UrlSet | SitemapKind::Index, "url" | "sitemap", _)
                if local(&name) == "lastmod" && !is_w3c_date(&text) =>
            {
                self.report.warnings += 1;
            }
            _ => {}
        }
    }

    fn address(&mut self, text: &str) {
        if !is_address(text) {
            self.report.errors += 1;
            return;
        }
        self.report.urls += 1;
        if self.report.kind == SitemapKind::Index {
            self.report.children.push(text.to_owned());
        }
    }
}

fn kind_of_root(name: &str) -> SitemapKind {
    match name {
        "urlset" => SitemapKind::UrlSet,
        "sitemapindex" => SitemapKind::Index,
        "rss" | "RDF" => SitemapKind::RssFeed,
        "feed" => SitemapKind::AtomFeed,
        _ => SitemapKind::NotSitemap,
    }
}

/// The name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Whether a name has one of the usual prefixes of extensions, whose `loc` is not of the page.
fn is_extension(name: &str) -> bool {
    ["image:", "video:", "news:"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Whether `text` has the form of one of the profiles of
/// [W3C datetime](https://www.w3.org/TR/NOTE-datetime) that name a month at least, or a year.
fn is_w3c_date(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        4 => digits(text),
        7 => text
            .split_once('-')
            .is_some_and(|(year, month)| year.len() == 4 && digits(year) && digits(month)),
        10 => text.parse::<jiff::civil::Date>().is_ok(),
        _ => {
            let minutes_only = |text: &str| text.len() == "2026-01-01T00:00Z".len();
            text.parse::<jiff::Timestamp>().is_ok() || (minutes_only(text) && text.ends_with('Z'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urlset(content: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">{content}</urlset>"
        )
    }

    #[test]
    fn a_urlset_is_counted() {
        let report = count(
            urlset(
                "<url><loc> https://a/?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod>\
                 <image:image><image:loc>https://a/i.png</image:loc></image:image></url>\
                 <url><loc><![CDATA[https://a/2]]></loc></url>",
            )
            .as_bytes(),
        );
        assert_eq!(report.kind, SitemapKind::UrlSet);
        assert_eq!((report.urls, report.images), (2, 1));
        assert_eq!((report.errors, report.warnings), (0, 0));
    }

    #[test]
    fn a_bad_address_is_an_error_and_a_bad_date_a_warning() {
        let report = count(
            urlset("<url><loc>/about</loc></url><url><loc>https://a/</loc><lastmod>soon</lastmod></url>")
                .as_bytes(),
        );
        assert_eq!((report.urls, report.errors, report.warnings), (1, 1, 1));
    }

    #[test]
    fn an_index_knows_its_children() {
        let report =
            count(b"<sitemapindex><sitemap><loc>https://a/1.xml</loc></sitemap></sitemapindex>");
        assert_eq!(report.kind, SitemapKind::Index);
        assert_eq!(report.children, ["https://a/1.xml"]);
    }

    #[test]
    fn other_documents_are_told_apart() {
        let kind = |text: &str| count(text.as_bytes()).kind;
        assert_eq!(kind("https://a/\nhttps://a/2\n"), SitemapKind::UrlList);
        assert_eq!(kind("<html><body/></html>"), SitemapKind::NotSitemap);
        assert_eq!(kind("not found"), SitemapKind::NotSitemap);
        assert_eq!(
            kind("<rss><channel><item><link>https://a/</link></item></channel></rss>"),
            SitemapKind::RssFeed
        );
        assert_eq!(kind("<feed><entry/></feed>"), SitemapKind::AtomFeed);
    }

    #[test]
    fn what_cannot_be_read_to_its_end_is_an_error() {
        for text in [
            "<urlset><url><loc>https://a/</loc>",
            "<urlset><url><loc>https://a/</url></urlset>",
            "",
            "<html></html>",
        ] {
            assert_eq!(count(text.as_bytes()).errors, 1, "{text}");
        }
    }

    #[test]
    fn too_many_addresses_are_one_error() {
        let list = "https://a/\n".repeat(50_001);
        let report = count(list.as_bytes());
        assert_eq!((report.urls, report.errors), (50_001, 1));
    }
}
