//! Other encodings are reported, but the document is still checked.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Options, Report, validate};

const TEXT: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
    <url><loc>https://www.example.com/ü</loc></url>\n<url><loc>/ü</loc></url>\n</urlset>\n";

fn check(bytes: &[u8]) -> Report {
    validate(
        bytes,
        &Options::new("2026-06-01T00:00:00Z".parse().unwrap()),
    )
    .unwrap()
}

fn violations(report: &Report) -> Vec<(&str, u64)> {
    report
        .counts
        .iter()
        .map(|counted| (counted.rule.id, counted.count))
        .collect()
}

#[test]
fn utf16_is_a_warning_and_is_read() {
    for (mark, declaration) in [
        ("\u{feff}", ""),
        ("", "<?xml version='1.0' encoding='UTF-16'?>\n"),
    ] {
        let text = format!("{mark}{declaration}{TEXT}");
        for bytes in [
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ] {
            let report = check(&bytes);
            assert_eq!(
                violations(&report),
                [("encoding-other", 1), ("loc-not-absolute", 1)]
            );
            assert_eq!((report.urls, report.complete), (2, true));
            let at = report.findings[1].location.unwrap();
            assert_eq!(
                (at.line, at.column),
                (3 + u64::from(!declaration.is_empty()), 11)
            );
        }
    }
}

#[test]
fn a_declared_encoding_is_a_warning_and_is_read() {
    let latin: Vec<u8> = format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n{TEXT}")
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    let report = check(&latin);
    assert_eq!(
        violations(&report),
        [("encoding-other", 1), ("loc-not-absolute", 1)]
    );
    assert!(
        report.findings[1].message.contains("`/ü`"),
        "{:?}",
        report.findings
    );
    let japanese = TEXT.replace('ü', "日");
    let mut bytes = b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>\n".to_vec();
    for character in japanese.chars() {
        match u8::try_from(character) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend_from_slice(b"\x93\xFA"),
        }
    }
    let report = check(&bytes);
    assert_eq!(
        violations(&report),
        [("encoding-other", 1), ("loc-not-absolute", 1)]
    );
    assert!(report.findings[1].message.contains("`/日`"));
}

#[test]
fn a_text_sitemap_is_read_as_well() {
    let text = "\u{feff}https://www.example.com/ü\r\nabout\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let report = check(&bytes);
    assert_eq!(
        violations(&report),
        [("encoding-other", 1), ("text-line-not-url", 1)]
    );
    assert_eq!(report.findings[1].location.unwrap().line, 2);
}

#[test]
fn utf32_is_reported_and_not_read() {
    let bytes: Vec<u8> = format!("\u{feff}{TEXT}")
        .chars()
        .flat_map(|character| u32::from(character).to_le_bytes())
        .collect();
    let report = check(&bytes);
    assert_eq!(violations(&report), [("encoding-not-utf8", 1)]);
    assert!(!report.complete);
}
