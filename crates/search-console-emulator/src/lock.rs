//! Locks a mutex even if it is poisoned.
//!
//! A test that panics while it holds one of the emulator's locks must not cause further panics in
//! later calls; the guarded values are valid at every step.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks `mutex`, even if its last holder panicked.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
