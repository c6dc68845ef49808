//! Documents that are not well-formed although they can be split into tokens.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Options, Report, validate};

const XMLNS: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
const ENTRY: &str = "<url><loc>https://www.example.com/</loc></url>";

fn check(document: &str) -> Report {
    let options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    validate(document.as_bytes(), &options).unwrap()
}

/// Returns the violated rules, and the location of the first finding.
fn violations(document: &str) -> (Vec<&'static str>, Option<(u64, u64)>) {
    let report = check(document);
    let rules = report
        .counts
        .iter()
        .map(|counted| counted.rule.id)
        .collect();
    let first = report.findings.first().and_then(|found| found.location);
    (rules, first.map(|at| (at.line, at.column)))
}

fn urlset(attributes: &str, content: &str) -> String {
    format!("<urlset {XMLNS}{attributes}>{content}</urlset>")
}

#[test]
fn violations_of_well_formedness_are_reported_at_their_location() {
    let column = "<urlset ".len() as u64 + XMLNS.len() as u64 + 1;
    let cases = [
        (urlset(" a=\"<\"", ENTRY), column + 4),
        (urlset("xmlns:x=\"urn:x\"", ENTRY), column),
        (urlset(" 1x=\"\"", ENTRY), column + 1),
        (urlset(" a&b=\"\"", ENTRY), column + 1),
        (urlset(" xmlns:q=\"\"", ENTRY), 1),
        (
            urlset("", &format!("{ENTRY}<?XML x?>")),
            column + 1 + ENTRY.len() as u64,
        ),
        (
            urlset("", &format!("{ENTRY}<? x?>")),
            column + 1 + ENTRY.len() as u64,
        ),
        (
            format!("<?xml encoding=\"UTF-8\"?>{}", urlset("", ENTRY)),
            1,
        ),
        (format!("<?xml version=\"2.0\"?>{}", urlset("", ENTRY)), 1),
        (
            format!("<?xml version=\"1.0\" foo=\"bar\"?>{}", urlset("", ENTRY)),
            1,
        ),
        (
            format!(
                "<?xml version=\"1.0\" standalone=\"no\" encoding=\"UTF-8\"?>{}",
                urlset("", ENTRY)
            ),
            1,
        ),
        (format!("<?xml?>{}", urlset("", ENTRY)), 1),
    ];
    for (document, column) in cases {
        let expected = (vec!["xml-malformed"], Some((1, column)));
        assert_eq!(violations(&document), expected, "{document}");
    }
    let (rules, _) = violations(&urlset("", &format!("]]>{ENTRY}")));
    assert!(rules.contains(&"xml-malformed"), "{rules:?}");
    let (rules, _) = violations(&format!("\u{feff}\u{feff}{}", urlset("", ENTRY)));
    assert!(rules.contains(&"content-before-xml"), "{rules:?}");
}

#[test]
fn well_formed_documents_are_not_reported() {
    let schema =
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"";
    let entry = "<url><loc><![CDATA[https://www.example.com/]]></loc></url>";
    let cases = [
        urlset("", ENTRY),
        urlset(schema, ENTRY),
        urlset(" xml:lang='en'\n\ta='>'", entry),
        format!(
            "<?xml version='1.1' encoding='utf-8' standalone='yes' ?>\n{}",
            urlset("", ENTRY)
        ),
        format!(
            "<?xml version=\"1.0\"?><?xml-stylesheet href=\"a.xsl\"?>{}",
            urlset("", ENTRY)
        ),
        urlset("", &format!("<!-- ]]> -->{ENTRY}")),
    ];
    for document in cases {
        assert_eq!(violations(&document), (vec![], None), "{document}");
    }
}

#[test]
fn the_prefix_of_an_attribute_is_declared() {
    let (rules, place) = violations(&urlset(" xsi:schemaLocation=\"a b\"", ENTRY));
    assert_eq!(rules, ["namespace-prefix-undeclared"]);
    assert_eq!(place, Some((1, 1)));
}

#[test]
fn an_entry_outside_of_its_root_s_namespace_is_reported() {
    let namespace = XMLNS.replace("xmlns", "xmlns:s");
    let (rules, _) = violations(&format!("<s:urlset {namespace}>{ENTRY}</s:urlset>"));
    assert_eq!(rules, ["namespace-missing", "sitemap-empty"]);
}

#[test]
fn a_missing_end_tag_is_reported_once() {
    let unclosed = "<url><loc>https://www.example.com/a</loc>";
    let more: String = (0..50)
        .map(|page| ENTRY.replace(".com/", &format!(".com/{page}")))
        .collect();
    let report = check(&urlset("", &format!("{unclosed}{more}")));
    assert_eq!(
        report.count(sitemap_validator::Severity::Error),
        1,
        "{:#?}",
        report.findings
    );
    assert_eq!(report.urls, 51);
}

#[test]
fn unclosed_tags_are_parsed_again_within_limits() {
    let tags = format!("{}>", "<\"\"".repeat(21_666));
    let report = check(&format!(
        "<urlset {XMLNS}>{}{ENTRY}</urlset>",
        tags.repeat(7)
    ));
    let stops = |found: &sitemap_validator::Finding| found.message.contains("too many tags");
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.max_findings_per_rule = 1_000;
    let all = validate(
        format!("<urlset {XMLNS}>{}{ENTRY}</urlset>", tags.repeat(7)).as_bytes(),
        &options,
    )
    .unwrap();
    assert!(all.findings.iter().any(stops));
    assert!(!report.complete);
    // The rest is still read.
    assert_eq!(report.urls, 1);
}
