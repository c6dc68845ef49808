//! `--crawl`: indexes with their sitemaps, fetched within limits and validated as a whole.

use serde_json::Value;

use crate::run::{Done, Run, google_of, run};
use crate::site::{Page, Site};

pub(crate) fn xml(text: impl Into<Vec<u8>>) -> Page {
    Page::Content("application/xml", text.into())
}

/// An index of these URLs.
pub(crate) fn index<Address: AsRef<str>>(children: impl IntoIterator<Item = Address>) -> Page {
    let mut text =
        String::from("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for child in children {
        text += &format!("<sitemap><loc>{}</loc></sitemap>\n", child.as_ref());
    }
    xml(text + "</sitemapindex>\n")
}

/// A sitemap with these paths of `site`.
pub(crate) fn sitemap(site: &Site, paths: &[&str]) -> Page {
    let mut text = String::from("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in paths {
        text += &format!("<url><loc>{}</loc></url>\n", site.url(path));
    }
    xml(text + "</urlset>\n")
}

pub(crate) fn robots(site: &Site, text: &str) {
    site.put("/robots.txt", Page::Content("text/plain", text.into()));
}

pub(crate) fn crawl(url: &str) -> Run {
    run(["validate", "--crawl", url])
}

/// Findings as rule, child sitemap and message.
pub(crate) fn findings(report: &Value) -> Vec<(&str, &str, &str)> {
    let findings = report["sitemaps"][0]["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| {
            (
                finding["rule"].as_str().unwrap(),
                finding["sitemap"].as_str().unwrap_or_default(),
                finding["message"].as_str().unwrap(),
            )
        })
        .collect()
}

/// The violated rules, without the one that an index of one bad sitemap violates as well.
pub(crate) fn rules(report: &Value) -> Vec<&str> {
    findings(report)
        .into_iter()
        .map(|(rule, ..)| rule)
        .filter(|rule| *rule != "entries-dropped")
        .collect()
}

fn crawled(run: Run) -> (Done, Value) {
    run.json()
}

#[test]
fn a_valid_index_is_counted_as_a_whole() {
    let site = Site::start();
    site.put(
        "/index.xml",
        index(["/a.xml", "/b.xml"].map(|path| site.url(path))),
    );
    site.put_sitemap("/a.xml", 3);
    site.put("/b.xml", sitemap(&site, &["/other"]));
    let (done, report) = crawled(crawl(&site.url("/index.xml")));
    assert_eq!(done.code, 0, "{done:?}");
    let whole = &report["sitemaps"][0];
    assert_eq!((&whole["urls"], &whole["sitemaps"]), (&4.into(), &2.into()));
    let children = whole["children"].as_array().unwrap();
    assert_eq!(children[0]["url"], site.url("/a.xml"));
    assert_eq!(
        (&children[0]["urls"], &children[1]["urls"]),
        (&3.into(), &1.into())
    );

    let people = crawl(&site.url("/index.xml")).done();
    assert!(
        people.stdout.contains("index of 2 sitemaps, 4 URLs"),
        "{people:?}"
    );

    // Without `--crawl` the children are not fetched.
    let before = site.requests().len();
    assert_eq!(run(["validate", &site.url("/index.xml")]).done().code, 0);
    assert_eq!(
        site.requests().len(),
        before + 2,
        "the index and robots.txt"
    );
}

#[test]
fn findings_of_a_child_have_its_url() {
    let site = Site::start();
    let all = [
        "/a.xml",
        "/gone.xml",
        "/inner.xml",
        "/again.xml",
        "/sub/deep.xml",
    ];
    site.put("/sub/index.xml", index(all.map(|path| site.url(path))));
    site.put("/a.xml", sitemap(&site, &["/1", "/2"]));
    site.put("/again.xml", sitemap(&site, &["/2", "/3"]));
    site.put("/sub/deep.xml", xml("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>x</loc></url></urlset>"));
    site.put("/inner.xml", index([site.url("/never.xml")]));
    let (done, report) = crawled(crawl(&site.url("/sub/index.xml")));
    assert_eq!(done.code, 10, "{done:?}");
    let found = findings(&report);
    let has = |rule: &str, path: &str, words: &str| {
        let url = site.url(path);
        assert!(
            found
                .iter()
                .any(|(id, at, message)| *id == rule && *at == url && message.contains(words)),
            "{rule} {path} {words}: {found:#?}"
        );
    };
    has("index-child-unreadable", "/gone.xml", "answered 404");
    has("index-in-index", "/inner.xml", "index itself");
    has(
        "index-url-repeated",
        "/again.xml",
        &format!(
            "1 of its URLs are listed by sitemaps before it, such as {}",
            site.url("/2")
        ),
    );
    has("loc-not-absolute", "/sub/deep.xml", "not a full URL");
    has("index-child-scope", "/a.xml", "not below the directory");
    let paths: Vec<String> = site
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert!(!paths.contains(&"/never.xml".to_owned()), "{paths:?}");

    for format in ["human", "github", "sarif", "junit"] {
        let done = crawl(&site.url("/sub/index.xml"))
            .arg("--format")
            .arg(format)
            .done();
        assert!(
            done.stdout.contains(&site.url("/sub/deep.xml")),
            "{format}: {done:?}"
        );
    }
}

#[test]
fn a_secret_in_a_link_is_not_printed() {
    let site = Site::start();
    let secret = |path: &str| site.url(path).replace("//", "//user:hunter2@");
    let page = secret("/page");
    site.put(
        "/a.txt",
        Page::Content("text/plain", page.clone().into_bytes()),
    );
    site.put("/b.txt", Page::Content("text/plain", page.into_bytes()));
    site.put("/moved.xml", Page::Redirect(302, secret("/gone.xml")));
    site.put(
        "/index.xml",
        index(["/a.txt", "/b.txt", "/moved.xml"].map(secret)),
    );
    robots(&site, "User-agent: *\nDisallow: /page\n");
    let run = crawl(&site.url("/index.xml"))
        .arg("--check-urls=9")
        .arg("--allow=loc-credentials");
    let (done, report) = crawled(run);
    let mut found = rules(&report);
    found.sort_unstable();
    found.dedup();
    let expected = [
        "index-child-unreadable",
        "index-url-repeated",
        "page-blocked",
        "robots-blocks-url",
    ];
    assert_eq!(found, expected, "{report}");
    assert!(!format!("{done:?}").contains("hunter2"), "{done:?}");
    let mut requests = site.requests().into_iter();
    assert!(requests.all(|request| !request.headers.contains_key("authorization")));
}

#[test]
fn urls_that_are_too_long_are_not_fetched() {
    let site = Site::start();
    let long = site.url("/long.xml?") + &"a".repeat(60_000);
    site.put("/index.xml", index([long, site.url("/s.xml")]));
    site.put_sitemap("/s.xml", 1);
    site.put_sitemap("/long.xml", 1);
    robots(&site, &format!("Sitemap: {}\n", site.url("/index.xml")));
    for start in ["/index.xml", "/robots.txt"] {
        let (done, report) = crawled(crawl(&site.url(start)));
        assert_eq!(
            (done.code, rules(&report)),
            (10, vec!["loc-too-long"]),
            "{done:?}"
        );
    }
    assert!(
        !site
            .requests()
            .iter()
            .any(|request| request.path == "/long.xml")
    );
}

#[test]
fn a_robots_txt_that_blocks_is_reported() {
    let site = Site::start();
    site.put(
        "/index.xml",
        index(["/maps/a.xml", "/b.xml"].map(|path| site.url(path))),
    );
    site.put("/maps/a.xml", sitemap(&site, &["/1"]));
    site.put("/b.xml", sitemap(&site, &["/shop/1", "/shop/2", "/ok"]));
    robots(
        &site,
        "User-agent: Googlebot\nDisallow: /maps/\nDisallow: /shop\n",
    );
    let (done, report) = crawled(crawl(&site.url("/index.xml")));
    assert_eq!(done.code, 10, "{done:?}");
    let found = findings(&report);
    let shop = format!("2 of its URLs, such as {}", site.url("/shop/1"));
    assert!(
        found
            .iter()
            .any(|(rule, _, message)| *rule == "robots-blocks-url" && message.contains(&shop)),
        "{found:#?}"
    );
    assert_eq!(rules(&report)[0], "robots-blocks-sitemap");

    // A robots.txt also lists sitemaps, and these may be indexes.
    robots(&site, &format!("Sitemap: {}\n", site.url("/index.xml")));
    let (done, report) = crawled(crawl(&site.url("/robots.txt")));
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["sitemaps"][0]["urls"], 4);
}

#[test]
fn many_dead_children_end_at_a_limit() {
    let site = Site::start();
    site.put("/away", Page::EndlessRedirect);
    let children = (0..3_000).map(|number| site.url(&format!("/away?n={number}")));
    site.put("/index.xml", index(children));
    let (done, report) = crawled(crawl(&site.url("/index.xml")).arg("--deadline=60s"));
    assert_eq!(done.code, 10, "{done:?}");
    let found = findings(&report);
    let limit = found.iter().find(|(rule, ..)| *rule == "crawl-limit");
    assert!(
        limit.is_some_and(
            |(.., message)| message.contains("1000 sitemaps could not be read")
                || message.contains("--deadline")
        ),
        "{limit:?}"
    );
    let kept = found
        .iter()
        .filter(|(rule, ..)| *rule == "index-child-unreadable");
    assert_eq!(kept.count(), 20);
    assert!(
        found
            .iter()
            .any(|(.., message)| message.contains("more than 10 redirects")),
        "{found:?}"
    );
}

#[test]
fn a_crawl_ends_at_the_deadline_and_reports_skipped_children() {
    let site = Site::start();
    site.put(
        "/index.xml",
        index(["/slow.xml", "/b.xml"].map(|path| site.url(path))),
    );
    site.put("/slow.xml", Page::Stalled(b"<urlset".to_vec()));
    site.put_sitemap("/b.xml", 1);
    let (done, report) = crawled(crawl(&site.url("/index.xml")).arg("--deadline=2s"));
    assert_eq!(done.code, 10, "{done:?}");
    let found = findings(&report);
    assert!(
        found
            .iter()
            .any(|(rule, _, message)| *rule == "crawl-limit" && message.contains("of 2 sitemaps")),
        "{found:?}"
    );
}

#[test]
fn a_level_does_not_excuse_an_unread_child() {
    let site = Site::start();
    site.put(
        "/index.xml",
        index([site.url("/html.xml"), site.url("/s.xml")]),
    );
    site.put("/html.xml", xml("<html>"));
    site.put_sitemap("/s.xml", 1);
    let url = site.url("/index.xml");
    let dry = ["submit", "--dry-run", &url];
    for run in [crawl(&url), run(dry)] {
        let (done, report) = crawled(run.arg("--allow=html-not-sitemap"));
        assert_eq!(done.code, 10, "{done:?}");
        let [(rule, sitemap, _)] = findings(&report)[..] else {
            panic!("{report}")
        };
        assert_eq!(
            (rule, sitemap),
            ("not-read", site.url("/html.xml").as_str())
        );
    }
    let (_, report) = crawled(crawl(&url));
    assert_eq!(rules(&report), ["html-not-sitemap"]);
    let never = crawl(&url)
        .arg("--allow=html-not-sitemap")
        .arg("--fail-on=never");
    assert_eq!(never.done().code, 0);
}

#[test]
fn submit_crawls_by_default() {
    let site = Site::start();
    let google = google_of(&site);
    site.put("/index.xml", index([site.url("/part.xml")]));
    let url = site.url("/index.xml");
    let submit = || run(["submit", &url]).with(&google);
    let (done, report) = submit().json();
    assert_eq!(done.code, 10, "{done:?}");
    assert_eq!(rules(&report), ["index-child-unreadable"]);
    assert_eq!(submit().arg("--no-crawl").done().code, 0);

    site.put_sitemap("/part.xml", 10);
    assert_eq!(submit().arg("--min-urls=10").done().code, 0);
    let (done, report) = submit().arg("--min-urls=11").json();
    assert_eq!((done.code, rules(&report)), (10, vec!["too-few-urls"]));
}

#[test]
fn an_index_is_submitted_unless_most_of_its_sitemaps_are_rejected() {
    let site = Site::start();
    let google = google_of(&site);
    let parts = ["/a.xml", "/b.xml", "/c.xml"];
    site.put("/index.xml", index(parts.map(|part| site.url(part))));
    site.put("/a.xml", xml("<html><body>Not found</body></html>"));
    site.put("/b.xml", sitemap(&site, &["/1"]));
    site.put("/c.xml", sitemap(&site, &["/2"]));
    let url = site.url("/index.xml");
    let (done, report) = run(["submit", &url]).with(&google).json();
    assert_eq!(
        (done.code, &report["outcome"]),
        (0, &"confirmed".into()),
        "{report}"
    );
    let finding = &report["sitemaps"][0]["findings"][0];
    assert_eq!(finding["sitemap"], site.url("/a.xml"));
    assert_eq!(finding["severity"], "error");

    site.put("/b.xml", xml("<html><body>Not found</body></html>"));
    let (done, report) = run(["submit", &url]).with(&google).json();
    assert_eq!(done.code, 10, "{done:?}");
    let dropped = |finding: &Value| finding["rule"] == "entries-dropped";
    let found = report["sitemaps"][0]["findings"].as_array().unwrap();
    assert!(found.iter().any(dropped), "{report}");
}

#[test]
fn a_shrunken_index_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let site = Site::start();
    let google = google_of(&site);
    site.put("/index.xml", index([site.url("/part.xml")]));
    let url = site.url("/index.xml");
    let submit = || {
        run(["submit", &url, "--max-shrink", "20%"])
            .with(&google)
            .arg("--store")
            .arg(&store)
    };
    site.put_sitemap("/part.xml", 100);
    assert_eq!(submit().done().code, 0);
    site.put_sitemap("/part.xml", 50);
    let (done, report) = submit().json();
    assert_eq!((done.code, rules(&report)), (10, vec!["shrunk"]));
    assert!(
        findings(&report)[0].2.contains("from 100 entries to 50"),
        "{report}"
    );
}

#[test]
fn a_submission_dated_in_the_future_does_not_hide_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let site = Site::start();
    let google = google_of(&site);
    site.put("/index.xml", index([site.url("/part.xml")]));
    let url = site.url("/index.xml");
    let submit = || {
        run(["submit", &url])
            .with(&google)
            .arg("--store")
            .arg(&store)
    };
    let guarded = || submit().arg("--max-shrink").arg("20%");
    site.put_sitemap("/part.xml", 100);
    assert_eq!(submit().done().code, 0);
    let written = rusqlite::Connection::open(&store).unwrap();
    let year = 365 * 86_400_000_i64;
    written
        .execute("UPDATE submission SET at = at + ?1", [year])
        .unwrap();

    // An old record counts until there is a newer one.
    site.put_sitemap("/part.xml", 50);
    assert_eq!(guarded().done().code, 10);
    assert_eq!(submit().done().code, 0);
    assert_eq!(guarded().done().code, 0);
}
