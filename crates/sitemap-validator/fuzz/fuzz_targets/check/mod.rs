//! Checks the invariants of reports.

use std::io::{self, Read};

use sitemap_validator::{Options, Report, validate};

/// Returns a few bytes at a time.
struct Pieces<'bytes>(&'bytes [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(7);
        self.0.read(&mut buffer[..size])
    }
}

/// Validates a document with limits that are small enough to be reached.
pub fn document(bytes: &[u8]) {
    let now = "2026-06-01T00:00:00Z".parse().expect("it is a timestamp");
    let mut options = Options::new(now);
    options.location = Some("https://www.example.com/a/s.xml".parse().expect("it is a URL"));
    options.limits.max_bytes = 1 << 16;
    options.limits.max_entries = 8;
    options.limits.max_token_bytes = 512;
    options.max_findings_per_rule = 3;
    let report = validate(bytes, &options).expect("a slice cannot fail");
    hold(&report, options.limits.max_bytes);
    let in_pieces = validate(Pieces(bytes), &options).expect("a slice cannot fail");
    assert_eq!(report, in_pieces, "how the bytes arrive must not matter");
}

fn hold(report: &Report, most_bytes: u64) {
    let total: u64 = report.counts.iter().map(|counted| counted.count).sum();
    assert_eq!(total, report.findings.len() as u64 + report.hidden());
    assert!(report.bytes <= most_bytes);
    assert!(report.complete || total > 0, "what ends early says why");
    for finding in &report.findings {
        assert!(!finding.message.chars().any(char::is_control));
        let Some(location) = finding.location else { continue };
        assert!(location.line > 0 && location.column > 0);
        assert!(location.byte_offset <= report.bytes);
        let excerpt = finding.excerpt.as_ref().expect("what has a place has an excerpt");
        assert!(excerpt.text.get(excerpt.highlight.clone()).is_some());
    }
}
