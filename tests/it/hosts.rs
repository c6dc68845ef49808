//! Hosts that a sitemap may list besides its own, and equivalent URLs.

use crate::crawl::{crawl, index, robots, rules, sitemap};
use crate::run::run;
use crate::site::{Page, Site};

#[test]
fn another_host_has_to_permit_it() {
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
fn an_address_is_the_same_however_it_is_written() {
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
    let asked = there
        .requests()
        .into_iter()
        .filter(|request| request.path == "/s.xml");
    assert_eq!(asked.count(), 1);
}

#[test]
fn a_robots_txt_may_name_a_sitemap_that_is_elsewhere() {
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
fn what_serves_a_sitemap_after_a_redirect_may_list_its_own() {
    let (asked, serving) = (Site::start(), Site::start());
    asked.put("/s.xml", Page::Redirect(301, serving.url("/s.xml")));
    asked.put("/index.xml", Page::Redirect(301, serving.url("/index.xml")));
    serving.put(
        "/index.xml",
        index([serving.url("/s.xml"), asked.url("/own.xml")]),
    );
    asked.put_sitemap("/own.xml", 1);
    for lister in [&asked, &serving] {
        serving.put("/s.xml", sitemap(lister, &["/page"]));
        for path in ["/s.xml", "/index.xml"] {
            let url = asked.url(path);
            for run in [crawl(&url), run(["submit", "--dry-run", &url])] {
                let (done, report) = run.json();
                // The child itself is not redirected, so it may list only its own host.
                let is_foreign = path == "/index.xml" && lister.root() == asked.root();
                let expected = if is_foreign {
                    vec!["loc-host-mismatch"]
                } else {
                    vec![]
                };
                assert_eq!(rules(&report), expected, "{path} {done:?}");
                let told = format!("{url} redirects to {}", serving.url(path));
                assert_eq!(done.stderr.matches(&told).count(), 1, "{done:?}");
            }
        }
    }
    let third = Site::start();
    serving.put("/s.xml", sitemap(&third, &["/page"]));
    let (_, report) = crawl(&asked.url("/s.xml")).json();
    assert_eq!(rules(&report), ["loc-host-mismatch"]);
}
