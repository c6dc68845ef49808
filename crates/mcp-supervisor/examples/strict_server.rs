//! A small MCP server that is as strict as those of the SDKs, and fails on request.
//!
//! Its tools are its faults: `crash`, `exit`, `hang`, `garbage`, `garbled`, `half-line`, `large`
//! (answers with `bytes` bytes), `raw` (writes `text`, in which `ID` stands for the id), `endless-line`, `close-output`, `escape` (leaves a process in a
//! session of its own), `grow`, `sleep`, `ask` (requests the client's roots) and `echo`. `--ignore-sigterm`
//! keeps it from ending when its input is closed, `--no-answer` from answering at all,
//! `--die-at-start` from starting.
#![expect(clippy::print_stderr, reason = "a program that is there to misbehave")]

use std::io::{self, BufRead as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};
use serde_json::{Value, json};

struct Server {
    initialized: bool,
    asked: u64,
    ballast: Vec<u8>,
    options: Vec<String>,
}

fn main() {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| options.iter().any(|given| given == option);
    if has("--die-at-start") {
        eprintln!("strict_server: cannot start");
        std::process::exit(3);
    }
    if has("--ignore-sigterm") {
        // The flag is never read, so the signal has no effect.
        let flag = std::sync::Arc::default();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGTERM, flag);
    }
    let mut server = Server {
        initialized: false,
        asked: 0,
        ballast: Vec::new(),
        options,
    };
    server.serve();
    if server.has("--ignore-sigterm") {
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
}

impl Server {
    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|given| given == option)
    }

    fn serve(&mut self) {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            match serde_json::from_str(&line) {
                Ok(Value::Array(messages)) => {
                    messages.iter().for_each(|message| self.take(message));
                }
                Ok(message) => self.take(&message),
                Err(error) => write(&json!({"jsonrpc": "2.0", "id": null,
                    "error": {"code": -32700, "message": error.to_string()}})),
            }
        }
    }

    fn take(&mut self, message: &Value) {
        let Some(method) = message["method"].as_str() else {
            return eprintln!("answer {message}");
        };
        let Some(id) = message.get("id") else {
            return eprintln!("notification {method}");
        };
        if self.has("--no-answer") {
            return;
        }
        let result = match method {
            "initialize" => {
                self.initialized = true;
                json!({
                    "protocolVersion": message["params"]["protocolVersion"],
                    "capabilities": {"tools": {"listChanged": true}, "logging": {},
                        "resources": {"subscribe": true}},
                    "serverInfo": {"name": "strict_server", "version": "1"},
                })
            }
            _ if !self.initialized => {
                let error = json!({"code": -32600, "message": "not initialized"});
                return write(&json!({"jsonrpc": "2.0", "id": id, "error": error}));
            }
            "tools/list" => self.tools(),
            // Writes the given bytes instead of a response.
            "tools/call" if message["params"]["name"] == "raw" => {
                let text = message["params"]["arguments"]["text"].as_str();
                let text = text.unwrap_or_default().replace("ID", &id.to_string());
                return write_raw(text.as_bytes());
            }
            "tools/call" => {
                let name = message["params"]["name"].as_str().unwrap_or_default();
                self.call(name, &message["params"]["arguments"]);
                let bytes = message["params"]["arguments"]["bytes"].as_u64();
                let text = "x".repeat(bytes.map_or(0, |bytes| usize::try_from(bytes).unwrap_or(0)));
                json!({"content": [{"type": "text", "text": text}], "structuredContent": {"pid": process(),
                    "arguments": message["params"]["arguments"]}})
            }
            "logging/setLevel" | "resources/subscribe" => {
                eprintln!("{method} {}", message["params"]);
                json!({})
            }
            _ => json!({}),
        };
        write(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    /// The list grows with the given file, as in a new release of a server.
    fn tools(&self) -> Value {
        let more = self
            .options
            .iter()
            .find_map(|option| option.strip_prefix("--tools-file="));
        let more = more
            .and_then(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_default();
        let mut tools = vec![json!({"name": "echo", "inputSchema": {"type": "object"},
            "annotations": {"readOnlyHint": true}})];
        tools.extend(
            more.lines()
                .map(|name| json!({"name": name, "inputSchema": {"type": "object"}})),
        );
        json!({"tools": tools})
    }

    fn call(&mut self, name: &str, arguments: &Value) {
        match name {
            "crash" => {
                let _ = kill_process(getpid(), Signal::KILL);
                std::thread::sleep(Duration::from_secs(60));
            }
            // Dies only the first time, which the file records.
            "crash-once" => {
                let path = arguments["file"].as_str().unwrap_or_default();
                if std::fs::remove_file(path).is_ok() {
                    let _ = kill_process(getpid(), Signal::KILL);
                    std::thread::sleep(Duration::from_secs(60));
                }
            }
            "exit" => std::process::exit(0),
            "hang" => {
                // The file shows that it hangs.
                if let Some(path) = arguments["file"].as_str() {
                    let _ = std::fs::write(path, "");
                }
                loop {
                    std::thread::sleep(Duration::from_secs(60));
                }
            }
            "garbage" => write_raw(b"Listening on port 3000\n\xff\xfe\n{\"level\":\"info\"}\n"),
            "garbled" => {
                let answer = json!({"jsonrpc": "2.0", "id": arguments["id"], "result": "?"});
                let bytes = answer.to_string().into_bytes();
                let garbled = bytes
                    .iter()
                    .map(|byte| if *byte == b'?' { 0xff } else { *byte });
                write_raw(&garbled.chain([b'\n']).collect::<Vec<u8>>());
            }
            "half-line" => {
                write_raw(b"{\"jsonrpc\":\"2.0\",\"id\":");
                let _ = kill_process(getpid(), Signal::KILL);
            }
            "endless-line" => loop {
                write_raw(&[b'x'; 65_536]);
            },
            "close-output" => {
                if let Ok(nothing) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
                    let _ = rustix::stdio::dup2_stdout(&nothing);
                }
            }
            "sleep" => {
                let milliseconds = arguments["ms"].as_u64().unwrap_or(0);
                std::thread::sleep(Duration::from_millis(milliseconds));
            }
            "escape" => {
                let _ = Command::new("setsid")
                    .args(["sleep", arguments["seconds"].as_str().unwrap_or("600")])
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn();
            }
            "flood-stderr" => {
                for line in 0..200_000 {
                    eprintln!("a line of no importance, number {line}");
                }
            }
            "grow" => {
                let megabytes = usize::try_from(arguments["mb"].as_u64().unwrap_or(0)).unwrap_or(0);
                self.ballast = vec![1; megabytes * 1024 * 1024];
                std::hint::black_box(&self.ballast);
            }
            "ask" => {
                self.asked += 1;
                write(&json!({"jsonrpc": "2.0", "id": self.asked, "method": "roots/list"}));
            }
            _ => {}
        }
    }
}

fn write(message: &Value) {
    write_raw(format!("{message}\n").as_bytes());
}

/// Ignores errors, since the client may have ended.
fn write_raw(bytes: &[u8]) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(bytes);
    let _ = stdout.flush();
}

fn process() -> i32 {
    getpid().as_raw_nonzero().get()
}
