//! Findings that need more than the document: robots.txt, headers, redirects, and the place of a file.

use crate::crawl::{findings, index, robots, rules, sitemap};
use search_console_emulator::{Config, Emulator, Permission, Property};

use crate::run::{config_of, google_of, run};
use crate::site::{Page, Site};

#[test]
fn a_sitemap_that_robots_txt_forbids_is_fatal_everywhere() {
    let site = Site::start();
    site.put_sitemap("/maps/s.xml", 2);
    robots(&site, "User-agent: *\nDisallow: /maps/\n");
    let url = site.url("/maps/s.xml");
    let google = google_of(&site);
    let validated = run(["validate", &url]);
    let submitted = run(["submit", "--no-store", &url]).with(&google);
    for run in [validated, submitted] {
        let (done, report) = run.json();
        assert_eq!(done.code, 10, "{done:?}");
        assert!(
            rules(&report).contains(&"robots-blocks-sitemap"),
            "{report}"
        );
    }
    assert_eq!(google.ledger().len(), 0);

    // Other crawlers are another matter.
    robots(&site, "User-agent: Bingbot\nDisallow: /maps/\n");
    let (done, report) = run(["submit", "--no-store", &url]).with(&google).json();
    assert_eq!((done.code, rules(&report)), (0, vec![]), "{done:?}");
}

#[test]
fn pages_that_robots_txt_forbids_are_one_warning() {
    let site = Site::start();
    robots(&site, "User-agent: *\nDisallow: /basket\n");
    site.put(
        "/s.xml",
        sitemap(&site, &["/a", "/basket", "/b", "/basket/pay"]),
    );
    let (done, report) = run(["validate", &site.url("/s.xml")]).json();
    assert_eq!((done.code, rules(&report)), (0, vec!["robots-blocks-url"]));
    let finding = &report["sitemaps"][0]["findings"][0];
    assert_eq!(finding["severity"], "warning");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("2 of its URLs"), "{message}");
}

#[test]
fn the_host_of_the_pages_may_name_the_sitemap() {
    let (maps, shop) = (Site::start(), Site::start());
    maps.put("/shop.xml", sitemap(&shop, &["/", "/a"]));
    let url = maps.url("/shop.xml");
    let (done, report) = run(["validate", &url]).json();
    assert_eq!((done.code, rules(&report)), (10, vec!["loc-host-mismatch"]));
    robots(&shop, &format!("Sitemap: {url}\n"));
    let (done, report) = run(["validate", &url]).json();
    assert_eq!((done.code, rules(&report)), (0, vec![]), "{done:?}");
}

#[test]
fn a_sitemap_in_robots_txt_may_list_pages_outside_its_folder() {
    let site = Site::start();
    let pages: Vec<String> = (0..30).map(|number| format!("/{number}")).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    site.put("/maps/s.xml", sitemap(&site, &pages));
    let url = site.url("/maps/s.xml");
    let done = run(["validate", &url]).done();
    assert_eq!(done.stdout.matches("[loc-outside-scope]").count(), 1);
    assert!(done.stdout.lines().count() < 15, "{done:?}");
    robots(&site, &format!("Sitemap: {url}\n"));
    let (_, report) = run(["validate", &url]).json();
    assert_eq!(rules(&report), [""; 0]);
}

#[test]
fn a_base_url_sets_where_a_file_will_be_served() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>https://example.org/a</loc></url>\n\
         <url><loc>https://example.org/b</loc></url>\n</urlset>\n";
    std::fs::write(folder.path().join("s.xml"), text).unwrap();
    for (base, code, expected) in [
        ("https://example.org/", 0, &[][..]),
        ("https://example.org", 0, &[]),
        ("https://www.example.com/", 10, &["loc-host-mismatch"]),
        ("http://example.org/", 10, &["loc-scheme-mismatch"]),
    ] {
        let (done, report) = run(["validate", "s.xml", "--base-url", base])
            .within(folder.path())
            .json();
        assert_eq!((done.code, &rules(&report)[..]), (code, expected), "{base}");
    }
    let wrong = run(["validate", "s.xml", "--base-url", "www.example.com"])
        .within(folder.path())
        .done();
    assert_eq!(wrong.code, 2, "{wrong:?}");
}

#[test]
fn a_redirect_to_a_page_is_named() {
    let site = Site::start();
    site.put("/s.xml", Page::Redirect(302, "/account/sign-in".to_owned()));
    let page = b"<!doctype html><title>Sign in</title>".to_vec();
    site.put("/account/sign-in", Page::Content("text/html", page));
    let done = run(["validate", &site.url("/s.xml")]).done();
    assert_eq!(done.code, 10, "{done:?}");
    let expected = format!("redirects to {}", site.url("/account/sign-in"));
    assert!(done.stdout.contains(&expected), "{done:?}");
}

#[test]
fn a_refusal_may_be_for_this_program_alone() {
    let site = Site::start();
    site.put("/s.xml", Page::Status(403));
    let done = run(["validate", &site.url("/s.xml")]).done();
    assert_eq!(done.code, 11, "{done:?}");
    assert!(done.stderr.contains("firewall"), "{done:?}");
    assert!(!done.stderr.contains("login"), "{done:?}");
}

#[test]
fn a_content_encoding_that_lies_is_an_error() {
    let site = Site::start();
    let headers = vec![("content-encoding", "gzip".to_owned())];
    let text = site.sitemap(2).into_bytes();
    site.put("/s.xml", Page::WithHeaders(headers, text));
    let (done, report) = run(["validate", &site.url("/s.xml")]).json();
    assert_eq!(
        (done.code, rules(&report)),
        (10, vec!["gzip-declared-wrongly"])
    );
}

#[test]
fn usual_places_are_tried_in_turn() {
    let site = Site::start();
    let done = run(["validate", &site.root()]).done();
    assert_eq!(done.code, 4, "{done:?}");
    assert!(done.stderr.contains("/wp-sitemap.xml"), "{done:?}");
    assert!(done.stderr.contains("does not exist"), "{done:?}");
    robots(&site, "User-agent: *\n");
    let done = run(["validate", &site.root()]).done();
    assert!(done.stderr.contains("names none"), "{done:?}");
    site.put_sitemap("/sitemap-index.xml", 1);
    let done = run(["validate", &site.root()]).done();
    assert_eq!(done.code, 0, "{done:?}");
}

#[test]
fn a_host_name_is_understood_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let help = |given: &str| {
        let done = run(["validate", given]).within(folder.path()).done();
        assert_eq!(done.code, 11, "{done:?}");
        done.stderr
    };
    assert!(help("example.com").contains("https://example.com/"));
    assert!(help("example.com/sitemap.xml").contains("https://example.com/sitemap.xml"));
    assert!(!help("sitemap.xml").contains("https://"));
}

#[test]
fn an_index_that_is_not_crawled_is_reported() {
    let site = Site::start();
    let text = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{}</loc></sitemap></sitemapindex>",
        site.url("/gone.xml")
    );
    site.put("/index.xml", Page::Content("text/xml", text.into_bytes()));
    let done = run(["validate", &site.url("/index.xml")]).done();
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.stdout
            .contains("1 listed sitemap not checked: add `--crawl`")
    );
}

#[test]
fn an_index_whose_sitemaps_are_blocked_is_rejected() {
    let site = Site::start();
    let google = google_of(&site);
    site.put("/index.xml", index([site.url("/parts/a.xml")]));
    site.put("/parts/a.xml", sitemap(&site, &["/parts/1"]));
    robots(&site, "User-agent: *\nDisallow: /parts/a.xml\n");
    let url = site.url("/index.xml");
    let (done, report) = run(["submit", &url]).with(&google).json();
    assert_eq!(done.code, 10, "{done:?}");
    let found = findings(&report);
    assert!(
        found.iter().any(|one| one.0 == "entries-dropped"),
        "{report}"
    );
    assert!(
        found.iter().any(|one| one.0 == "robots-blocks-sitemap"),
        "{report}"
    );
}

/// Number of our requests for each of two paths; the emulator downloads sitemaps, too.
fn requests(site: &Site, paths: [&str; 2]) -> [usize; 2] {
    let mut requests = site.requests();
    requests.retain(|one| {
        let agent = one.headers.get("user-agent").unwrap().to_str().unwrap();
        agent.starts_with("sitemap-submit/")
    });
    paths.map(|path| requests.iter().filter(|one| one.path == path).count())
}

#[test]
fn robots_txt_and_a_guessed_sitemap_are_requested_once() {
    for is_named in [false, true] {
        for subcommand in ["validate", "submit", "doctor"] {
            let site = Site::start();
            site.put_sitemap("/sitemap.xml", 2);
            if is_named {
                robots(&site, &format!("Sitemap: {}\n", site.url("/sitemap.xml")));
            }
            let google = google_of(&site);
            let done = match subcommand {
                "validate" => run([subcommand, &site.root()]).done(),
                _ => run([subcommand, "--no-store", &site.root()])
                    .with(&google)
                    .done(),
            };
            assert_eq!(done.code, 0, "{done:?}");
            let counts = requests(&site, ["/robots.txt", "/sitemap.xml"]);
            assert_eq!(counts, [1, 1], "{subcommand}, named: {is_named}");
        }
    }
}

/// A folder with these files, each with its text.
fn built(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join("dist").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn urlset(urls: &[&str]) -> String {
    let entry = |url: &&str| format!("<url><loc>{url}</loc></url>\n");
    let entries: String = urls.iter().map(entry).collect();
    format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</urlset>\n")
}

fn index_of(urls: &[&str]) -> String {
    let entry = |url: &&str| format!("<sitemap><loc>{url}</loc></sitemap>\n");
    let entries: String = urls.iter().map(entry).collect();
    format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</sitemapindex>\n"
    )
}

#[test]
fn a_build_folder_is_checked_before_its_deploy() {
    let folder = built(&[
        ("index.html", String::new()),
        ("about/index.html", String::new()),
        ("shop.html", String::new()),
        (
            "robots.txt",
            "User-agent: *\nDisallow: /basket\n\
             Sitemap: https://www.example.com/sitemap-index.xml\n"
                .to_owned(),
        ),
        (
            "sitemap-index.xml",
            index_of(&[
                "https://www.example.com/sitemap-0.xml",
                "https://www.example.com/sitemap-1.xml",
            ]),
        ),
        (
            "sitemap-0.xml",
            urlset(&[
                "https://www.example.com/",
                "https://www.example.com/about/",
                "https://www.example.com/shop",
                "https://www.example.com/gone/",
                "https://www.example.com/basket/gone",
            ]),
        ),
    ]);
    let run_in = |base: &str| {
        run(["validate", "dist", "--base-url", base])
            .within(folder.path())
            .json()
    };
    let (done, report) = run_in("https://www.example.com");
    assert_eq!(done.code, 10, "{done:?}");
    let sitemaps = report["sitemaps"].as_array().unwrap();
    assert_eq!(sitemaps.len(), 1, "children are part of their index");
    assert_eq!(sitemaps[0]["url"], "dist/sitemap-index.xml");
    let child = |name: &str| format!("https://www.example.com/{name}");
    let found = findings(&report);
    assert_eq!(
        found.iter().map(|one| (one.0, one.1)).collect::<Vec<_>>(),
        [
            ("robots-blocks-url", &*child("sitemap-0.xml")),
            ("page-file-missing", &*child("sitemap-0.xml")),
            ("index-child-unreadable", &*child("sitemap-1.xml")),
        ]
    );
    assert!(found[1].2.contains("2 of its URLs have no file in dist"));
    assert!(found[2].2.contains("sitemap-1.xml is not in dist"));

    let (done, report) = run_in("https://staging.example.com/");
    assert_eq!(done.code, 10, "{done:?}");
    let text = report.to_string();
    assert!(
        text.contains("all 5 URLs are on `www.example.com`"),
        "{text}"
    );
    assert!(text.contains("index-child-cross-host"), "{text}");
}

#[test]
fn every_sitemap_of_a_build_folder_is_validated() {
    let page = ["https://www.example.com/docs/a/"];
    let folder = built(&[
        ("a/index.html", String::new()),
        ("sitemap.xml", urlset(&page)),
        ("en/sitemap.xml", urlset(&["https://www.example.com/docs/"])),
    ]);
    let (done, report) = run([
        "validate",
        "dist",
        "--base-url",
        "https://www.example.com/docs/",
    ])
    .within(folder.path())
    .json();
    let outcome = |number: usize| report["sitemaps"][number]["outcome"].clone();
    assert_eq!(
        (done.code, outcome(0), outcome(1)),
        (0, "valid".into(), "valid".into())
    );
    let urls: Vec<&str> = [0, 1]
        .map(|number| report["sitemaps"][number]["url"].as_str().unwrap())
        .into();
    assert_eq!(urls, ["dist/en/sitemap.xml", "dist/sitemap.xml"]);
}

#[test]
fn a_folder_requires_a_base_url_and_a_sitemap() {
    let folder = built(&[("index.html", String::new())]);
    let done = run(["validate", "dist"]).within(folder.path()).done();
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.stderr.contains("--base-url https://"), "{done:?}");
    let done = run(["validate", "dist", "--base-url", "https://www.example.com/"])
        .within(folder.path())
        .done();
    assert_eq!(done.code, 4, "{done:?}");
    assert!(
        done.stderr.contains("no sitemap was found in dist"),
        "{done:?}"
    );
}

#[test]
fn two_properties_of_the_account_cover_both_hosts_of_a_sitemap() {
    let (maps, shop) = (Site::start(), Site::start());
    maps.put("/shop.xml", sitemap(&shop, &["/", "/a"]));
    let url = maps.url("/shop.xml");
    let both = vec![
        Property::new(maps.root(), Permission::FullUser),
        Property::new(shop.root(), Permission::Owner),
    ];
    let unverified = vec![
        Property::new(maps.root(), Permission::FullUser),
        Property::new(shop.root(), Permission::UnverifiedUser),
    ];
    for (properties, code) in [(both, 0), (unverified, 10)] {
        let google = Emulator::start_blocking(Config {
            properties,
            ..config_of(&maps)
        })
        .unwrap();
        let submitted = run(["submit", "--no-store", "--fail-on", "error", &url]);
        let (done, report) = submitted.with(&google).json();
        assert_eq!(done.code, code, "{done:?}");
        assert_eq!(rules(&report).contains(&"loc-host-mismatch"), code != 0);
        let (_, report) = run(["doctor", "--no-store", &url]).with(&google).json();
        let checks = report["checks"].as_array().unwrap();
        let sitemap = checks.iter().find(|one| one["check"] == "sitemap").unwrap();
        assert_eq!(sitemap["outcome"] == "ok", code == 0, "{sitemap}");
    }
}
