//! Restrictions on addresses, and findings about the fetched pages.

use crate::crawl::{crawl, findings, index, robots, rules, sitemap, xml};
use crate::run::{Run, run};
use crate::site::{Page, Site};

/// A run that uses `site` as its proxy, so that `site` stands for the internet.
fn on_the_internet(run: Run, site: &Site) -> Run {
    run.env("NO_PROXY", "").env("http_proxy", site.root())
}

#[test]
fn a_public_site_cannot_lead_to_private_addresses() {
    let site = Site::start();
    let places = [
        "http://10.0.0.1/s.xml",
        "http://127.0.0.1:1/s.xml",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/s.xml",
        "http://192.168.0.1/s.xml",
        "http://[::1]/s.xml",
        "http://[fd00:ec2::254]/s.xml",
        "http://[fe80::1]/s.xml",
        "http://[::ffff:10.0.0.1]/s.xml",
        "http://2130706433/s.xml",
    ];
    for place in places {
        site.put("/index.xml", index([place]));
        let start = "http://public.example/index.xml";
        let (done, report) = on_the_internet(crawl(start), &site).json();
        assert_eq!(done.code, 10, "{place}: {done:?}");
        let known = ["/index.xml", "/robots.txt", "/moved.xml"];
        let requests = site.requests();
        let mut paths = requests.iter().map(|request| request.path.as_str());
        assert!(paths.all(|path| known.contains(&path)), "{place}");
        let rule = rules(&report)[0];
        assert!(
            ["index-child-cross-host", "index-child-address"].contains(&rule),
            "{rule}"
        );

        // A redirect of the start URL, of a child, and of the robots.txt.
        site.put("/moved.xml", Page::Redirect(302, place.to_owned()));
        let moved = [
            "submit",
            "--dry-run",
            "--no-store",
            "http://public.example/moved.xml",
        ];
        let (done, report) = on_the_internet(run(moved), &site).json();
        assert_eq!(done.code, 11, "{place}: {done:?}");
        let text = report.to_string();
        assert!(
            text.contains("which is not a public address"),
            "{place}: {text}"
        );

        site.put("/index.xml", index(["http://public.example/moved.xml"]));
        let (_, report) = on_the_internet(crawl(start), &site).json();
        assert_eq!(rules(&report), ["index-child-address"], "{place}: {report}");
    }
    robots(&site, "Sitemap: http://10.0.0.1/s.xml\n");
    let (done, report) = on_the_internet(run(["validate", "http://public.example/"]), &site).json();
    assert_eq!(done.code, 11, "{done:?}");
    assert!(
        report.to_string().contains("which is not a public address"),
        "{report}"
    );
}

#[test]
fn a_local_file_may_list_private_sitemaps_but_public_ones_may_not() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let listing = |place: &str| {
        let Page::Content(_, text) = index([place]) else {
            unreachable!()
        };
        std::fs::write(folder.path().join("index.xml"), text).unwrap();
    };
    let inside = site.url("/inside.xml");
    site.put_sitemap("/inside.xml", 1);
    site.put("/hop.xml", Page::Redirect(302, inside.clone()));
    let of_file = || crawl("index.xml").within(folder.path());

    listing("http://public.example/hop.xml");
    let (done, report) = on_the_internet(of_file(), &site).json();
    assert_eq!(
        (done.code, rules(&report)),
        (10, vec!["index-child-address"]),
        "{done:?}"
    );
    let paths = |path: &str| {
        site.requests()
            .iter()
            .filter(|request| request.path == path)
            .count()
    };
    assert_eq!((paths("/hop.xml"), paths("/inside.xml")), (1, 0));

    // The listed pages must not lead there either.
    site.put("/pages.xml", sitemap(&site, &["/page"]));
    listing("http://public.example/pages.xml");
    let (done, report) = on_the_internet(of_file().arg("--check-urls=1"), &site).json();
    assert_eq!(done.code, 10, "{done:?}");
    assert!(
        report.to_string().contains("robots.txt cannot be read"),
        "{report}"
    );
    assert_eq!(paths("/page"), 0);

    for place in [inside, site.url("/hop.xml")] {
        listing(&place);
        assert_eq!(of_file().done().code, 0, "{place}");
    }
}

#[test]
fn every_redirect_is_checked_against_the_previous_hop() {
    let site = Site::start();
    let private = site.url("/s.xml");
    site.put_sitemap("/s.xml", 1);
    site.put(
        "/out.xml",
        Page::Redirect(302, "http://public.example/back.xml".to_owned()),
    );
    site.put("/back.xml", Page::Redirect(302, private.clone()));
    site.put("/within.xml", Page::Redirect(302, private));
    let submitted = |path: &str| {
        let url = site.url(path);
        let arguments = ["submit", "--dry-run", "--no-store", &url];
        on_the_internet(run(arguments), &site).json()
    };
    assert_eq!(submitted("/within.xml").0.code, 0);
    let (done, report) = submitted("/out.xml");
    assert_eq!(done.code, 11, "{done:?}");
    assert!(
        report.to_string().contains("which is not a public address"),
        "{report}"
    );
}

#[test]
fn listed_pages_are_checked() {
    let site = Site::start();
    let html = |head: &str| {
        Page::Content(
            "text/html",
            format!("<!doctype html><head>{head}</head>").into_bytes(),
        )
    };
    site.put("/good", html("<title>x</title>"));
    site.put("/gone", Page::Status(410));
    site.put("/broken", Page::Status(500));
    site.put("/moved", Page::Redirect(301, "/good".to_owned()));
    site.put("/hidden", html("<meta name=robots content=noindex>"));
    let header = vec![("x-robots-tag", "noindex".to_owned())];
    site.put("/tagged", Page::WithHeaders(header, Vec::new()));
    site.put("/secret", html(""));
    robots(&site, "User-agent: *\nDisallow: /secret\n");
    let all = [
        "/good", "/gone", "/broken", "/moved", "/hidden", "/tagged", "/secret",
    ];
    site.put("/s.xml", sitemap(&site, &all));
    site.put("/index.xml", index([site.url("/s.xml")]));
    for arguments in [
        vec!["validate", "--check-urls=10"],
        vec!["validate", "--crawl", "--check-urls=10"],
    ] {
        let path = if arguments.len() == 2 {
            "/s.xml"
        } else {
            "/index.xml"
        };
        let mut checked = run(["--log=warn"]);
        for argument in arguments {
            checked = checked.arg(argument);
        }
        let (done, report) = checked.arg(site.url(path)).json();
        assert_eq!(done.code, 0, "{done:?}");
        let mut found: Vec<(&str, &str)> = findings(&report)
            .into_iter()
            .filter(|(rule, ..)| rule.starts_with("page-"))
            .map(|(rule, _, message)| (rule, message.split(' ').next().unwrap()))
            .collect();
        found.sort_unstable();
        let expected = [
            ("page-blocked", "/secret"),
            ("page-noindex", "/hidden"),
            ("page-noindex", "/tagged"),
            ("page-redirect", "/moved"),
            ("page-status", "/broken"),
            ("page-status", "/gone"),
        ];
        let expected = expected.map(|(rule, path)| (rule, site.url(path)));
        assert_eq!(
            found,
            expected.each_ref().map(|(rule, url)| (*rule, url.as_str()))
        );
    }
    assert!(
        !site
            .requests()
            .iter()
            .any(|request| request.path == "/secret")
    );
    let agents: Vec<_> = site.requests();
    assert!(agents.iter().all(|request| {
        request.headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("sitemap-submit/")
    }));

    // The sample is the same in every run.
    let few = || {
        let before = site.requests().len();
        run(["validate", "--check-urls=2", &site.url("/s.xml")]).done();
        let requests = site.requests().split_off(before);
        let mut pages: Vec<String> = requests
            .into_iter()
            .map(|request| request.path)
            .filter(|path| all.contains(&path.as_str()))
            .collect();
        pages.sort_unstable();
        pages
    };
    let first = few();
    assert!(first.len() <= 2 && first == few());
}

#[test]
fn pages_are_read_with_any_content_encoding() {
    use std::io::Write as _;
    let site = Site::start();
    let hidden = b"<head><meta name=robots content=noindex></head>";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(hidden).unwrap();
    let packed = packed.finish().unwrap();
    let coded = |coding: &str, bytes: &[u8]| {
        let headers = vec![
            ("content-type", "text/html".to_owned()),
            ("content-encoding", coding.to_owned()),
        ];
        Page::WithHeaders(headers, bytes.to_vec())
    };
    site.put("/packed", coded("gzip", &packed));
    site.put("/other", coded("br", b"???"));
    site.put("/s.xml", sitemap(&site, &["/packed", "/other"]));
    let (done, report) = run(["validate", "--check-urls=10", &site.url("/s.xml")]).json();
    assert_eq!(done.code, 10, "{done:?}");
    let mut found = rules(&report);
    found.sort_unstable();
    assert_eq!(found, ["crawl-limit", "page-noindex"], "{report}");
    assert!(
        report.to_string().contains("content coding `br`"),
        "{report}"
    );
    let mut pages = site
        .requests()
        .into_iter()
        .filter(|request| !request.path.contains('.'));
    assert!(pages.all(|request| request.headers["accept-encoding"] == "identity"));
}

#[test]
fn only_pages_over_http_are_checked_and_their_size_is_limited() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    site.put("/good", Page::Content("text/html", Vec::new()));
    let list = format!(
        "ftp://127.0.0.1/a\nmailto:a@example.com\n{}\n",
        site.url("/good")
    );
    std::fs::write(folder.path().join("s.txt"), list).unwrap();
    let of_file =
        |most: &str| run(["validate", "s.txt", "--check-urls", most]).within(folder.path());
    let (_, report) = of_file("1000").json();
    assert!(
        !rules(&report).iter().any(|rule| rule.starts_with("page-")),
        "{report}"
    );
    let done = of_file("1001").done();
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.stderr.contains("1000"), "{done:?}");
}

#[test]
fn retries_are_logged() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let url = format!("http://127.0.0.1:{port}/s.xml");
    let done = run(["validate", &url]).done();
    assert_eq!(done.code, 11, "{done:?}");
    assert_eq!(done.stderr.matches("trying again").count(), 1, "{done:?}");
    assert!(done.took < std::time::Duration::from_secs(15), "{done:?}");
}

#[test]
fn translations_must_link_to_each_other() {
    let site = Site::start();
    let page = |path: &str, others: &[&str]| {
        let links: String = others
            .iter()
            .map(|other| {
                let href = site.url(other);
                format!(
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{href}\"/>",
                    &other[1..]
                )
            })
            .collect();
        format!("<url><loc>{}</loc>{links}</url>", site.url(path))
    };
    let urlset = |pages: String| {
        xml(format!(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">{pages}</urlset>"
        ))
    };
    site.put("/en.xml", urlset(page("/en", &["/en", "/de", "/fr"])));
    site.put(
        "/de.xml",
        urlset(page("/de", &["/de", "/en", "/fr"]) + &page("/fr", &["/fr", "/de"])),
    );
    site.put(
        "/index.xml",
        index(["/en.xml", "/de.xml"].map(|path| site.url(path))),
    );
    let url = site.url("/index.xml");
    let (done, report) = crawl(&url).arg("--check-hreflang").json();
    assert_eq!(done.code, 0, "{done:?}");
    let message = format!(
        "{} names {} as its translation, which does not name it back",
        site.url("/en"),
        site.url("/fr")
    );
    let sitemap = site.url("/en.xml");
    let expected = ("hreflang-no-return", sitemap.as_str(), message.as_str());
    assert_eq!(findings(&report), [expected]);
    assert!(findings(&crawl(&url).json().1).is_empty());

    // The same holds within one sitemap.
    let (_, report) = run(["validate", "--check-hreflang", &site.url("/de.xml")]).json();
    assert_eq!(rules(&report), [""; 0]);
}
