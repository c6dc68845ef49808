//! Keeps what a pipe does not take yet.

use std::os::fd::AsFd;

use rustix::io::Errno;

/// More than this is not taken in: whoever makes it has to wait until it was taken off.
const FULL: usize = 1024 * 1024;
/// A buffer that has grown beyond this is given back when it is empty.
const KEPT: usize = 256 * 1024;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    bytes: Vec<u8>,
    written: usize,
}

impl Outbox {
    /// Adds a line, given without its end.
    pub(super) fn push(&mut self, line: &[u8]) {
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
    }

    pub(super) fn is_empty(&self) -> bool {
        self.written == self.bytes.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() - self.written > FULL
    }

    /// Writes at most `most` bytes; `false` where the pipe takes no more for now.
    pub(super) fn write(&mut self, pipe: impl AsFd, most: usize) -> Result<bool, Errno> {
        let end = self.bytes.len().min(self.written.saturating_add(most));
        match rustix::io::write(pipe, &self.bytes[self.written..end]) {
            Ok(count) => {
                self.written += count;
                self.tidy();
                Ok(true)
            }
            Err(Errno::INTR) => Ok(true),
            Err(Errno::AGAIN) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn tidy(&mut self) {
        if self.is_empty() {
            self.written = 0;
            if self.bytes.capacity() > KEPT {
                self.bytes = Vec::new();
            } else {
                self.bytes.clear();
            }
        } else if self.written > FULL {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
    }
}
