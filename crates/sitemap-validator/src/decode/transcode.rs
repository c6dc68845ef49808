//! Converts documents in other encodings to UTF-8, so that they can be checked although the encoding
//! is wrong.
//!
//! UTF-16 is detected from the bytes, all other encodings from the XML declaration, whose labels have
//! the same meaning as in browsers (<https://encoding.spec.whatwg.org/#names-and-labels>).

use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes searched for a byte order mark or an XML declaration.
const HEAD: u64 = 512;

/// Bytes that are converted at a time.
const PIECE: usize = 8 << 10;

/// The document as UTF-8, with its original encoding.
pub(crate) struct Recognised<'source> {
    pub(crate) reader: Box<dyn Read + 'source>,
    /// The encoding, if it was detected from the bytes and not only from a declaration.
    pub(crate) encoding: Option<&'static str>,
}

/// Detects the encoding from the first bytes, and converts the document to UTF-8 if necessary.
pub(crate) fn recognise<'source>(
    mut reader: Box<dyn Read + 'source>,
) -> io::Result<Recognised<'source>> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut head)?;
    let by_bytes = by_bytes(&head);
    let other = by_bytes.or_else(|| by_declaration(&head));
    let whole = Cursor::new(head).chain(reader);
    Ok(Recognised {
        reader: match other {
            Some(encoding) => Box::new(Transcoder::new(whole, encoding)),
            None => Box::new(whole),
        },
        encoding: by_bytes.map(Encoding::name),
    })
}

/// Detects UTF-16 by the patterns of <https://www.w3.org/TR/xml/#sec-guessing>.
fn by_bytes(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        // UTF-32, which is not supported.
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// True if a document that declares this label is decoded with its encoding.
pub(crate) fn is_decoded(label: &[u8]) -> bool {
    by_label(label).is_some()
}

/// The encoding in the XML declaration, if it is plausible and not a subset of UTF-8.
fn by_declaration(head: &[u8]) -> Option<&'static Encoding> {
    by_label(declared(head)?)
}

fn by_label(label: &[u8]) -> Option<&'static Encoding> {
    // Browsers treat it as Windows-1252, but a file declared as ASCII is usually UTF-8.
    let is_ascii = label.len() >= 5
        && label
            .windows(5)
            .any(|part| part.eq_ignore_ascii_case(b"ascii"));
    let encoding = Encoding::for_label(label)?;
    let cannot_be = [UTF_8, UTF_16LE, UTF_16BE, REPLACEMENT].contains(&encoding);
    (!is_ascii && !cannot_be).then_some(encoding)
}

/// Returns the encoding in an XML declaration.
fn declared(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = &declaration[..end];
    let name = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration[name + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let length = memchr::memchr(quote, &value[1..])?;
    Some(&value[1..=length])
}

/// Converts another encoding to UTF-8; invalid sequences become U+FFFD.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    has_ended: bool,
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            has_ended: false,
            ready: Cursor::new(Vec::new()),
        }
    }

    /// Converts more bytes.
    fn advance(&mut self) -> io::Result<()> {
        let count = self.inner.read(&mut self.raw)?;
        self.has_ended = count == 0;
        let mut text = std::mem::take(&mut self.ready).into_inner();
        // In these encodings, a byte becomes at most three bytes of UTF-8, and only a few bytes
        // remain from the previous piece.
        let room = self.decoder.max_utf8_buffer_length(count);
        text.resize(room.unwrap_or(4 * PIECE), 0);
        let (_, _, written, _) =
            self.decoder
                .decode_to_utf8(&self.raw[..count], &mut text, self.has_ended);
        text.truncate(written);
        self.ready = Cursor::new(text);
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.ready.read(buffer)?;
            if count > 0 || buffer.is_empty() || self.has_ended {
                return Ok(count);
            }
            self.advance()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<&'static str>) {
        let recognised = recognise(Box::new(bytes)).unwrap();
        let mut text = String::new();
        let mut reader = recognised.reader;
        reader.read_to_string(&mut text).unwrap();
        (text, recognised.encoding)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn two_bytes_a_character_are_recognised_with_and_without_a_mark() {
        let text = format!("<a>ü😀{}</a>", "日".repeat(20_000));
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{text}");
            let little = read(&utf16(&marked, u16::to_le_bytes));
            assert_eq!(little, (text.clone(), Some("UTF-16LE")));
            let big = read(&utf16(&marked, u16::to_be_bytes));
            assert_eq!(big, (text.clone(), Some("UTF-16BE")));
        }
        for (bytes, text) in [
            (&b"\xFF\xFE<\0a"[..], "<\u{fffd}"),
            // A high surrogate, followed by another character.
            (b"\xFF\xFE\x3D\xD8a\0", "\u{fffd}a"),
            (b"\xFF\xFE\x3D\xD8", "\u{fffd}"),
        ] {
            assert_eq!(read(bytes), (text.to_owned(), Some("UTF-16LE")));
        }
    }

    #[test]
    fn a_declared_encoding_is_read_where_the_declaration_can_be_in_it() {
        let latin = read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>");
        assert!(latin.0.ends_with("<a>ü</a>"));
        assert_eq!(latin.1, None);
        let euro = read(b"<?xml version='1.0' encoding=\"windows-1252\"?><a>\x80\x81\xFF</a>");
        assert!(euro.0.ends_with("<a>€\u{81}ÿ</a>"));
        let japanese = read(b"<?xml version='1.0' encoding='Shift_JIS'?><a>\x93\xFA</a>");
        assert!(japanese.0.ends_with("<a>日</a>"));
        let cyrillic = read(b"<?xml version='1.0' encoding='windows-1251'?><a>\xE4\xE0</a>");
        assert!(cyrillic.0.ends_with("<a>да</a>"));
        for same in [
            &b"<?xml version='1.0' encoding='utf-8'?><a>\xC3\xBC</a>"[..],
            b"<?xml version='1.0' encoding='US-ASCII'?><a/>",
            b"<?xml version='1.0' encoding='UTF-16'?><a/>",
            b"<?xml version='1.0' encoding='klingon'?><a/>",
            b"<?xml version='1.0' encoding=?><a/>",
            b"<a encoding='ISO-8859-1'/>",
            b"",
        ] {
            assert_eq!(read(same).0.as_bytes(), same);
        }
    }
}
