//! Runs the server until its client disconnects, a signal arrives, or it exceeds its memory limit.

use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use memory_watch::{MEBIBYTE, MemoryLimits, MemoryVerdict, OwnMemoryWatch};
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;
use tokio_util::sync::CancellationToken;

use super::http;
use super::server::Server;
use super::server_state::ServerState;
use crate::app::clients::Clients;
use crate::app::run_error::SystemError;
use crate::app::shutdown::Shutdown;
use crate::app::{HttpAccess, ServeOptions};
use crate::model::{ExitCode, Failure, FailureReport, Remedy};

/// The process exceeded its memory limit.
#[derive(Debug, thiserror::Error)]
#[error("the memory limit was exceeded")]
struct OutOfMemory;

impl Failure for OutOfMemory {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Unexpected
    }

    fn remedy(&self) -> Option<Remedy> {
        Some("restart it; `mcp-supervisor` does this automatically and keeps the session".into())
    }
}

/// Serves over standard input and output, or over HTTP.
///
/// # Errors
/// If the server cannot start, or the address cannot be bound.
pub(crate) async fn serve(
    mut options: ServeOptions,
    clients: Clients,
    shutdown: &mut Shutdown,
) -> Result<ExitCode, FailureReport> {
    let access = options.http.take();
    let state = ServerState::new(clients, options);
    let end = CancellationToken::new();
    let memory = watch_memory(end.clone())?;
    serve_until(end, &memory, state, access, shutdown).await
}

async fn serve_until(
    end: CancellationToken,
    memory: &MemoryWatch,
    state: ServerState,
    access: Option<HttpAccess>,
    shutdown: &mut Shutdown,
) -> Result<ExitCode, FailureReport> {
    let server = Server::new(Arc::new(state));
    let served = async {
        match access {
            Some(access) => http::serve(server, access, end.clone()).await,
            None => over_stdio(server, end.clone()).await,
        }
    };
    let code = tokio::select! {
        served = served => served.map(|()| ExitCode::Ok),
        stop = shutdown.requested() => {
            end.cancel();
            Ok(stop.exit_code())
        }
    };
    if memory.was_exceeded() {
        return Err(OutOfMemory.into());
    }
    code
}

async fn over_stdio(server: Server, end: CancellationToken) -> Result<(), FailureReport> {
    let running = match server.serve_with_ct(stdio_pipes(), end).await {
        Ok(running) => running,
        // A client may disconnect before its first message.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
            return Ok(());
        }
        Err(error) => {
            return Err(SystemError {
                action: "begin the session",
                source: std::io::Error::other(error.to_string()),
            }
            .into());
        }
    };
    running.waiting().await.map_err(|error| SystemError {
        action: "serve the session",
        source: std::io::Error::other(error),
    })?;
    Ok(())
}

/// Completes `end` when the process exceeds its memory limit, so that a supervisor restarts it
/// before a leak becomes an outage.
#[cfg(unix)]
fn watch_memory(end: CancellationToken) -> Result<MemoryWatch, FailureReport> {
    MemoryWatch::start(MemoryLimits::default(), end)
}

#[cfg(unix)]
struct MemoryWatch {
    exceeded: Arc<AtomicBool>,
    _watch: OwnMemoryWatch,
}

#[cfg(unix)]
impl MemoryWatch {
    fn start(limits: MemoryLimits, end: CancellationToken) -> Result<Self, FailureReport> {
        let exceeded = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&exceeded);
        let watch = OwnMemoryWatch::start(limits, move |verdict, bytes| {
            let mebibytes = bytes / MEBIBYTE;
            match verdict {
                MemoryVerdict::Fine => {}
                MemoryVerdict::Warn => tracing::warn!(mebibytes, "memory is close to the limit"),
                MemoryVerdict::Restart => {
                    tracing::error!(mebibytes, "memory exceeds the limit; exiting");
                    told.store(true, Ordering::Relaxed);
                    end.cancel();
                }
            }
        });
        Ok(Self {
            exceeded,
            _watch: watch.map_err(|source| SystemError {
                action: "watch the memory",
                source,
            })?,
        })
    }

    fn was_exceeded(&self) -> bool {
        self.exceeded.load(Ordering::Relaxed)
    }
}

/// Memory is not watched on other platforms.
#[cfg(not(unix))]
fn watch_memory(_end: CancellationToken) -> Result<MemoryWatch, FailureReport> {
    Ok(MemoryWatch)
}

#[cfg(not(unix))]
struct MemoryWatch;

#[cfg(not(unix))]
impl MemoryWatch {
    const fn was_exceeded(&self) -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::time::Duration;

    use net::tls::RootVariables;
    use search_console::ApiEndpoint;

    use super::*;

    use crate::app::{Allowed, Connection, StoreLocation};
    use crate::store::InspectionQuota;

    fn options() -> ServeOptions {
        ServeOptions {
            fetches_private: false,
            http: None,
            allowed: Allowed {
                submit: false,
                delete: false,
            },
            connection: Ok(Connection {
                endpoint: ApiEndpoint::google(),
                credentials: None,
            }),
            store: StoreLocation::Disabled,
            quota: InspectionQuota::GOOGLE,
            deadline: Duration::from_secs(1),
        }
    }

    #[tokio::test]
    async fn a_server_that_takes_too_much_memory_leaves() {
        let access = HttpAccess {
            address: ([127, 0, 0, 1], 0).into(),
            token: None,
            hosts: Vec::new(),
            origins: Vec::new(),
        };
        // Every process uses more than this.
        let limits = MemoryLimits {
            warn: 1,
            restart: 1,
            interval: Duration::from_millis(1),
        };
        let mut shutdown = Shutdown::listen().unwrap();
        let clients = Clients::open(RootVariables::Unset).unwrap();
        let state = ServerState::new(clients, options());
        let end = CancellationToken::new();
        let memory = MemoryWatch::start(limits, end.clone()).unwrap();
        let left = serve_until(end, &memory, state, Some(access), &mut shutdown).await;
        assert_eq!(left, Err(OutOfMemory.into()));
    }
}
