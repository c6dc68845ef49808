//! Says until when work may go on.

use std::time::Duration;

use tokio::time::Instant;

/// The longest that one attempt of one call may take, however much time is left.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(30);

/// An attempt gets at most this part of the whole time, so that a hanging peer leaves room for
/// others.
const ATTEMPTS_THAT_FIT: u32 = 4;

/// A point in time that no wait and no attempt passes.
///
/// Time is tokio's, so tests can pause it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    at: Instant,
    longest_attempt: Duration,
}

impl Deadline {
    /// The deadline `total` from now.
    #[must_use]
    pub fn after(total: Duration) -> Self {
        Self {
            at: Instant::now() + total,
            longest_attempt: LONGEST_ATTEMPT.min(total / ATTEMPTS_THAT_FIT),
        }
    }

    /// The same deadline moved earlier by `reserve`, to keep time for what comes afterwards.
    #[must_use]
    pub fn earlier_by(self, reserve: Duration) -> Self {
        Self {
            at: self.at.checked_sub(reserve).unwrap_or(self.at),
            ..self
        }
    }

    /// The moment itself.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// Time left; zero once passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Whether no time is left.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.remaining().is_zero()
    }

    /// How long the next attempt may take: what is left, but never so long that a single hanging
    /// peer uses up all of it.
    #[must_use]
    pub fn attempt_timeout(&self) -> Duration {
        self.remaining().min(self.longest_attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_attempt_never_takes_all_the_time_there_is() {
        let deadline = Deadline::after(Duration::from_secs(8));
        assert_eq!(deadline.attempt_timeout(), Duration::from_secs(2));
        tokio::time::advance(Duration::from_secs(7)).await;
        assert_eq!(deadline.attempt_timeout(), Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(7)).await;
        assert!(deadline.has_passed());
        assert_eq!(deadline.attempt_timeout(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reserve_moves_the_end_but_not_the_length_of_attempts() {
        let deadline = Deadline::after(Duration::from_secs(120));
        let earlier = deadline.earlier_by(Duration::from_secs(10));
        assert_eq!(earlier.remaining(), Duration::from_secs(110));
        assert_eq!(earlier.attempt_timeout(), deadline.attempt_timeout());
    }
}
