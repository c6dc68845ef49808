//! Resolves entity and character references; entities declared by the document are not supported.
//!
//! <https://www.w3.org/TR/xml/#sec-references>

use std::borrow::Cow;

use super::characters;

/// Text between `&` and `;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A character.
    Character(char),
    /// A number that is not an XML character.
    Forbidden,
    /// The name of an unknown entity.
    Undeclared,
    /// Not a reference, but a literal ampersand.
    None,
}

/// Resolves the text between `&` and `;`.
pub(crate) fn resolve(name: &[u8]) -> Reference {
    match name {
        b"amp" => Reference::Character('&'),
        b"lt" => Reference::Character('<'),
        b"gt" => Reference::Character('>'),
        b"quot" => Reference::Character('"'),
        b"apos" => Reference::Character('\''),
        [b'#', b'x', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        name if characters::is_name(name) => Reference::Undeclared,
        _ => Reference::None,
    }
}

/// Resolves all references to characters in the bytes.
pub(crate) fn resolve_all(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'&', bytes) else {
        return Cow::Borrowed(bytes);
    };
    let mut resolved = bytes[..first].to_vec();
    let mut rest = &bytes[first..];
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        let end = match byte {
            b'&' => memchr::memchr2(b';', b'&', behind).filter(|end| behind[*end] == b';'),
            _ => None,
        };
        match end.map(|end| (end, resolve(&behind[..end]))) {
            Some((end, Reference::Character(character))) => {
                resolved.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &behind[end + 1..];
            }
            _ => resolved.push(*byte),
        }
    }
    Cow::Owned(resolved)
}

fn number(digits: &[u8], radix: u32) -> Reference {
    if digits.is_empty()
        || !digits
            .iter()
            .all(|digit| char::from(*digit).is_digit(radix))
    {
        return Reference::None;
    }
    let code = digits.iter().try_fold(0_u32, |code, digit| {
        code.checked_mul(radix)?
            .checked_add(char::from(*digit).to_digit(radix)?)
    });
    match code.and_then(char::from_u32) {
        Some(character) if characters::is_permitted(character) => Reference::Character(character),
        _ => Reference::Forbidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_references_are_kept() {
        let resolved = resolve_all("a&amp;b&#xE4;&nbsp;&&lt;&".as_bytes());
        assert_eq!(resolved, "a&bä&nbsp;&<&".as_bytes());
        assert!(matches!(resolve_all(b"plain"), Cow::Borrowed(b"plain")));
    }

    #[test]
    fn references_are_distinguished() {
        for (name, reference) in [
            ("amp", Reference::Character('&')),
            ("#65", Reference::Character('A')),
            ("#x1F600", Reference::Character('😀')),
            ("#xD83D", Reference::Forbidden),
            ("#0", Reference::Forbidden),
            ("#xFFFF", Reference::Forbidden),
            ("#99999999999999999999", Reference::Forbidden),
            ("eacute", Reference::Undeclared),
            ("AMP", Reference::Undeclared),
            ("", Reference::None),
            ("#", Reference::None),
            ("#x", Reference::None),
            ("#X41", Reference::None),
            ("b=1", Reference::None),
            (" b", Reference::None),
        ] {
            assert_eq!(resolve(name.as_bytes()), reference, "{name}");
        }
    }
}
