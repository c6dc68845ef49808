//! Picks members of a JSON object and leaves the rest unparsed.
//!
//! If a name occurs twice, the last member counts, as in both official SDKs.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Returns the members of the object `text` with these names.
pub(crate) fn members<'a, const N: usize>(
    text: &'a str,
    names: [&str; N],
) -> serde_json::Result<[Option<&'a RawValue>; N]> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let found = deserializer.deserialize_map(Pick(names))?;
    deserializer.end()?;
    Ok(found)
}

/// The value, unless it is `null`.
pub(crate) fn non_null(value: Option<&RawValue>) -> Option<&RawValue> {
    value.filter(|value| value.get() != "null")
}

/// The text of a JSON string.
pub(crate) fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let text: Text<'_> = serde_json::from_str(value.get()).ok()?;
    Some(text.0)
}

/// Without the attribute, serde copies every string.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct Pick<'n, const N: usize>([&'n str; N]);

impl<'de, const N: usize> Visitor<'de> for Pick<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = [None; N];
        while let Some(Text(name)) = map.next_key()? {
            match self.0.iter().position(|wanted| *wanted == name) {
                Some(place) => found[place] = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_members_with_the_same_name_counts() {
        let found = members(
            r#"{"a":1,"b":{"a":2},"\u0061":[3],"c":null}"#,
            ["a", "c", "d"],
        );
        let texts = found.unwrap().map(|value| value.map(RawValue::get));
        assert_eq!(texts, [Some("[3]"), Some("null"), None]);
    }

    #[test]
    fn only_a_single_object_is_accepted() {
        for text in ["", "[]", "1", r#"{"a":NaN}"#, "{} {}", r#"{"a":1"#] {
            assert!(members(text, ["a"]).is_err(), "{text}");
        }
    }
}
