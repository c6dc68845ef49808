//! Waits until a deploy is live, so that the sitemap of the previous one is not submitted.

use std::time::Duration;

use jiff::Timestamp;
use sitemap_validator::{Kind, Report, Severity};
use url::Url;

use super::check::Check;
use super::targets::Target;
use crate::model::{ExitCode, Failure, FindingReport, Remedy, Source};
use crate::site::reading::ReadError;
use crate::store::Snapshot;

/// Wait after the first read; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// Maximum wait between two reads.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// A deploy to wait for.
#[derive(Debug, Clone)]
pub(crate) struct Deploy {
    /// The sitemap to read.
    pub(crate) url: Url,
    /// Required content.
    pub(crate) expected: Expected,
    /// Time limit of the wait.
    pub(crate) time_limit: Duration,
}

/// Required content of a deploy's sitemap.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Expected {
    /// At least one `lastmod` at or after this.
    pub(crate) lastmod_after: Option<Timestamp>,
    /// Minimum number of URLs; those of an index are not counted here.
    pub(crate) min_urls: Option<u64>,
}

/// Difference between the served sitemap and the expected one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotLiveReason {
    /// The sitemap is not served.
    #[error(transparent)]
    Unread(#[from] ReadError),
    /// The document is not a complete sitemap.
    #[error("the document is not a complete sitemap ({errors} errors)")]
    Broken {
        /// Number of errors.
        errors: u64,
    },
    /// The sitemap is from an earlier deploy.
    #[error("{}", age(*.newest, *.expected))]
    Old {
        /// Its newest `lastmod`.
        newest: Option<Timestamp>,
        /// The expected `lastmod`.
        expected: Timestamp,
    },
    /// The sitemap lists too few URLs.
    #[error("it lists {urls} URLs, fewer than the required {least}")]
    Few {
        /// Number of URLs in the sitemap.
        urls: u64,
        /// Required number of URLs.
        least: u64,
    },
}

/// Deploy that was not live before the deadline.
#[derive(Debug, thiserror::Error)]
#[error("{url} was not served as expected in time")]
pub(crate) struct NotLive {
    /// URL that was fetched.
    url: Url,
    /// Result of the last read.
    #[source]
    reason: NotLiveReason,
}

impl Failure for NotLive {
    fn exit_code(&self) -> ExitCode {
        ExitCode::SitemapUnreachable
    }

    fn remedy(&self) -> Option<Remedy> {
        match &self.reason {
            NotLiveReason::Unread(error) => error.remedy(),
            NotLiveReason::Broken { .. }
            | NotLiveReason::Old { .. }
            | NotLiveReason::Few { .. } => Some(
                "check that the deploy succeeded, or allow more time with `--wait-for-deadline`"
                    .into(),
            ),
        }
    }
}

fn age(newest: Option<Timestamp>, expected: Timestamp) -> String {
    match newest {
        None => format!("it has no lastmod, but one at or after {expected} is expected"),
        Some(newest) => format!("its newest lastmod is {newest}, before {expected}"),
    }
}

impl Expected {
    /// Compares the document with the expected one. Findings are judged later, but an incomplete
    /// document is not a sitemap yet.
    fn met(self, report: &Report, snapshot: &Snapshot) -> Result<(), NotLiveReason> {
        if report.kind.is_none() || !report.complete {
            let errors = report.errors();
            return Err(NotLiveReason::Broken { errors });
        }
        let newest = snapshot.newest_lastmod();
        if let Some(expected) = self.lastmod_after
            && newest.is_none_or(|newest| newest < expected)
        {
            return Err(NotLiveReason::Old { newest, expected });
        }
        match self.min_urls {
            // The URLs of an index are in other files: the submission counts them when it crawls
            // the index.
            Some(least) if report.urls < least && report.kind != Some(Kind::SitemapIndex) => {
                Err(NotLiveReason::Few {
                    urls: report.urls,
                    least,
                })
            }
            _ => Ok(()),
        }
    }
}

/// Reads the sitemap of `deploy` with `check` until the deploy is live or the deadline of `check`
/// passes.
///
/// # Errors
/// [`NotLive`] with the result of the last read.
pub(crate) async fn wait_for(deploy: &Deploy, check: &Check<'_>) -> Result<(), NotLive> {
    let target = Target::given(Source::Url(deploy.url.clone()));
    let mut wait = FIRST_WAIT;
    loop {
        check.progress.doing("waiting for", deploy.url.as_str());
        let met = match check.look(&target).await {
            Ok((report, sink)) => deploy.expected.met(&report, &sink.into_snapshot()),
            Err(error) => Err(error.into()),
        };
        let Err(reason) = met else {
            return Ok(());
        };
        if wait >= check.deadline.remaining() {
            return Err(NotLive {
                url: deploy.url.clone(),
                reason,
            });
        }
        tracing::info!(%reason, "the deploy is not live yet");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// The finding that the sitemap to submit is from an earlier deploy.
pub(crate) fn age_guard(expected: Option<Timestamp>, snapshot: &Snapshot) -> Option<FindingReport> {
    let expected = expected?;
    let newest = snapshot.newest_lastmod();
    if newest.is_some_and(|newest| newest >= expected) {
        return None;
    }
    let finding = FindingReport::about_the_whole("too-old", Severity::Error, age(newest, expected));
    Some(
        finding.help(
            "wait for the deploy with `--wait-for-url`, or check that the site writes lastmod",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SnapshotSink;
    use sitemap_validator::{Options, validate_with};

    fn met(xml: &str, lastmod_after: Option<&str>, min_urls: Option<u64>) -> bool {
        let options = Options::new("2026-12-01T00:00:00Z".parse().unwrap());
        let mut sink = SnapshotSink::default();
        let report = validate_with(xml.as_bytes(), &options, &mut sink).unwrap();
        let expected = Expected {
            lastmod_after: lastmod_after.map(|text| text.parse().unwrap()),
            min_urls,
        };
        expected.met(&report, &sink.finish()).is_ok()
    }

    fn sitemap(lastmods: &[&str]) -> String {
        let entry = |lastmod: &&str| {
            format!(
                "<url><loc>https://example.com/{lastmod}</loc><lastmod>{lastmod}</lastmod></url>"
            )
        };
        let entries: String = lastmods.iter().map(entry).collect();
        format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>")
    }

    #[test]
    fn one_lastmod_at_or_after_the_moment_is_enough() {
        let moment = Some("2026-11-24T03:00:00Z");
        let old = "2026-11-23T10:00:00Z";
        assert!(!met(&sitemap(&[old]), moment, None));
        assert!(met(&sitemap(&[old, "2026-11-24T03:00:00Z"]), moment, None));
        assert!(met(&sitemap(&["2026-11-24T05:30:00+02:00"]), moment, None));
        assert!(!met(&sitemap(&["2026-11-24T03:30:00+02:00"]), moment, None));
        assert!(!met("https://example.com/\n", moment, None));
    }

    #[test]
    fn a_day_counts_from_its_first_beginning_on_earth() {
        let day = sitemap(&["2026-11-24"]);
        assert!(met(&day, Some("2026-11-23T10:00:00Z"), None));
        assert!(!met(&day, Some("2026-11-23T10:00:01Z"), None));
    }

    #[test]
    fn the_urls_of_an_index_are_counted_later() {
        let index = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap>\
                     <loc>https://example.com/a.xml</loc></sitemap></sitemapindex>";
        assert!(met(index, None, Some(5)));
    }

    #[test]
    fn a_document_that_is_not_a_sitemap_is_never_live() {
        assert!(!met("<html>", None, None));
        let whole = sitemap(&["2026-11-24"]);
        assert!(!met(&whole[..whole.len() - 3], None, None));
        assert!(met("https://example.com/\n", None, None));
        assert!(met("https://example.com/\n", None, Some(1)));
        assert!(!met("https://example.com/\n", None, Some(2)));
    }
}
