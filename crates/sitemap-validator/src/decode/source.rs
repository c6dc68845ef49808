//! Wraps the caller's source, to distinguish its errors from those of the data and to limit its size.

use std::io::{self, Read};

use super::fault::{Fault, Faults};

/// The caller's source.
pub(crate) struct Source<R> {
    inner: R,
    faults: Faults,
}

impl<R> Source<R> {
    pub(crate) fn new(inner: R, faults: Faults) -> Self {
        Self { inner, faults }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.faults.source_failed();
                    return Err(error);
                }
                read => return read,
            }
        }
    }
}

/// Ends compressed data after a number of bytes.
///
/// Empty gzip members decompress to nothing, so a limit on the document alone would not end them.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
    faults: Faults,
}

impl<R> Bounded<R> {
    pub(crate) fn new(inner: R, limit: u64, faults: Faults) -> Self {
        Self {
            inner,
            left: limit,
            faults,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            if self.inner.read(&mut [0])? > 0 {
                self.faults.add(Fault::TooLarge);
            }
            return Ok(0);
        }
        let wanted = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        // Always fill the buffer: the output before a defect depends on the size of the
        // decompressor's input, and the report must not depend on it.
        let mut count = 0;
        while count < wanted {
            match self.inner.read(&mut buffer[count..wanted])? {
                0 => break,
                more => count += more,
            }
        }
        self.left -= count as u64;
        Ok(count)
    }
}
