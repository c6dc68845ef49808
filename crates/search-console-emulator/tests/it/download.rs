//! Downloads after submissions.

use std::io::Write;
use std::time::Duration;

use search_console_emulator::{Config, DownloadMode, Emulator, Permission, Property, SitemapKind};
use serde_json::json;

use crate::client::{Client, TIMEOUT, WRITE, site_path, sitemap_path};
use crate::site::{redirect, response, serve};

const URLSET: &str = "<urlset><url><loc>http://127.0.0.1/1</loc></url>\
                      <url><loc>http://127.0.0.1/2</loc><image:image/></url></urlset>";

async fn emulator(mode: DownloadMode) -> Emulator {
    Emulator::start(Config {
        properties: vec![Property::new("http://127.0.0.1:*/", Permission::Owner)],
        download_mode: mode,
        download_delay: Duration::from_millis(1),
        ..Config::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_submitted_sitemap_is_downloaded_each_time() {
    let site = serve(vec![
        response("200 OK", URLSET.as_bytes()),
        response("500 Oops", b""),
    ]);
    let sitemap = format!("{site}sitemap.xml");
    let emulator = emulator(DownloadMode::AfterDelay).await;
    let client = Client::new(&emulator, WRITE);
    let path = sitemap_path(&site, &sitemap);
    assert_eq!(client.put(&path).status, 204);
    emulator
        .wait_for_sitemap(&site, &sitemap, |state| !state.is_pending, TIMEOUT)
        .await
        .unwrap();
    let shown = client.get(&path).json();
    assert_eq!(shown["isPending"], false);
    assert_eq!(shown["type"], "sitemap");
    assert_eq!(
        (&shown["errors"], &shown["warnings"]),
        (&json!("0"), &json!("0"))
    );
    assert_eq!(
        shown["contents"],
        json!([
            {"type": "web", "submitted": "2", "indexed": "0"},
            {"type": "image", "submitted": "1", "indexed": "0"},
        ])
    );
    assert!(shown["lastDownloaded"].as_str().unwrap() >= shown["lastSubmitted"].as_str().unwrap());

    assert_eq!(client.put(&path).status, 204);
    let failed = emulator
        .wait_for_sitemap(&site, &sitemap, |state| !state.is_pending, TIMEOUT)
        .await
        .unwrap();
    let report = failed.report.unwrap();
    assert_eq!((report.errors, report.kind), (1, SitemapKind::NotSitemap));
}

#[tokio::test]
async fn gzip_an_index_and_a_redirect_on_loopback_are_followed() {
    let index =
        b"<sitemapindex><sitemap><loc>http://127.0.0.1/child.xml</loc></sitemap></sitemapindex>";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(index).unwrap();
    let packed = encoder.finish().unwrap();
    let site = serve(vec![redirect("/moved.xml.gz"), response("200 OK", &packed)]);
    let sitemap = format!("{site}sitemap.xml");
    let emulator = emulator(DownloadMode::Never).await;
    let client = Client::new(&emulator, WRITE);
    assert_eq!(client.put(&sitemap_path(&site, &sitemap)).status, 204);
    let state = emulator.download_now(&site, &sitemap).await.unwrap();
    assert!(!state.is_pending);
    assert_eq!(state.report.unwrap().kind, SitemapKind::Index);
    let list = format!("{}/sitemaps", site_path(&site));
    let own = client.get(&list).json();
    assert_eq!(own["sitemap"][0]["isSitemapsIndex"], true);
    let children = client
        .get(&format!(
            "{list}?sitemapIndex={}",
            crate::client::segment(&sitemap)
        ))
        .json();
    assert_eq!(children["sitemap"][0]["path"], "http://127.0.0.1/child.xml");
}

#[tokio::test]
async fn only_loopback_is_contacted() {
    let site = serve(vec![redirect("http://example.com/sitemap.xml")]);
    let sitemap = format!("{site}sitemap.xml");
    let emulator = emulator(DownloadMode::Never).await;
    emulator.seed_sitemap(&site, &sitemap);
    let report = emulator
        .download_now(&site, &sitemap)
        .await
        .unwrap()
        .report
        .unwrap();
    assert_eq!(report.errors, 1);
    assert!(report.failure.unwrap().contains("301"));
    let far = "https://example.com/sitemap.xml";
    emulator.seed_sitemap("https://example.com/", far);
    let report = emulator
        .download_now("https://example.com/", far)
        .await
        .unwrap()
        .report
        .unwrap();
    assert!(report.failure.unwrap().contains("loopback"));
    assert!(emulator.download_now(&site, "x").await.is_none());
}
