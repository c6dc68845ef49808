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
