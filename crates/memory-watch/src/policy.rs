//! Memory limits of a supervised process tree: fixed, or relative to its resting size.

use std::time::Duration;

use crate::limits::{MEBIBYTE, MemoryLimits, MemoryVerdict};

/// Limits relative to the resting size, which is the smallest reading after the grace period.
///
/// A warning is due at twice the resting size and a restart at three times, but never below the
/// floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelativeLimits {
    /// Time after the start in which readings are ignored.
    pub grace: Duration,
    /// Minimum warning threshold, in bytes.
    pub warn_floor: u64,
    /// Minimum restart threshold, in bytes.
    pub restart_floor: u64,
    /// Time between two readings.
    pub interval: Duration,
}

impl Default for RelativeLimits {
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(60),
            warn_floor: 512 * MEBIBYTE,
            restart_floor: 768 * MEBIBYTE,
            interval: Duration::from_secs(30),
        }
    }
}

impl RelativeLimits {
    const WARN_FACTOR: u64 = 2;
    const RESTART_FACTOR: u64 = 3;

    fn limits(self, resting: u64) -> MemoryLimits {
        MemoryLimits {
            warn: resting
                .saturating_mul(Self::WARN_FACTOR)
                .max(self.warn_floor),
            restart: resting
                .saturating_mul(Self::RESTART_FACTOR)
                .max(self.restart_floor),
            interval: self.interval,
        }
    }
}

/// Memory policy of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryPolicy {
    /// Limits given by the operator.
    Fixed(MemoryLimits),
    /// Limits derived from the server's own size.
    Relative(RelativeLimits),
}

impl MemoryPolicy {
    /// Time between two readings.
    #[must_use]
    pub fn interval(self) -> Duration {
        match self {
            Self::Fixed(limits) => limits.interval,
            Self::Relative(limits) => limits.interval,
        }
    }
}

/// Judges the readings of one process tree.
#[derive(Debug, Clone)]
pub struct TreeWatchdog {
    policy: MemoryPolicy,
    resting: Option<u64>,
    warned: bool,
}

impl TreeWatchdog {
    /// Creates a watchdog for a process that was just started.
    #[must_use]
    pub fn new(policy: MemoryPolicy) -> Self {
        Self {
            policy,
            resting: None,
            warned: false,
        }
    }

    /// Judges a reading, in bytes, of a process that has been up for `uptime`.
    pub fn judge(&mut self, memory: u64, uptime: Duration) -> MemoryVerdict {
        if let MemoryPolicy::Relative(relative) = self.policy {
            if uptime < relative.grace {
                return MemoryVerdict::Fine;
            }
            self.resting = Some(self.resting.map_or(memory, |least| least.min(memory)));
        }
        self.limits().judge(&mut self.warned, memory)
    }

    /// The limits that currently apply.
    #[must_use]
    pub fn limits(&self) -> MemoryLimits {
        match self.policy {
            MemoryPolicy::Fixed(limits) => limits,
            MemoryPolicy::Relative(relative) => relative.limits(self.resting.unwrap_or(0)),
        }
    }

    /// Returns true if no warning was given yet, and records one.
    pub fn warn_once(&mut self) -> bool {
        !std::mem::replace(&mut self.warned, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_follow_the_resting_size_after_the_grace_period() {
        let relative = RelativeLimits::default();
        let mut watchdog = TreeWatchdog::new(MemoryPolicy::Relative(relative));
        let mut judge = |mebibytes: u64, seconds| {
            watchdog.judge(mebibytes * MEBIBYTE, Duration::from_secs(seconds))
        };
        assert_eq!(judge(5_000, 30), MemoryVerdict::Fine);
        assert_eq!(judge(400, 60), MemoryVerdict::Fine);
        assert_eq!(judge(790, 90), MemoryVerdict::Fine);
        assert_eq!(judge(800, 120), MemoryVerdict::Warn);
        assert_eq!(judge(1_199, 150), MemoryVerdict::Fine);
        assert_eq!(judge(1_200, 180), MemoryVerdict::Restart);
    }

    #[test]
    fn a_small_server_is_left_alone_below_the_floor() {
        let relative = RelativeLimits::default();
        let mut watchdog = TreeWatchdog::new(MemoryPolicy::Relative(relative));
        let mut judge =
            |mebibytes: u64| watchdog.judge(mebibytes * MEBIBYTE, Duration::from_secs(100));
        assert_eq!(judge(20), MemoryVerdict::Fine);
        assert_eq!(judge(511), MemoryVerdict::Fine);
        assert_eq!(judge(512), MemoryVerdict::Warn);
        assert_eq!(judge(767), MemoryVerdict::Fine);
        assert_eq!(judge(768), MemoryVerdict::Restart);
    }
}
