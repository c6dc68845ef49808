//! Runs the server until its client leaves, a signal comes, or its memory is too much.

use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::http::{self, HttpAccess};
use super::server::Server;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::shutdown::Shutdown;

/// Serves over standard input and output, or over HTTP where `access` says so.
///
/// # Errors
/// When it cannot begin, or the address cannot be had.
pub(crate) async fn serve(
    desk: Desk,
    access: Option<HttpAccess>,
    shutdown: &mut Shutdown,
) -> Result<ExitCode, Failure> {
    let end = CancellationToken::new();
    let memory = watch_memory(end.clone())?;
    let server = Server::new(Arc::new(desk));
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
        return Err(Failure::Memory);
    }
    code
}

async fn over_stdio(server: Server, end: CancellationToken) -> Result<(), Failure> {
    let running = match server.serve_with_ct(stdio_pipes(), end).await {
        Ok(running) => running,
        // A client may leave before it says anything.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
            return Ok(());
        }
        Err(error) => {
            return Err(Failure::System {
                doing: "begin the session",
                source: std::io::Error::other(error.to_string()),
            });
        }
    };
    running.waiting().await.map_err(|error| Failure::System {
        doing: "serve the session",
        source: std::io::Error::other(error),
    })?;
    Ok(())
}

/// Ends the process by `end` when it holds too much memory: a supervisor starts it anew, and a
/// leak does not become an outage.
#[cfg(unix)]
fn watch_memory(end: CancellationToken) -> Result<MemoryWatch, Failure> {
    use mcp_supervisor::watchdog::{MemoryLimits, MemoryVerdict, OwnMemoryWatch};
    use std::sync::atomic::{AtomicBool, Ordering};

    let exceeded = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&exceeded);
    let watch = OwnMemoryWatch::start(MemoryLimits::default(), move |verdict, bytes| {
        let megabytes = bytes / 1_000_000;
        match verdict {
            MemoryVerdict::Fine => {}
            MemoryVerdict::Warn => tracing::warn!(megabytes, "much memory is in use"),
            MemoryVerdict::Restart => {
                tracing::error!(megabytes, "too much memory is in use; leaving");
                told.store(true, Ordering::Relaxed);
                end.cancel();
            }
        }
    });
    Ok(MemoryWatch {
        exceeded,
        _watch: watch.map_err(|source| Failure::System {
            doing: "watch the memory",
            source,
        })?,
    })
}

#[cfg(unix)]
struct MemoryWatch {
    exceeded: Arc<std::sync::atomic::AtomicBool>,
    _watch: mcp_supervisor::watchdog::OwnMemoryWatch,
}

#[cfg(unix)]
impl MemoryWatch {
    fn was_exceeded(&self) -> bool {
        self.exceeded.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// Nothing is watched where there is no way to see it.
#[cfg(not(unix))]
fn watch_memory(_end: CancellationToken) -> Result<MemoryWatch, Failure> {
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
