//! Properties of all documents.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use std::io::{self, Read, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use sitemap_validator::{Options, Report, validate};

fn options() -> Options {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
    options.max_findings_per_rule = 1000;
    options
}

/// The violated rules, without those about ignored elements, and without the one that a small
/// document violates if one entry is dropped.
fn violated(report: &Report) -> Vec<&str> {
    let ignored = [
        "bom-present",
        "changefreq-ignored",
        "priority-ignored",
        "entries-dropped",
    ];
    report
        .counts
        .iter()
        .map(|counted| counted.rule.id)
        .filter(|id| !ignored.contains(id))
        .collect()
}

/// Returns the bytes in pieces of the given sizes, repeatedly.
struct Pieces<'bytes> {
    bytes: &'bytes [u8],
    sizes: &'bytes [usize],
    turn: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()].min(buffer.len());
        self.turn += 1;
        self.bytes.read(&mut buffer[..size])
    }
}

/// Determines line and column by counting from the start.
fn count(bytes: &[u8], offset: usize) -> (u64, u64) {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let offset = offset.saturating_sub(bytes.len() - text.len());
    let (mut line, mut column) = (1, 1);
    for byte in &text[..offset] {
        match byte {
            b'\n' => (line, column) = (line + 1, 1),
            0x80..0xC0 => {}
            _ => column += 1,
        }
    }
    (line, column)
}

fn check_invariants(bytes: &[u8], report: &Report) {
    for finding in &report.findings {
        let Some(at) = finding.location else { continue };
        assert!(at.byte_offset <= report.bytes, "{finding:?}");
        assert!(
            !finding.message.chars().any(char::is_control),
            "{finding:?}"
        );
        let excerpt = finding.excerpt.as_ref().unwrap();
        assert!(!excerpt.text.chars().any(char::is_control), "{finding:?}");
        assert!(
            excerpt.text.get(excerpt.highlight.clone()).is_some(),
            "{finding:?}"
        );
        if bytes.len() as u64 == report.bytes {
            let offset = usize::try_from(at.byte_offset).unwrap();
            assert_eq!((at.line, at.column), count(bytes, offset), "{finding:?}");
        }
    }
    let total: u64 = report.counts.iter().map(|counted| counted.count).sum();
    assert_eq!(total, report.findings.len() as u64 + report.hidden());
    if report.kind.is_none() {
        assert_eq!(report.urls + report.sitemaps, 0);
        assert!(!report.findings.is_empty());
    }
}

prop_compose! {
    fn entry()(
        path in "[a-z0-9/._~-]{0,40}(%[0-9A-F]{2}|ü|日本)?(\\?[a-z]=[0-9]&amp;[a-z]=1)?",
        lastmod in prop::option::of("20[01][0-9](-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]0[0-9]:30))?)?)?"),
        changefreq in prop::option::of(prop::sample::select(vec!["always", "daily", "never"])),
        priority in prop::option::of("0\\.[0-9]{1,3}|1\\.0|1|0"),
        space in "[ \t]{0,4}(\r?\n)?[ ]{0,4}",
    ) -> (String, Vec<String>, String) {
        let fields = [("lastmod", lastmod), ("changefreq", changefreq.map(str::to_owned)), ("priority", priority)]
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("<{name}>{value}</{name}>")))
            .collect();
        (path, fields, space)
    }
}

fn document(entries: &[(String, Vec<String>, String)], mark: bool, declaration: bool) -> String {
    let mut text = String::new();
    if mark {
        text.push('\u{feff}');
    }
    if declaration {
        text.push_str("<?xml version='1.0' encoding='utf-8'?>\n");
    }
    text.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">");
    for (index, (path, fields, space)) in entries.iter().enumerate() {
        text += &format!("{space}<url>{space}<loc>https://www.example.com/{index}/{path}</loc>");
        for field in fields {
            text += &format!("{space}{field}");
        }
        text += &format!("{space}</url>");
    }
    text + "\n</urlset>\n"
}

fn documents() -> impl Strategy<Value = String> {
    (
        prop::collection::vec(entry(), 1..20),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(entries, mark, declaration)| document(&entries, mark, declaration))
}

/// Single changes with the rule that each violates.
const MUTATIONS: &[(&str, &str, &str)] = &[
    (
        "<loc>https://www.example.com/0/",
        "<loc>/0/",
        "loc-not-absolute",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>https://example.com/0/",
        "loc-host-mismatch",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>http://www.example.com/0/",
        "loc-scheme-mismatch",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>gopher://www.example.com/0/",
        "loc-scheme",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>\nhttps://www.example.com/0/",
        "loc-whitespace",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>https://www.example.com/0/{",
        "loc-not-encoded",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>https://www.example.com/0/&",
        "entity-unescaped",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>https://www.example.com/0/&uuml;",
        "entity-undeclared",
    ),
    (
        "<loc>https://www.example.com/0/",
        "<loc>https://www.example.com/0/&#0;",
        "xml-invalid-char",
    ),
    ("<url>", "<url><loc></loc></url><url>", "loc-empty"),
    ("<url>", "<url></url><url>", "loc-missing"),
    (
        "<url>",
        "<url><lastmod>2024-02-30</lastmod>",
        "lastmod-invalid",
    ),
    ("<url>", "<url/><url>", "loc-missing"),
    ("<url>", "text<url>", "text-unexpected"),
    ("<url>", "<image/><url>", "element-unknown"),
    ("<url>", "<loc/><url>", "element-unexpected"),
    ("<url>", "<a:b/><url>", "namespace-prefix-undeclared"),
    ("<url>", "<!DOCTYPE a><url>", "doctype-present"),
    ("<url>", "</x><url>", "xml-malformed"),
    ("<url>", "<!oops><url>", "xml-malformed"),
    ("<url>", "<!-- a -- b --><url>", "xml-malformed"),
    ("</urlset>", "", "xml-truncated"),
    ("</urlset>", "</urlset>tail", "xml-malformed"),
    ("sitemap/0.9\"", "sitemap/1.0\"", "namespace-wrong"),
    (
        " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"",
        "",
        "namespace-missing",
    ),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_valid_sitemap_violates_nothing(text in documents()) {
        let report = validate(text.as_bytes(), &options()).unwrap();
        prop_assert_eq!(violated(&report), Vec::<&str>::new(), "{:#?}", report.findings);
        prop_assert!(report.complete);
    }

    #[test]
    fn one_mutation_violates_one_rule(text in documents(), pick in 0..MUTATIONS.len()) {
        let (from, to, rule) = MUTATIONS[pick];
        let mutated = text.replacen(from, to, 1);
        let rest_has_lastmod = to.contains("lastmod");
        let report = validate(mutated.as_bytes(), &options()).unwrap();
        let mut found = violated(&report);
        // The first entry may have its own date.
        found.retain(|id| !(rest_has_lastmod && *id == "element-duplicate"));
        prop_assert_eq!(found, vec![rule], "{:#?}", report.findings);
        check_invariants(mutated.as_bytes(), &report);
    }

    #[test]
    fn lines_of_a_list_end_in_any_way(
        lines in prop::collection::vec(("[a-z]{1,20}", prop::sample::select(vec!["\n", "\r", "\r\n", "\r\r\n"])), 1..20),
        sizes in prop::collection::vec(1..50_usize, 1..5),
    ) {
        let list: String = lines
            .iter()
            .enumerate()
            .map(|(index, (path, end))| format!("https://example.com/{index}/{path}{end}"))
            .collect();
        let report = validate(list.as_bytes(), &options()).unwrap();
        prop_assert_eq!(report.urls, lines.len() as u64);
        prop_assert_eq!(report.count_of("loc-host-mismatch"), 1);
        prop_assert_eq!(violated(&report).len(), 1);
        check_invariants(list.as_bytes(), &report);
        let pieces = Pieces { bytes: list.as_bytes(), sizes: &sizes, turn: 0 };
        prop_assert_eq!(report, validate(pieces, &options()).unwrap());
    }

    #[test]
    fn arbitrary_bytes_end_in_a_report(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        check_invariants(&bytes, &validate(&bytes[..], &options()).unwrap());
    }

    #[test]
    fn damaged_gzip_is_read_equally_far_in_any_pieces(
        text in "[ -~\\n]{0,300}",
        damage in (0..300_usize, 1..=255_u8),
        arbitrary in prop::collection::vec(any::<u8>(), 0..200),
        sizes in prop::collection::vec(1..50_usize, 1..5),
    ) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        let mut damaged = encoder.finish().unwrap();
        let index = damage.0 % damaged.len();
        damaged[index] ^= damage.1;
        let headed = [b"\x1F\x8B\x08\0\0\0\0\0\0\xFF", &arbitrary[..]].concat();
        for bytes in [damaged, headed] {
            let report = validate(&bytes[..], &options()).unwrap();
            let in_pieces = validate(Pieces { bytes: &bytes, sizes: &sizes, turn: 0 }, &options()).unwrap();
            prop_assert_eq!(report, in_pieces);
        }
    }

    #[test]
    fn arbitrary_pieces_of_xml_end_in_a_report(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "<loc/>", "https://e.test/",
            "<", ">", "&", ";", "\"", "'", "&amp;", "&#x41;", "<![CDATA[", "]]>", "<!--", "-->", "--",
            "<?xml ", "?>", "<!DOCTYPE ", "[", "]", "xmlns:a=\"b\"", "<a:b ", "a=b ", "\n", "\r\n", "ä",
            "\u{feff}", "\u{1}", "😀", "<lastmod>", "</lastmod>", "2024-01-01", " ", "<sitemapindex>",
        ]), 0..60),
        broken in prop::option::of(0..200_usize),
        sizes in prop::collection::vec(1..50_usize, 1..5),
    ) {
        let mut bytes = format!("<urlset>{}", pieces.concat()).into_bytes();
        if let Some(at) = broken.filter(|at| *at < bytes.len()) {
            bytes[at] = 0xFF;
        }
        let report = validate(&bytes[..], &options()).unwrap();
        check_invariants(&bytes, &report);
        let in_pieces = validate(Pieces { bytes: &bytes, sizes: &sizes, turn: 0 }, &options()).unwrap();
        prop_assert_eq!(report, in_pieces);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Documents larger than the window.
    #[test]
    fn moving_the_window_has_no_effect(
        text in documents(),
        filler in "[a-zäö日\n]{1,200}",
        pick in 0..MUTATIONS.len(),
        sizes in prop::collection::vec(1..5000_usize, 1..5),
        shift in 0..200_usize,
    ) {
        let (from, to, _) = MUTATIONS[pick];
        let bulk = format!("<!--{filler}-->").repeat(900_000 / (filler.len() + 7));
        let text = text
            .replacen("<url>", &format!("{}{bulk}<url>", " ".repeat(shift)), 1)
            .replacen(from, to, 1);
        let report = validate(text.as_bytes(), &options()).unwrap();
        check_invariants(text.as_bytes(), &report);
        let pieces = Pieces { bytes: text.as_bytes(), sizes: &sizes, turn: 0 };
        prop_assert_eq!(&report, &validate(pieces, &options()).unwrap());
        // The findings are the same without the filler.
        let plain = text.replacen(&bulk, "", 1);
        let expected = validate(plain.as_bytes(), &options()).unwrap();
        prop_assert_eq!(&report.counts, &expected.counts);
    }
}
