//! `doctor` reports what a submission would meet.

use crate::run::{google_of, run};
use crate::site::{Page, Site};

#[test]
fn an_index_with_dead_children_is_as_bad_as_for_submit() {
    let site = Site::start();
    site.put_sitemap("/alive.xml", 2);
    let [alive, dead, gone] = ["/alive.xml", "/dead.xml", "/gone.xml"].map(|path| site.url(path));
    let xml = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{alive}</loc></sitemap><sitemap><loc>{dead}</loc></sitemap>\
         <sitemap><loc>{gone}</loc></sitemap></sitemapindex>"
    );
    site.put(
        "/index.xml",
        Page::Content("application/xml", xml.into_bytes()),
    );
    let google = google_of(&site);
    let of = |subcommand| {
        run([subcommand, "--no-store"])
            .with(&google)
            .arg(site.url("/index.xml"))
            .json()
    };

    let (submitted, _) = of("submit");
    let (examined, report) = of("doctor");

    assert_eq!((submitted.code, examined.code), (10, 10), "{examined:?}");
    let checks = report["checks"].as_array().unwrap();
    let sitemap = checks.iter().find(|one| one["check"] == "sitemap").unwrap();
    assert_eq!(sitemap["outcome"], "failed", "{sitemap}");
}

#[test]
fn the_settings_of_a_submission_apply() {
    let site = Site::start();
    let page = site.url("/a");
    let xml = format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <url><loc>{page}</loc></url><url><loc>{page}/2</loc></url>\
         <url><loc>/relative</loc></url></urlset>"
    );
    site.put("/s.xml", Page::Content("application/xml", xml.into_bytes()));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("sitemap-submit.toml");
    for (settings, expected) in [
        ("", 0),
        ("fail-on = \"error\"\n", 10),
        ("fail-on = \"error\"\nallow = [\"loc-not-absolute\"]\n", 0),
        ("min-urls = 10\n", 10),
    ] {
        // A search console of its own: a record of an earlier submission could contain errors.
        let google = google_of(&site);
        std::fs::write(&config, settings).unwrap();
        let of = |subcommand: &str| {
            run([subcommand, "--no-store", "--config"])
                .with(&google)
                .arg(&config)
                .arg(site.url("/s.xml"))
                .done()
        };
        assert_eq!(of("submit").code, expected, "{settings}");
        let examined = of("doctor");
        assert_eq!(examined.code, expected, "{settings}{examined:?}");
    }
}
