//! Parses numbers in the format of XML Schema.

/// Parses a non-negative integer, which consists only of digits.
pub(crate) fn whole(value: &[u8]) -> Option<u32> {
    let is_digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(value)
        .ok()
        .filter(|_| is_digits)?
        .parse()
        .ok()
}

/// Parses a number with digits and an optional decimal point, without an exponent.
///
/// <https://www.w3.org/TR/xmlschema-2/#decimal>
pub(crate) fn decimal(value: &[u8]) -> Option<f64> {
    let of_decimal = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-');
    let text = std::str::from_utf8(value).ok()?;
    value.iter().all(of_decimal).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_read() {
        assert_eq!(whole(b"28800"), Some(28_800));
        for bad in ["", "-1", "1.5", "1 ", "99999999999"] {
            assert_eq!(whole(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(decimal(b"4.2"), Some(4.2));
        assert_eq!(decimal(b"+5."), Some(5.0));
        for bad in ["", ".", "1e1", "inf", "4,2"] {
            assert_eq!(decimal(bad.as_bytes()), None, "{bad}");
        }
    }
}
