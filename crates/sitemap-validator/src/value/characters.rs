//! Checks the characters of a URL: unencoded ones, and session parameters.

/// A character that is not permitted in a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unencoded {
    /// This byte, at this index.
    Character(usize, u8),
    /// A percent sign without two hexadecimal digits, at this index.
    Percent(usize),
}

/// True if a URL has a rare character: one that [`unencoded`] finds, `#`, or one before the
/// parameters that [`session_parameter`] searches.
pub(crate) fn has_unusual(address: &[u8]) -> bool {
    any(address, is_unusual)
}

// Without branches, so that the compiler can vectorise it.
fn any(address: &[u8], is: impl Fn(u8) -> bool) -> bool {
    address.iter().fold(false, |any, byte| any | is(*byte))
}

/// Returns the range of the first reference to an ampersand that is literal text in a URL, since the
/// URL was escaped twice.
pub(crate) fn escaped_ampersand(address: &[u8]) -> Option<std::ops::Range<usize>> {
    memchr::memchr_iter(b'&', address).find_map(|start| {
        let rest = &address[start..];
        // The longest such reference is `&#x0026;`.
        let length = memchr::memchr(b';', &rest[..rest.len().min(9)])?;
        let digits = |text: &[u8], prefix: &[u8]| -> Option<Vec<u8>> {
            let zeros = text.strip_prefix(prefix)?;
            let first = zeros.iter().position(|byte| *byte != b'0')?;
            Some(zeros[first..].to_ascii_lowercase())
        };
        let name = &rest[1..length];
        let is_ampersand = name == b"amp"
            || digits(name, b"#x").is_some_and(|code| code == b"26")
            || digits(name, b"#").is_some_and(|code| code == b"38");
        is_ampersand.then_some(start..start + length + 1)
    })
}

/// Returns the first invisible character of a URL with its range: zero-width characters and
/// direction marks.
pub(crate) fn invisible(address: &[u8]) -> Option<(char, std::ops::Range<usize>)> {
    if address.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(address).ok()?;
    text.char_indices()
        .find(|(_, character)| {
            matches!(
                character,
                '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
                    | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            )
        })
        .map(|(index, character)| (character, index..index + character.len_utf8()))
}

/// Names of session parameters, in lower case.
const SESSIONS: [&[u8]; 6] = [
    b"phpsessid",
    b"jsessionid",
    b"aspsessionid",
    b"asp.net_sessionid",
    b"sessionid",
    b"session_id",
];

/// Returns the range of the name of a session parameter.
///
/// <https://www.sitemaps.org/faq.html>
pub(crate) fn session_parameter(address: &[u8]) -> Option<std::ops::Range<usize>> {
    let mut at = memchr::memchr2(b'?', b';', address)?;
    loop {
        let name = &address[at + 1..];
        let length = name
            .iter()
            .position(|byte| matches!(byte, b'=' | b'&' | b';'));
        let length = length.unwrap_or(name.len());
        // ASP appends letters to the name.
        let is_session = |known: &&[u8]| {
            let head = name.get(..known.len().min(length)).unwrap_or_default();
            let may_go_on = **known == *b"aspsessionid";
            head.eq_ignore_ascii_case(known) && (may_go_on || length == known.len())
        };
        if SESSIONS.iter().any(is_session) {
            return Some(at + 1..at + 1 + length);
        }
        at += 1 + memchr::memchr2(b'&', b';', name)?;
    }
}

/// Returns the first character that is not permitted in a URL.
///
/// Non-ASCII characters are permitted, since the protocol permits the IRIs of RFC 3987.
pub(crate) fn unencoded(address: &[u8]) -> Option<Unencoded> {
    if !any(address, is_suspicious) {
        return None;
    }
    for (index, byte) in address.iter().enumerate() {
        if *byte == b'%' {
            let digits = address.get(index + 1..index + 3);
            if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                return Some(Unencoded::Percent(index));
            }
        } else if is_suspicious(*byte) {
            return Some(Unencoded::Character(index, *byte));
        }
    }
    None
}

/// True for the bytes of [`is_suspicious`] and some that are rare in URLs; takes half the operations.
const fn is_unusual(byte: u8) -> bool {
    (byte.wrapping_sub(b'&') > b'z' - b'&')
        // `<`, `>`, `\\` and `^`, which differ in two bits.
        | (byte & 0b1001_1101 == 0b0001_1100)
        // `;` and `?`, which differ in one.
        | (byte & 0b1111_1011 == 0b0011_1011)
        | (byte == b'`')
}

/// True for bytes that RFC 3986 does not permit, and the percent sign.
const fn is_suspicious(byte: u8) -> bool {
    (byte <= b' ')
        | (byte == b'"')
        | (byte == b'%')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'\\')
        | (byte == b'^')
        | (byte == b'`')
        | ((byte >= b'{') & (byte <= b'}'))
        | (byte == 0x7F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_parameters_are_found() {
        let found = |address: &str| {
            session_parameter(address.as_bytes()).map(|range| address[range].to_owned())
        };
        for (address, parameter) in [
            ("https://e.test/a?PHPSESSID=1", Some("PHPSESSID")),
            ("https://e.test/a;jsessionid=1?b=2", Some("jsessionid")),
            ("https://e.test/a?b=2&sessionid=1", Some("sessionid")),
            ("https://e.test/a?ASPSESSIONIDAB=1", Some("ASPSESSIONIDAB")),
            ("https://e.test/sessionid=1", None),
            ("https://e.test/?session=1&mysessionid=2", None),
            ("https://e.test/?sessionids=2", None),
            ("https://e.test/?", None),
        ] {
            assert_eq!(found(address).as_deref(), parameter, "{address}");
        }
    }

    #[test]
    fn ampersands_that_were_escaped_twice_are_found() {
        let found = |address: &str| {
            escaped_ampersand(address.as_bytes()).map(|range| address[range].to_owned())
        };
        for (address, reference) in [
            ("https://e.test/?a=1&amp;b=2", Some("&amp;")),
            ("https://e.test/?a&b&#038;c", Some("&#038;")),
            ("https://e.test/?a&#x26;c", Some("&#x26;")),
            ("https://e.test/?amp;=1&b;", None),
            ("https://e.test/?a&amplify=1;", None),
            ("https://e.test/?a&", None),
        ] {
            assert_eq!(found(address).as_deref(), reference, "{address}");
        }
    }

    #[test]
    fn invisible_characters_are_found() {
        for (address, expected) in [
            ("https://e.test/a\u{200b}b", Some(('\u{200b}', 16..19))),
            ("https://e.test/\u{202e}", Some(('\u{202e}', 15..18))),
            ("https://e.test/\u{fc}", None),
            // Joiners are part of words in Persian and of emoji.
            ("https://e.test/\u{200c}", None),
        ] {
            assert_eq!(invisible(address.as_bytes()), expected, "{address}");
        }
    }

    #[test]
    fn all_suspicious_bytes_are_unusual() {
        for byte in 0..=u8::MAX {
            let matters = is_suspicious(byte) || matches!(byte, b'#' | b'?' | b';');
            assert!(is_unusual(byte) || !matters, "{byte}");
        }
    }

    #[test]
    fn only_characters_that_must_be_encoded_are_found() {
        assert_eq!(
            unencoded("https://e.test/a-b_c~d/%C3%BC/ü?q=[1]&r='x'#f".as_bytes()),
            None
        );
        assert_eq!(
            unencoded(b"https://e.test/a b"),
            Some(Unencoded::Character(16, b' '))
        );
        assert_eq!(
            unencoded(b"https://e.test/100%"),
            Some(Unencoded::Percent(18))
        );
        assert_eq!(
            unencoded(b"https://e.test/%zz"),
            Some(Unencoded::Percent(15))
        );
        assert_eq!(unencoded(b"{x}"), Some(Unencoded::Character(0, b'{')));
    }
}
