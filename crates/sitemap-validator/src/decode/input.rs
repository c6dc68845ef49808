//! Fills the window from the decoded source, up to the permitted size.

use std::io::{self, Read};

use super::fault::{Fault, Faults};
use super::layers::{self, MAX_LAYERS};
use super::source::Source;
use super::transcode::{self, Recognised};
use crate::diagnostics::Diagnostics;
use crate::options::{Limits, Options};
use crate::rules;
use crate::window::Window;

/// State of the end of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The document continues.
    Open,
    /// The document was read completely.
    Complete,
    /// The document was not read completely, which is reported.
    Cut,
}

/// A document that is being read.
pub(crate) struct Input<'source> {
    pub(crate) window: Window,
    reader: Box<dyn Read + 'source>,
    faults: Faults,
    max_bytes: u64,
    end: End,
    /// The encoding that was converted to UTF-8, if it was detected from the bytes.
    pub(crate) encoding: Option<&'static str>,
}

impl<'source> Input<'source> {
    /// Detects compression and reads the first part.
    pub(crate) fn open(
        source: impl Read + 'source,
        options: &Options,
        diagnostics: &mut Diagnostics,
    ) -> io::Result<Self> {
        let faults = Faults::default();
        let Limits {
            max_bytes,
            max_token_bytes,
            ..
        } = options.limits;
        // Incompressible data becomes slightly larger, but never twice as large.
        let max_compressed_bytes = max_bytes.saturating_mul(2);
        let source = Source::new(source, faults.clone());
        let decoded = layers::open(source, max_compressed_bytes, &faults)?;
        check_name(decoded.layers, options, diagnostics);
        if options.says_gzip && decoded.layers == 0 {
            let draft = rules::gzip::declared_wrongly;
            diagnostics.of_file(&rules::gzip::DECLARED_WRONGLY, draft);
        }
        let Recognised { reader, encoding } = transcode::recognise(decoded.reader)?;
        let mut input = Self {
            window: Window::new(max_token_bytes),
            reader,
            faults,
            max_bytes,
            end: End::Open,
            encoding,
        };
        if let Some(name) = encoding {
            diagnostics.of_file(&rules::encoding::OTHER, || {
                rules::encoding::other_by_bytes(name)
            });
        }
        input.advance(0, diagnostics)?;
        Ok(input)
    }

    /// Bytes read so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.window.end()
    }

    /// State of the end of the document.
    pub(crate) fn end(&self) -> End {
        self.end
    }

    /// True if nothing more will be added to the window.
    pub(crate) fn has_ended(&self) -> bool {
        self.end != End::Open
    }

    /// True if the end of what was read is the end of the document.
    pub(crate) fn is_complete(&self) -> bool {
        self.end == End::Complete
    }

    /// Drops the bytes before `keep_from` and reads more; returns true if anything changed.
    pub(crate) fn advance(
        &mut self,
        keep_from: u64,
        diagnostics: &mut Diagnostics,
    ) -> io::Result<bool> {
        if self.has_ended() {
            return Ok(false);
        }
        let old = self.window.end();
        self.window.discard(keep_from);
        let left = self.max_bytes - old;
        let ended = self.window.fill(&mut self.reader, left)?;
        if ended {
            self.end = End::Complete;
        } else if self.window.end() == self.max_bytes {
            self.finish_at_limit(diagnostics)?;
        }
        if self.has_ended() {
            self.report_faults(diagnostics);
        }
        Ok(self.has_ended() || self.window.end() > old)
    }

    /// Checks if the document has exactly the permitted size or is larger.
    fn finish_at_limit(&mut self, diagnostics: &mut Diagnostics) -> io::Result<()> {
        let mut beyond = [0];
        let more = loop {
            match self.reader.read(&mut beyond) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read? > 0,
            }
        };
        self.end = if more { End::Cut } else { End::Complete };
        if more {
            let limit = self.max_bytes;
            diagnostics.of_file(&rules::file::TOO_LARGE, || rules::file::too_large(limit));
        }
        Ok(())
    }

    fn report_faults(&mut self, diagnostics: &mut Diagnostics) {
        let read = self.bytes();
        for fault in self.faults.take() {
            if fault.cuts() {
                self.end = End::Cut;
            }
            match fault {
                Fault::Corrupt(cause) => diagnostics
                    .of_file(&rules::gzip::CORRUPT, || rules::gzip::corrupt(read, &cause)),
                Fault::Truncated => {
                    diagnostics.of_file(&rules::gzip::TRUNCATED, || rules::gzip::truncated(read));
                }
                Fault::TrailingData => {
                    diagnostics.of_file(&rules::gzip::TRAILING_DATA, rules::gzip::trailing_data);
                }
                Fault::Nested => {
                    diagnostics.of_file(&rules::gzip::NESTED, || rules::gzip::nested(MAX_LAYERS));
                }
                Fault::TooLarge => diagnostics.of_file(&rules::file::TOO_LARGE, || {
                    rules::file::too_large_compressed(self.max_bytes.saturating_mul(2))
                }),
            }
        }
    }
}

/// Compares the extension of the name with the content. A file may have one layer of gzip; only the
/// transport may add a second one.
fn check_name(layers: usize, options: &Options, diagnostics: &mut Diagnostics) {
    let Some(name) = &options.name else { return };
    let says_gzip = name.len() > 3 && name.to_ascii_lowercase().ends_with(".gz");
    match (says_gzip, layers) {
        (true, 0) => diagnostics.of_file(
            &rules::gzip::EXTENSION_MISMATCH,
            rules::gzip::extension_mismatch_not_compressed,
        ),
        (_, MAX_LAYERS) => diagnostics.of_file(&rules::gzip::TWICE, rules::gzip::twice),
        (false, 1..) => diagnostics.of_file(
            &rules::gzip::EXTENSION_MISMATCH,
            rules::gzip::extension_mismatch_compressed,
        ),
        _ => {}
    }
}
