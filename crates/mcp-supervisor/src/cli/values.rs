//! Parses option values.

use std::time::Duration;

use url::Url;

/// Reads a time: `2s`, `500ms`, `5min`, `1h 30min`; a plain number is seconds.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    text.parse::<jiff::SignedDuration>()
        .ok()
        .and_then(|time| Duration::try_from(time).ok())
        .ok_or_else(|| {
            "give a time such as 500ms, 2s or 5min; a plain number is seconds".to_owned()
        })
}

/// Reads an http or https URL without user and password.
///
/// # Errors
///
/// It is another text.
pub fn http_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("give an http or https URL".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the URL must not contain a user or password".to_owned());
    }
    Ok(url)
}

/// Value of `--request-timeout`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestTimeout {
    /// The tool that it applies to; all requests if `None`.
    pub(super) tool: Option<String>,
    pub(super) time: Duration,
}

/// Reads `10min` or `TOOL=10min`.
pub(super) fn request_timeout(text: &str) -> Result<RequestTimeout, String> {
    let (tool, text) = match text.rsplit_once('=') {
        Some((tool, text)) => (Some(tool.to_owned()), text),
        None => (None, text),
    };
    let time = time(text)?;
    Ok(RequestTimeout { tool, time })
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "give a number from 0 to 1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let read = |text| time(text).map(|time| time.as_millis());
        assert_eq!(read("2"), Ok(2_000));
        assert_eq!(read("500ms"), Ok(500));
        assert_eq!(read("5min"), Ok(300_000));
        assert!(read("soon").is_err());
        assert!(read("-1s").is_err());
    }
}
