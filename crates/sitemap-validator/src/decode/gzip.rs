//! Decompresses gzip with several members; records faults instead of returning errors.
//!
//! <https://www.rfc-editor.org/rfc/rfc1952>

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::fault::{Fault, Faults};

/// The first byte of a gzip member.
const MAGIC: u8 = 0x1F;

/// Reads the content of all members; after a fault, the content ends.
pub(crate) struct Gzip<R: BufRead> {
    member: Option<GzDecoder<R>>,
    faults: Faults,
}

impl<R: BufRead> Gzip<R> {
    pub(crate) fn new(compressed: R, faults: Faults) -> Self {
        Self {
            member: Some(GzDecoder::new(compressed)),
            faults,
        }
    }

    /// Starts the next member, if any.
    fn advance(&mut self, mut compressed: R) -> io::Result<()> {
        match compressed.fill_buf()?.first() {
            None => {}
            Some(&MAGIC) => self.member = Some(GzDecoder::new(compressed)),
            Some(_) => self.faults.add(Fault::TrailingData),
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            match member.read(buffer) {
                Ok(0) => {
                    if let Some(member) = self.member.take() {
                        self.advance(member.into_inner())?;
                    }
                }
                Ok(count) => return Ok(count),
                Err(error) if self.faults.has_source_failed() => return Err(error),
                Err(error) => {
                    self.member = None;
                    // If a layer was cut, its early end is not another fault.
                    if !self.faults.is_cut() {
                        self.faults.add(match error.kind() {
                            io::ErrorKind::UnexpectedEof => Fault::Truncated,
                            _ => Fault::Corrupt(error),
                        });
                    }
                }
            }
        }
        Ok(0)
    }
}
