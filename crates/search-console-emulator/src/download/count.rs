//! Counts a sitemap's entries, with a lenient parser.
//!
//! Errors: a document that is broken, not a sitemap, empty or too long, and each invalid URL.
//! Warnings: each `lastmod` that is not a W3C date. Google checks far more. The implementation is
//! independent of this workspace's validator.

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use url::Url;

use crate::state::{SitemapKind, SitemapReport};

/// Maximum number of URLs of a sitemap, see <https://www.sitemaps.org/protocol.html#index>.
const MAX_URLS: u64 = 50_000;

/// Counts the entries of `document`.
pub(crate) fn count(document: &[u8]) -> SitemapReport {
    let content = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let content = content.trim_ascii_start();
    let mut report = if content.starts_with(b"<") {
        count_xml(content)
    } else {
        count_lines(content)
    };
    // A broken document already has its error, and its number of URLs is meaningless.
    let is_read = report.kind != SitemapKind::NotSitemap && report.failure.is_none();
    if is_read && !(1..=MAX_URLS).contains(&report.urls) {
        report.errors += 1;
    }
    report
}

/// Counts a list of URLs; text whose first line is not a URL is not a sitemap.
fn count_lines(content: &[u8]) -> SitemapReport {
    let mut report = SitemapReport::default();
    let text = String::from_utf8_lossy(content);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_http_url(line) {
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
    let mut counter = Counter::default();
    let result = match std::str::from_utf8(content) {
        Ok(text) => counter.read(text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = result {
        counter.report.errors += 1;
        counter.report.failure = Some(format!("broken XML: {error}"));
        return counter.report;
    }
    if counter.report.kind == SitemapKind::NotSitemap || !counter.path.is_empty() {
        counter.report.errors += 1;
    }
    counter.report
}

/// Resolves a reference; an unknown one becomes a character that is invalid in URLs.
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

/// Position of the reader, and the counts so far.
#[derive(Default)]
struct Counter {
    path: Vec<String>,
    text: String,
    report: SitemapReport,
}

impl Counter {
    /// Reads a whole document.
    fn read(&mut self, text: &str) -> Result<(), quick_xml::Error> {
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
            // An Atom link has its URL in an attribute, so count entries instead.
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
                self.count_url(&text);
            }
            (SitemapKind::RssFeed, "item", "link") => self.count_url(&text),
            (SitemapKind::UrlSet | SitemapKind::Index, "url" | "sitemap", _)
                if local(&name) == "lastmod" && !is_w3c_date(&text) =>
            {
                self.report.warnings += 1;
            }
            _ => {}
        }
    }

    fn count_url(&mut self, text: &str) {
        if !is_http_url(text) {
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

/// Returns the name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// True if the name has a common prefix of an extension, whose `loc` is not the page's.
fn is_extension(name: &str) -> bool {
    ["image:", "video:", "news:"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

fn is_http_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// True if `text` is a [W3C datetime](https://www.w3.org/TR/NOTE-datetime) in one of its formats.
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
    fn a_bad_url_is_an_error_and_a_bad_date_a_warning() {
        let report = count(
            urlset("<url><loc>/about</loc></url><url><loc>https://a/</loc><lastmod>soon</lastmod></url>")
                .as_bytes(),
        );
        assert_eq!((report.urls, report.errors, report.warnings), (1, 1, 1));
    }

    #[test]
    fn the_children_of_an_index_are_listed() {
        let report =
            count(b"<sitemapindex><sitemap><loc>https://a/1.xml</loc></sitemap></sitemapindex>");
        assert_eq!(report.kind, SitemapKind::Index);
        assert_eq!(report.children, ["https://a/1.xml"]);
    }

    #[test]
    fn document_types_are_distinguished() {
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
    fn broken_documents_are_errors() {
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
    fn too_many_urls_are_one_error() {
        let list = "https://a/\n".repeat(50_001);
        let report = count(list.as_bytes());
        assert_eq!((report.urls, report.errors), (50_001, 1));
    }
}
