//! Encodes and decodes values in the API's formats.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::{Deserialize, Deserializer};

use crate::property::Property;

/// All but RFC 3986's unreserved characters: a property or a sitemap is one path segment, in which
/// slashes, colons and percent signs are encoded exactly once.
const ONE_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encodes `text` as one path segment.
pub(crate) fn one_segment(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ONE_SEGMENT)
}

/// Path of `property` below the API's root.
pub(crate) fn site_path(property: &Property) -> String {
    format!("webmasters/v3/sites/{}", one_segment(property.name()))
}

/// Deserialises an int64, which the API sends as a string
/// (<https://developers.google.com/discovery/v1/type-format>); also accepts a number.
pub(crate) fn int64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Int64;
    impl serde::de::Visitor<'_> for Int64 {
        type Value = i64;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an integer, as a string or a number")
        }

        fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<i64, E> {
            Ok(value)
        }

        fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
            i64::try_from(value).map_err(E::custom)
        }

        fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<i64, E> {
            value.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_any(Int64)
}

/// Converts an enum value to upper snake case: the discovery document has `SITE_OWNER`, the live
/// API sends `siteOwner`.
pub(crate) fn upper_snake_case(value: &str) -> String {
    if value.chars().any(char::is_lowercase) {
        let mut converted = String::with_capacity(value.len() + 4);
        for character in value.chars() {
            if character.is_uppercase() {
                converted.push('_');
            }
            converted.push(character.to_ascii_uppercase());
        }
        converted
    } else {
        value.to_owned()
    }
}

/// Deserialises a member that may be null, which equals a missing one.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Deserialises an enum in either spelling; null equals a missing value.
pub(crate) fn either_spelling<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String> + Default,
{
    let value = Option::<String>::deserialize(deserializer)?;
    Ok(value.map_or_else(T::default, |value| T::from(upper_snake_case(&value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Count {
        #[serde(default, deserialize_with = "int64")]
        errors: i64,
    }

    #[test]
    fn int64_is_a_string_a_number_or_absent() {
        for (json, expected) in [
            (r#"{"errors":"12"}"#, 12),
            (r#"{"errors":12}"#, 12),
            ("{}", 0),
        ] {
            assert_eq!(
                serde_json::from_str::<Count>(json).unwrap().errors,
                expected
            );
        }
        assert!(serde_json::from_str::<Count>(r#"{"errors":"many"}"#).is_err());
    }

    #[test]
    fn both_spellings_are_equal() {
        assert_eq!(upper_snake_case("siteFullUser"), "SITE_FULL_USER");
        assert_eq!(upper_snake_case("SITE_FULL_USER"), "SITE_FULL_USER");
        assert_eq!(upper_snake_case("sitemap"), "SITEMAP");
    }
}
