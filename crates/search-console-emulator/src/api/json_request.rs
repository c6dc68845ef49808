//! Parses JSON bodies like Google's front end: an unknown name is an error.
//!
//! Google also accepts names in `snake_case`; here only the discovery document's names are accepted,
//! so that a client's mistakes are detected.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::google_error::GoogleError;

/// Parses `body` as `T`, whose `Deserialize` must deny unknown fields.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, GoogleError> {
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        GoogleError::invalid(format!("Invalid JSON payload received. {error}."))
    })?;
    if !value.is_object() {
        return Err(GoogleError::invalid(
            "Invalid JSON payload received. Expected an object.",
        ));
    }
    serde_json::from_value(value).map_err(|error| explain(&error.to_string()))
}

/// Converts a serde error to Google's message.
fn explain(text: &str) -> GoogleError {
    let unknown = text
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split('`').next());
    match unknown {
        Some(name) => GoogleError::invalid_field(
            "",
            format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field."),
        ),
        None => GoogleError::invalid(format!("Invalid JSON payload received. {text}.")),
    }
}
