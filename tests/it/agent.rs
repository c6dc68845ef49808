//! An MCP client that sends one request at a time to a server over its pipes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::run::Run;

/// A session with a server; the server is stopped on drop.
pub(crate) struct Agent {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    next: u64,
    /// Notifications received before the responses.
    pub(crate) notifications: Vec<Value>,
}

impl Agent {
    /// Starts `server` and initializes the session.
    pub(crate) fn begin(server: Run) -> Self {
        Self::begin_with(server.into_command())
    }

    /// Like [`Self::begin`], for any command that runs a server.
    pub(crate) fn begin_with(server: Command) -> Self {
        let mut agent = Self::start(server);
        let response = agent.request(
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "0"}}),
        );
        assert_eq!(
            response["result"]["serverInfo"]["name"], "sitemap-submit",
            "{response}"
        );
        agent.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        agent
    }

    /// Starts `command` without initializing the session.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            to: child.stdin.take(),
            from: BufReader::new(child.stdout.take().unwrap()),
            child,
            next: 0,
            notifications: Vec::new(),
        }
    }

    /// Process ID of the started command.
    #[cfg(target_os = "linux")]
    pub(crate) fn process(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// Sends a message without waiting for a response.
    pub(crate) fn send(&mut self, message: &Value) {
        let to = self.to.as_mut().unwrap();
        writeln!(to, "{message}").unwrap();
        to.flush().unwrap();
    }

    /// Sends a request and waits for the response.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.response_to(id)
    }

    /// Waits for the response to the request with this ID.
    pub(crate) fn response_to(&mut self, id: u64) -> Value {
        loop {
            let mut line = String::new();
            let read = self.from.read_line(&mut line).unwrap();
            assert!(read > 0, "the server left");
            let message: Value = serde_json::from_str(&line)
                .unwrap_or_else(|error| panic!("{error}: not the protocol on stdout: {line}"));
            if message["id"] == id {
                return message;
            }
            self.notifications.push(message);
        }
    }

    /// Calls a tool and returns its structured content, or the error text.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Result<Value, String> {
        let response = self.request("tools/call", json!({"name": tool, "arguments": arguments}));
        let result = &response["result"];
        assert!(result.is_object(), "{tool}: {response}");
        if result["isError"] == true {
            return Err(result["content"][0]["text"].as_str().unwrap().to_owned());
        }
        Ok(result["structuredContent"].clone())
    }

    /// Closes the server's standard input and waits for it to exit.
    pub(crate) fn leave(mut self) -> (i32, String) {
        drop(self.to.take());
        let mut stderr = String::new();
        let mut from = self.child.stderr.take().unwrap();
        std::io::Read::read_to_string(&mut from, &mut stderr).unwrap();
        let code = self.child.wait().unwrap().code();
        (code.unwrap_or(-1), stderr)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
