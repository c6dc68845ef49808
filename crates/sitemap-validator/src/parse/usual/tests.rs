use proptest::prelude::*;

use crate::{Entry, EntrySink, Options, Report, validate_with};

/// Parts of entries, common and uncommon ones.
const PIECES: [&str; 40] = [
    "<url>",
    "</url>",
    "<loc>",
    "</loc>",
    "<lastmod>",
    "</lastmod>",
    "<changefreq>",
    "</changefreq>",
    "<priority>",
    "</priority>",
    "\n  ",
    "",
    " ",
    "https://www.example.com/a",
    "https://e.test/",
    "2026-01-01",
    "daily",
    "0.5",
    "/x",
    "&amp;",
    "&",
    "<!-- c -->",
    "<![CDATA[x]]>",
    "<url >",
    "<url/>",
    "<loc a='b'>",
    "<sitemap>",
    "</sitemap>",
    "</urlset>",
    "<image:loc>",
    "]]>",
    "<",
    ">",
    "ä",
    "\u{1}",
    "<loc>https://www.example.com/b</loc>",
    "<url><loc>https://www.example.com/c</loc></url>",
    "<url><loc>https://www.example.com/d</loc><lastmod>x</lastmod></url>\n",
    "<url xmlns=''>",
    "</ url>",
];

const EXTENDED: &str = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
    xmlns:image='http://www.google.com/schemas/sitemap-image/1.1' \
    xmlns:v='http://www.google.com/schemas/sitemap-video/1.1' \
    xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' \
    xmlns:xhtml='http://www.w3.org/1999/xhtml' xmlns:x='urn:x'>";

/// Children of an entry with extensions, right and wrong ones.
const CHILDREN: [&str; 44] = [
    "<loc>https://www.example.com/a</loc>",
    "<loc>https://www.example.com/?a=1&amp;b=2</loc>",
    "<loc> https://www.example.com/v.mp4 </loc>",
    "<loc>https://www.example.com/]]></loc>",
    "<loc>https://www.example.com/a]b</loc>",
    "<lastmod>2026-01-01</lastmod>",
    "<priority>0.5</priority>",
    "<xhtml:link rel='alternate' hreflang='de' href='https://www.example.com/a'/>",
    "<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/?a=1&amp;b=2\" />",
    "<xhtml:link rel='alternate' hreflang='en' href='/relative'/>",
    "<xhtml:link rel='alternate' hreflang='english' href='https://e.test/'/>",
    "<xhtml:link rel='alternate' hreflang=' fr ' href='https://e.test/ x'></xhtml:link>",
    "<xhtml:link rel='alternate' hreflang='fr'/>",
    "<xhtml:link rel='alternate' href='android-app://e'/>",
    "<xhtml:link rel='alternate' media='handheld' href='https://m.e.test/'/>",
    "<xhtml:link hreflang='fr' href='https://e.test/' href='https://e.test/'/>",
    "<xhtml:link rel='alternate'hreflang='fr' href='https://e.test/'/>",
    "<xhtml:link rel='alternate' hreflang='fr' href='https://e.test/?a&b'/>",
    "<xhtml:link rel='alternate' hreflang='fr' href='https://e.test/?a&bad;'/>",
    "<xhtml:link xmlns='' rel='&#97;lternate' hreflang='fr' href=\"https://e.test/<\"/>",
    "<xhtml:meta/>",
    "<image:image><image:loc>https://www.example.com/a.png?a=1&amp;b=2</image:loc></image:image>",
    "<image:image>\n <image:loc>https://cdn.test/a.png</image:loc>\n <image:title>&lt;x&gt;</image:title></image:image>",
    "<image:image><image:loc>/a.png</image:loc><image:loc>/b.png</image:loc></image:image>",
    "<image:image><image:loc></image:loc></image:image>",
    "<image:image><image:loc><![CDATA[https://www.example.com/a.png]]></image:loc></image:image>",
    "<image:image></image:image>",
    "<image:image/>",
    "<image:loc>https://www.example.com/a.png</image:loc>",
    "<image:image><image:loc>https://www.example.com/a.png</image:image></image:loc>",
    "<v:video><v:thumbnail_loc>https://www.example.com/a.png</v:thumbnail_loc><v:title>A</v:title>\
     <v:description>B &#233; &eacute;</v:description><v:content_loc>https://www.example.com/v.mp4</v:content_loc></v:video>",
    "<v:video><v:thumbnail_loc>https://www.example.com/a b.png</v:thumbnail_loc><v:title> A &amp;&amp; B </v:title>\
     <v:description>B</v:description><v:player_loc>https://www.example.com/a</v:player_loc>\
     <v:duration></v:duration><v:family_friendly>true</v:family_friendly><v:tag>x</v:tag><v:tag>y</v:tag></v:video>",
    "<v:video><v:restriction relationship='allow'>DE</v:restriction></v:video>",
    "<v:video><v:price currency='EUR'>1</v:price><v:category>x</v:category></v:video>",
    "<news:news><news:publication><news:name>A</news:name><news:language>en</news:language></news:publication>\
     <news:publication_date>2026-05-31</news:publication_date><news:title>T</news:title></news:news>",
    "<news:news><news:publication><news:name> </news:name></news:publication><news:publication></news:publication>\
     <news:publication_date>2099</news:publication_date><news:keywords>a]]b</news:keywords></news:news>",
    "<news:news><loc>https://www.example.com/a</loc></news:news>",
    "<x:y>1</x:y>",
    "<image:geo_location>x</image:geo_location>",
    "\n    ",
    "<!-- c -->",
    "text",
    "<image:image",
    "",
];

/// Collects everything that a caller gets.
#[derive(Default)]
struct Collected(String);

impl EntrySink for Collected {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        let alternates: Vec<_> = entry.alternates().collect();
        let hash = entry
            .loc_hash()
            .map(|hash| hash == crate::value::duplicates::hash(entry.loc().as_bytes()));
        let line = format!(
            "{} {hash:?} {:?} {alternates:?}\n",
            entry.loc(),
            entry.lastmod()
        );
        self.0.push_str(&line);
    }
}

fn collected(bytes: &[u8], without_shortcut: bool) -> (Report, String) {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
    options.without_shortcut = without_shortcut;
    let mut sink = Collected::default();
    let report = validate_with(bytes, &options, &mut sink).unwrap();
    (report, sink.0)
}

#[test]
fn entries_across_the_end_of_the_window_are_the_same() {
    let entry = CHILDREN[..36].join("\n");
    let mut text = EXTENDED.to_owned();
    for child in CHILDREN.iter().cycle().take(20_000) {
        text += &format!("<url><loc>https://www.example.com/a</loc>{child}</url>");
    }
    text += &format!("<url>{entry}</url></urlset>");
    assert_eq!(
        collected(text.as_bytes(), false),
        collected(text.as_bytes(), true)
    );
}

#[test]
fn the_end_of_a_cdata_section_is_reported_in_plain_entries_too() {
    let text = format!("{EXTENDED}<url>{}</url></urlset>", CHILDREN[3]);
    let (report, _) = collected(text.as_bytes(), false);
    let mut rules = report.findings.iter().map(|finding| finding.rule.id);
    assert!(rules.any(|rule| rule == "xml-malformed"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_report_is_the_same_with_and_without(
        root in prop::sample::select(vec![
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<urlset>", "<sitemapindex>",
            "<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<feed>", "<urlset", EXTENDED,
        ]),
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
        broken in prop::option::of(0..300_usize),
    ) {
        let mut bytes = format!("{root}{}</urlset>", pieces.concat()).into_bytes();
        if let Some(at) = broken.filter(|at| *at < bytes.len()) {
            bytes[at] = 0xFF;
        }
        prop_assert_eq!(collected(&bytes, false), collected(&bytes, true));
    }

    #[test]
    fn the_report_on_extensions_is_the_same_with_and_without(
        root in prop::sample::select(vec![EXTENDED, EXTENDED, EXTENDED, "<sitemapindex>", "<urlset \
            xmlns='http://www.google.com/schemas/sitemap-image/1.1' \
            xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>"]),
        entries in prop::collection::vec(
            prop::collection::vec(prop::sample::select(CHILDREN.to_vec()), 0..6), 0..6),
        changed in prop::option::of((0..2000_usize, prop::sample::select(b"<>/&;:=\"' x]\xFF\x01".to_vec()))),
    ) {
        let entries: Vec<String> = entries
            .iter()
            .map(|children| format!("<url><loc>https://www.example.com/p</loc>{}</url>", children.concat()))
            .collect();
        let mut bytes = format!("{root}{}</urlset>", entries.concat()).into_bytes();
        if let Some((at, byte)) = changed && at < bytes.len() {
            bytes[at] = byte;
        }
        prop_assert_eq!(collected(&bytes, false), collected(&bytes, true));
    }
}
