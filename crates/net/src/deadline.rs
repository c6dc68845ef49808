//! Deadlines: the point in time at which work must end.

use std::time::Duration;

use tokio::time::Instant;

/// Maximum duration of one attempt of a call, regardless of the time left.
const MAX_ATTEMPT: Duration = Duration::from_secs(30);

/// Number of attempts that fit into the total time: one attempt gets at most this fraction of it, so
/// that a peer that hangs leaves time for the others.
const MIN_ATTEMPTS: u32 = 4;

/// A point in time by which every wait and every attempt ends.
///
/// It uses tokio's clock, which tests can pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    at: Instant,
    max_attempt: Duration,
}

impl Deadline {
    /// Creates a deadline `total` from now.
    #[must_use]
    pub fn after(total: Duration) -> Self {
        Self {
            at: Instant::now() + total,
            max_attempt: MAX_ATTEMPT.min(total / MIN_ATTEMPTS),
        }
    }

    /// Returns this deadline moved earlier by `reserve`, which is kept for later work.
    #[must_use]
    pub fn earlier_by(self, reserve: Duration) -> Self {
        Self {
            at: self.at.checked_sub(reserve).unwrap_or(self.at),
            ..self
        }
    }

    /// The deadline as an instant.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// Time left; zero once the deadline has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Returns true if no time is left.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.remaining().is_zero()
    }

    /// Maximum duration of the next attempt: the time left, limited so that a single hanging peer
    /// cannot use all of it.
    #[must_use]
    pub fn attempt_timeout(&self) -> Duration {
        self.remaining().min(self.max_attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_attempt_never_uses_all_the_remaining_time() {
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
