//! Pings a monitoring service, which alerts if no ping arrives.
//!
//! # Guarantees
//! - The URL is a secret, as in healthchecks.io: it never appears in logs, errors or reports.
//! - A ping takes at most [`TIME_LIMIT`]; a redirect counts as a failure.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use net::Deadline;
use net::fault::ConnectionFault;
use net::retry::{Retry, RetryPolicy, retry, retry_after};
use net::transport::{Request, Response, Transport, TransportError};
use url::Url;

use crate::model::{ExitCode, Failure, HeartbeatReport, Remedy};

/// Time limit of a ping, including retries.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Attempts and waits within [`TIME_LIMIT`].
const POLICY: RetryPolicy = RetryPolicy {
    first_wait: Duration::from_millis(500),
    max_wait: Duration::from_secs(10),
    max_attempts: 5,
};

/// Responses of healthchecks.io with status 200 that reject the ping
/// (<https://healthchecks.io/docs/http_api/>).
const UNKNOWN: &[u8] = b"OK (not found)";
const LIMITED: &[u8] = b"OK (rate limited)";

/// The URL of a dead man's switch.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct HeartbeatUrl(Url);

/// URL that cannot be pinged. The message does not contain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeartbeatUrlError {
    /// Not a URL.
    #[error("not a valid URL")]
    NotAUrl(#[source] url::ParseError),
    /// The URL is not https, so the network could read it.
    #[error("only https URLs are pinged, and http on loopback")]
    NotSecure,
}

/// Ping that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeartbeatError {
    /// No response.
    #[error("{0}")]
    Unreachable(ConnectionFault),
    /// The server failed temporarily, or sent `Retry-After`.
    #[error("it answered {status}")]
    Busy {
        /// Its status.
        status: StatusCode,
        /// Time to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// The server rejected the ping.
    #[error("it answered {0}")]
    Refused(StatusCode),
    /// The service has no check with this URL.
    #[error("the service does not know this check")]
    Unknown,
    /// The service is rate-limiting pings.
    #[error("the service received too many pings")]
    Limited,
}

/// The heartbeat URL was not pinged.
#[derive(Debug, thiserror::Error)]
#[error("failed to ping the heartbeat URL")]
struct HeartbeatFailed(#[source] HeartbeatError);

impl Failure for HeartbeatFailed {
    fn exit_code(&self) -> ExitCode {
        ExitCode::HeartbeatFailed
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = match &self.0 {
            HeartbeatError::Unreachable(_) => {
                "check that this machine may reach it; the sitemap is submitted and confirmed"
            }
            HeartbeatError::Busy { .. } | HeartbeatError::Limited => {
                "run again later; the sitemap is submitted and confirmed"
            }
            HeartbeatError::Refused(_) | HeartbeatError::Unknown => {
                "copy the URL again from the service that waits for the ping; the sitemap is submitted and confirmed"
            }
        };
        Some(text.into())
    }
}

impl HeartbeatUrl {
    /// Parses `given`.
    ///
    /// # Errors
    /// [`HeartbeatUrlError`] if it is not a URL that may be pinged.
    pub(crate) fn parse(given: &str) -> Result<Self, HeartbeatUrlError> {
        let url = Url::parse(given).map_err(HeartbeatUrlError::NotAUrl)?;
        let is_local = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_local => Ok(Self(url)),
            _ => Err(HeartbeatUrlError::NotSecure),
        }
    }

    /// Sends pings until one is accepted, or [`TIME_LIMIT`] or the attempts are used up.
    ///
    /// # Errors
    /// If no ping was accepted.
    pub(crate) async fn ping(
        &self,
        transport: &dyn Transport,
        now: jiff::Timestamp,
    ) -> Result<(), HeartbeatError> {
        let deadline = Deadline::after(TIME_LIMIT);
        let attempt = || async {
            let request = Request {
                method: Method::GET,
                url: self.0.clone(),
                headers: HeaderMap::new(),
                body: Bytes::new(),
                timeout: deadline.attempt_timeout(),
            };
            judge(transport.send(request).await, now)
        };
        retry(POLICY, deadline, HeartbeatError::retry, attempt).await
    }
}

impl fmt::Debug for HeartbeatUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HeartbeatUrl(not shown)")
    }
}

impl HeartbeatError {
    const fn retry(&self) -> Retry {
        match self {
            Self::Unreachable(fault) => fault.retry(),
            Self::Busy {
                retry_after: Some(wait),
                ..
            } => Retry::After(*wait),
            Self::Busy { .. } | Self::Limited => Retry::Later,
            Self::Refused(_) | Self::Unknown => Retry::Never,
        }
    }
}

/// The report of a ping.
pub(crate) fn report(result: Result<(), HeartbeatError>) -> HeartbeatReport {
    match result {
        Ok(()) => HeartbeatReport::delivered(),
        Err(error) => HeartbeatReport::failed(HeartbeatFailed(error)),
    }
}

/// Result of a ping from its response.
fn judge(
    answer: Result<Response, TransportError>,
    now: jiff::Timestamp,
) -> Result<(), HeartbeatError> {
    let answer = answer.map_err(|error| match error {
        TransportError::Connection { fault, .. } => HeartbeatError::Unreachable(fault),
        TransportError::ResponseTooLong { .. } => {
            HeartbeatError::Unreachable(ConnectionFault::Closed)
        }
    })?;
    let status = answer.status;
    let body = answer.body.trim_ascii();
    if body == UNKNOWN {
        return Err(HeartbeatError::Unknown);
    }
    if body == LIMITED {
        return Err(HeartbeatError::Limited);
    }
    match status.as_u16() {
        200..=299 => Ok(()),
        408 | 425 | 429 | 500..=599 => Err(HeartbeatError::Busy {
            status,
            retry_after: retry_after(&answer.headers, now),
        }),
        _ => Err(HeartbeatError::Refused(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_secure_or_local_and_never_shown() {
        for given in [
            "https://hc.example/ping/5ec2e7",
            "http://127.0.0.1:9/5ec2e7",
        ] {
            let url = HeartbeatUrl::parse(given).unwrap();
            assert!(!format!("{url:?}").contains("5ec2e7"));
        }
        for given in [
            "http://hc.example/5ec2e7",
            "ftp://localhost/5ec2e7",
            "5ec2e7",
        ] {
            let error = HeartbeatUrl::parse(given).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("5ec2e7"), "{error}");
        }
    }

    #[test]
    fn only_a_ping_that_was_taken_is_delivered() {
        let judged = |status: u16, body: &'static str| {
            let answer = Response {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                body: Bytes::from_static(body.as_bytes()),
            };
            judge(Ok(answer), "2026-01-01T00:00:00Z".parse().unwrap())
                .map_err(|error| error.retry())
        };
        assert_eq!(judged(200, "OK"), Ok(()));
        assert_eq!(judged(204, ""), Ok(()));
        assert_eq!(judged(200, "OK (not found)\n"), Err(Retry::Never));
        assert_eq!(judged(200, "OK (rate limited)"), Err(Retry::Later));
        assert_eq!(judged(301, ""), Err(Retry::Never));
        assert_eq!(judged(404, ""), Err(Retry::Never));
        assert_eq!(judged(503, ""), Err(Retry::Later));
    }
}
