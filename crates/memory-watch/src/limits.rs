//! Compares readings of memory with fixed limits: warns once, then requests a restart. No I/O, no
//! clock.

use std::time::Duration;

/// One mebibyte, the unit of the limits.
pub const MEBIBYTE: u64 = 1024 * 1024;

/// Fixed memory limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Warning threshold, in bytes.
    pub warn: u64,
    /// Restart threshold, in bytes.
    pub restart: u64,
    /// Time between two readings.
    pub interval: Duration,
}

impl MemoryLimits {
    /// Judges a reading, in bytes; `warned` is true after a warning, until memory falls clearly.
    pub(crate) fn judge(self, warned: &mut bool, resident: u64) -> MemoryVerdict {
        if resident >= self.restart {
            return MemoryVerdict::Restart;
        }
        if resident >= self.warn {
            if std::mem::replace(warned, true) {
                return MemoryVerdict::Fine;
            }
            return MemoryVerdict::Warn;
        }
        if resident < self.warn / 10 * 9 {
            *warned = false;
        }
        MemoryVerdict::Fine
    }
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

/// Result of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryVerdict {
    /// Nothing to do.
    Fine,
    /// The warning threshold was passed, for the first time since memory was last well below it.
    Warn,
    /// The limit was passed.
    Restart,
}

/// Judges readings by fixed limits.
#[derive(Debug, Clone)]
pub struct MemoryWatchdog {
    limits: MemoryLimits,
    warned: bool,
}

impl MemoryWatchdog {
    /// Creates a watchdog that has not warned yet.
    #[must_use]
    pub fn new(limits: MemoryLimits) -> Self {
        Self {
            limits,
            warned: false,
        }
    }

    /// Judges a reading, in bytes. After a warning, memory has to fall a tenth below the threshold
    /// before the next warning.
    pub fn judge(&mut self, resident: u64) -> MemoryVerdict {
        self.limits.judge(&mut self.warned, resident)
    }

    /// The limits.
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
