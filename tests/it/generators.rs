//! Sitemaps as well-known generators write them have no error.
//!
//! The fixtures are the output of each generator for a site of a few pages, with the names of the
//! pages that it built beside them:
//!
//! | fixture | generator | source |
//! |---|---|---|
//! | `hugo` | Hugo 0.168.0, built-in templates, two languages | <https://gohugo.io/templates/sitemap/> |
//! | `astro` | Astro 5.18.2 with `@astrojs/sitemap` 3.7.4, two languages | <https://docs.astro.build/en/guides/integrations-guide/sitemap/> |
//! | `mkdocs` | MkDocs 1.6.1, theme `mkdocs`, below a path | <https://www.mkdocs.org/user-guide/configuration/#site_url> |
//! | `eleventy` | Eleventy 3.1.8 with `@quasibit/eleventy-plugin-sitemap` 2.2.0 | <https://www.npmjs.com/package/@quasibit/eleventy-plugin-sitemap> |

use std::fs;
use std::path::Path;

use crate::run::run;

/// Copies the sitemaps of a fixture to `folder`, and creates its pages without content.
fn build(generator: &str, folder: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/generators")
        .join(generator);
    let pages = fs::read_to_string(fixture.join("files.txt")).unwrap();
    for page in pages.lines() {
        let page = folder.join(page);
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(page, "").unwrap();
    }
    copy(&fixture.join("built"), folder);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_output_of_generators_has_no_error() {
    for (generator, base, sitemap, urls) in [
        ("hugo", "https://www.example.com/", "sitemap.xml", 13),
        ("astro", "https://www.example.com/", "sitemap-index.xml", 4),
        ("mkdocs", "https://www.example.com/docs/", "sitemap.xml", 3),
        ("eleventy", "https://www.example.com/", "sitemap.xml", 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        build(generator, &folder.path().join("site"));
        let (done, report) = run([
            "validate",
            "site",
            "--base-url",
            base,
            "--fail-on",
            "warning",
        ])
        .within(folder.path())
        .json();
        assert_eq!(done.code, 0, "{generator}: {done:?}");
        let sitemaps = report["sitemaps"].as_array().unwrap();
        assert_eq!(sitemaps.len(), 1, "{generator}");
        assert_eq!(sitemaps[0]["url"], format!("site/{sitemap}"));
        assert_eq!(sitemaps[0]["urls"], urls, "{generator}");
    }
}
