//! Resolves entity and character references, none of which the document can declare.
//!
//! <https://www.w3.org/TR/xml/#sec-references>

use super::characters;

/// What stands between `&` and `;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A character.
    Character(char),
    /// A number that is no character of XML.
    Forbidden,
    /// The name of an entity that XML does not know.
    Undeclared,
    /// Not a reference: the ampersand is one.
    None,
}

/// Resolves what stands between `&` and `;`.
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
    fn references_are_told_apart() {
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
