//! Pages by state, day by day.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::model::{IndexState, Point};
use crate::store::Past;

/// Processes the inspections in chronological order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timeline {
    states: HashMap<i64, IndexState>,
    counts: [u64; 4],
    days: BTreeMap<Date, [u64; 4]>,
}

impl Timeline {
    /// Adds the next inspection.
    pub(crate) fn add(&mut self, past: Past) {
        let state = past.reason.state();
        if let Some(before) = self.states.insert(past.page, state) {
            self.counts[before as usize] -= 1;
        }
        self.counts[state as usize] += 1;
        self.days.insert(day(past.at), self.counts);
    }

    /// A point for each day from `since` to `until`, but none before the first inspection.
    pub(crate) fn points(&self, since: Timestamp, until: Timestamp) -> Vec<Point> {
        let (Some((&first, _)), last) = (self.days.first_key_value(), day(until)) else {
            return Vec::new();
        };
        let start = day(since).max(first);
        let before = self.days.range(..=start).next_back();
        let mut counts = before.map_or([0; 4], |(_, counts)| *counts);
        let mut points = Vec::new();
        for day in start.series(jiff::Span::new().days(1)) {
            if day > last {
                break;
            }
            counts = self.days.get(&day).copied().unwrap_or(counts);
            let [indexed, pending, excluded, error] = counts;
            points.push(Point {
                day,
                indexed,
                pending,
                excluded,
                error,
            });
        }
        points
    }
}

fn day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_page_counts_in_the_state_it_was_last_seen_in() {
        let mut timeline = Timeline::default();
        for (page, at, reason) in [
            (1, "2026-11-01T10:00:00Z", Reason::Discovered),
            (2, "2026-11-01T11:00:00Z", Reason::Indexed),
            (1, "2026-11-03T10:00:00Z", Reason::Indexed),
            (2, "2026-11-04T10:00:00Z", Reason::NotFound),
        ] {
            let at = time(at);
            timeline.add(Past { page, at, reason });
        }
        let points = timeline.points(time("2026-10-01T00:00:00Z"), time("2026-11-05T00:00:00Z"));
        let indexed: Vec<u64> = points.iter().map(|point| point.indexed).collect();
        assert_eq!(indexed, [1, 1, 2, 1, 1]);
        assert_eq!(points[0].pending, 1);
        assert_eq!(points[4].error, 1);
        let later = timeline.points(time("2026-11-04T23:00:00Z"), time("2026-11-05T00:00:00Z"));
        assert_eq!(later, points[3..]);
    }

    #[test]
    fn without_inspections_there_are_no_points() {
        let end = time("2026-11-05T00:00:00Z");
        assert!(
            Timeline::default()
                .points(Timestamp::UNIX_EPOCH, end)
                .is_empty()
        );
    }
}
