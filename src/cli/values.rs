//! What options mean: words, lengths of time, shares.

use std::convert::Infallible;
use std::time::Duration;

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::{Span, SpanRelativeTo};
use secrecy::SecretString;

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: a line per sitemap, findings with their source line.
    Human,
    /// One JSON object, see docs/report.schema.json.
    Json,
    /// Markdown, for a job summary or a comment.
    Markdown,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// One page that needs nothing else.
    Html,
    /// A table for other programs.
    Csv,
}

/// The least severity that counts as failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Nothing: findings are reported only.
    Never,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the usual names of levels")]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

/// Accepts only some formats, and names only those in the help.
pub(super) fn one_of(
    formats: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
    let names = Format::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .filter(|value| formats.contains(&value.get_name()));
    let values: Vec<PossibleValue> = names.collect();
    PossibleValuesParser::new(values).try_map(|name| Format::from_str(&name, false))
}

/// Reads a length of time such as `90s`, `2m`, `1h 30m` or `14d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let example = "write a number and a unit, such as `90s`, `2m`, `1h 30m` or `14d`";
    let span: Span = text.parse().map_err(|_| example.to_owned())?;
    let signed = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let positive = signed
        .ok()
        .and_then(|signed| Duration::try_from(signed).ok())
        .ok_or_else(|| example.to_owned())?;
    if positive > LONGEST_DURATION {
        return Err(format!(
            "longer than {} days",
            LONGEST_DURATION.as_secs() / 86_400
        ));
    }
    Ok(positive)
}

/// Takes a text that is never shown; what it means is asked later, where errors do not repeat it.
#[expect(clippy::unnecessary_wraps, reason = "the form that clap asks for")]
pub(super) fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::from(text))
}

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// From the beginning of this day, UTC.
    Day(Date),
    /// This long.
    Ago(Duration),
}

/// Reads a date, or a length of time.
pub(super) fn since(text: &str) -> Result<Since, String> {
    if let Ok(day) = text.parse() {
        return Ok(Since::Day(day));
    }
    let wrong = |_| "write a date such as `2026-11-01`, or a length of time such as `30d`";
    Ok(Since::Ago(duration(text).map_err(wrong)?))
}

/// Longer times are mistakes, and could not be added to a point in time.
const LONGEST_DURATION: Duration = Duration::from_secs(366 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_bounds() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("14d"), Ok(Duration::from_secs(14 * 86_400)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        for text in ["", "90", "-5s", "soon", "1000000h", "2mo"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
