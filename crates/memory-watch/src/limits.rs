//! Judges readings of resident memory: warn once, then restart. No I/O, no clock.

use std::time::Duration;

/// One mebibyte, in which the limits are given.
pub const MEBIBYTE: u64 = 1024 * 1024;

/// When memory becomes worth a word, and when worth a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Bytes at which a warning is due.
    pub warn: u64,
    /// Bytes at which the server is replaced.
    pub restart: u64,
    /// Time between two readings.
    pub interval: Duration,
}

impl Default for MemoryLimits {
    fn default() -> Self {
        Self {
            warn: 100 * MEBIBYTE,
            restart: 140 * MEBIBYTE,
            interval: Duration::from_secs(30),
        }
    }
}

/// What a reading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryVerdict {
    /// Nothing to do.
    Fine,
    /// The warning threshold was passed, for the first time since memory was last well below it.
    Warn,
    /// The limit was passed.
    Restart,
}

/// Remembers whether a warning was given.
#[derive(Debug, Clone)]
pub struct MemoryWatchdog {
    limits: MemoryLimits,
    warned: bool,
}

impl MemoryWatchdog {
    /// A watchdog that has warned of nothing.
    #[must_use]
    pub fn new(limits: MemoryLimits) -> Self {
        Self {
            limits,
            warned: false,
        }
    }

    /// Judges a reading, in bytes. After a warning memory has to fall a tenth below the threshold
    /// before the next one: a server that hovers around it is warned of once.
    pub fn judge(&mut self, resident: u64) -> MemoryVerdict {
        if resident >= self.limits.restart {
            return MemoryVerdict::Restart;
        }
        if resident >= self.limits.warn {
            if std::mem::replace(&mut self.warned, true) {
                return MemoryVerdict::Fine;
            }
            return MemoryVerdict::Warn;
        }
        if resident < self.limits.warn / 10 * 9 {
            self.warned = false;
        }
        MemoryVerdict::Fine
    }

    /// The limits it judges by.
    #[must_use]
    pub fn limits(&self) -> MemoryLimits {
        self.limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_warns_once_and_again_only_after_a_clear_fall() {
        use MemoryVerdict::{Fine, Restart, Warn};
        let mut watchdog = MemoryWatchdog::new(MemoryLimits::default());
        let readings = [50, 99, 100, 120, 95, 101, 89, 100, 139, 140, 200];
        let verdicts = readings.map(|mebibytes| watchdog.judge(mebibytes * MEBIBYTE));
        assert_eq!(
            verdicts,
            [
                Fine, Fine, Warn, Fine, Fine, Fine, Fine, Warn, Fine, Restart, Restart
            ]
        );
    }
}
