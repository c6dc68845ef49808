//! Decides if and when to retry.
//!
//! Each error states if a retry can help ([`Retry`]); a [`RetryPolicy`] turns that into a wait, and
//! [`retry`] waits.
//!
//! # Guarantees
//! - No wait ends after the deadline; a longer one is not started.
//! - At most [`RetryPolicy::max_attempts`] attempts are made.
//! - `Retry-After` is honoured; one longer than [`RetryPolicy::max_wait`] ends the attempts,
//!   since the next scheduled run tries again anyway.
//! - An attempt cut off by the deadline does not hide the error of the attempt before it.
//!
//! # Not here
//! The choice of errors that are retried.

use std::future::Future;
use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::Timestamp;

use crate::deadline::Deadline;
use crate::http_date::{http_date, parse_http_date};

/// Retry advice for an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// A retry would fail in the same way.
    Never,
    /// The error may be transient; wait as the policy defines.
    Later,
    /// The server requested this wait.
    After(Duration),
}

/// Number of attempts and the waits between them: exponential backoff with full jitter (a random
/// wait between zero and the doubled bound, so that clients do not retry in waves).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Upper bound of the first wait; it doubles with each attempt.
    pub first_wait: Duration,
    /// Maximum wait.
    pub max_wait: Duration,
    /// Maximum number of attempts, including the first.
    pub max_attempts: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_millis(500),
            max_wait: Duration::from_secs(60),
            max_attempts: 10,
        }
    }
}

impl RetryPolicy {
    /// Returns the wait before the next attempt, or `None` to give up.
    ///
    /// `backoff` is the next item of [`Self::waits`] (`None` after the last attempt), `remaining`
    /// the time to the deadline.
    #[must_use]
    pub fn wait(
        &self,
        advice: Retry,
        backoff: Option<Duration>,
        remaining: Duration,
    ) -> Option<Duration> {
        let backoff = backoff?;
        let wait = match advice {
            Retry::Never => return None,
            Retry::Later => backoff,
            Retry::After(wanted) if wanted > self.max_wait => return None,
            Retry::After(wanted) => wanted,
        };
        (wait < remaining).then_some(wait)
    }

    /// Proposed waits with jitter from `random`, one fewer than the attempts.
    pub fn waits(
        &self,
        mut random: fastrand::Rng,
    ) -> impl Iterator<Item = Duration> + Send + Sync + Unpin + use<> {
        let Self {
            first_wait,
            max_wait,
            max_attempts,
        } = *self;
        (1..max_attempts).map(move |attempt| {
            let bound = 2_u32
                .checked_pow(attempt - 1)
                .and_then(|factor| first_wait.checked_mul(factor))
                .map_or(max_wait, |bound| bound.min(max_wait));
            bound.mul_f64(random.f64())
        })
    }
}

/// Runs `operation` until it succeeds, its error maps to [`Retry::Never`], or the time or attempts
/// are used up.
///
/// Only for idempotent operations.
///
/// # Errors
/// The last error of `operation`, or the one before it if the deadline cut off the last attempt: a
/// server error is more useful than the timeout of its retry.
pub async fn retry<T, E, F, Fut>(
    policy: RetryPolicy,
    deadline: Deadline,
    classify: impl Fn(&E) -> Retry,
    mut operation: F,
) -> Result<T, E>
where
    E: std::fmt::Display,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut waits = policy.waits(fastrand::Rng::new());
    let mut before = None;
    loop {
        let error = match operation().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let advice = classify(&error);
        if advice != Retry::Never && deadline.has_passed() {
            return Err(before.unwrap_or(error));
        }
        let Some(wait) = policy.wait(advice, waits.next(), deadline.remaining()) else {
            return Err(error);
        };
        tracing::info!(%error, wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX), "retrying");
        tokio::time::sleep(wait).await;
        before = Some(error);
    }
}

/// Parses `Retry-After` (RFC 9110, section 10.2.3) in both forms, seconds and date; a date is
/// relative to the response's own `Date`, since the local clock may be wrong.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = parse_http_date(value)?;
    let server_now = http_date(headers).unwrap_or(now);
    Some(Duration::try_from(until.duration_since(server_now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http::header::DATE;
    use proptest::prelude::*;
    use std::cell::Cell;

    const POLICY: RetryPolicy = RetryPolicy {
        first_wait: Duration::from_secs(1),
        max_wait: Duration::from_secs(8),
        max_attempts: 6,
    };
    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn the_error_decides_the_policy_bounds() {
        let second = Duration::from_secs(1);
        let cases = [
            // (advice, proposed, remaining, wait)
            (Retry::Never, Some(second), LONG, None),
            (Retry::Later, Some(second), LONG, Some(second)),
            (Retry::Later, None, LONG, None),
            (Retry::Later, Some(second), second, None),
            (
                Retry::After(3 * second),
                Some(second),
                LONG,
                Some(3 * second),
            ),
            (
                Retry::After(8 * second),
                Some(second),
                LONG,
                Some(8 * second),
            ),
            (Retry::After(9 * second), Some(second), LONG, None),
            (Retry::After(3 * second), Some(second), 2 * second, None),
            (Retry::After(3 * second), None, LONG, None),
        ];
        for (advice, proposed, remaining, expected) in cases {
            assert_eq!(
                POLICY.wait(advice, proposed, remaining),
                expected,
                "{advice:?} {proposed:?} {remaining:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn waits_are_counted_and_bounded(seed: u64, first_ms in 0_u64..10_000, max_attempts in 0_u32..80) {
            let policy = RetryPolicy { first_wait: Duration::from_millis(first_ms), max_attempts, ..POLICY };
            let waits: Vec<Duration> = policy.waits(fastrand::Rng::with_seed(seed)).collect();
            prop_assert_eq!(waits.len() as u32, max_attempts.saturating_sub(1));
            for (index, wait) in waits.iter().enumerate() {
                let doubled = policy.first_wait.saturating_mul(1 << index.min(20));
                prop_assert!(*wait <= doubled.min(policy.max_wait));
            }
        }

        #[test]
        fn the_sum_of_waits_stays_within_the_deadline(seed: u64, remaining_ms in 0_u64..60_000) {
            let mut remaining = Duration::from_millis(remaining_ms);
            for proposed in POLICY.waits(fastrand::Rng::with_seed(seed)) {
                let Some(wait) = POLICY.wait(Retry::Later, Some(proposed), remaining) else { break };
                prop_assert!(wait <= remaining);
                remaining -= wait;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_end_when_the_deadline_is_near() {
        let attempts = Cell::new(0);
        let deadline = Deadline::after(Duration::from_secs(5));
        let result: Result<(), &str> = retry(
            RetryPolicy {
                max_attempts: 1_000,
                ..POLICY
            },
            deadline,
            |_| Retry::After(Duration::from_secs(2)),
            || {
                attempts.set(attempts.get() + 1);
                async { Err("down") }
            },
        )
        .await;
        assert_eq!(result, Err("down"));
        assert_eq!(attempts.get(), 3);
        assert!(!deadline.has_passed());
    }

    #[tokio::test(start_paused = true)]
    async fn final_errors_are_not_repeated() {
        let attempts = Cell::new(0);
        let result: Result<(), &str> = retry(
            POLICY,
            Deadline::after(LONG),
            |_| Retry::Never,
            || {
                attempts.set(attempts.get() + 1);
                async { Err("no") }
            },
        )
        .await;
        assert_eq!((result, attempts.get()), (Err("no"), 1));
    }

    /// Result of two attempts, where the second one ends at the deadline with the advice `last`.
    async fn cut_off(last: Retry) -> Result<(), String> {
        let attempts = Cell::new(0);
        let deadline = Deadline::after(Duration::from_secs(5));
        let attempt = async || {
            attempts.set(attempts.get() + 1);
            if attempts.get() == 2 {
                tokio::time::sleep_until(deadline.at()).await;
            }
            Err(format!("attempt {}", attempts.get()))
        };
        let classify = |error: &String| match error.as_str() {
            "attempt 1" => Retry::Later,
            _ => last,
        };
        retry(POLICY, deadline, classify, attempt).await
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_is_cut_off_does_not_hide_the_one_before() {
        assert_eq!(cut_off(Retry::Later).await, Err("attempt 1".to_owned()));
        assert_eq!(cut_off(Retry::Never).await, Err("attempt 2".to_owned()));
    }

    fn headers(retry: &'static str, date: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        headers
    }

    #[test]
    fn retry_after_comes_in_two_forms() {
        let now: Timestamp = "1994-11-06T08:00:00Z".parse().unwrap();
        let date = "Sun, 06 Nov 1994 08:00:30 GMT";
        let cases = [
            (headers("7", None), Some(7)),
            (headers(date, None), Some(30)),
            // The server's clock is 20 s ahead of ours: it means 10 s.
            (
                headers(date, Some("Sun, 06 Nov 1994 08:00:20 GMT")),
                Some(10),
            ),
            (
                headers(date, Some("Sun, 06 Nov 1994 09:00:00 GMT")),
                Some(0),
            ),
            (headers("soon", None), None),
            (HeaderMap::new(), None),
        ];
        for (headers, seconds) in cases {
            assert_eq!(
                retry_after(&headers, now),
                seconds.map(Duration::from_secs),
                "{headers:?}"
            );
        }
    }
}
