//! Response bodies: complete, byte by byte, or truncated.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::shared::Shared;

/// Time for sending the bytes of a truncated body before the connection closes.
const TRUNCATION_PAUSE: Duration = Duration::from_millis(10);

/// A complete body, sent at once or byte by byte; with its last byte, its entry is marked.
pub(super) struct WholeBody {
    rest: Bytes,
    drip: Option<(Duration, Pin<Box<Sleep>>)>,
    mark: Option<Mark>,
}

/// The entry to mark as delivered.
pub(super) struct Mark {
    pub(super) shared: Arc<Shared>,
    pub(super) sequence: usize,
}

impl Mark {
    fn set(self) {
        let mark = |entry: &mut crate::ledger::Entry| entry.delivered_intact = true;
        self.shared.ledger.update(self.sequence, mark);
    }
}

impl WholeBody {
    /// Sends `content` at once. An empty body is marked immediately, since it is never polled.
    pub(super) fn new(content: Bytes, mark: Option<Mark>) -> Self {
        let mut body = Self {
            rest: content,
            drip: None,
            mark,
        };
        body.mark_if_complete();
        body
    }

    /// Sends `content` with a pause before each byte.
    pub(super) fn dripping(content: Bytes, pause: Duration, mark: Option<Mark>) -> Self {
        Self {
            drip: Some((pause, Box::pin(sleep(pause)))),
            ..Self::new(content, mark)
        }
    }

    fn mark_if_complete(&mut self) {
        if self.rest.is_empty()
            && let Some(mark) = self.mark.take()
        {
            mark.set();
        }
    }
}

impl Body for WholeBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let mut size = self.rest.len();
        if let Some((pause, timer)) = &mut self.drip {
            std::task::ready!(timer.as_mut().poll(context));
            *timer = Box::pin(sleep(*pause));
            size = 1;
        }
        let piece = self.rest.copy_to_bytes(size);
        self.mark_if_complete();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

/// A body that fails after its bytes, for a response with a larger `Content-Length`.
pub(super) struct TruncatedBody {
    content: Option<Bytes>,
    end: Option<Pin<Box<Sleep>>>,
}

impl TruncatedBody {
    pub(super) fn new(content: Bytes) -> Self {
        Self {
            content: Some(content),
            end: None,
        }
    }
}

impl Body for TruncatedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(content) = self.content.take() {
            return Poll::Ready(Some(Ok(Frame::data(content))));
        }
        // The wait lets hyper write its buffer, which an immediate error would discard.
        let end = self
            .end
            .get_or_insert_with(|| Box::pin(sleep(TRUNCATION_PAUSE)));
        std::task::ready!(end.as_mut().poll(context));
        Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())))
    }
}
