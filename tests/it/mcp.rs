//! The MCP server: every tool, called as an agent does.

use std::path::Path;

use search_console_emulator::{Emulator, Inspection, KeyFormat};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::run::{Run, google_of, run};
use crate::schema::Schema;
use crate::site::Site;

fn server(google: &Emulator, store: &Path) -> Run {
    run(["mcp", "--quota-per-minute", "60000"])
        .arg("--store")
        .arg(store)
        .with(google)
}

/// A site with a sitemap, a Search Console with the first page indexed, and a store.
pub(crate) struct Scene {
    pub(crate) site: Site,
    pub(crate) google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) fn new(pages: usize) -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", pages);
        let google = google_of(&site);
        let page = site.url("/page-1");
        let crawled = "2026-11-01T10:00:00Z".parse().unwrap();
        google.set_inspection(&page, Inspection::indexed(&page, crawled));
        Self {
            site,
            google,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store.sqlite3")
    }

    pub(crate) fn server(&self) -> Run {
        server(&self.google, &self.store())
    }

    pub(crate) fn agent(&self) -> Agent {
        Agent::begin(self.server().arg("--allow-submit").arg("--allow-delete"))
    }

    pub(crate) fn sitemap(&self) -> String {
        self.site.url("/sitemap.xml")
    }
}

#[test]
fn every_tools_result_matches_its_schema() {
    let scene = Scene::new(5);
    let mut agent = scene.agent();
    let (site, sitemap) = (scene.site.root(), scene.sitemap());
    let tools = agent.request("tools/list", json!({}))["result"]["tools"].clone();
    let page = scene.site.url("/page-1");
    let calls = [
        ("list_sites", json!({})),
        (
            "submit_sitemap",
            json!({"sitemap": sitemap, "wait_seconds": 20}),
        ),
        ("list_sitemaps", json!({"site": site})),
        ("get_sitemap", json!({"sitemap": sitemap})),
        ("validate_sitemap", json!({"sitemap": sitemap})),
        ("inspect_urls", json!({"urls": [page]})),
        ("audit_pages", json!({"sitemap": sitemap})),
        (
            "indexing_status",
            json!({"site": site, "state": "pending", "limit": 2}),
        ),
        (
            "search_analytics",
            json!({"site": site, "dimensions": ["page"], "limit": 2}),
        ),
        ("diagnose", json!({"sitemap": sitemap})),
        ("delete_sitemap", json!({"sitemap": sitemap})),
    ];
    assert_eq!(tools.as_array().unwrap().len(), calls.len());
    for (name, arguments) in calls {
        let answer = agent
            .call(name, arguments)
            .unwrap_or_else(|text| panic!("{name}: {text}"));
        let tool = tools
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["name"] == name)
            .unwrap();
        Schema::new(tool["outputSchema"].clone()).assert_valid(&answer);
        let description = tool["description"].as_str().unwrap();
        assert!(description.len() > 40, "{name}: {description}");
        assert!(tool["annotations"]["readOnlyHint"].is_boolean(), "{name}");
    }
    // All calls share one token.
    let minted = scene
        .google
        .ledger()
        .iter()
        .filter(|entry| entry.is_token())
        .count();
    assert_eq!(minted, 1);
    let (code, stderr) = agent.leave();
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn submissions_and_deletions_are_confirmed_by_the_record() {
    let scene = Scene::new(2);
    let mut agent = scene.agent();
    let sitemap = scene.sitemap();
    let submitted = agent
        .call("submit_sitemap", json!({"sitemap": sitemap}))
        .unwrap();
    assert_eq!(submitted["outcome"], "confirmed");
    assert!(
        scene
            .google
            .ledger()
            .iter()
            .any(|entry| entry.is_submission() && entry.recorded)
    );
    let deleted = agent
        .call("delete_sitemap", json!({"sitemap": sitemap}))
        .unwrap();
    assert_eq!(deleted["is_gone"], true);
    let gone = agent
        .call("get_sitemap", json!({"sitemap": sitemap}))
        .unwrap_err();
    assert!(
        gone.contains("has no record of") && gone.contains("help: submit it"),
        "{gone}"
    );
}

#[test]
fn tools_with_side_effects_must_be_allowed() {
    let scene = Scene::new(2);
    let mut agent = Agent::begin(scene.server());
    let tools = agent.request("tools/list", json!({}))["result"]["tools"].clone();
    let names: Vec<&str> = tools
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert!(
        !names.contains(&"submit_sitemap") && !names.contains(&"delete_sitemap"),
        "{names:?}"
    );
    let refused = agent.request(
        "tools/call",
        json!({"name": "submit_sitemap", "arguments": {"sitemap": scene.sitemap()}}),
    );
    assert!(refused["error"].is_object(), "{refused}");
    assert!(
        !scene
            .google
            .ledger()
            .iter()
            .any(search_console_emulator::Entry::is_submission)
    );
}

#[test]
fn pages_are_paginated_and_an_audit_reports_its_progress() {
    let scene = Scene::new(25);
    let mut agent = scene.agent();
    let answer = agent.request(
        "tools/call",
        json!({"name": "audit_pages", "arguments": {"sitemap": scene.sitemap()},
               "_meta": {"progressToken": "t"}}),
    );
    assert_eq!(
        answer["result"]["structuredContent"]["audits"][0]["inspected"], 25,
        "{answer}"
    );
    let progress: Vec<&Value> = agent
        .notifications
        .iter()
        .filter(|one| one["method"] == "notifications/progress")
        .map(|one| &one["params"])
        .collect();
    assert!(progress.len() >= 3, "{progress:?}");
    assert_eq!(progress[0]["message"], "reading the sitemaps");
    // The protocol requires this.
    let is_more = |pair: &[&Value]| pair[0]["progress"].as_f64() < pair[1]["progress"].as_f64();
    assert!(progress.windows(2).all(is_more), "{progress:?}");

    let mut seen = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let arguments =
            json!({"site": scene.site.root(), "state": "pending", "limit": 10, "cursor": cursor});
        let page = agent.call("indexing_status", arguments).unwrap();
        assert_eq!(page["totals"]["pending"], 24);
        seen.extend(page["pages"].as_array().unwrap().clone());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(seen.len(), 24);
}

#[test]
fn a_cancelled_audit_keeps_its_results() {
    let scene = Scene::new(500);
    let mut agent = Agent::begin(
        run(["mcp", "--quota-per-minute", "6000"])
            .arg("--store")
            .arg(scene.store())
            .with(&scene.google),
    );
    agent.send(
        &json!({"jsonrpc": "2.0", "id": 77, "method": "tools/call", "params":
        {"name": "audit_pages", "arguments": {"sitemap": scene.sitemap(), "budget": 500}}}),
    );
    let inspection_count = || {
        let ledger = scene.google.ledger();
        ledger
            .iter()
            .filter(|entry| entry.path.contains("urlInspection"))
            .count()
    };
    // At most eight inspections run at once, so an eleventh request means that three are complete.
    while inspection_count() < 11 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    agent.send(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
        "params": {"requestId": 77}}),
    );
    let status = agent.call("indexing_status", json!({"site": scene.site.root()}));
    let totals = status.unwrap()["totals"].clone();
    assert!(totals["not_inspected"].as_u64().unwrap() <= 497, "{totals}");
    // An audit that went on would inspect the same pages as this one.
    let rest = json!({"sitemap": scene.sitemap(), "budget": 500});
    agent.call("audit_pages", rest).unwrap();
    assert!(
        inspection_count() < 500 + 11,
        "the first audit went on: {}",
        inspection_count()
    );
}

#[test]
fn failures_have_the_messages_of_the_command_line() {
    let scene = Scene::new(2);
    let mut agent = scene.agent();
    let wrong = agent
        .call("list_sitemaps", json!({"site": "https://example.com"}))
        .unwrap_err();
    assert!(
        wrong.contains("invalid property name")
            && wrong.contains("help: write `site: https://example.com/`"),
        "{wrong}"
    );
    let root = json!({"sitemap": scene.site.root()});
    let root = agent.call("submit_sitemap", root).unwrap_err();
    assert!(
        root.contains("is a site, which may have several sitemaps")
            && root.contains("help: give the URL of one sitemap")
            && root.contains("/robots.txt names"),
        "{root}"
    );
    let few = json!({"sitemap": scene.sitemap(), "min_urls": 3});
    let few = agent.call("submit_sitemap", few).unwrap_err();
    let tool = format!(
        "`validate_sitemap` with `crawl: true` for `{}`",
        scene.sitemap()
    );
    assert!(few.contains(&tool), "{few}");
    let file = agent
        .call("validate_sitemap", json!({"sitemap": "/etc/passwd"}))
        .unwrap_err();
    assert!(file.contains("is not a URL"), "{file}");
    let many: Vec<String> = (0..21).map(|n| scene.site.url(&format!("/{n}"))).collect();
    let many = agent
        .call("inspect_urls", json!({"urls": many}))
        .unwrap_err();
    assert!(many.contains("audit_pages"), "{many}");
}

#[test]
fn without_credentials_tools_fail_and_diagnose_explains() {
    let scene = Scene::new(2);
    let server =
        run(["mcp", "--no-store"]).env("SEARCH_CONSOLE_EMULATOR_HOST", scene.google.host());
    let mut agent = Agent::begin(server);
    let refused = agent.call("list_sites", json!({})).unwrap_err();
    assert!(
        refused.contains("no credentials") && refused.contains("help:"),
        "{refused}"
    );
    let diagnosis = agent
        .call("diagnose", json!({"sitemap": scene.sitemap()}))
        .unwrap();
    assert_eq!(diagnosis["is_healthy"], false);
    assert_eq!(diagnosis["checks"][0]["check"], "credentials");
    let of = |name: &str| {
        let checks = diagnosis["checks"].as_array().unwrap();
        checks.iter().find(|check| check["check"] == name).unwrap()["outcome"].clone()
    };
    assert_eq!(
        (of("sitemap"), of("token")),
        (json!("ok"), json!("skipped"))
    );
    // Tools that need no account work.
    let valid = agent
        .call("validate_sitemap", json!({"sitemap": scene.sitemap()}))
        .unwrap();
    assert_eq!(valid["urls"], 2);
}

#[test]
fn reports_are_resources_and_prompts_are_offered() {
    let scene = Scene::new(3);
    let mut agent = scene.agent();
    agent
        .call("audit_pages", json!({"sitemap": scene.sitemap()}))
        .unwrap();
    let listed = agent.request("resources/list", json!({}));
    let uri = listed["result"]["resources"][0]["uri"]
        .as_str()
        .unwrap()
        .to_owned();
    let read = agent.request("resources/read", json!({"uri": uri}));
    let text = read["result"]["contents"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("| listed | indexed |") && text.contains("| 3 | 1 | 2 |"),
        "{text}"
    );
    let unknown = agent.request(
        "resources/read",
        json!({"uri": "sitemap-submit://report/x"}),
    );
    assert!(unknown["error"].is_object(), "{unknown}");
    let completed = agent.request(
        "completion/complete",
        json!({"ref": {"type": "ref/prompt", "name": "content_audit"},
               "argument": {"name": "site", "value": "http://127"}}),
    );
    let values = &completed["result"]["completion"]["values"];
    assert_eq!(values, &json!([scene.site.root()]), "{completed}");
    let prompt = agent.request(
        "prompts/get",
        json!({"name": "content_audit", "arguments": {"site": "sc-domain:example.com"}}),
    );
    let text = prompt["result"]["messages"][0]["content"]["text"]
        .as_str()
        .unwrap();
    assert!(text.contains("sc-domain:example.com"), "{text}");
}

#[test]
fn clients_without_a_handshake_are_served() {
    let scene = Scene::new(2);
    let mut agent = Agent::start(scene.server().into_command());
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let discovered = agent.request("server/discover", json!({"_meta": meta}));
    let versions = discovered["result"]["supportedVersions"]
        .as_array()
        .unwrap();
    assert!(versions.contains(&json!("2026-07-28")), "{discovered}");
    let sites = agent.request(
        "tools/call",
        json!({"name": "list_sites", "arguments": {}, "_meta": meta}),
    );
    assert_eq!(
        sites["result"]["structuredContent"]["sites"][0]["property"],
        scene.site.root(),
        "{sites}"
    );
}

#[test]
fn the_key_is_not_in_any_output_of_the_server() {
    let scene = Scene::new(2);
    let mut agent = Agent::begin(scene.server().arg("--log").arg("debug"));
    let sites = agent.call("list_sites", json!({})).unwrap().to_string();
    let (code, stderr) = agent.leave();
    assert_eq!(code, 0);
    let key = scene.google.key_file_json(KeyFormat::Pkcs8);
    for secret in scene.google.secrets().iter().chain([&key]) {
        assert!(!stderr.contains(secret.as_str()) && !sites.contains(secret.as_str()));
    }
}

#[test]
fn a_client_that_disconnects_at_once_is_not_a_failure() {
    let done = run(["mcp", "--no-store"]).done();
    assert_eq!(
        (done.code, done.stdout.as_str(), done.stderr.as_str()),
        (0, "", "")
    );
}
