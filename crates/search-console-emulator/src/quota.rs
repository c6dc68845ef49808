//! Google's quotas.
//!
//! The limits are
//! [Search Console's usage limits](https://developers.google.com/webmaster-tools/limits). The
//! response is the same for every exhausted quota, so a client cannot distinguish them.
//!
//! # Guarantees
//! - A rejected request is not counted.
//! - The windows of seconds and minutes slide; the day starts at midnight UTC−8 all year round
//!   (Google uses Pacific time, for which this crate has no time zone data).

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::lock::locked;

/// Offset of Pacific standard time.
const PACIFIC: SignedDuration = SignedDuration::from_hours(-8);

/// Maximum numbers of requests; `None` is unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// URL inspections per property and day.
    pub inspections_per_day: Option<u32>,
    /// URL inspections per property and minute.
    pub inspections_per_minute: Option<u32>,
    /// Search analytics queries per property and minute.
    pub queries_per_minute: Option<u32>,
    /// Other requests of the account per minute.
    pub others_per_minute: Option<u32>,
    /// Other requests of the account per second.
    pub others_per_second: Option<u32>,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            inspections_per_day: Some(2_000),
            inspections_per_minute: Some(600),
            queries_per_minute: Some(1_200),
            others_per_minute: Some(200),
            others_per_second: Some(20),
        }
    }
}

impl Quotas {
    /// No quotas, for tests with many requests.
    pub const UNLIMITED: Self = Self {
        inspections_per_day: None,
        inspections_per_minute: None,
        queries_per_minute: None,
        others_per_minute: None,
        others_per_second: None,
    };
}

/// The counter for a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Meter {
    /// URL inspections of a property.
    Inspection(String),
    /// Search analytics queries for a property.
    Query(String),
    /// All other requests of the account.
    Other,
}

/// A quota is exhausted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exhausted;

/// The counters of one emulator.
#[derive(Debug)]
pub(crate) struct QuotaCounter {
    quotas: Quotas,
    counts: Mutex<HashMap<Meter, Count>>,
}

impl QuotaCounter {
    pub(crate) fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            counts: Mutex::default(),
        }
    }

    /// Counts a request at `now`, unless a quota is exhausted.
    pub(crate) fn count(&self, meter: Meter, now: Timestamp) -> Result<(), Exhausted> {
        let limits = self.limits(&meter);
        locked(&self.counts)
            .entry(meter)
            .or_default()
            .add(now, limits)
    }

    fn limits(&self, meter: &Meter) -> Limits {
        match meter {
            Meter::Inspection(_) => Limits {
                second: None,
                minute: self.quotas.inspections_per_minute,
                day: self.quotas.inspections_per_day,
            },
            Meter::Query(_) => Limits {
                second: None,
                minute: self.quotas.queries_per_minute,
                day: None,
            },
            Meter::Other => Limits {
                second: self.quotas.others_per_second,
                minute: self.quotas.others_per_minute,
                day: None,
            },
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    second: Option<u32>,
    minute: Option<u32>,
    day: Option<u32>,
}

/// The requests of the last minute, and the number of requests on the current day.
#[derive(Debug, Default)]
struct Count {
    last_minute: VecDeque<Timestamp>,
    day: i64,
    on_day: u32,
}

impl Count {
    fn add(&mut self, now: Timestamp, limits: Limits) -> Result<(), Exhausted> {
        let since = |at: &Timestamp| now.duration_since(*at).abs();
        let minute = SignedDuration::from_mins(1);
        self.last_minute.retain(|at| since(at) < minute);
        let today = pacific_day(now);
        if today != self.day {
            self.day = today;
            self.on_day = 0;
        }
        let second = SignedDuration::from_secs(1);
        let in_second = self
            .last_minute
            .iter()
            .filter(|at| since(at) < second)
            .count();
        let reached = |count: usize, limit: Option<u32>| {
            limit.is_some_and(|limit| count >= usize::try_from(limit).unwrap_or(usize::MAX))
        };
        let on_day = usize::try_from(self.on_day).unwrap_or(usize::MAX);
        if reached(in_second, limits.second)
            || reached(self.last_minute.len(), limits.minute)
            || reached(on_day, limits.day)
        {
            return Err(Exhausted);
        }
        self.last_minute.push_back(now);
        self.on_day = self.on_day.saturating_add(1);
        Ok(())
    }
}

fn pacific_day(now: Timestamp) -> i64 {
    const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
    (now.as_second() + PACIFIC.as_secs()).div_euclid(SECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_minute_is_a_sliding_window() {
        let book = QuotaCounter::new(Quotas {
            others_per_minute: Some(2),
            others_per_second: None,
            ..Quotas::default()
        });
        let count = |time| book.count(Meter::Other, at(time));
        assert_eq!(count("2026-01-01T10:00:00Z"), Ok(()));
        assert_eq!(count("2026-01-01T10:00:30Z"), Ok(()));
        assert_eq!(count("2026-01-01T10:00:59Z"), Err(Exhausted));
        assert_eq!(count("2026-01-01T10:01:01Z"), Ok(()));
    }

    #[test]
    fn the_second_has_its_own_limit() {
        let book = QuotaCounter::new(Quotas {
            others_per_second: Some(1),
            ..Quotas::default()
        });
        let count = |time| book.count(Meter::Other, at(time));
        assert_eq!(count("2026-01-01T10:00:00.2Z"), Ok(()));
        assert_eq!(count("2026-01-01T10:00:00.9Z"), Err(Exhausted));
        assert_eq!(count("2026-01-01T10:00:01.3Z"), Ok(()));
    }

    #[test]
    fn the_day_ends_at_midnight_pacific_and_properties_are_counted_separately() {
        let book = QuotaCounter::new(Quotas {
            inspections_per_day: Some(1),
            ..Quotas::default()
        });
        let count = |site: &str, time| book.count(Meter::Inspection(site.to_owned()), at(time));
        assert_eq!(count("a", "2026-01-01T20:00:00Z"), Ok(()));
        assert_eq!(count("a", "2026-01-02T07:59:00Z"), Err(Exhausted));
        assert_eq!(count("b", "2026-01-02T07:59:00Z"), Ok(()));
        assert_eq!(count("a", "2026-01-02T08:00:00Z"), Ok(()));
    }
}
