//! `mcp-supervisor -- sitemap-submit mcp`: the agent's session survives the server's death.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;
use std::time::{Duration, Instant, SystemTime};

use memory_watch::children_of;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::mcp::Scene;

/// Maximum wait for any event; reached only when a test is about to fail.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Path of this workspace's `mcp-supervisor`. It is next to the `sitemap-submit` binary when the
/// whole workspace is tested; otherwise it is built. Cargo does not lock the folder while tests run.
fn supervisor() -> PathBuf {
    static BUILT: Once = Once::new();
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_sitemap-submit"));
    let folder = ours.parent().unwrap();
    let program = folder.join("mcp-supervisor");
    BUILT.call_once(|| {
        if !is_up_to_date(&program) {
            build(folder);
        }
    });
    assert!(program.exists(), "no {}", program.display());
    program
}

/// True if no source of `program` is newer than `program`. A stale binary would be tested instead
/// of the current code.
fn is_up_to_date(program: &Path) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = [
        "Cargo.toml",
        "Cargo.lock",
        "crates/mcp-supervisor",
        "crates/memory-watch",
        "crates/net",
    ];
    let newest = sources.map(|source| last_changed(&root.join(source)));
    let built = std::fs::metadata(program).and_then(|file| file.modified());
    built.is_ok_and(|built| newest.into_iter().all(|changed| changed < built))
}

/// Modification time of the file at `path`, or of the newest file in that folder.
fn last_changed(path: &Path) -> SystemTime {
    let own = std::fs::metadata(path).unwrap().modified().unwrap();
    if !path.is_dir() {
        return own;
    }
    let entries = std::fs::read_dir(path).unwrap();
    let within = entries.map(|entry| last_changed(&entry.unwrap().path()));
    within.fold(own, SystemTime::max)
}

/// Builds the supervisor into `folder`, which also holds the `sitemap-submit` binary.
fn build(folder: &Path) {
    let profile = match folder.file_name().and_then(|name| name.to_str()).unwrap() {
        "debug" => "dev",
        name => name,
    };
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "mcp-supervisor",
        ])
        .args(["--profile", profile, "--target-dir"])
        .arg(folder.parent().unwrap())
        .status();
    assert!(
        built.unwrap().success(),
        "the supervisor could not be built; try `cargo build --package mcp-supervisor`"
    );
}

/// The same server run by the supervisor.
fn supervised(server: &Command) -> Command {
    let mut command = Command::new(supervisor());
    command
        .args(["--backoff-initial", "0", "--"])
        .arg(server.get_program())
        .args(server.get_args())
        .env_clear();
    for (name, value) in server.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command
}

/// Process ID of the server; two guard processes are between it and the supervisor.
fn server_below(supervisor: Pid) -> Pid {
    let mut process = supervisor;
    for _ in 0..3 {
        let children = children_of(process);
        assert_eq!(children.len(), 1, "{children:?}");
        process = children[0];
    }
    process
}

/// Calls the tool until the next server answers: the first call may reach the killed server.
fn call(agent: &mut Agent, tool: &str, arguments: &Value) -> Value {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let answer = agent.request("tools/call", json!({"name": tool, "arguments": arguments}));
        if answer["result"].is_object() {
            assert_ne!(answer["result"]["isError"], true, "{answer}");
            return answer["result"]["structuredContent"].clone();
        }
        assert_eq!(answer["error"]["code"], -32000, "{answer}");
        assert!(Instant::now() < deadline, "{answer}");
    }
}

#[test]
fn a_session_continues_after_the_server_is_killed() {
    let scene = Scene::new(3);
    let mut agent = Agent::begin_with(supervised(
        &scene.server().arg("--allow-submit").into_command(),
    ));
    let sitemap = json!({"sitemap": scene.sitemap()});
    let tools = agent.request("tools/list", json!({}));
    let before = call(&mut agent, "submit_sitemap", &sitemap);
    assert_eq!(before["outcome"], "confirmed", "{before}");

    let first = server_below(agent.process());
    kill_process(first, Signal::KILL).unwrap();
    let valid = call(&mut agent, "validate_sitemap", &sitemap);
    assert_eq!(valid["urls"], 3, "{valid}");
    let second = server_below(agent.process());
    assert_ne!(first, second);

    // The second server sees what the first one stored, and offers the same tools.
    let again = agent.request("tools/list", json!({}));
    assert_eq!(tools["result"], again["result"]);
    let recorded = call(&mut agent, "get_sitemap", &sitemap);
    assert!(recorded.to_string().contains("sitemap.xml"), "{recorded}");

    let (code, stderr) = agent.leave();
    assert_eq!(code, 0, "{stderr}");
    let words = "[WARN] MCP server exited with signal 9 (SIGKILL). Restart attempt 1. Backoff: 0s.";
    assert!(stderr.contains(words), "{stderr}");
    assert!(
        stderr.contains("MCP server recovered after 1 restart."),
        "{stderr}"
    );
}
