//! Inspects one page: waits for its turn, counts the quota, sends the request, retries, judges and
//! stores the result.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use net::Deadline;
use net::retry::{Retry, RetryPolicy, retry};
use search_console::auth::Clock;
use search_console::url_inspection::Inspection;
use search_console::{Client, Error, Property, Rejection};
use url::Url;

use super::Pace;
use crate::index::judge;
use crate::model::address::shown;
use crate::model::google_api::{api_exit_code, api_remedy};
use crate::model::{ExitCode, Failure, FailureReport, PageReport, Reason, Remedy};
use crate::store::{Inspected, InspectionQuota, PropertyId, Reservation, Store, StoreError};

/// Each attempt uses quota, so there are few. The waits exceed the period of the quota per minute.
const POLICY: RetryPolicy = RetryPolicy {
    first_wait: Duration::from_secs(2),
    max_wait: Duration::from_secs(64),
    max_attempts: 6,
};

/// Inspects pages of one property.
pub(crate) struct Inspector<'a> {
    pub(crate) client: &'a Client,
    pub(crate) store: &'a Store,
    pub(crate) property: &'a Property,
    pub(crate) id: PropertyId,
    pub(crate) quota: InspectionQuota,
    pub(crate) pace: &'a Pace,
    pub(crate) clock: &'a Clock,
    /// Failure of the last request.
    pub(crate) trouble: Mutex<Option<FailureReport>>,
}

/// Result of the inspection of a page.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// The verdict.
    pub(crate) reason: Reason,
    /// Time of the inspection.
    pub(crate) at: Timestamp,
    /// The complete response.
    pub(crate) inspection: Inspection,
}

impl Finding {
    /// Fills in `report` of the page.
    pub(crate) fn into_report(self, report: PageReport) -> PageReport {
        let status = self.inspection.index_status;
        PageReport {
            state: Some(self.reason.state()),
            reason: Some(self.reason.as_str()),
            meaning: Some(self.reason.meaning()),
            advice: self.reason.advice(),
            verdict: Some(status.verdict.as_str().to_owned()),
            coverage: Some(status.coverage_state).filter(|words| !words.is_empty()),
            inspected_at: Some(self.at),
            crawled_at: status.last_crawl_time,
            google_canonical: status.google_canonical.map(shown_url),
            user_canonical: status.user_canonical.map(shown_url),
            sitemaps: status.sitemap.into_iter().map(shown_url).collect(),
            referring_urls: status.referring_urls.into_iter().map(shown_url).collect(),
            link: self.inspection.link,
            ..report
        }
    }
}

/// A URL that Google returned, without a user name or password.
fn shown_url(url: String) -> String {
    shown(&url).into_owned()
}

/// Inspection that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InspectionError {
    /// The daily quota is used up, according to the store.
    #[error(
        "the daily quota of {per_day} inspections of {property} is used up; it resets at {resets_at:.0}"
    )]
    Spent {
        /// The property.
        property: String,
        /// Its quota.
        per_day: u32,
        /// Start of the next day.
        resets_at: Timestamp,
    },
    /// The quota is used up, according to Google, which does not report which one; the client stays
    /// within the quota per minute.
    #[error("the inspection quota of {property} is used up, also by other programs")]
    SpentElsewhere {
        /// The property.
        property: String,
        /// Google's response.
        #[source]
        source: Error,
    },
    /// No inspection was answered in time.
    #[error("Google answered no inspection of {property} before the deadline")]
    Unanswered {
        /// The property.
        property: String,
    },
    /// The quota per minute stayed used up until the time limit.
    #[error("the quota per minute of {property} stayed used up")]
    Full {
        /// The property.
        property: String,
    },
    /// Google did not respond or rejected the request.
    #[error("failed to inspect {url}")]
    Google {
        /// The page.
        url: Url,
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The error.
        #[source]
        source: Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for InspectionError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Spent { .. } | Self::SpentElsewhere { .. } | Self::Full { .. } => ExitCode::Quota,
            Self::Unanswered { .. } => ExitCode::ServiceUnavailable,
            Self::Google { source, .. } => api_exit_code(source),
            Self::Store(error) => error.exit_code(),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Spent { .. } => Some("run again after that; results so far are kept".into()),
            Self::SpentElsewhere { .. } => Some(
                "run again after midnight Pacific time, when the quota of the day resets, and let other programs inspect fewer URLs of this property; results so far are kept".into(),
            ),
            Self::Unanswered { .. } => Some("run again later, or raise `--deadline`".into()),
            Self::Full { .. } => Some(
                "check which other program inspects URLs of this property, and run again".into(),
            ),
            Self::Google {
                property,
                account,
                source,
                ..
            } => api_remedy(source, account, Some(property.name())),
            Self::Store(error) => error.remedy(),
        }
    }
}

impl InspectionError {
    /// True if the next page would also fail. Only a rejection of the page itself, or a response
    /// without a result, does not concern other pages.
    pub(crate) fn concerns_all(&self) -> bool {
        match self {
            Self::Google { source, .. } => match source {
                Error::Api(api) => {
                    !matches!(api.rejection, Rejection::BadRequest | Rejection::NotFound)
                }
                Error::Response(_) => false,
                Error::Token(_) | Error::Transport(_) => true,
            },
            Self::Spent { .. }
            | Self::SpentElsewhere { .. }
            | Self::Unanswered { .. }
            | Self::Full { .. }
            | Self::Store(_) => true,
        }
    }

    fn retry(&self) -> Retry {
        match self {
            Self::Google { source, .. } => source.retry(),
            Self::Spent { .. }
            | Self::SpentElsewhere { .. }
            | Self::Unanswered { .. }
            | Self::Full { .. }
            | Self::Store(_) => Retry::Never,
        }
    }
}

/// True if Google refuses inspections for longer than a retry can wait. A 429 that names no time is
/// Google's response to every exhausted quota; since the client keeps within the quota of the
/// minute, it is that of the day.
fn is_spent(error: &Error) -> bool {
    let Error::Api(api) = error else {
        return false;
    };
    match api.rejection {
        Rejection::QuotaExceeded => true,
        Rejection::RateLimited => {
            api.status == StatusCode::TOO_MANY_REQUESTS && api.retry_after.is_none()
        }
        _ => false,
    }
}

impl Inspector<'_> {
    /// Inspects `url` before `deadline`, and stores the result.
    ///
    /// # Errors
    /// [`InspectionError`] if there is no result; the request still counts against the quota.
    pub(crate) async fn inspect(
        &self,
        url: &Url,
        deadline: Deadline,
    ) -> Result<Finding, InspectionError> {
        let ask = || self.ask(url, deadline);
        let inspection = retry(POLICY, deadline, InspectionError::retry, ask).await?;
        let finding = Finding {
            reason: judge(url, &inspection.index_status),
            at: (self.clock)(),
            inspection,
        };
        let inspected = Inspected {
            page: self.store.page(self.id, url).await?,
            at: finding.at,
            reason: finding.reason,
            crawled_at: finding.inspection.index_status.last_crawl_time,
        };
        self.store.record_inspection(inspected).await?;
        Ok(finding)
    }

    async fn ask(&self, url: &Url, deadline: Deadline) -> Result<Inspection, InspectionError> {
        let answer = self.request(url, deadline).await;
        let failure = match &answer {
            Err(
                error @ (InspectionError::Google { .. } | InspectionError::SpentElsewhere { .. }),
            ) => Some(FailureReport::from(error)),
            _ => None,
        };
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        answer
    }

    async fn request(&self, url: &Url, deadline: Deadline) -> Result<Inspection, InspectionError> {
        let failed = |source| InspectionError::Google {
            url: url.clone(),
            property: self.property.clone(),
            account: self.client.account().to_owned(),
            source,
        };
        // Without a token no inspection is requested, so none counts against the quota.
        self.client.prepare(deadline).await.map_err(failed)?;
        self.spend(deadline).await?;
        let answer = self
            .client
            .inspect_url_once(self.property, url, deadline)
            .await;
        answer.map_err(|source| {
            if is_spent(&source) {
                let property = self.property.name().to_owned();
                InspectionError::SpentElsewhere { property, source }
            } else {
                failed(source)
            }
        })
    }

    /// The failure of the last request, unless a later one succeeded.
    pub(crate) fn trouble(&self) -> Option<FailureReport> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.clone()
    }

    /// Reserves one request as soon as the quota permits it.
    async fn spend(&self, deadline: Deadline) -> Result<(), InspectionError> {
        loop {
            self.pace.turn().await;
            let now = (self.clock)();
            match self.store.reserve(self.id, self.quota, now).await? {
                Reservation::Granted => return Ok(()),
                Reservation::Wait(wait) if wait < deadline.remaining() => {
                    tokio::time::sleep(wait).await;
                }
                Reservation::Wait(_) => {
                    return Err(InspectionError::Full {
                        property: self.property.name().to_owned(),
                    });
                }
                Reservation::Spent { resets_at } => {
                    return Err(InspectionError::Spent {
                        property: self.property.name().to_owned(),
                        per_day: self.quota.per_day,
                        resets_at,
                    });
                }
            }
        }
    }
}
