//! Keeps what a pipe does not take yet.

use std::os::fd::AsFd;

use rustix::io::Errno;

/// Bytes above which no more input is read until some are written.
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
            let begun = self.begun();
            self.bytes.drain(..begun);
            self.written -= begun;
        }
    }

    /// Start of the first line that was not written completely.
    fn begun(&self) -> usize {
        memchr::memrchr(b'\n', &self.bytes[..self.written]).map_or(0, |end| end + 1)
    }

    /// Lines that were not written completely, so that no peer can have read them.
    pub(super) fn unsent(&self) -> impl Iterator<Item = &[u8]> {
        let rest = &self.bytes[self.begun()..];
        let rest = if self.is_empty() { &[] } else { rest };
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
                .unsent()
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
}
