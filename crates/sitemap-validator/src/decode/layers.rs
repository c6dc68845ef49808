//! Detects layers of gzip by content, and removes them.

use std::io::{self, BufReader, Cursor, Read};

use super::fault::{Fault, Faults};
use super::gzip::Gzip;
use super::source::Bounded;

/// Maximum number of layers: a compressed file that was compressed again in transport.
pub(crate) const MAX_LAYERS: usize = 2;

/// The first bytes of a gzip member.
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The document's bytes.
pub(crate) struct Decoded<'source> {
    pub(crate) reader: Box<dyn Read + 'source>,
    /// Number of layers of gzip; one more than [`MAX_LAYERS`] if there are too many.
    pub(crate) layers: usize,
}

/// Removes the layers of gzip; each compressed layer may have at most `max_compressed_bytes`.
pub(crate) fn open<'source>(
    source: impl Read + 'source,
    max_compressed_bytes: u64,
    faults: &Faults,
) -> io::Result<Decoded<'source>> {
    let mut reader: Box<dyn Read + 'source> = Box::new(source);
    for layers in 0.. {
        let mut head = Vec::new();
        reader
            .by_ref()
            .take(MAGIC.len() as u64)
            .read_to_end(&mut head)?;
        let compressed = head == MAGIC;
        let whole = Cursor::new(head).chain(reader);
        if !compressed {
            return Ok(Decoded {
                reader: Box::new(whole),
                layers,
            });
        }
        if layers == MAX_LAYERS {
            faults.add(Fault::Nested);
            return Ok(Decoded {
                reader: Box::new(io::empty()),
                layers: layers + 1,
            });
        }
        let bounded = Bounded::new(whole, max_compressed_bytes, faults.clone());
        reader = Box::new(Gzip::new(
            BufReader::with_capacity(32 << 10, bounded),
            faults.clone(),
        ));
    }
    Ok(Decoded { reader, layers: 0 })
}
