//! Metrics for Prometheus and probes for Kubernetes.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use rustix::process::{Signal, kill_process};

use crate::client::{Client, eventually};
use crate::web::get;

/// Address of the metrics, from the log.
fn address(log: &Path) -> Option<SocketAddr> {
    let text = std::fs::read_to_string(log).ok()?;
    let (_, rest) = text.split_once("Metrics are served on http://")?;
    rest.split_once("/metrics")?.0.parse().ok()
}

fn served(folder: &Path, options: &[&str]) -> (Client, SocketAddr) {
    let log = folder.join("log");
    let log_file = log.to_str().unwrap();
    let fixed = ["--metrics-addr", "127.0.0.1:0", "--log-file", log_file];
    let client = Client::start(&[&fixed[..], options].concat(), &[]);
    eventually("the metrics are served", || address(&log).is_some());
    (client, address(&log).unwrap())
}

/// Value of a series, named without the label `server` that all of them have.
fn value(text: &str, name: &str) -> u64 {
    const SERVER: &str = "server=\"strict_server\"";
    let series = text.lines().filter(|line| !line.starts_with('#'));
    assert!(series.clone().all(|line| line.contains(SERVER)), "{text}");
    let text: String = series
        .map(|line| {
            let line = line.replace(&format!("{{{SERVER}}}"), "");
            let line = line.replace(&format!("{SERVER},"), "");
            line.replace(&format!(",{SERVER}"), "") + "\n"
        })
        .collect();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name}: {text}"))
        .parse()
        .unwrap()
}

#[test]
fn a_crash_and_a_recovery_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, address) = served(folder.path(), &["--backoff-initial", "0"]);
    client.handshake();
    let server = client.server_process();
    kill_process(server, Signal::KILL).unwrap();
    client.next_server(server);
    let (status, text) = get(address, "/metrics");
    assert_eq!(status, 200);
    for (name, expected) in [
        ("starts_total", 2),
        ("restarts_total{cause=\"signal\"}", 1),
        ("recoveries_total", 1),
        ("recovery_seconds_count", 1),
        ("consecutive_failures", 1),
        ("generation", 2),
        ("requests_in_flight", 0),
        ("condition{condition=\"ready\"}", 1),
        ("info{version=\"0.1.0\"}", 1),
    ] {
        assert_eq!(value(&text, &format!("mcp_supervisor_{name}")), expected);
    }
    assert!(value(&text, "mcp_supervisor_messages_total{to=\"client\"}") >= 3);
}

#[test]
fn requests_are_counted_by_outcome_and_calls_are_timed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, address) = served(folder.path(), &["--backoff-initial", "0"]);
    client.handshake();
    client.server_process();
    let crash = client.call("crash", serde_json::json!({}));
    client.answer(crash);
    let text = get(address, "/metrics").1;
    let total = |method: &str, outcome: &str| {
        let name =
            format!("mcp_supervisor_requests_total{{method=\"{method}\",outcome=\"{outcome}\"}}");
        value(&text, &name)
    };
    assert_eq!(total("initialize", "success"), 1);
    assert_eq!(total("tools/call", "success"), 1);
    assert_eq!(total("tools/call", "supervisor_error"), 1);
    for tool in ["echo", "crash"] {
        let name = format!("mcp_supervisor_tool_call_seconds_count{{tool=\"{tool}\"}}");
        assert_eq!(value(&text, &name), 1);
    }
}

#[test]
fn readiness_follows_the_server_and_liveness_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, address) = served(folder.path(), &["--backoff-initial", "60s"]);
    eventually("a process was started", || {
        get(address, "/readyz") == (200, "awaiting-client\n".into())
    });
    client.handshake();
    let server = client.server_process();
    assert_eq!(get(address, "/readyz"), (200, "ready\n".into()));
    kill_process(server, Signal::KILL).unwrap();
    eventually("it waits", || get(address, "/readyz").0 == 503);
    assert_eq!(get(address, "/readyz").1, "backoff\n");
    assert_eq!(get(address, "/healthz"), (200, "backoff\n".into()));
    assert_eq!(get(address, "/nothing").0, 404);
}

#[test]
fn an_address_that_is_taken_costs_the_metrics_and_not_the_server() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut client = Client::ready(&["--metrics-addr", &address], &[]);
    client.server_process();
    let log = client.close().log;
    assert!(
        log.contains(&format!("[ERROR] Metrics cannot be served on {address}:")),
        "{log}"
    );
}
