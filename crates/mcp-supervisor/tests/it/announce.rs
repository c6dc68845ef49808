//! Announcements to registries and listeners.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use futures_util::StreamExt as _;
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, PATIENCE};
use crate::web::Listener;

fn announcing(options: &[&str]) -> Client {
    let fixed = [
        "--backoff-initial",
        "0",
        "--name",
        "search",
        "--operator-id",
        "acme",
    ];
    Client::start(&[&fixed[..], options].concat(), &[])
}

fn crash(client: &mut Client) {
    let server = client.server_process();
    kill_process(server, Signal::KILL).unwrap();
    client.next_server(server);
}

#[test]
fn a_listener_hears_of_a_whole_life() {
    let listener = Listener::start(&[]);
    let mut client = announcing(&["--announce", &listener.url()]);
    let started = listener.event();
    client.handshake();
    assert_eq!(started["type"], "mcp.server.started");
    assert_eq!(started["specversion"], "1.0");
    let source = started["source"].as_str().unwrap();
    assert!(
        source.starts_with("/mcp-supervisor/acme/agent/search/"),
        "{source}"
    );
    assert_eq!(started["data"]["operator"], "acme");
    let registered = listener.event();
    assert_eq!(registered["type"], "mcp.server.registered");
    assert_ne!(registered["id"], started["id"]);

    crash(&mut client);
    let kinds: Vec<Value> = (0..4).map(|_| listener.event()["type"].take()).collect();
    // The registration after the start is sent as quickly as the one after the recovery.
    assert_eq!(
        kinds[..2],
        [json!("mcp.server.crashed"), json!("mcp.server.started")]
    );
    listener_hears_the_end(&listener, client);
}

fn listener_hears_the_end(listener: &Listener, client: Client) {
    let ended = client.close();
    assert!(ended.status.success());
    listener.event_of("mcp.server.stopped");
    listener.event_of("mcp.server.deregistered");
    assert!(!ended.log.contains("hunter2"), "{}", ended.log);
}

#[test]
fn a_registry_hears_only_that_the_server_is_there() {
    let registry = Listener::start(&[]);
    let mut client = announcing(&["--mcp-registry-url", &registry.url()]);
    client.handshake();
    assert_eq!(registry.event()["type"], "mcp.server.registered");
    crash(&mut client);
    let again = registry.event();
    assert_eq!(again["type"], "mcp.server.registered");
    assert_eq!(again["data"]["generation"], 2);
    let ended = client.close();
    assert!(ended.status.success());
    registry.event_of("mcp.server.deregistered");
}

#[test]
fn a_listener_that_fails_is_tried_again_and_loses_nothing() {
    let listener = Listener::start(&[503, 429]);
    let mut client = announcing(&["--announce", &listener.url()]);
    client.handshake();
    let (first, second, third) = (listener.event(), listener.event(), listener.event());
    assert_eq!((&first, &first), (&second, &third));
    assert_eq!(listener.event()["type"], "mcp.server.registered");
    let log = client.close().log;
    let address = format!("http://{}/[redacted]", listener.address);
    for words in [
        "cannot be reached, retrying: it answered 503 Service Unavailable.",
        "is reachable again.",
    ] {
        assert_eq!(
            log.matches(&format!("{address} {words}")).count(),
            1,
            "{log}"
        );
    }
}

#[test]
fn a_listener_that_refuses_does_not_hold_up_the_rest() {
    let listener = Listener::start(&[400]);
    let client = announcing(&["--announce", &listener.url()]);
    assert_eq!(listener.event()["type"], "mcp.server.started");
    assert_eq!(listener.event()["type"], "mcp.server.registered");
    let log = client.close().log;
    assert!(
        log.contains("rejects the announcement \"started\"."),
        "{log}"
    );
}

#[test]
fn a_certificate_store_that_cannot_be_read_is_named_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let authority = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/tls/authority.pem"
    );
    // The names of a folder of authorities are hashes.
    std::fs::copy(authority, folder.path().join("0a1b2c3d.0")).unwrap();
    let missing = folder.path().join("missing.pem");
    let listener = Listener::start(&[]);
    let client = Client::run_where(
        &[
            ("SSL_CERT_FILE", missing.as_path()),
            ("SSL_CERT_DIR", folder.path()),
        ],
        &["--announce", &listener.url()],
        &[crate::client::server().to_str().unwrap().to_owned()],
    );
    listener.event_of("mcp.server.registered");
    let log = client.close().log;
    let words = "[WARN] TLS of announcements: a certificate store could not be read:";
    assert!(log.contains(words) && log.contains("missing.pem"), "{log}");
}

#[test]
fn a_secret_that_others_can_see_is_worth_a_warning() {
    let listener = Listener::start(&[]);
    let address = listener.url();
    let warning = "[WARN] --announce: the address may contain a secret";
    let open = announcing(&["--announce", &address]).close().log;
    assert!(
        open.contains(warning) && !open.contains("hunter2"),
        "{open}"
    );
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("fleet.toml");
    std::fs::write(&config, format!("announce = [\"{address}\"]\n")).unwrap();
    let hidden = announcing(&["--config", config.to_str().unwrap()]);
    listener.event_of("mcp.server.registered");
    let hidden = hidden.close().log;
    assert!(!hidden.contains(warning), "{hidden}");
    let plain = format!("http://{}/[redacted]", listener.address);
    let plain = announcing(&["--announce", &plain]).close().log;
    assert!(!plain.contains(warning), "{plain}");
}

#[test]
fn a_redirect_does_not_count_as_delivery() {
    let listener = Listener::start(&[302]);
    let client = announcing(&["--announce", &listener.url()]);
    assert_eq!(listener.event()["type"], "mcp.server.started");
    assert_eq!(listener.event()["type"], "mcp.server.registered");
    let log = client.close().log;
    assert!(
        log.contains("rejects the announcement \"started\"."),
        "{log}"
    );
}

#[test]
fn a_server_that_is_down_is_not_registered_again() {
    let listener = Listener::start(&[]);
    let options = ["--announce-every", "10ms", "--backoff-initial", "60s"];
    let mut client = Client::ready(
        &[&["--announce", &listener.url()], &options[..]].concat(),
        &[],
    );
    listener.event_of("mcp.server.registered");
    let server = client.server_process();
    kill_process(server, Signal::KILL).unwrap();
    listener.event_of("mcp.server.crashed");
    // Another supervisor registers its server many times in the meantime.
    let other = Listener::start(&[]);
    let running = Client::ready(
        &["--announce", &other.url(), "--announce-every", "10ms"],
        &[],
    );
    for _ in 0..10 {
        other.event_of("mcp.server.registered");
    }
    drop(running);
    client.signal(Signal::HUP);
    assert_eq!(listener.event()["type"], "mcp.server.started");
}

#[test]
fn an_unreachable_destination_does_not_delay_the_client() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (http, nats) = (
        format!("http://{nobody}"),
        format!("nats://u:hunter2@{nobody}"),
    );
    let mut client = announcing(&["--announce", &http, "--nats-url", &nats]);
    client.handshake();
    crash(&mut client);
    let log = client.close().log;
    assert!(log.contains("cannot be reached, retrying:"), "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}

/// A real broker, on its own port.
struct Broker {
    process: Child,
    port: u16,
}

impl Broker {
    fn program() -> PathBuf {
        let variable = "NATS_SERVER";
        #[expect(clippy::disallowed_methods, reason = "how a script tells a test")]
        let program = std::env::var_os(variable);
        program.unwrap().into()
    }

    fn start(port: u16) -> Self {
        let process = Command::new(Self::program())
            .args(["--addr", "127.0.0.1", "--port", &port.to_string()])
            .args(["--user", "agent", "--pass", "hunter2"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port }
    }

    fn free_port() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    }

    fn url(&self) -> String {
        format!("nats://agent:hunter2@127.0.0.1:{}", self.port)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A subscriber of a broker, on its own thread.
struct Subscriber(Receiver<(String, Value)>);

impl Subscriber {
    /// Waits until the broker has registered it.
    fn start(broker: &Broker) -> Self {
        let (sender, events) = channel();
        let (begun, has_begun) = channel();
        let url = broker.url();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let (name, password) = ("agent".into(), "hunter2".into());
                let client = async_nats::ConnectOptions::with_user_and_password(name, password)
                    .retry_on_initial_connect()
                    .connect(url)
                    .await
                    .unwrap();
                let mut messages = client.subscribe("mcp.>").await.unwrap();
                client.flush().await.unwrap();
                begun.send(()).unwrap();
                while let Some(message) = messages.next().await {
                    let event = serde_json::from_slice(&message.payload).unwrap();
                    if sender.send((message.subject.to_string(), event)).is_err() {
                        return;
                    }
                }
            });
        });
        has_begun.recv_timeout(PATIENCE).unwrap();
        Self(events)
    }

    /// Messages up to the first one with this subject.
    fn event_on(&self, subject: &str) -> Value {
        loop {
            let (found, event) = self.0.recv_timeout(PATIENCE).unwrap();
            if found == subject {
                return event;
            }
        }
    }
}

#[test]
#[ignore = "needs a nats-server: scripts/real-fleet"]
fn a_broker_hears_of_a_whole_life_and_again_after_its_own_restart() {
    let broker = Broker::start(Broker::free_port());
    let subscriber = Subscriber::start(&broker);
    let mut client = announcing(&["--nats-url", &broker.url()]);
    client.handshake();
    let started = subscriber.event_on("mcp.acme.agent.search.started");
    assert_eq!(started["type"], "mcp.server.started");
    subscriber.event_on("mcp.acme.agent.search.registered");
    crash(&mut client);
    subscriber.event_on("mcp.acme.agent.search.crashed");
    subscriber.event_on("mcp.acme.agent.search.recovered");

    let port = broker.port;
    drop(broker);
    // Events during an outage of the broker are delivered after it.
    crash(&mut client);
    let broker = Broker::start(port);
    let subscriber = Subscriber::start(&broker);
    let again = subscriber.event_on("mcp.acme.agent.search.registered");
    assert_eq!(again["data"]["server"], "search");
    let ended = client.close();
    subscriber.event_on("mcp.acme.agent.search.stopped");
    assert!(!ended.log.contains("hunter2"), "{}", ended.log);
}
