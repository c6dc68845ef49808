//! Results of the MCP server's tools: without an account, in parts, and on failure.

use search_console_emulator::{
    Emulator, Fault, FaultRule, ForbiddenReason, PathMatch, Permission, Property,
};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::mcp::Scene;
use crate::run::{config_of, run};
use crate::site::{Page, Site};

#[test]
fn stored_results_are_available_without_credentials() {
    let scene = Scene::new(3);
    let mut agent = scene.agent();
    agent
        .call("audit_pages", json!({"sitemap": scene.sitemap()}))
        .unwrap();
    let mut agent = Agent::begin(run(["mcp", "--store"]).arg(scene.store()));
    let status = agent
        .call("indexing_status", json!({"site": scene.site.root()}))
        .unwrap();
    assert_eq!(status["totals"]["listed"], 3);
    let listed = agent.request("resources/list", json!({}));
    let uri = listed["result"]["resources"][0]["uri"].clone();
    let read = agent.request("resources/read", json!({"uri": uri}));
    assert!(read["result"]["contents"][0]["text"].is_string(), "{read}");
    let odd = json!({"site": scene.site.root(), "reason": "bad-luck"});
    let odd = agent.call("indexing_status", odd).unwrap_err();
    assert!(odd.contains("soft-404, unauthorized"), "{odd}");
}

#[test]
fn an_incomplete_result_is_an_error_with_the_findings() {
    let scene = Scene::new(10);
    let mut agent = scene.agent();
    let mut fail = |tool: &str, arguments: Value| {
        let params = json!({"name": tool, "arguments": arguments});
        let result = agent.request("tools/call", params)["result"].clone();
        assert_eq!(result["isError"], true, "{result}");
        let words = result["content"][0]["text"].as_str().unwrap().to_owned();
        assert!(
            words.starts_with("error: ") && words.contains("help: "),
            "{words}"
        );
        result["structuredContent"].clone()
    };
    let few = json!({"sitemap": scene.sitemap(), "min_urls": 11});
    let invalid = fail("submit_sitemap", few);
    assert_eq!(invalid["outcome"], "invalid");
    let lost = json!({"urls": ["https://elsewhere.example/x"]});
    let lost = fail("inspect_urls", lost);
    assert_eq!(lost["pages"][0]["url"], "https://elsewhere.example/x");
    let full = FaultRule::once(Fault::Forbidden {
        reason: ForbiddenReason::QuotaExceeded,
    });
    let full = full.on(PathMatch::UrlInspection).after(3).forever();
    scene.google.add_fault(full);
    let broken_off = fail("audit_pages", json!({"sitemap": scene.sitemap()}));
    let audit = &broken_off["audits"][0];
    assert_eq!(
        (&audit["ended"], &audit["inspected"]),
        (&json!("failed"), &json!(3))
    );
}

#[test]
fn a_site_audit_covers_all_properties_and_reports_failed_ones() {
    let site = Site::start();
    let blog = site.url("/blog/");
    let mut config = config_of(&site);
    config
        .properties
        .push(Property::new(&blog, Permission::Owner));
    let google = Emulator::start_blocking(config).unwrap();
    let robots = format!(
        "Sitemap: {}\nSitemap: {}\nSitemap: https://elsewhere.example/s.xml\n",
        site.url("/a.xml"),
        site.url("/blog/s.xml")
    );
    site.put("/robots.txt", Page::Content("text/plain", robots.into()));
    site.put_sitemap("/a.xml", 3);
    let post = site.sitemap(2).replace("/page-", "/blog/page-");
    site.put(
        "/blog/s.xml",
        Page::Content("application/xml", post.into_bytes()),
    );
    let mut agent = Agent::begin(run(["mcp", "--no-store"]).with(&google));
    let arguments = json!({"sitemap": site.root(), "budget": 4});
    let params = json!({"name": "audit_pages", "arguments": arguments});
    let result = agent.request("tools/call", params)["result"].clone();

    assert_eq!(result["isError"], true, "{result}");
    let words = result["content"][0]["text"].as_str().unwrap();
    assert!(words.contains("https://elsewhere.example/s.xml"), "{words}");
    let found = &result["structuredContent"];
    assert_eq!(found["failures"].as_array().unwrap().len(), 1, "{found}");
    let audits = found["audits"].as_array().unwrap();
    let audited: Vec<_> = audits
        .iter()
        .map(|audit| (&audit["property"], &audit["inspected"], &audit["ended"]))
        .collect();
    // The budget applies to the call, not to each property.
    assert_eq!(
        audited,
        [
            (&json!(site.root()), &json!(3), &json!("complete")),
            (&json!(blog), &json!(1), &json!("budget")),
        ]
    );
}

#[test]
fn sitemaps_are_paginated() {
    let scene = Scene::new(1);
    let mut agent = scene.agent();
    for name in ["a", "b", "c"] {
        scene.site.put_sitemap(&format!("/{name}.xml"), 1);
        let sitemap = scene.site.url(&format!("/{name}.xml"));
        agent
            .call("submit_sitemap", json!({"sitemap": sitemap}))
            .unwrap();
    }
    let mut list = |cursor: &Value| {
        let arguments = json!({"site": scene.site.root(), "limit": 2, "cursor": cursor});
        agent.call("list_sitemaps", arguments).unwrap()
    };
    let first = list(&Value::Null);
    assert_eq!(first["total"], 3);
    assert_eq!(first["sitemaps"].as_array().unwrap().len(), 2);
    let second = list(&first["next_cursor"]);
    assert_eq!(second["sitemaps"][0]["sitemap"], scene.site.url("/c.xml"));
    assert_eq!(second["next_cursor"], Value::Null);
}

#[test]
fn an_unusable_default_store_does_not_block_any_tool() {
    let scene = Scene::new(2);
    let folder = tempfile::tempdir().unwrap();
    let no_folder = folder.path().join("file");
    std::fs::write(&no_folder, "").unwrap();
    let server = run(["mcp", "--allow-submit"]).with(&scene.google);
    let server = server
        .env("HOME", &no_folder)
        .env("XDG_DATA_HOME", &no_folder);
    let mut agent = Agent::begin(server);
    let sites = agent.call("list_sites", json!({})).unwrap();
    assert_eq!(sites["total"], 1);
    let submitted = agent.call("submit_sitemap", json!({"sitemap": scene.sitemap()}));
    assert_eq!(submitted.unwrap()["outcome"], "confirmed");
    let page = scene.site.url("/page-1");
    let inspected = agent.call("inspect_urls", json!({"urls": [page]})).unwrap();
    assert_eq!(inspected["pages"][0]["state"], "indexed");
    let diagnosis = agent.call("diagnose", json!({})).unwrap();
    assert_eq!(diagnosis["is_healthy"], true, "{diagnosis}");
    let of = |name: &str| {
        let checks = diagnosis["checks"].as_array().unwrap();
        checks.iter().find(|check| check["check"] == name).unwrap()
    };
    assert_eq!(of("credentials")["outcome"], "ok");
    assert_eq!(of("store")["outcome"], "warning");
    let message = of("store")["message"].as_str().unwrap();
    assert!(message.contains("store.sqlite3"), "{message}");
}

#[test]
fn an_unusable_configured_store_is_reported_as_the_cause() {
    let scene = Scene::new(2);
    let folder = tempfile::tempdir().unwrap();
    let server = run(["mcp", "--store"]).arg(folder.path());
    let mut agent = Agent::begin(server.with(&scene.google));
    assert!(agent.call("list_sites", json!({})).is_ok());
    let known = json!({"site": scene.site.root()});
    let refused = agent.call("indexing_status", known).unwrap_err();
    assert!(refused.contains("the store"), "{refused}");
    let diagnosis = agent.call("diagnose", json!({})).unwrap();
    let failed: Vec<_> = diagnosis["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["outcome"] == "failed")
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["store"]);
}

#[test]
fn the_result_for_a_large_index_is_limited() {
    const CHILDREN: usize = 200;
    let scene = Scene::new(1);
    let site = &scene.site;
    let mut entries = String::new();
    for number in 0..CHILDREN {
        let page = site.url(&format!("/of/{number}"));
        let urls = format!("<url><loc>{page}</loc></url>");
        let path = format!("/{number}.xml");
        if number != CHILDREN - 1 {
            site.put(&path, xml("urlset", &urls));
        }
        entries.push_str(&format!(
            "<sitemap><loc>{}</loc></sitemap>",
            site.url(&path)
        ));
    }
    site.put("/index.xml", xml("sitemapindex", &entries));
    let mut agent = scene.agent();
    let index = json!({"sitemap": site.url("/index.xml")});
    let params = json!({"name": "submit_sitemap", "arguments": index});
    let result = agent.request("tools/call", params)["result"].clone();
    let found = &result["structuredContent"];
    let children = found["children"].as_array().unwrap();
    let listed = children.len();
    assert!(listed <= 50, "{listed} children");
    assert_eq!(found["children_hidden"], CHILDREN - listed);
    // Failed children are never hidden.
    assert_eq!(children[0]["url"], site.url("/199.xml"));
    assert!(children[0]["error"].is_string(), "{}", children[0]);

    agent.call("audit_pages", index).unwrap();
    let uri = agent.request("resources/list", json!({}))["result"]["resources"][0]["uri"].clone();
    let read = agent.request("resources/read", json!({"uri": uri}));
    let text = read["result"]["contents"][0]["text"].as_str().unwrap();
    assert!(text.contains("| (other) "), "{text}");
}

#[test]
fn an_index_is_validated_with_its_sitemaps_on_request() {
    const CHILDREN: usize = 60;
    let scene = Scene::new(1);
    let site = &scene.site;
    let mut entries = String::new();
    for number in 0..CHILDREN {
        let path = format!("/{number}.xml");
        let page = site.url(&format!("/of/{number}"));
        // The last sitemap repeats the first one's page and has an invalid date.
        let urls = if number == CHILDREN - 1 {
            let page = site.url("/of/0");
            format!("<url><loc>{page}</loc><lastmod>yesterday</lastmod></url>")
        } else {
            format!("<url><loc>{page}</loc></url>")
        };
        site.put(&path, xml("urlset", &urls));
        entries.push_str(&format!(
            "<sitemap><loc>{}</loc></sitemap>",
            site.url(&path)
        ));
    }
    site.put("/index.xml", xml("sitemapindex", &entries));
    let mut agent = scene.agent();
    let mut validate = |crawl: bool| {
        let arguments = json!({"sitemap": site.url("/index.xml"), "crawl": crawl});
        agent.call("validate_sitemap", arguments).unwrap()
    };

    let alone = validate(false);
    assert_eq!(alone["is_valid"], true, "{alone}");
    assert_eq!(
        (&alone["urls"], &alone["sitemaps"]),
        (&0.into(), &CHILDREN.into())
    );
    assert_eq!(alone.get("children"), None);

    let crawled = validate(true);
    assert_eq!(crawled["is_valid"], true, "{crawled}");
    assert_eq!(crawled["urls"], CHILDREN);
    let bad = &crawled["children"][0];
    assert_eq!(bad["url"], site.url("/59.xml"));
    let listed = crawled["children"].as_array().unwrap().len();
    assert_eq!(crawled["children_hidden"], CHILDREN - listed);
    assert!(listed <= 50, "{listed}");
    let rules: Vec<&str> = crawled["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    for rule in ["lastmod-invalid", "index-url-repeated"] {
        assert!(rules.contains(&rule), "{rules:?}");
    }
}

fn xml(root: &str, entries: &str) -> Page {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</{root}>\n"
    );
    Page::Content("application/xml", text.into_bytes())
}

#[test]
fn the_list_of_properties_is_limited() {
    let site = Site::start();
    let mut config = config_of(&site);
    config.properties = (0..2_000)
        .map(|number| Property::new(format!("https://{number}.example/"), Permission::Owner))
        .collect();
    let google = Emulator::start_blocking(config).unwrap();
    site.put_sitemap("/sitemap.xml", 1);
    let sitemap = site.url("/sitemap.xml");
    let server = run(["mcp", "--allow-submit", "--no-store"]);
    let mut agent = Agent::begin(server.with(&google));
    let urls: Vec<String> = (0..20).map(|n| site.url(&format!("/{n}"))).collect();
    for (tool, arguments) in [
        ("submit_sitemap", json!({"sitemap": sitemap})),
        ("inspect_urls", json!({"urls": urls})),
        ("diagnose", json!({"sitemap": sitemap})),
    ] {
        let params = json!({"name": tool, "arguments": arguments});
        let answer = agent.request("tools/call", params)["result"].to_string();
        assert!(answer.contains("and 1990 more"), "{tool}: {answer}");
        assert!(answer.len() < 50_000, "{tool}: {} bytes", answer.len());
    }
}

#[test]
fn a_guard_without_history_rejects() {
    let scene = Scene::new(2);
    let server = run(["mcp", "--no-store", "--allow-submit"]);
    let mut agent = Agent::begin(server.with(&scene.google));
    let guarded = json!({"sitemap": scene.sitemap(), "max_shrink_percent": 20});
    let refused = agent.call("submit_sitemap", guarded).unwrap_err();
    assert!(
        refused.contains("max_shrink_percent needs a store"),
        "{refused}"
    );
    let ledger = scene.google.ledger();
    assert!(
        !ledger
            .iter()
            .any(search_console_emulator::Entry::is_submission)
    );
}
