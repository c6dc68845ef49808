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
    /// Memory limit of the container, in bytes: the thresholds stay below it, as far as they stay
    /// above the resting size.
    pub container: Option<u64>,
    /// Time between two readings.
    pub interval: Duration,
}

impl Default for RelativeLimits {
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(60),
            warn_floor: 512 * MEBIBYTE,
            restart_floor: 768 * MEBIBYTE,
            container: None,
            interval: Duration::from_secs(30),
        }
    }
}

impl RelativeLimits {
    const WARN_FACTOR: u64 = 2;
    const RESTART_FACTOR: u64 = 3;

    fn limits(self, resting: u64) -> MemoryLimits {
        // A percentage of the container's limit, but clearly more than the resting size.
        let within = |threshold: u64, percent: u64| match self.container {
            Some(limit) => {
                let share = limit / 100 * percent;
                threshold.min(share.max(resting.saturating_add(resting / 4)))
            }
            None => threshold,
        };
        let warn = resting.saturating_mul(Self::WARN_FACTOR);
        let restart = resting.saturating_mul(Self::RESTART_FACTOR);
        MemoryLimits {
            warn: within(warn.max(self.warn_floor), 80),
            restart: within(restart.max(self.restart_floor), 90),
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
    /// The policy inside a container with this memory limit, in bytes. Fixed limits stay as they
    /// are.
    #[must_use]
    pub fn within(self, container: Option<u64>) -> Self {
        match self {
            Self::Fixed(_) => self,
            Self::Relative(limits) => Self::Relative(RelativeLimits {
                container,
                ..limits
            }),
        }
    }

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
    fn thresholds_stay_below_the_limit_of_the_container() {
        let policy = MemoryPolicy::Relative(RelativeLimits::default());
        let limits = |container: u64, resting: u64| {
            let policy = policy.within(Some(container * MEBIBYTE));
            let mut watchdog = TreeWatchdog::new(policy);
            watchdog.judge(resting * MEBIBYTE, Duration::from_secs(100));
            let limits = watchdog.limits();
            (limits.warn / MEBIBYTE, limits.restart / MEBIBYTE)
        };
        assert_eq!(limits(500, 100), (400, 450));
        assert_eq!(limits(100_000, 100), (512, 768));
        // A server that needs nearly all of it is left alone.
        assert_eq!(limits(500, 480), (600, 600));
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
