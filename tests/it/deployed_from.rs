//! `--deployed-from`: findings annotated in the files that the site was deployed from.

use std::path::Path;

use crate::crawl::{index, robots, sitemap};
use crate::run::{google_of, run};
use crate::site::{Page, Site};

/// Serves `page` on the site and writes it to a file below `folder`.
fn deploy(site: &Site, folder: &Path, path: &str, page: Page) {
    let Page::Content(_, bytes) = &page else {
        panic!("a page without content");
    };
    let file = folder.join(path.trim_start_matches('/'));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
    site.put(path, page);
}

/// Annotation commands in `log`, without their messages.
fn annotations(log: &str) -> Vec<&str> {
    log.lines()
        .filter_map(|line| line.strip_prefix("::")?.split_once("::"))
        .map(|(head, _)| head)
        .collect()
}

#[test]
fn an_annotation_is_at_the_line_of_the_deployed_file() {
    let site = Site::start();
    let google = google_of(&site);
    let checkout = tempfile::tempdir().unwrap();
    let public = checkout.path().join("public");
    robots(&site, "User-agent: *\nAllow: /\n");
    let children = ["/maps/a.xml", "/maps/b.xml", "/maps/c.xml"];
    let whole = index(children.map(|path| site.url(path)));
    deploy(&site, &public, "/index.xml", whole);
    let twice = ["/page", "/page"];
    deploy(&site, &public, "/maps/a.xml", sitemap(&site, &twice));
    // The served content differs from the file.
    deploy(&site, &public, "/maps/b.xml", sitemap(&site, &["/fine"]));
    site.put("/maps/b.xml", sitemap(&site, &twice));
    // This sitemap has no file.
    site.put("/maps/c.xml", sitemap(&site, &twice));

    let submit = run(["submit", "--format", "github", "--deny", "loc-duplicate"])
        .arg(site.url("/index.xml"))
        .with(&google)
        .within(checkout.path());
    let done = submit.arg("--site-dir").arg("public").done();
    assert_eq!(done.code, 10, "{done:?}");
    let mut heads = annotations(&done.stdout);
    heads.retain(|head| head.contains("loc-duplicate"));
    heads.sort_unstable();
    let expected = [
        "error file=public/maps/a.xml,title=loc-duplicate,line=3,col=11",
        "error title=loc-duplicate",
        "error title=loc-duplicate",
    ];
    assert_eq!(heads, expected, "{}", done.stdout);
}

#[test]
fn a_site_in_a_subfolder_is_matched_to_its_files() {
    let site = Site::start();
    let checkout = tempfile::tempdir().unwrap();
    let bad = sitemap(&site, &["/project/page", "/project/page"]);
    deploy(&site, checkout.path(), "/sitemap.xml", bad);
    site.put(
        "/project/sitemap.xml",
        sitemap(&site, &["/project/page", "/project/page"]),
    );
    let (done, report) = run(["validate", "--fail-on", "warning", "--site-dir", "."])
        .within(checkout.path())
        .arg(site.url("/project/sitemap.xml"))
        .json();
    assert_eq!(done.code, 10, "{done:?}");
    let finding = &report["sitemaps"][0]["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["file"]),
        (&"loc-duplicate".into(), &"./sitemap.xml".into())
    );
}
