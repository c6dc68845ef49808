//! Spreads requests over the minute.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Spreads requests evenly. The store counts those of earlier runs.
pub(crate) struct Pace {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Pace {
    /// At most `per_minute` requests a minute. A burst of a hundredth of them compensates for late
    /// timers; a larger burst plus the following minute would exceed the quota. The ledger blocks
    /// any remaining excess.
    pub(crate) fn per_minute(per_minute: u32) -> Self {
        let rate = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(per_minute / 100).unwrap_or(NonZeroU32::MIN);
        Self {
            limiter: RateLimiter::direct(Quota::per_minute(rate).allow_burst(burst)),
            clock: DefaultClock::default(),
        }
    }

    /// Waits for the next turn.
    pub(crate) async fn turn(&self) {
        while let Err(early) = self.limiter.check() {
            let wait = early.wait_time_from(self.clock.now());
            tokio::time::sleep(wait.max(Duration::from_micros(100))).await;
        }
    }
}
