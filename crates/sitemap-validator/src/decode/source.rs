//! Reads the caller's source: tells its errors from those of the data, and bounds what is read.

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
/// Empty gzip members decompress to nothing, so a bound on the document alone would not end them.
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
        // As much as there is room for: where data is damaged, what is decompressed before that
        // depends on how much the decompressor is given at a time, and so would the report.
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
