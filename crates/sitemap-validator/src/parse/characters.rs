//! Characters that XML permits.

/// True if XML 1.0 permits the character.
///
/// <https://www.w3.org/TR/xml/#charsets>
pub(crate) fn is_permitted(character: char) -> bool {
    !matches!(
        character,
        '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Returns the index and code of each character that XML does not permit.
pub(crate) fn forbidden(bytes: &[u8]) -> impl Iterator<Item = (usize, u32)> + '_ {
    bytes
        .iter()
        .enumerate()
        .filter_map(|(index, byte)| match byte {
            b'\t' | b'\n' | b'\r' => None,
            0..0x20 => Some((index, u32::from(*byte))),
            0xEF => match bytes.get(index..index + 3) {
                Some([_, 0xBF, last @ (0xBE | 0xBF)]) => {
                    Some((index, 0xFFC0 | u32::from(last & 0x3F)))
                }
                _ => None,
            },
            _ => None,
        })
}

/// True if the bytes are a name.
///
/// All non-ASCII characters count as letters, which is more than XML permits.
/// <https://www.w3.org/TR/xml/#NT-Name>
pub(crate) fn is_name(bytes: &[u8]) -> bool {
    let Some((first, rest)) = bytes.split_first() else {
        return false;
    };
    is_name_start(*first)
        && rest.iter().all(|byte| {
            is_name_start(*byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
        })
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_found() {
        let found: Vec<_> = forbidden("a\t\x01ä\u{ffff}\u{fffd}\u{fffe}".as_bytes()).collect();
        assert_eq!(found, [(2, 1), (5, 0xFFFF), (11, 0xFFFE)]);
    }

    #[test]
    fn names_begin_with_a_letter() {
        for name in ["a", "_a", "ns:a-b.c1", "ä"] {
            assert!(is_name(name.as_bytes()), "{name}");
        }
        for name in ["", "1a", "-a", "a b", "a=b", "a&b"] {
            assert!(!is_name(name.as_bytes()), "{name}");
        }
    }
}
