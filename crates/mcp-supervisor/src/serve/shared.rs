//! The one supervisor for requests of the stateless era, which have no session.
//!
//! Requests of all clients go to one server, so that each gets an id of its own, which is also its
//! progress token; both are replaced by those of the client on the way back. Closing the stream of a
//! request cancels it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::supervisor_process::{LineSource, SupervisorProcess};

/// Maximum number of queued messages of a request; a client that does not read loses its request.
const MOST_WAITING: usize = 256;
/// Maximum number of queued messages for the supervisor.
const MOST_QUEUED: usize = 64;
/// Maximum number of open requests.
const MOST_OPEN: usize = 4_096;

const SUBSCRIPTION: &str = "io.modelcontextprotocol/subscriptionId";

/// The supervisor, which is started for the first request.
#[derive(Debug)]
pub(super) struct Shared {
    command_line: Vec<OsString>,
    state: Arc<Mutex<State>>,
    /// Time without open requests after which the supervisor is ended.
    idle: Duration,
    tasks: TaskTracker,
    end: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    input: Option<mpsc::Sender<String>>,
    next: u64,
    open: HashMap<u64, Open>,
}

/// An open request.
#[derive(Debug)]
struct Open {
    id: Value,
    progress_token: Option<Value>,
    messages: mpsc::Sender<Message>,
}

/// A message for a client.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    pub(super) value: Value,
    /// It is the response.
    pub(super) is_last: bool,
}

/// Reason why a request is not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum SharedError {
    /// Too many are open.
    #[error("too many requests are open")]
    TooMany,
    /// The supervisor could not be started, or has ended.
    #[error("the server could not be started")]
    Start(#[from] io::Error),
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(
        command_line: Vec<OsString>,
        idle: Duration,
        tasks: TaskTracker,
        end: CancellationToken,
    ) -> Self {
        Self {
            command_line,
            state: Arc::default(),
            idle,
            tasks,
            end,
        }
    }

    /// Sends a request. The messages end with its response; dropping them cancels it.
    pub(super) async fn request(&self, mut request: Value) -> Result<Messages, SharedError> {
        let (messages, receiver) = mpsc::channel(MOST_WAITING);
        let (number, input) = {
            let mut state = lock(&self.state);
            if state.open.len() >= MOST_OPEN {
                return Err(SharedError::TooMany);
            }
            let input = self.input(&mut state)?;
            state.next += 1;
            let number = state.next;
            let open = Open {
                id: std::mem::replace(&mut request["id"], number.into()),
                progress_token: progress_token(&mut request)
                    .map(|token| std::mem::replace(token, number.into())),
                messages,
            };
            state.open.insert(number, open);
            (number, input)
        };
        let messages = Messages {
            receiver,
            number,
            state: Arc::clone(&self.state),
        };
        let sent = input.send(request.to_string()).await;
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(messages)
    }

    /// The input of the supervisor, which is started if none runs.
    fn input(&self, state: &mut State) -> io::Result<mpsc::Sender<String>> {
        if let Some(input) = state.input.as_ref().filter(|input| !input.is_closed()) {
            return Ok(input.clone());
        }
        let (process, lines) = SupervisorProcess::start(&self.command_line)?;
        let (input, queued) = mpsc::channel(MOST_QUEUED);
        state.input = Some(input.clone());
        let state = Arc::clone(&self.state);
        let carrying = carry(process, lines, queued, state, self.idle, self.end.clone());
        self.tasks.spawn(carrying);
        Ok(input)
    }
}

/// Carries messages until the supervisor or the program ends, or nothing is left to do.
async fn carry(
    process: SupervisorProcess,
    mut lines: LineSource,
    mut queued: mpsc::Receiver<String>,
    state: Arc<Mutex<State>>,
    idle: Duration,
    end: CancellationToken,
) {
    let mut waiting = None;
    loop {
        tokio::select! {
            Some(line) = queued.recv(), if waiting.is_none() => waiting = Some(line.into_bytes()),
            room = process.room(), if waiting.is_some() => {
                let Ok(room) = room else {
                    lock(&state).end(&mut queued);
                    break;
                };
                room.send(waiting.take().unwrap_or_default());
            }
            line = lines.next_line() => {
                let Ok(Some(line)) = line else {
                    lock(&state).end(&mut queued);
                    break;
                };
                lock(&state).deliver(&line);
            }
            () = sleep(idle) => {
                let mut state = lock(&state);
                if state.open.is_empty() {
                    // The next request starts another one.
                    state.end(&mut queued);
                    break;
                }
            }
            () = end.cancelled() => {
                lock(&state).end(&mut queued);
                break;
            }
        }
    }
    process.end().await;
}

impl State {
    /// Takes the supervisor out of use: the streams of its requests end without a response. Requests
    /// that come later, which wait for the lock, start another one.
    fn end(&mut self, queued: &mut mpsc::Receiver<String>) {
        queued.close();
        self.input = None;
        self.open.clear();
    }

    /// Gives a line of the server to the client that it is for, if it is for one.
    fn deliver(&mut self, line: &str) {
        let Ok(mut value) = serde_json::from_str::<Value>(line) else {
            return;
        };
        if value.get("method").is_none() {
            let number = value["id"].as_u64();
            let Some(open) = number.and_then(|number| self.open.remove(&number)) else {
                return;
            };
            value["id"] = open.id;
            let message = Message {
                value,
                is_last: true,
            };
            let _ = open.messages.try_send(message);
            return;
        }
        let params = &mut value["params"];
        let place = if params["progressToken"].is_u64() {
            Some(&mut params["progressToken"])
        } else if params["requestId"].is_u64() {
            Some(&mut params["requestId"])
        } else {
            params["_meta"].get_mut(SUBSCRIPTION)
        };
        let Some(place) = place else { return };
        let Some(number) = place.as_u64() else { return };
        let Some(open) = self.open.get(&number) else {
            return;
        };
        let is_progress = value["method"] == "notifications/progress";
        let original = match &open.progress_token {
            Some(token) if is_progress => token.clone(),
            _ => open.id.clone(),
        };
        let is_last = value["method"] == "notifications/cancelled";
        let params = &mut value["params"];
        if is_progress {
            params["progressToken"] = original;
        } else if is_last {
            params["requestId"] = original;
        } else {
            params["_meta"][SUBSCRIPTION] = original;
        }
        let message = Message { value, is_last };
        if open.messages.try_send(message).is_err() || is_last {
            self.open.remove(&number);
        }
    }
}

fn progress_token(request: &mut Value) -> Option<&mut Value> {
    request
        .get_mut("params")?
        .get_mut("_meta")?
        .get_mut("progressToken")
}

/// Messages of a request.
#[derive(Debug)]
pub(super) struct Messages {
    receiver: mpsc::Receiver<Message>,
    number: u64,
    state: Arc<Mutex<State>>,
}

impl Messages {
    pub(super) async fn next(&mut self) -> Option<Message> {
        self.receiver.recv().await
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        if state.open.remove(&self.number).is_some()
            && let Some(input) = &state.input
        {
            let cancellation = json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
                "params": {"requestId": self.number, "reason": "the client closed the stream"}});
            let _ = input.try_send(cancellation.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> (State, mpsc::Receiver<Message>) {
        let (messages, receiver) = mpsc::channel(4);
        let mut state = State::default();
        state.open.insert(
            5,
            Open {
                id: json!("a"),
                progress_token: Some(json!(1)),
                messages,
            },
        );
        (state, receiver)
    }

    #[test]
    fn messages_reach_their_client_under_its_own_ids() {
        let (mut state, mut receiver) = state();
        for (line, expected) in [
            (
                json!({"method": "notifications/progress", "params": {"progressToken": 5, "progress": 1}}),
                json!({"method": "notifications/progress", "params": {"progressToken": 1, "progress": 1}}),
            ),
            (
                json!({"method": "x", "params": {"_meta": {SUBSCRIPTION: 5}}}),
                json!({"method": "x", "params": {"_meta": {SUBSCRIPTION: "a"}}}),
            ),
            (
                json!({"id": 5, "result": 7}),
                json!({"id": "a", "result": 7}),
            ),
        ] {
            state.deliver(&line.to_string());
            assert_eq!(receiver.try_recv().unwrap().value, expected);
        }
        assert!(state.open.is_empty());
    }

    #[test]
    fn messages_of_others_are_not_delivered() {
        let (mut state, mut receiver) = state();
        for line in [
            json!({"id": 6, "result": 7}),
            json!({"id": 7, "method": "roots/list"}),
            json!({"method": "notifications/message", "params": {"data": "for all"}}),
        ] {
            state.deliver(&line.to_string());
        }
        state.deliver("no JSON");
        assert!(receiver.try_recv().is_err());
        state.deliver(
            &json!({"method": "notifications/cancelled", "params": {"requestId": 5}}).to_string(),
        );
        assert!(receiver.try_recv().unwrap().is_last);
        assert!(state.open.is_empty());
    }
}
