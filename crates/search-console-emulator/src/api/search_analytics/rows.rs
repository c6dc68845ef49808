//! Data of `searchanalytics.query`, with a generator of sample data.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::random::SplitMix;

/// Clicks and impressions of one page for one query, country and device on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRow {
    /// The day, in Pacific time.
    pub date: Date,
    /// The search query.
    pub query: String,
    /// The page in the search results.
    pub page: String,
    /// The country code (ISO 3166-1 alpha-3, lower case).
    pub country: String,
    /// `DESKTOP`, `MOBILE` or `TABLET`.
    pub device: String,
    /// Number of clicks.
    pub clicks: u32,
    /// Number of impressions.
    pub impressions: u32,
    /// Average position in the results, starting at 1.
    pub position: f64,
}

/// Maximum number of days of sample data; the last days of the range.
const MAX_DAYS: usize = 500;

/// Generates rows for `site` from `start` to `end`; the result is deterministic.
pub(crate) fn sample_rows(site: &str, start: Date, end: Date) -> Vec<SearchRow> {
    let base = match site.strip_prefix("sc-domain:") {
        Some(domain) => format!("https://{domain}/"),
        None => site.to_owned(),
    };
    let mut rows = Vec::new();
    let mut day = Some(end);
    for _ in 0..MAX_DAYS {
        let Some(date) = day.filter(|date| *date >= start) else {
            break;
        };
        add_day(&mut rows, &base, date);
        day = date.checked_sub(1.day()).ok();
    }
    rows
}

fn add_day(rows: &mut Vec<SearchRow>, base: &str, date: Date) {
    let mut numbers = SplitMix::new(seed(base, date));
    for page in ["", "about", "news/1"] {
        for query in ["example", "what is an example"] {
            for (country, device) in [("deu", "DESKTOP"), ("usa", "MOBILE")] {
                let impressions = bounded(&mut numbers, 90) + 10;
                let clicks = bounded(&mut numbers, impressions / 4 + 1);
                rows.push(SearchRow {
                    date,
                    query: query.to_owned(),
                    page: format!("{base}{page}"),
                    country: country.to_owned(),
                    device: device.to_owned(),
                    clicks,
                    impressions,
                    position: 1.0 + f64::from(bounded(&mut numbers, 200)) / 10.0,
                });
            }
        }
    }
}

fn bounded(numbers: &mut SplitMix, bound: u32) -> u32 {
    u32::try_from(numbers.below(u64::from(bound))).unwrap_or(0)
}

/// FNV-1a hash of the site and the day; the standard library's hash may change between versions.
fn seed(site: &str, date: Date) -> u64 {
    format!("{site} {date}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
