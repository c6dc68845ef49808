//! The asynchronous runtime of the process.

use net::tls::RootVariables;

use super::clients::Clients;
use super::run_error::SystemError;
use super::shutdown::Shutdown;
use crate::model::FailureReport;

/// Runs `work` with the clients of a run and the signals that end it.
///
/// # Errors
/// Those of `work`, or if the runtime, the signal handlers or the trust roots fail.
pub(crate) fn with_runtime<T>(
    named_roots: RootVariables,
    work: impl AsyncFnOnce(Clients, Shutdown) -> Result<T, FailureReport>,
) -> Result<T, FailureReport> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| SystemError {
            action: "start the asynchronous runtime",
            source,
        })?;
    let done = runtime.block_on(async {
        let shutdown = Shutdown::listen().map_err(|source| SystemError {
            action: "listen for signals",
            source,
        })?;
        work(Clients::open(named_roots)?, shutdown).await
    });
    // A resolver or pipe that does not respond must not keep the process alive.
    runtime.shutdown_background();
    done
}
