//! Lists of names in messages, cut where there may be thousands.

/// Maximum number of names in one message.
const MAX_NAMES: usize = 10;

/// The first of `names`, separated by commas, and the number of the others.
pub(crate) fn abbreviated<Name: AsRef<str>>(names: &[Name]) -> String {
    let first: Vec<&str> = names.iter().take(MAX_NAMES).map(AsRef::as_ref).collect();
    let first = first.join(", ");
    match names.len().saturating_sub(MAX_NAMES) {
        0 => first,
        more => format!("{first}, and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_first_ten_are_counted() {
        let names: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert_eq!(abbreviated(&names[..2]), "1, 2");
        assert_eq!(abbreviated(&names[..10]), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
        assert_eq!(
            abbreviated(&names),
            "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 2 more"
        );
    }
}
