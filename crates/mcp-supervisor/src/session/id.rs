//! Compares the ids of JSON-RPC: numbers and strings, each kept in its own type.
//!
//! An id that a peer wrote with other escapes, or as `1.0` for `1`, is the same id.

use std::fmt;

use serde_json::value::RawValue;

/// The id of a request, or a progress token, which has the same shape.
///
/// <https://www.jsonrpc.org/specification#request_object>
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// A whole number, as every known SDK counts its requests.
    Integer(i64),
    /// Any other number, as written by its sender.
    Number(Box<str>),
    /// A string, without its quotes and escapes.
    Text(Box<str>),
}

impl Id {
    /// Parses an id; `None` for invalid types: `null`, a boolean, a list or an object.
    #[must_use]
    pub fn parse(raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        match text.as_bytes().first()? {
            b'"' => serde_json::from_str(text).ok().map(Self::Text),
            b'-' | b'0'..=b'9' => Some(Self::number(text)),
            _ => None,
        }
    }

    /// Parses an id from JSON text.
    pub(crate) fn from_json(json: &str) -> Option<Self> {
        Self::parse(serde_json::from_str(json).ok()?)
    }

    /// The number that a text id spells: `2` for `"2"`. Both official SDKs accept such a response.
    pub(crate) fn spelled_number(&self) -> Option<Self> {
        match self {
            Self::Text(text) => text.parse().ok().map(Self::Integer),
            Self::Integer(_) | Self::Number(_) => None,
        }
    }

    fn number(text: &str) -> Self {
        if let Ok(whole) = text.parse() {
            return Self::Integer(whole);
        }
        // Beyond 2^53 two neighbours have the same double, so they stay as they were written.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match text.parse::<f64>() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Ok(value) if value.fract() == 0.0 && value.abs() < EXACT => Self::Integer(value as i64),
            _ => Self::Number(text.into()),
        }
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Integer(_) => size_of::<i64>(),
            Self::Number(text) | Self::Text(text) => text.len(),
        }
    }

    /// The id as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Number(text) => text.to_string(),
            Self::Text(text) => serde_json::Value::from(&**text).to_string(),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Option<Id> {
        let raw: &RawValue = serde_json::from_str(text).unwrap();
        Id::parse(raw)
    }

    #[test]
    fn a_number_and_a_string_of_the_same_digits_differ() {
        assert_ne!(id("1"), id("\"1\""));
    }

    #[test]
    fn another_spelling_is_the_same_id() {
        assert_eq!(id("1.0"), id("1"));
        assert_eq!(id("1e2"), id("100"));
        assert_eq!(id(r#""caf\u00e9""#), id("\"café\""));
    }

    #[test]
    fn neighbours_beyond_the_doubles_differ() {
        assert_ne!(id("18446744073709551615"), id("18446744073709551614"));
        assert_ne!(id("9007199254740993"), id("9007199254740992"));
    }

    #[test]
    fn invalid_ids_are_none() {
        for text in ["null", "true", "[1]", "{}"] {
            assert_eq!(id(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_is_written_as_it_was_meant() {
        for text in ["7", "-7", "1.5", r#""a\"b""#, "99999999999999999999"] {
            assert_eq!(id(text).unwrap().to_json(), text);
        }
    }
}
