//! Tells the emulator's time: the machine's, shifted.
//!
//! Everything the emulator says of time comes from here: the `Date` header, `lastSubmitted`,
//! `lastDownloaded`, the window of an assertion, the life of a token, the windows of the quotas.
//!
//! # Not here
//! Waiting. Delays pass in real time, whatever the offset.

use std::sync::Mutex;

use http::HeaderValue;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};

use crate::lock::locked;

/// The machine's clock plus an offset that may be changed while the emulator runs.
#[derive(Debug)]
pub(crate) struct Clock {
    offset: Mutex<SignedDuration>,
}

impl Clock {
    pub(crate) fn new(offset: SignedDuration) -> Self {
        Self {
            offset: Mutex::new(offset),
        }
    }

    /// The emulator's time; at the ends of the calendar it stands still rather than fail.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the emulator reads the machine's clock"
    )]
    pub(crate) fn now(&self) -> Timestamp {
        let offset = *locked(&self.offset);
        Timestamp::now()
            .saturating_add(offset)
            .unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn set_offset(&self, offset: SignedDuration) {
        *locked(&self.offset) = offset;
    }
}

/// Writes `time` as Google writes a `google-datetime`: RFC 3339 with milliseconds and `Z`.
pub(crate) fn google_datetime(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Writes `time` as an HTTP date, [IMF-fixdate](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
pub(crate) fn http_date(time: Timestamp) -> HeaderValue {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&time)
        .ok()
        .and_then(|text| HeaderValue::from_str(&text).ok())
        .unwrap_or_else(|| HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_google_and_http_write_them() {
        let time: Timestamp = "2026-11-23T06:00:00.0451Z".parse().unwrap();
        assert_eq!(google_datetime(time), "2026-11-23T06:00:00.045Z");
        assert_eq!(http_date(time), "Mon, 23 Nov 2026 06:00:00 GMT");
    }

    #[test]
    fn the_offset_moves_the_time() {
        let clock = Clock::new(SignedDuration::ZERO);
        let before = clock.now();
        clock.set_offset(SignedDuration::from_hours(2));
        assert!(clock.now().duration_since(before) >= SignedDuration::from_hours(2));
    }
}
