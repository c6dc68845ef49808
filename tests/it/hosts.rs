//! Hosts that a sitemap may list besides its own, and equivalent URLs.

use crate::crawl::{crawl, index, robots, rules, sitemap};
use crate::run::run;
use crate::site::{Page, Site};

#[test]
fn cross_submission_requires_permission_of_the_other_host() {
    let (here, there) = (Site::start(), Site::start());
    here.put("/index.xml", index([there.url("/s.xml")]));
    there.put_sitemap("/s.xml", 2);
    let (done, report) = crawl(&here.url("/index.xml")).json();
    assert_eq!(
        (done.code, rules(&report)),
        (10, vec!["index-child-cross-host"])
    );
    assert!(
        !there
            .requests()
            .iter()
            .any(|request| request.path == "/s.xml")
    );

    robots(&there, &format!("Sitemap: {}\n", there.url("/s.xml")));
    let (done, report) = crawl(&here.url("/index.xml")).json();
    assert_eq!((done.code, rules(&report)), (0, vec![]), "{done:?}");
    assert_eq!(report["sitemaps"][0]["urls"], 2);
}

#[test]
fn equivalent_urls_are_equal() {
    let (here, there) = (Site::start(), Site::start());
    let child = there.url("/s.xml");
    here.put("/index.xml", index([&child, &format!("{child}#again")]));
    there.put_sitemap("/s.xml", 2);
    let named = child
        .replace("http:", "HTTP:")
        .replace("/s.xml", "/./s.xml#x");
    robots(&there, &format!("Sitemap: {named}\n"));
    let (done, report) = crawl(&here.url("/index.xml")).json();
    assert_eq!(
        (done.code, rules(&report)),
        (0, vec!["loc-fragment"]),
        "{done:?}"
    );
    assert_eq!(report["sitemaps"][0]["urls"], 2);
    let requests = there
        .requests()
        .into_iter()
        .filter(|request| request.path == "/s.xml");
    assert_eq!(requests.count(), 1);
}

#[test]
fn a_robots_txt_may_list_a_sitemap_on_another_host() {
    let (here, there) = (Site::start(), Site::start());
    here.put("/page", Page::Content("text/html", Vec::new()));
    there.put("/here.xml", sitemap(&here, &["/page"]));
    there.put("/index.xml", index([there.url("/here.xml")]));
    for path in ["/here.xml", "/index.xml"] {
        robots(&here, &format!("Sitemap: {}\n", there.url(path)));
        for run in [
            run(["validate", &here.root()]),
            crawl(&here.root()),
            crawl(&here.url("/robots.txt")),
            run(["submit", "--dry-run", &here.root()]),
        ] {
            let (done, report) = run.json();
            assert_eq!((done.code, rules(&report)), (0, vec![]), "{done:?}");
        }
    }
    // Given directly, the sitemap is not known to be named by a robots.txt of `here`.
    let (done, report) = run(["validate", &there.url("/here.xml")]).json();
    assert_eq!(
        (done.code, rules(&report)),
        (10, vec!["loc-host-mismatch"]),
        "{done:?}"
    );
}

#[test]
fn the_host_that_a_sitemap_redirects_to_may_list_its_own_urls() {
    let (redirecting, serving) = (Site::start(), Site::start());
    redirecting.put("/s.xml", Page::Redirect(301, serving.url("/s.xml")));
    redirecting.put("/index.xml", Page::Redirect(301, serving.url("/index.xml")));
    serving.put(
        "/index.xml",
        index([serving.url("/s.xml"), redirecting.url("/own.xml")]),
    );
    redirecting.put_sitemap("/own.xml", 1);
    for lister in [&redirecting, &serving] {
        serving.put("/s.xml", sitemap(lister, &["/page"]));
        for path in ["/s.xml", "/index.xml"] {
            let url = redirecting.url(path);
            for run in [crawl(&url), run(["submit", "--dry-run", &url])] {
                let (done, report) = run.json();
                // The child itself is not redirected, so it may list only its own host.
                let is_foreign = path == "/index.xml" && lister.root() == redirecting.root();
                let expected = if is_foreign {
                    vec!["loc-host-mismatch"]
                } else {
                    vec![]
                };
                assert_eq!(rules(&report), expected, "{path} {done:?}");
                let warning = format!("{url} redirects to {}", serving.url(path));
                assert_eq!(done.stderr.matches(&warning).count(), 1, "{done:?}");
            }
        }
    }
    let third = Site::start();
    serving.put("/s.xml", sitemap(&third, &["/page"]));
    let (_, report) = crawl(&redirecting.url("/s.xml")).json();
    assert_eq!(rules(&report), ["loc-host-mismatch"]);
}
