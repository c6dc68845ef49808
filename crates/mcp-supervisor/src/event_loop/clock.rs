//! The clock of the event loop.

use std::time::Instant;

pub(super) fn now() -> Instant {
    Instant::now()
}
