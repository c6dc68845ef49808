//! Carries messages between standard input and output and the remote server.

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use secrecy::SecretString;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::message::{ClientMessage, Response, agreed_version};
use super::remote::{Answer, Headers, Remote, RemoteError};
use super::session::Session;
use crate::background::ReadTlsSetup;

/// Messages that wait to be sent or written.
const MOST_WAITING: usize = 64;
/// Requests that are open at once; more wait.
const MOST_OPEN: usize = 256;
/// Time for which a server that cannot be reached is tried again.
const REACH_TIME: Duration = Duration::from_secs(15);
/// First and longest wait between two attempts.
pub(super) const WAITS: (Duration, Duration) =
    (Duration::from_millis(200), Duration::from_secs(30));
/// Time for the end of the session at the server.
const END_TIME: Duration = Duration::from_secs(2);

/// Runs until standard input ends. Ends with code 1 if the session cannot begin, or cannot be
/// continued in the same protocol version.
#[must_use]
pub fn run(url: Url, token: Option<SecretString>, tls: ReadTlsSetup) -> ExitCode {
    let outcome = start(url, token, tls);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            report(&why);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the supervisor reads it and logs it")]
fn report(why: &str) {
    eprintln!("{why}");
}

fn start(url: Url, token: Option<SecretString>, tls: ReadTlsSetup) -> Result<(), String> {
    let remote = Remote::new(url, token, tls()?.config)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let (lines, input) = mpsc::channel(MOST_WAITING);
    std::thread::spawn(move || read(&lines));
    let (output, written) = mpsc::channel(MOST_WAITING);
    let writer = std::thread::spawn(move || write(written));
    let (failures, failed) = mpsc::channel(1);
    let bridge = Arc::new(Bridge {
        remote,
        session: Mutex::default(),
        renewal: tokio::sync::Mutex::default(),
        open: Mutex::default(),
        stream: Mutex::default(),
        room: Arc::new(Semaphore::new(MOST_OPEN)),
        output,
        failures,
    });
    let outcome = runtime.block_on(bridge.serve(input, failed));
    // The channel of the output closes with the tasks that hold it.
    drop(runtime);
    let _ = writer.join();
    outcome
}

fn read(lines: &mpsc::Sender<String>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if !line.trim().is_empty() && lines.blocking_send(line).is_err() {
            return;
        }
    }
}

fn write(mut lines: mpsc::Receiver<String>) {
    let mut stdout = std::io::stdout().lock();
    while let Some(line) = lines.blocking_recv() {
        if writeln!(stdout, "{line}")
            .and_then(|()| stdout.flush())
            .is_err()
        {
            return;
        }
    }
}

pub(super) struct Bridge {
    pub(super) remote: Remote,
    pub(super) session: Mutex<Session>,
    /// Held while a new session is made.
    renewal: tokio::sync::Mutex<()>,
    /// Open requests by id.
    open: Mutex<HashMap<String, AbortHandle>>,
    /// The stream of messages that belong to no request.
    pub(super) stream: Mutex<Option<AbortHandle>>,
    room: Arc<Semaphore>,
    output: mpsc::Sender<String>,
    /// Reasons to end.
    failures: mpsc::Sender<String>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bridge {
    async fn serve(
        self: Arc<Self>,
        mut input: mpsc::Receiver<String>,
        mut failed: mpsc::Receiver<String>,
    ) -> Result<(), String> {
        let terminated = signal(SignalKind::terminate());
        let mut terminated = terminated.map_err(|error| error.to_string())?;
        let outcome = loop {
            tokio::select! {
                line = input.recv() => match line {
                    Some(line) => self.take(ClientMessage::parse(line)).await?,
                    None => {
                        // Open requests are still answered; the supervisor limits the time.
                        let all = u32::try_from(MOST_OPEN).unwrap_or(u32::MAX);
                        tokio::select! {
                            _ = self.room.acquire_many(all) => {}
                            _ = terminated.recv() => {}
                        }
                        break Ok(());
                    }
                },
                Some(why) = failed.recv() => break Err(why),
                _ = terminated.recv() => break Ok(()),
            }
        };
        if let Some(stream) = lock(&self.stream).take() {
            stream.abort();
        }
        let headers = self.headers();
        let _ = timeout(END_TIME, self.remote.delete(&headers)).await;
        outcome
    }

    pub(super) fn headers(&self) -> Headers {
        lock(&self.session).headers.clone()
    }

    /// Takes a message of the client.
    async fn take(self: &Arc<Self>, message: ClientMessage) -> Result<(), String> {
        if message.is("initialize") && message.is_request() {
            return self.initialize(&message.text, true).await;
        }
        if message.is_request() {
            self.begin(message).await;
            return Ok(());
        }
        if let Some(id) = &message.cancelled
            && message.is("notifications/cancelled")
            && lock(&self.session).headers.session.is_none()
            && let Some(request) = lock(&self.open).remove(id)
        {
            // Without a session, closing the stream cancels the request.
            request.abort();
            return Ok(());
        }
        self.notify(&message).await;
        Ok(())
    }

    /// Makes a session; the answer is passed on to the client if it made the handshake itself.
    async fn initialize(self: &Arc<Self>, text: &str, pass_on: bool) -> Result<(), String> {
        let message = ClientMessage::parse(text.to_owned());
        let id = message.id.clone().unwrap_or_default();
        let sent = self.post(&message, &Headers::default()).await;
        let (session, answer) = sent.map_err(|error| format!("initialize failed: {error}"))?;
        let answer = match answer {
            Answer::Message(text) => text,
            Answer::Events(stream) => self.first_answer(stream, &id, pass_on).await?,
            Answer::Accepted => return Err("initialize was not answered".to_owned()),
        };
        let version = agreed_version(&answer);
        {
            let mut known = lock(&self.session);
            let before = known.headers.version.take();
            if !pass_on && before != version {
                let now = version.as_deref().unwrap_or("none");
                return Err(format!(
                    "the server agrees to another protocol version in a new session: {now}"
                ));
            }
            known.headers = Headers { session, version };
            known.number += 1;
            known.initialize = Some(text.to_owned());
        }
        if pass_on {
            self.write(answer).await;
        }
        Ok(())
    }

    /// Sends a notification or a response.
    async fn notify(self: &Arc<Self>, message: &ClientMessage) {
        lock(&self.session).notified(message);
        match self.send(message).await {
            Ok(_) if message.is("notifications/initialized") => self.open_stream(),
            Ok(_) => {}
            Err(error) => report(&format!("A message was not delivered: {error}.")),
        }
    }

    /// Sends a request and passes its answer on, on a task of its own.
    async fn begin(self: &Arc<Self>, message: ClientMessage) {
        let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
            return;
        };
        let id = message.id.clone().unwrap_or_default();
        let (bridge, key) = (Arc::clone(self), id.clone());
        let task = tokio::spawn(async move {
            if let Err(error) = bridge.exchange(&message, &key).await {
                bridge.write(refusal(&message, &key, &error)).await;
            }
            lock(&bridge.open).remove(&key);
            drop(room);
        });
        lock(&self.open).insert(id, task.abort_handle());
    }

    async fn exchange(
        self: &Arc<Self>,
        message: &ClientMessage,
        id: &str,
    ) -> Result<(), RemoteError> {
        match self.send(message).await? {
            Answer::Message(text) => self.pass_on(text, message, id).await,
            Answer::Events(stream) => return self.pass_events(stream, message, id).await,
            Answer::Accepted => {
                let why = "the server did not answer the request";
                return Err(RemoteError::Answer(why.to_owned()));
            }
        }
        Ok(())
    }

    /// Passes a message of the server on; notes a success of the request.
    pub(super) async fn pass_on(&self, text: String, message: &ClientMessage, id: &str) {
        let is_success = Response::answers(&text, id)
            && serde_json::from_str::<Response<'_>>(&text)
                .is_ok_and(|parsed| parsed.result.is_some());
        if is_success {
            lock(&self.session).succeeded(message);
        }
        self.write(text).await;
    }

    /// Sends a message, in a new session if the server no longer knows the old one.
    async fn send(self: &Arc<Self>, message: &ClientMessage) -> Result<Answer, RemoteError> {
        let (headers, number) = {
            let session = lock(&self.session);
            (session.headers.clone(), session.number)
        };
        match self.post(message, &headers).await {
            Err(RemoteError::NoSession) => {
                self.renew(number).await?;
                let (_, answer) = self.post(message, &self.headers()).await?;
                Ok(answer)
            }
            sent => sent.map(|(_, answer)| answer),
        }
    }

    /// Sends a message, again if the server cannot be reached.
    async fn post(
        &self,
        message: &ClientMessage,
        headers: &Headers,
    ) -> Result<(Option<String>, Answer), RemoteError> {
        let (start, mut wait) = (Instant::now(), WAITS.0);
        loop {
            match self.remote.post(message, headers).await {
                Err(RemoteError::Unreachable(_)) if start.elapsed() + wait < REACH_TIME => {
                    sleep(wait).await;
                    wait *= 2;
                }
                sent => return sent,
            }
        }
    }

    /// Makes a new session in place of number `old`.
    pub(super) async fn renew(self: &Arc<Self>, old: u64) -> Result<(), RemoteError> {
        let _renewal = self.renewal.lock().await;
        let initialize = {
            let session = lock(&self.session);
            if session.number != old {
                return Ok(());
            }
            session.initialize.clone()
        };
        let Some(initialize) = initialize else {
            return Err(RemoteError::NoSession);
        };
        report("The server does not know the session any more; a new one is made.");
        if let Err(why) = self.initialize(&initialize, false).await {
            // The next process of the supervisor makes the handshake with its own checks.
            let _ = self.failures.try_send(why);
            return Err(RemoteError::NoSession);
        }
        let restoring = lock(&self.session).restoring();
        for text in restoring {
            let message = ClientMessage::parse(text);
            if let Ok((_, Answer::Events(mut stream))) = self.post(&message, &self.headers()).await
            {
                // The answer is not of interest.
                while stream.next().await.is_some_and(|piece| piece.is_ok()) {}
            }
        }
        self.open_stream();
        Ok(())
    }

    pub(super) async fn write(&self, line: String) {
        // Without a reader the process is about to end.
        let _ = self.output.send(line).await;
    }
}

/// The answer to a request that failed.
fn refusal(message: &ClientMessage, id: &str, error: &RemoteError) -> String {
    let code = if message.version.is_some() {
        -31000
    } else {
        -32000
    };
    let is_untouched = error.is_untouched();
    let carried_out = if is_untouched {
        "was not carried out"
    } else {
        "may have been carried out"
    };
    let text = format!("{error}; this request {carried_out}");
    let error = json!({"code": code, "message": text, "data": {"not_carried_out": is_untouched}});
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
}
