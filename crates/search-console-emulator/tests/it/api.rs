//! The methods of the API without faults.

use search_console_emulator::{
    Config, DownloadMode, EnumSpelling, Inspection, Permission, Property,
};
use serde_json::{Value, json};

use crate::client::{Client, READ, Reply, SITE, SITEMAP, WRITE, emulator, site_path, sitemap_path};

fn quiet() -> Config {
    Config {
        download_mode: DownloadMode::Never,
        ..Config::default()
    }
}

#[test]
fn sites_are_listed_in_both_spellings() {
    for (spelling, level) in [
        (EnumSpelling::Wire, "siteOwner"),
        (EnumSpelling::Document, "SITE_OWNER"),
    ] {
        let emulator = emulator(Config {
            enum_spelling: spelling,
            ..quiet()
        });
        let client = Client::new(&emulator, READ);
        let expected = json!({"siteEntry": [
            {"siteUrl": SITE, "permissionLevel": level},
            {"siteUrl": "sc-domain:example.com", "permissionLevel": level},
        ]});
        assert_eq!(client.get("/webmasters/v3/sites").json(), expected);
        assert_eq!(
            client.get(&site_path(SITE)).json(),
            expected["siteEntry"][0]
        );
    }
}

#[test]
fn an_empty_list_has_no_key() {
    let emulator = emulator(Config {
        properties: vec![Property::new("http://127.0.0.1:*/", Permission::FullUser)],
        ..quiet()
    });
    let client = Client::new(&emulator, READ);
    assert_eq!(client.get("/webmasters/v3/sites").json(), json!({}));
    let site = "http://127.0.0.1:8080/";
    let one = client.get(&site_path(site)).json();
    assert_eq!(one["permissionLevel"], "siteFullUser");
    let list = client.get(&format!("{}/sitemaps", site_path(site)));
    assert_eq!(list.json(), json!({}));
}

#[test]
fn sites_are_added_without_verification_and_deleted() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, WRITE);
    let path = site_path("https://new.example/");
    let added = client.put(&path);
    assert_eq!((added.status, added.body.len()), (204, 0));
    assert_eq!(
        client.get(&path).json()["permissionLevel"],
        "siteUnverifiedUser"
    );
    assert_eq!(client.call("DELETE", &path).unwrap().status, 204);
    assert_eq!(client.get(&path).status, 403);
    assert_eq!(client.put(&site_path("no property")).status, 400);
}

#[test]
fn a_submission_is_pending_and_can_be_deleted() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, WRITE);
    let path = sitemap_path(SITE, SITEMAP);
    assert_eq!(client.get(&path).status, 404);
    let before = emulator.now();
    let reply = client.put(&path);
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let after = emulator.now();
    let mut shown = client.get(&path).json();
    let submitted = shown["lastSubmitted"].take();
    let text = submitted.as_str().unwrap();
    let (_, fraction) = text.split_once('.').unwrap();
    assert_eq!(fraction.len(), "123Z".len(), "{text}");
    // Times are truncated to milliseconds, so a time may be up to 1 ms early.
    let time: jiff::Timestamp = text.parse().unwrap();
    assert!(time.as_millisecond() >= before.as_millisecond() && time <= after);
    assert_eq!(
        shown,
        json!({
            "path": SITEMAP,
            "lastSubmitted": null,
            "isPending": true,
            "isSitemapsIndex": false,
            "warnings": "0",
            "errors": "0",
        })
    );
    assert_eq!(client.call("DELETE", &path).unwrap().status, 204);
    assert_eq!(client.call("DELETE", &path).unwrap().status, 404);
    assert_eq!(client.get(&path).status, 404);
}

#[test]
fn sitemaps_of_other_properties_and_invalid_urls_are_rejected() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, WRITE);
    for sitemap in [
        "https://other.example/s.xml",
        "sitemap.xml",
        "ftp://example.com/s.xml",
    ] {
        assert_eq!(client.put(&sitemap_path(SITE, sitemap)).status, 400);
    }
    let sub = sitemap_path("sc-domain:example.com", "http://www.example.com/s.xml");
    assert_eq!(client.put(&sub).status, 204);
}

fn query(client: &Client<'_>, body: &Value) -> Reply {
    let path = format!("{}/searchAnalytics/query", site_path(SITE));
    client.post(&path, body)
}

#[test]
fn analytics_are_grouped_filtered_and_paged() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, READ);
    let range = |more: Value| {
        let mut body = json!({"startDate": "2026-11-01", "endDate": "2026-11-07"});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let ask = |more: Value| query(&client, &range(more)).json();
    let total = ask(json!({}));
    assert_eq!(total["rows"].as_array().unwrap().len(), 1);
    assert_eq!(total["responseAggregationType"], "byProperty");
    let days = ask(json!({"dimensions": ["date"]}));
    assert_eq!(days["rows"].as_array().unwrap().len(), 7);
    assert_eq!(days["rows"][0]["keys"], json!(["2026-11-01"]));
    let sum: f64 = days["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["clicks"].as_f64().unwrap())
        .sum();
    assert_eq!(Some(sum), total["rows"][0]["clicks"].as_f64());
    let pages = ask(json!({"dimensions": ["PAGE"], "rowLimit": 2, "startRow": 2}));
    assert_eq!(pages["rows"].as_array().unwrap().len(), 1);
    assert_eq!(pages["responseAggregationType"], "byPage");
    let filter = |operator: &str, expression: &str| {
        ask(json!({
            "dimensions": ["page"],
            "dimensionFilterGroups": [{"filters": [
                {"dimension": "page", "operator": operator, "expression": expression}
            ]}],
        }))
    };
    let keys = filter("includingRegex", "/(about|nothing)$");
    assert_eq!(keys["rows"][0]["keys"][0], "https://example.com/about");
    assert_eq!(filter("contains", "nowhere").get("rows"), None);
}

#[test]
fn analytics_requests_are_checked() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, READ);
    let good = json!({"startDate": "2026-11-01", "endDate": "2026-11-07"});
    assert_eq!(query(&client, &good).status, 200);
    for (field, value) in [
        ("startDate", json!("2026-11-08")),
        ("endDate", json!("yesterday")),
        ("dimensions", json!(["url"])),
        ("dimensions", json!(["PAGE", "page"])),
        ("dimensions", json!(["HOUR"])),
        ("rowLimit", json!(0)),
        ("rowLimit", json!(25_001)),
        ("startRow", json!(-1)),
        ("type", json!("MAPS")),
        ("limit", json!(1)),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_eq!(query(&client, &bad).status, 400, "{bad}");
    }
    assert_eq!(
        query(&client, &json!({"startDate": "2026-11-01"})).status,
        400
    );
}

#[test]
fn inspections_return_the_configured_result() {
    let emulator = emulator(quiet());
    let client = Client::new(&emulator, READ);
    let inspect = |site: &str, url: &str| {
        let body = json!({"siteUrl": site, "inspectionUrl": url, "languageCode": "de-CH"});
        client.post("/v1/urlInspection/index:inspect", &body)
    };
    let status = |url| inspect(SITE, url).json()["inspectionResult"]["indexStatusResult"].take();
    let unknown = status("https://example.com/new");
    assert_eq!(unknown["verdict"], "NEUTRAL");
    assert_eq!(unknown["coverageState"], "URL is unknown to Google");
    assert_eq!(unknown.get("lastCrawlTime"), None);
    let page = "https://example.com/known";
    let crawled = "2026-11-20T10:00:00Z".parse().unwrap();
    emulator.set_inspection(page, Inspection::indexed(page, crawled));
    let known = status(page);
    assert_eq!(known["verdict"], "PASS");
    assert_eq!(known["googleCanonical"], page);
    assert_eq!(known["lastCrawlTime"], "2026-11-20T10:00:00.000Z");
    let elsewhere = inspect(SITE, "https://other.example/");
    assert_eq!(elsewhere.status, 403);
    assert_eq!(
        elsewhere.json()["error"]["message"],
        "You do not own this site, or the inspected URL is not part of this property."
    );
    assert_eq!(
        inspect("https://other.example/", "https://other.example/").status,
        403
    );
}
