//! The emulator's clock: the machine's clock plus an offset.
//!
//! It is the source of all times: the `Date` header, `lastSubmitted`, `lastDownloaded`, the
//! validity of assertions and tokens, and the quota windows.
//!
//! # Not here
//! Delays, which use real time regardless of the offset.

use std::sync::Mutex;

use http::HeaderValue;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};

use crate::lock::locked;

/// The machine's clock plus an offset that can change while the emulator runs.
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

    /// Returns the emulator's time, clamped to the supported range.
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

/// Formats `time` as a `google-datetime`: RFC 3339 with milliseconds and `Z`.
pub(crate) fn google_datetime(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Formats `time` as an HTTP date ([IMF-fixdate](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)).
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
    fn times_are_formatted_for_google_and_http() {
        let time: Timestamp = "2026-11-23T06:00:00.0451Z".parse().unwrap();
        assert_eq!(google_datetime(time), "2026-11-23T06:00:00.045Z");
        assert_eq!(http_date(time), "Mon, 23 Nov 2026 06:00:00 GMT");
    }

    #[test]
    fn the_offset_shifts_the_time() {
        let clock = Clock::new(SignedDuration::ZERO);
        let before = clock.now();
        clock.set_offset(SignedDuration::from_hours(2));
        assert!(clock.now().duration_since(before) >= SignedDuration::from_hours(2));
    }
}
