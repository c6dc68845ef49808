//! SARIF and JUnit reports, checked against the requirements of the programs that read them.

use std::path::Path;

use serde_json::Value;

use crate::run::{Run, run};
use crate::schema::Schema;
use crate::site::{Page, Site};

const MIXED: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
    <url><loc>/about?a=1&amp;b=&lt;x&gt;</loc></url>\n\
    <url><loc>https://example.com/</loc></url>\n\
    <url><loc>https://example.com/</loc></url>\n\
    </urlset>\n";

/// A run over an invalid file, a valid one, and a missing one.
fn mixed(folder: &Path, format: &str) -> Run {
    std::fs::write(folder.join("mixed \"1\".xml"), MIXED).unwrap();
    std::fs::write(folder.join("good.txt"), "https://example.com/\n").unwrap();
    run(["validate", "mixed \"1\".xml", "good.txt", "missing.xml"])
        .within(folder)
        .arg("--format")
        .arg(format)
}

fn is_sarif(text: &str) -> Value {
    let schema = include_str!("../fixtures/report-formats/sarif-schema-2.1.0.json");
    let log: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    Schema::parse(schema).assert_valid(&log);
    log
}

#[test]
fn sarif_follows_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let done = mixed(folder.path(), "sarif").done();
    assert_eq!(done.code, 10, "{done:?}");
    let log = is_sarif(&done.stdout);
    let run_of = &log["runs"][0];
    let invocation = &run_of["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), 1);

    let rules = run_of["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run_of["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "mixed%20%221%22.xml");
    }
    assert_eq!(results[0]["ruleId"], "loc-not-absolute");
    assert_eq!(results[0]["level"], "error");
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"]),
        (&2.into(), &11.into())
    );

    let good = run(["validate", "-", "--format", "sarif"])
        .input("https://example.com/\n")
        .done();
    let log = is_sarif(&good.stdout);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));

    // The whole run failed.
    let nothing = run(["validate", "ftp://example.com/", "--format", "sarif"]).done();
    let log = is_sarif(&nothing.stdout);
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}

#[test]
fn junit_fails_where_the_run_does() {
    let folder = tempfile::tempdir().unwrap();
    let done = mixed(folder.path(), "junit").done();
    assert_eq!(done.code, 10, "{done:?}");
    insta::assert_snapshot!(done.stdout);

    let site = Site::start();
    site.put("/s.xml", Page::Content("text/xml", MIXED.into()));
    let url = site.url("/s.xml");
    let warned = ["validate", &url, "--allow", "loc-not-absolute"];
    let at_most = |fail_on: &str| {
        let done = run(warned)
            .arg("--allow=loc-host-mismatch,loc-scheme-mismatch")
            .arg("--fail-on")
            .arg(fail_on)
            .arg("--format=junit")
            .done();
        (done.code, done.stdout.contains("<failure"))
    };
    assert_eq!(at_most("error"), (0, false));
    assert_eq!(at_most("warning"), (10, true));
}

#[test]
fn no_report_contains_a_password_of_a_listed_url() {
    let folder = tempfile::tempdir().unwrap();
    let page = "https://user:hunter2@example.com";
    std::fs::write(
        folder.path().join("s.xml"),
        format!(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\" \
             xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\
             <url><loc>{page}/</loc><lastmod>{page}</lastmod></url>\
             <url><loc> {page}/</loc><priority>{page}</priority></url><url><loc>{page}/#a</loc></url>\
             <url><loc>{page}/a b?sessionid=1</loc><changefreq>{page}</changefreq></url>\
             <url><loc>{page}:port/</loc>{page}<{page}/></url>\
             <url><loc>//user:hunter2@example.com/</loc></url><url><loc>ftp://user:hunter2@a.test</loc></url>\
             <url><loc>https://user:hunter2&#64;example.com/&x</loc>\
             <xhtml:link rel=\"alternate\" hreflang=\"{page}\" href=\"//user:hunter2@example.com\"/>\
             <image:image><image:loc>//user:hunter2@example.com</image:loc></image:image></url>\
             <url><loc>user:hunter2@example.com/a</loc>\
             <xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"user:hunter2@example.com/de\"/>\
             <image:image><image:loc>user:hunter2@example.com/i</image:loc></image:image></url>\
             <url>{page}</url></urlset>"
        ),
    )
    .unwrap();
    let lines = format!(
        "{page}/\n{page}/\n{page}/ a\n//user:hunter2@example.com\nuser:hunter2@example.com/x\n"
    );
    std::fs::write(folder.path().join("s.txt"), lines).unwrap();
    let records = format!(
        "User-agent: *\nDisallow: /\nSitemap: {page}/s.xml\nSitemap: {page}/s.xml\nSitemap: {page}:x/\nSitemap: user:hunter2@example.com/s.xml\n"
    );
    std::fs::write(folder.path().join("robots.txt"), records).unwrap();
    for format in ["human", "json", "github", "sarif", "junit"] {
        let done = run(["validate", "s.xml", "s.txt", "robots.txt", "--format"])
            .within(folder.path())
            .arg(format)
            .done();
        assert_eq!(done.code, 10, "{done:?}");
        assert!(done.stdout.contains("***@example.com"), "{done:?}");
        assert!(!format!("{done:?}").contains("hunter2"), "{done:?}");
    }
}
