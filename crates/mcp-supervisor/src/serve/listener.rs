//! Accepts connections until a signal ends the program.

use std::convert::Infallible;
use std::ffi::OsString;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::access::Access;
use super::request_handler::{NoHandler, PATH, RequestHandler};
use super::sessions::Sessions;
use super::shared::Shared;
use crate::event::Level;
use crate::log::Log;

/// Maximum number of concurrent connections; others wait.
const MOST_CONNECTIONS: usize = 1_024;
/// Time limit for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// Wait after a connection could not be accepted, most likely for lack of descriptors.
const AGAIN: Duration = Duration::from_millis(100);
/// Time limit for all servers to end.
const END_TIME: Duration = Duration::from_secs(45);

/// Options of `serve`.
#[derive(Debug)]
pub struct ServeOptions {
    /// Address to listen on.
    pub address: SocketAddr,
    /// Conditions of requests.
    pub access: Access,
    /// Maximum number of sessions.
    pub max_sessions: usize,
    /// Time without messages after which a session ends.
    pub idle: Duration,
    /// Command line of the supervisor of each session.
    pub command_line: Vec<OsString>,
    /// Maximum size of a message in bytes.
    pub most_bytes: usize,
    /// Log.
    pub log: Log,
}

/// Reason why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be used.
    #[error("failed to listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The system refuses.
    #[error("failed to start")]
    Start(#[source] io::Error),
}

/// Serves until SIGTERM or SIGINT, then ends all servers.
///
/// # Errors
///
/// The address cannot be used.
pub fn run(options: ServeOptions) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    runtime.block_on(serve(options))
}

async fn serve(options: ServeOptions) -> Result<(), ServeError> {
    let log = options.log.clone();
    let listener = TcpListener::bind(options.address)
        .await
        .map_err(|error| ServeError::Listen(options.address, error))?;
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [terminated, interrupted] = signals;
    let mut terminated = terminated.map_err(ServeError::Start)?;
    let mut interrupted = interrupted.map_err(ServeError::Start)?;
    let local = listener.local_addr().unwrap_or(options.address);
    let message = format!("Serving on http://{local}{PATH}.");
    log.remark(Level::Info, &message);
    let (end, tasks) = (CancellationToken::new(), TaskTracker::new());
    let handler = handler(options, &end, &tasks);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let accepting = accept(listener, Arc::clone(&handler), room);
    tokio::select! {
        () = accepting => {}
        () = received(&mut terminated) => log.remark(Level::Info, "SIGTERM: ending all sessions."),
        () = received(&mut interrupted) => log.remark(Level::Info, "SIGINT: ending all sessions."),
    }
    end.cancel();
    handler.sessions.end().await;
    tasks.close();
    let _ = timeout(END_TIME, tasks.wait()).await;
    Ok(())
}

async fn received(signal: &mut Signal) {
    if signal.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

async fn accept(listener: TcpListener, handler: Arc<RequestHandler>, room: Arc<Semaphore>) {
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve_one(stream, Arc::clone(&handler), place));
            }
            Err(_) => sleep(AGAIN).await,
        }
    }
}

async fn serve_one(stream: TcpStream, handler: Arc<RequestHandler>, _place: OwnedSemaphorePermit) {
    let answer = service_fn(|request| async { Ok::<_, Infallible>(handler.pass(request).await) });
    // A connection that breaks off is the client's.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

fn handler(
    options: ServeOptions,
    end: &CancellationToken,
    tasks: &TaskTracker,
) -> Arc<RequestHandler> {
    let mut local = LocalSessionManager::default();
    local.session_config.keep_alive = Some(options.idle);
    let command_line = options.command_line;
    let sessions = Arc::new(Sessions::new(
        local,
        command_line.clone(),
        tasks.clone(),
        options.log,
    ));
    let mut config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(options.access.hosts().iter().cloned())
        .with_allowed_origins(options.access.origins().iter().cloned())
        .enforce_origin_validation()
        .with_cancellation_token(end.clone());
    config.max_request_body_bytes = options.most_bytes;
    let service = StreamableHttpService::new(|| Ok(NoHandler), Arc::clone(&sessions), config);
    Arc::new(RequestHandler {
        access: options.access,
        service,
        sessions,
        max_sessions: options.max_sessions,
        beginning: Mutex::new(()),
        shared: Shared::new(command_line, options.idle, tasks.clone(), end.clone()),
        most_bytes: options.most_bytes,
    })
}
