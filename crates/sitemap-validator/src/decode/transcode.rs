//! Turns documents in other encodings into UTF-8, so that they can be read although they are wrong.

use std::io::{self, Cursor, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes looked at: a byte order mark, or an XML declaration.
const HEAD: u64 = 512;

/// Bytes that are turned into UTF-8 at a time.
const PIECE: usize = 8 << 10;

/// The document's bytes as UTF-8, and how they were recognised as something else.
pub(crate) struct Recognised<'source> {
    pub(crate) reader: Box<dyn Read + 'source>,
    /// The encoding, where the bytes themselves tell it, and not only a declaration.
    pub(crate) encoding: Option<&'static str>,
}

/// Looks at the first bytes, and turns the document into UTF-8 where they name another encoding.
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

/// The patterns of <https://www.w3.org/TR/xml/#sec-guessing> for two bytes a character.
fn by_bytes(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        // Four bytes a character, which nobody reads.
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that an XML declaration names, where it can be that of the declaration itself.
fn by_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let declaration = text.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = &declaration[..end];
    let name = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration[name + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let length = memchr::memchr(quote, &value[1..])?;
    let label = &value[1..=length];
    // ASCII is UTF-8; the standard for labels takes it for a larger one.
    if label.to_ascii_lowercase().ends_with(b"ascii") {
        return None;
    }
    let encoding = Encoding::for_label(label)?;
    (encoding != UTF_8 && encoding.is_ascii_compatible()).then_some(encoding)
}

/// Reads UTF-8 out of another encoding; what cannot be understood becomes U+FFFD.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` was not turned into UTF-8 yet.
    rest: std::ops::Range<usize>,
    has_ended: bool,
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            rest: 0..0,
            has_ended: false,
            ready: Cursor::new(Vec::new()),
        }
    }

    /// Makes more bytes ready; the answer is whether there are more.
    fn advance(&mut self) -> io::Result<bool> {
        if self.rest.is_empty() && !self.has_ended {
            let count = self.inner.read(&mut self.raw)?;
            self.rest = 0..count;
            self.has_ended = count == 0;
        }
        let mut ready = vec![0; 3 * PIECE];
        let raw = &self.raw[self.rest.clone()];
        let (result, read, written, _) =
            self.decoder.decode_to_utf8(raw, &mut ready, self.has_ended);
        self.rest.start += read;
        ready.truncate(written);
        self.ready = Cursor::new(ready);
        Ok(written > 0 || !self.has_ended || result == CoderResult::OutputFull)
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.ready.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let was_last = self.has_ended;
            if was_last || !self.advance()? {
                return Ok(0);
            }
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
        let odd = read(b"\xFF\xFE<\0a");
        assert_eq!(odd, ("<\u{fffd}".to_owned(), Some("UTF-16LE")));
    }

    #[test]
    fn a_declared_encoding_is_read_where_the_declaration_can_be_in_it() {
        let latin = read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>");
        assert!(latin.0.ends_with("<a>ü</a>"));
        assert_eq!(latin.1, None);
        for same in [
            &b"<?xml version='1.0' encoding='utf-8'?><a>\xC3\xBC</a>"[..],
            b"<?xml version='1.0' encoding='US-ASCII'?><a/>",
            b"<?xml version='1.0' encoding='UTF-16'?><a/>",
            b"<?xml version='1.0' encoding='no-such'?><a/>",
            b"<?xml version='1.0' encoding=?><a/>",
            b"<a encoding='ISO-8859-1'/>",
            b"",
        ] {
            assert_eq!(read(same).0.as_bytes(), same);
        }
    }
}
