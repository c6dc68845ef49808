//! Checks the arguments of a call against the schema of its tool before the tool sees them.
//!
//! Models write `dryRun` for `dry_run`, `null` for omitted arguments, and numbers and lists as
//! text. Unambiguous values are converted; everything else is rejected with the argument's name,
//! because ignoring an argument would change the effect of the call.

use rmcp::model::JsonObject;
use serde_json::{Number, Value};

/// Minimum similarity between an unknown name and the suggested one.
const LIKENESS: f64 = 0.75;

/// Reason why arguments were rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ArgumentError {
    /// The tool has no such argument.
    #[error("unknown argument `{name}`")]
    Unknown {
        /// Name in the call.
        name: String,
        /// The most similar argument.
        nearest: Option<String>,
        /// All arguments of the tool.
        known: Vec<String>,
    },
    /// An argument that the tool requires.
    #[error("the argument `{0}` is missing")]
    Missing(String),
    /// A value of another type.
    #[error("the argument `{name}` must be {wanted}, not {found}")]
    Type {
        /// Name of the argument.
        name: String,
        /// Expected type.
        wanted: &'static str,
        /// Type in the call.
        found: &'static str,
    },
    /// A value that is not among the allowed ones.
    #[error("the argument `{name}` must be one of {allowed}, not `{found}`")]
    Choice {
        /// Name of the argument.
        name: String,
        /// Allowed values.
        allowed: String,
        /// Value in the call.
        found: String,
    },
    /// A number below the minimum.
    #[error("the argument `{name}` must be at least {least}")]
    TooSmall {
        /// Name of the argument.
        name: String,
        /// Minimum.
        least: i64,
    },
}

impl ArgumentError {
    /// The error with its remedy, for the agent.
    pub(super) fn text(&self) -> String {
        let help = match self {
            Self::Unknown {
                nearest: Some(nearest),
                ..
            } => format!("did you mean `{nearest}`? Nothing was done."),
            Self::Unknown { known, .. } if known.is_empty() => {
                "this tool has no arguments. Nothing was done.".to_owned()
            }
            Self::Unknown { known, .. } => {
                format!("the arguments are {}. Nothing was done.", known.join(", "))
            }
            _ => "correct it and call again. Nothing was done.".to_owned(),
        };
        format!("error: {self}\nhelp: {help}")
    }
}

/// The arguments, converted to the input schema of the tool.
///
/// # Errors
/// The first argument that is unknown, missing, or has an invalid value.
pub(super) fn checked(
    schema: &JsonObject,
    arguments: JsonObject,
) -> Result<JsonObject, ArgumentError> {
    let empty = JsonObject::new();
    let properties = match schema.get("properties") {
        Some(Value::Object(properties)) => properties,
        _ => &empty,
    };
    let mut accepted = JsonObject::new();
    for (name, value) in arguments {
        let Some(property) = properties.get(&name) else {
            return Err(unknown(name, properties));
        };
        // Null counts as omitted.
        if !value.is_null() {
            let value = converted(&name, property, value)?;
            accepted.insert(name, value);
        }
    }
    let required = schema.get("required").and_then(Value::as_array);
    let missing = required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .find(|name| !accepted.contains_key(*name));
    match missing {
        Some(name) => Err(ArgumentError::Missing(name.to_owned())),
        None => Ok(accepted),
    }
}

fn unknown(name: String, properties: &JsonObject) -> ArgumentError {
    // `dryRun`, `dry-run` and `DryRun` are all like `dry_run`.
    let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let nearest = properties
        .keys()
        .map(|known| {
            let likeness = strsim::jaro_winkler(&plain(known), &plain(&name));
            (likeness, known)
        })
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known.clone());
    ArgumentError::Unknown {
        name,
        nearest,
        known: properties.keys().cloned().collect(),
    }
}

/// Converts `value` to the type of `property`.
fn converted(name: &str, property: &Value, value: Value) -> Result<Value, ArgumentError> {
    let kind = property.get("type").and_then(Value::as_str);
    let value = match kind {
        Some("integer") => integer(value),
        Some("boolean") => boolean(value),
        Some("array") => return list(name, property, value),
        Some("string") if value.is_string() => Ok(value),
        Some("string") => Err(value),
        _ => return Ok(value),
    };
    let value = value.map_err(|value| ArgumentError::Type {
        name: name.to_owned(),
        wanted: wanted(kind),
        found: found(&value),
    })?;
    least(name, property, &value)?;
    choice(name, property, value)
}

/// An integer, also as `5.0` or `"5"`.
fn integer(value: Value) -> Result<Value, Value> {
    let read = match &value {
        Value::Number(number) => whole(number),
        Value::String(text) => text.trim().parse::<Number>().ok().as_ref().and_then(whole),
        _ => None,
    };
    read.map(Value::Number).ok_or(value)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers far below the limits of i64 are cast"
)]
fn whole(number: &Number) -> Option<Number> {
    const LARGEST: f64 = 9e15;
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let value = number.as_f64()?;
    (value.fract() == 0.0 && value.abs() < LARGEST).then(|| Number::from(value as i64))
}

/// True or false, also as text.
fn boolean(value: Value) -> Result<Value, Value> {
    match &value {
        Value::Bool(_) => Ok(value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
        _ => Err(value),
    }
}

/// A list, also as the JSON text of one, or a single value.
fn list(name: &str, property: &Value, value: Value) -> Result<Value, ArgumentError> {
    let items = match value {
        Value::Array(items) => items,
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(Value::Array(items)) => items,
            _ => vec![Value::String(text)],
        },
        other => {
            return Err(ArgumentError::Type {
                name: name.to_owned(),
                wanted: wanted(Some("array")),
                found: found(&other),
            });
        }
    };
    let item = property.get("items").unwrap_or(&Value::Null);
    let converted: Result<_, _> = items
        .into_iter()
        .map(|one| converted(name, item, one))
        .collect();
    converted.map(Value::Array)
}

fn least(name: &str, property: &Value, value: &Value) -> Result<(), ArgumentError> {
    let least = property.get("minimum").and_then(Value::as_i64);
    match (least, value.as_i64()) {
        (Some(least), Some(value)) if value < least => Err(ArgumentError::TooSmall {
            name: name.to_owned(),
            least,
        }),
        _ => Ok(()),
    }
}

/// One of the allowed strings, ignoring case.
fn choice(name: &str, property: &Value, value: Value) -> Result<Value, ArgumentError> {
    let (Some(Value::Array(allowed)), Value::String(text)) = (property.get("enum"), &value) else {
        return Ok(value);
    };
    let names: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
    match names.iter().find(|one| one.eq_ignore_ascii_case(text)) {
        Some(one) => Ok(Value::from(*one)),
        None => Err(ArgumentError::Choice {
            name: name.to_owned(),
            allowed: names.join(", "),
            found: text.clone(),
        }),
    }
}

const fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "this text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn wanted(kind: Option<&str>) -> &'static str {
    match kind {
        Some("integer") => "a whole number",
        Some("boolean") => "true or false",
        Some("array") => "a list",
        _ => "a text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(arguments: Value) -> Result<Value, String> {
        let object = |value: Value| match value {
            Value::Object(members) => members,
            other => panic!("{other}"),
        };
        let schema = object(json!({
            "properties": {
                "sitemap": {"type": "string"},
                "dry_run": {"type": "boolean"},
                "limit": {"type": "integer", "minimum": 1},
                "urls": {"type": "array", "items": {"type": "string"}},
                "state": {"type": "string", "enum": ["indexed", "error"]},
            },
            "required": ["sitemap"],
        }));
        let mut arguments = object(arguments);
        arguments.entry("sitemap").or_insert_with(|| "s".into());
        match checked(&schema, arguments) {
            Ok(mut accepted) => {
                accepted.remove("sitemap");
                Ok(Value::Object(accepted))
            }
            Err(error) => Err(error.text()),
        }
    }

    #[test]
    fn unknown_arguments_are_refused_with_the_nearest() {
        for name in ["dryRun", "DryRun", "dry-run", "dryrun"] {
            let error = check(json!({ name: true })).unwrap_err();
            assert!(
                error.contains(&format!("unknown argument `{name}`")),
                "{error}"
            );
            assert!(error.contains("did you mean `dry_run`?"), "{error}");
        }
        let error = check(json!({"xyz": 1})).unwrap_err();
        assert!(error.contains("the arguments are "), "{error}");
        // Also without a value.
        assert!(check(json!({"dryRun": null})).is_err());
    }

    #[test]
    fn null_is_left_out() {
        assert_eq!(check(json!({"limit": null, "urls": null})), Ok(json!({})));
        let error = check(json!({"sitemap": null})).unwrap_err();
        assert!(error.contains("`sitemap` is missing"), "{error}");
    }

    #[test]
    fn unambiguous_values_are_converted() {
        for given in [json!(5), json!(5.0), json!("5"), json!(" 5 "), json!("5.0")] {
            assert_eq!(check(json!({"limit": given})), Ok(json!({"limit": 5})));
        }
        assert_eq!(
            check(json!({"dry_run": "True"})),
            Ok(json!({"dry_run": true}))
        );
        for given in [json!(["a", "b"]), json!("[\"a\", \"b\"]")] {
            assert_eq!(
                check(json!({"urls": given})),
                Ok(json!({"urls": ["a", "b"]}))
            );
        }
        assert_eq!(check(json!({"urls": "a"})), Ok(json!({"urls": ["a"]})));
        assert_eq!(
            check(json!({"state": "ERROR"})),
            Ok(json!({"state": "error"}))
        );
    }

    #[test]
    fn everything_else_is_refused_by_name() {
        for (given, words) in [
            (
                json!({"limit": 5.5}),
                "`limit` must be a whole number, not a number",
            ),
            (
                json!({"limit": "many"}),
                "`limit` must be a whole number, not this text",
            ),
            (json!({"limit": 0}), "`limit` must be at least 1"),
            (json!({"limit": -1}), "`limit` must be at least 1"),
            (
                json!({"dry_run": 1}),
                "`dry_run` must be true or false, not a number",
            ),
            (json!({"urls": {}}), "`urls` must be a list, not an object"),
            (json!({"urls": [1]}), "`urls` must be a text, not a number"),
            (
                json!({"sitemap": ["a"]}),
                "`sitemap` must be a text, not a list",
            ),
            (
                json!({"state": "gone"}),
                "`state` must be one of indexed, error, not `gone`",
            ),
        ] {
            let error = check(given).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }
}
