//! Runs the commands from the documentation.

use std::path::Path;

use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property};

use crate::run::{config_of, run};
use crate::site::Site;

/// Code blocks of `language` in a document.
pub(crate) fn blocks(document: &str, language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(path).unwrap();
    let start = format!("```{language}\n");
    let blocks = text.split(&start).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_documented_config_file_submits_both_sites() {
    let (one, docs) = (Site::start(), Site::start());
    one.put_sitemap("/sitemap.xml", 100);
    docs.put_sitemap("/sitemap-1.xml", 1);
    docs.put_sitemap("/sitemap-2.xml", 1);
    let google = Emulator::start_blocking(Config {
        properties: [&one, &docs]
            .map(|site| Property::new(site.root(), Permission::Owner))
            .into(),
        ..config_of(&one)
    });
    let google = google.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.json");
    std::fs::write(&key, google.key_file_json(KeyFormat::Pkcs8)).unwrap();
    let [text] = blocks("docs/configuration.md", "toml").try_into().unwrap();
    let text = text
        .replace("/etc/sitemap-submit/key.json", key.to_str().unwrap())
        .replace("https://docs.example.com/", &docs.root())
        .replace("https://example.com/", &one.root());
    std::fs::write(folder.path().join("sitemap-submit.toml"), text).unwrap();
    let [line] = blocks("docs/configuration.md", "console")
        .try_into()
        .unwrap();
    let mut submission = run([]).within(folder.path());
    for word in line.split_whitespace().skip(1) {
        submission = submission.arg(word);
    }
    let (done, report) = submission
        .env("SEARCH_CONSOLE_EMULATOR_HOST", google.host())
        .json();
    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
    assert_eq!(report["sitemaps"].as_array().unwrap().len(), 3);
}

#[test]
fn the_documented_mistake_is_reported_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("sitemap-submit.toml"),
        "[[sites]]\nsitemap = \"https://example.com/sitemap.xml\"\nmin_urls = 100\n",
    )
    .unwrap();
    let done = run(["submit", "--config", "sitemap-submit.toml"])
        .within(folder.path())
        .done();
    assert_eq!([done.stderr], *blocks("docs/configuration.md", "text"));
}
