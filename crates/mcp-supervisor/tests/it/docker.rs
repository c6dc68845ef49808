//! Containers end with the session, however their client ends.
//!
//! The engine follows Docker's rules:
//!
//! - the container is a child of the engine and not of the client, and outlives a killed client;
//! - when the client is gone, the container's standard input is closed (`StdinOnce`);
//! - the first process of a container has no default action for SIGTERM, so that it ends only a
//!   server with a handler;
//! - `--rm` removes the container when its process has ended;
//! - a `--cidfile` that exists is an error (exit code 125).

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use memory_watch::children_of;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::client::{Client, eventually, lives, server};

#[derive(Debug, Clone)]
struct Container {
    id: String,
    label: String,
    process: Pid,
    is_removed_at_end: bool,
    runs: bool,
}

/// The engine, which runs in the process of the test.
#[derive(Debug, Clone, Default)]
struct Engine(Arc<Mutex<Vec<Container>>>);

impl Engine {
    fn start(socket: &Path) -> Self {
        let engine = Self::default();
        let listener = UnixListener::bind(socket).unwrap();
        let accepting = engine.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                let (engine, client) = (accepting.clone(), client.unwrap());
                thread::spawn(move || engine.serve(client));
            }
        });
        engine
    }

    fn containers(&self) -> Vec<Container> {
        self.0.lock().unwrap().clone()
    }

    fn serve(&self, client: UnixStream) {
        let mut reader = BufReader::new(client.try_clone().unwrap());
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let words: Vec<String> = serde_json::from_str(&line).unwrap();
        match words[0].as_str() {
            "run" => self.run(&words[1..], client, reader),
            "ps" => {
                let all = words.iter().any(|word| word == "--all");
                let at = words.iter().position(|word| word == "--filter").unwrap();
                let label = words[at + 1].strip_prefix("label=").unwrap();
                let found = self.containers().into_iter();
                let found = found.filter(|one| one.label == label && (all || one.runs));
                accept(&client, &found.map(|one| one.id + "\n").collect::<String>());
            }
            "rm" | "kill" => {
                for container in self.containers() {
                    if words.contains(&container.id) {
                        let _ = kill_process(container.process, Signal::KILL);
                    }
                }
                if words[0] == "rm" {
                    let mut containers = self.0.lock().unwrap();
                    containers.retain(|one| !words.contains(&one.id));
                }
                accept(&client, "");
            }
            other => refuse(&client, &format!("unknown command {other}")),
        }
    }

    fn run(&self, words: &[String], client: UnixStream, mut from_client: BufReader<UnixStream>) {
        let (mut label, mut is_removed_at_end, mut id_file) = (String::new(), false, None);
        let mut words = words.iter();
        let image = loop {
            match words.next().unwrap().as_str() {
                "-i" => {}
                "--rm" => is_removed_at_end = true,
                "--label" => label.clone_from(words.next().unwrap()),
                "--cidfile" => id_file = words.next().map(PathBuf::from),
                image => break image,
            }
        };
        if id_file.as_ref().is_some_and(|path| path.exists()) {
            return refuse(&client, "container ID file found");
        }
        let mut child = Command::new(image)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let id = format!("container{}", child.id());
        if let Some(path) = id_file {
            std::fs::write(path, &id).unwrap();
        }
        self.0.lock().unwrap().push(Container {
            id: id.clone(),
            label,
            process: Pid::from_child(&child),
            is_removed_at_end,
            runs: true,
        });
        accept(&client, "");
        let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        thread::spawn(move || pump(&mut from_client, &mut input));
        let mut to_client = client.try_clone().unwrap();
        thread::spawn(move || pump(&mut output, &mut to_client));
        let _ = child.wait();
        let _ = client.shutdown(std::net::Shutdown::Both);
        let mut containers = self.0.lock().unwrap();
        containers.retain(|one| one.id != id || !one.is_removed_at_end);
        for ended in containers.iter_mut().filter(|one| one.id == id) {
            ended.runs = false;
        }
    }
}

fn accept(mut client: &UnixStream, text: &str) {
    let _ = client.write_all(format!("\0{text}").as_bytes());
}

fn refuse(mut client: &UnixStream, why: &str) {
    let _ = client.write_all(format!("\u{1}{why}").as_bytes());
}

fn pump(from: &mut impl std::io::Read, to: &mut impl std::io::Write) {
    let mut bytes = [0; 4_096];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() || to.flush().is_err() {
            return;
        }
    }
}

struct Setup {
    folder: tempfile::TempDir,
    engine: Engine,
}

impl Setup {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stub = server().with_file_name("docker_stub");
        std::os::unix::fs::symlink(stub, folder.path().join("docker")).unwrap();
        let engine = Engine::start(&folder.path().join("socket"));
        Self { folder, engine }
    }

    /// A session with a server in a container that ignores SIGTERM and the end of its input.
    fn session(&self, options_of_run: &[&str]) -> Client {
        let docker = self.folder.path().join("docker");
        let words = [&["run", "-i"], options_of_run].concat();
        let server = server().into_os_string().into_string().unwrap();
        let command: Vec<String> = std::iter::once(docker.to_str().unwrap())
            .chain(words)
            .chain([server.as_str(), "--ignore-sigterm"])
            .map(str::to_owned)
            .collect();
        let socket = self.folder.path().join("socket");
        let options = [
            "--backoff-initial",
            "0",
            "--close-grace",
            "50ms",
            "--term-grace",
            "50ms",
        ];
        let mut client = Client::run_where(&[("DOCKER_STUB", &socket)], &options, &command);
        client.handshake();
        client
    }

    fn none_left(&self, container: &Container) {
        eventually("the container is removed", || {
            !self
                .engine
                .containers()
                .iter()
                .any(|one| one.id == container.id)
        });
        eventually("its process is gone", || !lives(container.process));
    }
}

#[test]
fn when_the_session_ends_the_container_is_removed() {
    let setup = Setup::new();
    let client = setup.session(&["--rm"]);
    let [container] = &setup.engine.containers()[..] else {
        panic!("{:?}", setup.engine)
    };
    let ended = client.close();
    assert!(ended.status.success(), "{}", ended.log);
    // The supervisor waits for the removal.
    assert!(setup.engine.containers().is_empty(), "{}", ended.log);
    eventually("its process is gone", || !lives(container.process));
}

#[test]
fn when_the_supervisor_is_killed_the_container_is_removed() {
    let setup = Setup::new();
    let client = setup.session(&["--rm"]);
    let container = setup.engine.containers().remove(0);
    client.signal(Signal::KILL);
    setup.none_left(&container);
}

#[test]
fn when_the_supervisor_and_the_first_guard_are_killed_the_container_is_removed() {
    let setup = Setup::new();
    let client = setup.session(&["--rm"]);
    let container = setup.engine.containers().remove(0);
    for signal in [Signal::STOP, Signal::KILL] {
        for process in [client.supervisor(), client.guards()[0]] {
            let _ = kill_process(process, signal);
        }
    }
    setup.none_left(&container);
}

#[test]
fn when_a_guard_is_killed_the_container_is_replaced() {
    for which in [0, 1] {
        let setup = Setup::new();
        let mut client = setup.session(&["--rm"]);
        let container = setup.engine.containers().remove(0);
        kill_process(client.guards()[which], Signal::KILL).unwrap();
        setup.none_left(&container);
        client.next_server(container.process);
    }
}

#[test]
fn when_the_engines_client_is_killed_the_container_is_replaced() {
    let setup = Setup::new();
    // The engine refuses a second container while the file exists.
    let id_file = setup.folder.path().join("id");
    let mut client = setup.session(&["--rm", "--cidfile", id_file.to_str().unwrap()]);
    let container = setup.engine.containers().remove(0);
    let [_, second_guard] = client.guards();
    let engines_client = children_of(second_guard)[0];
    kill_process(engines_client, Signal::KILL).unwrap();
    setup.none_left(&container);
    let next = client.next_server(container.process);
    assert_eq!(setup.engine.containers()[0].process, next);
    client.close();
    assert!(setup.engine.containers().is_empty());
}

#[test]
fn a_container_without_rm_is_ended_and_kept() {
    let setup = Setup::new();
    setup.session(&[]).close();
    let containers = setup.engine.containers();
    assert_eq!(containers.len(), 1);
    eventually("the container has ended", || {
        !setup.engine.containers()[0].runs
    });
}

#[test]
fn the_exit_command_runs_after_each_process() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note");
    let line = format!("echo removed >> {}; echo a note >&2", note.display());
    let options = ["--backoff-initial", "0", "--on-exit", &line];
    let mut client = Client::ready(&options, &[]);
    let first = client.server_process();
    let crash = client.call("crash", json!({}));
    client.answer(crash);
    client.next_server(first);
    let times = || {
        std::fs::read_to_string(&note)
            .unwrap_or_default()
            .lines()
            .count()
    };
    assert_eq!(times(), 1);
    let log = client.close().log;
    assert_eq!(times(), 2);
    assert!(log.contains("a note"), "{log}");
}

#[test]
fn an_exit_command_that_hangs_is_ended() {
    let mut client = Client::ready(&["--on-exit", "sleep 86411"], &[]);
    client.server_process();
    let ended = client.close();
    assert!(ended.status.success());
    assert!(
        ended.log.contains("Stopping the MCP server."),
        "{}",
        ended.log
    );
    assert!(!ended.log.contains("unusable"), "{}", ended.log);
}
