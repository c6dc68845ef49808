//! Checks priorities: decimals from 0.0 to 1.0.

/// True if the value is a decimal in the permitted range.
///
/// The notation is the schema's `xsd:decimal`: an optional sign, digits, an optional point; no
/// exponent. <https://www.sitemaps.org/protocol.html#prioritydef>
pub(crate) fn is_valid(value: &[u8]) -> bool {
    let (negative, digits) = match value {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let (whole, fraction) = match memchr::memchr(b'.', digits) {
        Some(point) => (&digits[..point], &digits[point + 1..]),
        None => (digits, &b""[..]),
    };
    if whole.is_empty() && fraction.is_empty() {
        return false;
    }
    if !whole.iter().chain(fraction).all(u8::is_ascii_digit) {
        return false;
    }
    let is_zero = |part: &[u8]| part.iter().all(|digit| *digit == b'0');
    let significant = &whole[whole.iter().take_while(|digit| **digit == b'0').count()..];
    match significant {
        [] => !negative || is_zero(fraction),
        [b'1'] => !negative && is_zero(fraction),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_closed() {
        for value in [
            "0", "1", "0.0", "1.0", "0.5", ".5", "1.", "+0.25", "-0.0", "00.9", "01.00",
        ] {
            assert!(is_valid(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn everything_else_is_rejected() {
        for value in [
            "", ".", "-", "1.1", "1.0001", "2", "10", "-0.1", "0,5", "1e-1", "NaN", " 1", "high",
        ] {
            assert!(!is_valid(value.as_bytes()), "{value}");
        }
    }
}
