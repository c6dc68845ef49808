//! Streams of events: that of a request, which is resumed if it breaks off, and that of messages which
//! belong to no request.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tokio::time::{Instant, sleep};

use super::bridge::{Bridge, WAITS, lock};
use super::events::EventReader;
use super::message::{ClientMessage, Response};
use super::remote::{Answer, MOST_BYTES, RemoteError};

/// Time for which a stream that broke off is resumed.
const RESUME_TIME: Duration = Duration::from_secs(60);

pub(super) type Events = BoxStream<'static, Result<bytes::Bytes, RemoteError>>;

impl Bridge {
    /// The answer to the handshake in a stream; messages before it are passed on.
    pub(super) async fn first_answer(
        &self,
        mut stream: Events,
        id: &str,
        pass_on: bool,
    ) -> Result<String, String> {
        let mut reader = EventReader::new(MOST_BYTES);
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|error| format!("initialize failed: {error}"))?;
            for event in reader.push(&piece).map_err(|error| error.to_string())? {
                if Response::answers(&event.data, id) {
                    return Ok(event.data);
                }
                if pass_on && !event.data.is_empty() {
                    self.write(event.data).await;
                }
            }
        }
        Err("the stream ended before the answer to initialize".to_owned())
    }

    /// Passes the events of a request on, and resumes their stream if it breaks off.
    pub(super) async fn pass_events(
        &self,
        mut stream: Events,
        message: &ClientMessage,
        id: &str,
    ) -> Result<(), RemoteError> {
        let (mut last, mut wait) = (None, WAITS.0);
        let mut broken: Option<Instant> = None;
        loop {
            let mut reader = EventReader::new(MOST_BYTES);
            let end = loop {
                let Some(piece) = stream.next().await else {
                    let why = "the stream ended before the answer";
                    break RemoteError::BrokenOff(why.to_owned());
                };
                let piece = match piece {
                    Ok(piece) => piece,
                    Err(error) => break error,
                };
                let events = reader.push(&piece);
                for event in events.map_err(|error| RemoteError::Answer(error.to_string()))? {
                    broken = None;
                    last = event.id.or(last);
                    wait = event.retry.unwrap_or(wait);
                    if event.data.is_empty() {
                        continue;
                    }
                    let is_answer = Response::answers(&event.data, id);
                    self.pass_on(event.data, message, id).await;
                    if is_answer {
                        return Ok(());
                    }
                }
            };
            let Some(last_event) = &last else {
                return Err(end);
            };
            let since = *broken.get_or_insert_with(Instant::now);
            stream = loop {
                if since.elapsed() > RESUME_TIME {
                    return Err(end);
                }
                sleep(wait.min(WAITS.1)).await;
                match self.remote.get(&self.headers(), Some(last_event)).await {
                    Ok(Answer::Events(stream)) => break stream,
                    Err(RemoteError::Unreachable(_) | RemoteError::BrokenOff(_)) => wait *= 2,
                    Ok(_) | Err(_) => return Err(end),
                }
            };
        }
    }

    /// Opens the stream of messages that belong to no request, on a task of its own.
    pub(super) fn open_stream(self: &Arc<Self>) {
        let bridge = Arc::clone(self);
        let task = tokio::spawn(async move { bridge.listen().await });
        if let Some(old) = lock(&self.stream).replace(task.abort_handle()) {
            old.abort();
        }
    }

    async fn listen(self: &Arc<Self>) {
        let (mut last, mut wait) = (None::<String>, WAITS.0);
        loop {
            let number = lock(&self.session).number;
            match self.remote.get(&self.headers(), last.as_deref()).await {
                Ok(Answer::Events(mut stream)) => {
                    let mut reader = EventReader::new(MOST_BYTES);
                    while let Some(Ok(piece)) = stream.next().await {
                        let Ok(events) = reader.push(&piece) else {
                            break;
                        };
                        for event in events {
                            wait = event.retry.unwrap_or(WAITS.0);
                            last = event.id.or(last);
                            if !event.data.is_empty() {
                                self.write(event.data).await;
                            }
                        }
                    }
                }
                Err(RemoteError::NoSession) => {
                    let bridge = Arc::clone(self);
                    // It opens a stream of its own, and ends this task.
                    tokio::spawn(async move { bridge.renew(number).await });
                    return;
                }
                Err(RemoteError::Unreachable(_) | RemoteError::BrokenOff(_)) => {}
                // The server has no such stream.
                Ok(_) | Err(_) => return,
            }
            sleep(wait.min(WAITS.1)).await;
            wait = (wait * 2).min(WAITS.1);
        }
    }
}
