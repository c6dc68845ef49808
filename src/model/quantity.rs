//! Formats amounts.

/// `1,234 URLs`, `1 URL`: appends an `s` to `singular` unless the amount is 1.
pub(crate) fn count(amount: u64, singular: &str) -> String {
    let ending = if amount == 1 { "" } else { "s" };
    format!("{} {singular}{ending}", grouped(amount))
}

/// `1234567` as `1,234,567`.
pub(crate) fn grouped(amount: u64) -> String {
    let digits = amount.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `512 bytes`, `1.5 kB`, `50.0 MB`.
pub(crate) fn bytes(amount: u64) -> String {
    if amount < 1_000 {
        return count(amount, "byte");
    }
    // Rounded to tenths of the unit; the largest sitemap has two digits of megabytes.
    let (unit, name) = if amount < 1_000_000 {
        (1_000, "kB")
    } else {
        (1_000_000, "MB")
    };
    let tenths = (amount * 10 + unit / 2) / unit;
    format!("{}.{} {name}", grouped(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        assert_eq!(count(1, "URL"), "1 URL");
        assert_eq!(count(0, "URL"), "0 URLs");
        assert_eq!(count(1_234_567, "URL"), "1,234,567 URLs");
        assert_eq!(grouped(999), "999");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_550), "1.6 kB");
        assert_eq!(bytes(52_428_800), "52.4 MB");
    }
}
