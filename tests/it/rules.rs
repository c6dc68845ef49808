//! Rule severities, limits on the number of printed findings, and the descriptions of rules.

use serde_json::Value;

use crate::run::{Done, run};

/// Two errors and two warnings.
const SITEMAP: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
    <url><loc>/about</loc></url>\n\
    <url><loc>/contact</loc></url>\n\
    <url><loc>https://example.com/</loc></url>\n\
    <url><loc>https://example.com/</loc></url>\n\
    <url><loc>https://example.com/</loc></url>\n\
    </urlset>\n";

fn validated<const N: usize>(arguments: [&str; N]) -> (Done, Vec<(String, String)>) {
    let (done, report) = arguments
        .into_iter()
        .fold(run(["validate", "-"]), crate::run::Run::arg)
        .input(SITEMAP)
        .json();
    let findings = report["sitemaps"][0]["findings"].as_array().unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let pairs = findings
        .iter()
        .map(|finding| (word(&finding["rule"]), word(&finding["severity"])));
    (done, pairs.collect())
}

#[test]
fn a_rule_can_be_ignored_lowered_and_raised() {
    let (done, found) = validated(["--allow", "loc-not-absolute", "--deny", "loc-duplicate"]);
    assert_eq!(done.code, 10);
    let duplicate = ("loc-duplicate".to_owned(), "error".to_owned());
    assert_eq!(found, [duplicate.clone(), duplicate]);

    let (done, found) = validated(["--warn", "loc-not-absolute"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(found.iter().all(|(_, severity)| severity == "warning"));
    assert_eq!(found.len(), 4);

    let (done, found) = validated(["--allow", "loc-not-absolute,loc-duplicate"]);
    assert_eq!((done.code, found.len()), (0, 0));
}

#[test]
fn the_last_flag_wins_and_overrides_the_environment() {
    let base = || run(["validate", "-"]).input(SITEMAP);
    let allow = |run: crate::run::Run| run.env("SITEMAP_SUBMIT_ALLOW", "loc-not-absolute");
    assert_eq!(allow(base()).done().code, 0);
    let denied = allow(base()).arg("--deny").arg("loc-not-absolute").done();
    assert_eq!(denied.code, 10, "{denied:?}");
    let typed = base().arg("--deny=loc-not-absolute");
    assert_eq!(typed.arg("--allow=loc-not-absolute").done().code, 0);
}

#[test]
fn an_unknown_rule_is_a_usage_error() {
    let done = run(["validate", "-", "--deny", "loc-dupicate"]).done();
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.stderr.contains("'loc-duplicate'"), "{done:?}");
    let done = run(["explain", "sitemap-emtpy"]).done();
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.stderr.contains("'sitemap-empty'"), "{done:?}");
}

#[test]
fn all_findings_are_counted_even_if_few_are_shown() {
    for (most, shown, hidden) in [("0", 0, 4), ("1", 2, 2), ("5", 4, 0)] {
        let (done, report) = run(["validate", "-", "--max-findings", most])
            .input(SITEMAP)
            .json();
        assert_eq!(done.code, 10);
        let sitemap = &report["sitemaps"][0];
        assert_eq!(sitemap["findings"].as_array().unwrap().len(), shown);
        assert_eq!(sitemap["findings_hidden"], hidden);
    }
    let done = run(["validate", "-", "--max-findings", "0"])
        .input(SITEMAP)
        .done();
    assert!(done.stdout.contains("2 errors, 2 warnings"), "{done:?}");
    assert!(done.stdout.contains("4 more findings"), "{done:?}");
}

#[test]
fn a_level_does_not_excuse_unread_content() {
    let done = run(["validate", "-", "--allow", "html-not-sitemap"])
        .input("<!doctype html><title>Log in</title>")
        .done();
    assert_eq!(done.code, 10, "{done:?}");
    assert!(done.stdout.contains("[not-read]"), "{done:?}");
}

#[test]
fn rules_are_explained() {
    let page = run(["explain", "loc-not-absolute"]).done();
    assert_eq!(page.code, 0);
    insta::assert_snapshot!(page.stdout);

    let (_, one) = run(["explain", "loc-empty"]).json();
    assert_eq!(one["rules"][0]["id"], "loc-empty");
    assert_eq!(one["command"], "explain");

    let (_, all) = run(["explain"]).json();
    let known = sitemap_validator::rules::all().count();
    assert_eq!(all["rules"].as_array().unwrap().len(), known);
    let list = run(["explain"]).done().stdout;
    assert_eq!(list.lines().count(), known);
    assert!(list.contains("fatal    file-empty"), "{list}");
}
