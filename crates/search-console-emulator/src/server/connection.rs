//! Wraps the socket of a connection, so that a request on it can have it reset.

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

/// No answer is on its way.
const NONE: usize = usize::MAX;

/// A handle to a connection, for the request that is being answered on it.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    reset: AtomicBool,
    wake: Notify,
    /// Number of the entry whose answer is being written.
    answering: AtomicUsize,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            inner: Arc::new(Inner {
                reset: AtomicBool::new(false),
                wake: Notify::new(),
                answering: AtomicUsize::new(NONE),
            }),
        }
    }

    /// Has the connection reset: no byte more is written, and the peer gets an RST.
    pub(crate) fn reset(&self) {
        self.inner.reset.store(true, Ordering::SeqCst);
        self.inner.wake.notify_one();
    }

    /// Waits until the connection is to be reset.
    pub(crate) async fn until_reset(&self) {
        self.inner.wake.notified().await;
    }

    /// Notes whose answer comes next, to blame a failure to write it on the right entry.
    pub(crate) fn answering(&self, sequence: usize) {
        self.inner.answering.store(sequence, Ordering::SeqCst);
    }

    fn is_reset(&self) -> bool {
        self.inner.reset.load(Ordering::SeqCst)
    }

    fn failed(&self, ledger: &Ledger) {
        let sequence = self.inner.answering.load(Ordering::SeqCst);
        if sequence != NONE {
            ledger.update(sequence, |entry| entry.answered_intact = false);
        }
    }
}

/// The socket itself.
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

    fn note<T>(&self, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(_)) = outcome {
            self.connection.failed(&self.shared.ledger);
        }
        outcome
    }
}

impl Drop for Wire {
    /// Closing a socket that does not linger sends an RST in place of a FIN.
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
        self.note(outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.note(outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
