//! Parsers for the values of options.

use std::convert::Infallible;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, SpanRelativeTo, Timestamp};
use secrecy::SecretString;

use url::Url;

use crate::model::FailOn;
use crate::render::Format;

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Fatal, Self::Error, Self::Warning, Self::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Fatal => (
                "fatal",
                "Only findings that prevent engines from reading the file",
            ),
            Self::Error => ("error", "Errors and fatal findings: engines drop entries"),
            Self::Warning => ("warning", "Warnings and worse"),
            Self::Never => ("never", "Nothing: findings are only reported"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Human => "Human-readable text",
            Self::Json => "JSON: a single object, see docs/report.schema.json",
            Self::Markdown => "Markdown, for a job summary or a comment",
            Self::Github => "GitHub workflow commands, shown as annotations",
            Self::Sarif => "SARIF 2.1.0, for code-scanning services",
            Self::Junit => "JUnit XML, which CI systems show as tests",
            Self::Html => "One HTML page without external files",
            Self::Csv => "Comma-separated values",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

/// Level of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

/// Parses the URL of a folder, with or without a trailing slash.
pub(super) fn base_url(given: &str) -> Result<Url, String> {
    let wrong =
        "write the URL of the folder that holds the files, such as https://www.example.com/";
    let mut url = Url::parse(given).map_err(|_| wrong.to_owned())?;
    let has_login = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || has_login {
        return Err(wrong.to_owned());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let folder = format!("{}/", url.path());
        url.set_path(&folder);
    }
    Ok(url)
}

/// Accepts only some formats, and names only those in the help.
pub(super) fn one_of(
    formats: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    let names = Format::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .filter(|value| formats.contains(&value.get_name()));
    let values: Vec<PossibleValue> = names.collect();
    PossibleValuesParser::new(values).try_map(|name| Format::from_str(&name, false))
}

/// Parses a duration such as `90s`, `2m`, `1h 30m` or `14d`.
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

/// Accepts a secret, which is parsed later, since errors of the parser would contain it.
#[expect(clippy::unnecessary_wraps, reason = "clap requires this form")]
pub(super) fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::from(text))
}

/// Parses a time, or a date, which stands for its start in the easternmost time zone: the earliest
/// time that a `lastmod` of that date can mean.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    let beginning = |day: Date| EASTERNMOST.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let wrong = "write a time such as `2026-11-24T03:00:00Z`, or a day such as `2026-11-24`";
    text.parse()
        .ok()
        .or_else(|| {
            // Only a date: a time without an offset is ambiguous.
            let day = text
                .parse()
                .ok()
                .filter(|_| !text.contains(['T', 't', ' ']));
            day.and_then(beginning)
        })
        .ok_or_else(|| wrong.to_owned())
}

/// Start of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// From the beginning of this day, UTC.
    Day(Date),
    /// This duration before now.
    Ago(Duration),
}

impl Since {
    /// The start relative to `now`; `None` if it is out of range.
    pub(super) fn before(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Ago(ago) => now.checked_sub(ago).ok(),
            Self::Day(day) => Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok(),
        }
    }
}

/// Parses a date or a duration.
pub(super) fn since(text: &str) -> Result<Since, String> {
    if let Ok(day) = text.parse() {
        return Ok(Since::Day(day));
    }
    let wrong = |_| "write a date such as `2026-11-01`, or a duration such as `30d`";
    Ok(Since::Ago(duration(text).map_err(wrong)?))
}

/// The easternmost time zone, where a day starts first.
const EASTERNMOST: Offset = jiff::tz::offset(14);

/// Maximum duration; longer ones are errors and could not be added to a time.
const LONGEST_DURATION: Duration = Duration::from_secs(366 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_an_offset_and_a_day_begins_in_the_east() {
        let same = |text: &str, moment: &str| {
            assert_eq!(
                moment_of(text),
                Some(moment.parse::<Timestamp>().unwrap()),
                "{text}"
            );
        };
        same("2026-11-24", "2026-11-23T10:00:00Z");
        same("2026-11-24T03:00:00+02:00", "2026-11-24T01:00:00Z");
        for text in ["", "now", "2026-11-24T03:00:00", "24.11.2026"] {
            assert_eq!(moment_of(text), None, "{text}");
        }
    }

    fn moment_of(text: &str) -> Option<Timestamp> {
        moment(text).ok()
    }

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
