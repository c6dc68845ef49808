//! Documents as they are found in the wild, each a kind that was judged wrongly once.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Kind, Options, Report, Severity, validate};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn check(bytes: &[u8]) -> Report {
    let options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    validate(bytes, &options).unwrap()
}

fn rules(report: &Report) -> Vec<&str> {
    let ids = report.counts.iter().map(|counted| counted.rule.id);
    ids.filter(|id| *id != "entries-dropped").collect()
}

fn rss(item: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>t</title><link>https://example.com/</link>\n\
         <item><title>a</title>{item}</item>\n</channel></rss>"
    )
}

#[test]
fn a_permanent_guid_is_the_address_of_an_item() {
    for (item, expected) in [
        ("<guid>https://example.com/a</guid>", &[][..]),
        (
            "<guid isPermaLink=\"true\">https://example.com/a</guid>",
            &[],
        ),
        (
            "<guid>https://example.com/a</guid><link>https://example.com/b</link>",
            &[],
        ),
        (
            "<guid isPermaLink=\"false\">https://example.com/a</guid>",
            &["feed-link-missing"],
        ),
        // The default is true, but this is not a URL.
        ("<guid>4711</guid>", &["feed-link-missing"]),
        ("<guid/>", &["feed-link-missing"]),
        // It is checked like a link.
        ("<guid>http://localhost/a</guid>", &["loc-not-public"]),
    ] {
        let report = check(rss(item).as_bytes());
        assert_eq!(rules(&report), expected, "{item}");
    }
}

#[test]
fn the_base_of_an_atom_feed_completes_its_links() {
    let feed = |attribute: &str, entries: &str| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" {attribute}>{entries}</feed>")
    };
    let entry = "<entry><link href=\"/a\"/></entry>";
    let base = "xml:base=\"https://example.com/blog/\"";
    assert_eq!(
        rules(&check(feed("", entry).as_bytes())),
        ["loc-not-absolute"]
    );
    assert_eq!(rules(&check(feed(base, entry).as_bytes())), [""; 0]);
    let own = format!("<entry><link {base} href=\"a\"/></entry>");
    assert_eq!(rules(&check(feed("", &own).as_bytes())), [""; 0]);
    // The base of one entry does not apply to the next.
    let of_entry = format!("<entry {base}><link href=\"a\"/></entry>{entry}");
    let report = check(feed("", &of_entry).as_bytes());
    assert_eq!(rules(&report), ["loc-not-absolute"]);
    assert_eq!(report.count_of("loc-not-absolute"), 1);
}

#[test]
fn content_before_the_xml_is_reported() {
    let xml = format!(
        "<urlset xmlns=\"{NAMESPACE}\"><url><loc>https://example.com/a</loc></url></urlset>"
    );
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    for (before, word) in [
        (
            "<br />\n<b>Warning</b>: Undefined variable $post<br />\n",
            "HTML",
        ),
        ("<!DOCTYPE html><html><body>error</body></html>\n", "HTML"),
        ("<div class=\"x\">Deprecated</div>", "HTML"),
        ("Warning: Undefined variable in /srv/www/feed.php\n", "text"),
        ("\u{feff}Notice: x\n", "text"),
    ] {
        for declaration in ["", declaration] {
            let text = format!("{before}{declaration}{xml}");
            let report = check(text.as_bytes());
            assert_eq!(report.count_of("content-before-xml"), 1, "{text}");
            assert_eq!(report.worst(), Some(Severity::Fatal), "{text}");
            let finding = report
                .findings
                .iter()
                .find(|finding| finding.rule.id == "content-before-xml")
                .unwrap();
            assert!(finding.message.starts_with(word), "{}", finding.message);
            // The rest is still checked.
            assert_eq!(
                (report.kind, report.urls),
                (Some(Kind::Urlset), 1),
                "{text}"
            );
            let has_declaration = report.count_of("xml-decl-not-first") == 1;
            assert_eq!(has_declaration, !declaration.is_empty(), "{text}");
        }
    }
}

#[test]
fn html_without_a_document_type_is_html() {
    for text in [
        "<div>Please log in</div>",
        "<p>Error establishing a database connection</p>",
        "<script>location.href='/login'</script>",
        "<title>403 Forbidden</title>",
        "<?php echo 'x'; ?>",
        "<meta http-equiv=\"refresh\" content=\"0; url=/\">",
    ] {
        assert_eq!(
            rules(&check(text.as_bytes())),
            ["html-not-sitemap"],
            "{text}"
        );
    }
}

fn with_prefix(declaration: &str, content: &str) -> Report {
    let text = format!(
        "<urlset xmlns=\"{NAMESPACE}\" {declaration}>\
         <url><loc>https://example.com/a</loc>{content}</url></urlset>"
    );
    check(text.as_bytes())
}

#[test]
fn a_usual_prefix_in_another_namespace_is_a_mistake() {
    let link = "<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://example.com/de\"/>";
    for namespace in [
        "http://www.w3.org/TR/xhtml11/xhtml11_schema.html",
        "http://www.w3.org/1999/xlink",
        "https://www.w3.org/1999/xhtml",
        "http://www.w3.org/2002/08/xhtml/xhtml1-strict.xsd",
    ] {
        let report = with_prefix(&format!("xmlns:xhtml=\"{namespace}\""), link);
        assert_eq!(
            report.count_of("extension-namespace-wrong"),
            1,
            "{namespace}"
        );
        assert_eq!(report.worst(), Some(Severity::Warning));
    }
    let report = with_prefix("xmlns:image=\"http://www.example.com/image\"", "");
    assert_eq!(rules(&report), ["extension-namespace-wrong"]);
    // Other prefixes may have any meaning.
    assert_eq!(rules(&with_prefix("xmlns:x=\"urn:x\"", "")), [""; 0]);
    // In feeds the same prefixes have other meanings.
    let feed = rss("<link>https://example.com/a</link>").replace(
        "<rss ",
        "<rss xmlns:image=\"http://purl.org/rss/1.0/modules/image/\" ",
    );
    assert_eq!(rules(&check(feed.as_bytes())), [""; 0]);
}

fn video(content: &str) -> Report {
    with_prefix(
        "xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"",
        &format!(
            "<video:video><video:thumbnail_loc>https://example.com/t.jpg</video:thumbnail_loc>\
             <video:title>Harbour</video:title><video:description>Boats</video:description>\
             <video:content_loc>https://example.com/v.mp4</video:content_loc>{content}</video:video>"
        ),
    )
}

#[test]
fn values_of_videos_are_those_that_google_names() {
    for (content, is_valid) in [
        ("<video:live>yes</video:live>", true),
        ("<video:live>No</video:live>", true),
        ("<video:live>1</video:live>", false),
        ("<video:family_friendly>true</video:family_friendly>", false),
        (
            "<video:requires_subscription>0</video:requires_subscription>",
            false,
        ),
        (
            "<video:restriction relationship=\"allow\">IE GB</video:restriction>",
            true,
        ),
        ("<video:restriction>IE GB</video:restriction>", false),
        (
            "<video:platform relationship=\"web\">web</video:platform>",
            false,
        ),
        (
            "<video:platform relationship=\"deny\">tv</video:platform>",
            true,
        ),
        ("<video:view_count>7</video:view_count>", true),
    ] {
        let report = video(content);
        let expected: &[&str] = if is_valid {
            &[]
        } else {
            &["video-value-invalid"]
        };
        assert_eq!(rules(&report), expected, "{content}");
    }
}

#[test]
fn a_finding_of_every_entry_is_reported_once() {
    let entry = |index| {
        format!(
            "<url><loc> https://example.com/{index} </loc><image:image>\
             <image:loc>https://example.com/{index}.jpg</image:loc>\
             <image:title>Lamp</image:title><image:caption>Brass</image:caption></image:image></url>\n"
        )
    };
    let entries: String = (0..500).map(entry).collect();
    let text = format!(
        "<urlset xmlns=\"{NAMESPACE}\" \
         xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n{entries}</urlset>"
    );
    let report = check(text.as_bytes());
    let messages: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "the URL is surrounded by white space (500 times in this file)",
            "Google ignores `image:title` (500 times in this file)",
            "Google ignores `image:caption` (500 times in this file)",
        ]
    );
    assert_eq!(report.hidden(), 0);
    assert_eq!(report.findings[0].location.unwrap().line, 2);
}

#[test]
fn dates_of_feeds_and_news_can_be() {
    let feed =
        rss("<link>https://example.com/a</link><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>");
    let found = check(feed.as_bytes());
    assert_ne!(found.worst(), None, "{feed}");
    let feed =
        rss("<link>https://example.com/a</link><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>");
    assert_eq!(rules(&check(feed.as_bytes())), ["lastmod-implausible"]);
    let news = |date: &str| {
        with_prefix(
            "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"",
            &format!(
                "<news:news><news:publication><news:name>Post</news:name>\
                 <news:language>en</news:language></news:publication>\
                 <news:publication_date>{date}</news:publication_date>\
                 <news:title>t</news:title></news:news>"
            ),
        )
    };
    for (date, expected) in [
        ("2099-01-01T00:00:00Z", &["news-future"][..]),
        ("2099", &["news-future"]),
        ("2026-05-31T12:00:00Z", &[]),
        ("2026-06-01", &[]),
        ("1970-01-01", &["news-stale"]),
    ] {
        assert_eq!(rules(&news(date)), expected, "{date}");
    }
}

#[test]
fn a_header_that_declares_gzip_is_compared_with_the_content() {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.says_gzip = true;
    let plain = validate(&b"https://example.com/a\n"[..], &options).unwrap();
    assert_eq!(rules(&plain), ["gzip-declared-wrongly"]);
    assert_eq!(plain.urls, 1);
    let gzipped = include_bytes!("../fixtures/good/minimal.xml.gz");
    assert_eq!(rules(&validate(&gzipped[..], &options).unwrap()), [""; 0]);
}
