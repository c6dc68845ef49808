//! Quotes untrusted bytes in messages: on one line, limited in length, without control characters
//! and passwords.

use crate::credentials::masked;

/// Maximum number of characters of a quoted value.
const MAX_CHARACTERS: usize = 100;

/// Returns the bytes in backticks, truncated after [`MAX_CHARACTERS`].
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("`");
    let bytes = masked(bytes);
    // A character has at most four bytes, so this keeps all characters that are shown.
    let bounded = &bytes[..bytes.len().min(4 * (MAX_CHARACTERS + 1))];
    for (index, character) in String::from_utf8_lossy(bounded).chars().enumerate() {
        if index == MAX_CHARACTERS {
            text.push('…');
            break;
        }
        text.push(visible(character));
    }
    text.push('`');
    text
}

/// Replaces a character that would move or hide text with a visible one.
pub(crate) fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{feff}' => '\u{fffd}',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(quote(b"a\x1b[31m\n"), "`a\u{241b}[31m\u{240a}`");
        assert_eq!(quote("a\u{202e}b".as_bytes()), "`a\u{fffd}b`");
    }

    #[test]
    fn a_password_is_hidden_even_if_the_value_is_cut_in_it() {
        assert_eq!(quote(b"https://me:secret@e.test/"), "`https://***@e.test/`");
        let long = format!("https://me:{}@e.test/", "secret".repeat(50));
        assert_eq!(quote(long.as_bytes()), "`https://***@e.test/`");
    }

    #[test]
    fn long_values_are_cut() {
        let quoted = quote("ä".repeat(1000).as_bytes());
        assert_eq!(quoted.chars().count(), MAX_CHARACTERS + 3);
        assert!(quoted.ends_with("…`"));
    }
}
