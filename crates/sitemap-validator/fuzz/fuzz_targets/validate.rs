//! Validates arbitrary bytes, and checks what must be true of every report.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sitemap_validator::{Options, validate};

fuzz_target!(|bytes: &[u8]| {
    let now = "2026-06-01T00:00:00Z".parse().expect("it is a timestamp");
    let mut options = Options::new(now);
    // Small bounds, so that short inputs reach them.
    options.limits.max_bytes = 1 << 20;
    options.limits.max_entries = 8;
    options.limits.max_token_bytes = 512;
    let report = validate(bytes, &options).expect("a slice cannot fail");
    let total: u64 = report.counts.iter().map(|counted| counted.count).sum();
    assert_eq!(total, report.findings.len() as u64 + report.hidden());
    assert!(report.bytes <= options.limits.max_bytes);
    for finding in &report.findings {
        assert!(!finding.message.chars().any(char::is_control));
        let Some(location) = finding.location else { continue };
        assert!(location.line > 0 && location.column > 0);
        assert!(location.byte_offset <= report.bytes);
        let excerpt = finding.excerpt.as_ref().expect("what has a place has an excerpt");
        assert!(excerpt.text.get(excerpt.highlight.clone()).is_some());
    }
});
