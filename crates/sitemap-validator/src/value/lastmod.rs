//! Parses W3C Datetimes.
//!
//! The six forms of <https://www.w3.org/TR/NOTE-datetime>: a year, a month, a day, or a day with a
//! time and a zone. The calendar is checked, including leap years.

use jiff::{SignedDuration, Timestamp};

/// Tolerated clock difference before a time counts as future.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The time zone in which a day starts first, in seconds east of UTC.
const EARLIEST_ZONE: i64 = 14 * 3600;

/// Reason why a value is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not have one of the six forms.
    Form,
    /// It has a time without a zone.
    ZoneMissing,
    /// A part is out of range, such as in 30 February.
    Range,
}

impl Fault {
    /// Continues the sentence "the date `…`".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Form => "is not in W3C Datetime format",
            Self::ZoneMissing => "has a time without a time zone",
            Self::Range => "does not exist in the calendar",
        }
    }
}

/// True if the time is before 1990, when there were no web pages, as for a zero date.
pub(crate) fn is_before_the_web(moment: i64) -> bool {
    moment < days(1990, 1, 1) * 86_400 - EARLIEST_ZONE
}

/// Returns the earliest time that a date can mean, in seconds since 1970.
///
/// # Errors
/// [`Fault`] if the value is not a date.
pub(crate) fn parse(value: &[u8]) -> Result<i64, Fault> {
    let mut rest = value;
    let year = digits(&mut rest, 4)?;
    if rest.is_empty() {
        return Ok(days(year, 1, 1) * 86_400 - EARLIEST_ZONE);
    }
    expect(&mut rest, b'-')?;
    let month = digits(&mut rest, 2)?;
    if !(1..=12).contains(&month) {
        return Err(Fault::Range);
    }
    if rest.is_empty() {
        return Ok(days(year, month, 1) * 86_400 - EARLIEST_ZONE);
    }
    expect(&mut rest, b'-')?;
    let day = digits(&mut rest, 2)?;
    if day < 1 || day > days_in(year, month) {
        return Err(Fault::Range);
    }
    let midnight = days(year, month, day) * 86_400;
    if rest.is_empty() {
        return Ok(midnight - EARLIEST_ZONE);
    }
    expect(&mut rest, b'T')?;
    let seconds = time(&mut rest)?;
    Ok(midnight + seconds - zone(rest)?)
}

/// True if the time is after `now`, with a tolerance.
pub(crate) fn is_future(moment: i64, now: Timestamp) -> bool {
    moment > now.as_second().saturating_add(CLOCK_TOLERANCE.as_secs())
}

/// Parses the time of day in seconds; fractions are ignored.
fn time(rest: &mut &[u8]) -> Result<i64, Fault> {
    let hour = digits(rest, 2)?;
    expect(rest, b':')?;
    let minute = digits(rest, 2)?;
    let mut second = 0;
    if rest.first() == Some(&b':') {
        expect(rest, b':')?;
        second = digits(rest, 2)?;
        if rest.first() == Some(&b'.') {
            let fraction = rest[1..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if fraction == 0 {
                return Err(Fault::Form);
            }
            *rest = &rest[1 + fraction..];
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err(Fault::Range);
    }
    Ok(hour * 3600 + minute * 60 + second)
}

/// Parses the zone in seconds east of UTC; nothing may follow.
fn zone(mut rest: &[u8]) -> Result<i64, Fault> {
    let sign = match rest.first() {
        None => return Err(Fault::ZoneMissing),
        Some(b'Z') if rest.len() == 1 => return Ok(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return Err(Fault::Form),
    };
    rest = &rest[1..];
    let hours = digits(&mut rest, 2)?;
    expect(&mut rest, b':')?;
    let minutes = digits(&mut rest, 2)?;
    if !rest.is_empty() {
        return Err(Fault::Form);
    }
    if hours > 14 || minutes > 59 || (hours == 14 && minutes > 0) {
        return Err(Fault::Range);
    }
    Ok(sign * (hours * 3600 + minutes * 60))
}

/// Parses exactly `count` digits.
fn digits(rest: &mut &[u8], count: usize) -> Result<i64, Fault> {
    let (head, tail) = rest.split_at_checked(count).ok_or(Fault::Form)?;
    let mut number = 0;
    for byte in head {
        if !byte.is_ascii_digit() {
            return Err(Fault::Form);
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    *rest = tail;
    Ok(number)
}

/// Consumes the given byte.
fn expect(rest: &mut &[u8], byte: u8) -> Result<(), Fault> {
    match rest.split_first() {
        Some((first, tail)) if *first == byte => {
            *rest = tail;
            Ok(())
        }
        _ => Err(Fault::Form),
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days from 1970-01-01 to a day of the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // With years that start in March, the leap day is at the end of the year.
    let shifted = if month > 2 { year } else { year - 1 };
    let from_march = (month + 9) % 12;
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    shifted * 365 + leap_days + (153 * from_march + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_six_forms_are_parsed() {
        let zoned = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        for (text, moment) in [
            ("2004", zoned("2004-01-01T00:00:00+14:00")),
            ("2004-02", zoned("2004-02-01T00:00:00+14:00")),
            ("2004-02-29", zoned("2004-02-29T00:00:00+14:00")),
            ("2004-10-01T18:23Z", zoned("2004-10-01T18:23:00Z")),
            ("2004-10-01T18:23:17+00:00", zoned("2004-10-01T18:23:17Z")),
            (
                "2004-12-31T23:59:59.123-05:30",
                zoned("2004-12-31T23:59:59-05:30"),
            ),
        ] {
            assert_eq!(parse(text.as_bytes()), Ok(moment), "{text}");
        }
    }

    #[test]
    fn the_calendar_agrees_with_jiff() {
        let mut day = jiff::civil::date(1583, 1, 1);
        while day < jiff::civil::date(2500, 1, 1) {
            let midnight: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
            let expected = midnight.as_second();
            assert_eq!(
                parse(day.to_string().as_bytes()),
                Ok(expected - EARLIEST_ZONE),
                "{day}"
            );
            day = day.saturating_add(jiff::Span::new().days(13));
        }
    }

    #[test]
    fn faults_are_distinguished() {
        for (text, fault) in [
            ("2024-05-08 08:53:11 AM", Fault::Form),
            ("2024-5-8", Fault::Form),
            ("20240508", Fault::Form),
            ("08/05/2024", Fault::Form),
            ("2024-05-08T08:53:11+0200", Fault::Form),
            ("2024-05-08t08:53:11Z", Fault::Form),
            ("2024-05-08T08:53:11Z ", Fault::Form),
            ("2024-05-08T08:53:11.Z", Fault::Form),
            ("", Fault::Form),
            ("2024-05-08T08:53:11", Fault::ZoneMissing),
            ("2023-02-29", Fault::Range),
            ("1900-02-29", Fault::Range),
            ("2024-13-01", Fault::Range),
            ("2024-00-01", Fault::Range),
            ("2024-04-31", Fault::Range),
            ("2024-01-00", Fault::Range),
            ("2024-05-08T24:00:00Z", Fault::Range),
            ("2024-05-08T08:60Z", Fault::Range),
            ("2024-05-08T08:00:00+15:00", Fault::Range),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(fault), "{text}");
        }
    }

    #[test]
    fn zero_dates_are_before_the_web() {
        let old = |text: &str| is_before_the_web(parse(text.as_bytes()).unwrap());
        for zero in [
            "0001-01-01T00:00:00Z",
            "1900-01-01",
            "1970-01-01",
            "1989-12-31",
        ] {
            assert!(old(zero), "{zero}");
        }
        assert!(!old("1990-01-01") && !old("1996"));
    }

    #[test]
    fn a_day_is_future_only_if_it_has_not_started_in_any_zone() {
        let now: Timestamp = "2026-01-31T09:00:00Z".parse().unwrap();
        let future = |text: &str| is_future(parse(text.as_bytes()).unwrap(), now);
        assert!(!future("2026-01-31"));
        assert!(!future("2026"));
        assert!(future("2026-02-01"));
        assert!(future("2026-02"));
        assert!(!future("2026-01-31T09:04:00Z"));
        assert!(future("2026-01-31T09:06:00Z"));
        assert!(!future("2026-01-31T10:06:00+02:00"));
    }
}
