//! Behaviour of real servers that a session has to support.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Action, Note, Session, SessionOptions};

struct TestSession {
    session: Session,
    now: Instant,
    out: Vec<Action>,
}

impl TestSession {
    fn new(options: SessionOptions) -> Self {
        let now = Instant::now();
        Self {
            session: Session::new(options, now),
            now,
            out: Vec::new(),
        }
    }

    /// A session whose client requested version `offered` and whose server returned `agreed`.
    fn agreed(options: SessionOptions, offered: &str, agreed: &str) -> Self {
        let mut test = Self::new(options);
        test.start(1);
        test.client(&request(
            0,
            "initialize",
            &json!({"protocolVersion": offered}),
        ));
        test.server(
            1,
            &response(
                &json!(0),
                &json!({"protocolVersion": agreed, "capabilities": {}}),
            ),
        );
        test.client(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        test.out.clear();
        test
    }

    fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.session.tick(self.now, &mut self.out);
    }

    fn is_unusable(&self) -> bool {
        let is = |action: &Action| matches!(action, Action::Unusable { .. });
        self.out.iter().any(is)
    }

    fn start(&mut self, generation: u64) {
        self.session
            .server_started(generation, self.now, &mut self.out);
    }

    fn end(&mut self, generation: u64) {
        self.session
            .server_gone(generation, self.now, &mut self.out);
    }

    fn client(&mut self, line: &Value) {
        let line = line.to_string();
        self.session
            .client_line(line.as_bytes(), self.now, &mut self.out);
    }

    fn server(&mut self, generation: u64, line: &Value) {
        let line = line.to_string();
        self.session
            .server_line(generation, line.as_bytes(), self.now, &mut self.out);
    }

    /// The messages for one side since the last call.
    fn take(&mut self, for_client: bool) -> Vec<Value> {
        let actions = std::mem::take(&mut self.out);
        let lines = actions.into_iter().filter_map(|action| match action {
            Action::ToClient(line) if for_client => Some(line),
            Action::ToServer { line, .. } if !for_client => Some(line),
            _ => None,
        });
        lines
            .map(|line| serde_json::from_slice(&line).unwrap())
            .collect()
    }
}

fn request(id: i64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn response(id: &Value, result: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

#[test]
fn the_repeated_handshake_offers_the_agreed_version() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-06-18");
    test.end(1);
    test.start(2);
    let replayed = test.take(false);
    assert_eq!(replayed[0]["params"]["protocolVersion"], "2025-06-18");
}

#[test]
fn a_response_with_the_id_as_text_is_passed_on_and_noted_once() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-11-25");
    for id in 1..=2 {
        test.client(&request(id, "tools/call", &json!({})));
        test.server(1, &response(&json!(id.to_string()), &json!({})));
    }
    let is_note = |action: &&Action| matches!(action, Action::Note(Note::TextId { .. }));
    assert_eq!(test.out.iter().filter(is_note).count(), 1);
    let passed = test.take(true);
    assert_eq!(
        passed,
        [
            response(&json!("1"), &json!({})),
            response(&json!("2"), &json!({}))
        ]
    );
    assert_eq!(test.session.in_flight(), 0);
}

fn timed() -> SessionOptions {
    SessionOptions {
        request_timeout: Some(Duration::from_secs(3)),
        ..SessionOptions::new("t")
    }
}

#[test]
fn progress_extends_the_timeout_up_to_a_maximum() {
    let mut test = TestSession::agreed(timed(), "2025-11-25", "2025-11-25");
    let params = json!({"_meta": {"progressToken": "p"}});
    test.client(&request(1, "tools/call", &params));
    for second in 1..30 {
        test.wait(1);
        let params = json!({"progressToken": "p", "progress": second});
        test.server(
            1,
            &json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": params}),
        );
        assert!(
            test.take(true)
                .iter()
                .all(|message| message["id"].is_null())
        );
    }
    test.wait(1);
    assert_eq!(test.take(true)[0]["error"]["code"], -32001);
}

#[test]
fn waiting_for_a_person_does_not_count() {
    let mut test = TestSession::agreed(timed(), "2025-11-25", "2025-11-25");
    test.client(&request(1, "tools/call", &json!({})));
    test.wait(2);
    test.server(1, &request(7, "elicitation/create", &json!({})));
    test.wait(600);
    assert_eq!(test.take(true).len(), 1);
    test.client(&response(&json!(7), &json!({"action": "accept"})));
    test.wait(0);
    assert!(test.take(true).is_empty());
    test.wait(2);
    assert_eq!(test.take(true)[0]["error"]["code"], -32001);
}

#[test]
fn a_server_that_never_answered_a_ping_is_not_taken_for_hung() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-11-25");
    let mut pings = 0;
    for _ in 0..2_000 {
        test.wait(1);
        assert!(!test.is_unusable());
        pings += test.take(false).len();
    }
    assert!(pings > 2, "{pings}");
}

#[test]
fn a_server_that_has_answered_a_ping_is_taken_for_hung_when_it_is_silent() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-11-25");
    test.wait(1);
    let ping = test.take(false).remove(0);
    assert_eq!(ping["method"], "ping");
    test.server(1, &response(&ping["id"], &json!({})));
    test.wait(300);
    assert_eq!(test.take(false)[0]["method"], "ping");
    test.wait(60);
    assert!(test.is_unusable());
}

#[test]
fn a_server_that_keeps_rejecting_the_handshake_ends_the_session() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-11-25");
    for generation in 2..=4 {
        test.end(generation - 1);
        test.start(generation);
        let replayed = test.take(false).remove(0);
        let error = json!({"code": -32000, "message": "no"});
        let answer = json!({"jsonrpc": "2.0", "id": replayed["id"], "error": error});
        test.server(generation, &answer);
        let ends = |action: &Action| matches!(action, Action::End(_));
        assert_eq!(test.out.iter().any(ends), generation == 4);
    }
}

#[test]
fn a_tool_has_its_own_timeout() {
    let mut options = timed();
    options
        .tool_timeouts
        .insert("long".into(), Some(Duration::from_secs(60)));
    options.tool_timeouts.insert("endless".into(), None);
    let mut test = TestSession::agreed(options, "2025-11-25", "2025-11-25");
    for (id, tool) in [(1, "short"), (2, "long"), (3, "endless")] {
        test.client(&request(id, "tools/call", &json!({"name": tool})));
    }
    let refused = |test: &mut TestSession, seconds| -> Vec<Value> {
        test.out.clear();
        test.wait(seconds);
        let answers = test.take(true).into_iter();
        answers.map(|answer| answer["id"].clone()).collect()
    };
    assert_eq!(refused(&mut test, 3), [1]);
    assert_eq!(refused(&mut test, 57), [2]);
    assert_eq!(refused(&mut test, 10_000), [0; 0]);
}

#[test]
fn every_error_quotes_the_last_line_of_standard_error() {
    let mut test = TestSession::agreed(timed(), "2025-11-25", "2025-11-25");
    test.session.set_stderr_tail(vec!["disk full".into()]);
    test.client(&request(1, "tools/call", &json!({})));
    test.client(&request(2, "tools/call", &json!({})));
    test.out.clear();
    let broken = br#"{"jsonrpc":"2.0","id":1,"result":NaN}"#;
    test.session.server_line(1, broken, test.now, &mut test.out);
    test.wait(3);
    test.client(&request(3, "tools/call", &json!({})));
    test.end(1);
    let errors = test.take(true);
    assert_eq!(errors.len(), 3);
    for error in errors {
        let message = error["error"]["message"].as_str().unwrap();
        let quoted = "; last line of its standard error: disk full";
        assert!(message.ends_with(quoted), "{message}");
    }
}

#[test]
fn a_debug_line_that_shows_a_response_does_not_answer_its_request() {
    let mut test = TestSession::agreed(SessionOptions::new("t"), "2025-11-25", "2025-11-25");
    let answer = response(&json!(1), &json!({}));
    test.client(&request(1, "tools/call", &json!({})));
    test.out.clear();
    let shown = format!("DEBUG sending {answer}");
    test.session
        .server_line(1, shown.as_bytes(), test.now, &mut test.out);
    test.server(1, &answer);
    test.wait(1);
    assert_eq!(test.take(true), [answer]);
}
