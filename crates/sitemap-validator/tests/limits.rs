//! Limits: oversized input ends early, with a finding that states the limit.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use std::io::{self, Read, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use sitemap_validator::{Entry, EntrySink, Kind, Options, Report, validate, validate_with};

const HEAD: &str = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#;

fn options() -> Options {
    Options::new("2026-06-01T00:00:00Z".parse().unwrap())
}

fn violations(report: &Report) -> Vec<(&str, u64)> {
    report
        .counts
        .iter()
        .map(|counted| (counted.rule.id, counted.count))
        // Documents of few entries, one of which is dropped, violate it as well.
        .filter(|(id, _)| *id != "entries-dropped")
        .collect()
}

/// Repeats bytes endlessly, and counts the bytes read.
struct Endless<'bytes> {
    head: &'bytes [u8],
    body: &'bytes [u8],
    taken: usize,
}

impl<'bytes> Endless<'bytes> {
    fn new(head: &'bytes [u8], body: &'bytes [u8]) -> Self {
        Self {
            head,
            body,
            taken: 0,
        }
    }
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = match self.taken.checked_sub(self.head.len()) {
            None => &self.head[self.taken..],
            Some(past) => &self.body[past % self.body.len()..],
        };
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.taken += count;
        Ok(count)
    }
}

fn listing(open: &str, entry: &str, close: &str, count: usize) -> String {
    let mut text = format!("<{open} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for page in 0..count {
        text += &format!("<{entry}><loc>https://www.example.com/{page}</loc></{entry}>\n");
    }
    text + &format!("</{close}>\n")
}

#[test]
fn fifty_thousand_urls_are_the_maximum() {
    let full = listing("urlset", "url", "urlset", 50_000);
    let report = validate(full.as_bytes(), &options()).unwrap();
    assert_eq!((violations(&report), report.urls), (vec![], 50_000));

    let over = listing("urlset", "url", "urlset", 50_002);
    let report = validate(over.as_bytes(), &options()).unwrap();
    assert_eq!(violations(&report), [("too-many-urls", 1)]);
    assert_eq!(report.findings[0].location.unwrap().line, 50_002);
    assert_eq!(report.urls, 50_002);
}

#[test]
fn an_index_has_the_same_limit() {
    let over = listing("sitemapindex", "sitemap", "sitemapindex", 50_001);
    let report = validate(over.as_bytes(), &options()).unwrap();
    assert_eq!(violations(&report), [("too-many-sitemaps", 1)]);
    assert_eq!(
        (report.kind, report.sitemaps),
        (Some(Kind::SitemapIndex), 50_001)
    );
}

#[test]
fn text_has_the_same_limit() {
    let lines: String = (0..50_001)
        .map(|page| format!("https://e.test/{page}\n"))
        .collect();
    let report = validate(lines.as_bytes(), &options()).unwrap();
    assert_eq!(violations(&report), [("too-many-urls", 1)]);
}

#[test]
fn one_byte_more_than_the_permitted_size_is_an_error() {
    let entry = format!("{HEAD}<url><loc>https://e.test/</loc></url>");
    let mut whole = entry.into_bytes();
    whole.resize(52_428_800 - "</urlset>".len(), b' ');
    whole.extend_from_slice(b"</urlset>");
    let report = validate(&whole[..], &options()).unwrap();
    assert_eq!((violations(&report), report.bytes), (vec![], 52_428_800));

    whole.push(b'\n');
    let report = validate(&whole[..], &options()).unwrap();
    assert_eq!(violations(&report), [("file-too-large", 1)]);
    assert!(!report.complete);
    assert!(report.findings[0].message.contains("52428800"));
}

#[test]
fn an_endless_source_is_abandoned() {
    let mut source = Endless::new(HEAD.as_bytes(), b"<!-- nothing -->\n");
    let report = validate(&mut source, &options()).unwrap();
    assert_eq!(violations(&report), [("file-too-large", 1)]);
    assert!(source.taken <= 52_428_801 + 64 * 1024);
}

#[test]
fn a_gzip_bomb_ends_at_the_decompressed_size() {
    let member = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    // Each member expands a kibibyte to a mebibyte; the source never ends.
    let (head, body) = (member(HEAD.as_bytes()), member(&vec![b' '; 1 << 20]));
    let mut source = Endless::new(&head, &body);
    let report = validate(&mut source, &options()).unwrap();
    assert_eq!(violations(&report), [("file-too-large", 1)]);
    assert_eq!(report.bytes, 52_428_800);
    assert!(source.taken < 1 << 20, "{}", source.taken);
}

#[test]
fn gzip_without_content_ends_at_the_compressed_size() {
    let empty = GzEncoder::new(Vec::new(), Compression::fast())
        .finish()
        .unwrap();
    let mut options = options();
    options.limits.max_bytes = 100_000;
    let mut source = Endless::new(b"", &empty);
    let report = validate(&mut source, &options).unwrap();
    assert_eq!(violations(&report), [("file-too-large", 1)]);
    assert!(source.taken < 300_000, "{}", source.taken);
}

#[test]
fn a_million_nested_tags_end_at_the_depth() {
    let source = Endless::new(HEAD.as_bytes(), b"<a>");
    let report = validate(source, &options()).unwrap();
    assert_eq!(
        violations(&report),
        [("element-unknown", 1), ("nesting-too-deep", 1)]
            .iter()
            .rev()
            .copied()
            .collect::<Vec<_>>()
    );
    assert!(!report.complete);
}

#[test]
fn an_endless_attribute_or_comment_ends_at_the_size() {
    for head in ["<url a=\"", "<!-- "] {
        let head = format!("{HEAD}\n  {head}");
        let mut source = Endless::new(head.as_bytes(), b"aaaaaaaaaaaaaaa ");
        let report = validate(&mut source, &options()).unwrap();
        assert_eq!(
            violations(&report),
            [("file-too-large", 1), ("token-too-long", 1)],
            "{head}"
        );
        let at = report.findings[1].location.unwrap();
        assert_eq!((at.line, at.column), (2, 3));
        assert!(!report.complete);
        assert!(source.taken <= 52_428_801 + 64 * 1024, "{}", source.taken);
    }
}

#[test]
fn parsing_continues_at_the_next_entry_and_reports_the_skipped_part() {
    let good = "<url><loc>https://e.test/2</loc></url>\n<url><loc>/x</loc></url>";
    let long = "a".repeat(3_000_000);
    for (broken, rule, skipped) in [
        (
            "<url><loc>https://e.test/1</loc><!-- never ends".to_owned(),
            "xml-malformed",
            16,
        ),
        (
            "<url a=\"x><loc>https://e.test/1</loc></url>".to_owned(),
            "xml-malformed",
            44,
        ),
        ("<url><![CDATA[ <loc>".to_owned(), "xml-malformed", 16),
        (format!("<url a=\"{long}\">"), "token-too-long", 3_000_011),
        (format!("<!-- {long} -->"), "token-too-long", 3_000_010),
    ] {
        let text = format!("{HEAD}\n{broken}\n{good}\n</urlset>");
        let report = validate(text.as_bytes(), &options()).unwrap();
        let shown = &broken[..broken.len().min(50)];
        assert_eq!(
            violations(&report),
            [(rule, 1), ("loc-not-absolute", 1)],
            "{shown}"
        );
        let message = &report.findings[0].message;
        let what = format!("; {skipped} bytes up to the next entry were skipped");
        assert!(message.ends_with(&what), "{message}");
        assert_eq!(report.findings[1].location.unwrap().line, 4, "{shown}");
        // The skipped part may have contained pages.
        assert!(!report.complete, "{shown}");
    }
}

#[test]
fn recovery_is_limited() {
    let text = format!("{HEAD}{}", "<!--<url>".repeat(500_000));
    let report = validate(text.as_bytes(), &options()).unwrap();
    assert!(report.count_of("token-too-long") + report.count_of("xml-malformed") <= 101);
    assert!(!report.complete);
}

#[test]
fn a_value_of_megabytes_is_dropped_and_parsing_continues() {
    let long = "a".repeat(5_000_000);
    let text = format!(
        "{HEAD}\n<url>\n<loc>\nhttps://e.test/{long}</loc></url>\n<url><loc>/x</loc></url></urlset>"
    );
    let report = validate(text.as_bytes(), &options()).unwrap();
    assert_eq!(
        violations(&report),
        [("token-too-long", 1), ("loc-not-absolute", 1)]
    );
    let places: Vec<_> = report
        .findings
        .iter()
        .filter_map(|finding| finding.location)
        .map(|at| (at.line, at.column))
        .collect();
    assert_eq!(places, [(4, 1), (5, 11)]);
}

#[test]
fn a_line_of_megabytes_is_dropped_and_parsing_continues() {
    let long = "a".repeat(5_000_000);
    let text = format!("https://e.test/1\nhttps://e.test/{long}\nhttps://e.test/2\nx\n");
    let report = validate(text.as_bytes(), &options()).unwrap();
    assert_eq!(
        violations(&report),
        [("token-too-long", 1), ("text-line-not-url", 1)]
    );
    let last = report.findings.last().unwrap();
    assert_eq!(last.location.unwrap().line, 4);
    assert_eq!(report.urls, 3);
}

#[test]
fn an_entry_that_leaves_memory_keeps_its_location() {
    let filler = format!("<!-- {} -->\n", "x".repeat(50)).repeat(20_000);
    let text = format!("{HEAD}\n  <url>\n{filler}</url></urlset>");
    let report = validate(text.as_bytes(), &options()).unwrap();
    assert_eq!(violations(&report), [("loc-missing", 1)]);
    let finding = report.findings.last().unwrap();
    assert_eq!(
        finding.location.map(|at| (at.line, at.column)),
        Some((2, 3))
    );
    assert_eq!(finding.excerpt.as_ref().unwrap().text, "  <url>");
}

#[test]
fn declared_entities_are_never_expanded() {
    let text = format!(
        "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\n\
         {HEAD}<url><loc>https://e.test/&b;&c;</loc></url></urlset>"
    );
    let report = validate(text.as_bytes(), &options()).unwrap();
    assert_eq!(
        violations(&report),
        [("entity-undeclared", 2), ("doctype-present", 1)]
    );
}

#[test]
fn all_violations_are_counted_and_some_are_shown() {
    let text = format!("{HEAD}{}</urlset>", "<url><loc>/x</loc></url>".repeat(1000));
    let mut options = options();
    options.max_findings_per_rule = 3;
    let report = validate(text.as_bytes(), &options).unwrap();
    assert_eq!(report.count_of("loc-not-absolute"), 1000);
    assert_eq!(report.count_of("loc-duplicate"), 999);
    assert_eq!((report.findings.len(), report.hidden()), (7, 1993));
}

#[test]
fn a_source_that_fails_is_an_error_even_inside_gzip() {
    struct Failing<'bytes>(&'bytes [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the connection broke",
                )),
                count => Ok(count),
            }
        }
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(HEAD.as_bytes()).unwrap();
    let compressed = encoder.finish().unwrap();
    for bytes in [HEAD.as_bytes(), &compressed[..10], &compressed[..], b""] {
        let error = validate(Failing(bytes), &options()).unwrap_err();
        assert_eq!(error.to_string(), "the connection broke");
    }
}

#[test]
fn the_sink_receives_every_entry_in_order() {
    #[derive(Default)]
    struct Heard(Vec<(Kind, String, Option<String>)>);
    impl EntrySink for Heard {
        fn on_entry(&mut self, entry: &Entry<'_>) {
            let lastmod = entry.lastmod().map(std::borrow::Cow::into_owned);
            self.0
                .push((entry.kind(), entry.loc().into_owned(), lastmod));
        }
    }
    let text = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <sitemap><lastmod>2026-01-01</lastmod><loc> https://e.test/a?x=1&amp;y=2 </loc></sitemap>\
        <sitemap><loc><![CDATA[https://e.test/b]]></loc></sitemap>\
        <sitemap><lastmod>2026-01-01</lastmod></sitemap>\
        <sitemap><loc>relative</loc></sitemap></sitemapindex>";
    let mut heard = Heard::default();
    validate_with(text.as_bytes(), &options(), &mut heard).unwrap();
    let index = Kind::SitemapIndex;
    assert_eq!(
        heard.0,
        [
            (
                index,
                "https://e.test/a?x=1&y=2".to_owned(),
                Some("2026-01-01".to_owned())
            ),
            (index, "https://e.test/b".to_owned(), None),
            (index, "relative".to_owned(), None),
        ]
    );
}

#[test]
fn a_large_robots_txt_is_read_up_to_the_limit() {
    let mut options = options();
    options.name = Some("robots.txt".to_owned());
    let mut text = b"Sitemap: https://www.example.com/a.xml\nUser-agent: *\n".to_vec();
    while text.len() <= sitemap_validator::robots::MAX_BYTES {
        text.extend_from_slice(b"Disallow: /private/\n");
    }
    text.extend_from_slice(b"Sitemap: https://www.example.com/b.xml\n");
    let report = validate(&text[..], &options).unwrap();
    assert_eq!(violations(&report), [("robots-too-large", 1)]);
    assert_eq!((report.kind, report.sitemaps), (Some(Kind::Robots), 1));

    let line = b"Disallow: /private/\n";
    let mut exact = b"Sitemap: https://www.example.com/a.xml\nUser-agent: *\n".to_vec();
    while exact.len() + line.len() <= sitemap_validator::robots::MAX_BYTES {
        exact.extend_from_slice(line);
    }
    exact.resize(sitemap_validator::robots::MAX_BYTES, b'\n');
    assert_eq!(violations(&validate(&exact[..], &options).unwrap()), []);

    let endless = Endless::new(b"User-agent: *\n", b"Disallow: /a*b*c*d\n");
    let report = validate(endless, &options).unwrap();
    assert!(report.bytes < 1 << 20, "{}", report.bytes);
}

#[test]
fn irrelevant_lines_of_robots_txt_may_be_long() {
    let mut options = options();
    options.name = Some("robots.txt".to_owned());
    let long = "x".repeat(300_000);
    let sitemap = "Sitemap: https://www.example.com/a.xml";
    for (line, found, sitemaps) in [
        (format!("# {long}"), None, 1),
        (format!("Comment: {long}"), None, 1),
        (long.clone(), None, 1),
        (
            format!("Sitemap: https://www.example.com/b.xml # {long}"),
            None,
            2,
        ),
        (format!("Sitemap: {long}"), Some(("token-too-long", 1)), 1),
        (
            format!("Disallow: /{long} # x"),
            Some(("token-too-long", 1)),
            1,
        ),
    ] {
        let text = format!("{line}\n{sitemap}\n");
        let report = validate(text.as_bytes(), &options).unwrap();
        let name = &line[..20];
        assert_eq!(violations(&report), Vec::from_iter(found), "{name}");
        assert_eq!(
            (report.complete, report.sitemaps),
            (true, sitemaps),
            "{name}"
        );
    }
}
