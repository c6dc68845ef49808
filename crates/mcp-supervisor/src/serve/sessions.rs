//! Sessions of the SDK, each connected with a supervisor.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ffi::OsString;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::Stream;
use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use rmcp::transport::common::server_side_http::{ServerSseMessage, SessionId};
use rmcp::transport::streamable_http_server::SessionManager;
use rmcp::transport::streamable_http_server::session::local::{
    LocalSessionManager, LocalSessionManagerError,
};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::messages::{client_line, server_message};
use super::supervisor_process::{LineSource, SupervisorProcess};
use crate::event::Level;
use crate::log::Log;

/// Sessions and their supervisors.
#[derive(Debug)]
pub(super) struct Sessions {
    local: Arc<LocalSessionManager>,
    /// Command line of each supervisor.
    command_line: Vec<OsString>,
    ends: Ends,
    /// Tasks that end with their supervisors.
    tasks: TaskTracker,
    log: Log,
}

type Ends = Arc<Mutex<HashMap<SessionId, CancellationToken>>>;

/// Error of a session.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionError {
    /// The SDK's session has failed.
    #[error(transparent)]
    Local(#[from] LocalSessionManagerError),
    /// The supervisor could not be started.
    #[error("the server could not be started")]
    Start(#[source] io::Error),
}

impl Sessions {
    pub(super) fn new(
        local: LocalSessionManager,
        command_line: Vec<OsString>,
        tasks: TaskTracker,
        log: Log,
    ) -> Self {
        Self {
            local: Arc::new(local),
            command_line,
            ends: Ends::default(),
            tasks,
            log,
        }
    }

    /// Number of sessions.
    pub(super) async fn count(&self) -> usize {
        self.local.sessions.read().await.len()
    }

    /// Ends all sessions.
    pub(super) async fn end(&self) {
        let ids: Vec<SessionId> = self.local.sessions.read().await.keys().cloned().collect();
        for id in ids {
            let _ = self.close_session(&id).await;
        }
    }
}

impl SessionManager for Sessions {
    type Error = SessionError;
    type Transport = Unused;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), Self::Error> {
        let (process, lines) =
            SupervisorProcess::start(&self.command_line).map_err(SessionError::Start)?;
        let (id, transport) = self.local.create_session().await?;
        let end = CancellationToken::new();
        let ends = &self.ends;
        ends.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.clone(), end.clone());
        let session = Session {
            id: id.clone(),
            local: Arc::clone(&self.local),
            ends: Arc::clone(ends),
            log: self.log.clone(),
        };
        let unused = Unused(end.clone());
        self.tasks
            .spawn(session.run(transport, process, lines, end));
        Ok((id, unused))
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, Self::Error> {
        Ok(self.local.initialize_session(id, message).await?)
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, Self::Error> {
        Ok(self.local.has_session(id).await?)
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), Self::Error> {
        let end = self
            .ends
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        if let Some(end) = end {
            end.cancel();
        }
        Ok(self.local.close_session(id).await?)
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.create_stream(id, message).await?)
    }

    async fn accept_message(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<(), Self::Error> {
        Ok(self.local.accept_message(id, message).await?)
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.create_standalone_stream(id).await?)
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.resume(id, last_event_id).await?)
    }
}

struct Session {
    id: SessionId,
    local: Arc<LocalSessionManager>,
    ends: Ends,
    log: Log,
}

impl Session {
    /// Passes messages on until the client, the supervisor or the program ends the session.
    async fn run(
        self,
        mut transport: impl Transport<RoleServer>,
        process: SupervisorProcess,
        mut lines: LineSource,
        end: CancellationToken,
    ) {
        let short: String = self.id.chars().take(8).collect();
        self.log
            .remark(Level::Info, &format!("Session {short} begins."));
        let mut waiting = None;
        let why = loop {
            tokio::select! {
                message = transport.receive(), if waiting.is_none() => {
                    let Some(message) = message else { break "it was idle, or the client ended it" };
                    waiting = client_line(&message);
                }
                room = process.room(), if waiting.is_some() => {
                    let Ok(room) = room else { break "its server has ended" };
                    room.send(waiting.take().unwrap_or_default());
                }
                line = lines.next_line() => {
                    let Ok(Some(line)) = line else { break "its server has ended" };
                    if let Some(message) = server_message(&line) {
                        // The client resumes a closed stream, or its messages are lost.
                        let _ = transport.send(message).await;
                    }
                }
                () = end.cancelled() => break "the client ended it, or the program ends",
            }
        };
        self.ends
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
        end.cancel();
        let _ = self.local.close_session(&self.id).await;
        let _ = transport.close().await;
        process.end().await;
        self.log
            .remark(Level::Info, &format!("Session {short} has ended: {why}."));
    }
}

/// Transport of the SDK's own handler, which gets no messages: they go to the supervisor.
#[derive(Debug)]
pub(super) struct Unused(CancellationToken);

impl Transport<RoleServer> for Unused {
    type Error = Infallible;

    fn send(
        &mut self,
        _: ServerJsonRpcMessage,
    ) -> impl Future<Output = Result<(), Infallible>> + Send + 'static {
        std::future::ready(Ok(()))
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        self.0.cancelled().await;
        None
    }

    async fn close(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
