//! Turns documents in other encodings into UTF-8, so that they can be read although they are wrong.
//!
//! Those with two bytes a character are recognised by their bytes, the Western European ones by what
//! the XML declaration says. A library that knows all others has tables of a fifth of a megabyte,
//! which are too much for an error that is named in any case: the bytes that are not UTF-8 are
//! reported one by one then.

use std::io::{self, Cursor, Read};

/// Bytes looked at: a byte order mark, or an XML declaration.
const HEAD: u64 = 512;

/// Bytes that are turned into UTF-8 at a time.
const PIECE: usize = 8 << 10;

/// An encoding that is read, beside UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf16LittleEndian,
    Utf16BigEndian,
    /// Windows-1252, which is what ISO 8859-1 means wherever documents are read.
    /// <https://encoding.spec.whatwg.org/#names-and-labels>
    Western,
}

/// The characters of Windows-1252 from 0x80 to 0x9F; all others have the numbers of their bytes.
/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>
const WESTERN: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What declarations call it.
const WESTERN_LABELS: [&[u8]; 6] = [
    b"iso-8859-1",
    b"iso8859-1",
    b"iso_8859-1",
    b"latin1",
    b"windows-1252",
    b"cp1252",
];

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
    let declared = || is_declared_western(&head).then_some(Encoding::Western);
    let other = by_bytes.map(|(encoding, _)| encoding).or_else(declared);
    let whole = Cursor::new(head).chain(reader);
    Ok(Recognised {
        reader: match other {
            Some(encoding) => Box::new(Transcoder::new(whole, encoding)),
            None => Box::new(whole),
        },
        encoding: by_bytes.map(|(_, name)| name),
    })
}

/// The patterns of <https://www.w3.org/TR/xml/#sec-guessing> for two bytes a character.
fn by_bytes(head: &[u8]) -> Option<(Encoding, &'static str)> {
    match head {
        // Four bytes a character, which nobody reads.
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => Some((Encoding::Utf16LittleEndian, "UTF-16LE")),
        [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => Some((Encoding::Utf16BigEndian, "UTF-16BE")),
        _ => None,
    }
}

/// Whether the XML declaration names the Western European encoding.
fn is_declared_western(head: &[u8]) -> bool {
    declared(head).is_some_and(|label| {
        let is_it = |known: &&[u8]| label.eq_ignore_ascii_case(known);
        WESTERN_LABELS.iter().any(is_it)
    })
}

/// The encoding that an XML declaration names.
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

/// Reads UTF-8 out of another encoding; what cannot be understood becomes U+FFFD.
struct Transcoder<R> {
    inner: R,
    encoding: Encoding,
    raw: Vec<u8>,
    /// Bytes at the start of `raw` that wait for those that belong to them.
    waiting: usize,
    has_ended: bool,
    is_at_start: bool,
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            encoding,
            raw: vec![0; PIECE],
            waiting: 0,
            has_ended: false,
            is_at_start: true,
            ready: Cursor::new(Vec::new()),
        }
    }

    /// Makes more bytes ready.
    fn advance(&mut self) -> io::Result<()> {
        let count = self.inner.read(&mut self.raw[self.waiting..])?;
        self.has_ended = count == 0;
        let filled = self.waiting + count;
        let units = |bytes: fn([u8; 2]) -> u16| -> Vec<u16> {
            self.raw[..filled]
                .as_chunks()
                .0
                .iter()
                .copied()
                .map(bytes)
                .collect()
        };
        let (mut text, taken) = match self.encoding {
            Encoding::Western => (
                self.raw[..filled].iter().copied().map(western).collect(),
                filled,
            ),
            Encoding::Utf16LittleEndian => utf16(&units(u16::from_le_bytes), self.has_ended),
            Encoding::Utf16BigEndian => utf16(&units(u16::from_be_bytes), self.has_ended),
        };
        self.raw.copy_within(taken..filled, 0);
        self.waiting = filled - taken;
        if self.has_ended && self.waiting > 0 {
            self.waiting = 0;
            text.push(char::REPLACEMENT_CHARACTER);
        }
        if self.is_at_start && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        self.is_at_start &= text.is_empty() && filled < 2;
        self.ready = Cursor::new(text.into_bytes());
        Ok(())
    }
}

fn western(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WESTERN[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The text of these units, and how many bytes they are; the first half of a pair at the end waits
/// for the second, unless none follows.
fn utf16(units: &[u16], is_last: bool) -> (String, usize) {
    let waits = !is_last
        && units
            .last()
            .is_some_and(|unit| (0xD800..0xDC00).contains(unit));
    let whole = &units[..units.len() - usize::from(waits)];
    let characters = char::decode_utf16(whole.iter().copied());
    let text = characters.map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER));
    (text.collect(), whole.len() * 2)
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
            // The first half of a pair, and another character behind it.
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
        for same in [
            &b"<?xml version='1.0' encoding='utf-8'?><a>\xC3\xBC</a>"[..],
            b"<?xml version='1.0' encoding='US-ASCII'?><a/>",
            b"<?xml version='1.0' encoding='UTF-16'?><a/>",
            b"<?xml version='1.0' encoding='Shift_JIS'?><a/>",
            b"<?xml version='1.0' encoding=?><a/>",
            b"<a encoding='ISO-8859-1'/>",
            b"",
        ] {
            assert_eq!(read(same).0.as_bytes(), same);
        }
    }
}
