//! A connection that a request can reset.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::ledger::Ledger;
use crate::shared::Shared;

/// Marks that no response is being written.
const NONE: usize = usize::MAX;

/// A handle to a connection, for the request that is in progress on it.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    reset: AtomicBool,
    wake: Notify,
    /// Index of the entry whose response is being written.
    responding: AtomicUsize,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            inner: Arc::new(Inner {
                reset: AtomicBool::new(false),
                wake: Notify::new(),
                responding: AtomicUsize::new(NONE),
            }),
        }
    }

    /// Resets the connection: nothing more is written, and the peer receives an RST.
    pub(crate) fn reset(&self) {
        self.inner.reset.store(true, Ordering::SeqCst);
        self.inner.wake.notify_one();
    }

    /// Waits for [`Self::reset`].
    pub(crate) async fn until_reset(&self) {
        self.inner.wake.notified().await;
    }

    /// Sets the entry of the next response, to which write errors are attributed.
    pub(crate) fn responding(&self, sequence: usize) {
        self.inner.responding.store(sequence, Ordering::SeqCst);
    }

    fn is_reset(&self) -> bool {
        self.inner.reset.load(Ordering::SeqCst)
    }

    fn failed(&self, ledger: &Ledger) {
        let sequence = self.inner.responding.load(Ordering::SeqCst);
        if sequence != NONE {
            ledger.update(sequence, |entry| entry.delivered_intact = false);
        }
    }
}

/// The connection's socket.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    connection: Connection,
    shared: Arc<Shared>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, connection: Connection, shared: Arc<Shared>) -> Self {
        Self {
            stream,
            connection,
            shared,
        }
    }

    fn check<T>(&self, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(_)) = outcome {
            self.connection.failed(&self.shared.ledger);
        }
        outcome
    }
}

impl Drop for Wire {
    /// With zero linger, closing a socket sends an RST instead of a FIN.
    fn drop(&mut self) {
        if self.connection.is_reset() {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.check(outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.check(outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
