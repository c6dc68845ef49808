//! Cuts what a pipe gives into lines, of which none may be longer than is allowed.

use std::os::fd::AsFd;

use rustix::io::Errno;

use crate::buffer;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;
/// A buffer that has grown beyond this is given back when it is empty.
const KEPT: usize = 256 * 1024;

/// Result of a read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Some bytes, or none for now.
    Open,
    /// The other side has closed it.
    Closed,
}

/// A part of the input.
pub(super) enum Piece<'a> {
    Line(&'a [u8]),
    /// A line that is longer than allowed has ended; its first and last bytes.
    TooLong {
        head: &'a [u8],
        tail: &'a [u8],
    },
    /// A line that is longer than allowed and does not begin like a message.
    Garbage,
}

/// Bytes that are kept of each end of a line that is too long.
const END_BYTES: usize = 1024;

/// A line that is longer than allowed.
#[derive(Debug)]
struct Skipped {
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Skipped {
    fn push(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(END_BYTES)..];
        self.tail.extend_from_slice(bytes);
        let surplus = self.tail.len().saturating_sub(END_BYTES);
        self.tail.drain(..surplus);
    }
}

#[derive(Debug)]
pub(super) struct LineReader {
    longest: usize,
    /// The beginning of a line.
    half: Vec<u8>,
    /// The line that is being skipped.
    skipping: Option<Skipped>,
    chunk: Vec<u8>,
}

impl LineReader {
    pub(super) fn new(longest: usize) -> Self {
        Self {
            longest,
            half: Vec::new(),
            skipping: None,
            chunk: vec![0; CHUNK],
        }
    }

    /// Reads once, and passes on all complete lines.
    pub(super) fn read(
        &mut self,
        pipe: impl AsFd,
        mut take: impl FnMut(Piece<'_>),
    ) -> Result<Read, Errno> {
        let count = match rustix::io::read(pipe, &mut self.chunk) {
            Ok(0) => return Ok(Read::Closed),
            Ok(count) => count,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(Read::Open),
            Err(error) => return Err(error),
        };
        let chunk = std::mem::take(&mut self.chunk);
        self.cut(&chunk[..count], &mut take);
        self.chunk = chunk;
        Ok(Read::Open)
    }

    fn cut(&mut self, mut bytes: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            bytes = &rest[1..];
            if let Some(mut skipped) = self.skipping.take() {
                skipped.push(line);
                let Skipped { head, tail } = &skipped;
                if is_message(head) {
                    take(Piece::TooLong { head, tail });
                }
                continue;
            }
            if self.half.is_empty() {
                self.hand_over(line, take);
            } else {
                let mut whole = std::mem::take(&mut self.half);
                buffer::extend(&mut whole, line);
                self.hand_over(&whole, take);
                if whole.capacity() <= KEPT {
                    whole.clear();
                    self.half = whole;
                }
            }
        }
        if let Some(skipped) = &mut self.skipping {
            skipped.push(bytes);
            return;
        }
        if self.half.len() + bytes.len() > self.longest {
            let mut half = std::mem::take(&mut self.half);
            half.extend_from_slice(bytes);
            let mut skipped = Skipped {
                head: half[..half.len().min(END_BYTES)].to_vec(),
                tail: Vec::new(),
            };
            skipped.push(&half);
            if !is_message(&skipped.head) {
                take(Piece::Garbage);
            }
            self.skipping = Some(skipped);
            return;
        }
        buffer::extend(&mut self.half, bytes);
    }

    fn hand_over(&self, line: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        if line.len() > self.longest {
            let head = &line[..line.len().min(END_BYTES)];
            let tail = &line[line.len().saturating_sub(END_BYTES)..];
            if is_message(head) {
                take(Piece::TooLong { head, tail });
            } else {
                take(Piece::Garbage);
            }
        } else {
            take(Piece::Line(line));
        }
    }

    /// Returns a last line without a newline if it is complete JSON.
    pub(super) fn take_complete(&mut self) -> Option<Vec<u8>> {
        self.is_complete().then(|| std::mem::take(&mut self.half))
    }

    /// A line without a newline that is complete JSON.
    pub(super) fn complete(&self) -> Option<&[u8]> {
        self.is_complete().then_some(&self.half)
    }

    fn is_complete(&self) -> bool {
        let is_object = self.half.trim_ascii_start().starts_with(b"{");
        is_object && serde_json::from_slice::<serde::de::IgnoredAny>(&self.half).is_ok()
    }

    /// Bytes of an unfinished line.
    pub(super) fn half_line(&self) -> usize {
        self.half.len()
    }
}

fn is_message(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(longest: usize, pieces: &[&str]) -> Vec<String> {
        let mut reader = LineReader::new(longest);
        let mut found = Vec::new();
        for piece in pieces {
            reader.cut(piece.as_bytes(), &mut |piece| match piece {
                Piece::Line(line) => found.push(String::from_utf8_lossy(line).into_owned()),
                Piece::TooLong { head, tail } => {
                    let ends = [head, tail].map(String::from_utf8_lossy);
                    found.push(format!("(too long: {}, {})", ends[0], ends[1]));
                }
                Piece::Garbage => found.push("(garbage)".into()),
            });
        }
        found
    }

    #[test]
    fn lines_are_whole_however_they_arrive() {
        assert_eq!(cut(100, &["a\nb", "c\r\n", "\nd", "e"]), ["a", "bc\r", ""]);
    }

    #[test]
    fn a_last_line_without_a_newline_counts_if_it_is_complete() {
        let mut reader = LineReader::new(100);
        reader.cut(b"{\"id\":1", &mut |_| {});
        assert_eq!(reader.take_complete(), None);
        reader.cut(b"}", &mut |_| {});
        assert_eq!(reader.take_complete().as_deref(), Some(&b"{\"id\":1}"[..]));
        assert_eq!(reader.half_line(), 0);
    }

    #[test]
    fn a_line_that_is_too_long_is_given_up_and_the_next_is_not() {
        assert_eq!(
            cut(4, &["1234\n", "123", "45", "67\n", "ok\n"]),
            ["1234", "(garbage)", "ok"]
        );
        assert_eq!(cut(4, &["12345\nok\n"]), ["(garbage)", "ok"]);
        assert_eq!(
            cut(4, &["{1", "234", "5}\nok\n"]),
            ["(too long: {1234, {12345})", "ok"]
        );
        assert_eq!(cut(4, &["{123}\n"]), ["(too long: {123}, {123})"]);
    }
}
