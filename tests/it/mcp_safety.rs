//! Limits of the MCP server: it rejects unknown arguments and addresses that are not public, and
//! bounds its results.

use search_console_emulator::{Fault, FaultRule, PathMatch};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::crawl::xml;
use crate::mcp::Scene;
use crate::run::run;
use crate::site::{Page, Site};

/// The result of `tool`, whole.
fn result(agent: &mut Agent, tool: &str, arguments: Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments});
    agent.request("tools/call", params)["result"].clone()
}

#[test]
fn an_unknown_argument_is_refused_and_nothing_is_done() {
    let scene = Scene::new(2);
    let mut agent = scene.agent();
    let error = agent
        .call(
            "submit_sitemap",
            json!({"sitemap": scene.sitemap(), "dryRun": true}),
        )
        .unwrap_err();
    assert_eq!(
        error,
        "error: unknown argument `dryRun`\nhelp: did you mean `dry_run`? Nothing was done."
    );
    let submissions = scene.google.ledger();
    assert!(
        !submissions
            .iter()
            .any(search_console_emulator::Entry::is_submission)
    );

    let days = json!({"site": scene.site.root(), "startDate": "2026-01-01"});
    let error = agent.call("search_analytics", days).unwrap_err();
    assert!(
        error.contains("`startDate`") && error.contains("did you mean `start`?"),
        "{error}"
    );
    let error = agent.call("list_sites", json!({"xyz": 1})).unwrap_err();
    assert!(error.contains("the arguments are cursor, limit"), "{error}");
}

#[test]
fn arguments_that_models_write_differently_are_understood() {
    let scene = Scene::new(4);
    let mut agent = scene.agent();
    let site = scene.site.root();
    for limit in [json!(null), json!("5"), json!(5.0)] {
        let listed = agent.call("list_sitemaps", json!({"site": site, "limit": limit}));
        assert!(listed.is_ok(), "{listed:?}");
    }
    let pages = format!("[\"{}\"]", scene.site.url("/page-1"));
    let inspected = agent.call("inspect_urls", json!({"urls": pages})).unwrap();
    assert_eq!(inspected["pages"][0]["state"], "indexed");
    let error = agent
        .call("list_sitemaps", json!({"site": site, "limit": "all"}))
        .unwrap_err();
    assert!(error.contains("`limit` must be a whole number"), "{error}");
    let error = agent.call("list_sitemaps", json!({})).unwrap_err();
    assert!(error.contains("the argument `site` is missing"), "{error}");
}

#[test]
fn input_schemas_are_plain_and_closed_and_the_list_is_short() {
    let scene = Scene::new(1);
    let mut agent = scene.agent();
    let tools = agent.request("tools/list", json!({}))["result"]["tools"].clone();
    for tool in tools.as_array().unwrap() {
        let schema = &tool["inputSchema"];
        assert_eq!(schema["additionalProperties"], false, "{tool}");
        assert!(!schema.to_string().contains("$ref"), "{tool}");
        assert!(!schema.to_string().contains("\"null\""), "{tool}");
    }
    // A token is about four bytes; every client loads the list into every conversation.
    let bytes = tools.to_string().len();
    assert!(bytes <= 24_000, "{bytes} bytes are more than 6,000 tokens");
}

#[test]
fn results_are_a_short_text_and_structured_data() {
    let scene = Scene::new(30);
    let mut agent = scene.agent();
    agent
        .call("audit_pages", json!({"sitemap": scene.sitemap()}))
        .unwrap();
    let status = result(
        &mut agent,
        "indexing_status",
        json!({"site": scene.site.root(), "state": "pending"}),
    );
    assert_eq!(status["content"].as_array().unwrap().len(), 1);
    let text = status["content"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("30 pages listed, 1 indexed, 29 pending"),
        "{text}"
    );
    let all = json!({"site": scene.site.root(), "not_indexed": true});
    let all = agent.call("indexing_status", all).unwrap();
    assert_eq!(all["pages"].as_array().unwrap().len(), 29);
    let both = json!({"site": scene.site.root(), "not_indexed": true, "state": "error"});
    let error = agent.call("indexing_status", both).unwrap_err();
    assert!(error.contains("exclude each other"), "{error}");
    let data = status["structuredContent"].to_string();
    assert!(text.len() * 4 < data.len(), "{text}\n{data}");
}

#[test]
fn an_audit_of_what_is_not_a_sitemap_fails() {
    let scene = Scene::new(1);
    scene.site.put(
        "/page.html",
        Page::Content("text/html", b"<!doctype html><title>x</title>".to_vec()),
    );
    let mut agent = scene.agent();
    for path in ["/nope.xml", "/page.html"] {
        let sitemap = scene.site.url(path);
        let failed = result(&mut agent, "audit_pages", json!({"sitemap": sitemap}));
        assert_eq!(failed["isError"], true, "{path}: {failed}");
    }
}

#[test]
fn an_audit_that_runs_out_of_time_returns_a_cursor() {
    let scene = Scene::new(80);
    let slow = FaultRule::once(Fault::Drip { byte_delay_ms: 1 });
    scene
        .google
        .add_fault(slow.on(PathMatch::UrlInspection).forever());
    let mut agent = scene.agent();
    let mut arguments = json!({"sitemap": scene.sitemap(), "max_seconds": 3});
    let mut inspected = 0;
    // Each call has time for some pages only, and goes on where the last one stopped.
    for _ in 0..60 {
        let audited = agent.call("audit_pages", arguments.clone()).unwrap();
        inspected += audited["audits"][0]["inspected"].as_u64().unwrap();
        let Some(cursor) = audited["next_cursor"].as_str() else {
            assert_eq!(audited["audits"][0]["ended"], "complete");
            break;
        };
        assert_eq!(audited["audits"][0]["ended"], "deadline");
        arguments["cursor"] = json!(cursor);
    }
    assert_eq!(inspected, 80);
    let foreign = json!({"sitemap": scene.sitemap(), "cursor": "x"});
    let error = agent.call("audit_pages", foreign).unwrap_err();
    assert!(error.contains("the cursor does not belong"), "{error}");
}

#[test]
fn every_slow_tool_reports_progress() {
    let scene = Scene::new(1);
    scene
        .site
        .put("/slow.xml", Page::Stalled(b"<?xml".to_vec()));
    let mut agent = Agent::begin(scene.server().arg("--deadline=5s"));
    let params = json!({"name": "validate_sitemap", "_meta": {"progressToken": "t"},
        "arguments": {"sitemap": scene.site.url("/slow.xml")}});
    let done = agent.request("tools/call", params);
    assert_eq!(done["result"]["isError"], true, "{done}");
    let progress: Vec<&Value> = agent
        .notifications
        .iter()
        .filter(|one| one["method"] == "notifications/progress")
        .collect();
    assert!(!progress.is_empty());
    assert_eq!(progress[0]["params"]["progressToken"], "t");
}

#[test]
fn a_sitemap_that_was_never_submitted_is_not_said_to_be_removed() {
    let scene = Scene::new(1);
    let mut agent = scene.agent();
    let sitemap = json!({"sitemap": scene.sitemap()});
    let deleted = result(&mut agent, "delete_sitemap", sitemap);
    assert_eq!(deleted["structuredContent"]["was_submitted"], false);
    let text = deleted["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("had no record of"), "{text}");
}

#[test]
fn private_addresses_must_be_allowed() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let sitemap = json!({"sitemap": site.url("/sitemap.xml")});
    let server = || run(["mcp", "--no-store"]);
    for named in [
        site.url("/sitemap.xml"),
        "http://169.254.169.254/computeMetadata/v1/".to_owned(),
        "http://localhost/".to_owned() + "sitemap.xml",
    ] {
        let error = Agent::begin(server())
            .call("validate_sitemap", json!({"sitemap": named}))
            .unwrap_err();
        assert!(error.contains("not a public address"), "{error}");
        assert!(error.contains("--allow-private"), "{error}");
    }
    assert!(site.requests().is_empty());
    let mut allowed = Agent::begin(server().arg("--allow-private"));
    let validated = allowed.call("validate_sitemap", sitemap).unwrap();
    assert_eq!(validated["is_valid"], true);
}

#[test]
fn text_that_is_not_a_sitemap_is_not_quoted() {
    let scene = Scene::new(1);
    let secret = "token=hunter2\nkey=hunter2\n";
    scene.site.put(
        "/env",
        Page::Content("text/plain", secret.as_bytes().to_vec()),
    );
    scene.site.put(
        "/x.xml",
        xml("<hunter2><hunter2>hunter2</hunter2></hunter2>"),
    );
    let child = |path: &str| format!("<sitemap><loc>{}</loc></sitemap>", scene.site.url(path));
    let children = format!(
        "{}{}{}",
        child("/env"),
        child("/x.xml"),
        child("/sitemap.xml")
    );
    scene.site.put(
        "/index.xml",
        xml(format!(
            "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{children}</sitemapindex>"
        )),
    );
    let mut agent = scene.agent();
    let crawled = json!({"sitemap": scene.site.url("/index.xml"), "crawl": true});
    let crawled = result(&mut agent, "validate_sitemap", crawled);
    let findings = crawled["structuredContent"]["findings"].as_array().unwrap();
    assert!(findings.len() >= 2, "{crawled}");
    assert!(!crawled.to_string().contains("hunter2"), "{crawled}");
    for path in ["/env", "/x.xml", "/index.xml"] {
        for tool in ["validate_sitemap", "submit_sitemap", "audit_pages"] {
            let sitemap = json!({"sitemap": scene.site.url(path)});
            let answer = result(&mut agent, tool, sitemap).to_string();
            assert!(!answer.contains("hunter2"), "{tool} {path}: {answer}");
        }
    }
}
