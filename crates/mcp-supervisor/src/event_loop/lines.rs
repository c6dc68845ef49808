//! Cuts what a pipe gives into lines, of which none may be longer than is allowed.

use std::os::fd::AsFd;

use rustix::io::Errno;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;
/// A buffer that has grown beyond this is given back when it is empty.
const KEPT: usize = 256 * 1024;

/// What a pipe gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Some bytes, or none for now.
    Open,
    /// The other side has closed it.
    Closed,
}

/// What came of some bytes.
pub(super) enum Piece<'a> {
    Line(&'a [u8]),
    /// A line without an end in sight was given up.
    TooLong,
}

#[derive(Debug)]
pub(super) struct LineReader {
    longest: usize,
    /// The beginning of a line.
    half: Vec<u8>,
    /// The rest of a line that was given up.
    skipping: bool,
    chunk: Vec<u8>,
}

impl LineReader {
    pub(super) fn new(longest: usize) -> Self {
        Self {
            longest,
            half: Vec::new(),
            skipping: false,
            chunk: vec![0; CHUNK],
        }
    }

    /// Reads once, and hands over every line that is complete.
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
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            if self.half.is_empty() {
                self.hand_over(line, take);
            } else {
                let mut whole = std::mem::take(&mut self.half);
                whole.extend_from_slice(line);
                self.hand_over(&whole, take);
                if whole.capacity() <= KEPT {
                    whole.clear();
                    self.half = whole;
                }
            }
        }
        if self.skipping {
            return;
        }
        if self.half.len() + bytes.len() > self.longest {
            self.half = Vec::new();
            self.skipping = true;
            take(Piece::TooLong);
            return;
        }
        self.half.extend_from_slice(bytes);
    }

    fn hand_over(&self, line: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        if line.len() > self.longest {
            take(Piece::TooLong);
        } else {
            take(Piece::Line(line));
        }
    }

    /// The bytes of a line that never ended.
    pub(super) fn half_line(&self) -> usize {
        self.half.len()
    }
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
                Piece::TooLong => found.push("(too long)".into()),
            });
        }
        found
    }

    #[test]
    fn lines_are_whole_however_they_arrive() {
        assert_eq!(cut(100, &["a\nb", "c\r\n", "\nd", "e"]), ["a", "bc\r", ""]);
    }

    #[test]
    fn a_line_that_is_too_long_is_given_up_and_the_next_is_not() {
        assert_eq!(
            cut(4, &["1234\n", "123", "45", "67\n", "ok\n"]),
            ["1234", "(too long)", "ok"]
        );
        assert_eq!(cut(4, &["12345\nok\n"]), ["(too long)", "ok"]);
    }
}
