//! The tool with which an agent replaces its server, for example after it has changed the code.
//!
//! The tool is added to the first page of the server's list, and calls of it are answered here: with
//! success once the next process is ready, or with an error if that process ends before.

use std::time::Instant;

use memchr::memmem;
use serde_json::json;
use serde_json::value::RawValue;

use super::action::Action;
use super::handshake::Era;
use super::id::Id;
use super::machine::Session;
use super::members::members;
use super::message::{Kind, Line, Message, Params};
use super::reply::Refusal;

/// Name of the tool.
const NAME: &str = "supervisor_restart";

/// Open calls of the tool.
#[derive(Debug, Default)]
pub(crate) struct RestartTool {
    calls: Vec<Call>,
}

#[derive(Debug)]
struct Call {
    id: Id,
    /// The last process that had been started when the call came.
    process: u64,
}

impl RestartTool {
    pub(crate) fn has_calls(&self) -> bool {
        !self.calls.is_empty()
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.calls.iter().any(|call| call.id == *id)
    }

    /// Removes and returns the calls that a process after `process` answers.
    fn take_before(&mut self, process: u64) -> Vec<Id> {
        let taken = self.calls.extract_if(.., |call| call.process < process);
        taken.map(|call| call.id).collect()
    }
}

impl Session {
    /// Handles a call of the tool; returns false for other lines.
    pub(crate) fn call_restart_tool(
        &mut self,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) -> bool {
        let is_on = self.options.restart_tool && self.has_begun();
        if !is_on || memmem::find(line, NAME.as_bytes()).is_none() {
            return false;
        }
        let Line::One(message) = Line::parse(line) else {
            return false;
        };
        let Kind::Request {
            id, method, params, ..
        } = &message.kind
        else {
            return false;
        };
        if method != "tools/call" || Params::parse(*params).name.as_deref() != Some(NAME) {
            return false;
        }
        if self.ended {
            self.refuse(std::slice::from_ref(id), false, Refusal::Ended, now, out);
        } else if let Some(why) = self.objection(id) {
            self.refuse(std::slice::from_ref(id), false, why, now, out);
        } else {
            self.restart_tool.calls.push(Call {
                id: id.clone(),
                process: self.server.last_generation,
            });
            out.push(Action::RestartRequested);
        }
        true
    }

    /// The list of tools with this one, if the message is its first page.
    pub(crate) fn with_restart_tool(
        &self,
        message: &Message<'_>,
        result: &RawValue,
    ) -> Option<String> {
        if !self.options.restart_tool {
            return None;
        }
        let [tools] = members(result.get(), ["tools"]).ok()?;
        let tools = tools?;
        let inner = tools.get().strip_prefix('[')?.strip_suffix(']')?.trim();
        let own = json!({
            "name": NAME,
            "title": "Restart this MCP server",
            "description": "Restarts the MCP server that provides these tools, for example after its code or configuration has changed. Open calls finish first. Returns once the new process is ready, or the reason why it failed.",
            "inputSchema": {"type": "object", "properties": {}, "additionalProperties": false},
            "annotations": {"readOnlyHint": false, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false},
        });
        let separator = if inner.is_empty() { "" } else { "," };
        Some(message.with(tools, &format!("[{inner}{separator}{own}]")))
    }

    /// Answers the calls that a new process completes.
    pub(crate) fn restarted(&mut self, process: u64, out: &mut Vec<Action>) {
        for id in self.restart_tool.take_before(process) {
            self.answer_restart(
                &id,
                false,
                "The MCP server was restarted and is ready.",
                out,
            );
        }
    }

    /// Answers the calls whose new process has ended before it was ready.
    pub(crate) fn restart_failed(&mut self, process: u64, out: &mut Vec<Action>) {
        let ids = self.restart_tool.take_before(process);
        if ids.is_empty() {
            return;
        }
        let mut text = "The MCP server was restarted, but does not run".to_owned();
        if let Some(reason) = &self.server.last_end.reason {
            text += &format!(": {reason}");
        }
        text += ". It is started again after a wait, or by another call of this tool.";
        let has_run = self.server.stage.generation() == Some(process);
        if has_run && !self.server.stderr.is_empty() {
            let lines = self.server.stderr.join("\n");
            text += &format!("\nLast lines of its standard error:\n{lines}");
        }
        for id in ids {
            self.answer_restart(&id, true, &text, out);
        }
    }

    /// Rejects the open calls, since the session has ended.
    pub(crate) fn end_restart_calls(&mut self, now: Instant, out: &mut Vec<Action>) {
        for id in self.restart_tool.take_before(u64::MAX) {
            self.refuse(&[id], false, Refusal::Ended, now, out);
        }
    }

    fn answer_restart(&self, id: &Id, is_error: bool, text: &str, out: &mut Vec<Action>) {
        let mut result = json!({"content": [{"type": "text", "text": text}], "isError": is_error});
        if matches!(self.client.era, Era::Stateless { .. }) {
            result["resultType"] = json!("complete");
        }
        let id = id.to_json();
        let line = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
        out.push(Action::ToClient(line.into_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::SessionOptions;
    use super::super::test_support::{TestSession, initialized, request, result};
    use super::*;

    fn session() -> TestSession {
        let mut options = SessionOptions::new("t");
        options.restart_tool = true;
        TestSession::begun_with(options)
    }

    fn call(id: i64) -> Value {
        request(id, "tools/call", &json!({"name": NAME, "arguments": {}}))
    }

    fn parsed(line: &str) -> Value {
        serde_json::from_str(line.strip_prefix("client ").unwrap()).unwrap()
    }

    #[test]
    fn the_tool_is_added_to_the_first_page_only() {
        let mut test = session();
        test.client(&request(5, "tools/list", &json!({})));
        let listed = json!({"tools": [{"name": "a"}], "nextCursor": "2"});
        let lines = test.server(1, &result(5, &listed));
        let page = parsed(&lines[0]);
        assert_eq!(page["result"]["tools"][0], json!({"name": "a"}));
        assert_eq!(page["result"]["tools"][1]["name"], NAME);
        assert_eq!(page["result"]["nextCursor"], "2");
        test.client(&request(6, "tools/list", &json!({"cursor": "2"})));
        let last = json!({"tools": []});
        let lines = test.server(1, &result(6, &last));
        assert_eq!(parsed(&lines[0])["result"], last);
    }

    #[test]
    fn a_call_is_answered_once_the_next_process_is_ready() {
        let mut test = session();
        assert!(test.client(&call(7)).is_empty());
        // The same id again is an error, and the call stays open.
        assert!(test.client(&call(7))[0].contains("still open"));
        assert!(test.session.has_open_requests());
        assert!(test.gone(1).is_empty());
        test.started(2);
        let lines = test.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
        let answer = lines
            .iter()
            .find(|line| line.starts_with("client"))
            .unwrap();
        assert_eq!(parsed(answer)["id"], 7);
        assert_eq!(parsed(answer)["result"]["isError"], false);
        assert!(!test.session.has_open_requests());
    }

    #[test]
    fn a_call_is_answered_with_the_reason_if_the_next_process_fails() {
        let mut test = session();
        test.client(&call(7));
        test.gone(1);
        test.started(2);
        test.session.set_stderr_tail(vec!["SyntaxError: 7".into()]);
        test.session.set_end_reason("it exited with code 1".into());
        let answer = parsed(&test.gone(2)[0]);
        assert_eq!(answer["result"]["isError"], true);
        let text = answer["result"]["content"][0]["text"].as_str().unwrap();
        assert!(text.contains("it exited with code 1"), "{text}");
        assert!(text.ends_with("SyntaxError: 7"), "{text}");
    }

    #[test]
    fn a_call_is_refused_when_the_session_ends() {
        let mut test = session();
        test.client(&call(7));
        let mut out = Vec::new();
        test.session.end(test.now, &mut out);
        assert_eq!(parsed(&TestSession::done(out)[0])["error"]["code"], -32003);
        assert_eq!(parsed(&test.client(&call(8))[0])["error"]["code"], -32003);
    }

    #[test]
    fn without_the_option_the_call_is_for_the_server() {
        let mut test = TestSession::begun_with(SessionOptions::new("t"));
        assert!(test.client(&call(7))[0].starts_with("server 1"));
    }
}
