//! Parses and checks the fields of a query.

use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::Date;

use crate::api::enums;
use crate::api::google_error::GoogleError;

/// Returns the value of an enum, or the default if it is absent.
pub(super) fn choose(
    field: &str,
    text: Option<&str>,
    names: &[&'static str],
    default: &'static str,
) -> Result<&'static str, GoogleError> {
    match text {
        None => Ok(default),
        Some(text) => enums::read(text, names).ok_or_else(|| {
            GoogleError::invalid_field(field, format!("Invalid value at '{field}': \"{text}\""))
        }),
    }
}

pub(super) fn date(field: &str, text: Option<&str>) -> Result<Date, GoogleError> {
    let text = text.ok_or_else(|| {
        GoogleError::invalid_field(field, format!("Field '{field}' is required."))
    })?;
    const LENGTH: usize = "YYYY-MM-DD".len();
    Date::from_str(text)
        .ok()
        .filter(|_| text.len() == LENGTH)
        .ok_or_else(|| {
            GoogleError::invalid_field(
                field,
                format!("Invalid value at '{field}': \"{text}\" is not a date (YYYY-MM-DD)."),
            )
        })
}

pub(super) fn number(
    field: &str,
    value: Option<i64>,
    default: i64,
    range: RangeInclusive<i64>,
) -> Result<usize, GoogleError> {
    let value = value.unwrap_or(default);
    usize::try_from(value)
        .ok()
        .filter(|_| range.contains(&value))
        .ok_or_else(|| {
            GoogleError::invalid_field(
                field,
                format!(
                    "Invalid value at '{field}': {value} is not from {} to {}.",
                    range.start(),
                    range.end()
                ),
            )
        })
}
