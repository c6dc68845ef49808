//! Keeps what a pipe does not take yet and, for a server, what it may not have read yet.

use std::os::fd::AsFd;

use rustix::io::Errno;

use crate::buffer;

/// Bytes above which no more input is read until some are written.
const FULL: usize = 1024 * 1024;
/// A buffer that has grown beyond this is given back when it is empty.
const KEPT: usize = 256 * 1024;

/// Capacity of a pipe, and so the maximum number of written bytes that can be unread.
/// <https://man7.org/linux/man-pages/man7/pipe.7.html>
const PIPE: usize = 64 * 1024;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    bytes: Vec<u8>,
    written: usize,
    /// Number of written bytes that are kept.
    keep: usize,
}

impl Outbox {
    /// An outbox that keeps bytes that may still be in the pipe.
    pub(super) fn keeping_unread() -> Self {
        Self {
            keep: PIPE,
            ..Self::default()
        }
    }

    /// Adds a line, given without its end.
    pub(super) fn push(&mut self, line: &[u8]) {
        buffer::extend(&mut self.bytes, line);
        buffer::extend(&mut self.bytes, b"\n");
    }

    pub(super) fn is_empty(&self) -> bool {
        self.written == self.bytes.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() - self.written > FULL
    }

    /// Writes at most `most` bytes; returns false if the pipe is full.
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

    /// Drops written bytes up to the beginning of a line, from time to time.
    fn tidy(&mut self) {
        let spare = self.written.saturating_sub(self.keep);
        let is_due = if self.is_empty() {
            spare >= self.keep
        } else {
            spare > FULL
        };
        if !is_due {
            return;
        }
        let mut start = self.line_at(spare);
        if self.written - start > FULL {
            // Lines of this length are not kept.
            start = self.line_at(self.written);
        }
        self.bytes.drain(..start);
        self.written -= start;
        if self.bytes.capacity() > KEPT && self.bytes.len() <= KEPT {
            self.bytes.shrink_to(PIPE);
        }
    }

    /// Start of the line that contains this position.
    fn line_at(&self, place: usize) -> usize {
        memchr::memrchr(b'\n', &self.bytes[..place]).map_or(0, |end| end + 1)
    }

    /// Lines that the peer cannot have read completely if it has left `unread` of the written bytes
    /// in the pipe.
    pub(super) fn unsent(&self, unread: usize) -> impl Iterator<Item = &[u8]> {
        let rest = &self.bytes[self.line_at(self.written.saturating_sub(unread))..];
        rest.split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_begun_counts_as_unsent() {
        let mut outbox = Outbox::default();
        for line in ["one", "two", "three"] {
            outbox.push(line.as_bytes());
        }
        let (_reader, writer) = std::io::pipe().unwrap();
        let unsent = |outbox: &Outbox| -> Vec<String> {
            outbox
                .unsent(0)
                .map(|line| String::from_utf8(line.to_vec()).unwrap())
                .collect()
        };
        assert_eq!(unsent(&outbox), ["one", "two", "three"]);
        outbox.write(&writer, 6).unwrap();
        assert_eq!(unsent(&outbox), ["two", "three"]);
        outbox.write(&writer, 2).unwrap();
        assert_eq!(unsent(&outbox), ["three"]);
        outbox.write(&writer, 100).unwrap();
        assert_eq!(unsent(&outbox), [""; 0]);
    }

    #[test]
    fn a_line_that_was_not_read_counts_as_unsent() {
        let mut outbox = Outbox::keeping_unread();
        for line in ["one", "two", "three"] {
            outbox.push(line.as_bytes());
        }
        let (_reader, writer) = std::io::pipe().unwrap();
        outbox.write(&writer, 100).unwrap();
        let unsent = |unread| outbox.unsent(unread).collect::<Vec<_>>();
        assert_eq!(unsent(0), [b""; 0]);
        assert_eq!(unsent(1), [b"three"]);
        assert_eq!(unsent(6), [b"three"]);
        assert_eq!(unsent(7), [&b"two"[..], b"three"]);
        // More bytes than were kept.
        assert_eq!(unsent(100).len(), 3);
    }

    #[test]
    fn written_bytes_are_kept_within_bounds_and_from_the_start_of_a_line() {
        let mut outbox = Outbox::keeping_unread();
        let line = [b'x'; 999];
        let nowhere = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/null")
            .unwrap();
        for _ in 0..1_000 {
            outbox.push(&line);
            while !outbox.is_empty() {
                outbox.write(&nowhere, usize::MAX).unwrap();
            }
        }
        assert!(outbox.bytes.len() >= PIPE && outbox.bytes.len() <= 2 * PIPE + 1_000);
        assert!(outbox.unsent(PIPE).all(|unsent| unsent == line));
        outbox.push(&vec![b'y'; 4 * FULL]);
        outbox.write(&nowhere, usize::MAX).unwrap();
        assert!(outbox.is_empty() && outbox.bytes.capacity() <= KEPT);
        let mut forgetful = Outbox::default();
        forgetful.push(&line);
        forgetful.write(&nowhere, usize::MAX).unwrap();
        assert!(forgetful.bytes.is_empty());
    }
}
