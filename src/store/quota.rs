//! Counts the used quota of URL inspection across runs and processes.
//!
//! The API has the same response for every exhausted quota and does not report the balance, so this
//! ledger is the only source.
//!
//! # Guarantees
//! - A request is recorded before it is sent, so that no sent request is missing, even if the
//!   process is killed. A recorded request that was not sent is lost, which is the safe side.
//! - Requests recorded with a fast clock block for at most a day.
//! - Two processes never reserve the same part of the quota: each reservation is one transaction.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior, params};

use super::{A_DAY, PropertyId, Store, StoreError, millis, time};

/// Inspections that Google allows per property.
/// <https://developers.google.com/webmaster-tools/limits#url-inspection>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InspectionQuota {
    /// From midnight to midnight, Pacific time.
    pub(crate) per_day: u32,
    /// In any sixty seconds.
    pub(crate) per_minute: u32,
}

impl InspectionQuota {
    /// Google's limits.
    pub(crate) const GOOGLE: Self = Self {
        per_day: 2_000,
        per_minute: 600,
    };
}

/// Result of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reservation {
    /// The request is recorded and may be sent.
    Granted,
    /// The quota per minute is used up.
    Wait(Duration),
    /// The quota per day is used up.
    Spent {
        /// Start of the next day.
        resets_at: Timestamp,
    },
}

/// Period of the quota per minute. Slightly longer than Google's, since the latency of requests
/// varies.
const MINUTE: SignedDuration = SignedDuration::from_millis(61_000);
/// Requests of the same tenth of a second are counted together, at its beginning, which limits the
/// rows of a day.
const TENTH: i64 = 100;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Midnight in Pacific standard time, as UTC.
const MIDNIGHT: SignedDuration = SignedDuration::from_hours(8);
/// In summer, the day begins an hour earlier. Without a time-zone database, that hour counts for
/// both days, which can only waste part of the quota.
const SUMMER: SignedDuration = SignedDuration::from_hours(1);

/// Start of the day of `now`: later requests count against its quota.
pub(crate) fn day_start(now: Timestamp) -> Timestamp {
    let since_midnight = (now.as_second() - MIDNIGHT.as_secs()).rem_euclid(DAY.as_secs());
    now - SignedDuration::from_secs(since_midnight)
        - SignedDuration::from_nanos(now.subsec_nanosecond().into())
        - SUMMER
}

impl Store {
    /// Reserves and records one request, if the quota permits it.
    pub(crate) async fn reserve(
        &self,
        property: PropertyId,
        quota: InspectionQuota,
        now: Timestamp,
    ) -> Result<Reservation, StoreError> {
        self.with("count a request", move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = decide(&transaction, property.0, quota, now)?;
            if answer == Reservation::Granted {
                transaction.execute(
                    "INSERT INTO spent (property, at, requests) VALUES (?1, ?2, 1)
                     ON CONFLICT DO UPDATE SET requests = requests + 1",
                    params![property.0, millis(now) / TENTH * TENTH],
                )?;
            }
            transaction.commit()?;
            Ok(answer)
        })
        .await
    }

    /// Number of inspections of the current day.
    pub(crate) async fn spent_today(
        &self,
        property: PropertyId,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        self.with("count the requests", move |connection| {
            spent_of_day(connection, property.0, now)
        })
        .await
    }
}

fn decide(
    connection: &Connection,
    property: i64,
    quota: InspectionQuota,
    now: Timestamp,
) -> rusqlite::Result<Reservation> {
    if spent_of_day(connection, property, now)? >= quota.per_day {
        return Ok(Reservation::Spent {
            resets_at: day_start(now) + SUMMER + DAY,
        });
    }
    if quota.per_minute == 0 {
        return Ok(Reservation::Spent {
            resets_at: Timestamp::MAX,
        });
    }
    let blocking = back_to_full_minute(connection, property, quota.per_minute, now)?;
    let wait = blocking.map(|at| (at + MINUTE).duration_since(now));
    Ok(match wait {
        Some(wait) if wait.is_positive() => Reservation::Wait(wait.unsigned_abs()),
        _ => Reservation::Granted,
    })
}

/// Time of the request that must be a minute old before the next one; `None` if the last minute had
/// fewer than `per_minute`. Requests that are dated more than a minute ahead are ignored.
fn back_to_full_minute(
    connection: &Connection,
    property: i64,
    per_minute: u32,
    now: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    let mut newest_first = connection.prepare(
        "SELECT at, requests FROM spent
         WHERE property = ?1 AND at > ?2 AND at <= ?3 ORDER BY at DESC",
    )?;
    let minute = params![property, millis(now - MINUTE), millis(now + MINUTE)];
    let mut rows = newest_first.query(minute)?;
    let mut requests = 0;
    while let Some(row) = rows.next()? {
        requests = u32::saturating_add(requests, row.get(1)?);
        if requests >= per_minute {
            return Ok(Some(time(row.get(0)?)));
        }
    }
    Ok(None)
}

/// Number of inspections of the day of `now`. Entries of tomorrow also count, since the clock may
/// have been corrected after them.
fn spent_of_day(connection: &Connection, property: i64, now: Timestamp) -> rusqlite::Result<u32> {
    connection.query_row(
        "SELECT coalesce(sum(requests), 0) FROM spent
         WHERE property = ?1 AND at >= ?2 AND at <= ?3",
        params![property, millis(day_start(now)), millis(now + A_DAY)],
        |row| row.get(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: InspectionQuota = InspectionQuota {
        per_day: 3,
        per_minute: 2,
    };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn the_minute_makes_wait_and_the_day_ends_it() {
        let store = Store::in_memory().unwrap();
        let property = "sc-domain:example.com".parse().unwrap();
        let id = store.property(&property).await.unwrap();
        let ask = |time: &str| store.reserve(id, SMALL, at(time));
        let granted = Reservation::Granted;
        assert_eq!(ask("2026-11-24T12:00:00Z").await.unwrap(), granted);
        assert_eq!(ask("2026-11-24T12:00:30Z").await.unwrap(), granted);
        assert_eq!(
            ask("2026-11-24T12:00:40Z").await.unwrap(),
            Reservation::Wait(Duration::from_secs(21))
        );
        assert_eq!(ask("2026-11-24T12:01:01Z").await.unwrap(), granted);
        assert_eq!(
            ask("2026-11-24T23:00:00Z").await.unwrap(),
            Reservation::Spent {
                resets_at: at("2026-11-25T08:00:00Z")
            }
        );
        assert_eq!(ask("2026-11-25T08:00:00Z").await.unwrap(), granted);
        let now = at("2026-11-25T08:00:01Z");
        assert_eq!(store.spent_today(id, now).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn requests_of_the_same_moment_count_each() {
        let store = Store::in_memory().unwrap();
        let property = "sc-domain:example.com".parse().unwrap();
        let id = store.property(&property).await.unwrap();
        let quota = InspectionQuota {
            per_day: 100,
            per_minute: 3,
        };
        let ask = |time: &str| store.reserve(id, quota, at(time));
        for millis in [210, 250, 299] {
            let time = format!("2026-11-24T12:00:00.{millis}Z");
            assert_eq!(ask(&time).await.unwrap(), Reservation::Granted);
        }
        // All three count from the beginning of their tenth of a second.
        assert_eq!(
            ask("2026-11-24T12:00:01.2Z").await.unwrap(),
            Reservation::Wait(Duration::from_secs(60))
        );
        let now = at("2026-11-24T12:00:02Z");
        assert_eq!(store.spent_today(id, now).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn a_clock_that_ran_fast_blocks_for_a_day_at_most() {
        let store = Store::in_memory().unwrap();
        let property = "sc-domain:example.com".parse().unwrap();
        let id = store.property(&property).await.unwrap();
        let ask = |time: &str| store.reserve(id, SMALL, at(time));
        for second in [1, 2] {
            let time = format!("2027-11-24T12:00:0{second}Z");
            assert_eq!(ask(&time).await.unwrap(), Reservation::Granted);
        }
        let now = "2026-11-24T12:00:00Z";
        assert_eq!(ask(now).await.unwrap(), Reservation::Granted);
        assert_eq!(store.spent_today(id, at(now)).await.unwrap(), 1);
        // With a clock that was hours ahead, they may count against today's quota.
        let earlier = at("2026-11-24T08:30:00Z");
        assert_eq!(store.spent_today(id, earlier).await.unwrap(), 1);
        // A request in the future does not block the current minute.
        let hours = ask("2026-11-24T14:00:00Z").await.unwrap();
        assert_eq!(hours, Reservation::Granted);
        let back = ask("2026-11-24T13:00:00Z").await.unwrap();
        assert_eq!(back, Reservation::Granted);
    }

    #[test]
    fn the_hour_that_may_belong_to_either_day_counts_for_both() {
        let start = |time: &str| day_start(at(time)).to_string();
        assert_eq!(start("2026-07-01T07:59:59.5Z"), "2026-06-30T07:00:00Z");
        assert_eq!(start("2026-07-01T08:00:00Z"), "2026-07-01T07:00:00Z");
    }
}
