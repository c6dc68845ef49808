//! Sites that respond incorrectly, slowly or not at all.

use std::io::Write as _;

use serde_json::Value;

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Done, google_of, run};
use crate::site::{Page, Site};

/// Validates the sitemap served by `page` with a dry run of `submit` without credentials.
fn fetched(page: Page) -> (Done, Value) {
    let site = Site::start();
    site.put("/sitemap.xml", page);
    dry_run(&site.url("/sitemap.xml"))
}

fn dry_run(url: &str) -> (Done, Value) {
    run(["submit", "--dry-run", "--deadline", "60s", url]).json()
}

/// A dry run that is expected to retry until its deadline.
fn dry_run_until_deadline(url: &str) -> (Done, Value) {
    run(["submit", "--dry-run", "--deadline", "2s", url]).json()
}

fn failure(report: &Value) -> &Value {
    &report["sitemaps"][0]["error"]
}

/// Asserts that the run ended with code 11 before the deadline, with `words` in message, causes or
/// remedy.
fn expect_unreachable((done, report): &(Done, Value), words: &[&str]) {
    assert_eq!(
        (done.code, &report["outcome"]),
        (11, &"failed".into()),
        "{done:?}"
    );
    assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{done:?}");
    let failure = failure(report);
    assert!(failure["remedy"].is_string(), "{failure}");
    let text = failure.to_string();
    for word in words {
        assert!(text.contains(word), "no `{word}` in {text}");
    }
}

fn expect_rule((done, report): &(Done, Value), rule: &str) {
    assert_eq!(
        (done.code, &report["outcome"]),
        (10, &"invalid".into()),
        "{done:?}"
    );
    let findings = report["sitemaps"][0]["findings"].as_array().unwrap();
    let found: Vec<&Value> = findings.iter().map(|finding| &finding["rule"]).collect();
    assert!(found.contains(&&rule.into()), "no {rule} in {found:?}");
}

fn xml(content: impl Into<Vec<u8>>) -> Page {
    Page::Content("application/xml", content.into())
}

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_unreachable_site() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let refused = dry_run_until_deadline(&format!("http://127.0.0.1:{port}/sitemap.xml"));
    expect_unreachable(&refused, &["failed to connect", "refused", "server is up"]);
    // Without a resolver, the lookup may take a while to fail.
    let unknown = dry_run_until_deadline("http://nonexistent.invalid/sitemap.xml");
    let cause = failure(&unknown.1)["causes"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let honest = ["could not be resolved", "no response in time"];
    assert!(honest.iter().any(|words| cause.contains(words)), "{cause}");
    expect_unreachable(&unknown, &["nonexistent.invalid"]);
}

#[test]
fn a_rejection_is_final_and_server_errors_are_retried() {
    let site = Site::start();
    site.put("/sitemap.xml", Page::Status(404));
    let missing = dry_run(&site.url("/sitemap.xml"));
    expect_unreachable(&missing, &["answered 404", "robots.txt"]);
    let is_sitemap = |request: &&crate::site::Request| request.path == "/sitemap.xml";
    assert_eq!(site.requests().iter().filter(is_sitemap).count(), 1);
    expect_unreachable(&fetched(Page::Status(403)), &["answered 403", "firewall"]);
    let site = Site::start();
    site.put("/sitemap.xml", Page::Status(500));
    let failing = dry_run_until_deadline(&site.url("/sitemap.xml"));
    expect_unreachable(&failing, &["answered 500"]);
}

#[test]
fn transient_errors_are_retried() {
    let site = Site::start();
    let good = xml(site.sitemap(1));
    site.put(
        "/trouble.xml",
        Page::After(vec![502], Box::new(good.clone())),
    );
    site.put(
        "/busy.xml",
        Page::Then(Box::new(Page::Busy(1)), Box::new(good)),
    );
    for path in ["/trouble.xml", "/busy.xml"] {
        let url = site.url(path);
        let done = run(["submit", "--dry-run", "--deadline", "20s", &url]).done();
        assert_eq!(done.code, 0, "{done:?}");
    }
}

#[test]
fn content_that_is_not_a_sitemap() {
    expect_rule(
        &fetched(xml("<!doctype html><html></html>")),
        "html-not-sitemap",
    );
    expect_rule(&fetched(xml("")), "file-empty");
    let doctype = "<!DOCTYPE urlset [<!ENTITY a \"b\">]><urlset/>";
    expect_rule(&fetched(xml(doctype)), "doctype-present");
}

#[test]
fn content_that_is_too_large() {
    let mebibyte = vec![b' '; 1 << 20];
    let start = b"<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">".to_vec();
    let mut large = start.clone();
    large.extend_from_slice(&mebibyte);
    let sixty = Site::start();
    sixty.put("/sitemap.xml", Page::Repeated(large, 60));
    let url = sixty.url("/sitemap.xml");
    let answer = run(["submit", "--dry-run", "--deadline", "30s", &url]).json();
    expect_rule(&answer, "file-too-large");

    let bomb: Vec<u8> = start.into_iter().chain(mebibyte.repeat(300)).collect();
    let bomb = gzipped(&bomb);
    assert!(bomb.len() < 3 << 20, "{} bytes are no bomb", bomb.len());
    let site = Site::start();
    site.put("/sitemap.xml", xml(bomb));
    let url = site.url("/sitemap.xml");
    let answer = run(["submit", "--dry-run", "--deadline", "30s", &url]).json();
    expect_rule(&answer, "file-too-large");
}

#[test]
fn a_body_that_stalls() {
    let site = Site::start();
    site.put("/sitemap.xml", Page::Stalled(b"<urlset".to_vec()));
    let stalled = dry_run_until_deadline(&site.url("/sitemap.xml"));
    expect_unreachable(&stalled, &["no response in time", "--deadline"]);
}

#[test]
fn invalid_redirects() {
    expect_unreachable(&fetched(Page::EndlessRedirect), &["more than 10 redirects"]);
    let to = |location: &str| fetched(Page::Redirect(302, location.to_owned()));
    expect_unreachable(&to("/sitemap.xml"), &["come back to"]);
    expect_unreachable(&to("http://["), &["without a valid Location"]);
    for location in ["file:///etc/passwd", "ftp://127.0.0.1/sitemap.xml"] {
        expect_unreachable(&to(location), &["failed to follow the redirects"]);
    }
}

#[test]
fn a_redirect_is_followed() {
    let site = Site::start();
    site.put_sitemap("/new.xml", 4);
    site.put("/old.xml", Page::Redirect(301, "new.xml".to_owned()));
    let (done, report) = dry_run(&site.url("/old.xml"));
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["sitemaps"][0]["urls"], 4);
}

#[test]
fn gzip_is_detected_by_its_content() {
    let site = Site::start();
    let plain = site.sitemap(5).into_bytes();
    let packed = gzipped(&plain);
    let encoded = vec![("content-encoding", "gzip".to_owned())];
    // Content-Encoding gzip, a gzip file, both, and neither.
    site.put(
        "/on-the-way.xml",
        Page::WithHeaders(encoded.clone(), packed.clone()),
    );
    site.put("/file.xml.gz", xml(packed.clone()));
    site.put(
        "/both.xml.gz",
        Page::WithHeaders(encoded.clone(), gzipped(&packed)),
    );
    site.put("/claimed.xml", Page::WithHeaders(encoded, plain));
    for path in [
        "/on-the-way.xml",
        "/file.xml.gz",
        "/both.xml.gz",
        "/claimed.xml",
    ] {
        let (done, report) = dry_run(&site.url(path));
        assert_eq!(done.code, 0, "{path}: {done:?}");
        assert_eq!(report["sitemaps"][0]["urls"], 5, "{path}");
    }
    let other = vec![("content-encoding", "br".to_owned())];
    let unread = fetched(Page::WithHeaders(other, b"???".to_vec()));
    expect_unreachable(&unread, &["content coding `br`", "plain or gzipped"]);
}

#[test]
fn a_location_header_may_contain_utf8() {
    let site = Site::start();
    site.put("/r.xml", Page::Redirect(301, "/süd.xml".to_owned()));
    site.put_sitemap("/s%C3%BCd.xml", 1);
    let (done, report) = dry_run(&site.url("/r.xml"));
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["sitemaps"][0]["urls"], 1);
}

#[test]
fn sitemaps_are_discovered_from_robots_txt() {
    let site = Site::start();
    site.put_sitemap("/a.xml", 1).put_sitemap("/b.xml", 2);
    let robots = format!(
        "User-agent: *\nsitemap: {}\nSitemap: /b.xml\n",
        site.url("/a.xml")
    );
    site.put(
        "/robots.txt",
        Page::Content("text/plain", robots.into_bytes()),
    );
    let (done, report) = dry_run(&site.root());
    assert_eq!(done.code, 0, "{done:?}");
    let sitemaps = report["sitemaps"].as_array().unwrap();
    let urls: Vec<&Value> = sitemaps.iter().map(|sitemap| &sitemap["urls"]).collect();
    assert_eq!(urls, [1, 2]);
}

#[test]
fn a_robots_txt_can_be_validated() {
    let site = Site::start();
    let robots = format!(
        "User-agent: *\nDisallow: /maps/\nSitemap: {}\nSitemap: /news.xml\n",
        site.url("/maps/a.xml")
    );
    let page = Page::Content("text/plain", robots.clone().into_bytes());
    site.put("/robots.txt", page);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("robots.txt"), robots).unwrap();
    for given in [site.url("/robots.txt"), "robots.txt".to_owned()] {
        let (done, report) = run(["validate", &given]).within(folder.path()).json();
        assert_eq!(done.code, 10, "{done:?}");
        let sitemap = &report["sitemaps"][0];
        assert_eq!(
            (&sitemap["kind"], &sitemap["sitemaps"]),
            (&"robots".into(), &2.into())
        );
        let findings = sitemap["findings"].as_array().unwrap();
        let found: Vec<&Value> = findings.iter().map(|finding| &finding["rule"]).collect();
        assert_eq!(
            found,
            ["robots-blocks-sitemap", "robots-sitemap-not-absolute"]
        );
    }
}

#[test]
fn sitemap_xml_is_the_fallback_of_discovery() {
    let site = Site::start();
    let (done, report) = dry_run(&site.root());
    assert_eq!(done.code, 4, "{done:?}");
    let text = failure(&report).to_string();
    assert!(text.contains("robots.txt does not exist"), "{text}");
    assert!(text.contains("add a `Sitemap:` line"), "{text}");

    site.put_sitemap("/sitemap.xml", 3);
    assert_eq!(dry_run(&site.root()).0.code, 0);

    // A robots.txt that cannot be fetched may list another sitemap.
    for status in [500, 429] {
        site.put("/robots.txt", Page::Status(status));
        let answer = dry_run_until_deadline(&site.root());
        let answered = format!("answered {status}");
        expect_unreachable(&answer, &["failed to find the sitemaps of", &answered]);
    }
}

#[test]
fn files_and_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let missing = run(["validate", "missing.xml"])
        .within(folder.path())
        .json();
    expect_unreachable(&missing, &["failed to read missing.xml", "check the path"]);
    let folder = run(["validate", "."]).within(folder.path()).json();
    assert_eq!(folder.0.code, 2, "{folder:?}");
    let error = folder.1["error"].to_string();
    assert!(error.contains("--base-url"), "{error}");

    let (done, report) = run(["validate", "-"])
        .input("\u{feff}https://example.com/\n")
        .json();
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["sitemaps"][0]["url"], "<stdin>");
    assert_eq!(report["sitemaps"][0]["kind"], "text");
}

#[cfg(unix)]
#[test]
fn an_endless_pipe_does_not_block() {
    use std::process::Stdio;
    // Standard input as `-` and as a file path.
    for given in ["-", "/dev/stdin"] {
        let mut command = run(["validate", "--deadline=1s", "--format=json", given]).into_command();
        let start = std::time::Instant::now();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe stays open until the run has ended.
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"https://example.com/\n").unwrap();
        let done = Done::from(child.wait_with_output().unwrap(), start.elapsed());
        drop(input);
        let report = done.report();
        expect_unreachable(&(done, report), &["the deadline passed", "--deadline"]);
    }
}

#[test]
fn only_urls_are_submitted() {
    let site = Site::start();
    let google = google_of(&site);
    for (given, remedy) in [
        ("-", "sitemap-submit validate -"),
        ("sitemap.xml", "sitemap-submit validate sitemap.xml"),
        (
            "ftp://example.com/sitemap.xml",
            "https://example.com/sitemap.xml",
        ),
        (
            "https://user:hunter2@example.com/sitemap.xml",
            "without user name and password",
        ),
    ] {
        let (done, report) = run(["submit", given]).with(&google).json();
        assert_eq!(done.code, 2, "{given}: {done:?}");
        let remedied = report["error"]["remedy"].as_str().unwrap();
        assert!(remedied.contains(remedy), "{given}: {remedied}");
        assert!(!done.stdout.contains("hunter2"), "{done:?}");
    }
}
