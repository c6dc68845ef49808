//! Checks change frequencies against the schema's seven values.

/// True if the value is defined by the protocol.
///
/// <https://www.sitemaps.org/protocol.html#changefreqdef>
pub(crate) fn is_valid(value: &[u8]) -> bool {
    matches!(
        value,
        b"always" | b"hourly" | b"daily" | b"weekly" | b"monthly" | b"yearly" | b"never"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spelling_matter() {
        assert!(is_valid(b"daily"));
        for value in [&b"Daily"[..], b"dayly", b"", b"daily "] {
            assert!(!is_valid(value));
        }
    }
}
