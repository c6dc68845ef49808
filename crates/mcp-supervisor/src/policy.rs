//! Decides when an ended server is restarted.
//!
//! Pure functions: the current streak of failures goes in, the next streak and the decision come
//! out. The caller decides which ends are failures and when a streak is over.

use std::num::NonZeroU32;
use std::time::Duration;

/// Backoff between restarts, and the limit of restarts.
#[derive(Debug, Clone, PartialEq)]
pub struct RestartPolicy {
    /// Wait before the first restart; with zero, the first restart is immediate and the next waits
    /// start at [`RestartPolicy::DEFAULT_INITIAL`].
    pub initial: Duration,
    /// Maximum wait while the backoff doubles.
    pub max: Duration,
    /// Jitter, 0 to 1: maximum share by which each wait is shortened at random.
    pub jitter: f64,
    /// Consecutive failures before [`RestartPolicy::extended`].
    pub extended_after: u32,
    /// Wait in extended backoff, when restarting has not helped.
    pub extended: Duration,
    /// Consecutive failures before the supervisor gives up; never if `None`.
    pub give_up_after: Option<NonZeroU32>,
    /// Uptime after the handshake that ends a streak.
    pub stable_after: Duration,
}

impl RestartPolicy {
    /// First wait, and the base of the doubling.
    pub const DEFAULT_INITIAL: Duration = Duration::from_secs(2);
    /// Maximum wait while the backoff doubles.
    pub const DEFAULT_MAX: Duration = Duration::from_secs(60);
    /// Consecutive failures before extended backoff.
    pub const DEFAULT_EXTENDED_AFTER: u32 = 10;
    /// Wait in extended backoff.
    pub const DEFAULT_EXTENDED: Duration = Duration::from_secs(300);
    /// Uptime after the handshake that ends a streak.
    pub const DEFAULT_STABLE_AFTER: Duration = Duration::from_secs(30);
    /// Minimum time between the first restart for memory and the second one.
    pub const MEMORY_PAUSE: Duration = Duration::from_secs(600);
    /// Maximum time between two restarts for memory.
    pub const MEMORY_PAUSE_MAX: Duration = Duration::from_secs(4 * 3600);

    /// Minimum time until the next restart for memory after `restarts` consecutive ones. It doubles
    /// with each, so that a server that needs more memory than its limit is rarely restarted.
    #[must_use]
    pub fn memory_pause(restarts: u32) -> Duration {
        let doublings = restarts.saturating_sub(1);
        let factor = 1u32.checked_shl(doublings).unwrap_or(u32::MAX);
        Self::MEMORY_PAUSE
            .saturating_mul(factor)
            .min(Self::MEMORY_PAUSE_MAX)
    }
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self {
            initial: Self::DEFAULT_INITIAL,
            max: Self::DEFAULT_MAX,
            jitter: 0.0,
            extended_after: Self::DEFAULT_EXTENDED_AFTER,
            extended: Self::DEFAULT_EXTENDED,
            give_up_after: None,
            stable_after: Self::DEFAULT_STABLE_AFTER,
        }
    }
}

/// Consecutive failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// Failures since the server was last stable.
    pub failures: u32,
    /// Consecutive restarts for memory, each within twice the pause after the last one.
    pub memory: u32,
}

/// Cause of a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The process exited, did not start, hung, or could not continue the session.
    Failure,
    /// The process reached the memory limit.
    MemoryLimit {
        /// Time since the process was started.
        uptime: Duration,
    },
    /// The operator requested a restart.
    Requested,
}

/// Decision about a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Start again after a wait.
    Restart {
        /// Number of consecutive restarts, including this one.
        attempt: u32,
        /// Wait before the restart.
        backoff: Duration,
        /// True in extended backoff.
        extended: bool,
    },
    /// Exit, since the limit of consecutive failures is reached.
    GiveUp {
        /// Number of consecutive failures.
        failures: u32,
    },
}

impl RestartPolicy {
    /// Decides on a restart; `chance`, 0 to 1, is the random value for the jitter.
    #[must_use]
    pub fn decide(&self, streak: Streak, cause: Cause, chance: f64) -> (Streak, Decision) {
        match cause {
            Cause::Failure => {
                let failures = streak.failures.saturating_add(1);
                let next = Streak { failures, ..streak };
                match self.give_up_after {
                    Some(most) if failures >= most.get() => (next, Decision::GiveUp { failures }),
                    _ => (next, self.restart(failures, chance)),
                }
            }
            Cause::MemoryLimit { uptime } => {
                let memory = if uptime < 2 * Self::memory_pause(streak.memory) {
                    streak.memory.saturating_add(1)
                } else {
                    1
                };
                let decision = Decision::Restart {
                    attempt: memory,
                    backoff: Duration::ZERO,
                    extended: false,
                };
                (Streak { memory, ..streak }, decision)
            }
            Cause::Requested => (
                streak,
                Decision::Restart {
                    attempt: streak.failures.saturating_add(1),
                    backoff: Duration::ZERO,
                    extended: false,
                },
            ),
        }
    }

    fn restart(&self, attempt: u32, chance: f64) -> Decision {
        let extended = attempt > self.extended_after;
        let full = if extended {
            self.extended
        } else {
            self.doubled(attempt)
        };
        let kept = 1.0 - self.jitter.clamp(0.0, 1.0) * chance.clamp(0.0, 1.0);
        Decision::Restart {
            attempt,
            backoff: full.mul_f64(kept),
            extended,
        }
    }

    /// The wait before consecutive restart number `attempt`, from 1.
    fn doubled(&self, attempt: u32) -> Duration {
        let (base, doublings) = match (self.initial.is_zero(), attempt) {
            (true, 0 | 1) => return Duration::ZERO,
            (true, later) => (Self::DEFAULT_INITIAL, later - 2),
            (false, any) => (self.initial, any.saturating_sub(1)),
        };
        let factor = 1u32.checked_shl(doublings).unwrap_or(u32::MAX);
        base.saturating_mul(factor).min(self.max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn failures(policy: &RestartPolicy, count: u32) -> Vec<(u64, bool)> {
        let mut streak = Streak::default();
        let mut waits = Vec::new();
        for _ in 0..count {
            let (next, decision) = policy.decide(streak, Cause::Failure, 0.0);
            let Decision::Restart {
                backoff, extended, ..
            } = decision
            else {
                panic!("{decision:?}");
            };
            waits.push((backoff.as_secs(), extended));
            streak = next;
        }
        waits
    }

    #[test]
    fn the_wait_doubles_from_two_seconds_to_a_minute_and_then_becomes_five() {
        let waits = failures(&RestartPolicy::default(), 12);
        let seconds: Vec<u64> = waits.iter().map(|wait| wait.0).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 300, 300]);
        assert_eq!(waits.iter().filter(|wait| wait.1).count(), 2);
    }

    #[test]
    fn zero_restarts_at_once_only_the_first_time() {
        let policy = RestartPolicy {
            initial: Duration::ZERO,
            ..RestartPolicy::default()
        };
        let seconds: Vec<u64> = failures(&policy, 4).iter().map(|wait| wait.0).collect();
        assert_eq!(seconds, [0, 2, 4, 8]);
    }

    #[test]
    fn it_gives_up_at_the_allowed_failure_and_not_before() {
        let policy = RestartPolicy {
            give_up_after: NonZeroU32::new(2),
            ..RestartPolicy::default()
        };
        let (streak, first) = policy.decide(Streak::default(), Cause::Failure, 0.0);
        assert!(matches!(first, Decision::Restart { .. }));
        let (_, second) = policy.decide(streak, Cause::Failure, 0.0);
        assert_eq!(second, Decision::GiveUp { failures: 2 });
    }

    #[test]
    fn restarts_for_memory_are_immediate_and_not_failures_and_become_rare() {
        let policy = RestartPolicy::default();
        let mut streak = Streak {
            failures: 3,
            memory: 0,
        };
        for attempt in 1..=12 {
            let cause = Cause::MemoryLimit {
                uptime: Duration::from_secs(30),
            };
            let (next, decision) = policy.decide(streak, cause, 0.0);
            let immediate = Decision::Restart {
                attempt,
                backoff: Duration::ZERO,
                extended: false,
            };
            assert_eq!(decision, immediate);
            streak = next;
        }
        assert_eq!(streak.failures, 3);
        let minutes = [1, 2, 3, 12].map(|count| RestartPolicy::memory_pause(count).as_secs() / 60);
        assert_eq!(minutes, [10, 20, 40, 240]);
        let rare = Cause::MemoryLimit {
            uptime: 2 * RestartPolicy::MEMORY_PAUSE_MAX,
        };
        let (streak, _) = policy.decide(streak, rare, 0.0);
        assert_eq!(streak.memory, 1);
    }

    #[test]
    fn a_requested_restart_leaves_the_streak_alone() {
        let streak = Streak {
            failures: 4,
            memory: 2,
        };
        let (next, decision) = RestartPolicy::default().decide(streak, Cause::Requested, 0.0);
        assert_eq!(next, streak);
        assert!(matches!(
            decision,
            Decision::Restart {
                backoff: Duration::ZERO,
                ..
            }
        ));
    }

    proptest! {
        #[test]
        fn waits_never_shrink_without_jitter_and_stay_within_bounds(
            initial in 0u64..10_000, max in 1u64..100_000, extended in 100_000u64..1_000_000,
            jitter in 0.0f64..1.0, chance in 0.0f64..1.0,
        ) {
            let policy = RestartPolicy {
                initial: Duration::from_millis(initial),
                max: Duration::from_millis(max),
                extended: Duration::from_millis(extended),
                ..RestartPolicy::default()
            };
            let loose = RestartPolicy { jitter, ..policy.clone() };
            let mut streak = Streak::default();
            let mut last = Duration::ZERO;
            for _ in 0..40 {
                let (next, decision) = policy.decide(streak, Cause::Failure, chance);
                let Decision::Restart { backoff, extended, .. } = decision else { unreachable!() };
                prop_assert!(backoff >= last);
                let most = if extended { policy.extended } else { policy.max };
                prop_assert!(backoff <= most);
                let (_, jittered) = loose.decide(streak, Cause::Failure, chance);
                let Decision::Restart { backoff: shorter, .. } = jittered else { unreachable!() };
                prop_assert!(shorter <= backoff && shorter >= backoff.mul_f64((1.0 - jitter).max(0.0)));
                last = backoff;
                streak = next;
            }
        }
    }
}
