//! Passes a document's bytes from the network to a blocking reader, a few chunks at a time.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use net::Deadline;
use reqwest::Response;
use tokio::sync::mpsc;
use url::Url;

use super::fetch_error::FetchError;
use super::fetcher::connection_error;

/// Maximum number of buffered chunks; a slow reader slows down the transfer.
const CHUNKS_UNDER_WAY: usize = 4;

/// The reading end, which blocks until bytes arrive. Read it on a blocking thread.
pub(crate) struct Body {
    chunks: mpsc::Receiver<Result<Bytes, FetchError>>,
    current: Bytes,
    url: Url,
    deadline: Deadline,
}

impl Body {
    /// Starts to pump the body of `answer`, which ends with an error after `limit` bytes or at
    /// `deadline`. Dropping the reading end stops the pump.
    pub(crate) fn of(answer: Response, limit: u64, deadline: Deadline) -> Self {
        let (sender, chunks) = mpsc::channel(CHUNKS_UNDER_WAY);
        let url = answer.url().clone();
        tokio::spawn(pump(answer, limit, deadline, sender));
        Self {
            chunks,
            current: Bytes::new(),
            url,
            deadline,
        }
    }
}

async fn pump(
    mut answer: Response,
    limit: u64,
    deadline: Deadline,
    sender: mpsc::Sender<Result<Bytes, FetchError>>,
) {
    let url = answer.url().clone();
    let mut left = limit;
    loop {
        let next = next_chunk(&mut answer, &url, deadline).await;
        let message = match next {
            Ok(None) => return,
            Ok(Some(chunk)) => match left.checked_sub(chunk.len() as u64) {
                Some(rest) => {
                    left = rest;
                    Ok(chunk)
                }
                None => Err(FetchError::TooLong {
                    url: url.clone(),
                    limit,
                }),
            },
            Err(error) => Err(error),
        };
        let last = message.is_err();
        // The reader has finished: it found what it needed.
        if sender.send(message).await.is_err() || last {
            return;
        }
    }
}

async fn next_chunk(
    answer: &mut Response,
    url: &Url,
    deadline: Deadline,
) -> Result<Option<Bytes>, FetchError> {
    match tokio::time::timeout_at(deadline.at(), answer.chunk()).await {
        Ok(Ok(chunk)) => Ok(chunk),
        Ok(Err(error)) => Err(connection_error(url, &error)),
        Err(_) => Err(FetchError::timed_out(url.clone())),
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The deadline also applies to slow readers.
        if self.deadline.has_passed() {
            return Err(io::Error::other(FetchError::timed_out(self.url.clone())));
        }
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(Ok(chunk)) => self.current = chunk,
                Some(Err(error)) => return Err(io::Error::other(error)),
            }
        }
        let count = self.current.len().min(buffer.len());
        self.current.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

/// The first `limit` bytes of a body, or those that arrived before `deadline` or the end of the
/// connection.
pub(crate) async fn read_head(answer: &mut Response, limit: usize, deadline: Deadline) -> Vec<u8> {
    let mut head = Vec::new();
    let retry_profile = tokio::time::Instant::now() + deadline.attempt_timeout();
    while head.len() < limit {
        match tokio::time::timeout_at(retry_profile, answer.chunk()).await {
            Ok(Ok(Some(chunk))) => head.extend_from_slice(&chunk),
            Ok(Ok(None) | Err(_)) | Err(_) => break,
        }
    }
    head.truncate(limit);
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn nothing_is_read_after_the_deadline_even_if_it_is_there() {
        let (_sender, chunks) = mpsc::channel(1);
        let mut body = Body {
            chunks,
            current: Bytes::from_static(b"abc"),
            url: Url::parse("https://a.example/s.xml").unwrap(),
            deadline: Deadline::after(Duration::from_secs(600)),
        };
        let mut buffer = [0; 2];
        assert_eq!(body.read(&mut buffer).unwrap(), 2);
        body.deadline = Deadline::after(Duration::ZERO);
        let error = body.read(&mut buffer).unwrap_err();
        assert!(error.downcast::<FetchError>().is_ok());
    }
}
