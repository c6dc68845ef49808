//! Snapshots of human-readable output. `cargo insta review` shows the effect of a change.

use std::path::Path;

use search_console_emulator::{
    Config, Emulator, Fault, FaultRule, ForbiddenReason, Permission, Property,
};

use crate::run::{Done, config_of, google_of, run};
use crate::site::{Page, Site};

const BROKEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
	<url><loc>/about</loc><lastmod>yesterday</lastmod></url>
  <url><loc>https://example.com/münchen?a=1&b=2</loc></url>
  <url><loc>https://example.com/</loc><changefreq>often</changefreq><priority>2</priority></url>
</urlset>
"#;

/// Output with everything replaced that differs between runs.
fn stable(done: &Done) -> String {
    let text = format!(
        "exit code: {}\n--- stdout\n{}--- stderr\n{}",
        done.code, done.stdout, done.stderr
    );
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"127\.0\.0\.1(:|%3A)\d+", "127.0.0.1${1}PORT");
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME");
    settings.set_omit_expression(true);
    settings
}

fn written(directory: &Path, name: &str, content: &str) {
    std::fs::write(directory.join(name), content).unwrap();
}

#[test]
fn findings_for_people() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "broken.xml", BROKEN);
    let done = run(["validate", "broken.xml"]).within(folder.path()).done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn a_finding_far_into_a_long_line() {
    let folder = tempfile::tempdir().unwrap();
    let urls: String = (0..200)
        .map(|number| format!("<url><loc>https://example.com/{number}</loc></url>"))
        .collect();
    let xml = format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{urls}<url><loc>here</loc></url></urlset>"
    );
    written(folder.path(), "minified.xml", &xml);
    let done = run(["validate", "minified.xml", "--fail-on", "error"])
        .within(folder.path())
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn findings_for_github() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "broken.xml", BROKEN);
    let done = run(["validate", "broken.xml", "--format", "github"])
        .within(folder.path())
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn findings_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "broken.xml", BROKEN);
    let (done, _) = run(["validate", "broken.xml"]).within(folder.path()).json();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn several_sitemaps_in_markdown() {
    let site = Site::start();
    let google = google_of(&site);
    site.put_sitemap("/good.xml", 1_234);
    site.put("/bad.xml", Page::Content("text/xml", BROKEN.into()));
    let [good, bad, missing] = ["/good.xml", "/bad.xml", "/missing.xml"].map(|path| site.url(path));
    let done = run(["submit", &good, &bad, &missing, "--format", "markdown"])
        .with(&google)
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn an_account_without_permission() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let reason = ForbiddenReason::Forbidden;
    google.add_fault(FaultRule::submit(Fault::Forbidden { reason }));
    let done = run(["submit", &site.url("/sitemap.xml")])
        .with(&google)
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn an_account_that_sees_other_properties() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = Emulator::start_blocking(Config {
        properties: vec![
            Property::new("https://example.com/", Permission::Owner),
            Property::new("sc-domain:example.org", Permission::Owner),
        ],
        ..config_of(&site)
    });
    let done = run(["submit", &site.url("/sitemap.xml")])
        .with(&google.unwrap())
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn a_submission_that_went_missing() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    google.add_fault(FaultRule::submit(Fault::Lost).forever());
    let done = run(["submit", &site.url("/sitemap.xml"), "--deadline", "1s"])
        .with(&google)
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn an_index() {
    let site = Site::start();
    let google = google_of(&site);
    let index = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        site.url("/part.xml")
    );
    site.put("/index.xml", Page::Content("text/xml", index.into_bytes()));
    let done = run(["submit", &site.url("/index.xml"), "--min-urls", "5"])
        .with(&google)
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
    let done = run(["submit", &site.url("/index.xml")])
        .with(&google)
        .done();
    settings().bind(|| insta::assert_snapshot!(stable(&done)));
}

#[test]
fn more_findings_than_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let urls = "  <url><loc>https://example.com/</loc></url>\n".repeat(150);
    let xml = format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    );
    written(folder.path(), "repeated.xml", &xml);
    let done = run(["validate", "repeated.xml"])
        .within(folder.path())
        .done();
    let (_, end) = done
        .stdout
        .split_at(done.stdout.rfind("\n\n").unwrap() - 60);
    assert!(end.ends_with(
        "129 more findings of these rules not shown\n\nvalid repeated.xml (150 URLs, 6.8 kB, 149 warnings)\n"
    ), "{end}");
}

#[test]
fn colours_follow_the_users_settings() {
    let has_colour = |variables: &[(&str, &str)]| {
        let mut command = run(["validate", "-"]).input("<html>");
        for (name, value) in variables {
            command = command.env(name, value);
        }
        let done = command.done();
        assert_eq!(done.code, 10, "{done:?}");
        done.stdout.contains('\u{1b}')
    };
    assert!(!has_colour(&[]), "no terminal, no colour");
    assert!(has_colour(&[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn input_cannot_inject_output_lines() {
    let hostile = "x\n::stop-commands::y\r::error::z";
    for arguments in [
        ["submit", hostile],
        ["submit", "--min-urls"],
        ["submit", "--site"],
        ["submit", "--config"],
        ["submit", "--credentials"],
        ["validate", "--fail-on"],
    ] {
        for format in ["human", "github"] {
            let done = run(arguments)
                .arg(hostile)
                .arg("--format")
                .arg(format)
                .done();
            assert_ne!(done.code, 0, "{done:?}");
            let printed = format!("{}{}", done.stdout, done.stderr);
            let lines = printed.split(['\n', '\r']);
            let ours = |line: &&str| !line.starts_with("::error title=sitemap-submit");
            let commands: Vec<&str> = lines
                .filter(|line| line.starts_with("::"))
                .filter(ours)
                .collect();
            assert!(commands.is_empty(), "{commands:?} in {done:?}");
        }
    }
}
