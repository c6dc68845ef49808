//! A truncated document is reported only as truncated.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use sitemap_validator::{Options, validate};

#[test]
fn a_cut_is_reported_once_at_any_position() {
    let xml = "<?xml version='1.0'?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
               <!-- ü --><url><loc>https://e.test/ü?a&amp;b</loc><![CDATA[ ]]></url></urlset>\n";
    let text = "https://e.test/ü\nhttps://e.test/2\n";
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    for whole in [xml, text] {
        for limit in 8..whole.len() as u64 {
            options.limits.max_bytes = limit;
            let report = validate(whole.as_bytes(), &options).unwrap();
            let found: Vec<_> = report
                .findings
                .iter()
                .map(|finding| finding.rule.id)
                .collect();
            assert_eq!(found, ["file-too-large"], "{limit}: {:?}", report.findings);
            assert!(!report.complete);
        }
    }
}

#[test]
fn truncated_gzip_is_reported_once_at_any_position() {
    let xml = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
               <url><loc>https://e.test/</loc></url></urlset>\n";
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(xml.as_bytes()).unwrap();
    let compressed = encoder.finish().unwrap();
    let options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    for length in 2..compressed.len() {
        let report = validate(&compressed[..length], &options).unwrap();
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|finding| finding.rule.id)
            .collect();
        assert_eq!(found, ["gzip-truncated"], "{length}");
    }
}

#[test]
fn a_file_that_ends_early_is_truncated_at_any_position() {
    let xml = "<?xml version='1.0'?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" a='>'>\
               <!-- c --><url><loc>https://e.test/</loc></url><!DOCTYPE a><?p i?>\
               <url><loc><![CDATA[https://e.test/2]]></loc></url></urlset>";
    let options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    for length in 1..xml.len() {
        let report = validate(&xml.as_bytes()[..length], &options).unwrap();
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|finding| finding.rule.id)
            .filter(|id| *id != "doctype-present")
            .collect();
        assert_eq!(found, ["xml-truncated"], "{length}: {:?}", report.findings);
    }
}

#[test]
fn an_unclosed_tag_does_not_truncate_a_file() {
    let start = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
    let entry = "<url><loc>https://e.test/</loc></url>";
    let options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    for document in [
        format!("{start}{entry}<url><loc a=\"x>https://e.test/2</loc></url></urlset>"),
        format!("{start}<!-- {entry}</urlset>"),
        format!("{start}{entry}</urlset><"),
        format!("{start}{entry}</urlset><!--"),
        format!("{start}{entry}</urlset><!"),
    ] {
        let report = validate(document.as_bytes(), &options).unwrap();
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|finding| finding.rule.id)
            .collect();
        assert_eq!(found, ["xml-malformed"], "{document}");
    }
}
