//! Takes a lock, whatever became of its last holder.
//!
//! A test that panics while it holds one of the emulator's locks shall fail for its own reason, not
//! make every later look at the emulator panic as well; what the locks guard is valid at every step.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks `mutex`, also when its last holder panicked.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
