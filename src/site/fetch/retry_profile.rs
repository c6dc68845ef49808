//! Decides how long failing requests are retried, and logs the first retry.

use std::sync::atomic::{AtomicBool, Ordering};

use net::Deadline;
use net::retry::{Retry, RetryPolicy, retry};

use super::fetch_error::FetchError;

/// Retries of failing requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryProfile {
    /// For unattended submissions: about a minute and a half.
    Long,
    /// For interactive use: a few seconds.
    Short,
    /// For one of many documents: a few seconds, without log messages.
    Silent,
}

impl RetryProfile {
    const fn attempts(self) -> u32 {
        match self {
            Self::Long => 10,
            Self::Short => 4,
            Self::Silent => 3,
        }
    }

    /// Runs `operation` until it succeeds, a retry cannot help, or the time is used up.
    ///
    /// # Errors
    /// The last error of `operation`.
    pub(crate) async fn retry<T, Doing>(
        self,
        deadline: Deadline,
        operation: impl Fn() -> Doing,
    ) -> Result<T, FetchError>
    where
        Doing: Future<Output = Result<T, FetchError>>,
    {
        let policy = RetryPolicy {
            max_attempts: self.attempts(),
            ..RetryPolicy::default()
        };
        let was_told = AtomicBool::new(self == Self::Silent);
        let attempt = || async {
            let done = operation().await;
            if let Err(error) = &done
                && error.retry() != Retry::Never
                && !was_told.swap(true, Ordering::Relaxed)
            {
                self.tell(error, deadline);
            }
            done
        };
        retry(policy, deadline, FetchError::retry, attempt).await
    }

    /// Logs the wait.
    fn tell(self, error: &FetchError, deadline: Deadline) {
        if !deadline.has_passed() {
            let more = self.attempts() - 1;
            let seconds = deadline.remaining().as_secs();
            tracing::warn!("{error}; trying again, up to {more} times, for at most {seconds} s");
        }
    }
}
