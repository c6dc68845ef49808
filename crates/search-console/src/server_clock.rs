//! Bounds the server's time from its own `Date` headers.
//!
//! Whether a submission was recorded is told by comparing a time of the server (`lastSubmitted`)
//! with the moment we sent it. The local clock may be wrong by hours, so the moment is expressed
//! in the server's time: an answer with `Date: D`, received at the monotonic instant `R`, was made
//! no later than `R`, so at any instant `X` the server's clock showed at least `D + (X - R)`.
//! Every answer gives such a lower bound; the highest is kept.
//!
//! Guarantee: [`ServerClock::at_least`] never exceeds the server's true time, as long as the
//! server's clock runs at our speed. It reads no clock itself.

use std::sync::Mutex;
use std::time::Duration;

use http::HeaderMap;
use jiff::Timestamp;
use net::http_date;
use tokio::time::Instant;

/// What is known of the server's clock.
#[derive(Debug, Default)]
pub struct ServerClock {
    /// The instant and the least that the server's clock showed then.
    best: Mutex<Option<(Instant, Timestamp)>>,
}

impl ServerClock {
    /// Takes note of an answer received at `received`.
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

    /// The least that the server's clock showed at `instant`; `None` before any answer with a
    /// `Date`.
    #[must_use]
    pub fn at_least(&self, instant: Instant) -> Option<Timestamp> {
        self.lock().map(|known| shifted(known, instant))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Timestamp)>> {
        // The guarded value is replaced whole, so a panic elsewhere cannot have left it half done.
        self.best
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn shifted((at, shown): (Instant, Timestamp), instant: Instant) -> Timestamp {
    let later: Duration = instant.saturating_duration_since(at);
    let earlier: Duration = at.saturating_duration_since(instant);
    // Saturation only happens thousands of years away, where any answer is as good.
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
    fn an_answer_bounds_earlier_and_later_instants() {
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
    fn the_sharper_bound_is_kept() {
        let clock = ServerClock::default();
        let start = Instant::now();
        let second = Duration::from_secs(1);
        clock.observe(&dated("Sun, 06 Nov 1994 08:49:37 GMT"), start);
        // This one took long on the way, so it says less.
        clock.observe(&dated("Sun, 06 Nov 1994 08:49:38 GMT"), start + 9 * second);
        let shown: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(clock.at_least(start), Some(shown));
        // This one says more.
        clock.observe(&dated("Sun, 06 Nov 1994 08:50:00 GMT"), start + 10 * second);
        assert_eq!(clock.at_least(start), Some(shown + 13 * second));
    }

    #[test]
    fn answers_without_a_date_say_nothing() {
        let clock = ServerClock::default();
        clock.observe(&HeaderMap::new(), Instant::now());
        clock.observe(&dated("yesterday"), Instant::now());
        assert_eq!(clock.at_least(Instant::now()), None);
    }
}
