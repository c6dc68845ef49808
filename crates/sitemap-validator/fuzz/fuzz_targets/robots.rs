//! Parses arbitrary bytes as robots.txt, and checks the invariants of the results.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sitemap_validator::robots::Robots;
use sitemap_validator::{Options, validate};
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let robots = Robots::parse(bytes);
    let root = Url::parse("https://www.example.com/robots.txt").expect("it is a URL");
    assert!(robots.allows("Googlebot", &root), "robots.txt itself is never blocked");
    // The end of the input is also used as a URL.
    let tail = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(64)..]);
    if let Ok(page) = root.join(&tail) {
        for agent in ["Googlebot", "*", "other"] {
            let allowed = robots.allows(agent, &page);
            assert!(allowed || !robots.rules_for(agent).is_empty());
        }
    }
    let now = "2026-06-01T00:00:00Z".parse().expect("it is a timestamp");
    let mut options = Options::new(now);
    options.location = Some(root);
    let report = validate(bytes, &options).expect("a slice cannot fail");
    for finding in &report.findings {
        assert!(!finding.message.chars().any(char::is_control));
    }
});
