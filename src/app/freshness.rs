//! Checks if Google's record of a sitemap is recent enough.

use std::time::Duration;

use crate::model::{Action, ExitCode, Failure, Remedy, links};
use jiff::{SignedDuration, Timestamp};
use search_console::sitemaps::Sitemap;

/// Record that is missing or too old.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub(crate) enum StaleError {
    /// The sitemap was never submitted to the property, or was deleted.
    #[error("{property} has no record of {sitemap}")]
    Unknown {
        /// The sitemap.
        sitemap: String,
        /// The property.
        property: String,
    },
    /// No page is indexed, long after the first confirmed submission.
    #[error("no page of {property} is indexed, {} after the first confirmed submission", words(*.age))]
    NothingIndexed {
        /// The property.
        property: String,
        /// Time since that submission.
        age: SignedDuration,
    },
    /// Never downloaded, although it was submitted too long ago.
    #[error("Google never downloaded {sitemap}, {} after it was submitted", words(*.age))]
    NeverDownloaded {
        /// The sitemap.
        sitemap: String,
        /// The property.
        property: String,
        /// Time since the submission.
        age: SignedDuration,
    },
    /// Downloaded too long ago.
    #[error("Google last downloaded {sitemap} {} ago, more than {} allows", words(*.age), words(SignedDuration::try_from(*.max_age).unwrap_or(SignedDuration::MAX)))]
    Old {
        /// The sitemap.
        sitemap: String,
        /// The property.
        property: String,
        /// Time since the download.
        age: SignedDuration,
        /// Maximum age.
        max_age: Duration,
    },
}

impl Failure for StaleError {
    fn exit_code(&self) -> ExitCode {
        ExitCode::NotConfirmed
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Unknown { sitemap, .. } => {
                Remedy::new("submit it with ").run_for(Action::Submit, sitemap.as_str())
            }
            Self::NothingIndexed { property, .. } => Remedy::new("see why with ")
                .run_for(Action::Report, property.as_str())
                .text(", and inspect again with ")
                .run(Action::Audit),
            Self::NeverDownloaded { property, .. } | Self::Old { property, .. } => format!(
                "see {} for what keeps Google from downloading it, and submit it again",
                links::sitemaps_page(property)
            )
            .into(),
        })
    }
}

/// Time after which it is suspicious that no page is indexed.
const FIRST_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Rejects a property none of whose `inspected` pages is indexed long after `first_confirmed`, its
/// first confirmed submission.
pub(crate) fn check_indexed(
    property: &str,
    indexed: u64,
    inspected: u64,
    first_confirmed: Timestamp,
    now: Timestamp,
) -> Result<(), StaleError> {
    let age = age(first_confirmed, now);
    if inspected > 0 && indexed == 0 && age > FIRST_WEEK {
        return Err(StaleError::NothingIndexed {
            property: property.to_owned(),
            age,
        });
    }
    Ok(())
}

/// Accepts `record` if Google's last download, or without one its submission, is at most `max_age`
/// before `now`.
pub(crate) fn check(
    record: &Sitemap,
    property: &str,
    max_age: Duration,
    now: Timestamp,
) -> Result<(), StaleError> {
    let is_recent =
        |time: Timestamp| age(time, now).is_negative() || age(time, now).unsigned_abs() <= max_age;
    match (record.last_downloaded, record.last_submitted) {
        (Some(downloaded), _) if !is_recent(downloaded) => Err(StaleError::Old {
            sitemap: record.path.clone(),
            property: property.to_owned(),
            age: age(downloaded, now),
            max_age,
        }),
        (None, Some(submitted)) if !is_recent(submitted) => Err(StaleError::NeverDownloaded {
            sitemap: record.path.clone(),
            property: property.to_owned(),
            age: age(submitted, now),
        }),
        _ => Ok(()),
    }
}

fn age(time: Timestamp, now: Timestamp) -> SignedDuration {
    now.duration_since(time)
}

/// Formats an age in seconds, or in minutes from one minute on.
fn words(age: SignedDuration) -> String {
    let seconds = age.as_secs();
    let whole = if seconds < 60 {
        seconds
    } else {
        seconds / 60 * 60
    };
    format!("{:#}", SignedDuration::from_secs(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn record(submitted: Option<&str>, downloaded: Option<&str>) -> Sitemap {
        let time = |text: &str| text.parse().unwrap();
        Sitemap {
            path: "https://example.com/s.xml".to_owned(),
            last_submitted: submitted.map(time),
            last_downloaded: downloaded.map(time),
            is_pending: false,
            is_sitemaps_index: false,
            errors: 0,
            warnings: 0,
            contents: Vec::new(),
        }
    }

    fn judged(submitted: Option<&str>, downloaded: Option<&str>) -> Result<(), StaleError> {
        let now = "2026-01-01T12:00:00Z".parse().unwrap();
        check(
            &record(submitted, downloaded),
            "sc-domain:example.com",
            HOUR,
            now,
        )
    }

    #[test]
    fn the_download_counts_and_the_submission_until_there_is_one() {
        let early = Some("2026-01-01T10:30:00Z");
        let exactly = Some("2026-01-01T11:00:00Z");
        let ahead = Some("2026-01-01T12:00:05Z");
        assert_eq!(judged(early, exactly), Ok(()));
        assert_eq!(judged(early, ahead), Ok(()));
        assert_eq!(judged(exactly, None), Ok(()));
        assert!(matches!(
            judged(exactly, early),
            Err(StaleError::Old { .. })
        ));
        assert!(matches!(
            judged(early, None),
            Err(StaleError::NeverDownloaded { .. })
        ));
    }

    #[test]
    fn nothing_indexed_is_reported_after_a_week_and_only_after_an_inspection() {
        let now: Timestamp = "2026-01-10T12:00:00Z".parse().unwrap();
        let check = |indexed, inspected, day: &str| {
            let first = format!("2026-01-{day}T12:00:00Z").parse().unwrap();
            check_indexed("sc-domain:example.com", indexed, inspected, first, now).is_ok()
        };
        assert!(check(0, 5, "03") && !check(0, 5, "02"));
        assert!(check(1, 5, "01") && check(0, 0, "01"));
    }

    #[test]
    fn ages_are_read_easily() {
        let error = judged(None, Some("2026-01-01T09:59:01Z")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Google last downloaded https://example.com/s.xml 2h ago, more than 1h allows"
        );
    }
}
