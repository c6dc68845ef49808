//! Properties of sitemaps with extensions.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use proptest::prelude::*;
use sitemap_validator::{Entry, EntrySink, Options, Report, validate, validate_with};

const HEAD: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"\n \
    xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"\n \
    xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"\n \
    xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"\n \
    xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";

const IMAGE: &str =
    "<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image>";

const VIDEO: &str = "<video:video><video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n\
    <video:title>One &amp; two</video:title><video:description><![CDATA[<b>First</b>]]></video:description>\n\
    <video:content_loc>https://www.example.com/a.mp4</video:content_loc>\
    <video:duration>90</video:duration><video:rating>4.5</video:rating>\n\
    <video:expiration_date>2027-01-01</video:expiration_date></video:video>";

const NEWS: &str = "<news:news><news:publication><news:name>Times</news:name><news:language>en</news:language>\
    </news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\
    <news:title>One</news:title></news:news>";

/// Single changes with the rule that each violates.
const MUTATIONS: &[(&str, &str, &str)] = &[
    (
        "<image:loc>https://www.example.com/a.png</image:loc>",
        "",
        "image-loc-missing",
    ),
    (
        "<image:loc>https://www.example.com/a.png",
        "<image:loc>",
        "image-loc-missing",
    ),
    (
        "<image:loc>https://www.example.com",
        "<image:loc>",
        "image-loc-invalid",
    ),
    (
        "<image:loc>https://www",
        "<image:loc>https://cdn",
        "image-cross-domain",
    ),
    (
        "</image:image>",
        "<image:title>A</image:title></image:image>",
        "image-deprecated-tag",
    ),
    (
        "</image:image>",
        "<image:size>1</image:size></image:image>",
        "element-unknown",
    ),
    ("</image:image>", "stray</image:image>", "text-unexpected"),
    (
        "</image:image>",
        "<image:loc>https://www.example.com/b</image:loc></image:image>",
        "element-duplicate",
    ),
    (
        "<image:loc>",
        "<image:loc><image:image/>",
        "element-unexpected",
    ),
    (
        "sitemap-image/1.1",
        "sitemap-image/1.2",
        "extension-namespace-wrong",
    ),
    (
        "<video:title>One &amp; two</video:title>",
        "",
        "video-missing-title",
    ),
    ("One &amp; two", " ", "video-missing-title"),
    (
        "<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>",
        "",
        "video-missing-thumbnail",
    ),
    ("<![CDATA[<b>First</b>]]>", "", "video-missing-description"),
    (
        "<video:content_loc>https://www.example.com/a.mp4</video:content_loc>",
        "",
        "video-missing-content-or-player",
    ),
    (
        "https://www.example.com/a.mp4",
        "https://www.example.com/0",
        "video-content-equals-loc",
    ),
    (
        "https://www.example.com/a.mp4",
        "a.mp4",
        "video-url-invalid",
    ),
    (
        "<video:duration>90",
        "<video:duration>28801",
        "video-duration-range",
    ),
    (
        "<video:duration>90",
        "<video:duration>1:30",
        "video-duration-range",
    ),
    (
        "<video:rating>4.5",
        "<video:rating>5.1",
        "video-rating-range",
    ),
    ("2027-01-01", "2027-02-30", "video-date-invalid"),
    (
        "<video:duration>90</video:duration>",
        "<video:duration/>",
        "video-duration-range",
    ),
    (
        "<video:rating>4.5",
        "<video:rating> \n",
        "video-rating-range",
    ),
    (
        "<video:expiration_date>2027-01-01</video:expiration_date>",
        "<video:expiration_date/>",
        "video-date-invalid",
    ),
    (
        "<video:expiration_date>",
        "<video:publication_date></video:publication_date><video:expiration_date>",
        "video-date-invalid",
    ),
    (
        "</video:video>",
        "<video:price currency='EUR'>1</video:price></video:video>",
        "video-deprecated-tag",
    ),
    ("<news:name>Times</news:name>", "", "news-missing-name"),
    (
        "<news:language>en</news:language>",
        "",
        "news-missing-language",
    ),
    (
        "<news:language>en",
        "<news:language>en-US",
        "news-language-invalid",
    ),
    (
        "<news:publication_date>2026-05-31</news:publication_date>",
        "",
        "news-missing-date",
    ),
    (
        "<news:publication_date>2026-05-31",
        "<news:publication_date>2026-05-01",
        "news-stale",
    ),
    (
        "<news:publication_date>2026-05-31",
        "<news:publication_date>May 2026",
        "news-date-invalid",
    ),
    ("<news:title>One</news:title>", "", "news-missing-title"),
    (
        "</news:news>",
        "<news:genres>Blog</news:genres></news:news>",
        "news-deprecated-tag",
    ),
    ("hreflang=\"de\"", "hreflang=\"xx\"", "hreflang-invalid"),
    ("hreflang=\"de\"", "hreflang=\"EN\"", "hreflang-duplicate"),
    (
        "hreflang=\"de\" href=\"https://de.example.com",
        "hreflang=\"de\" href=\"",
        "hreflang-href-relative",
    ),
    (
        "hreflang=\"en\" href=\"https://www",
        "hreflang=\"en\" href=\"https://en",
        "hreflang-missing-self",
    ),
];

fn options() -> Options {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
    options
}

fn violated(report: &Report) -> Vec<&str> {
    report
        .counts
        .iter()
        .map(|counted| counted.rule.id)
        // Documents of few entries, one of which is dropped, violate it as well.
        .filter(|id| *id != "entries-dropped")
        .collect()
}

fn links(page: usize) -> String {
    format!(
        "<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/{page}\"/>\n\
         <xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://de.example.com/?a&amp;b={page}\"/>"
    )
}

/// Returns a sitemap whose first entry has all extensions, and the others some of them.
fn document(parts: &[Vec<usize>], space: &str) -> String {
    let mut text = HEAD.to_owned();
    for (page, parts) in parts.iter().enumerate() {
        let all = [
            IMAGE.to_owned(),
            VIDEO.to_owned(),
            NEWS.to_owned(),
            links(page),
        ];
        let mut chosen: Vec<&String> = all.iter().collect();
        if page > 0 {
            chosen = parts.iter().map(|part| &all[*part]).collect();
            chosen.sort();
            chosen.dedup();
        }
        text += &format!("<url>{space}<loc>https://www.example.com/{page}</loc>{space}");
        for part in chosen {
            text += part;
            text += space;
        }
        text += "</url>\n";
    }
    text + "</urlset>\n"
}

fn documents() -> impl Strategy<Value = String> {
    let parts = prop::collection::vec(prop::collection::vec(0..4_usize, 0..4), 1..8);
    (parts, "[ \t]{0,3}(\r?\n)?").prop_map(|(parts, space)| document(&parts, &space))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_valid_sitemap_with_extensions_violates_nothing(text in documents()) {
        let report = validate(text.as_bytes(), &options()).unwrap();
        prop_assert_eq!(violated(&report), Vec::<&str>::new(), "{:#?}", report.findings);
        prop_assert!(report.complete);
    }

    #[test]
    fn one_mutation_violates_one_rule(text in documents(), pick in 0..MUTATIONS.len()) {
        let (from, to, rule) = MUTATIONS[pick];
        prop_assert!(text.contains(from), "{from}");
        let mutated = text.replacen(from, to, 1);
        let report = validate(mutated.as_bytes(), &options()).unwrap();
        let mut found = violated(&report);
        // Elements of a misspelt extension belong to an unknown one.
        found.retain(|id| !(rule == "extension-namespace-wrong" && *id == "extension-unknown"));
        prop_assert_eq!(found, vec![rule], "{:#?}", report.findings);
    }

    #[test]
    fn extensions_may_be_cut_anywhere(text in documents(), cut in 0..6000_usize) {
        let end = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let report = validate(&text.as_bytes()[..end], &options()).unwrap();
        for id in violated(&report) {
            prop_assert!(
                ["xml-truncated", "entity-unescaped", "file-empty", "not-a-sitemap"].contains(&id),
                "{id}: {:#?}", report.findings
            );
        }
    }
}

/// Returns a document with one entry.
fn entry(content: &str) -> String {
    format!("{HEAD}<url>{content}</url></urlset>")
}

#[test]
fn a_video_is_compared_with_its_page_before_and_after_it() {
    let loc = "<loc>https://www.example.com/a?b&amp;c</loc>";
    let player = "<video:player_loc> https://www.example.com/a?b&amp;c\n</video:player_loc>";
    let other = VIDEO.replace("</video:video>", &format!("{player}</video:video>"));
    let filler = format!("<!--{}-->", "x".repeat(60_000));
    let cases = [
        format!("{loc}{other}"),
        format!("{other}{loc}"),
        // The video is no longer in memory when the page's URL follows.
        format!("{other}{}{loc}", filler.repeat(10)),
    ];
    for content in cases {
        let text = entry(&content);
        let report = validate(text.as_bytes(), &options()).unwrap();
        assert_eq!(violated(&report), ["video-content-equals-loc"]);
        let place = report.findings[0].location.unwrap();
        let expected = text.find(player).unwrap() + "<video:player_loc> ".len();
        assert_eq!(place.byte_offset, expected as u64);
    }
    // An entry without a page URL must not use the next entry's.
    let two = entry(&format!("{other}</url><url>{loc}"));
    let report = validate(two.as_bytes(), &options()).unwrap();
    assert_eq!(violated(&report), ["loc-missing"]);
}

#[test]
fn the_sink_receives_translations() {
    #[derive(Default)]
    struct Heard(Vec<Vec<(String, String)>>);
    impl EntrySink for Heard {
        fn on_entry(&mut self, entry: &Entry<'_>) {
            let pairs = entry
                .alternates()
                .map(|one| (one.hreflang.into_owned(), one.href.into_owned()));
            self.0.push(pairs.collect());
        }
    }
    let text = document(&[vec![], vec![0], vec![3]], "\n");
    let mut heard = Heard::default();
    validate_with(text.as_bytes(), &options(), &mut heard).unwrap();
    let pair = |language: &str, address: &str| (language.to_owned(), address.to_owned());
    assert_eq!(
        heard.0[0],
        [
            pair("en", "https://www.example.com/0"),
            pair("de", "https://de.example.com/?a&b=0"),
        ]
    );
    assert_eq!(heard.0[1], []);
    assert_eq!(heard.0[2][1], pair("de", "https://de.example.com/?a&b=2"));
}

#[test]
fn a_link_without_a_language_is_not_a_translation() {
    let loc = "<loc>https://www.example.com/a</loc>";
    for link in [
        r#"<xhtml:link rel="alternate" href="android-app://com.example/https/www.example.com/a"/>"#,
        r#"<xhtml:link rel="alternate" type="application/rss+xml" href="https://www.example.com/feed"/>"#,
    ] {
        let report = validate(entry(&format!("{loc}{link}")).as_bytes(), &options()).unwrap();
        assert_eq!(violated(&report), [""; 0], "{link}");
    }
}

#[test]
fn a_space_in_a_url_is_reported_as_the_cause() {
    let loc = "<loc>https://www.example.com/a</loc>";
    let cases = [
        IMAGE.replacen(
            "<image:loc>",
            "<image:loc>https://www.example.com/a b.png",
            1,
        ),
        VIDEO.replacen(
            "<video:thumbnail_loc>",
            "<video:thumbnail_loc>https://www.example.com/a b.png",
            1,
        ),
        links(0).replacen("https://de.example.com/", "https://de.example.com/a b", 1)
            + r#"<xhtml:link rel="alternate" hreflang="fr" href="https://www.example.com/a"/>"#,
    ];
    for content in cases {
        let report = validate(entry(&format!("{loc}{content}")).as_bytes(), &options()).unwrap();
        let finding = &report.findings[0];
        assert!(finding.message.contains("contains a space"), "{finding:?}");
        assert!(
            finding.help.as_ref().unwrap().contains("%20"),
            "{finding:?}"
        );
    }
}
