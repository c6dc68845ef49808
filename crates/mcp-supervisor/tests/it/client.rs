//! A client on pipes: writes messages, reads them with a deadline.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Once;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use memory_watch::children_of;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// Maximum wait, which is reached only by a defect.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The server of the crate's examples, built on demand: Cargo builds examples with the tests only
/// if all tests are run.
pub(crate) fn server() -> PathBuf {
    static BUILT: Once = Once::new();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_mcp-supervisor"));
    let folder = program.parent().unwrap();
    BUILT.call_once(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--locked", "--example", "strict_server"]);
        build.args(["--example", "docker_stub"]);
        // One package alone selects other features, and Cargo would compile its dependencies again.
        build.args(["--workspace", "--target-dir"]);
        build.arg(folder.parent().unwrap());
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().unwrap().success(),
            "the server could not be built"
        );
    });
    folder.join("examples/strict_server")
}

pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    words: Option<JoinHandle<String>>,
    next: u64,
}

/// Result of a run.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) log: String,
    /// Unread messages.
    pub(crate) rest: Vec<Value>,
}

impl Client {
    /// The supervisor with these options before, and these of the server after, the command.
    pub(crate) fn start(options: &[&str], of_server: &[&str]) -> Self {
        let mut command = vec![server().into_os_string().into_string().unwrap()];
        command.extend(of_server.iter().map(ToString::to_string));
        Self::run(options, &command)
    }

    pub(crate) fn run(options: &[&str], command: &[String]) -> Self {
        Self::run_where(&[], options, command)
    }

    /// The same with additional environment variables.
    pub(crate) fn run_where(
        environment: &[(&str, &Path)],
        options: &[&str],
        command: &[String],
    ) -> Self {
        let mut words: Vec<&str> = options.to_vec();
        words.push("--");
        words.extend(command.iter().map(String::as_str));
        Self::with_arguments(environment, &words)
    }

    /// A client of a remote server.
    pub(crate) fn connect(environment: &[(&str, &Path)], options: &[&str]) -> Self {
        Self::with_arguments(environment, &[&["connect"], options].concat())
    }

    fn with_arguments(environment: &[(&str, &Path)], arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
            .envs(environment.iter().copied())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut words = child.stderr.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let message = serde_json::from_str(&line.unwrap());
                if sender.send(message.unwrap()).is_err() {
                    return;
                }
            }
        });
        let words = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = words.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        Self {
            input: child.stdin.take(),
            child,
            messages,
            words: Some(words),
            next: 0,
        }
    }

    /// A client that has completed the handshake.
    pub(crate) fn ready(options: &[&str], of_server: &[&str]) -> Self {
        let mut client = Self::start(options, of_server);
        client.handshake();
        client
    }

    pub(crate) fn handshake(&mut self) {
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {"roots": {}},
            "clientInfo": {"name": "test", "version": "1"}});
        let answer = self.request_and_wait("initialize", params);
        assert!(answer["result"]["protocolVersion"].is_string(), "{answer}");
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_raw(format!("{message}\n").as_bytes());
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Sends a request and returns its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> u64 {
        self.request("tools/call", json!({"name": tool, "arguments": arguments}))
    }

    /// The next message.
    pub(crate) fn read(&self) -> Value {
        match self.messages.recv_timeout(PATIENCE) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("no message came"),
            Err(RecvTimeoutError::Disconnected) => panic!("the supervisor has closed its output"),
        }
    }

    /// The next message, which must be the answer to this request.
    pub(crate) fn answer(&self, id: u64) -> Value {
        let message = self.read();
        assert_eq!(message["id"], id, "{message}");
        message
    }

    pub(crate) fn request_and_wait(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.answer(id)
    }

    /// The process of the current server.
    pub(crate) fn server_process(&mut self) -> Pid {
        self.answering_process()
            .unwrap_or_else(|answer| panic!("{answer}"))
    }

    /// The server after this one, which has ended: a call may still be lost with it, since the
    /// supervisor notices its end with a delay.
    pub(crate) fn next_server(&mut self, gone: Pid) -> Pid {
        loop {
            match self.answering_process() {
                Ok(server) => {
                    assert_ne!(server, gone);
                    return server;
                }
                Err(answer) => assert_eq!(answer["error"]["code"], -32000, "{answer}"),
            }
        }
    }

    fn answering_process(&mut self) -> Result<Pid, Value> {
        let id = self.call("echo", json!({}));
        let answer = self.answer(id);
        let Some(process) = answer["result"]["structuredContent"]["pid"].as_i64() else {
            return Err(answer);
        };
        Ok(Pid::from_raw(i32::try_from(process).unwrap()).unwrap())
    }

    pub(crate) fn supervisor(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The two guards between the supervisor and its only server, the outer one first.
    pub(crate) fn guards(&self) -> [Pid; 2] {
        let first = children_of(self.supervisor())[0];
        [first, children_of(first)[0]]
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.supervisor(), signal).unwrap();
    }

    /// Closes the client's end and waits for the supervisor's.
    pub(crate) fn close(mut self) -> Ended {
        self.input = None;
        self.wait()
    }

    /// Waits for the supervisor's end.
    pub(crate) fn wait(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the supervisor did not end");
            std::thread::sleep(Duration::from_millis(5));
        };
        let log = self.words.take().unwrap().join().unwrap();
        Ended {
            status,
            log,
            rest: self.messages.iter().collect(),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a condition is true.
pub(crate) fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// True if a process runs and is not a zombie.
pub(crate) fn lives(process: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}
