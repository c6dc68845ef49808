//! Limits of extensions, per entry and per document.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Options, Report, validate};

fn options() -> Options {
    Options::new("2026-06-01T00:00:00Z".parse().unwrap())
}

fn violations(report: &Report) -> Vec<(&str, u64)> {
    report
        .counts
        .iter()
        .map(|counted| (counted.rule.id, counted.count))
        .collect()
}

/// Returns an entry with `count` parts.
fn entry_with(namespaces: &str, part: impl Fn(usize) -> String, count: usize) -> String {
    let parts: String = (0..count).map(part).collect();
    format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" {namespaces}>\n\
         <url><loc>https://www.example.com/</loc>\n{parts}</url></urlset>"
    )
}

#[test]
fn a_page_may_have_a_thousand_images() {
    let namespace = "xmlns:i=\"http://www.google.com/schemas/sitemap-image/1.1\"";
    let image =
        |index| format!("<i:image><i:loc>https://www.example.com/{index}</i:loc></i:image>\n");
    let full = entry_with(namespace, image, 1000);
    assert_eq!(
        violations(&validate(full.as_bytes(), &options()).unwrap()),
        []
    );
    let over = entry_with(namespace, image, 1002);
    let report = validate(over.as_bytes(), &options()).unwrap();
    assert_eq!(violations(&report), [("image-too-many", 1)]);
    assert_eq!(report.findings[0].location.unwrap().line, 1003);
}

#[test]
fn a_sitemap_may_have_a_thousand_articles() {
    let article = |index: usize| {
        format!(
            "<url><loc>https://www.example.com/{index}</loc><n:news><n:publication><n:name>T</n:name>\
             <n:language>en</n:language></n:publication><n:publication_date>2026-05-31</n:publication_date>\
             <n:title>{index}</n:title></n:news></url>\n"
        )
    };
    let sitemap = |count: usize| {
        let articles: String = (0..count).map(article).collect();
        format!(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\">\n{articles}</urlset>"
        )
    };
    let full = validate(sitemap(1000).as_bytes(), &options()).unwrap();
    assert_eq!(violations(&full), []);
    let over = validate(sitemap(1002).as_bytes(), &options()).unwrap();
    assert_eq!(violations(&over), [("news-too-many", 1)]);
}

#[test]
fn too_many_translations_are_reported() {
    let namespace = "xmlns:x=\"http://www.w3.org/1999/xhtml\"";
    let languages = ["en", "de", "fr", "it", "es"];
    let countries: Vec<String> = (b'a'..=b'z')
        .flat_map(|first| (b'a'..=b'z').map(move |second| [first, second]))
        .map(|letters| letters.map(char::from).iter().collect())
        .filter(|country: &String| {
            ["ad", "at", "be", "ch", "de"].contains(&country.as_str()) || country.starts_with('m')
        })
        .collect();
    let link = |index: usize| {
        let language = languages[index % languages.len()];
        let script = [
            "", "-Latn", "-Cyrl", "-Grek", "-Arab", "-Hebr", "-Hant", "-Hans", "-Jpan", "-Kore",
        ];
        let country = &countries[index / 50 % countries.len()];
        let script = script[index / 5 % script.len()];
        format!(
            "<x:link rel=\"alternate\" hreflang=\"{language}{script}-{country}\" href=\"https://www.example.com/\"/>\n"
        )
    };
    let full = validate(entry_with(namespace, link, 250).as_bytes(), &options()).unwrap();
    assert_eq!(violations(&full), []);
    let over = validate(entry_with(namespace, link, 252).as_bytes(), &options()).unwrap();
    assert_eq!(violations(&over), [("hreflang-too-many", 1)]);
}
