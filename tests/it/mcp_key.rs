//! Key rotation: the MCP server keeps running when its key file is replaced.

use std::path::Path;

use search_console_emulator::KeyFormat;
use serde_json::json;

use crate::agent::Agent;
use crate::mcp::Scene;
use crate::run::{Run, run};

/// A server that reads its key from the file at `key`.
fn server_with(scene: &Scene, key: &Path) -> Run {
    run(["mcp", "--quota-per-minute", "60000"])
        .arg("--store")
        .arg(scene.store())
        .arg("--credentials")
        .arg(key)
        .env("SEARCH_CONSOLE_EMULATOR_HOST", scene.google.host())
}

/// Replaces the file at `path` with `content` atomically, as a mounted secret does.
fn replace(path: &Path, content: &str) {
    let new = path.with_extension("new");
    std::fs::write(&new, content).unwrap();
    std::fs::rename(new, path).unwrap();
}

#[test]
fn a_replaced_key_is_used_from_the_next_call_on() {
    let scene = Scene::new(1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.json");
    let good = scene.google.key_file_json(KeyFormat::Pkcs8);
    let deleted = scene.google.foreign_key_file_json(KeyFormat::Pkcs8);
    replace(&path, &deleted.unwrap());
    let mut agent = Agent::begin(server_with(&scene, &path));
    let page = scene.site.url("/page-1");
    let mut call_both = || {
        let sites = agent.call("list_sites", json!({}));
        let pages = agent.call("inspect_urls", json!({"urls": [page]}));
        assert_eq!(sites.is_ok(), pages.is_ok(), "{sites:?} {pages:?}");
        sites.map(|_| ())
    };

    let refused = call_both().unwrap_err();
    assert!(refused.contains("Invalid JWT Signature"), "{refused}");
    replace(&path, &good);
    assert_eq!(call_both(), Ok(()));

    // The previous key still has a valid token, but it is no longer the key in the file.
    let half = &good[..good.len() / 2];
    replace(&path, half);
    let unusable = call_both().unwrap_err();
    assert!(
        unusable.contains("the key is cut off") && unusable.contains("help:"),
        "{unusable}"
    );
    std::fs::remove_file(&path).unwrap();
    let missing = call_both().unwrap_err();
    assert!(missing.contains("failed to read the key file"), "{missing}");
    replace(&path, &good);
    assert_eq!(call_both(), Ok(()));

    let (code, stderr) = agent.leave();
    assert_eq!(code, 0, "{stderr}");
    let secrets = scene.google.secrets();
    assert!(!secrets.iter().any(|secret| stderr.contains(secret)));
}

/// `--credentials <(pass show key)`: a second read would wait for a writer forever.
#[cfg(target_os = "linux")]
#[test]
fn a_key_from_a_pipe_is_read_once() {
    let scene = Scene::new(1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, mode).unwrap();
    let key = scene.google.key_file_json(KeyFormat::Pkcs8);
    let mut agent = Agent::begin(server_with(&scene, &path));
    let writer = std::thread::spawn(move || std::fs::write(path, key).unwrap());
    for _ in 0..2 {
        agent.call("list_sites", json!({})).unwrap();
    }
    writer.join().unwrap();
}
