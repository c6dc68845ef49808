//! Estimates the server's time from its `Date` headers.
//!
//! To verify that a submission was recorded, a server time (`lastSubmitted`) is compared with the
//! time at which the request was sent. The local clock may be wrong by hours, so the latter is
//! converted to server time: a response with `Date: D`, received at the monotonic instant `R`, was
//! created at `R` or earlier, so at any instant `X` the server's clock showed at least
//! `D + (X - R)`. Every response gives such a lower bound; the highest is kept.
//!
//! Guarantee: [`ServerClock::at_least`] never exceeds the server's time, provided that both clocks
//! run at the same speed. This module does not read a clock.

use std::sync::Mutex;
use std::time::Duration;

use http::HeaderMap;
use jiff::Timestamp;
use net::http_date;
use tokio::time::Instant;

/// A lower bound of the server's time.
#[derive(Debug, Default)]
pub struct ServerClock {
    /// An instant and the lower bound at that instant.
    best: Mutex<Option<(Instant, Timestamp)>>,
}

impl ServerClock {
    /// Records the `Date` of a response received at `received`.
    pub fn observe(&self, headers: &HeaderMap, received: Instant) {
        let Some(date) = http_date(headers) else {
            return;
        };
        let mut best = self.lock();
        let improves = best.is_none_or(|known| shifted(known, received) < date);
        if improves {
            *best = Some((received, date));
        }
    }

    /// Lower bound of the server's time at `instant`; `None` before the first response with a `Date`.
    #[must_use]
    pub fn at_least(&self, instant: Instant) -> Option<Timestamp> {
        self.lock().map(|known| shifted(known, instant))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Timestamp)>> {
        // A panic cannot leave the value half-updated, since it is replaced as a whole.
        self.best
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn shifted((at, shown): (Instant, Timestamp), instant: Instant) -> Timestamp {
    let later: Duration = instant.saturating_duration_since(at);
    let earlier: Duration = at.saturating_duration_since(instant);
    // Saturation happens only thousands of years away, where the result does not matter.
    shown
        .saturating_add(later)
        .and_then(|time| time.saturating_sub(earlier))
        .unwrap_or(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http::header::DATE;

    fn dated(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, HeaderValue::from_static(text))])
    }

    #[test]
    fn a_response_bounds_earlier_and_later_instants() {
        let clock = ServerClock::default();
        let received = Instant::now();
        assert_eq!(clock.at_least(received), None);
        clock.observe(&dated("Sun, 06 Nov 1994 08:49:37 GMT"), received);
        let shown: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        let second = Duration::from_secs(1);
        assert_eq!(clock.at_least(received), Some(shown));
        assert_eq!(clock.at_least(received + second), Some(shown + second));
        assert_eq!(clock.at_least(received - second), Some(shown - second));
    }

    #[test]
    fn the_highest_bound_is_kept() {
        let clock = ServerClock::default();
        let start = Instant::now();
        let second = Duration::from_secs(1);
        clock.observe(&dated("Sun, 06 Nov 1994 08:49:37 GMT"), start);
        // A slow response, so its bound is lower.
        clock.observe(&dated("Sun, 06 Nov 1994 08:49:38 GMT"), start + 9 * second);
        let shown: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(clock.at_least(start), Some(shown));
        // A higher bound.
        clock.observe(&dated("Sun, 06 Nov 1994 08:50:00 GMT"), start + 10 * second);
        assert_eq!(clock.at_least(start), Some(shown + 13 * second));
    }

    #[test]
    fn responses_without_a_date_are_ignored() {
        let clock = ServerClock::default();
        clock.observe(&HeaderMap::new(), Instant::now());
        clock.observe(&dated("yesterday"), Instant::now());
        assert_eq!(clock.at_least(Instant::now()), None);
    }
}
